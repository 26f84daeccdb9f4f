"""Every data source through the provider's own wire calls: what it finds, by whatever it can look for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.registry import build_provider
from support.emulator import HELLO
from support.every_resource import Office, office
from support.valid_bodies import EXTERNAL_STORAGE
from support.wire import InProcess, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.emulator import Emulator

Values = dict[str, Any]
SINCE = 1_700_000_000


class Seen:
    """An office, and ids of what was made beside it."""

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        self.at: Office = office(emulator, folder)
        form = {
            "files": {"file": ("a.txt", b"Bleed the brakes with mineral oil.")},
            "data": {"purpose": "user_data"},
        }
        self.file: str = emulator.call("POST", "/files", **form).json()["id"]
        body = {"name": "Manuals", "file_ids": [self.file]}
        self.store: str = emulator.call("POST", "/vector_stores", json=body).json()["id"]
        path = f"/conversations/{self.at.thread}/items"
        items = [{"role": "user", "content": "My brakes squeak."}]
        answer = emulator.call("POST", path, json={"items": items}).json()
        self.message: str = answer["data"][0]["id"]
        invite = {"email": "eve@example.com", "role": "reader"}
        self.invite: str = emulator.call("POST", "/organization/invites", admin=True, json=invite).json()[
            "id"
        ]
        self.admin_key: str = next(
            row["id"] for row in emulator.dump()["admin_api_key"] if row["name"] == "Emulator"
        )
        assert emulator.call("POST", "/chat/completions", json=HELLO).status_code == 200
        asked = {"model": "gpt-5.6-terra", "input": "Tell me about bicycles.", "instructions": "Be brief."}
        self.response: str = emulator.call("POST", "/responses", json=asked).json()["id"]
        form = {"files": {"file": ("in.jsonl", b"{}")}, "data": {"purpose": "batch"}}
        body = {
            "input_file_id": emulator.call("POST", "/files", **form).json()["id"],
            "endpoint": "/v1/responses",
            "completion_window": "24h",
        }
        self.batch: str = emulator.call("POST", "/batches", json=body).json()["id"]
        body = {"name": "Jobs", "url": "https://hooks.example.com/", "event_types": ["response.failed"]}
        self.webhook: str = emulator.call("POST", "/webhook_endpoints", json=body).json()["id"]
        body = {"project_id": self.at.project, "provider": EXTERNAL_STORAGE}
        answer = emulator.call("POST", "/organization/external_storage", admin=True, json=body)
        self.storage: str = answer.json()["id"]
        body = {
            "name": "office",
            "project_id": self.at.project,
            "service_account_id": self.at.account,
            "attribute_matchers": {"sub": "repo:acme/*"},
        }
        rules = (
            f"/organization/workload_identity_providers/{self.at.workload_identity_provider}/federation_rules"
        )
        self.rule: str = emulator.call("POST", rules, admin=True, json=body).json()["id"]
        emulator.settle()
        (self.job,) = emulator.call("GET", "/fine_tuning/jobs").json()["data"]
        events = emulator.call("GET", f"/fine_tuning/jobs/{self.job['id']}/events").json()
        checkpoints = emulator.call("GET", f"/fine_tuning/jobs/{self.job['id']}/checkpoints").json()
        self.event, self.checkpoint = (each["data"][0]["id"] for each in (events, checkpoints))

    def inside(self, **more: Any) -> Values:
        return {"project_id": self.at.project, **more}

    def of_provider(self, **more: Any) -> Values:
        return {"workload_identity_provider_id": self.at.workload_identity_provider, **more}


ONE: dict[str, Callable[[Seen], tuple[str, list[Values]]]] = {
    "openai_admin_api_key": lambda seen: (
        seen.admin_key, [{"name": "Emulator"}, {"key_id": seen.admin_key}]
    ),
    "openai_batch": lambda seen: (seen.batch, [{"batch_id": seen.batch}]),
    "openai_certificate": lambda seen: (
        seen.at.certificate, [{"name": "office"}, {"certificate_id": seen.at.certificate}]
    ),
    "openai_external_key": lambda seen: (
        seen.at.external_key, [{"name": "office"}, {"external_key_id": seen.at.external_key}]
    ),
    "openai_external_storage": lambda seen: (
        seen.storage, [seen.inside(), {"external_storage_id": seen.storage}]
    ),
    "openai_federation_rule": lambda seen: (
        seen.rule,
        [
            seen.of_provider(name="office"),
            seen.of_provider(federation_rule_id=seen.rule),
            seen.of_provider(service_account_id=seen.at.account),
        ],
    ),
    "openai_file": lambda seen: (seen.file, [{"file_id": seen.file}]),
    "openai_fine_tuning_job": lambda seen: (seen.job["id"], [{"fine_tuning_job_id": seen.job["id"]}]),
    "openai_group": lambda seen: (seen.at.group, [{"name": "Engineers"}, {"group_id": seen.at.group}]),
    "openai_invite": lambda seen: (seen.invite, [{"email": "EVE@example.com"}, {"invite_id": seen.invite}]),
    "openai_model": lambda _unused: ("gpt-5.6-terra", [{"model_id": "gpt-5.6-terra"}]),
    "openai_model_response": lambda seen: (seen.response, [{"response_id": seen.response}]),
    "openai_organization_role": lambda seen: (
        seen.at.organization_role,
        [{"name": "Auditor of the organization"}, {"role_id": seen.at.organization_role}],
    ),
    "openai_organization_user": lambda seen: (
        seen.at.ada, [{"email": "Ada@example.com"}, {"user_id": seen.at.ada}]
    ),
    "openai_project": lambda seen: (seen.at.project, [{"name": "Office"}, {"project_id": seen.at.project}]),
    "openai_project_api_key": lambda seen: (
        seen.at.key, [seen.inside(name="laptop"), seen.inside(api_key_id=seen.at.key)]
    ),
    "openai_project_role": lambda seen: (
        seen.at.project_role,
        [seen.inside(name="Auditor of the project"), seen.inside(role_id=seen.at.project_role)],
    ),
    "openai_project_user": lambda seen: (
        seen.at.ada, [seen.inside(email="ada@example.com"), seen.inside(user_id=seen.at.ada)]
    ),
    "openai_thread": lambda seen: (seen.at.thread, [{"thread_id": seen.at.thread}]),
    "openai_message": lambda seen: (
        seen.message, [{"thread_id": seen.at.thread, "message_id": seen.message}]
    ),
    "openai_vector_store": lambda seen: (
        seen.store, [{"name": "Manuals"}, {"vector_store_id": seen.store}]
    ),
    "openai_webhook_endpoint": lambda seen: (
        seen.webhook, [{"name": "Jobs"}, {"webhook_endpoint_id": seen.webhook}]
    ),
    "openai_workload_identity_provider": lambda seen: (
        seen.at.workload_identity_provider, [{"name": "office"}, seen.of_provider()]
    ),
    "openai_service_account": lambda seen: (
        seen.at.account, [seen.inside(name="Bot"), seen.inside(service_account_id=seen.at.account)]
    ),
}  # fmt: skip
"""By type: the id of an object, and the configurations that all find it."""

ONE_KEY = {
    "openai_batch",
    "openai_file",
    "openai_fine_tuning_job",
    "openai_message",
    "openai_model",
    "openai_model_response",
    "openai_thread",
}
"""Those that are found by one attribute alone."""

MANY: dict[str, Callable[[Seen], tuple[str, Values]]] = {
    "openai_admin_api_keys": lambda seen: (seen.admin_key, {}),
    "openai_batches": lambda seen: (seen.batch, {"status": "failed"}),
    "openai_certificates": lambda seen: (seen.at.certificate, {}),
    "openai_external_keys": lambda seen: (seen.at.external_key, {"purpose": "ekm"}),
    "openai_external_storages": lambda seen: (seen.storage, seen.inside()),
    "openai_federation_rules": lambda seen: (seen.rule, seen.of_provider(service_account_id=seen.at.account)),
    "openai_files": lambda seen: (seen.file, {"purpose": "user_data"}),
    "openai_fine_tuned_models": lambda seen: (seen.at.tuned_model, {}),
    "openai_fine_tuning_checkpoints": lambda seen: (seen.checkpoint, {"fine_tuning_job_id": seen.job["id"]}),
    "openai_fine_tuning_events": lambda seen: (seen.event, {"fine_tuning_job_id": seen.job["id"]}),
    "openai_fine_tuning_jobs": lambda seen: (seen.job["id"], {"status": "succeeded"}),
    "openai_group_users": lambda seen: (seen.at.ada, {"group_id": seen.at.group}),
    "openai_groups": lambda seen: (seen.at.group, {}),
    "openai_invites": lambda seen: (seen.invite, {}),
    "openai_models": lambda _unused: ("gpt-5.6-terra", {}),
    "openai_organization_roles": lambda seen: (seen.at.organization_role, {}),
    "openai_messages": lambda seen: (seen.message, {"thread_id": seen.at.thread}),
    "openai_organization_users": lambda seen: (seen.at.bo, {}),
    "openai_project_api_keys": lambda seen: (seen.at.key, seen.inside(owner_id=seen.at.ada)),
    "openai_project_certificates": lambda seen: (seen.at.certificate, seen.inside()),
    "openai_project_roles": lambda seen: (seen.at.project_role, seen.inside()),
    "openai_project_users": lambda seen: (seen.at.ada, seen.inside()),
    "openai_projects": lambda seen: (seen.at.project, {"include_archived": True}),
    "openai_service_accounts": lambda seen: (seen.at.account, seen.inside()),
    "openai_vector_store_files": lambda seen: (
        seen.file,
        {"vector_store_id": seen.store, "status": "completed"},
    ),
    "openai_vector_stores": lambda seen: (seen.store, {}),
    "openai_webhook_endpoints": lambda seen: (seen.webhook, {}),
    "openai_workload_identity_providers": lambda seen: (seen.at.workload_identity_provider, {}),
}
"""By type: the id of an object, and the configuration of a list that holds it."""

FIGURES = {
    "openai_audio_result",
    "openai_audio_results",
    "openai_audit_logs",
    "openai_costs",
    "openai_rate_limit",
    "openai_rate_limits",
    "openai_usage",
    "openai_vector_store_file_content",
    "openai_vector_store_search",
}
"""Those whose results are no objects with an id of the office; each has a test of its own."""


@pytest.fixture
def seen(shared_emulator: Emulator, tmp_path: Path) -> Seen:
    return Seen(shared_emulator, tmp_path)


@pytest.fixture
def run(seen: Seen, shared_emulator: Emulator) -> Iterator[InProcess]:
    started = InProcess(shared_emulator.environment())
    yield started
    started.close()


def test_every_data_source_is_read() -> None:
    assert ONE.keys() | MANY.keys() | FIGURES == build_provider().data_sources.keys()


@pytest.mark.parametrize("name", ONE)
def test_one_is_found_by_each_key(seen: Seen, run: InProcess, name: str) -> None:
    identity, configurations = ONE[name](seen)
    told = [
        key
        for key, each in run.data_sources[name].schema.attributes.items()
        if each.computed and not each.optional and key != "last_used_at"  # which the run itself changes
    ]
    found = [run.look_up(name, each) for each in configurations]
    assert {each["id"].rpartition("/")[2] for each in found} == {identity}
    assert [[each[key] for key in told] for each in found] == [[found[0][key] for key in told]] * len(found)


@pytest.mark.parametrize("name", [name for name in sorted(ONE) if name not in ONE_KEY])
def test_none_or_several_keys_are_refused(run: InProcess, seen: Seen, name: str) -> None:
    _identity, (first, second, *_more) = ONE[name](seen)
    keys = {next(reversed(each)) for each in (first, second)}
    for config in ({**first, **second}, {key: value for key, value in first.items() if key not in keys}):
        with pytest.raises(RefusedError, match="exactly one of"):
            run.look_up(name, config)


@pytest.mark.parametrize("name", ONE)
def test_what_is_not_there_is_an_error_that_names_it(run: InProcess, seen: Seen, name: str) -> None:
    _identity, configurations = ONE[name](seen)
    attribute = next(reversed(configurations[-1]))
    with pytest.raises(RefusedError, match=r"There is no .*absent-1"):
        run.look_up(name, {**configurations[-1], attribute: "absent-1"})


@pytest.mark.parametrize("name", MANY)
def test_a_list_holds_what_was_made(seen: Seen, run: InProcess, name: str) -> None:
    identity, config = MANY[name](seen)
    found = run.look_up(name, config)
    assert identity in {each.rpartition("/")[2] for each in found["ids"]}
    (listed,) = (found[key] for key, each in run.data_sources[name].schema.attributes.items()
                 if key != "ids" and each.computed and not each.optional)  # fmt: skip
    assert len(listed) == len(found["ids"])


def test_a_response_is_told_with_what_was_asked(seen: Seen, run: InProcess) -> None:
    found = run.look_up("openai_model_response", {"response_id": seen.response})
    assert [(each["role"], each["text"]) for each in found["input_items"]] == [
        ("user", "Tell me about bicycles.")
    ]
    assert "bicycles" in found["output_text"]
    assert (found["instructions"], found["status"], found["conversation"]) == ("Be brief.", "completed", None)
    assert found["token_count"] == found["usage"]["total_tokens"]


def test_what_was_said_is_text_and_json(seen: Seen, run: InProcess) -> None:
    wanted = {"thread_id": seen.at.thread}
    (found,) = run.look_up("openai_messages", wanted)["messages"]
    assert (found["type"], found["role"], found["text"]) == ("message", "user", "My brakes squeak.")
    assert json.loads(found["item"])["content"] == json.loads(found["content"])
    one = run.look_up("openai_message", {**wanted, "message_id": found["id"]})
    assert {name: one[name] for name in found} == found
    with pytest.raises(RefusedError, match="There is no conversation conv_gone"):
        run.look_up("openai_thread", {"thread_id": "conv_gone"})
    with pytest.raises(RefusedError, match="2026-08-26"):
        run.look_up("openai_thread", {"thread_id": "thread_abc"})


def test_the_text_of_a_file_and_a_search_for_it(seen: Seen, run: InProcess) -> None:
    inside = {"vector_store_id": seen.store}
    content = run.look_up("openai_vector_store_file_content", {**inside, "file_id": seen.file})
    assert content["texts"] == ["Bleed the brakes with mineral oil."]
    asked = {**inside, "query": "Which oil do the brakes take?", "max_num_results": 3, "score_threshold": 0.1}
    (found,) = run.look_up("openai_vector_store_search", asked)["results"]
    assert (found["file_id"], found["filename"], found["text"]) == (seen.file, "a.txt", content["texts"][0])
    assert found["score"] >= 0.1
    other = {"type": "eq", "key": "team", "value": "web"}
    assert run.look_up("openai_vector_store_search", {**asked, "filters": json.dumps(other)})["results"] == []
    with pytest.raises(RefusedError, match="51 is not from 1 to 50"):
        run.look_up("openai_vector_store_search", {**asked, "max_num_results": 51})


def test_every_tuned_model_has_a_base_and_a_last_day(
    seen: Seen, run: InProcess, shared_emulator: Emulator
) -> None:
    shared_emulator.clock.advance(3 * 86400)  # to 2026-11-26
    models = run.look_up("openai_fine_tuned_models", {})["fine_tuned_models"]
    assert {each["id"] for each in models} >= {seen.at.tuned_model}
    assert {(each["base"], each["shutdown_date"], each["days_left"]) for each in models} == {
        ("gpt-4o-mini", "2027-01-14", 49)
    }
    one = run.look_up("openai_model", {"model_id": seen.at.tuned_model})
    assert (one["shutdown_date"], one["days_left"]) == ("2027-01-14", 49)
    assert run.look_up("openai_model", {"model_id": "gpt-5.6-terra"})["days_left"] is None


def test_events_of_a_job_are_read_as_far_as_is_wished(seen: Seen, run: InProcess) -> None:
    every = run.look_up("openai_fine_tuning_events", {"fine_tuning_job_id": seen.job["id"]})["events"]
    newest = run.look_up("openai_fine_tuning_events", {"fine_tuning_job_id": seen.job["id"], "limit": 2})
    assert len(every) > 2
    assert newest["events"] == every[:2]
    assert run.look_up("openai_fine_tuning_jobs", {"status": "failed"})["ids"] == []


def test_an_external_key_is_tried_where_that_is_wished(
    seen: Seen, run: InProcess, shared_emulator: Emulator
) -> None:
    shared_emulator.clear_calls()
    assert run.look_up("openai_external_key", {"name": "office"})["status"] is None
    assert shared_emulator.calls("validate-external-key") == []
    found = run.look_up("openai_external_key", {"name": "office", "validate": True})
    assert (found["status"], found["type"], found["api_project_ids"]) == ("valid", "aws", [])
    assert len(shared_emulator.calls("validate-external-key")) == 1
    assert run.look_up("openai_external_keys", {"purpose": "psp_decryption"})["ids"] == []


def test_external_storage_is_shown_as_the_api_shows_it(seen: Seen, run: InProcess) -> None:
    found = run.look_up("openai_external_storage", seen.inside())
    assert EXTERNAL_STORAGE.items() <= found.items()
    assert (found["status"], found["external_id"], found["region"]) == (
        "pending",
        seen.at.project,
        "us-east-1",
    )
    assert run.look_up("openai_external_storages", {"project_id": "proj_none"})["ids"] == []


def test_rate_limits_by_model_and_all(seen: Seen, run: InProcess) -> None:
    one = run.look_up("openai_rate_limit", seen.inside(model="gpt-5.6-terra"))
    every = run.look_up("openai_rate_limits", seen.inside())["rate_limits"]
    assert [each["rpm_limit"] for each in every if each["model"] == "gpt-5.6-terra"] == [one["rpm_limit"]]
    assert one["rpm_limit"] > 0


def test_usage_and_costs_of_a_call(seen: Seen, run: InProcess) -> None:
    used = run.look_up("openai_usage", {"kind": "completions", "start_time": SINCE, "bucket_width": "1d"})
    assert used["totals"]["num_model_requests"] == 2
    assert run.look_up("openai_costs", {"start_time": SINCE})["totals"] != []


def test_the_audit_log_tells_what_was_made(seen: Seen, run: InProcess) -> None:
    events = run.look_up("openai_audit_logs", {"event_types": ["invite.sent"]})["events"]
    assert [each["type"] for each in events] == ["invite.sent"]

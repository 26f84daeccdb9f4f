"""What exists under its natural key is found before another one is made, for every kind that has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api import Api, Settings
from fjcorp_openai.provider import resources
from fjcorp_openai.provider.existing import existing, restored
from fjcorp_openai.provider.lifecycles.managed import Managed
from fjcorp_openai.provider.lifecycles.secret_key import SecretKey
from fjcorp_openai.provider.protocol.resource import Resource
from fjcorp_openai.provider.protocol.values import UNKNOWN
from fjcorp_openai.provider.registry import found
from fjcorp_openai.provider.resources.batch.marks import MARK
from support.certificates import pem
from support.checks import every
from support.valid_bodies import EXTERNAL_KEY, EXTERNAL_STORAGE, IDENTITY_PROVIDER, TRAINING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROJECTS = "/organization/projects"
ADMIN = {"admin": True}

ALERT = {"threshold_amount": 500, "currency": "USD", "interval": "month"}
MAIL = {"notification_channel": {"type": "email", "recipients": ["ada@example.com"]}}
ROLE = {"role_name": "Auditor", "permissions": ["api.groups.read"]}

KINDS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "openai_project": (PROJECTS, {"name": "Twin"}, {"name": "Twin"}),
    "openai_certificate": (
        "/organization/certificates",
        {"certificate": "<certificate>", "name": "Twin"},
        {"certificate": "(another text)", "name": "Twin"},
    ),
    "openai_external_key": (
        "/organization/external_keys",
        {**EXTERNAL_KEY, "name": "Twin"},
        {**EXTERNAL_KEY, "name": "Twin"},
    ),
    "openai_external_storage": (
        "/organization/external_storage",
        {"project_id": "<project>", "provider": EXTERNAL_STORAGE},
        {
            **EXTERNAL_STORAGE,
            "project_id": "<project>",
            "bucket": f"arn:aws:s3:::{EXTERNAL_STORAGE['bucket']}",
            "account_name": None,
            "container": None,
        },
    ),
    "openai_workload_identity_provider": (
        "/organization/workload_identity_providers",
        {**IDENTITY_PROVIDER, "name": "Twin"},
        {"name": "Twin"},
    ),
    "openai_federation_rule": (
        "/organization/workload_identity_providers/<provider>/federation_rules",
        {"project_id": "<project>", "service_account_id": "<account>", "attribute_matchers": {"sub": "x"}},
        {"workload_identity_provider_id": "<provider>", "service_account_id": "<account>"},
    ),
    "openai_group": ("/organization/groups", {"name": "Twin"}, {"name": "Twin"}),
    "openai_organization_role": ("/organization/roles", ROLE, {"name": "Auditor"}),
    "openai_role": ("/organization/roles", ROLE, {"name": "Auditor", "project_id": None}),
    "openai_project_role": (
        "/projects/<project>/roles",
        {**ROLE, "permissions": ["api.model.read"]},
        {"name": "Auditor", "project_id": "<project>"},
    ),
    "openai_organization_spend_alert": (
        "/organization/spend_alerts",
        {**ALERT, **MAIL},
        {**ALERT, "recipients": ["ada@example.com"], "subject_prefix": None},
    ),
    "openai_project_spend_alert": (
        f"{PROJECTS}/<project>/spend_alerts",
        {**ALERT, **MAIL},
        {**ALERT, "recipients": ["ada@example.com"], "subject_prefix": None, "project_id": "<project>"},
    ),
    "openai_service_account": (
        f"{PROJECTS}/<project>/service_accounts",
        {"name": "Twin", "create_service_account_only": True},
        {"name": "Twin", "project_id": "<project>"},
    ),
    "openai_service_account_api_key": (
        f"{PROJECTS}/<project>/service_accounts/<account>/api_keys",
        {"name": "Twin"},
        {"name": "Twin", "project_id": "<project>", "service_account_id": "<account>"},
    ),
    "openai_admin_api_key": ("/organization/admin_api_keys", {"name": "Twin"}, {"name": "Twin"}),
    "openai_webhook_endpoint": (
        "/webhook_endpoints",
        {"name": "Twin", "url": "https://hooks.example.com/", "event_types": ["batch.completed"]},
        {"name": "Twin", "url": "https://hooks.example.com/"},
    ),
    "openai_batch": ("/batches", {}, {"digest": "d" * 64}),
    "openai_fine_tuning_job": (
        "/fine_tuning/jobs",
        {"model": "gpt-4o-mini", "training_file": "<training_file>"},
        {
            "model": "gpt-4o-mini",
            "training_file": "<training_file>",
            "validation_file": None,
            "method": None,
            "metadata": None,
        },
    ),
    "openai_file": (
        "/files",
        {},
        {"filename": "twin.txt", "content": "twin", "file_path": None, "purpose": "user_data"},
    ),
    "openai_vector_store": ("/vector_stores", {"name": "Twin"}, {"name": "Twin"}),
}
"""By type: where one is made, with what body, and what a plan of another one says."""

ONE = "there is one at each place, and a create sets it"
JOINED = "who or what is in already stays in"
IDEMPOTENT = {
    "openai_project_api_key": "takes over the key it is given the id of",
    "openai_invite": "a member is not invited, and a pending invite is taken over or makes way",
    "openai_chat_completion": "has no natural key",
    "openai_model_response": "has no natural key",
    "openai_embeddings": "is nothing at the API",
    "openai_assistant": "is nothing at the API",
    "openai_run": "has no natural key",
    "openai_image": "is nothing at the API",
    "openai_message": "the same can be said twice",
    "openai_moderation": "is nothing at the API",
    "openai_speech": "is nothing at the API",
    "openai_transcription": "is nothing at the API",
    "openai_translation": "is nothing at the API",
    "openai_voice": "is not shown by the API",
    "openai_voice_consent": "its recording is sent as a form; test_voices.py shows that it is taken up",
    "openai_state_owner": "is nothing at the API",
    "openai_thread": "the API lists no conversations",
    "openai_organization_user": JOINED,
    "openai_organization_certificates": JOINED,
    "openai_project_certificates": JOINED,
    "openai_organization_user_role": JOINED,
    "openai_organization_group_role": JOINED,
    "openai_fine_tuning_checkpoint_permission": JOINED,
    "openai_group_roles": JOINED,
    "openai_group_user": JOINED,
    "openai_group_users": JOINED,
    "openai_project_user": JOINED,
    "openai_project_users": JOINED,
    "openai_project_user_role": JOINED,
    "openai_project_group": JOINED,
    "openai_project_group_role": JOINED,
    "openai_project_groups": JOINED,
    "openai_user_roles": JOINED,
    "openai_organization_data_retention": ONE,
    "openai_organization_spend_limit": ONE,
    "openai_project_data_retention": ONE,
    "openai_project_hosted_tool_permissions": ONE,
    "openai_project_model_permissions": ONE,
    "openai_project_service_tier_settings": ONE,
    "openai_project_spend_limit": ONE,
    "openai_rate_limit": ONE,
}
"""Types of which a create makes nothing a second time, or that nothing can be known again by."""


class Place:
    """An organization with a project, an account in it and an identity provider."""

    def __init__(self, emulator: Any, folder: Path) -> None:
        self.emulator, self.journal = emulator, folder / "journal"
        project = emulator.call("POST", PROJECTS, json={"name": "Home"}, **ADMIN).json()["id"]
        path = f"{PROJECTS}/{project}/service_accounts"
        body = {"name": "Bot", "create_service_account_only": True}
        account = emulator.call("POST", path, json=body, **ADMIN).json()["id"]
        path = "/organization/workload_identity_providers"
        provider = emulator.call("POST", path, json=IDENTITY_PROVIDER, **ADMIN).json()["id"]
        form = {"files": {"file": ("t.jsonl", TRAINING.encode())}, "data": {"purpose": "fine-tune"}}
        file = emulator.call("POST", "/files", **form).json()["id"]
        self.names = {
            "<project>": project,
            "<account>": account,
            "<provider>": provider,
            "<training_file>": file,
            "<certificate>": pem(),
        }
        self.api = Api(
            Settings(api_key=emulator.api_key, admin_key=emulator.admin_key, base_url=emulator.base_url),
            first_pause=0.0,
        )

    def fill(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self.fill(each) for name, each in value.items()}
        for name, id_ in self.names.items():
            value = value.replace(name, id_) if isinstance(value, str) else value
        return value

    def make(self, kind: str) -> dict[str, Any]:
        path, body, _unused = KINDS[kind]
        if kind == "openai_file":
            form = {"files": {"file": ("twin.txt", b"twin")}, "data": {"purpose": "user_data"}}
            return self.emulator.call("POST", path, **form).json()
        if kind == "openai_batch":
            form = {"files": {"file": ("in.jsonl", b"{}")}, "data": {"purpose": "batch"}}
            body = {
                "input_file_id": self.emulator.call("POST", "/files", **form).json()["id"],
                "endpoint": "/v1/responses",
                "completion_window": "24h",
                "metadata": {MARK: f"{'d' * 32}/0/0+1"},
            }
            return self.emulator.call("POST", path, json=body).json()
        admin = path.startswith(("/organization", "/projects"))
        answer = self.emulator.call("POST", self.fill(path), json=self.fill(body), admin=admin)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def planned(self, kind: str, address: str = "this") -> dict[str, Any]:
        change = {"actions": ["create"], "before": None, "after": self.fill(KINDS[kind][2])}
        return {"address": f"{kind}.{address}", "type": kind, "change": change}

    def found(self, *entries: dict[str, Any], values: dict[str, str] | None = None) -> list[Any]:
        self.api.invalidate()
        return existing({"resource_changes": list(entries)}, self.api, self.journal, values or {})


@pytest.fixture
def place(shared_emulator: Any, tmp_path: Path) -> Iterator[Place]:
    shared_emulator.transitions("manual")
    made = Place(shared_emulator, tmp_path)
    yield made
    made.api.close()


def test_every_kind_is_looked_at() -> None:
    kinds = {each.type_name: each for each in found(resources, Resource)}
    assert kinds.keys() == KINDS.keys() | IDEMPOTENT.keys()
    assert not KINDS.keys() & IDEMPOTENT.keys()
    assert every(issubclass(kinds[kind], Managed) for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_twin_is_found_unless_state_or_journal_know_it(place: Place, kind: str) -> None:
    assert place.found(place.planned(kind)) == []
    twin = place.make(kind)
    (one,) = place.found(place.planned(kind))
    assert (one.id, one.address, one.kind) == (twin["id"], f"{kind}.this", kind)
    assert one.import_id.split("/")[-1] == twin["id"]
    resource = next(each for each in found(resources, Resource) if each.type_name == kind)()
    assert one.is_key == isinstance(resource, SecretKey)
    assert not one.held

    # The state knows it, under another address.
    known = {"address": f"{kind}.other", "type": kind}
    before = {**place.planned(kind)["change"]["after"], resource.key: twin["id"]}
    known["change"] = {"actions": ["delete"], "before": before, "after": None}
    assert place.found(place.planned(kind), known) == []

    # What is open yet is in nothing that exists.
    unknown = place.planned(kind)
    unknown["change"]["after_unknown"] = dict.fromkeys(unknown["change"]["after"], True)
    assert place.found(unknown) == []

    # The journal knows it, by its id or as a create whose answer never came.
    for id_ in (twin["id"], None):
        _journal(place, resource.collection_path(before), id_)
        assert place.found(place.planned(kind)) == []
        for file in place.journal.iterdir():
            file.unlink()
    assert len(place.found(place.planned(kind))) == 1


@pytest.mark.parametrize("kind", ["openai_admin_api_key", "openai_service_account_api_key"])
def test_a_key_whose_place_holds_its_value_is_told_from_a_lost_one(place: Place, kind: str) -> None:
    twin = place.make(kind)
    address = f"{kind}.this"
    (one,) = place.found(place.planned(kind), values={address: twin["value"]})
    assert one.held
    (one,) = place.found(place.planned(kind), values={address: "sk-admin-another-0000"})
    assert not one.held
    assert twin["value"] not in repr(one)


def test_one_list_for_all_objects_of_a_kind(place: Place) -> None:
    place.emulator.clear_calls()
    place.found(*(place.planned("openai_project", f"n{number}") for number in range(20)))
    assert len(place.emulator.calls()) == 1


def test_unknown_values_are_put_back() -> None:
    after, unknown = {"a": 1, "l": ["x", None]}, {"b": True, "l": [False, True]}
    assert restored(after, unknown) == {"a": 1, "b": UNKNOWN, "l": ["x", UNKNOWN]}
    assert restored(None, True) is UNKNOWN
    assert restored({"a": 1}, {}) == {"a": 1}


def _journal(place: Place, path: str, id_: str | None) -> None:
    from fjcorp_openai.api.journal import Journal

    journal = Journal(place.journal)
    entry = journal.begin(path, "digest", "it", place.api.clock.now())
    if id_:
        journal.answered(entry, id_)
    journal.close()

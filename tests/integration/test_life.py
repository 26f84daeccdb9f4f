"""The life of an organization: made, left alone, changed, destroyed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from integration.conftest import paid, writes
from support.checks import every

if TYPE_CHECKING:
    from support.ansible import Ansible
    from support.shared_organization import SharedOrganization

NOTHING = {"add": 0, "change": 0, "destroy": 0, "replace": 0, "import": 0}


def test_made_once_and_then_left_alone(shared_organization: SharedOrganization, emulator: Any) -> None:
    first, ansible = shared_organization.made, shared_organization.ansible
    assert first.changed == dict.fromkeys(first.results, True)
    assert first.results["administrative"]["counts"] == {**NOTHING, "add": 3}
    assert first.results["data_management"]["counts"] == {**NOTHING, "add": 2}
    assert {call["item"] for call in first.results["core_ai"]["paid_calls"]} == {"card", "greeting"}
    assert first.results["core_ai"]["api_calls"]["paid"] == 2
    assert 'a paid call will be made for openai_chat_completions["card"]' in first.text
    estimates = {each["item"]: each["estimate"] for each in first.results["core_ai"]["paid_calls"]}
    assert estimates["greeting"]["counted"] is True
    assert estimates["greeting"]["reason"] == "nothing bounds tokens out: set max_completion_tokens"
    assert len(first.results["core_ai"]["estimate"]["unknown"]) == 2
    answers = first.results["core_ai"]["outputs"]["chat_completion"]
    costs = {key: each["cost"] for key, each in answers.items()}
    # The price of gpt-5.6-luna in US dollars for a million tokens: 0.2 read, 1.2 written.
    used = answers["greeting"]["usage"]
    written = used["prompt_tokens"] * 0.2e-6 + used["completion_tokens"] * 1.2e-6
    assert costs["greeting"] == pytest.approx(written)
    assert first.results["core_ai"]["cost"]["cost"] == pytest.approx(costs["card"] + costs["greeting"])
    assert first.results["core_ai"]["cost"]["unknown"] == []
    assert first.results["data_management"]["cost"] == {
        "cost": 0.0,
        "currency": "USD",
        "unknown": [],
        "items": [],
    }
    assert sum(call["paid"] for call in shared_organization.calls) == 2
    outputs = first.results["administrative"]["outputs"]["projects"]
    assert outputs["care"]["project_id"].startswith("proj_")
    assert outputs["care"]["name"] == "Customer Care"
    assert first.results["core_ai"]["outputs"]["chat_completion"]["greeting"]["content"]
    assert first.results["advanced_features"]["outputs"]["model"]["draft"]["owned_by"]
    file_id = first.results["data_management"]["outputs"]["files"]["handbook"]["file_id"]
    completion_id = first.results["core_ai"]["outputs"]["chat_completion"]["card"]["id"]
    stored = emulator.call("GET", f"/chat/completions/{completion_id}/messages").json()["data"]
    assert file_id in (ansible.state_dir / "default" / "core_ai" / "terraform.tfstate").read_text("utf-8")
    assert "Ten lines at most; {{ and ${x} and %{y} stay." in str(stored)

    emulator.clear_calls()
    second = ansible.apply(shared_organization.variables, roles=list(first.results))
    assert second.changed == dict.fromkeys(second.results, False)
    assert every(result["counts"] == NOTHING for result in second.results.values())
    assert every(result["resources"] == [] for result in second.results.values())
    assert second.results["core_ai"]["outputs"] == first.results["core_ai"]["outputs"]
    assert writes(emulator) == []
    logged = len(emulator.calls())
    assert logged == sum(result["api_calls"]["total"] for result in second.results.values())


def test_changed_bytes_and_prompts_replace_exactly_their_items(
    shared_organization: SharedOrganization, emulator: Any
) -> None:
    roles = ["data_management", "core_ai"]
    ansible, organization = shared_organization.ansible, shared_organization.variables
    with Path(organization["openai_files"]["talks"]["file_path"]).open("a") as stream:
        stream.write(
            '{"messages": [{"role": "user", "content": "Bye"}, {"role": "assistant", "content": "Bye"}]}\n'
        )
    organization["openai_chat_completions"]["greeting"]["messages"][0]["content"] = "Say goodbye."
    changed = ansible.apply(organization, "--diff", roles=roles)
    files, answers = changed.results["data_management"], changed.results["core_ai"]
    assert [(each["item"], each["action"]) for each in files["resources"]] == [("talks", "replace")]
    assert [(each["item"], each["action"]) for each in answers["resources"]] == [("greeting", "replace")]
    assert [each["item"] for each in answers["paid_calls"]] == ["greeting"]
    assert paid(emulator) == 1
    assert (
        'openai_files["talks"] (openai_file) will be replaced because of its content (content_sha256)'
        in changed.text
    )
    assert "+- content: Say goodbye.\n" in changed.text
    assert "Paid calls that are made, for at most 0 USD, and 1 item of unknown cost:" in changed.text

    # The file that a completion names is replaced: so is the completion, with the new id.
    Path(organization["openai_files"]["handbook"]["file_path"]).write_text(
        "Another handbook.\n", encoding="utf-8"
    )
    followed = ansible.apply(organization, roles=roles)
    assert [each["item"] for each in followed.results["core_ai"]["paid_calls"]] == ["card"]


def test_a_replacement_that_fails_keeps_what_was_there(
    shared_organization: SharedOrganization, emulator: Any
) -> None:
    ansible, organization = shared_organization.ansible, shared_organization.variables
    question, first = organization["openai_chat_completions"]["greeting"], shared_organization.made.results
    answer = first["core_ai"]["outputs"]["chat_completion"]["greeting"]
    project = first["administrative"]["outputs"]["projects"]["care"]["id"]
    organization["openai_projects"]["care"]["residency"] = "MOON_STORAGE"
    refused = ansible.apply(organization, roles=["administrative"], expect=2)
    assert 'administrative: openai_projects["care"]' in refused.message
    assert emulator.call("GET", f"/organization/projects/{project}", admin=True).json()["status"] == "active"
    question["model"] = "gpt-that-is-not-there"
    refused = ansible.apply(organization, roles=["core_ai"], expect=2)
    assert 'core_ai: openai_chat_completions["greeting"]' in refused.message
    assert emulator.call("GET", f"/chat/completions/{answer['id']}").status_code == 200

    question["model"] = "gpt-5.6-luna"
    kept = ansible.apply(organization, roles=["core_ai"]).results["core_ai"]
    assert (kept["changed"], kept["outputs"]["chat_completion"]["greeting"]) == (False, answer)


def test_a_removed_item_is_destroyed_and_absent_destroys_all(
    shared_organization: SharedOrganization, emulator: Any
) -> None:
    roles = ["data_management"]
    ansible, organization = shared_organization.ansible, shared_organization.variables
    kept = shared_organization.made.results["data_management"]["outputs"]["files"]["handbook"]
    del organization["openai_files"]["talks"]
    removed = ansible.apply(organization, roles=roles).results["data_management"]
    assert removed["counts"] == {**NOTHING, "destroy": 1}
    assert [each["item"] for each in removed["resources"]] == ["talks"]
    assert [each["id"] for each in emulator.call("GET", "/files").json()["data"]] == [kept["id"]]

    absent = {"openai_state": "absent", "openai_confirm_destroy": "default"}
    gone = ansible.apply(absent, roles=roles).results["data_management"]
    assert (gone["changed"], gone["counts"]["destroy"], gone["outputs"]) == (True, 1, {})
    assert emulator.call("GET", "/files").json()["data"] == []
    assert not ansible.apply(absent, roles=roles).changed["data_management"]


def test_a_protected_file_is_not_destroyed(shared_organization: SharedOrganization, emulator: Any) -> None:
    roles = ["data_management"]
    ansible, organization = shared_organization.ansible, shared_organization.variables
    organization["openai_files"]["talks"]["deletion_protection"] = True
    ansible.apply(organization, roles=roles)
    emulator.clear_calls()
    left = {"openai_files": {"handbook": organization["openai_files"]["handbook"]}}
    for variables in (left, {"openai_state": "absent"}):
        refused = ansible.apply(variables, roles=roles, expect=2)
        assert 'data_management: openai_files["talks"]' in refused.message
        assert "deletion_protection" in refused.message
        assert writes(emulator) == []


def test_a_variable_that_is_not_loaded_destroys_nothing(
    shared_organization: SharedOrganization, emulator: Any
) -> None:
    roles, ansible = ["data_management"], shared_organization.ansible
    refused = ansible.apply({}, roles=roles, expect=2)
    assert refused.message == (
        "data_management: openai_files is not set, and handbook, talks would be destroyed. "
        "Set it to {} if that is meant, or load the variables with -e @file"
    )
    assert writes(emulator) == []
    assert (
        ansible.apply({"openai_files": {}, "openai_confirm_destroy": 2}, roles=roles).results[
            "data_management"
        ]["counts"]["destroy"]
        == 2
    )


def test_a_role_without_items_does_nothing(ansible: Ansible, emulator: Any) -> None:
    outcome = ansible.apply({})
    assert outcome.changed == dict.fromkeys(outcome.results, False)
    assert emulator.calls() == []

"""People, invites, memberships and settings through the role, on the emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from integration.conftest import writes

if TYPE_CHECKING:
    from support.ansible import Ansible

ROLE = ["administrative"]


@pytest.fixture
def office() -> dict[str, Any]:
    """Return the variables of an organization with people."""
    return {
        "openai_projects": {
            "care": {
                "name": "Customer Care",
                "model_permissions": {"mode": "deny_list", "model_ids": ["gpt-5.6-sol"]},
                "hosted_tools": {"web_search": False},
                "data_retention": "zero_data_retention",
                "spend_limit": {"threshold_amount": 50000},
                "spend_alerts": [
                    {"threshold_amount": 25000, "recipients": ["ada@example.com"]},
                    {
                        "threshold_amount": 45000,
                        "recipients": ["ada@example.com", "bo@example.com"],
                        "subject_prefix": "Soon",
                    },
                ],
            },
            "shop": {
                "name": "Web Shop",
                "members": {"ada@example.com": "owner", "eve@example.com": "member"},
            },
        },
        "openai_organization_users": {"bo": {"email": "BO@example.com"}},
        "openai_invites": {
            "ada": {"email": "ada@example.com", "projects": []},
            "eve": {"email": "eve@example.com", "projects": [{"project": "care", "role": "owner"}]},
            "kay": {"email": "kay@example.com", "projects": []},
        },
        "openai_project_users": {
            "bo_in_care": {"project": "care", "user": "bo", "role": "owner"},
            "kay_in_care": {"project": "care", "email": "kay@example.com", "allow_pending": True},
        },
    }


def members(emulator: Any, project: str) -> dict[str, str]:
    listed = emulator.call("GET", f"/organization/projects/{project}/users", admin=True).json()["data"]
    return {each["email"].lower(): each["role"] for each in listed}


def test_people_invites_memberships_and_settings(
    ansible: Ansible, emulator: Any, office: dict[str, Any]
) -> None:
    emulator.seed({"users": [{"email": "Ada@example.com"}, {"email": "bo@example.com"}]})
    first = ansible.apply(office, roles=ROLE).results["administrative"]
    outputs = first["outputs"]
    care, shop = (outputs["projects"][key]["project_id"] for key in ("care", "shop"))
    assert outputs["projects"]["shop"]["pending_members"] == ["eve@example.com"]
    assert outputs["projects"]["care"]["spend_limit_status"] == "inactive"
    assert {key: each["status"] for key, each in outputs["invite"].items()} == {
        "ada": "member",
        "eve": "pending",
        "kay": "pending",
    }
    assert outputs["project_user"]["kay_in_care"]["status"] == "pending"
    assert members(emulator, care).items() >= {"bo@example.com": "owner"}.items()
    assert members(emulator, shop)["ada@example.com"] == "owner"

    def setting(name: str) -> Any:
        return emulator.call("GET", f"/organization/projects/{care}/{name}", admin=True).json()

    assert setting("model_permissions")["model_ids"] == ["gpt-5.6-sol"]
    assert setting("hosted_tool_permissions")["web_search"] == {"enabled": False}
    assert setting("data_retention")["type"] == "zero_data_retention"
    assert setting("spend_limit")["threshold_amount"] == 50000
    assert {each["threshold_amount"] for each in setting("spend_alerts")["data"]} == {25000, 45000}

    emulator.clear_calls()
    second = ansible.apply(office, roles=ROLE)
    assert not second.changed["administrative"], "pending people are no change"
    assert writes(emulator) == []

    for key in ("eve", "kay"):
        emulator.accept(outputs["invite"][key]["invite_id"])
    third = ansible.apply(office, roles=ROLE)
    assert third.changed["administrative"]
    outputs = third.results["administrative"]["outputs"]
    assert outputs["project_user"]["kay_in_care"]["status"] == "active"
    assert outputs["projects"]["shop"]["pending_members"] == []
    assert {each["status"] for each in outputs["invite"].values()} == {"member", "accepted"}
    assert (
        members(emulator, care).items() >= {"eve@example.com": "owner", "kay@example.com": "member"}.items()
    )
    assert members(emulator, shop)["eve@example.com"] == "member"
    emulator.clear_calls()
    assert not ansible.apply(office, roles=ROLE).changed["administrative"]
    assert writes(emulator) == []

    # Somebody leaves a project, a limit goes, a stranger came.
    body = {"email": "bo@example.com", "role": "member"}
    emulator.call("POST", f"/organization/projects/{shop}/users", admin=True, json=body)
    del office["openai_project_users"]["bo_in_care"]
    del office["openai_projects"]["care"]["spend_limit"]
    ansible.apply(office, roles=ROLE)
    assert "bo@example.com" not in members(emulator, care)
    assert "bo@example.com" not in members(emulator, shop)
    assert emulator.call("GET", f"/organization/projects/{care}/spend_limit", admin=True).status_code == 404
    assert not ansible.apply(office, roles=ROLE).changed["administrative"]

    # Another project in its place takes everything with it, and is there before the old one is archived.
    office["openai_projects"]["care"]["residency"] = "EU_STORAGE_PROCESSING"
    confirmed = office | {"openai_confirm_destroy": 1}
    moved = ansible.apply(confirmed, roles=ROLE).results["administrative"]
    replaced = [each for each in moved["resources"] if each["action"] == "replace"]
    assert {each["address"].split(".")[2] for each in replaced} >= {"openai_project", "openai_project_user"}
    old, care = care, moved["outputs"]["projects"]["care"]["project_id"]
    project = emulator.call("GET", f"/organization/projects/{old}", admin=True).json()
    assert (project["status"], care != old) == ("archived", True)
    assert members(emulator, care)["kay@example.com"] == "member"
    assert {each["threshold_amount"] for each in setting("spend_alerts")["data"]} == {25000, 45000}
    assert not ansible.apply(office, roles=ROLE).changed["administrative"]

    ansible.apply({"openai_state": "absent", "openai_confirm_destroy": "default"}, roles=ROLE)
    people = emulator.call("GET", "/organization/users", admin=True).json()["data"]
    assert {"ada@example.com", "bo@example.com"} <= {str(each["email"]).lower() for each in people}


def test_bad_items_are_told_before_the_first_write(ansible: Ansible, emulator: Any) -> None:
    projects = {"openai_projects": {"care": {"name": "Customer Care"}}}
    ansible.apply(projects, roles=ROLE)
    owner = emulator.call("GET", "/organization/users", admin=True).json()["data"][0]
    emulator.clear_calls()
    bad = {
        "not invited either": {
            "openai_project_users": {"x": {"project": "care", "email": "nobody@example.com"}}
        },
        "known are care": {"openai_project_users": {"x": {"project": "lab", "email": "a@example.com"}}},
        "the last owner": {"openai_organization_users": {"x": {"user_id": owner["id"], "role": "reader"}}},
        "owns every project": {"openai_project_users": {"x": {"project": "care", "email": owner["email"]}}},
        "email: must be a mail address": {"openai_invites": {"x": {"email": "eve"}}},
    }
    told = ansible.refusals({words: (*ROLE, projects | items) for words, items in bad.items()})
    assert {words: (words in message, '"x"' in message) for words, message in told.items()} == dict.fromkeys(
        bad, (True, True)
    )
    assert writes(emulator) == []

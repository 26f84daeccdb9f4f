"""The way out of projects and of the organization, and its guards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.administration import join

from .conftest import writes
from .test_onboard import members

if TYPE_CHECKING:
    from support.ansible import Ansible, Outcome

pytestmark = pytest.mark.own_emulator


@pytest.fixture
def acme(emulator: Any) -> Any:
    """An emulator with Ada in two projects."""
    emulator.seed({"projects": [{"name": "Research"}, {"name": "Web Shop"}]})
    listed = emulator.call("GET", "/organization/projects", admin=True).json()["data"]
    emulator.ids = {each["name"]: each["id"] for each in listed}
    names = ("Research", "Web Shop")
    projects = [{"id": emulator.ids[name], "role": "member"} for name in names]
    emulator.ada = join(emulator, "ada@example.com", projects=projects)
    return emulator


def offboard(ansible: Ansible, *arguments: str, code: int = 0, **variables: Any) -> Outcome:
    given = {"openai_leavers": ["ADA@example.com"], **variables}
    outcome = ansible.run("fjcorp.openai.offboard_user", "-e", json.dumps(given), *arguments)
    assert outcome.code == code, outcome.text
    return outcome


def people(emulator: Any) -> set[str]:
    data = emulator.call("GET", "/organization/users?limit=100", admin=True).json()["data"]
    return {user["email"] for user in data}


def test_somebody_leaves_a_project_then_all_of_it(ansible: Ansible, acme: Any) -> None:
    acme.clear_calls()
    told = offboard(ansible, "--check", "--diff")
    assert "-Research" in told.text
    assert "-Web Shop" in told.text
    assert writes(acme) == []
    one = {"openai_only_projects": True, "openai_left_projects": ["Research"]}
    assert "changed=1" in offboard(ansible, **one).text
    assert "ada@example.com" not in members(acme, "Research")
    assert "ada@example.com" in members(acme, "Web Shop")
    assert "changed=0" in offboard(ansible, **one).text
    assert "changed=1" in offboard(ansible).text
    assert "ada@example.com" not in people(acme)
    again = offboard(ansible, "--check", code=2, openai_leavers="x@example.com\nADA@example.com")
    assert "ADA@example.com: is not in the organization, nor invited to it" in again.text
    assert "changed=0" in offboard(ansible, openai_missing_leavers="ok").text


def test_the_text_area_of_a_survey_names_several(ansible: Ansible, acme: Any) -> None:
    join(acme, "bob@example.com")
    assert "changed=1" in offboard(ansible, openai_leavers="ada@example.com\nBOB@example.com\n").text
    assert people(acme).isdisjoint({"ada@example.com", "bob@example.com"})


def test_a_pending_invite_is_withdrawn(ansible: Ansible, acme: Any) -> None:
    body = {"email": "Late@example.com", "role": "reader"}
    acme.call("POST", "/organization/invites", admin=True, json=body)
    offboard(ansible, openai_leavers=["late@example.com"])
    data = acme.call("GET", "/organization/invites", admin=True).json()["data"]
    assert [each["email"] for each in data if each["status"] == "pending"] == []


def test_keys_in_use_owners_and_the_own_key_are_guarded(ansible: Ansible, acme: Any) -> None:
    key = acme.control(
        "POST",
        "/project_keys",
        {"project_id": acme.ids["Research"], "name": "nightly", "email": "ada@example.com"},
    )["value"]
    assert acme.call("GET", "/models", key=key).status_code == 200
    (owner,) = people(acme) - {"ada@example.com"}
    acme.clear_calls()
    refused = offboard(ansible, code=2, openai_leavers=["ada@example.com", owner])
    assert 'keys that end were used in the last 30 days: \\"nightly\\"' in refused.text
    assert "the organization must keep an owner" in refused.text
    assert "owns the admin key that this run uses" in refused.text
    assert (
        "lower the role first"
        in offboard(ansible, code=2, openai_leavers=[owner], openai_only_projects=True).text
    )
    assert writes(acme) == []
    offboard(ansible, openai_recent_days=0)
    assert acme.call("GET", "/models", key=key).status_code == 401

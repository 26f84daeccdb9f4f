"""Onboarding by its client against the emulator; `tests/integration` has the action and its playbook."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from plugins.modules.onboard import DOCUMENTATION
from plugins.plugin_utils.stack.settings import argument_spec

from fjcorp_openai.organization import Onboarding, OnboardOptions, OrganizationError
from support.administration import join
from support.wire import InProcess

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator

    Onboard = Callable[..., Any]

PEOPLE = "/organization/users"
WRITES = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def acme(shared_emulator: Emulator) -> Emulator:
    """An emulator with a project."""
    shared_emulator.seed({"projects": [{"name": "Research"}]})
    return shared_emulator


@pytest.fixture
def onboard(acme: Emulator) -> Onboard:
    """Run an onboarding by the options of the action, each time with a client of its own."""
    validator = ArgumentSpecValidator(argument_spec(yaml.safe_load(DOCUMENTATION)))

    def run(people: list[dict[str, Any]], **options: Any) -> dict[str, Any]:
        checked = validator.validate({"people": people})
        assert checked.error_messages == []
        with closing(InProcess(acme.environment(), None, acme.clock.advance)) as started:
            onboarding = Onboarding(started.api, OnboardOptions(wait=False, **options), lambda _line: None)
            result: dict[str, Any] = onboarding.run(checked.validated_parameters["people"])
        return result

    return run


def counts(result: dict[str, Any]) -> dict[str, int]:
    """Return the counts that are not zero."""
    return {name: count for name, count in result["counts"].items() if count}


def statuses(result: dict[str, Any]) -> dict[str, str]:
    return {person["email"]: person["status"] for person in result["people"]}


def writes(emulator: Emulator) -> list[str]:
    return [call["operation"] for call in emulator.calls() if call["method"] in WRITES]


def invites(emulator: Any, email: str = "") -> list[dict[str, Any]]:
    data = emulator.call("GET", "/organization/invites?limit=100", admin=True).json()["data"]
    return [each for each in data if email in ("", each["email"])]


def members(emulator: Any, project: str) -> dict[str, str]:
    listed = emulator.call("GET", "/organization/projects?limit=100", admin=True).json()["data"]
    (id_,) = (each["id"] for each in listed if each["name"] == project)
    rows = emulator.call("GET", f"/organization/projects/{id_}/users?limit=100", admin=True).json()["data"]
    return {row["email"]: row["role"] for row in rows}


def lists(emulator: Any) -> list[str]:
    """Return the paths of the lists that were read, page by page."""
    return [call["path"] for call in emulator.calls() if call["method"] == "GET"]


def test_other_letter_case_is_the_same_person(onboard: Onboard, acme: Emulator) -> None:
    invite = acme.call(
        "POST", "/organization/invites", admin=True, json={"email": "ADA@Example.com", "role": "reader"}
    ).json()
    person = {"email": "ada@example.com", "projects": [{"project": "Research"}]}
    assert counts(onboard([person])) == {"people": 1, "pending": 1}
    acme.accept(invite["id"])
    assert counts(onboard([person])) == {"people": 1, "added": 1}
    same = r"people\[1\] \(Ada@example.com\): the same person as people\[0\]"
    with pytest.raises(OrganizationError, match=same):
        onboard([person, {"email": "Ada@example.com"}])


def test_removed_people_are_invited_again_or_reported(onboard: Onboard, acme: Emulator) -> None:
    acme.clock.advance(3600)
    user = join(acme, "gone@example.com")
    acme.clock.advance(3600)
    assert acme.call("DELETE", f"{PEOPLE}/{user}", admin=True).status_code == 200
    person = {"email": "gone@example.com"}
    reported = onboard([person], removed="report")
    assert statuses(reported) == {"gone@example.com": "removed"}
    assert not reported["changed"]
    again = onboard([person])
    assert statuses(again) == {"gone@example.com": "invited"}
    acme.accept(invites(acme, "gone@example.com")[-1]["id"])
    assert counts(onboard([person])) == {"people": 1, "already": 1}


def test_somebody_removed_from_a_project_is_added_again(onboard: Onboard, acme: Emulator) -> None:
    user = join(acme, "ada@example.com")
    person = {"email": "ada@example.com", "projects": [{"project": "Research"}]}
    first = onboard([person])
    project = first["people"][0]["projects"][0]["project_id"]
    path = f"/organization/projects/{project}/users/{user}"
    assert acme.call("DELETE", path, admin=True).status_code == 200
    assert counts(onboard([person])) == {"people": 1, "added": 1}
    changed = person | {"projects": [{"project": project, "role": "owner"}]}
    assert counts(onboard([changed])) == {"people": 1, "changed": 1, "changed_roles": 1}
    assert members(acme, "Research")["ada@example.com"] == "owner"


def test_an_invite_accepted_under_another_address_is_told(onboard: Onboard, acme: Emulator) -> None:
    acme.clock.advance(3600)
    person = {"email": "ada@example.com"}
    onboard([person])
    (invite,) = invites(acme)
    acme.control("POST", f"/invites/{invite['id']}/accept", {"email": "ada@elsewhere.example"})
    told = onboard([person])
    assert statuses(told) == {"ada@example.com": "other_address"}
    assert "ada@elsewhere.example" in told["people"][0]["message"]


def test_a_pending_invite_for_another_role_is_replaced(onboard: Onboard, acme: Emulator) -> None:
    onboard([{"email": "ada@example.com"}])
    changed = onboard([{"email": "ada@example.com", "role": "owner"}])
    assert counts(changed) == {"people": 1, "invited": 1, "pending": 1, "changed_roles": 1}
    assert [each["role"] for each in invites(acme, "ada@example.com")] == ["owner"]


def test_two_hundred_people_cost_two_lists_more(onboard: Onboard, acme: Emulator) -> None:
    people = [
        {"email": f"person-{number}@example.com", "projects": [{"project": "Research"}]}
        for number in range(200)
    ]
    acme.clear_calls()
    first = onboard(people)
    assert counts(first) == {"people": 200, "invited": 200, "pending": 200}
    sent = writes(acme)
    assert len(sent) == 200
    listed = lists(acme)
    for invite in (
        invites(acme)
        + acme.call(
            "GET", f"/organization/invites?limit=100&after={invites(acme)[-1]['id']}", admin=True
        ).json()["data"]
    ):
        acme.accept(invite["id"])
    acme.clear_calls()
    second = onboard(people)
    assert counts(second) == {"people": 200, "added": 200}
    assert len(writes(acme)) == 200
    acme.clear_calls()
    third = onboard(people)
    assert counts(third) == {"people": 200, "already": 200}
    # Projects, people and members; the lists of the first run are projects, people and invites.
    assert len(listed) <= 4
    assert len(lists(acme)) <= 7
    assert writes(acme) == []


def test_an_interrupted_answer_makes_no_second_invite(onboard: Onboard, acme: Emulator) -> None:
    acme.fault("inviteUser", drop="after", times=1)
    done = onboard([{"email": "a@example.com"}])
    assert counts(done) == {"people": 1, "invited": 1, "pending": 1}
    assert len(invites(acme, "a@example.com")) == 1

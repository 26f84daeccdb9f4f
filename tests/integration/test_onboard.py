"""Invite, wait, add: against the emulator, with people who accept, forget, leave and change."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from support.administration import join
from support.ansible import ROOT, include
from support.terraform import eventually

from .conftest import writes

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.ansible import Ansible, Outcome

PEOPLE = "/organization/users"


def invites(emulator: Any, email: str = "") -> list[dict[str, Any]]:
    data = emulator.call("GET", "/organization/invites?limit=100", admin=True).json()["data"]
    return [each for each in data if email in ("", each["email"])]


def members(emulator: Any, project: str) -> dict[str, str]:
    listed = emulator.call("GET", "/organization/projects?limit=100", admin=True).json()["data"]
    (id_,) = (each["id"] for each in listed if each["name"] == project)
    rows = emulator.call("GET", f"/organization/projects/{id_}/users?limit=100", admin=True).json()["data"]
    return {row["email"]: row["role"] for row in rows}


def onboard(ansible: Ansible, people: list[dict[str, Any]], *arguments: str, **options: Any) -> Outcome:
    """Run the action and keep its result as `onboard`."""
    expect = options.pop("expect", 0)
    keys = {
        "admin_key": "{{ openai_admin_key }}",
        "base_url": "{{ openai_base_url }}",
        "state_dir": "{{ openai_state_dir }}",
    }
    tasks = [
        {
            "fjcorp.openai.onboard": {"people": people, "wait": False, **keys, **options},
            "register": "result",
            "ignore_errors": False,
        },
        ansible.keep("result", "onboard"),
    ]
    return ansible.tasks(tasks, {}, *arguments, expect=expect)


def counts(outcome: Outcome) -> dict[str, int]:
    """Return the counts that are not zero."""
    return {name: count for name, count in outcome.results["onboard"]["counts"].items() if count}


def statuses(outcome: Outcome) -> dict[str, str]:
    return {person["email"]: person["status"] for person in outcome.results["onboard"]["people"]}


@pytest.fixture
def acme(emulator: Any) -> Any:
    """An emulator with two projects, an archived one and two of the same name."""
    emulator.seed(
        {
            "projects": [
                {"name": "Research"},
                {"name": "Web Shop"},
                {"name": "Old Shop", "status": "archived"},
                {"name": "Twin"},
                {"name": "Twin"},
            ]
        }
    )
    return emulator


def test_people_are_brought_in_step_by_step(ansible: Ansible, acme: Any) -> None:
    ada = {"email": "ada@example.com", "projects": [{"project": "Research", "role": "owner"}]}
    grace = {"email": "grace@example.com", "role": "owner", "projects": [{"project": "Web Shop"}]}
    first = onboard(ansible, [ada, grace])
    assert first.results["onboard"]["changed"]
    assert counts(first) == {"people": 2, "invited": 2, "pending": 2}
    assert {each["email"]: each["role"] for each in invites(acme)} == {
        "ada@example.com": "reader",
        "grace@example.com": "owner",
    }

    second = onboard(ansible, [ada, grace])
    assert not second.results["onboard"]["changed"]
    assert counts(second) == {"people": 2, "pending": 2}

    acme.accept(invites(acme, "ada@example.com")[0]["id"])
    acme.accept(invites(acme, "grace@example.com")[0]["id"])
    third = onboard(ansible, [ada, grace])
    assert third.results["onboard"]["changed"]
    # Who owns the organization owns its projects.
    assert counts(third) == {"people": 2, "added": 1, "already": 1}
    assert members(acme, "Research")["ada@example.com"] == "owner"

    acme.clear_calls()
    fourth = onboard(ansible, [ada, grace])
    assert counts(fourth) == {"people": 2, "already": 2}
    assert writes(acme) == []


def test_check_mode_writes_nothing_and_tells_what_would_happen(ansible: Ansible, acme: Any) -> None:
    join(acme, "here@example.com")
    people = [
        {"email": "new@example.com", "projects": [{"project": "Research"}]},
        {"email": "here@example.com", "role": "owner", "projects": [{"project": "Research"}]},
    ]
    acme.clear_calls()
    told = onboard(ansible, people, "--check", "--diff", wait=True)
    assert writes(acme) == []
    assert "+invited: reader" in told.text
    assert "-role: reader" in told.text
    assert "+role: owner" in told.text
    done = onboard(ansible, people)
    assert counts(done) == counts(told)
    assert statuses(done) == statuses(told) == {"new@example.com": "invited", "here@example.com": "changed"}


def test_waiting_adds_whoever_accepts_meanwhile(ansible: Ansible, acme: Any) -> None:
    people = [
        {"email": f"{name}@example.com", "projects": [{"project": "Research"}]} for name in ("a", "b", "c")
    ]
    variables = {
        "openai_people": people,
        "openai_onboarding_interval": 1,
        "openai_onboarding_timeout": 12,
    }
    ansible.variables.update(variables)
    environment = {"FJCORP_OPENAI_PACING_WINDOW": "1"}
    with ansible.start(ROOT / "playbooks/onboard_users.yml", env=environment) as process:
        eventually(lambda: len(invites(acme)) == 3, "three invites")
        for email in ("a@example.com", "b@example.com"):
            acme.accept(invites(acme, email)[0]["id"])
        acme.clear_calls()
        text, _unused = process.communicate(timeout=120)
    assert process.returncode == 0, text
    assert {"a@example.com", "b@example.com"} <= set(members(acme, "Research"))
    assert "onboard: 3 of 3 have not accepted yet: looking again in 1 s" in text
    assert "onboard: 1 of 3 have not accepted yet; the next run goes on" in text
    assert '"pending": 1' in text
    # One list a look.
    assert acme.calls("list-invites") == []
    assert 3 <= len(acme.calls("list-users")) <= 12


def test_expired_invites_are_sent_again_up_to_the_limit(ansible: Ansible, acme: Any) -> None:
    person = {"email": "slow@example.com"}
    for number in (1, 2):
        assert counts(onboard(ansible, [person], resend_limit=1))["invited"] == 1
        assert len(invites(acme, "slow@example.com")) == number
        acme.clock.advance(8 * 24 * 3600)
    last = onboard(ansible, [person], resend_limit=1)
    assert counts(last) == {"people": 1, "expired": 1}
    assert not last.results["onboard"]["changed"]
    assert "2 invites have expired" in last.results["onboard"]["people"][0]["message"]
    assert len(invites(acme, "slow@example.com")) == 2


def test_bad_input_is_told_at_once_and_nothing_is_written(ansible: Ansible, acme: Any) -> None:
    listed = acme.call("GET", f"{PEOPLE}?limit=100", admin=True).json()["data"]
    (owner,) = (user["email"] for user in listed if user["role"] == "owner")
    people = [
        {"email": "not an address"},
        {"email": "a@example.com", "projects": [{"project": "Reserch"}]},
        {"email": "b@example.com", "projects": [{"project": "Twin"}]},
        {"email": "c@example.com", "projects": [{"project": "Old Shop"}]},
        {"email": owner, "role": "reader"},
    ]
    acme.clear_calls()
    refused = onboard(ansible, people, expect=2)
    lines = refused.message.splitlines()
    assert lines[0] == "people[0] (not an address): email is not an address"
    assert lines[1].endswith('there is no project "Reserch"; did you mean "Research"?')
    assert "people[2] (b@example.com): projects[0]: 2 projects have the name" in lines[2]
    assert "is archived, which is final" in lines[3]
    assert "the organization must keep an owner" in lines[4]
    assert writes(acme) == []
    ansible.variables["openai_admin_key"] = acme.api_key
    wrong = onboard(ansible, [{"email": "a@example.com"}], expect=2)
    assert "needs an admin key" in wrong.message
    assert acme.api_key not in wrong.text


def test_what_is_refused_for_one_keeps_nobody_waiting(ansible: Ansible, acme: Any) -> None:
    ansible.env["OPENAI_MAX_RETRIES"] = "0"
    acme.fault("inviteUser", status=400, times=1)
    people = [{"email": "a@example.com"}, {"email": "b@example.com"}]
    failed = onboard(ansible, people, expect=2)
    assert "a@example.com: POST /organization/invites answered 400" in failed.text
    assert [each["email"] for each in invites(acme)] == ["b@example.com"]
    assert counts(onboard(ansible, people)) == {"people": 2, "invited": 1, "pending": 2}


def test_results_hold_no_key(ansible: Ansible, acme: Any) -> None:
    outcome = onboard(ansible, [{"email": "a@example.com"}], "-vvvv", "--diff")
    assert acme.admin_key not in outcome.text
    assert acme.admin_key not in json.dumps(outcome.results)
    assert yaml.safe_load(json.dumps(outcome.results["onboard"]["api_calls"]))["total"] == 3


def test_the_role_makes_projects_and_brings_people_into_them(
    make_ansible: Callable[..., Ansible], emulator: Any
) -> None:
    emulator.seed({"users": [{"email": "ada@example.com"}]})
    place = make_ansible(
        openai_base_url=emulator.base_url,
        openai_admin_key=emulator.admin_key,
        openai_projects={"lab": {"name": "Research"}},
        openai_people=[
            {"email": "ada@example.com", "projects": [{"project": "lab", "role": "owner"}]},
            {"email": "grace@example.com", "projects": [{"project": "lab"}]},
        ],
        openai_onboarding_wait=False,
    )
    people = {"name": "fjcorp.openai.administrative", "tasks_from": "onboard"}
    tasks = [include("administrative"), {"ansible.builtin.include_role": people}]
    looked = place.tasks(tasks, {}, "--check", "--diff")
    assert "+lab: owner" in looked.text
    assert writes(emulator) == []

    made = place.run("fjcorp.openai.site")
    assert made.code == 0, made.text
    assert members(emulator, "Research")["ada@example.com"] == "owner"
    (invite,) = invites(emulator, "grace@example.com")
    assert re.search(r'"not_there_yet": \[\s+"grace@example.com"\s+\]', made.text)
    emulator.accept(invite["id"])
    place.tasks(tasks, {})
    assert members(emulator, "Research")["grace@example.com"] == "member"
    emulator.clear_calls()
    assert "changed=0" in place.tasks(tasks, {}).text
    assert writes(emulator) == []

    # The same list works alone in a play.
    alone = place.run("fjcorp.openai.onboard_users")
    assert alone.code == 0, alone.text
    assert "changed=0" in alone.text
    assert writes(emulator) == []

"""`openai_invite`: sent once, answered or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack


ADDRESS = "openai_invite.this"


PATH = "/organization/invites"


WEEK = 7 * 24 * 3600


def invite(email: str = "Eve@example.com", lines: str = "") -> str:
    return f'resource "openai_invite" "this" {{\n  email = "{email}"\n{lines}\n}}\n'


def listed(made: Stack) -> list[dict[str, Any]]:
    return made.emulator.call("GET", f"{PATH}?limit=100", admin=True).json()["data"]


def send(made: Stack, email: str, **members: Any) -> str:
    body = {"email": email, "role": "reader"} | members
    return made.emulator.call("POST", PATH, admin=True, json=body).json()["id"]


def test_an_accepted_invite_is_never_sent_again(stack: Callable[..., Stack]) -> None:
    made = stack(invite())
    made.apply()
    user = made.emulator.accept(made.values(ADDRESS)["invite_id"])
    made.written()
    made.apply()
    assert made.values(ADDRESS)["status"] == "accepted"
    assert made.values(ADDRESS)["user_id"] == user["id"]
    assert made.plan().code == 0
    made.configure(invite(lines='role = "owner"'))
    assert "has joined already" in made.plan().text
    made.apply()
    assert made.plan().code == 0
    made.configure(invite("EVE@example.com", 'role = "owner"'))
    assert made.plan().code == 0, "letter case is no change"
    assert made.written() == []
    made.emulator.call("DELETE", f"/organization/users/{user['id']}", admin=True)
    assert made.plan().code == 0, "who left is not asked back"
    made.destroy()
    assert [each["status"] for each in listed(made)] == ["accepted"]


def test_a_person_or_an_invite_that_is_there_is_enough(stack: Callable[..., Stack]) -> None:
    made = stack()
    made.emulator.seed({"users": [{"email": "Eve@Example.com"}]})
    made.configure(invite())
    made.apply()
    assert made.values(ADDRESS)["status"] == "member"
    assert made.values(ADDRESS)["user_id"].startswith("user-")
    assert made.plan().code == 0
    made.destroy()
    assert listed(made) == []

    pending = send(made, "KAY@example.com")
    made.configure(invite("kay@example.com"))
    made.written()
    made.apply()
    assert made.values(ADDRESS)["invite_id"] == pending
    assert made.written() == []
    assert made.plan().code == 0
    made.forget(ADDRESS)
    made.configure(invite("kay@example.com", 'role = "owner"'))
    made.apply()
    (only,) = listed(made)
    assert only["role"] == "owner", "the other one was withdrawn"


def test_an_expired_invite_is_sent_again_up_to_the_limit(stack: Callable[..., Stack]) -> None:
    made = stack(invite(lines="resend_limit = 1"))
    made.apply()
    first = made.values(ADDRESS)["invite_id"]
    made.emulator.clock.advance(WEEK + 60)
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    values = made.values(ADDRESS)
    assert (values["status"], values["sent"]) == ("pending", 1)
    assert [each["id"] for each in listed(made)] == [values["invite_id"]]
    assert values["invite_id"] != first
    made.emulator.clock.advance(WEEK + 60)
    result = made.plan()
    assert result.code == 0
    assert "expired and was sent 1 times again" in result.text
    made.configure(invite(lines="resend_limit = 2"))
    made.apply()
    assert made.values(ADDRESS)["sent"] == 2
    made.emulator.clock.advance(WEEK + 60)
    user = made.emulator.call("GET", "/organization/users", admin=True).json()["data"][0]
    assert user["role"] == "owner"
    made.emulator.seed({"users": [{"email": "eve@example.com"}]})
    made.apply()
    assert made.values(ADDRESS)["status"] == "member", "joined on another way"


@pytest.mark.parametrize("status", [429, 500])
def test_a_read_that_fails_drops_nothing(stack: Callable[..., Stack], status: int) -> None:
    made = stack(invite())
    made.apply()
    made.emulator.fault("list-invites", status=status, times=100)
    result = made.plan(check=False, env={"OPENAI_MAX_RETRIES": "0"})
    assert result.code == 1
    made.emulator.clear_faults()
    made.written()
    assert made.plan().code == 0
    made.apply()
    assert made.written() == []
    assert len(listed(made)) == 1


def test_import_by_id_and_by_address(stack: Callable[..., Stack]) -> None:
    made = stack(invite())
    identifier = send(made, "eve@example.com")
    for text in (identifier, "EVE@example.com"):
        made.import_(ADDRESS, text)
        assert made.values(ADDRESS)["invite_id"] == identifier
        assert made.plan().code == 0
        made.forget(ADDRESS)
    result = made.import_(ADDRESS, "invite-absent", check=False)
    assert "There is no invite invite-absent" in result.text


def test_wrong_input_is_told_at_plan(stack: Callable[..., Stack]) -> None:
    made = stack(invite("eve"))
    made.written()
    assert "not a mail address" in made.plan(check=False).text
    made.configure(invite(lines='projects = [{ project_id = "proj_absent" }]'))
    assert "There is no project proj_absent" in made.plan(check=False).text
    assert made.written() == []

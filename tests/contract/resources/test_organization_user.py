"""`openai_organization_user`: people taken over, never created."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack


ADDRESS = "openai_organization_user.this"


PATH = "/organization/users"


def user(person: str = 'email = "ada@example.com"', lines: str = "") -> str:
    return f'resource "openai_organization_user" "this" {{\n  {person}\n{lines}\n}}\n'


def people(made: Any) -> dict[str, dict[str, Any]]:
    listed = made.emulator.call("GET", PATH, admin=True).json()["data"]
    return {str(each["email"]).lower(): each for each in listed}


def with_ada(stack: Callable[..., Any]) -> Any:
    """Return a stack of any kind whose organization Ada has joined."""
    made = stack()
    made.emulator.seed({"users": [{"email": "Ada@example.com", "name": "Ada"}]})
    made.written()
    return made


@pytest.fixture
def made(stack: Callable[..., Stack]) -> Stack:
    made: Stack = with_ada(stack)
    return made


def test_removal_when_asked_for(made: Stack) -> None:
    made.configure(user(lines="remove_on_destroy = true"))
    made.apply()
    made.destroy()
    assert "ada@example.com" not in people(made)


def test_import_by_id_and_by_address(made: Stack) -> None:
    made.configure(user())
    for text in (people(made)["ada@example.com"]["id"], "ADA@example.com"):
        made.import_(ADDRESS, text)
        assert made.plan().code == 0
        made.forget(ADDRESS)
    assert "Cannot import non-existent" in made.import_(ADDRESS, "user-absent", check=False).text


def test_the_last_owner_is_neither_lowered_nor_removed(made: Stack) -> None:
    (owner,) = (each for each in people(made).values() if each["role"] == "owner")
    made.configure(user(f'user_id = "{owner["id"]}"', 'role = "reader"'))
    result = made.plan(check=False)
    assert f"Cannot lower {owner['email']} ({owner['id']}): the last owner of the organization" in result.text
    assert "Make somebody else an owner first" in result.text
    made.configure(user(f'user_id = "{owner["id"]}"', "remove_on_destroy = true"))
    made.apply()
    result = made.destroy(check=False)
    assert "Cannot remove" in result.text
    assert "the last owner of the organization" in result.text
    assert made.written() == []


def test_nobody_removes_or_lowers_themselves(made: Stack) -> None:
    (owner,) = (each for each in people(made).values() if each["role"] == "owner")
    made.emulator.call(
        "POST", f"{PATH}/{people(made)['ada@example.com']['id']}", admin=True, json={"role": "owner"}
    )
    made.written()
    made.configure(user(f'user_id = "{owner["id"]}"', 'role = "reader"'))
    result = made.plan(check=False)
    assert "it is you" in result.text
    assert made.written() == []
    made.configure(user(lines='role = "reader"'))
    made.apply()
    assert people(made)["ada@example.com"]["role"] == "reader"


def test_who_is_not_there_is_told_with_the_reason(made: Stack) -> None:
    made.configure(user('email = "eve@example.com"'))
    assert "was not invited either" in made.plan(check=False).text
    body = {"email": "eve@example.com", "role": "reader"}
    sent = made.emulator.call("POST", "/organization/invites", admin=True, json=body).json()
    assert "has not accepted the invite yet" in made.plan(check=False).text
    made.emulator.clock.advance(8 * 24 * 3600)
    result = made.plan(check=False)
    assert f"The invite {sent['id']} is expired" in result.text
    made.configure(user(lines='role = "member"'))
    assert '"owner", "reader"' in made.plan(check=False).text


def test_people_of_an_identity_provider_stay(made: Stack) -> None:
    made.emulator.seed({"users": [{"email": "sam@example.com", "is_scim_managed": True}]})
    made.configure(user('email = "sam@example.com"', "remove_on_destroy = true"))
    made.apply()
    assert "an identity provider manages the person" in made.destroy(check=False).text

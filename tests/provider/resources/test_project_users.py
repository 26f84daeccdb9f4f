"""`openai_project_users`: exactly these members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract.resources.test_project_user import Office
from contract.resources.test_project_users import ADDRESS, members

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack


def test_strangers_are_named_and_removed(stack: Callable[..., Stack]) -> None:
    office = Office(stack)
    made = office.made
    path = f"/organization/projects/{office.project}/users"
    office.call("POST", path, admin=True, json={"email": "bo@example.com", "role": "member"})
    made.configure(members(office.project, '"ada@example.com" = "owner"'))
    result = made.plan()
    assert "1 members of" in result.text
    assert "bo@example.com" in result.text
    made.apply()
    assert office.members() == {"Ada@example.com": "owner"}
    assert made.plan().code == 0

    office.call("POST", path, admin=True, json={"email": "bo@example.com", "role": "member"})
    office.call("POST", f"{path}/{office.ids['ada@example.com']}", admin=True, json={"role": "member"})
    result = made.plan()
    assert "bo@example.com" in result.text, "a stranger stands in the plan"
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert office.members() == {"Ada@example.com": "owner"}
    assert made.plan().code == 0

    made.configure(members(office.project, f'"{office.ids["bo@example.com"]}" = "member"'))
    made.apply()
    assert office.members() == {"bo@example.com": "member"}
    assert made.plan().code == 0
    made.destroy()
    assert office.members() == {}

"""`openai_project_users`: exactly these members."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract.resources.test_project_user import Office

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack


ADDRESS = "openai_project_users.this"


def members(project: str, lines: str, more: str = "") -> str:
    return (
        f'resource "openai_project_users" "this" {{\n  project_id = "{project}"\n'
        f"  members = {{\n{lines}\n  }}\n{more}\n}}\n"
    )


@pytest.fixture
def office(stack: Callable[..., Stack]) -> Office:
    return Office(stack)


def test_import_shows_everybody(office: Office) -> None:
    made = office.made
    path = f"/organization/projects/{office.project}/users"
    for email in ("bo@example.com", "Ada@example.com"):
        office.call("POST", path, admin=True, json={"email": email, "role": "member"})
    made.configure(members(office.project, '"bo@example.com" = "member"\n"Ada@example.com" = "member"'))
    made.import_(ADDRESS, office.project)
    assert made.plan().code == 0


def test_import_with_those_who_are_invited(office: Office) -> None:
    made = office.made
    body = {
        "email": "Eve@example.com",
        "role": "reader",
        "projects": [{"id": office.project, "role": "owner"}],
    }
    invite = office.call("POST", "/organization/invites", admin=True, json=body).json()["id"]
    made.configure(members(office.project, '"Eve@example.com" = "owner"', "allow_pending = true"))
    made.import_(ADDRESS, f"{office.project}/allow_pending")
    assert made.plan().code == 0
    assert made.values(ADDRESS)["pending"] == ["Eve@example.com"]
    made.emulator.accept(invite)
    made.written()
    made.apply()
    assert made.plan().code == 0
    assert made.written() == []


def test_people_who_have_not_joined(office: Office) -> None:
    made = office.made
    lines = '"ada@example.com" = "member"\n"eve@example.com" = "member"'
    made.configure(members(office.project, lines))
    made.written()
    assert "There is no user eve@example.com" in made.plan(check=False).text
    body = {"email": "Eve@example.com", "role": "reader", "projects": []}
    invite = office.call("POST", "/organization/invites", admin=True, json=body).json()["id"]
    made.configure(members(office.project, lines, "allow_pending = true"))
    made.apply()
    assert made.values(ADDRESS)["pending"] == ["eve@example.com"]
    assert made.plan().code == 0
    made.emulator.accept(invite)
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert office.members() == {"Ada@example.com": "member", "Eve@example.com": "member"}
    assert made.plan().code == 0


def test_owners_of_the_organization_are_no_strangers(office: Office) -> None:
    made, owner = office.made, office.owner
    made.configure(members(office.project, f'"{owner["email"]}" = "member"'))
    made.written()
    assert "is an owner of the organization" in made.apply(check=False).text
    assert made.written() == []
    made.configure(members(office.project, f'"{owner["email"]}" = "owner"'))
    made.apply()
    assert made.plan().code == 0
    assert made.written() == []
    made.configure(members(office.project, ""))
    made.apply()
    assert made.plan().code == 0

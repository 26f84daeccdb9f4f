"""`openai_project_user` from joining to leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack


ADDRESS = "openai_project_user.this"


PEOPLE = {
    "users": [{"email": "Ada@example.com", "name": "Ada"}, {"email": "bo@example.com"}],
    "projects": [{"name": "Research"}],
}


def membership(project: str, person: str = 'email = "ada@example.com"', lines: str = "") -> str:
    return f'resource "openai_project_user" "this" {{\n  project_id = "{project}"\n  {person}\n{lines}\n}}\n'


class Office:
    """An organization with a project and two people."""

    def __init__(self, stack: Callable[..., Any], seed: dict[str, Any] | None = None) -> None:
        self.made = stack()
        self.call = self.made.emulator.call
        self.made.emulator.seed(seed or PEOPLE)
        listed = self.call("GET", "/organization/projects", admin=True).json()["data"]
        self.project = next(each["id"] for each in listed if each["name"] == "Research")
        self.default = next(each["id"] for each in listed if each["name"] != "Research")
        people = self.call("GET", "/organization/users", admin=True).json()["data"]
        self.ids = {str(each["email"]).lower(): each["id"] for each in people}
        self.owner = next(each for each in people if each["role"] == "owner")

    def members(self) -> dict[str, str]:
        """Return the roles of the project's members by address, the organization's owner left out."""
        path = f"/organization/projects/{self.project}/users"
        listed = self.call("GET", path, admin=True).json()["data"]
        return {each["email"]: each["role"] for each in listed if each["id"] != self.owner["id"]}


@pytest.fixture
def office(stack: Callable[..., Stack]) -> Office:
    return Office(stack)


def test_by_id_and_imported_by_id_and_by_address(office: Office) -> None:
    made, user = office.made, office.ids["ada@example.com"]
    made.configure(membership(office.project, f'user_id = "{user}"'))
    made.apply()
    assert made.values(ADDRESS)["email"] == "Ada@example.com"
    for identifier in (
        f"{office.project}/{user}",
        f"{office.project}:{user}",
        f"{office.project}/ADA@example.com",
    ):
        made.forget(ADDRESS)
        made.import_(ADDRESS, identifier)
        assert made.plan().code == 0
    made.configure(membership(office.project))
    assert made.plan().code == 0, "the same person by address is no change"
    made.forget(ADDRESS)
    result = made.import_(ADDRESS, office.project, check=False)
    assert "project_id/user_id or project_id/email" in result.text
    result = made.import_(ADDRESS, f"{office.project}/user-absent", check=False)
    assert "Cannot import non-existent remote object" in result.text


def test_drift_of_role_and_removal_are_seen_and_repaired(office: Office) -> None:
    made = office.made
    made.configure(membership(office.project))
    made.apply()
    path = f"/organization/projects/{office.project}/users/{office.ids['ada@example.com']}"
    office.call("POST", path, admin=True, json={"role": "owner"})
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert office.members() == {"Ada@example.com": "member"}
    office.call("DELETE", path, admin=True)
    assert made.changes() == {ADDRESS: ["create"]}
    made.apply()
    assert office.members() == {"Ada@example.com": "member"}


def test_a_membership_that_is_there_is_taken_over_with_its_role_put_right(office: Office) -> None:
    made = office.made
    path = f"/organization/projects/{office.project}/users"
    office.call("POST", path, admin=True, json={"user_id": office.ids["ada@example.com"], "role": "member"})
    made.configure(membership(office.project, lines='role = "owner"'))
    made.apply()
    assert office.members() == {"Ada@example.com": "owner"}
    assert made.plan().code == 0


def test_a_custom_role_by_name_and_by_id(office: Office) -> None:
    made = office.made
    role = office.call(
        "POST",
        f"/projects/{office.project}/roles",
        admin=True,
        json={"role_name": "Auditor", "permissions": ["api.model.read"]},
    ).json()["id"]
    made.configure(membership(office.project, lines='role = "Auditor"'))
    made.apply()
    assert made.values(ADDRESS)["role"] == "Auditor"
    assert made.plan().code == 0
    made.configure(membership(office.project, lines=f'role = "{role}"'))
    made.apply()
    assert made.plan().code == 0


def test_owners_of_the_organization_cannot_be_lowered(office: Office) -> None:
    made, owner = office.made, office.owner
    made.configure(membership(office.project, f'user_id = "{owner["id"]}"'))
    made.written()
    result = made.apply(check=False)
    assert f"{owner['email']} is an owner of the organization and owns every project" in result.text
    assert 'Set role = "owner"' in result.text
    assert made.written() == []
    made.configure(membership(office.project, f'user_id = "{owner["id"]}"', 'role = "owner"'))
    made.apply()
    assert made.plan().code == 0
    result = made.destroy()
    assert "stays in the project" in result.text
    assert made.resources() == {}


def test_who_has_not_joined_is_an_error_or_pending_as_wished(office: Office) -> None:
    made = office.made
    made.configure(membership(office.project, 'email = "Eve@example.com"'))
    assert "The address was not invited either" in made.plan(check=False).text
    body = {"email": "eve@example.com", "role": "reader", "projects": []}
    invite = office.call("POST", "/organization/invites", admin=True, json=body).json()["id"]
    made.written()
    result = made.apply(check=False)
    assert "Eve@example.com has not accepted the invite yet" in result.text
    assert invite in result.text
    assert made.written() == []

    made.configure(membership(office.project, 'email = "Eve@example.com"', "allow_pending = true"))
    result = made.apply()
    assert "has not joined the organization yet" in result.text
    assert made.values(ADDRESS)["status"] == "pending"
    assert made.values(ADDRESS)["user_id"] is None
    assert made.plan().code == 0
    made.emulator.accept(invite)
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert made.values(ADDRESS)["status"] == "active"
    assert made.plan().code == 0
    assert office.members() == {"eve@example.com": "member"}
    made.configure(membership(office.project, 'user_id = "user-absent"', "allow_pending = true"))
    assert "There is no user user-absent" in made.plan(check=False).text


def test_projects_that_cannot_be_used_are_told_before_the_first_write(office: Office) -> None:
    made = office.made
    archived = office.call("POST", "/organization/projects", admin=True, json={"name": "Old"}).json()["id"]
    office.call("POST", f"/organization/projects/{archived}/archive", admin=True)
    made.written()
    made.configure(membership(archived))
    assert f'The project "Old" ({archived}) is archived' in made.plan(check=False).text
    made.configure(membership("proj_absent"))
    assert "There is no project proj_absent" in made.plan(check=False).text
    made.configure(membership(office.project, ""))
    assert "Set exactly one of user_id, email" in made.plan(check=False).text
    assert made.written() == []
    made.configure(membership(office.default))
    assert "is the default project" in made.apply(check=False).text


def test_an_archived_project_ends_the_membership(office: Office) -> None:
    made = office.made
    made.configure(membership(office.project))
    made.apply()
    office.call("POST", f"/organization/projects/{office.project}/archive", admin=True)
    made.destroy(refresh=False)
    assert made.resources() == {}


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_lost_answer_neither_fails_nor_doubles(office: Office, drop: str) -> None:
    made = office.made
    made.emulator.fault("create-project-user", drop=drop)
    made.configure(membership(office.project))
    made.apply()
    assert office.members() == {"Ada@example.com": "member"}
    assert made.plan().code == 0

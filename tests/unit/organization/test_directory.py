"""Projects and people are found by id, name or address, and refusals say what there is."""

from __future__ import annotations

from typing import Any

import pytest

from fjcorp_openai.organization import OrganizationError
from fjcorp_openai.organization.directory import INVITES, PROJECTS, USERS, Directory, default_project
from fjcorp_openai.organization.people import keys_and_names


def project(number: int, name: str, status: str = "active", created_at: int = 1) -> dict[str, Any]:
    return {"id": f"proj_{number}", "name": name, "status": status, "created_at": created_at}


ADA = {"id": "user-1", "email": "Ada@example.com", "role": "owner"}
BOB = {"id": "user-2", "email": "bob@example.com", "role": "reader"}


class Api:
    """Lists of an organization."""

    def __init__(self, *, users: Any = (ADA, BOB), projects: Any = (), invites: Any = ()) -> None:
        self.lists = {USERS: [*users], PROJECTS: [*projects], INVITES: [*invites]}

    def list(self, path: str, _parameters: Any = None) -> list[dict[str, Any]]:
        return self.lists[path]


def directory(**lists: Any) -> Directory:
    return Directory(Api(**lists))  # type: ignore[arg-type]


PROJECTS_THERE = (project(1, "Lab"), project(2, "Shop"), project(3, "Shop"), project(4, "Attic", "archived"))


@pytest.mark.parametrize("wanted", ["proj_1", "Lab"])
def test_a_project_is_found_by_id_and_name(wanted: str) -> None:
    assert directory(projects=PROJECTS_THERE).project(wanted)["id"] == "proj_1"


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("Shop", '2 projects have the name "Shop": proj_2, proj_3. Give the id'),
        ("Attic", 'the project "Attic" is archived, which is final (proj_4)'),
        ("Labb", 'there is no project "Labb"; did you mean "Lab"?'),
        ("Atticc", 'there is no project "Atticc"; there are Lab, Shop, Shop'),
    ],
)
def test_a_project_that_cannot_be_meant_is_refused(wanted: str, message: str) -> None:
    with pytest.raises(OrganizationError) as refused:
        directory(projects=PROJECTS_THERE).project(wanted)
    assert str(refused.value) == message


def test_archived_projects_are_listed_on_demand_alone() -> None:
    there = directory(projects=PROJECTS_THERE)
    assert [each["id"] for each in there.projects()] == ["proj_1", "proj_2", "proj_3"]
    assert [each["id"] for each in there.projects(archived=True)] == ["proj_1", "proj_2", "proj_3", "proj_4"]


def test_many_names_are_cut_short() -> None:
    many = [project(number, f"P{number:02}") for number in range(12)]
    with pytest.raises(OrganizationError) as refused:
        directory(projects=many).project("zzz")
    assert str(refused.value).endswith("P08, P09 and 2 more")


@pytest.mark.parametrize("wanted", ["user-1", "ada@EXAMPLE.com"])
def test_a_person_is_found_by_id_and_address(wanted: str) -> None:
    assert directory().user(wanted) == ADA


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (
            "cy@example.com",
            '"cy@example.com" is invited and not a member yet: the invite is pending',
        ),
        (
            "bobb@example.com",
            'there is no person "bobb@example.com" in the organization; did you mean "bob@example.com"?',
        ),
        (
            "user-9",
            'there is no person "user-9" in the organization; there are Ada@example.com, bob@example.com',
        ),
    ],
)
def test_a_person_who_is_not_there_is_refused(wanted: str, message: str) -> None:
    invites = [
        {"id": "invite-2", "email": "Cy@example.com", "status": "pending", "created_at": 2},
        {"id": "invite-1", "email": "cy@example.com", "status": "expired", "created_at": 1},
    ]
    with pytest.raises(OrganizationError) as refused:
        directory(invites=invites).user(wanted)
    assert str(refused.value) == message


def test_two_people_of_one_address_are_told_apart_by_id() -> None:
    twin = {"id": "user-3", "email": "ADA@example.com", "role": "reader"}
    with pytest.raises(
        OrganizationError, match=r'2 people have the address "ada@example.com": user-1, user-3. Give'
    ):
        directory(users=(ADA, BOB, twin)).user("ada@example.com")
    assert directory(users=(ADA, BOB, twin)).user("user-3") == twin


def test_service_accounts_and_users_without_address_are_no_people() -> None:
    account = {"id": "user-4", "email": "svc@example.com", "is_service_account": True}
    nameless = {"id": "user-5", "email": None}
    found = directory(users=(ADA, account, nameless))
    assert found.users() == [ADA]
    assert found.owners() == {"user-1"}


def test_the_default_project_is_the_oldest_of_its_name() -> None:
    named = [
        project(3, "Default project", created_at=5),
        project(2, "Default project", created_at=4),
        project(1, "Default project", created_at=4),
        project(0, "Lab", created_at=1),
    ]
    assert default_project(named) == named[2]
    assert default_project(named[3:]) is None


def test_described_projects_go_by_key_and_name() -> None:
    found = keys_and_names({"lab": {"name": "Lab"}, "empty": None, "odd": {}})  # type: ignore[dict-item]
    assert found == {"Lab": "", "lab": "", "empty": "", "odd": ""}

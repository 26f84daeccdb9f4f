"""Members of a project, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import join, missing, opens, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture
def projects(client: Any) -> Any:
    return client.admin.organization.projects


@pytest.fixture
def project(projects: Any) -> str:
    return projects.create(name="Research").id


def test_users_are_added_by_id_and_by_address(projects: Any, project: str, shared_emulator: Emulator) -> None:
    ada, bob = join(shared_emulator, "ada@example.com"), join(shared_emulator, "bob@example.com")
    added = projects.users.create(project, user_id=ada, role="member")
    assert (added.object, added.id, added.role) == ("organization.project.user", ada, "member")
    assert projects.users.create(project, email="BOB@example.com", role="owner").id == bob
    assert projects.users.retrieve(bob, project_id=project).email == "bob@example.com"


def test_five_members_are_listed_two_by_two(projects: Any, project: str, shared_emulator: Emulator) -> None:
    (founder,) = [each.id for each in projects.users.list(project)]
    second = join(shared_emulator, "second@example.com", "owner")
    people = [join(shared_emulator, f"p{number}@example.com") for number in range(3)]
    for user in people:
        projects.users.create(project, user_id=user, role="member")
    shared_emulator.clear_calls()
    assert [each.id for each in projects.users.list(project, limit=2)] == [founder, second, *people]
    assert len(shared_emulator.calls("list-project-users")) == 3
    whole = [each.id for each in projects.users.list(project, limit=1)]
    assert whole == [founder, second, *people]
    assert refusal(projects.users.list, project, after="user-none").param == "after"


def test_the_role_changes(projects: Any, project: str, shared_emulator: Emulator) -> None:
    ada = join(shared_emulator, "ada@example.com")
    projects.users.create(project, user_id=ada, role="member")
    assert projects.users.update(ada, project_id=project, role="owner").role == "owner"
    assert projects.users.retrieve(ada, project_id=project).role == "owner"
    assert refusal(projects.users.update, ada, project_id=project, role="king").param == "role"


def test_a_custom_role_of_the_project_is_a_role(
    client: Any, projects: Any, project: str, shared_emulator: Emulator
) -> None:
    ada = join(shared_emulator, "ada@example.com")
    role = client.admin.organization.projects.roles.create(
        project, role_name="auditor", permissions=["api.read"]
    )
    assert projects.users.create(project, user_id=ada, role=role.id).role == role.id
    client.admin.organization.projects.roles.delete(role.id, project_id=project)
    assert projects.users.retrieve(ada, project_id=project).role == "member"


def test_a_member_is_removed_and_the_keys_sleep_until_the_return(
    projects: Any, project: str, shared_emulator: Emulator
) -> None:
    ada = join(shared_emulator, "ada@example.com", projects=[{"id": project, "role": "member"}])
    key = shared_emulator.control("POST", "/project_keys", {"project_id": project, "user_id": ada})
    assert opens(shared_emulator, key["value"])
    gone = projects.users.delete(ada, project_id=project)
    assert gone.to_dict() == {"object": "organization.project.user.deleted", "id": ada, "deleted": True}
    missing(projects.users.retrieve, ada, project_id=project)
    missing(projects.users.delete, ada, project_id=project)
    assert not opens(shared_emulator, key["value"])
    (inactive,) = projects.api_keys.list(project, owner_project_access="inactive")
    assert (inactive.id, inactive.owner_project_access) == (key["id"], "inactive")
    assert not list(projects.api_keys.list(project))
    projects.users.create(project, user_id=ada, role="member")
    assert opens(shared_emulator, key["value"])
    assert [each.id for each in projects.api_keys.list(project)] == [key["id"]]


def test_owners_of_the_organization_own_every_project(
    client: Any, projects: Any, project: str, shared_emulator: Emulator
) -> None:
    boss = join(shared_emulator, "boss@example.com", "owner")
    assert projects.users.retrieve(boss, project_id=project).role == "owner"
    assert (
        refusal(projects.users.update, boss, project_id=project, role="member").code == "organization_owner"
    )
    assert projects.users.update(boss, project_id=project, role="owner").role == "owner"
    assert refusal(projects.users.delete, boss, project_id=project).code == "organization_owner"
    assert (
        refusal(projects.users.create, project, user_id=boss, role="member").code == "user_already_in_project"
    )
    client.admin.organization.users.update(boss, role="reader")
    missing(projects.users.retrieve, boss, project_id=project)


def test_only_members_of_the_organization_can_be_added(
    client: Any, projects: Any, project: str, shared_emulator: Emulator
) -> None:
    client.admin.organization.invites.create(email="pending@example.com", role="reader")
    error = refusal(projects.users.create, project, email="pending@example.com", role="member")
    assert (error.code, error.param) == ("user_not_found", "email")
    assert refusal(projects.users.create, project, user_id="user-none", role="member").param == "user_id"
    refusal(projects.users.create, project, role="member")
    refusal(projects.users.create, project, user_id="user-1", email="a@example.com", role="member")
    ada = join(shared_emulator, "ada@example.com")
    projects.users.create(project, user_id=ada, role="member")
    error = refusal(projects.users.create, project, email="ada@example.com", role="member")
    assert error.code == "user_already_in_project"


def test_the_default_project_and_archived_ones_refuse_members(
    projects: Any, project: str, shared_emulator: Emulator
) -> None:
    ada = join(shared_emulator, "ada@example.com")
    default = next(iter(projects.list())).id
    assert refusal(projects.users.create, default, user_id=ada, role="member").code == "default_project"
    projects.archive(project)
    assert refusal(projects.users.create, project, user_id=ada, role="member").code == "project_archived"
    assert refusal(projects.users.list, project).code == "project_archived"
    missing(projects.users.list, "proj_none")


def test_only_admin_keys_reach_members(project: str, shared_emulator: Emulator) -> None:
    wants_admin_key(shared_emulator, "GET", f"/organization/projects/{project}/users")


def test_members_are_seeded(projects: Any, shared_emulator: Emulator) -> None:
    shared_emulator.seed(
        """
        projects: [{name: Bikes}]
        users: [{email: ada@example.com}]
        project_users: [{project: Bikes, email: Ada@example.com, role: owner}]
        """
    )
    bikes = next(each for each in projects.list() if each.name == "Bikes")
    assert {each.email: each.role for each in projects.users.list(bikes.id)} == {
        "owner@example.com": "owner",
        "ada@example.com": "owner",
    }

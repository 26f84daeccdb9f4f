"""Roles of users and groups, by the official client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from support.administration import join, missing, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator

OWNER = "role-api-organization-owner__api-organization__org-emulator"
READER = "role-api-organization-reader__api-organization__org-emulator"


@dataclass
class Holder:
    """A user or group, in the organization or in a project, and the way to its roles."""

    kind: str
    id: str
    project: str
    assignments: Any
    roles: Any

    def _values(self, **values: Any) -> dict[str, Any]:
        return {**({"project_id": self.project} if self.project else {}), **values}

    def assign(self, role: str) -> Any:
        return self.assignments.create(self.id, **self._values(role_id=role))

    def list(self, **query: Any) -> Any:
        return self.assignments.list(self.id, **self._values(**query))

    def retrieve(self, role: str) -> Any:
        return self.assignments.retrieve(role, **self._values(**{f"{self.kind}_id": self.id}))

    def unassign(self, role: str) -> Any:
        return self.assignments.delete(role, **self._values(**{f"{self.kind}_id": self.id}))

    def new_role(self, name: str) -> str:
        place = (self.project,) if self.project else ()
        return self.roles.create(*place, role_name=name, permissions=["api.read"]).id


@pytest.fixture(params=["user", "group", "project user", "project group"])
def holder(request: pytest.FixtureRequest, client: Any, shared_emulator: Emulator) -> Holder:
    level, _separator, kind = request.param.rpartition(" ")
    organization = client.admin.organization
    place = organization.projects if level else organization
    project = organization.projects.create(name="Research").id if level else ""
    if kind == "user":
        id_ = join(shared_emulator, "ada@example.com")
        if project:
            organization.projects.users.create(project, user_id=id_, role="member")
        return Holder(kind, id_, project, place.users.roles, place.roles)
    id_ = organization.groups.create(name="Mechanics").id
    if project:
        organization.projects.groups.create(project, group_id=id_, role="member")
    return Holder(kind, id_, project, place.groups.roles, place.roles)


def test_a_role_is_assigned_and_taken_away(holder: Holder) -> None:
    role = holder.new_role("auditor")
    before = [each.id for each in holder.list()]
    assigned = holder.assign(role)
    assert assigned.object == f"{holder.kind}.role"
    assert assigned.role.id == role
    assert getattr(assigned, holder.kind).id == holder.id
    found = holder.retrieve(role)
    assert (found.id, found.name, found.permissions) == (role, "auditor", ["api.read"])
    assert found.created_at is not None
    assert [each.to_dict() for each in found.assignment_sources] == [
        {"principal_type": holder.kind, "principal_id": holder.id}
    ]
    assert [each.id for each in holder.list()] == [*before, role]
    assert refusal(holder.assign, role).code == "role_already_assigned"
    assert holder.unassign(role).deleted
    assert [each.id for each in holder.list()] == before
    missing(holder.retrieve, role)
    missing(holder.unassign, role)


def test_five_roles_are_listed_two_by_two(holder: Holder, shared_emulator: Emulator) -> None:
    for number in range(5):
        holder.assign(holder.new_role(f"r{number}"))
    whole = [role.id for role in holder.list()]
    assert len(whole) >= 5
    shared_emulator.clear_calls()
    assert [role.id for role in holder.list(limit=2)] == whole
    assert len(shared_emulator.calls()) == (len(whole) + 1) // 2
    assert [role.id for role in holder.list(limit=2, order="desc")] == whole[::-1]


def test_unknown_roles_and_those_of_another_level_are_missing(holder: Holder, client: Any) -> None:
    organization = client.admin.organization
    other = organization.projects.create(name="Other").id
    foreign = organization.projects.roles.create(other, role_name="foreign", permissions=[]).id
    missing(holder.assign, foreign)
    missing(holder.assign, "role_none")
    missing(holder.retrieve, "role_none")
    missing(holder.unassign, foreign)


def test_unknown_holders_are_missing(holder: Holder) -> None:
    role = holder.new_role("auditor")
    holder.id = f"{holder.id[:6]}none"
    for action in (holder.assign, holder.retrieve, holder.unassign):
        missing(action, role)
    missing(holder.list)


def test_the_services_own_role_follows_the_users_role(client: Any, shared_emulator: Emulator) -> None:
    organization = client.admin.organization
    ada = join(shared_emulator, "ada@example.com")
    assert [role.id for role in organization.users.roles.list(ada)] == [READER]
    organization.users.roles.create(ada, role_id=OWNER)
    assert organization.users.retrieve(ada).role == "owner"
    assert [role.id for role in organization.users.roles.list(ada)] == [OWNER]
    organization.users.roles.delete(OWNER, user_id=ada)
    assert organization.users.retrieve(ada).role == "reader"
    assert refusal(organization.users.roles.delete, READER, user_id=ada).code == "base_role"
    founder = next(iter(organization.users.list())).id
    assert refusal(organization.users.roles.delete, OWNER, user_id=founder).code == "last_owner"


def test_the_services_own_role_follows_the_membership(client: Any, shared_emulator: Emulator) -> None:
    projects = client.admin.organization.projects
    project = projects.create(name="Research").id
    ada = join(shared_emulator, "ada@example.com", projects=[{"id": project, "role": "member"}])
    (member,) = projects.users.roles.list(ada, project_id=project)
    owner = next(role.id for role in projects.roles.list(project) if role.name == "owner")
    assert (member.name, member.predefined_role) == ("member", True)
    projects.users.roles.create(ada, project_id=project, role_id=owner)
    assert projects.users.retrieve(ada, project_id=project).role == "owner"
    assert refusal(projects.users.roles.delete, owner, project_id=project, user_id=ada).code == "base_role"
    founder = next(iter(client.admin.organization.users.list())).id
    refusal(projects.users.roles.create, founder, project_id=project, role_id=member.id)
    group = client.admin.organization.groups.create(name="g").id
    projects.groups.create(project, group_id=group, role="member")
    projects.groups.roles.create(group, project_id=project, role_id=owner)
    assert [role.name for role in projects.groups.roles.list(group, project_id=project)] == ["owner"]


def test_users_have_the_roles_of_their_groups(client: Any, shared_emulator: Emulator) -> None:
    organization = client.admin.organization
    ada = join(shared_emulator, "ada@example.com")
    group = organization.groups.create(name="Mechanics").id
    role = organization.roles.create(role_name="auditor", permissions=[]).id
    organization.groups.roles.create(group, role_id=role)
    missing(organization.users.roles.retrieve, role, user_id=ada)
    organization.groups.users.create(group, user_id=ada)
    inherited = organization.users.roles.retrieve(role, user_id=ada)
    assert [each.principal_id for each in inherited.assignment_sources] == [group]
    missing(organization.users.roles.delete, role, user_id=ada)
    organization.users.roles.create(ada, role_id=role)
    both = organization.users.roles.retrieve(role, user_id=ada)
    assert [each.principal_type for each in both.assignment_sources] == ["user", "group"]


def test_leaving_a_project_ends_its_roles(client: Any, shared_emulator: Emulator) -> None:
    projects = client.admin.organization.projects
    project = projects.create(name="Research").id
    ada = join(shared_emulator, "ada@example.com", projects=[{"id": project, "role": "member"}])
    role = projects.roles.create(project, role_name="auditor", permissions=[]).id
    projects.users.roles.create(ada, project_id=project, role_id=role)
    projects.users.delete(ada, project_id=project)
    missing(projects.users.roles.list, ada, project_id=project)
    projects.users.create(project, user_id=ada, role="member")
    assert [each.name for each in projects.users.roles.list(ada, project_id=project)] == ["member"]
    projects.archive(project)
    assert refusal(projects.users.roles.list, ada, project_id=project).code == "project_archived"


def test_only_admin_keys_reach_assignments(shared_emulator: Emulator) -> None:
    for path in ("/organization/users/u/roles", "/projects/p/users/u/roles", "/projects/p/groups/g/roles"):
        wants_admin_key(shared_emulator, "POST", path, {"role_id": "role_x"})

"""Roles of the organization and of projects, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import join, missing, refusal, wants_admin_key
from support.checks import every

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture(params=["organization", "project"])
def roles(request: pytest.FixtureRequest, client: Any) -> Any:
    """The roles of one level, called in the same way."""
    if request.param == "organization":
        return Level(client.admin.organization.roles, {}, (), "api.organization")
    project = client.admin.organization.projects.create(name="Research").id
    api = client.admin.organization.projects.roles
    return Level(api, {"project_id": project}, (project,), "api.project")


class Level:
    """Roles at one level: the project's id goes first to what has no role, and by name to what has."""

    def __init__(self, api: Any, named: dict[str, str], first: tuple[str, ...], resource_type: str) -> None:
        self._api, self._named, self._first = api, named, first
        self.resource_type = resource_type

    def create(self, **values: Any) -> Any:
        return self._api.create(*self._first, **values)

    def list(self, **query: Any) -> Any:
        return self._api.list(*self._first, **query)

    def retrieve(self, role: str) -> Any:
        return self._api.retrieve(role, **self._named)

    def update(self, role: str, **values: Any) -> Any:
        return self._api.update(role, **self._named, **values)

    def delete(self, role: str) -> Any:
        return self._api.delete(role, **self._named)


def custom(roles: Level) -> list[Any]:
    return [role for role in roles.list() if not role.predefined_role]


def test_a_role_is_created_changed_and_deleted(roles: Level) -> None:
    role = roles.create(role_name="auditor", permissions=["api.read", "api.read"], description="Reads.")
    assert (role.object, role.name, role.permissions, role.description) == (
        "role",
        "auditor",
        ["api.read"],
        "Reads.",
    )
    assert (role.predefined_role, role.resource_type) == (False, roles.resource_type)
    assert roles.retrieve(role.id).to_dict() == role.to_dict()
    changed = roles.update(role.id, permissions=["api.read", "api.write"])
    assert (changed.name, changed.permissions, changed.description) == (
        "auditor",
        ["api.read", "api.write"],
        "Reads.",
    )
    changed = roles.update(role.id, role_name="writer", description=None)
    assert (changed.name, changed.description) == ("writer", None)
    assert roles.retrieve(role.id).to_dict() == changed.to_dict()
    assert roles.delete(role.id).to_dict() == {"object": "role.deleted", "id": role.id, "deleted": True}
    missing(roles.retrieve, role.id)
    missing(roles.update, role.id, role_name="x")
    missing(roles.delete, role.id)


def test_the_services_own_roles_are_fixed(roles: Level) -> None:
    own = [role for role in roles.list() if role.predefined_role]
    assert "owner" in [role.name for role in own]
    assert every(role.resource_type == roles.resource_type for role in own)
    assert roles.retrieve(own[0].id).to_dict() == own[0].to_dict()
    assert refusal(roles.update, own[0].id, role_name="x").code == "predefined_role"
    assert refusal(roles.delete, own[0].id).code == "predefined_role"


def test_names_are_unique(roles: Level) -> None:
    first = roles.create(role_name="auditor", permissions=[])
    second = roles.create(role_name="writer", permissions=[])
    assert refusal(roles.create, role_name="Auditor", permissions=[]).code == "role_exists"
    assert refusal(roles.create, role_name="owner", permissions=[]).code == "role_exists"
    assert refusal(roles.update, second.id, role_name="auditor").code == "role_exists"
    assert roles.update(first.id, role_name="Auditor").name == "Auditor"
    assert refusal(roles.create, role_name=" ", permissions=[]).param == "role_name"


def test_five_roles_are_listed_two_by_two(roles: Level, shared_emulator: Emulator) -> None:
    made = [roles.create(role_name=f"r{number}", permissions=[]).id for number in range(5)]
    whole = [role.id for role in roles.list()]
    assert whole[-5:] == made
    shared_emulator.clear_calls()
    assert [role.id for role in roles.list(limit=2)] == whole
    assert len(shared_emulator.calls()) == (len(whole) + 1) // 2
    assert [role.id for role in roles.list(limit=3, order="desc")] == whole[::-1]


def test_a_projects_role_is_unknown_elsewhere(client: Any) -> None:
    organization = client.admin.organization
    one, other = (organization.projects.create(name=name).id for name in ("One", "Other"))
    role = organization.projects.roles.create(one, role_name="auditor", permissions=[])
    organization.projects.roles.create(other, role_name="auditor", permissions=[])
    missing(organization.projects.roles.retrieve, role.id, project_id=other)
    missing(organization.roles.retrieve, role.id)
    organization.projects.archive(one)
    assert refusal(organization.projects.roles.list, one).code == "project_archived"


def test_assignments_end_with_the_role(client: Any, shared_emulator: Emulator) -> None:
    organization = client.admin.organization
    ada = join(shared_emulator, "ada@example.com")
    role = organization.roles.create(role_name="auditor", permissions=[])
    organization.users.roles.create(ada, role_id=role.id)
    organization.roles.delete(role.id)
    assert [each.name for each in organization.users.roles.list(ada)] == ["reader"]


def test_only_admin_keys_reach_roles(client: Any, shared_emulator: Emulator) -> None:
    project = client.admin.organization.projects.create(name="P").id
    wants_admin_key(shared_emulator, "GET", "/organization/roles")
    wants_admin_key(shared_emulator, "GET", f"/projects/{project}/roles")

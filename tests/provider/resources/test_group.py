"""A group with its members, roles and projects, through Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

BODY = """
resource "openai_project" "research" {
  name = "Research"
}
resource "openai_role" "auditor" {
  name        = "Auditor"
  permissions = ["api.usage.read"]
}
resource "openai_role" "tester" {
  project_id  = openai_project.research.id
  name        = "Tester"
  permissions = ["api.model.read"]
}
resource "openai_group" "engineers" {
  name = "Engineers"
}
resource "openai_group_users" "engineers" {
  group_id = openai_group.engineers.id
  members  = ["ADA@example.com", "bo@example.com"]
}
resource "openai_project_groups" "research" {
  project_id = openai_project.research.id
  groups     = [{ group_id = openai_group.engineers.id, role = "viewer" }]
}
resource "openai_group_roles" "engineers" {
  group_id      = openai_group.engineers.id
  roles         = [openai_role.auditor.role_id]
  project_roles = [{ project_id = openai_project_groups.research.id, role = openai_role.tester.role_id }]
}
"""
HELD = ("group_users.engineers", "project_groups.research", "group_roles.engineers")


@pytest.fixture
def made(stack: Callable[..., Stack]) -> Stack:
    made = stack()
    made.emulator.seed({"users": [{"email": "ada@example.com"}, {"email": "bo@example.com"}]})
    made.configure(BODY)
    made.apply()
    return made


def get(made: Stack, path: str) -> list[Any]:
    return list(made.emulator.call("GET", path, admin=True).json()["data"])


def test_a_life_of_a_group(made: Stack) -> None:
    assert made.plan().code == 0
    group = made.values("openai_group.engineers")["id"]
    project = made.values("openai_project.research")["id"]
    members, roles = f"/organization/groups/{group}/users", f"/projects/{project}/groups/{group}/roles"
    assert {each["email"] for each in get(made, members)} == {"ada@example.com", "bo@example.com"}
    assert sorted(each["name"] for each in get(made, roles)) == ["Tester", "viewer"]
    made.written()

    changed = BODY.replace('"bo@example.com"]', '"bo@example.com"]\n  exclusive = true').replace(
        "viewer", "owner"
    )
    made.configure(changed)
    made.apply()
    assert [each.split()[0] for each in made.written()] == ["DELETE", "POST", "POST"], "with what else it had"
    assert made.plan().code == 0
    assert sorted(each["name"] for each in get(made, roles)) == ["Tester", "owner"]

    somebody = get(made, members)[0]["id"]
    made.emulator.call("DELETE", f"{members}/{somebody}", admin=True)
    made.emulator.call("DELETE", f"/organization/groups/{group}/roles/{role_of(made)}", admin=True)
    assert made.changes() == {
        "openai_group_users.engineers": ["update"],
        "openai_group_roles.engineers": ["update"],
    }
    made.apply()
    assert made.plan().code == 0

    places = (f"{group}/exclusive", project, f"{group}/{project}")
    for name, identifier in zip(HELD, places, strict=True):
        made.run("state", "rm", f"openai_{name}")
        made.import_(f"openai_{name}", identifier)
    made.written()
    assert made.plan().code == 0, "roles by name in the state are those by id in the configuration"
    made.destroy()
    assert get(made, "/organization/groups") == []


def role_of(made: Stack) -> str:
    return str(made.values("openai_role.auditor")["role_id"])

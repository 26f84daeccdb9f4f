"""Groups, their members, roles, and who has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack


BODY = """
resource "openai_project" "this" {
  name = "Research"
}
resource "openai_group" "this" {
  name = "Readers"
}
resource "openai_group_user" "this" {
  group_id = openai_group.this.id
  email    = "ADA@example.com"
}
resource "openai_project_user" "this" {
  project_id = openai_project.this.id
  email      = "ada@example.com"
}
resource "openai_project_group" "this" {
  project_id = openai_project.this.id
  group_id   = openai_group.this.id
}
resource "openai_organization_role" "this" {
  name        = "Auditor"
  description = "Looks"
  permissions = ["api.groups.read"]
}
resource "openai_project_role" "this" {
  project_id  = openai_project.this.id
  name        = "Tester"
  permissions = ["api.files.read", "api.model.read"]
}
resource "openai_organization_user_role" "this" {
  user_id = openai_group_user.this.user_id
  role    = openai_organization_role.this.name
}
resource "openai_organization_group_role" "this" {
  group_id = openai_group.this.id
  role     = openai_organization_role.this.id
}
resource "openai_project_user_role" "this" {
  project_id = openai_project.this.id
  user_id    = openai_project_user.this.user_id
  role       = openai_project_role.this.name
}
resource "openai_project_group_role" "this" {
  project_id = openai_project.this.id
  group_id   = openai_project_group.this.group_id
  role       = openai_project_role.this.role_id
}
"""


TYPES = [
    "group",
    "group_user",
    "project_group",
    "organization_role",
    "project_role",
    "organization_user_role",
    "organization_group_role",
    "project_user_role",
    "project_group_role",
]


def organized(stack: Callable[..., Any]) -> Any:
    """Return a stack of any kind in which all of it is made."""
    made = stack()
    made.emulator.seed({"users": [{"email": "Ada@example.com", "name": "Ada"}]})
    made.configure(BODY)
    made.apply()
    return made


@pytest.fixture
def made(stack: Callable[..., Stack]) -> Stack:
    made: Stack = organized(stack)
    return made


def get(made: Any, path: str) -> Any:
    return made.emulator.call("GET", path, admin=True).json()


def test_what_was_taken_away_comes_back(made: Stack) -> None:
    values = {name: made.values(f"openai_{name}.this") for name in TYPES}
    user, group = values["group_user"]["user_id"], values["group"]["id"]
    project, role = values["project_role"]["project_id"], values["project_role"]["role_id"]
    delete = made.emulator.call
    delete("DELETE", f"/projects/{project}/users/{user}/roles/{role}", admin=True)
    delete("DELETE", f"/organization/groups/{group}/users/{user}", admin=True)
    assert made.changes() == {
        "openai_group_user.this": ["create"],
        "openai_project_user_role.this": ["create"],
    }, "the role that the group gives is not the user's own"
    made.apply()
    assert made.plan().code == 0


def test_what_is_there_already_is_taken_over(made: Stack) -> None:
    for name in ("group_user", "project_group", "organization_user_role", "project_group_role"):
        made.forget(f"openai_{name}.this")
    made.apply()
    assert made.plan().code == 0


def test_roles_by_the_names_of_the_api(made: Stack) -> None:
    made.configure(
        BODY + 'resource "openai_project_user_role" "own" {\n'
        "  project_id = openai_project.this.id\n  user_id = openai_project_user.this.user_id\n"
        '  role = "Nobody"\n}\n'
    )
    result = made.apply(check=False)
    assert 'There is no role "Nobody"' in result.text
    assert "Known are Tester, member, owner, viewer" in result.text
    role = get(made, "/organization/roles")["data"][0]
    assert role["predefined_role"]
    made.configure(
        'resource "openai_organization_role" "own" {\n  name = "owner"\n  permissions = ["x"]\n}\n'
    )
    result = made.import_("openai_organization_role.own", role["id"], check=False)
    assert "one of the API's own roles" in result.text


def test_groups_of_an_identity_provider_are_left_alone(stack: Callable[..., Stack]) -> None:
    made = stack()
    made.emulator.seed(
        {"users": [{"email": "ada@example.com"}], "groups": [{"name": "Staff", "is_scim_managed": True}]}
    )
    group = get(made, "/organization/groups")["data"][0]["id"]
    made.configure('resource "openai_group" "this" {\n  name = "Staff"\n}\n')
    made.import_("openai_group.this", group)
    assert made.plan().code == 0
    made.configure('resource "openai_group" "this" {\n  name = "Crew"\n}\n')
    assert 'Cannot rename group "Staff"' in made.plan(check=False).text
    made.configure('resource "openai_group" "this" {\n  name = "Staff"\n}\n')
    made.emulator.clear_calls()
    made.destroy()
    assert made.written() == []
    assert [each["id"] for each in get(made, "/organization/groups")["data"]] == [group]
    made.configure(
        f'resource "openai_group_user" "this" {{\n  group_id = "{group}"\n  email = "ada@example.com"\n}}\n'
    )
    assert 'Cannot change the members of "Staff"' in made.plan(check=False).text


@pytest.mark.parametrize(
    ("operation", "kind", "lines"),
    [
        ("create-group", "group", 'name = "Once"'),
        ("create-role", "organization_role", 'name = "Once"\npermissions = ["api.groups.read"]'),
    ],
)
def test_a_lost_answer_makes_no_second_one(
    stack: Callable[..., Stack], operation: str, kind: str, lines: str
) -> None:
    made = stack(f'resource "openai_{kind}" "this" {{\n{lines}\n}}\n')
    made.emulator.fault(operation, drop="after")
    made.apply()
    path = "/organization/groups" if kind == "group" else "/organization/roles"
    assert [each["name"] for each in get(made, path)["data"]].count("Once") == 1
    assert made.plan().code == 0

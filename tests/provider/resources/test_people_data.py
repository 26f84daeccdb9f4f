"""The data sources of people, groups and roles, against what the emulator holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

BODY = """
data "openai_project" "this" {
  name = "Research"
}
data "openai_organization_user" "ada" {
  email = "ADA@example.com"
}
data "openai_organization_users" "all" {}
data "openai_project_user" "ada" {
  project_id = data.openai_project.this.id
  user_id    = data.openai_organization_user.ada.id
}
data "openai_project_users" "all" {
  project_id = data.openai_project.this.id
}
data "openai_invite" "eve" {
  email = "Eve@example.com"
}
data "openai_invites" "all" {}
data "openai_group" "this" {
  name = "Readers"
}
data "openai_groups" "all" {}
data "openai_group_users" "all" {
  group_id = data.openai_group.this.id
}
data "openai_organization_role" "owner" {
  name = "owner"
}
data "openai_organization_roles" "all" {}
data "openai_project_role" "viewer" {
  project_id = data.openai_project.this.id
  name       = "viewer"
}
data "openai_project_roles" "all" {
  project_id = data.openai_project.this.id
}
output "found" {
  value = {
    user     = data.openai_organization_user.ada
    users    = data.openai_organization_users.all.ids
    member   = data.openai_project_user.ada
    members  = data.openai_project_users.all.users[*].email
    invite   = data.openai_invite.eve
    invites  = data.openai_invites.all.invites
    group    = data.openai_group.this
    groups   = data.openai_groups.all.ids
    readers  = data.openai_group_users.all.users[*].name
    role     = data.openai_organization_role.owner
    roles    = data.openai_organization_roles.all.roles[*].name
    viewer   = data.openai_project_role.viewer
    projects = data.openai_project_roles.all.roles[*].name
  }
}
"""


def test_people_groups_and_roles(stack: Callable[..., Stack]) -> None:
    made = stack()
    made.emulator.seed(
        {
            "projects": [{"name": "Research"}],
            "users": [{"email": "Ada@example.com", "name": "Ada", "is_scim_managed": True}],
            "invites": [{"email": "eve@example.com"}],
            "groups": [{"name": "Readers", "members": ["ada@example.com"]}],
            "project_users": [{"project": "Research", "email": "ada@example.com", "role": "owner"}],
        }
    )
    made.configure(BODY)
    made.apply()
    found = made.output()["found"]
    user = found["user"]
    assert (user["name"], user["email"], user["role"]) == ("Ada", "Ada@example.com", "reader")
    assert user["is_scim_managed"] is True
    assert user["user_id"] == user["id"]
    assert user["id"] in found["users"]
    assert (found["member"]["role"], found["member"]["email"]) == ("owner", "Ada@example.com")
    assert "Ada@example.com" in found["members"]
    assert found["invite"]["status"] == "pending"
    assert found["invite"]["invite_id"] == found["invites"][0]["id"]
    assert found["group"]["id"] in found["groups"]
    assert found["readers"] == ["Ada"]
    assert found["role"]["predefined_role"] is True
    assert {"owner", "reader"} <= set(found["roles"])
    assert found["viewer"]["role_id"] == found["viewer"]["id"]
    assert {"owner", "member", "viewer"} <= set(found["projects"])
    assert made.plan().code == 0
    made.configure('data "openai_organization_user" "this" {\n  email = "nobody@example.com"\n}\n')
    assert 'There is no user with email "nobody@example.com"' in made.plan(check=False).text
    made.emulator.seed({"invites": [{"email": "eve@example.com"}]})
    made.configure('data "openai_invite" "this" {\n  email = "eve@example.com"\n}\n')
    assert "There are 2 invites" in made.plan(check=False).text

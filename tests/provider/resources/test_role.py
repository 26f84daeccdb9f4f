"""A custom role and the people who have it, through Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

BODY = """
resource "openai_role" "auditor" {
  name        = "Auditor"
  permissions = ["api.usage.read"]
}
resource "openai_organization_user" "ada" {
  email = "ada@example.com"
}
resource "openai_user_roles" "ada" {
  user_id   = openai_organization_user.ada.user_id
  roles     = [openai_role.auditor.role_id]
  exclusive = true
}
"""


def test_a_life_of_a_role(stack: Callable[..., Stack]) -> None:
    made = stack()
    made.emulator.seed({"users": [{"email": "ada@example.com"}]})
    made.configure(BODY.replace("api.usage.read", "api.usage.raed"))
    refused = made.plan(check=False)
    assert refused.code == 1
    assert 'did you mean "api.usage.read"?' in " ".join(refused.text.split())
    made.configure(BODY)
    made.apply()
    assert made.plan().code == 0
    ada, role = (made.values(f"openai_{name}")["id"] for name in ("organization_user.ada", "role.auditor"))

    made.configure(BODY.replace('"Auditor"', '"Inspector"'))
    assert made.changes() == {"openai_role.auditor": ["update"]}
    made.apply()
    assert made.plan().code == 0

    path = f"/organization/users/{ada}/roles"
    made.emulator.call("DELETE", f"{path}/{role}", admin=True)
    assert made.changes() == {"openai_user_roles.ada": ["create"]}, "nothing of it is there any more"
    made.apply()
    for address, identifier in (("openai_user_roles.ada", f"{ada}/exclusive"), ("openai_role.auditor", role)):
        made.run("state", "rm", address)
        made.import_(address, identifier)
    assert made.plan().code == 0
    made.destroy()
    names = [each["name"] for each in made.emulator.call("GET", path, admin=True).json()["data"]]
    assert names == ["reader"]

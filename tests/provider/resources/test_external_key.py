"""External keys and a project that uses one, in one life with the real terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

BODY = """
resource "openai_external_key" "this" {
  name        = "Vault"
  type        = "aws"
  kms_arn     = "arn:aws:kms:eu-west-1:111122223333:key/%s"
  role_arn    = "arn:aws:iam::111122223333:role/OpenAI"
  external_id = "org-emulator"

  lifecycle {
    create_before_destroy = true
  }
}

resource "openai_project" "this" {
  name            = "Research"
  external_key_id = openai_external_key.this.id
}
"""
KEYS = "/organization/external_keys"


def test_a_key_is_used_replaced_imported_and_taken_out(stack: Callable[..., Stack]) -> None:
    made = stack(BODY % "first")
    made.apply()
    old = made.values("openai_external_key.this")["id"]
    assert made.values("openai_project.this")["external_key_id"] == old
    assert made.plan().code == 0

    # Another key: the project gets it before the old one is taken out.
    made.configure(BODY % "second")
    assert made.changes() == {
        "openai_external_key.this": ["create", "delete"],
        "openai_project.this": ["update"],
    }
    made.apply()
    new = made.values("openai_external_key.this")["id"]
    (found,) = made.emulator.call("GET", KEYS, admin=True).json()["data"]
    assert (found["id"], found["api_project_ids"]) == (new, [made.values("openai_project.this")["id"]])
    assert new != old
    assert made.plan().code == 0

    made.run("state", "rm", "openai_external_key.this")
    made.import_("openai_external_key.this", new)
    assert made.plan().code == 0

    # Somebody takes it out; the next run registers it again.
    project = made.values("openai_project.this")["id"]
    made.emulator.call(
        "POST", f"/organization/projects/{project}", admin=True, json={"external_key_id": None}
    )
    assert made.emulator.call("DELETE", f"{KEYS}/{new}", admin=True).status_code == 200
    assert made.changes() == {"openai_external_key.this": ["create"], "openai_project.this": ["update"]}
    made.apply()
    made.destroy()
    assert made.emulator.call("GET", KEYS, admin=True).json()["data"] == []

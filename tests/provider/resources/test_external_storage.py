"""External storage of a project, in one life with the real terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

BODY = """
resource "openai_project" "this" {
  name = "Research"
}

resource "openai_external_storage" "this" {
  project_id = openai_project.this.id
  type       = "aws"
  bucket     = "%s"
  role_arn   = "arn:aws:iam::111122223333:role/OpenAI"

  lifecycle {
    create_before_destroy = true
  }
}
"""
STORAGE = "/organization/external_storage"
THIS = "openai_external_storage.this"


def test_storage_is_validated_replaced_imported_and_taken_out(stack: Callable[..., Stack]) -> None:
    made = stack(BODY % "arn:aws:s3:::first")
    made.apply()
    old = made.values(THIS)
    assert (old["status"], old["region"], old["geography"]) == ("validated", "us-east-1", "US")
    assert made.plan().code == 0

    # Storage that cannot be used: it leaves nothing, and the project keeps what it has.
    made.configure(BODY % "unreachable")
    told = made.apply(check=False)
    assert 'The API cannot use external storage "unreachable"' in told.text
    assert made.values(THIS)["id"] == old["id"]
    (found,) = made.emulator.call("GET", STORAGE, admin=True).json()["data"]
    assert (found["id"], found["status"]) == (old["id"], "validated")

    made.configure(BODY % "second")
    assert made.changes() == {THIS: ["create", "delete"]}
    made.apply()
    new = made.values(THIS)["id"]
    (found,) = made.emulator.call("GET", STORAGE, admin=True).json()["data"]
    assert (found["id"], found["provider"]["bucket"]) == (new, "second")
    assert new != old["id"]
    assert made.plan().code == 0

    made.run("state", "rm", THIS)
    made.import_(THIS, new)
    assert made.plan().code == 0

    # Somebody takes it out; the next run registers it again.
    assert made.emulator.call("DELETE", f"{STORAGE}/{new}", admin=True).status_code == 200
    assert made.changes() == {THIS: ["create"]}
    made.apply()
    made.destroy()
    assert made.emulator.call("GET", STORAGE, admin=True).json()["data"] == []

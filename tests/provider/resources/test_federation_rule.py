"""A provider, an account and the rule between them, in one life with the real terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

BODY = """
resource "openai_workload_identity_provider" "this" {
  name     = "CI"
  issuer   = "https://token.actions.example"
  audience = "https://api.openai.com/v1"
}

resource "openai_project" "this" {
  name = "Research"
}

resource "openai_service_account" "this" {
  project_id = openai_project.this.id
  name       = "bot"
}

resource "openai_federation_rule" "this" {
  workload_identity_provider_id = openai_workload_identity_provider.this.id
  project_id                    = openai_project.this.id
  service_account_id            = openai_service_account.this.service_account_id
  attribute_matchers            = jsonencode({ sub = "repo:acme/site:*", run = 7, trusted = true })
  %s
}
"""
ADDRESS = "openai_federation_rule.this"


def test_a_rule_is_made_changed_imported_and_deleted_before_its_provider(stack: Callable[..., Stack]) -> None:
    made = stack(BODY % "")
    made.apply()
    values = made.values(ADDRESS)
    path = "/organization/workload_identity_providers/{}/federation_rules/{}".format(*values["id"].split("/"))

    def remote() -> dict[str, object]:
        found: dict[str, object] = made.emulator.call("GET", path, admin=True).json()
        return found

    assert remote()["attribute_matchers"] == {"sub": "repo:acme/site:*", "run": 7, "trusted": True}
    assert made.plan().code == 0

    made.configure(BODY % 'permissions = { type = "restricted", scopes = ["b.read", "a.read"] }')
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert remote()["permissions"] == {"type": "restricted", "scopes": ["a.read", "b.read"]}
    assert made.plan().code == 0

    made.emulator.call("POST", path, admin=True, json={"attribute_matchers": {"sub": "repo:*"}})
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert remote()["attribute_matchers"] == {"sub": "repo:acme/site:*", "run": 7, "trusted": True}

    made.run("state", "rm", ADDRESS)
    made.import_(ADDRESS, values["id"])
    assert made.plan().code == 0

    made.destroy()
    assert made.emulator.dump().get("federation_rule", []) == []
    assert made.emulator.dump().get("workload_identity_provider", []) == []

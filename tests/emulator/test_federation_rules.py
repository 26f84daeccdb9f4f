"""Federation rules, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import missing, refusal, wants_admin_key
from support.identity import SIGNER, Federation

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture
def federation(shared_emulator: Emulator) -> Federation:
    return Federation(shared_emulator, [SIGNER.jwk])


@pytest.fixture
def rules(client: Any) -> Any:
    return client.admin.organization.workload_identity_providers.federation_rules


def account(emulator: Emulator, project: str, name: str) -> str:
    """Make a further service account and return its id."""
    answer = emulator.call(
        "POST", f"/organization/projects/{project}/service_accounts", admin=True, json={"name": name}
    )
    id_: str = answer.json()["id"]
    return id_


def test_a_rule_is_made_changed_and_deleted(
    rules: Any, federation: Federation, shared_emulator: Emulator
) -> None:
    other = account(shared_emulator, federation.project, "second")
    made = rules.create(
        federation.provider,
        project_id=federation.project,
        service_account_id=other,
        attribute_matchers={"sub": "repo:acme/*", "run": 7, "trusted": True},
        name="deploy",
    )
    assert (made.enabled, made.name, made.description) == (True, "deploy", None)
    assert made.permissions.to_dict() == {"type": "service_account_default"}
    assert made.workload_identity_provider_id == federation.provider
    at = {"workload_identity_provider_id": federation.provider}
    assert rules.retrieve(made.id, **at).to_dict() == made.to_dict()
    restricted = {"type": "restricted", "scopes": ["api.model.read"]}
    changed = rules.update(made.id, **at, permissions=restricted, description="Deploys", name=None)
    assert (changed.permissions.to_dict(), changed.description, changed.name) == (restricted, "Deploys", None)
    assert changed.attribute_matchers == {"sub": "repo:acme/*", "run": 7, "trusted": True}
    counted = rules.update(made.id, **at, attribute_matchers={"sub": "repo:acme/*", "run": 7, "trusted": 1})
    assert counted.attribute_matchers["trusted"] is not True, "1 is not true"
    assert [each.id for each in rules.list(federation.provider)] == [made.id, federation.rule]
    assert [each.id for each in rules.list(federation.provider, service_account_id=other)] == [made.id]
    assert rules.delete(made.id, **at).deleted
    for action in (rules.retrieve, rules.update, rules.delete):
        missing(action, made.id, **at)
    logged = shared_emulator.call("GET", "/organization/audit_logs", admin=True).json()["data"]
    kinds = [
        f"workload_identity_provider_mapping.{each}" for each in ("deleted", "updated", "updated", "created")
    ]
    assert [each["type"] for each in logged if "mapping" in each["type"]] == kinds


def test_what_cannot_be_is_refused(rules: Any, federation: Federation, shared_emulator: Emulator) -> None:
    at = {"workload_identity_provider_id": federation.provider}
    members = {
        "project_id": federation.project,
        "service_account_id": account(shared_emulator, federation.project, "second"),
        "attribute_matchers": {"sub": "x"},
    }
    taken = {**members, "service_account_id": federation.account}
    assert refusal(rules.create, federation.provider, **taken).code == "rule_exists"
    missing(rules.create, "idp_none", **members)
    missing(rules.create, federation.provider, **{**members, "service_account_id": "svc_none"})
    missing(rules.create, federation.provider, **{**members, "project_id": "proj_none"})
    assert refusal(rules.create, federation.provider, **{**members, "attribute_matchers": {}}).param
    for value in ("*", "repo:*:prod", "repo/*/main", "a**"):
        error = refusal(
            rules.create, federation.provider, **{**members, "attribute_matchers": {"sub": value}}
        )
        assert error.code == "invalid_wildcard"
    rules.create(federation.provider, **members, name="deploy")
    assert refusal(rules.update, federation.rule, **at, name="deploy").code == "name_taken"
    nested = {"sub": ["list"]}
    assert refusal(rules.update, federation.rule, **at, attribute_matchers=nested).param
    empty = {"type": "restricted", "scopes": []}
    assert "permissions" in (refusal(rules.update, federation.rule, **at, permissions=empty).param or "")


def test_they_are_for_administrators(shared_emulator: Emulator, federation: Federation) -> None:
    wants_admin_key(shared_emulator, "GET", federation.rule_path)
    wants_admin_key(shared_emulator, "POST", federation.rule_path, {"enabled": False})
    wants_admin_key(shared_emulator, "DELETE", federation.rule_path)

"""Workload identity providers, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

from support.administration import missing, refusal, wants_admin_key
from support.identity import AUDIENCE, ISSUER, SIGNER, Federation, Signer

if TYPE_CHECKING:
    from support.emulator import Emulator

MEMBERS = {"name": "CI", "issuer": ISSUER, "audience": AUDIENCE, "type": "oidc"}


@pytest.fixture
def providers(client: Any) -> Any:
    return client.admin.organization.workload_identity_providers


def test_a_provider_is_made_changed_and_deleted(providers: Any, shared_emulator: Emulator) -> None:
    made = providers.create(**MEMBERS)
    assert made.id.startswith("idp_")
    assert (made.enabled, made.description, made.attribute_transformations) == (True, None, [])
    assert made.verification.to_dict() == {"type": "discovery", "discovery_url": None}
    assert providers.retrieve(made.id).to_dict() == made.to_dict()
    shared_emulator.clock.advance(10)
    uploaded = {"type": "uploaded_jwks", "jwks": {"keys": [SIGNER.jwk]}}
    changed = providers.update(made.id, enabled=False, description="Builds", verification=uploaded)
    assert (changed.name, changed.enabled, changed.description) == ("CI", False, "Builds")
    assert changed.verification.to_dict() == uploaded
    assert changed.updated_at > made.updated_at
    assert providers.update(made.id, description=None).description is None
    assert providers.delete(made.id).to_dict() == {
        "id": made.id,
        "object": "organization.workload_identity_provider.deleted",
        "deleted": True,
    }
    missing(providers.retrieve, made.id)
    missing(providers.update, made.id, name="x")
    missing(providers.delete, made.id)
    logged = shared_emulator.call("GET", "/organization/audit_logs", admin=True).json()["data"]
    kinds = [f"workload_identity_provider.{each}" for each in ("deleted", "updated", "updated", "created")]
    assert [each["type"] for each in logged][:4] == kinds


def test_providers_are_listed_page_by_page(providers: Any, shared_emulator: Emulator) -> None:
    made = [providers.create(**{**MEMBERS, "name": f"CI {index}"}).id for index in range(5)]
    shared_emulator.clear_calls()
    assert [each.id for each in providers.list(limit=2)] == made[::-1]
    assert len(shared_emulator.calls("list-workload-identity-providers")) == 3
    assert [each.id for each in providers.list(order="asc")] == made


def test_what_cannot_be_is_refused(providers: Any) -> None:
    providers.create(**MEMBERS)
    other = providers.create(**{**MEMBERS, "name": "other"})
    assert refusal(providers.create, **MEMBERS).code == "name_taken"
    assert refusal(providers.update, other.id, name="CI").code == "name_taken"
    assert refusal(providers.create, **{**MEMBERS, "name": "x", "type": "saml"}).param == "type"
    assert refusal(providers.create, **{**MEMBERS, "name": " "}).param == "name"
    twice = [{"attribute": "openai.a", "expression": "assertion.sub"}] * 2
    bare = [{"attribute": "subject", "expression": "assertion.sub"}]
    for transformations in (twice, bare):
        error = refusal(providers.update, other.id, attribute_transformations=transformations)
        assert error.param == "attribute_transformations"
    private = {**SIGNER.jwk, "d": "secret"}
    for keys in ([], [{**SIGNER.jwk, "kid": ""}], [SIGNER.jwk, SIGNER.jwk], [private]):
        uploaded = {"type": "uploaded_jwks", "jwks": {"keys": keys}}
        assert refusal(providers.update, other.id, verification=uploaded).code == "invalid_jwks"
    both = {"type": "uploaded_jwks", "jwks": {"keys": [SIGNER.jwk, Signer("second").jwk]}}
    assert providers.update(other.id, verification=both).verification.to_dict() == both


def test_one_with_rules_stays_and_fifty_are_enough(providers: Any, shared_emulator: Emulator) -> None:
    federation = Federation(shared_emulator, [SIGNER.jwk])
    with pytest.raises(openai.ConflictError, match="rules"):
        providers.delete(federation.provider)
    providers.federation_rules.delete(federation.rule, workload_identity_provider_id=federation.provider)
    providers.delete(federation.provider)
    seeded = [{**MEMBERS, "name": f"CI {index}"} for index in range(50)]
    shared_emulator.seed({"workload_identity_providers": seeded})
    assert refusal(providers.create, **MEMBERS).code == "provider_limit"


def test_they_are_for_administrators(shared_emulator: Emulator) -> None:
    path = "/organization/workload_identity_providers"
    wants_admin_key(shared_emulator, "GET", path)
    wants_admin_key(shared_emulator, "POST", path, MEMBERS)

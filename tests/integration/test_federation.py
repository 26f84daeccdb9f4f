"""Workload identity providers and federation rules through the role, and a sign-in by what it made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from integration.conftest import writes
from support.identity import AUDIENCE, ISSUER, SIGNER, Signer, exchange

if TYPE_CHECKING:
    from support.ansible import Ansible
    from support.emulator import Emulator

BOTH = ["administrative", "api_management"]
ROLE = ["api_management"]


def test_a_workload_signs_in_by_what_the_play_made(ansible: Ansible, emulator: Emulator) -> None:
    rule: dict[str, Any] = {
        "workload_identity_provider": "ci",
        "project": "nightly",
        "service_account": "runner",
        "attribute_matchers": {"sub": "repo:acme/site:*"},
    }
    provider: dict[str, Any] = {
        "name": "CI",
        "issuer": ISSUER,
        "audience": AUDIENCE,
        "verification": {"type": "uploaded_jwks", "jwks": {"keys": [SIGNER.jwk]}},
    }
    office: dict[str, Any] = {
        "openai_projects": {"nightly": {"name": "Nightly"}},
        "openai_service_accounts": {"runner": {"project": "nightly", "name": "runner"}},
        "openai_workload_identity_providers": {"ci": provider},
        "openai_federation_rules": {"deploys": rule},
    }
    made = ansible.apply(office, roles=BOTH)
    outputs = made.results["api_management"]["outputs"]
    identity = outputs["workload_identity_provider"]["ci"]["workload_identity_provider_id"]
    account = outputs["service_account"]["runner"]["service_account_id"]
    assert outputs["federation_rule"]["deploys"]["service_account_id"] == account

    def sign_in(signer: Signer = SIGNER) -> Any:
        return exchange(emulator, signer.token(emulator.clock.now()), identity, account)

    token = sign_in().json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    assert emulator.http.get(f"{emulator.base_url}/models", headers=headers).status_code == 200
    emulator.clear_calls()
    assert ansible.apply(office, roles=BOTH).changed == {"administrative": False, "api_management": False}
    assert writes(emulator) == []

    # Another branch, and a key that takes the place of the first: each is changed in place.
    next_key = Signer("next")
    rule["attribute_matchers"] = {"sub": "repo:acme/site:ref:refs/heads/release"}
    provider["verification"]["jwks"]["keys"] = [next_key.jwk]
    changed = ansible.apply(office, "--diff", roles=ROLE)
    assert sorted(writes(emulator)) == ["update-federation-rule", "update-workload-identity-provider"]
    assert changed.results["api_management"]["counts"]["change"] == 2
    assert sign_in().json()["error"] == "invalid_subject_token"
    assert sign_in(next_key).json()["error"] == "invalid_grant"
    rule["attribute_matchers"] = {"sub": "repo:acme/site:*", "run": 7}
    ansible.apply(office, roles=ROLE)
    released = next_key.token(emulator.clock.now(), run=7)
    assert exchange(emulator, released, identity, account).status_code == 200

    # All of it goes in one run: the rule before its provider and its account.
    emulator.clear_calls()
    gone: dict[str, Any] = {"openai_workload_identity_providers": {}, "openai_federation_rules": {}}
    ansible.apply({**office, **gone}, roles=ROLE)
    assert writes(emulator) == ["delete-federation-rule", "delete-workload-identity-provider"]
    assert sign_in(next_key).json()["error"] == "invalid_grant"

"""The exchange of tokens: which are taken, what they give, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest
from openai.auth import WorkloadIdentityAuth

from support import operations
from support.identity import EXCHANGE, ISSUER, SIGNER, Federation, Signer

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture
def federation(shared_emulator: Emulator) -> Federation:
    return Federation(shared_emulator, [SIGNER.jwk])


def refused(answer: Any, error: str, part: str) -> None:
    """Check that a token was refused, in OAuth's form."""
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "error_description"}
    assert answer.json()["error"] == error
    assert part in answer.json()["error_description"]


def test_a_token_gives_a_bearer_of_its_service_account(
    federation: Federation, shared_emulator: Emulator
) -> None:
    answer = federation.exchange(federation.token())
    assert answer.status_code == 200
    given = answer.json()
    assert set(given) == {"access_token", "issued_token_type", "token_type", "expires_in"}
    assert given["token_type"] == "Bearer"
    assert 590 <= given["expires_in"] <= 600, "it never outlives the subject token"
    token = given["access_token"]
    assert token.startswith("eyJ")
    made = shared_emulator.call("POST", "/vector_stores", key=token, json={"name": "of the runner"})
    assert made.status_code == 200
    assert made.headers["openai-project"] == federation.project
    assert shared_emulator.call("GET", "/organization/projects", key=token).status_code == 403
    for header, status in ((federation.project, 200), ("proj_other", 401)):
        answer = shared_emulator.call("GET", "/models", key=token, headers={"openai-project": header})
        assert answer.status_code == status
    assert token not in str(shared_emulator.dump())
    calls = shared_emulator.calls("exchange-identity-token")
    assert [call["status"] for call in calls] == [200]


def test_it_ends_after_an_hour_at_most_and_with_its_account(
    federation: Federation, shared_emulator: Emulator
) -> None:
    def let_in(key: str) -> bool:
        return shared_emulator.call("GET", "/models", key=key).status_code == 200

    long = federation.exchange(federation.token(exp=int(shared_emulator.clock.now()) + 86400)).json()
    assert long["expires_in"] == 3600
    assert let_in(long["access_token"])
    shared_emulator.clock.advance(3601)
    assert not let_in(long["access_token"])
    again = federation.exchange(federation.token(exp=int(shared_emulator.clock.now()) + 86400)).json()[
        "access_token"
    ]
    assert let_in(again)
    shared_emulator.call("DELETE", federation.rule_path, admin=True)
    assert let_in(again), "what was given lives on"
    path = f"/organization/projects/{federation.project}/service_accounts/{federation.account}"
    shared_emulator.call("DELETE", path, admin=True)
    assert not let_in(again)


@pytest.mark.parametrize(
    ("claims", "part"),
    [
        ({"aud": "https://elsewhere.example"}, "audience"),
        ({"iss": "https://elsewhere.example"}, "issuer"),
        ({"exp": 1_000}, "expired"),
        ({"iat": 4_000_000_000}, "not valid yet"),
        ({"nbf": 4_000_000_000}, "not valid yet"),
        ({"sub": None}, "no claim sub"),
        ({"iat": None}, "no claim iat"),
    ],
)
def test_a_token_that_says_something_else_is_refused(
    federation: Federation, claims: dict[str, Any], part: str
) -> None:
    refused(federation.exchange(federation.token(**claims)), "invalid_subject_token", part)


def test_a_token_of_somebody_else_is_refused(federation: Federation) -> None:
    pairs = {
        federation.token(signer=Signer("first")): "signature",
        federation.token(signer=Signer("other")): "kid",
        federation.token({"kid": ""}): "kid",
        "no.token": "not a JWT",
        federation.token()[:-4] + "AAAA": "signature",
    }
    for token, part in pairs.items():
        refused(federation.exchange(token), "invalid_subject_token", part)


def test_what_is_missing_or_unknown_is_named(federation: Federation) -> None:
    token = federation.token()
    for name in ("subject_token_type", "identity_provider_id", "service_account_id"):
        refused(federation.exchange(token, **{name: None}), "invalid_request", name)
    refused(federation.exchange(None), "invalid_request", "subject_token")
    refused(federation.exchange(token, grant_type="password"), "unsupported_grant_type", "grant_type")
    refused(federation.exchange(token, subject_token_type="urn:x"), "invalid_request", "not supported")
    refused(federation.exchange(token, identity_provider_id="idp_x"), "invalid_grant", "provider")
    refused(federation.exchange(token, service_account_id="svc_x"), "invalid_grant", "rule")
    id_token = EXCHANGE["subject_token_type"].replace("jwt", "id_token")
    assert federation.exchange(token, subject_token_type=id_token, scope="all").status_code == 200


def test_both_kinds_of_key_and_a_slash_at_the_issuers_end_do(shared_emulator: Emulator) -> None:
    rsa = Signer("rsa", "RS256")
    federation = Federation(shared_emulator, [SIGNER.jwk, rsa.jwk])
    for signer in (SIGNER, rsa):
        assert federation.exchange(federation.token(signer=signer, iss=f"{ISSUER}/")).status_code == 200


def test_what_is_disabled_or_does_not_match_gives_nothing(
    federation: Federation, shared_emulator: Emulator
) -> None:
    refused(federation.exchange(federation.token(sub="repo:acme/other:x")), "invalid_grant", "rule")
    shared_emulator.call("POST", federation.rule_path, admin=True, json={"enabled": False})
    refused(federation.exchange(federation.token()), "invalid_grant", "rule")
    shared_emulator.call("POST", federation.rule_path, admin=True, json={"enabled": True})
    assert federation.exchange(federation.token()).status_code == 200
    provider = federation.rule_path.partition("/federation_rules")[0]
    shared_emulator.call("POST", provider, admin=True, json={"enabled": False})
    refused(federation.exchange(federation.token()), "invalid_grant", "disabled")


def test_rules_match_claims_and_what_is_derived_of_them(
    federation: Federation, shared_emulator: Emulator
) -> None:
    provider = federation.rule_path.partition("/federation_rules")[0]
    derived = {
        "openai.place": 'assertion.repository + "@" + assertion.ref',
        "openai.main": 'assertion.ref == "refs/heads/main"',
        "openai.broken": "assertion.nothing",
        "openai.list": "[1, 2]",
    }
    transformations = [{"attribute": name, "expression": text} for name, text in derived.items()]
    shared_emulator.call("POST", provider, admin=True, json={"attribute_transformations": transformations})
    token = federation.token(repository="acme/site", ref="refs/heads/main", run=7, trusted=True)
    for matchers, status in (
        ({"openai.place": "acme/site@refs/heads/main", "openai.main": "true"}, 200),
        ({"openai.main": True, "run": 7, "trusted": True}, 200),
        ({"openai.place": "acme/*", "iss": ISSUER}, 200),
        ({"openai.main": "false"}, 400),
        ({"run": 8}, 400),
        ({"trusted": 1}, 400),
        ({"openai.broken": "x"}, 400),
        ({"openai.list": "x"}, 400),
        ({"absent": "x"}, 400),
    ):
        changed = shared_emulator.call(
            "POST", federation.rule_path, admin=True, json={"attribute_matchers": matchers}
        )
        assert changed.status_code == 200, changed.text
        assert federation.exchange(token).status_code == status, matchers


def test_a_restricted_rule_names_its_scopes(shared_emulator: Emulator) -> None:
    scopes = ["api.model.read", "api.model.request"]
    federation = Federation(
        shared_emulator, [SIGNER.jwk], permissions={"type": "restricted", "scopes": scopes}
    )
    assert federation.exchange(federation.token()).json()["scope"] == " ".join(scopes)


def test_the_emulator_is_every_issuer_that_is_discovered(shared_emulator: Emulator) -> None:
    federation = Federation(shared_emulator)
    assert federation.exchange(federation.signed()).status_code == 200
    assert federation.exchange(federation.signed(provider="CI", seconds=30)).json()["expires_in"] <= 30
    refused(federation.exchange(federation.signed(seconds=-5)), "invalid_subject_token", "expired")
    refused(federation.exchange(federation.signed(claims={"aud": "x"})), "invalid_subject_token", "audience")
    refused(federation.exchange(federation.token()), "invalid_subject_token", "kid")
    for body in ({"provider": "none", "subject": "x"}, {"subject": "x", "secnds": 1}):
        answer = shared_emulator.http.post(f"{shared_emulator.control_url}/identity_tokens", json=body)
        assert answer.status_code == 400


class Noted(WorkloadIdentityAuth):
    """The official exchange; it makes a client of its own, whose answers nobody else would see."""

    def _handle_token_response(self, response: Any) -> dict[str, Any]:
        operations.note(response)
        return super()._handle_token_response(response)


def test_the_official_client_signs_in_with_it(served_emulator: Emulator) -> None:
    federation = Federation(served_emulator, [SIGNER.jwk])
    auth = Noted(
        workload_identity={
            "identity_provider_id": federation.provider,
            "service_account_id": federation.account,
            "provider": {"token_type": "jwt", "get_token": federation.token},
        },
        token_exchange_url=served_emulator.base_url.removesuffix("/v1") + "/oauth/token",
    )
    assert served_emulator.call("GET", "/models", key=auth.get_token()).status_code == 200
    assert "exchange-identity-token" not in operations.uncalled({("POST", "/oauth/token")})
    auth.workload_identity["provider"]["get_token"] = lambda: federation.token(aud="x")
    auth.invalidate_token()
    with pytest.raises(openai.OAuthError, match="audience") as caught:
        auth.get_token()
    assert caught.value.error == "invalid_subject_token"


def test_it_stands_beside_the_api_alone(shared_emulator: Emulator) -> None:
    assert shared_emulator.call("POST", "/oauth/token", json=EXCHANGE).status_code == 404
    shared_emulator.fault("exchange-identity-token", status=500)
    federation = Federation(shared_emulator, [SIGNER.jwk])
    assert federation.exchange(federation.token()).status_code == 500
    assert federation.exchange(federation.token()).status_code == 200

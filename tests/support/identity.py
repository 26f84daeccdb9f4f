"""An identity provider of the tests': its keys, and the tokens it signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

if TYPE_CHECKING:
    from support.emulator import Emulator

ISSUER = "https://token.actions.example"
AUDIENCE = "https://api.openai.com/v1"
SUBJECT = "repo:acme/site:ref:refs/heads/main"
EXCHANGE = {
    "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
    "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
}


class Signer:
    """A private key with an id.

    Args:
        kid: The id.
        kind: ``ES256`` or ``RS256``.
    """

    def __init__(self, kid: str = "first", kind: str = "ES256") -> None:
        self.kid, self.kind = kid, kind
        if kind == "ES256":
            self.key: Any = ec.generate_private_key(ec.SECP256R1())
            shown = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        else:
            self.key = rsa.generate_private_key(65537, 2048)
            shown = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        self.jwk: dict[str, Any] = {**shown, "kid": kid}

    def token(self, now: float, headers: dict[str, Any] | None = None, /, **claims: Any) -> str:
        """Sign a token of a time; a claim of None is left out."""
        now = int(now)
        all_claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": SUBJECT,
            "iat": now,
            "exp": now + 600,
            **claims,
        }
        kept = {name: value for name, value in all_claims.items() if value is not None}
        return jwt.encode(kept, self.key, algorithm=self.kind, headers={"kid": self.kid, **(headers or {})})


SIGNER = Signer()
"""The key of the provider that `federate` makes."""


def exchange(emulator: Emulator, token: str | None, provider: str, account: str, **fields: Any) -> Any:
    """Exchange a token for one of a service account and return the answer; a field of None is left out."""
    body = {
        **EXCHANGE,
        "subject_token": token,
        "identity_provider_id": provider,
        "service_account_id": account,
        **fields,
    }
    url = emulator.base_url.removesuffix("/v1") + "/oauth/token"
    return emulator.http.post(url, json={name: value for name, value in body.items() if value is not None})


class Federation:
    """A project, its service account, a provider and a rule that takes `SUBJECT`.

    Args:
        emulator: Where they are.
        jwks: The provider's uploaded keys; None for discovery.
        **rule: Members of the rule.
    """

    def __init__(self, emulator: Emulator, jwks: list[dict[str, Any]] | None = None, **rule: Any) -> None:
        self.emulator = emulator
        verification = (
            {"type": "discovery"} if jwks is None else {"type": "uploaded_jwks", "jwks": {"keys": jwks}}
        )
        emulator.seed(
            {
                "projects": [{"name": "Nightly"}],
                "service_accounts": [{"project": "Nightly", "name": "runner", "keys": 0}],
                "workload_identity_providers": [
                    {"name": "CI", "issuer": ISSUER, "audience": AUDIENCE, "verification": verification}
                ],
                "federation_rules": [
                    {
                        "provider": "CI",
                        "project": "Nightly",
                        "service_account": "runner",
                        "attribute_matchers": {"sub": "repo:acme/site:*"},
                        **rule,
                    }
                ],
            }
        )
        dump = emulator.dump()
        self.provider: str = dump["workload_identity_provider"][-1]["id"]
        self.rule: str = dump["federation_rule"][-1]["id"]
        self.account: str = dump["service_account"][-1]["id"]
        self.project: str = dump["service_account"][-1]["parent"]

    @property
    def rule_path(self) -> str:
        """The rule's path."""
        return f"/organization/workload_identity_providers/{self.provider}/federation_rules/{self.rule}"

    def exchange(self, token: str | None, **fields: Any) -> Any:
        """Exchange a token and return the answer; a field of None is left out."""
        return exchange(self.emulator, token, self.provider, self.account, **fields)

    def token(self, headers: dict[str, Any] | None = None, /, signer: Signer = SIGNER, **claims: Any) -> str:
        """Return a token that is signed now, by the emulator's clock; a claim of None is left out."""
        return signer.token(self.emulator.clock.now(), headers, **claims)

    def signed(self, **values: Any) -> str:
        """Return a token of the emulator's own issuer."""
        token: str = self.emulator.control("POST", "/identity_tokens", {"subject": SUBJECT, **values})[
            "token"
        ]
        return token

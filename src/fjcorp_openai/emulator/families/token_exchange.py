"""The exchange of an identity provider's token for a short-lived access token (RFC 8693).

Known from the API's reference and its official client: ``POST https://auth.openai.com/oauth/token`` with a
JSON body of ``grant_type``, ``subject_token``, ``subject_token_type`` (a JWT or an id token),
``identity_provider_id`` and ``service_account_id``; a ``scope`` in it grants nothing. The answer's
``access_token`` is a bearer for the API as a key of the service account would be: for one project, not for
administration, nor for ``DELETE /models/{model}``. It lives for an hour at most, and never longer than
the token it was given for; there is no refresh token. That token must be a JWT with ``kid`` and ``alg``,
with the claims iss, aud, sub, exp and iat, of the provider's issuer and audience, signed by one of its
keys; and exactly one enabled rule of the provider for the service account must match its attributes.
Refusals are OAuth's: ``error`` and ``error_description``, with ``invalid_grant`` and
``invalid_subject_token`` known.
Assumed: status 400 for every refusal, ``invalid_request`` and ``unsupported_grant_type`` where OAuth has
them, the texts, and that access tokens live on when their rule or provider goes, but not when their service
account does.
Not here: X.509 certificates in the place of tokens; a form in the place of JSON; what scopes allow (they are
named in the answer, and no operation asks for them). Providers are those of the emulator's first
organization.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.family import Answer, Family
from fjcorp_openai.emulator.http.request import Context, Principal
from fjcorp_openai.emulator.state import ids, keys
from fjcorp_openai.emulator.state.identity import RefusedTokenError, attributes, matches, verified

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Request

family = Family("token_exchange")

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
TOKEN_TYPES = ("urn:ietf:params:oauth:token-type:jwt", "urn:ietf:params:oauth:token-type:id_token")
LONGEST_SECONDS = 3600
_NEEDED = ("subject_token", "subject_token_type", "identity_provider_id", "service_account_id")


class _RefusedError(Exception):
    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error


@family.operation("exchange-identity-token")
def exchange(request: Request) -> Answer:
    """POST https://auth.openai.com/oauth/token."""
    try:
        return Answer(json=_exchange(request, request.body))
    except _RefusedError as refusal:
        return Answer(json={"error": refusal.error, "error_description": str(refusal)}, status=400)


def _exchange(request: Request, body: dict[str, Any]) -> dict[str, Any]:
    if body.get("grant_type") != GRANT:
        raise _RefusedError("unsupported_grant_type", f"grant_type must be {GRANT}.")
    for name in _NEEDED:
        if not body.get(name):
            raise _RefusedError("invalid_request", f"{name} is missing.")
    if body["subject_token_type"] not in TOKEN_TYPES:
        raise _RefusedError("invalid_request", "subject_token_type is not supported.")
    provider = request.store.get("workload_identity_provider", body["identity_provider_id"])
    if provider is None or not provider["enabled"]:
        raise _RefusedError("invalid_grant", "The workload identity provider is unknown or disabled.")
    now = request.clock.time()
    try:
        claims = verified(body["subject_token"], provider, request.emulator.issuer, now)
    except RefusedTokenError as error:
        raise _RefusedError("invalid_subject_token", str(error)) from error
    rule = _rule(request, provider, body["service_account_id"], claims)
    lifetime = min(LONGEST_SECONDS, int(claims["exp"] - now))
    if lifetime < 1:
        raise _RefusedError("invalid_subject_token", "The subject token is expired.")
    answer = {
        "access_token": new_access_token(request, rule, request.now + lifetime),
        "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
        "token_type": "Bearer",
        "expires_in": lifetime,
    }
    if rule["permissions"]["type"] == "restricted":
        answer["scope"] = " ".join(rule["permissions"]["scopes"])
    return answer


def _rule(
    request: Request, provider: dict[str, Any], account_id: str, claims: dict[str, Any]
) -> dict[str, Any]:
    """Return the one rule that lets a token stand for a service account.

    Raises:
        _RefusedError: There is none, or more than one.
    """
    enabled = [
        rule
        for rule in request.store.all(
            "federation_rule", parent=provider["id"], where={"service_account_id": account_id}
        )
        if rule["enabled"] and request.store.get("service_account", account_id, rule["project_id"])
    ]
    try:
        wanted = {name for rule in enabled for name in rule["attribute_matchers"]}
        found = attributes(claims, provider, wanted)
    except RefusedTokenError as error:
        raise _RefusedError("invalid_grant", str(error)) from error
    matching = [rule for rule in enabled if matches(rule, found)]
    if len(matching) != 1:
        raise _RefusedError("invalid_grant", "No enabled federation rule matches the subject token.")
    return matching[0]


def new_access_token(context: Context, rule: dict[str, Any], expires_at: int) -> str:
    """Return a new access token for a rule's service account; only its hash is kept."""
    token = ".".join(
        ("eyJ" + secrets.token_urlsafe(24), secrets.token_urlsafe(96), secrets.token_urlsafe(48))
    )
    owner = f"service_account:{rule['service_account_id']}"
    principal = Principal("project", ids.new_id(keys.OF_EXCHANGE), rule["project_id"], owner)
    keys.remember(context.store, token, principal, expires_at)
    return token

"""Tokens of identity providers: how they are checked, and an issuer of the emulator's own.

The service asks an issuer on the network for its keys (discovery). The emulator asks nobody: it is itself
every issuer whose provider is not given an uploaded JWKS, and signs what ``/_emulator/identity_tokens`` is
asked for.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_CLAIMS = ("iss", "aud", "sub", "exp", "iat")
_SKEW_SECONDS = 60
_OWN_KEY = "emulator"


class RefusedTokenError(Exception):
    """A token is not taken."""


class Issuer:
    """Signs tokens, with a key that lives as long as the process."""

    @cached_property
    def _key(self) -> EllipticCurvePrivateKey:
        from cryptography.hazmat.primitives.asymmetric import ec

        return ec.generate_private_key(ec.SECP256R1())

    def sign(self, claims: dict[str, Any]) -> str:
        """Return a token with these claims."""
        import jwt

        return jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": _OWN_KEY})

    def jwks(self) -> dict[str, Any]:
        """Return the public keys, as discovery would find them."""
        from jwt.algorithms import ECAlgorithm

        public: dict[str, Any] = ECAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": _OWN_KEY, "alg": "ES256", "use": "sig"}]}


def verified(token: str, provider: dict[str, Any], issuer: Issuer, now: float) -> dict[str, Any]:
    """Return the claims of a token that a provider vouches for.

    Args:
        token: A JWT.
        provider: The workload identity provider, as stored.
        issuer: Whose keys discovery finds.
        now: The present time, in Unix seconds.

    Raises:
        RefusedTokenError: It is not what the provider describes; the text says why.
    """
    import jwt

    try:
        header = jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:
        raise RefusedTokenError("The subject token is not a JWT.") from None
    if not isinstance(header.get("kid"), str) or not header["kid"]:
        raise RefusedTokenError("The subject token has no kid in its header.")
    if header.get("alg") not in ALGORITHMS:
        raise RefusedTokenError("The algorithm of the subject token is not supported.")
    verification = provider["verification"]
    found = verification["jwks"] if verification["type"] == "uploaded_jwks" else issuer.jwks()
    key = next((each for each in found["keys"] if each["kid"] == header["kid"]), None)
    if key is None:
        raise RefusedTokenError("No key of the provider has the kid of the subject token.")
    # The clock is the emulator's, and issuers are compared in a way of their own: both are checked below.
    unchecked = dict.fromkeys((f"verify_{each}" for each in ("exp", "nbf", "iat", "iss", "aud")), False)
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            jwt.PyJWK(key, header["alg"]).key,
            algorithms=[header["alg"]],
            options={**unchecked, "require": list(_CLAIMS)},  # type: ignore[arg-type]
        )
    except jwt.MissingRequiredClaimError as error:
        raise RefusedTokenError(f"The subject token has no claim {error.claim}.") from None
    except (jwt.PyJWTError, ValueError, TypeError):
        raise RefusedTokenError("The signature of the subject token is invalid.") from None
    _check(claims, provider, now)
    return claims


def _check(claims: dict[str, Any], provider: dict[str, Any], now: float) -> None:
    if str(claims["iss"]).rstrip("/") != provider["issuer"].rstrip("/"):
        raise RefusedTokenError("The issuer of the subject token is not the provider's.")
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if provider["audience"] not in audiences:
        raise RefusedTokenError("The audience of the subject token is not the provider's.")
    times: dict[str, Any] = {name: claims[name] for name in ("exp", "iat", "nbf") if name in claims}
    if not all(isinstance(each, (int, float)) and math.isfinite(each) for each in times.values()):
        raise RefusedTokenError("A time of the subject token is not a number.")
    if times["exp"] <= now:
        raise RefusedTokenError("The subject token is expired.")
    if max(times["iat"], times.get("nbf", 0)) > now + _SKEW_SECONDS:
        raise RefusedTokenError("The subject token is not valid yet.")


def attributes(claims: dict[str, Any], provider: dict[str, Any], wanted: set[str]) -> dict[str, Any]:
    """Return the attributes that rules look at: claims, and what the provider derives of them.

    Args:
        claims: The claims of a verified token.
        provider: The provider, as stored.
        wanted: The names; nothing else is derived.

    Raises:
        RefusedTokenError: A derived attribute has no scalar value.
    """
    result = {name: claims[name] for name in wanted if name in claims and not name.startswith("openai.")}
    for each in provider["attribute_transformations"]:
        if each["attribute"] in wanted:
            result[each["attribute"]] = _derived(each["expression"], claims)
    return result


def _derived(expression: str, claims: dict[str, Any]) -> str:
    import cel

    try:
        value = cel.evaluate(expression, {"assertion": claims})
    except Exception as error:
        raise RefusedTokenError("An attribute transformation fails.") from error
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) or (isinstance(value, (int, float)) and math.isfinite(value)):
        return str(value)
    raise RefusedTokenError("An attribute transformation gives no scalar value.")


def matches(rule: dict[str, Any], found: dict[str, Any]) -> bool:
    """Return whether all of a rule's matchers fit attributes; a text with ``*`` at its end by its prefix."""
    return all(
        name in found and _fits(wanted, found[name], derived=name.startswith("openai."))
        for name, wanted in rule["attribute_matchers"].items()
    )


def _fits(wanted: Any, found: Any, *, derived: bool) -> bool:
    if derived and not isinstance(wanted, str):
        # Derived attributes are texts.
        wanted = str(wanted).lower() if isinstance(wanted, bool) else str(wanted)
    if isinstance(wanted, str) and wanted.endswith("*"):
        return isinstance(found, str) and found.startswith(wanted[:-1])
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found
    return bool(wanted == found)

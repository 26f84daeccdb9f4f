"""Secrets of webhook endpoints and the signatures made with them (Standard Webhooks)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

_PREFIX = "whsec_"


def new_secret() -> str:
    """Return a new signing secret."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def is_secret(text: str) -> bool:
    """Return whether a text can sign."""
    try:
        return text.startswith(_PREFIX) and bool(base64.b64decode(text.removeprefix(_PREFIX), validate=True))
    except ValueError:
        return False


def hint(secret: str) -> str:
    """Return how a secret is shown after its creation."""
    return f"{_PREFIX}{'*' * 8}{secret[-4:]}"


def headers(id_: str, timestamp: int, payload: str, signing_secrets: list[str]) -> dict[str, str]:
    """Return the headers of a delivery.

    Args:
        id_: Id of the event, the same in every attempt.
        timestamp: Unix time of the attempt.
        payload: The body.
        signing_secrets: Secrets that are valid; each gives a signature.
    """
    signed = f"{id_}.{timestamp}.{payload}".encode()
    signatures = [
        base64.b64encode(
            hmac.new(base64.b64decode(each.removeprefix(_PREFIX)), signed, hashlib.sha256).digest()
        ).decode()
        for each in signing_secrets
    ]
    return {
        "content-type": "application/json",
        "user-agent": "OpenAI/1.0 (+https://platform.openai.com/docs/webhooks)",
        "webhook-id": id_,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{each}" for each in signatures),
    }

"""Signatures of deliveries, as Standard Webhooks says: HMAC-SHA256 over id, time and body.

By hand: the official client is no requirement of a run, and its import takes a second.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.secret import Secret

TOLERANCE_SECONDS = 300
_MOST_SIGNATURES = 10


def is_signed(payload: bytes, headers: Mapping[str, str], secret: Secret, now: float) -> bool:
    """Return whether a delivery is signed, by its time and its text; the comparison takes constant time.

    Args:
        payload: The body, as it came.
        headers: Its headers, by their names in small letters.
        secret: The signing secret (`whsec_` and base64).
        now: This machine's time, in Unix seconds.
    """
    id_, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not id_ or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        return False
    if abs(now - int(stamp)) > TOLERANCE_SECONDS:
        return False
    try:
        key = base64.b64decode(secret.reveal().removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return False
    text = f"{id_}.{stamp}.".encode("utf-8", "surrogateescape") + payload
    expected = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest())
    # All are compared: how long it takes shows nothing.
    matching = [
        hmac.compare_digest(expected, each.removeprefix("v1,").encode("utf-8", "surrogateescape"))
        for each in headers.get("webhook-signature", "").split()[:_MOST_SIGNATURES]
        if each.startswith("v1,")
    ]
    return bool(key) and any(matching)

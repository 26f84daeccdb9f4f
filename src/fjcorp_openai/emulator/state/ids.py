"""Ids and keys with the service's prefixes."""

from __future__ import annotations

import hashlib
import secrets
import string

_ALPHABET = string.ascii_letters + string.digits
_WITH_DASH = frozenset({
    "file", "chatcmpl", "ftjob", "ftevent", "invite", "user", "org", "audit_log", "modr", "embd", "ft",
})  # fmt: skip


def new_id(prefix: str, length: int = 24) -> str:
    """Return a new id: ``file`` gives ``file-…``, ``proj`` gives ``proj_…``; an own separator stays."""
    separator = "" if prefix[-1] in "-_" else ("-" if prefix in _WITH_DASH else "_")
    # A little uneven, which an id may be, and ten times as fast as a choice of each.
    return prefix + separator + "".join(_ALPHABET[each % 62] for each in secrets.token_bytes(length))


def new_secret(kind: str) -> str:
    """Return a new API key of the kind ``project``, ``service`` (a service account's) or ``admin``."""
    prefix = {"project": "sk-proj-", "service": "sk-svcacct-", "admin": "sk-admin-"}[kind]
    return prefix + secrets.token_urlsafe(48)


def redacted(secret: str) -> str:
    """Return how the service shows a key after its creation."""
    head = secret[: secret.index("-", 3) + 1]
    return f"{head}{'*' * 8}{secret[-4:]}"


def digest(secret: str) -> str:
    """Return the hash under which a key is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()

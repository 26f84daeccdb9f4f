"""Rules that keep a run from locking people out, and how addresses and keys are recognized.

The provider and the plugins ask here, so that both refuse the same.
"""

from __future__ import annotations

import re

from fjcorp_openai.api.secret import revealed

TYPE_CHECKING = False  # `typing` itself takes 10 ms to import
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet
    from typing import Any

    from fjcorp_openai.api.secret import Secret

ADDRESS = r"[^@\s]+@[^@\s]+\.[^@\s]+"
"""What a mail address looks like, as a whole; `\\s` is ASCII, as Terraform reads it in the modules."""

_MASK = re.compile(r"[*…]+|\.{3,}")
_SHORTEST_END = 3


def is_address(text: str) -> bool:
    """Return whether a text is a mail address."""
    return re.fullmatch(ADDRESS, text, re.ASCII) is not None


def folded(address: str) -> str:
    """Return an address in the form that compares equal whatever its letter case."""
    return address.strip().casefold()


def same_address(one: Any, other: Any) -> bool:
    """Return whether two values are the same mail address; letter case does not count."""
    return isinstance(one, str) and isinstance(other, str) and folded(one) == folded(other)


def is_own_key(redacted: str | None, key: Secret | str | None) -> bool:
    """Return whether a key as the API shows it (`sk-admin-***abcd`) can be a key that is known.

    Args:
        redacted: Both ends of a key, or its end alone, around a mask. An end of fewer than 3 characters
            proves nothing.
        key: The known key.
    """
    ends = _MASK.split(redacted or "")
    if key is None or len(ends) != 2 or len(ends[1]) < _SHORTEST_END:
        return False
    text = revealed(key) or ""
    return text.startswith(ends[0]) and text.endswith(ends[1])


def may_invite_again(expired: int, resend_limit: int) -> bool:
    """Return whether an address gets one more invite.

    Args:
        expired: Invites of the address that expired.
        resend_limit: How often an invite is sent again; the first one does not count.
    """
    return expired <= resend_limit


def key_owners(keys: Iterable[Mapping[str, Any]], key: Secret | str | None) -> set[str]:
    """Return the ids of those to whom a known key can belong, of keys as the API lists them."""
    return {
        str(each["owner"]["id"])
        for each in keys
        if (each.get("owner") or {}).get("id") and is_own_key(each.get("redacted_value"), key)
    }


def owners(users: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the ids of those who own the organization, of its users as the API lists them."""
    return {user["id"] for user in users if user.get("role") == "owner"}


def leaves_no_owner(
    owning: AbstractSet[str], leaving: AbstractSet[str], joining: AbstractSet[str] = frozenset()
) -> bool:
    """Return whether nobody would own the organization after a change that takes an owner away.

    Args:
        owning: Ids of the owners there are.
        leaving: Ids of those who are removed or lowered.
        joining: Ids of those who become owners by the same change.
    """
    return bool(owning & leaving) and not (owning | joining) - leaving

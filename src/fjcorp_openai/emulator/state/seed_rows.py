"""What the rows of a seed may hold: a wrong kind is reported with its place, before anything is added."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Check = Callable[[Any], bool]

_LONGEST_TEXT = 100_000
_YEARS = 100 * 366 * 86400


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_TEXT


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_whole(least: int, most: int) -> Check:
    def check(value: Any) -> bool:
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        return number and value == int(value) and least <= value <= most

    return check


def _is_switch(value: Any) -> bool:
    return isinstance(value, bool)


def _is_mapping_or_rows(value: Any) -> bool:
    named = isinstance(value, dict) and all(_is_text(name) and _is_text(each) for name, each in value.items())
    return named or (isinstance(value, list) and all(isinstance(row, dict) for row in value))


_TEXTS = ["name", "email", "role", "status", "residency", "project", "model", "mode", "type", "purpose"]
_TEXTS += ["filename", "user_id", "url", "signing_secret"]
_SWITCHES = ["accepted", "expired", "is_scim_managed"]
_SWITCHES += ["web_search", "file_search", "code_interpreter", "image_generation", "mcp"]
_KINDS: dict[str, tuple[str, Check]] = {
    **dict.fromkeys(
        _TEXTS,
        ("a text", _is_text),
    ),
    **dict.fromkeys(("content", "subject_prefix"), ("a text", lambda value: isinstance(value, str))),
    **dict.fromkeys(
        ("members", "recipients", "model_ids", "scopes", "event_types"), ("a list of texts", _are_texts)
    ),
    "count": ("a whole number from 1 to 10000", _is_whole(1, 10_000)),
    "keys": ("a whole number from 0 to 1000", _is_whole(0, 1000)),
    "expires_in_seconds": ("a whole number of seconds, above 0", _is_whole(1, _YEARS)),
    "threshold_amount": ("a whole number of cents, above 0", _is_whole(1, 10**12)),
    **dict.fromkeys(
        _SWITCHES,
        ("true or false", _is_switch),
    ),
    "projects": ("a map of names to roles, or a list of maps", _is_mapping_or_rows),
}
_LIMIT = ("a whole number, 0 or more", _is_whole(0, 10**12))
_ANYTHING: tuple[str, Check] = ("", lambda _unused: True)
_SECTIONS = {
    "vector_store_attach_delay": ("a whole number of seconds, up to a day", _is_whole(0, 86400)),
    "vector_store_server_errors": ("a whole number of files, up to 10,000", _is_whole(0, 10_000)),
}


def check(section: str, rows: Any) -> None:
    """Make sure that a section's rows hold what they may.

    Args:
        section: Its name.
        rows: What the seed says of it.

    Raises:
        TypeError: The section is no list.
        ValueError: Something is of another kind; the message says where, and what belongs there.
    """
    if section in _SECTIONS:
        words, fits = _SECTIONS[section]
        if not fits(rows):
            raise ValueError(f"{_shown(rows)} is not {words}")
        return
    if not isinstance(rows, list):
        raise TypeError(f"{_shown(rows)} is no list of maps")
    for place, row in enumerate(rows):
        if not isinstance(row, dict) or not all(isinstance(name, str) for name in row):
            raise ValueError(f"[{place}]: {_shown(row)} is no map, from texts")
        for name, value in row.items():
            words, fits = _KINDS.get(name) or (_LIMIT if name.startswith("max_") else _ANYTHING)
            if not fits(value):
                raise ValueError(f"[{place}].{name}: {_shown(value)} is not {words}")


def _shown(value: Any) -> str:
    return repr(value) if len(repr(value)) <= 60 else f"{repr(value)[:60]}..."

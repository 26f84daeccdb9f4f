"""Reads the numbers of a control call, and says in a sentence what is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def number(body: Mapping[str, Any], name: str, *, least: float, most: float, default: Any = None) -> float:
    """Return a number of a body.

    Args:
        body: What was sent.
        name: The member.
        least: The smallest that makes sense.
        most: The largest that makes sense.
        default: What counts when the member is not there; it is needed when None.

    Raises:
        ValueError: It is no such number; the message says which are.
    """
    value = body.get(name, default)
    usable = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not usable or not math.isfinite(value) or not least <= value <= most:
        told = "is needed" if value is None else f"is {str(value)[:100]!r}"
        raise ValueError(f"{name!r} {told}: it takes a number from {least:g} to {most:g}")
    return float(value)


def whole(body: Mapping[str, Any], name: str, *, least: int, most: int, default: Any = None) -> int:
    """Return a whole number of a body; see `number`.

    Raises:
        ValueError: It is no such number.
    """
    value = number(body, name, least=least, most=most, default=default)
    if value != int(value):
        raise ValueError(f"{name!r} is {value:g}: it takes a whole number")
    return int(value)


def only(body: Mapping[str, Any], *names: str) -> None:
    """Refuse members that nobody reads.

    Raises:
        ValueError: There is one.
    """
    foreign = sorted(set(map(str, body)) - set(names))
    if foreign:
        raise ValueError(f"unknown member {foreign[0][:100]!r}; known: {', '.join(names)}")

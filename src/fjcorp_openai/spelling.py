"""Names that are not there, and those that were probably meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(wanted: object, known: Iterable[object], cutoff: float = 0.6) -> str | None:
    """Return the name that was probably meant.

    Args:
        wanted: What was written.
        known: The names that there are.
        cutoff: How alike two names must be, from 0 to 1.
    """
    near = difflib.get_close_matches(str(wanted), map(str, known), 1, cutoff)
    return near[0] if near else None


def did_you_mean(wanted: object, known: Iterable[object], cutoff: float = 0.6) -> str:
    """Return a question such as `did you mean "Research"?`; nothing where no name is near."""
    near = nearest(wanted, known, cutoff)
    return "" if near is None else f'did you mean "{near}"?'

"""Names that are not there, and those that were probably meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def near(wanted: object, known: Iterable[object], number: int = 1, cutoff: float = 0.6) -> list[str]:
    """Return the names that were probably meant, the nearest first.

    Args:
        wanted: What was written.
        known: The names that there are.
        number: How many to return at most.
        cutoff: How alike two names must be, from 0 to 1.
    """
    return difflib.get_close_matches(str(wanted), [str(each) for each in known], number, cutoff)


def nearest(wanted: object, known: Iterable[object], cutoff: float = 0.6) -> str | None:
    """Return the name that was probably meant; see `near`."""
    return next(iter(near(wanted, known, 1, cutoff)), None)


def did_you_mean(wanted: object, known: Iterable[object], cutoff: float = 0.6) -> str:
    """Return a question such as `did you mean "Research"?`; nothing where no name is near."""
    meant = nearest(wanted, known, cutoff)
    return "" if meant is None else f'did you mean "{meant}"?'

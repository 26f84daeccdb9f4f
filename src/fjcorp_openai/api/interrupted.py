"""What distinguishes the object that an interrupted create made from those of others."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import AmbiguousCreate
from fjcorp_openai.api.pacing import seconds_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.journal import Entry

Item = dict[str, Any]

CLOCK_SECONDS = 10.0
"""By how much the API's clocks may differ: the one that dates answers and those that date objects."""
LIST_DELAY_VARIABLE = "FJCORP_OPENAI_LIST_DELAY"
_LIST_DELAY_SECONDS = 10.0
_ORPHAN_SECONDS = 900.0
"""How long after a create was announced its object may have been made; what is younger is another's."""
_TIMES = ("created_at", "created", "added_at", "invited_at")


def list_delay(environ: Mapping[str, str] | None = None) -> float:
    """Return the seconds that the API's lists may take to show what was made.

    After a lost answer nothing is made again before that time, or a list that lags would make it twice.
    """
    return seconds_of(LIST_DELAY_VARIABLE, _LIST_DELAY_SECONDS, os.environ if environ is None else environ)


def made_by(entry: Entry, item: Item) -> bool:
    """Return whether an object is of the time at which an interrupted create was under way."""
    made = created(item, otherwise=entry.time)
    return (
        str(item.get("id")) not in entry.there
        and entry.time - CLOCK_SECONDS <= made <= entry.time + _ORPHAN_SECONDS
    )


def ambiguous(what: str, ids: list[str]) -> AmbiguousCreate:
    """Return the error that names objects whose owner cannot be known."""
    return AmbiguousCreate(
        f"A create of {what} was interrupted, and {len(ids)} objects could be what it made: "
        f"{', '.join(ids)}. None was touched, for somebody else may have made them. Import the right one, or "
        "delete those not wanted, and run again.",
        ids,
    )


def created(item: Item, *, otherwise: float) -> float:
    """Return when an object was made, in Unix seconds, by whatever name the API gives it."""
    times = (item.get(name) for name in _TIMES)
    return next((float(value) for value in times if isinstance(value, (int, float))), otherwise)

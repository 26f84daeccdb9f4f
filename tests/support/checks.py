"""What tests say of many things at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def every(conditions: Iterable[object]) -> bool:
    """Return whether there is something, and all of it is true; `all` says the same of nothing at all."""
    found = list(conditions)
    return bool(found) and all(found)

"""What tests say of many things at once, and of what others do meanwhile."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def every(conditions: Iterable[object]) -> bool:
    """Return whether there is something, and all of it is true; `all` says the same of nothing at all."""
    found = list(conditions)
    return bool(found) and all(found)


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until something is so, however busy the machine is; what never comes ends with the whole test."""
    while not condition():
        time.sleep(0.05)

"""What an organization uses and pays for, and what in it nobody uses.

Public: the names below. They are imported on first use.
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False  # `typing` itself takes 10 ms to import
if TYPE_CHECKING:
    from typing import Any

    from fjcorp_openai.housekeeping.errors import HousekeepingError
    from fjcorp_openai.housekeeping.removal import remove
    from fjcorp_openai.housekeeping.unused import KINDS, UnusedObjects, expired_uploads
    from fjcorp_openai.housekeeping.usage import COLUMNS, UsageReport, csv_text

__all__ = [
    "COLUMNS",
    "KINDS",
    "HousekeepingError",
    "UnusedObjects",
    "UsageReport",
    "csv_text",
    "expired_uploads",
    "remove",
]

_PARTS = {
    "errors": ("HousekeepingError",),
    "removal": ("remove",),
    "unused": ("KINDS", "UnusedObjects", "expired_uploads"),
    "usage": ("COLUMNS", "UsageReport", "csv_text"),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    for part, names in _PARTS.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{part}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

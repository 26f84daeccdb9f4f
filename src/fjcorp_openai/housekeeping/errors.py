"""The error of housekeeping."""

from __future__ import annotations


class HousekeepingError(Exception):
    """A report cannot be made, or what is asked for is refused; the text says why, and what to do."""

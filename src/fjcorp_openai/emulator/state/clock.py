"""The emulator's clock: the real time plus what was added by hand."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime
from email.utils import formatdate

FIRST_YEAR, LAST_YEAR = 2000, 2099
_END = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC).timestamp()


class Clock:
    """Seconds since 1970, which only move forward.

    Args:
        offset: Seconds ahead of the real time.
    """

    def __init__(self, offset: float = 0.0) -> None:
        """Begin at the real time plus the offset."""
        self.offset = offset

    def time(self) -> float:
        """Return the present time in seconds, with fractions."""
        return time.time() + self.offset

    def now(self) -> int:
        """Return the present time in whole Unix seconds."""
        return int(self.time())

    def date(self) -> bytes:
        """Return the present time as answers give it."""
        return formatdate(self.time(), usegmt=True).encode()

    def advance(self, seconds: float) -> None:
        """Move the clock forward.

        Raises:
            ValueError: The seconds are no number, negative, or lead out of the years there are.
        """
        if not math.isfinite(seconds) or seconds < 0:
            raise ValueError(f"the clock moves forward only, by a number of seconds, not by {seconds}")
        if self.time() + seconds >= _END:
            raise ValueError(f"the clock goes to the end of {LAST_YEAR}; {seconds:g} seconds lead beyond it")
        self.offset += seconds

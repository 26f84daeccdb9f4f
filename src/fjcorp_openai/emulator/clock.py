"""The emulator's clock: the real time plus what was added by hand."""

from __future__ import annotations

import time
from email.utils import formatdate


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
        """Return the present time as answers tell it."""
        return formatdate(self.time(), usegmt=True).encode()

    def advance(self, seconds: float) -> None:
        """Move the clock forward.

        Raises:
            ValueError: The seconds are negative.
        """
        if seconds < 0:
            raise ValueError("the clock moves forward only")
        self.offset += seconds

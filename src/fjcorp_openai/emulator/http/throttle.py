"""Throttling as measured on the real service: so many calls a window and endpoint, 429 without headers.

Beside it a budget of tokens, which `quotas` keeps and shows in the headers.
"""

from __future__ import annotations

import threading


class Throttle:
    """Counts calls of each endpoint family in windows that start with a family's first call. Off at first."""

    def __init__(self) -> None:
        """Begin switched off."""
        self._lock = threading.Lock()
        self._windows: dict[str, tuple[float, int]] = {}
        self.calls = 0
        self.seconds = 0.0
        self.tokens_per_minute = 0
        """What each model may read and write a minute in each project; 0 for no bound."""

    def set(self, calls: int, seconds: float, tokens_per_minute: int = 0) -> None:
        """Allow so many calls in so many seconds, and so many tokens a minute; 0 allows any number.

        Raises:
            ValueError: A number is negative, or the window is empty.
        """
        if calls < 0 or (calls and not 0 < seconds < float("inf")):
            raise ValueError("a throttle is a number of calls and of seconds, for example 8/60")
        with self._lock:
            self.calls, self.seconds = calls, seconds
            self.tokens_per_minute = tokens_per_minute
            self._windows.clear()

    def allows(self, family: str, now: float) -> bool:
        """Count a call and return whether it may go on."""
        if not self.calls:
            return True
        with self._lock:
            start, count = self._windows.get(family, (now, 0))
            if now - start >= self.seconds:
                start, count = now, 0
            if count >= self.calls:
                return False
            self._windows[family] = (start, count + 1)
            return True

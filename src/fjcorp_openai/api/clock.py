"""The API's clock, learned from the `Date` of its answers: this machine's own may be wrong by any amount."""

from __future__ import annotations

import threading
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def moment(seconds: float) -> str:
    """Return the date and time that lie so many seconds from now, for messages."""
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(time.time() + seconds))


def length(seconds: float) -> str:
    """Return a length of time for messages, such as `90 s` or `24 hours`."""
    if seconds >= 7200:
        return f"{seconds / 3600:.3g} hours"
    return f"{seconds:.0f} s" if seconds >= 100 else f"{seconds:.3g} s"


class Clock:
    """Knows the API's time. Safe to share between threads.

    What passes between two answers is measured by the monotonic clock, so that it does not matter when
    somebody sets this machine's clock meanwhile.
    """

    def __init__(self, ask: Callable[[], Mapping[str, str]]) -> None:
        """Know nothing yet.

        Args:
            ask: gets an answer of the API and returns its headers, or none when the API is not reached.
        """
        self._ask = ask
        self._lock = threading.Lock()
        self._asked = False
        self._zero: float | None = None

    def learn(self, headers: Mapping[str, str]) -> None:
        """Adopt the time that an answer gives; one without a `Date` gives none."""
        try:
            # A date has whole seconds and has travelled: what it says is never later than the API's time.
            told = parsedate_to_datetime(headers["date"]).timestamp() + float(headers.get("age", 0))
        except (KeyError, ValueError, OverflowError):
            return
        self._zero = told - time.monotonic()

    def now(self) -> float:
        """Return the API's time in Unix seconds, and ask for it, once, if no answer has given it yet."""
        with self._lock:
            if self._zero is None and not self._asked:
                self._asked = True
                self.learn(self._ask())
        return self.at(time.monotonic())

    def at(self, moment: float) -> float:
        """Return the API's time at a moment of the monotonic clock; this machine's if none was given."""
        zero = self._zero
        return moment + (time.time() - time.monotonic() if zero is None else zero)

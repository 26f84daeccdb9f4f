"""Progress lines: how much of something is done, and how long the rest will take."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINE_SECONDS = 5.0
"""Time between two lines about the same thing, unless what happened is worth a line at once."""

WAIT_SECONDS = 30.0
"""Time between two lines about one long call."""


@contextmanager
def waiting(report: Callable[[str], None], what: str, seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Show a line from time to time while the block runs, such as `3 images by gpt-image-2: 1 min`.

    Args:
        report: Shows a line to the user; called from another thread.
        what: What is waited for.
        seconds: Time between two lines.
    """
    ended, began = threading.Event(), time.monotonic()

    def show() -> None:
        while not ended.wait(seconds):
            report(f"{what}: {_length(time.monotonic() - began)}")

    teller = threading.Thread(target=show, name="waiting", daemon=True)
    teller.start()
    try:
        yield
    finally:
        ended.set()
        teller.join()


class Progress:
    """Reports how far one thing is. Safe to share between threads.

    Args:
        report: Shows a line to the user.
        now: Returns the time in seconds.
    """

    def __init__(self, report: Callable[[str], None], now: Callable[[], float] = time.monotonic) -> None:
        """Report nothing yet; the time of the rest is reckoned from the first count on."""
        self._report = report
        self._now = now
        self._lock = threading.Lock()
        self._first: tuple[int, float] | None = None
        self._last: tuple[str, float] | None = None

    def count(self, done: int, total: int, what: str) -> str:
        """Return a count in words, such as `412 of 1,000 files, about 4 min`.

        The time is left out until something has been done since the first count, and when nothing is left.

        Args:
            done: How many are done.
            total: How many there are.
            what: What is counted, such as `files`.
        """
        now = self._now()
        with self._lock:
            self._first = first, began = self._first or (done, now)
        text = f"{done:,} of {total:,} {what}"
        if done <= first or done >= total:
            return text
        return f"{text}, about {_length((total - done) * (now - began) / (done - first))}"

    def tell(self, text: str, *, at_once: bool = False) -> None:
        """Show a line, unless it is the last one again or follows too soon.

        Args:
            text: The line.
            at_once: Show it however soon it comes.
        """
        now = self._now()
        with self._lock:
            last, told = self._last or ("", float("-inf"))
            if text == last or (not at_once and now - told < LINE_SECONDS):
                return
            self._last = text, now
        self._report(text)


def _length(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, seconds):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 90 * 60 else f"{seconds / 3600:.1f} hours"

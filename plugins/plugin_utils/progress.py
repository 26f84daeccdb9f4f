# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the provider does while Terraform is silent."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Any, Self

from .package import threads

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

INTERVAL = 0.2
HEARTBEAT = 15.0
SHORTEST_WAIT = 2.0


class Progress:
    """Follows the file of events and shows what a person wants to know.

    Use as a context manager round the work.
    """

    def __init__(self, path: Path, report: Callable[[str], None], run: str = "") -> None:
        """Prepare to follow.

        Args:
            path: File the provider appends its events to, one JSON object a line.
            report: Shows one line; called from a thread.
            run: The run, named where it waits, as in ``tenant1, stack acme``: several may wait at a time.
        """
        self.path = path
        self.report = report
        self.run = f" ({run})" if run else ""
        self._calls: Counter[str] = Counter()
        self._paid = 0
        self._offset = 0
        self._rest = b""
        self._told = time.monotonic()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="progress", daemon=True)

    def __enter__(self) -> Self:
        """Begin to follow."""
        threads.start(self._thread)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Read to the end and stop."""
        self._done.set()
        self._thread.join()
        self._read()

    def api_calls(self) -> dict[str, Any]:
        """Return the number of calls made: ``total``, ``paid`` and ``by_operation``."""
        return {
            "total": self._calls.total(),
            "paid": self._paid,
            "by_operation": dict(sorted(self._calls.items())),
        }

    def _follow(self) -> None:
        while not self._done.wait(INTERVAL):
            self._read()
            if self._calls and time.monotonic() - self._told >= HEARTBEAT:
                self._tell(f"{self._calls.total()} calls of the API so far")

    def _read(self) -> None:
        try:
            with self.path.open("rb") as stream:
                stream.seek(self._offset)
                data = self._rest + stream.read()
                self._offset = stream.tell()
        except FileNotFoundError:
            return
        lines = data.split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict):
                self._take(event)

    def _take(self, event: dict[str, Any]) -> None:
        kind = event.get("event")
        resource = str(event.get("resource") or "").partition(".")[0]
        prefix = f"{resource}: " if resource else ""
        message = str(event.get("message") or "")
        if kind == "call":
            self._calls[str(event.get("operation"))] += 1
        elif kind == "paid":
            self._paid += 1
            self._tell(f"{prefix}{message or 'paid call'}")
        elif kind == "progress" and message:
            self._tell(f"{prefix}{message}")
        elif kind == "wait" and float(event.get("seconds") or 0) >= SHORTEST_WAIT:
            family = event.get("family") or "the API"
            told = message or f"{family} allows no more calls now"
            self._tell(f"waiting {float(event['seconds']):.0f} s: {told}{self.run}")

    def _tell(self, text: str) -> None:
        self._told = time.monotonic()
        self.report(text)

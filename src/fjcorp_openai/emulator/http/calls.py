"""The log of calls."""

from __future__ import annotations

import itertools
from collections import deque
from typing import Any


class Calls:
    """The last calls, oldest first; never a body or a key."""

    def __init__(self, most: int = 20_000) -> None:
        """Begin an empty log."""
        self._numbers = itertools.count(1)
        self._calls: deque[tuple[Any, ...]] = deque(maxlen=most)

    _NAMES = (
        "seq",
        "time",
        "method",
        "path",
        "operation",
        "status",
        "key_kind",
        "seconds",
        "request_id",
        "paid",
    )

    def add(self, *values: Any) -> None:
        """Add a call: time, method, path, operation, status, key_kind, seconds, request_id, paid."""
        self._calls.append((next(self._numbers), *values))

    def since(self, seq: int = 0) -> list[dict[str, Any]]:
        """Return the calls after a sequence number."""
        return [dict(zip(self._NAMES, call, strict=True)) for call in list(self._calls) if call[0] > seq]

    def clear(self) -> None:
        """Forget all calls."""
        self._calls.clear()

"""Counts of the tokens of an input by the API, which are free, each asked for once."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import OpenAIError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

PATH = "/responses/input_tokens"
_FILE = "token-counts.jsonl"
_LARGEST_FILE = 1024 * 1024
_FAILURE_SECONDS = 3600.0
"""How long it is remembered that an input could not be counted, so that plan and apply reckon alike."""


class TokenCounts:
    """The counts that a client asked for, and those that others wrote down in the same folder.

    A plan and the apply after it are two processes that have to come to the same estimate: what is found is
    written down by the digest of the input. Safe to share between threads.
    """

    def __init__(
        self, ask: Callable[[str, Mapping[str, Any]], Mapping[str, Any]], folder: Path | None
    ) -> None:
        """Read nothing yet.

        Args:
            ask: Sends a body to a path once, without a wait, and returns the answer.
            folder: Where counts are written down; by this process alone when None.
        """
        self._ask = ask
        self._file = folder / _FILE if folder else None
        self._lock = threading.Lock()
        self._known: dict[str, tuple[int | None, float]] | None = None

    def count(self, body: Mapping[str, Any]) -> int | None:
        """Return how many tokens an input has; None where the API does not count it now.

        A limit of the API is not waited for, and nothing is tried twice.

        Operation: POST /responses/input_tokens, once for each input.

        Args:
            body: `model`, `input` and what else the model reads.
        """
        digest = hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()
        with self._lock:
            if self._known is None:
                self._known = self._read()
            known = self._known.get(digest)
        if known is not None and (known[0] is not None or time.time() - known[1] < _FAILURE_SECONDS):
            return known[0]
        found = None
        with suppress(OpenAIError):
            answered = self._ask(PATH, body).get("input_tokens")
            found = answered if isinstance(answered, int) and answered >= 0 else None
        with self._lock:
            self._known[digest] = found, time.time()
            self._write([digest, found, round(time.time(), 3)])
        return found

    def _read(self) -> dict[str, tuple[int | None, float]]:
        counts: dict[str, tuple[int | None, float]] = {}
        if self._file is None:
            return counts
        with suppress(OSError, ValueError):
            if self._file.stat().st_size > _LARGEST_FILE:
                self._file.unlink()
            for line in self._file.read_text(encoding="utf-8").splitlines():
                digest, count, at = json.loads(line)
                counts[str(digest)] = None if count is None else int(count), float(at)
        return counts

    def _write(self, row: list[Any]) -> None:
        if self._file is None:
            return
        # One write, so that lines stay whole. A full disk costs no more than another count.
        with suppress(OSError):
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._file, flags, 0o600)
            try:
                os.write(descriptor, (json.dumps(row) + "\n").encode())
            finally:
                os.close(descriptor)

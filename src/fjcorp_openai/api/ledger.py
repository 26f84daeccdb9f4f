"""What is known of each endpoint family's limit, in memory or shared by processes through files."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

State = dict[str, Any]


class Ledger(Protocol):
    """Gives one caller at a time the state of a family."""

    def open(self, family: str) -> Any:
        """Return a context manager that yields the state; changes to it are kept."""


class MemoryLedger:
    """A ledger for the threads of one process."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._lock = threading.Lock()
        self._states: dict[str, State] = {}

    @contextmanager
    def open(self, family: str) -> Iterator[State]:
        """Yield the state of a family under a lock."""
        with self._lock:
            yield self._states.setdefault(family, {})


class FileLedger:
    """A ledger for all processes that are given the same folder and account.

    One small file per family. The file is locked while it is open, which also keeps apart the threads of a
    process, and the kernel unlocks it when a process dies.
    """

    def __init__(self, folder: Path, account: str) -> None:
        """Share through a folder.

        Args:
            folder: made when it does not exist.
            account: what has limits of its own, for example address and key; only its digest is used.
        """
        self._folder = folder
        self._prefix = hashlib.blake2b(account.encode(), digest_size=6).hexdigest()

    @contextmanager
    def open(self, family: str) -> Iterator[State]:
        """Yield the state of a family while its file is locked."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{self._prefix}-{re.sub('[^A-Za-z_]+', '-', family).strip('-')}.json"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            state = _read(descriptor)
            yield state
            content = json.dumps(state).encode()
            os.pwrite(descriptor, content, 0)
            os.ftruncate(descriptor, len(content))
        finally:
            os.close(descriptor)


def _read(descriptor: int) -> State:
    try:
        state = json.loads(os.pread(descriptor, os.fstat(descriptor).st_size, 0) or b"{}")
    except ValueError:
        # A process died while it wrote: forgetting a limit costs one refused call.
        return {}
    return state if isinstance(state, dict) else {}

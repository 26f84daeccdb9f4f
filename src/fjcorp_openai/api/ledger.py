"""What is known of each endpoint family's limit, in memory or shared by processes through files."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol

from fjcorp_openai import durable

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

    One small file per family, and one beside it that is locked meanwhile: that also keeps apart the threads
    of a process, and the kernel unlocks it when a process dies. A file is replaced as a whole, but not
    synced: losing it costs one refused call. Nor does a full disk stop a call: this process then remembers by
    itself.
    """

    def __init__(self, folder: Path, account: str) -> None:
        """Share through a folder.

        Args:
            folder: made when it does not exist.
            account: what has limits of its own, for example address and key; only its digest is used.
        """
        self._folder = folder
        self._memory = MemoryLedger()
        self._prefix = hashlib.blake2b(account.encode(), digest_size=6).hexdigest()

    @contextmanager
    def open(self, family: str) -> Iterator[State]:
        """Yield the state of a family while its file is locked."""
        path = self._folder / f"{self._prefix}-{re.sub('[^A-Za-z_]+', '-', family).strip('-')}.json"
        try:
            durable.make_folder(self._folder)
            descriptor = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            with self._memory.open(family) as state:
                yield state
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            state = _read(path)
            before = json.dumps(state)
            yield state
            after = json.dumps(state)
            if after != before:
                with suppress(OSError):
                    durable.replace(path, after.encode(), durable=False)
        finally:
            os.close(descriptor)


def _read(path: Path) -> State:
    try:
        state = json.loads(path.read_bytes())
    except (OSError, ValueError):
        # Not there, or damaged: forgetting a limit costs one refused call.
        return {}
    return state if isinstance(state, dict) else {}

"""What is known of each endpoint family's limit, in memory or shared by processes through files.

What a file holds is believed only as far as it makes sense: whoever wrote it may have been killed, had
another clock, or meant no good. A value of another kind is dropped, a number is kept within its bounds, and
all times are moved to now when the file was written in what is the future by this machine's clock.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import math
import os
import re
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol

from fjcorp_openai import durable
from fjcorp_openai.api.secret import revealed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fjcorp_openai.api.secret import Secret

State = dict[str, Any]

_TIMES = ("refused", "closed", "raised", "announced", "written")
_LARGEST: dict[str, int] = {
    "generation": 2**53,
    "learned": 2**53,
    "budget": 1_000_000,
    "proven": 1_000_000,
    "misses": 1_000_000,
}
_LEAST = {"budget": 1}
_SAME_CLOCK_SECONDS = 5.0
"""Up to here two clocks count as one: their processes started at different times, or on different hosts."""
_LONGEST_PATIENCE = 80.0
_MOST_SLOTS = 100_000
_LARGEST_FILE = 4 * 1024 * 1024


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

    def __init__(self, folder: Path, account: Secret | str) -> None:
        """Share through a folder.

        Args:
            folder: made when it does not exist.
            account: what has limits of its own, for example address and key; only its digest is used.
        """
        self._folder = folder
        self._memory = MemoryLedger()
        self._prefix = hashlib.blake2b((revealed(account) or "").encode(), digest_size=6).hexdigest()

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


def plausible(state: State, now: float, longest: float) -> None:
    """Take out of a state, in place, what cannot be true.

    Args:
        state: As it was read.
        now: The present time, as the one who reads it counts.
        longest: Seconds in the future that a time may lie.
    """
    kept = {name: value for name, value in map(_checked, state.items()) if value is not None}
    state.clear()
    state.update(kept)
    ahead = state.get("written", now) - now
    if ahead > _SAME_CLOCK_SECONDS:
        # Written by a clock that is ahead of ours, or ours was set back: what was left to wait is still left.
        for name in _TIMES:
            if name in state:
                state[name] -= ahead
        state["slots"] = [slot - ahead for slot in state.get("slots", [])]
    if state.get("closed", 0.0) > now + longest:
        del state["closed"]
    if "slots" in state:
        state["slots"] = [slot for slot in state["slots"] if slot <= now + longest]
    for name in ("refused", "raised"):
        if name in state:
            state[name] = min(state[name], now)
    if "generation" in state:
        state["learned"] = min(state.get("learned", 0), state["generation"])
    if not {"generation", "refused"} <= state.keys():
        # A budget that no refusal stands for.
        state.pop("budget", None)


def _checked(entry: tuple[str, object]) -> tuple[str, Any]:
    name, value = entry
    if name in _TIMES:
        return name, value if _is_time(value) else None
    if name in _LARGEST:
        usable = isinstance(value, int) and not isinstance(value, bool)
        within = usable and _LEAST.get(name, 0) <= value <= _LARGEST[name]  # type: ignore[operator]
        return name, value if within else None
    if name == "slots":
        whole = isinstance(value, list) and len(value) <= _MOST_SLOTS and all(map(_is_time, value))
        return name, value if whole else None
    if name == "doubled":
        return name, value if isinstance(value, bool) else None
    if name == "patience":
        return name, min(_LONGEST_PATIENCE, max(0.0, float(value))) if _is_time(value) else None  # type: ignore[arg-type]
    return name, None


def _is_time(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _read(path: Path) -> State:
    try:
        state = json.loads(path.read_bytes()) if path.stat().st_size <= _LARGEST_FILE else {}
    except (OSError, ValueError, RecursionError):
        # Not there, or damaged: forgetting a limit costs one refused call.
        return {}
    return state if isinstance(state, dict) else {}

"""Snapshots of an organization: what led to it is done once, and given back as often as it is needed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from fjcorp_openai.emulator.http.errors import ApiError

if TYPE_CHECKING:
    from fjcorp_openai.emulator.emulator import Emulator

MOST = 20
"""How many are kept at a time: they are in memory."""


class Snapshot:
    """All that one organization of an emulator is, as it was when this was made.

    Switches, faults, lag and the log of calls are not part of it.

    Args:
        emulator: The emulator.

    Raises:
        ValueError: There is a second organization, or jobs are under way.
    """

    def __init__(self, emulator: Emulator) -> None:
        """Take it."""
        if emulator.organizations.others:
            raise ValueError("a snapshot holds one organization, and there are others: reset first")
        if emulator.timers.mode == "immediate" and (pending := emulator.timers.pending()):
            raise ValueError(f"{pending} jobs are under way: wait for them, or set transitions to manual")
        self._emulator = emulator
        self._database, self._files = emulator.store.copied()
        self._time = emulator.clock.time()
        self._last_used = dict(emulator.last_used)
        self._spent = emulator.quotas.copied()

    def restore(self) -> None:
        """Let the emulator be as it was; by its clock no time has passed."""
        emulator = self._emulator
        emulator.organizations.clear()
        emulator.store.give_back(self._database, self._files)
        emulator.clock.offset = self._time - time.time()
        emulator.store.set_setting("clock_offset", emulator.clock.offset)
        emulator.last_used = dict(self._last_used)
        emulator.quotas.give_back(self._spent)
        emulator.timers.look()

    def close(self) -> None:
        """Forget it."""
        self._database.close()


class Snapshots:
    """The snapshots of an emulator by their ids; they outlive a reset, and end with the emulator.

    Args:
        emulator: The emulator.
    """

    def __init__(self, emulator: Emulator) -> None:
        """Begin without any."""
        self._emulator = emulator
        self._kept: dict[str, Snapshot] = {}
        self._made = 0

    def ids(self) -> list[str]:
        """Return the ids, the oldest first."""
        return list(self._kept)

    def take(self) -> str:
        """Take a snapshot and return its id.

        Raises:
            ValueError: It cannot be taken, or there are too many.
        """
        if len(self._kept) >= MOST:
            raise ValueError(f"{MOST} snapshots are kept at most: delete one first")
        snapshot = Snapshot(self._emulator)
        self._made += 1
        id_ = f"snapshot_{self._made}"
        self._kept[id_] = snapshot
        return id_

    def restore(self, id_: str) -> None:
        """Let the emulator be as it was.

        Raises:
            ApiError: 404, no such snapshot.
        """
        self._found(id_).restore()

    def delete(self, id_: str) -> None:
        """Forget a snapshot.

        Raises:
            ApiError: 404, no such snapshot.
        """
        self._found(id_).close()
        del self._kept[id_]

    def close(self) -> None:
        """Forget all."""
        for id_ in self.ids():
            self.delete(id_)

    def _found(self, id_: str) -> Snapshot:
        if id_ not in self._kept:
            raise ApiError(404, f"No snapshot '{id_}'; there are: {', '.join(self._kept) or 'none'}.")
        return self._kept[id_]

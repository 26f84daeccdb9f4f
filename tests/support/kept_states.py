"""States of the emulator in this process that a test begins from, and that no test has to make anew."""

from __future__ import annotations

import copy
import sqlite3
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fjcorp_openai.emulator.emulator import Emulator


class KeptState:
    """All that one organization of an emulator is, as it was when this was made.

    Faults, lag and the log of calls are not part of it: a test begins without.

    Args:
        emulator: The emulator; it has no second organization, and nothing under way.
    """

    def __init__(self, emulator: Emulator) -> None:
        assert not emulator.organizations.others
        if emulator.timers.mode == "immediate":
            assert not emulator.timers.pending()
        self._emulator = emulator
        store = emulator.store
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        with store._lock:
            store._database.backup(self._database)
            self._files = {path.name: path.read_bytes() for path in store.files.iterdir()}
        self._time = emulator.clock.time()
        self._last_used = dict(emulator.last_used)
        self._spent = copy.deepcopy(emulator.quotas._spent)

    def restore(self) -> None:
        """Let the emulator be as it was; by its clock no time has passed."""
        emulator, store = self._emulator, self._emulator.store
        with store._lock:
            self._database.backup(store._database)
            for path in store.files.iterdir():
                if path.name not in self._files:
                    path.unlink()
            for name, content in self._files.items():
                store.file(name).write_bytes(content)
        emulator.clock.offset = self._time - time.time()
        store.set_setting("clock_offset", emulator.clock.offset)
        emulator.last_used = dict(self._last_used)
        emulator.quotas._spent = copy.deepcopy(self._spent)
        emulator.timers._look()

    def close(self) -> None:
        """Forget it."""
        self._database.close()

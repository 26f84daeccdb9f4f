"""What happens by itself: the steps of jobs, and deadlines.

Time only passes when somebody calls, or waits for events.
A call does what is due before it is answered, but for the steps of jobs that take long: a thread goes on with
those, so that no call of the API waits for them. Who moves the clock waits for all that is due then.
"""

from __future__ import annotations

import logging
import threading
import time
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.http.request import Context, Principal

if TYPE_CHECKING:
    from collections.abc import Callable

    from fjcorp_openai.emulator.emulator import Emulator
    from fjcorp_openai.emulator.family import Step

_LOG = logging.getLogger(__name__)
_MOST_STEPS = 10_000
_TICK = 0.2
"""Seconds after which what is due happens without a call, while somebody waits for events."""
_BREATH = 0.002
"""Seconds between two steps of the background, for a lock is not fair: who waits to write comes in here."""


class Timers:
    """Drives objects through their steps.

    Modes: ``immediate`` (right after the answer that started the job), ``manual`` (by the control API), or
    seconds from one step to the next.

    Args:
        emulator: The emulator.
    """

    def __init__(self, emulator: Emulator) -> None:
        """Bind the emulator."""
        self._emulator = emulator
        self._running = threading.RLock()
        self.steps: dict[str, Step] = {}
        self.deadlines: dict[str, Step] = {}
        self.background: set[str] = set()
        self._wanted = threading.Event()
        self._ended = False
        self._worker: threading.Thread | None = None
        self._watch: threading.Thread | None = None
        self._closed = threading.Event()
        self._next: float | None = 0.0
        self._looking = threading.Lock()

    @property
    def mode(self) -> str | float:
        """``immediate``, ``manual`` or the seconds of a step."""
        mode: str | float = self._emulator.store.setting("transitions", "immediate")
        return mode

    @property
    def poll_after_ms(self) -> int:
        """Milliseconds after which it pays to look at a job again: a step's, or a second."""
        mode = self.mode
        return max(1, round(mode * 1000)) if isinstance(mode, (int, float)) else 1000

    def set_mode(self, mode: str | float) -> None:
        """Choose when steps happen; those that are pending follow the new mode.

        Raises:
            ValueError: It is no mode.
        """
        if mode not in {"immediate", "manual"}:
            mode = float(mode)
            if not 0 <= mode < float("inf"):
                raise ValueError("transitions are immediate, manual or a number of seconds")
        store = self._emulator.store
        with store.transaction():
            store.set_setting("transitions", mode)
            store.execute(
                "UPDATE timers SET due = ? WHERE kind LIKE 'step:%'",
                (self._due(self._emulator.clock.time()),),
            )
            store.on_commit(self.look)

    def _due(self, since: float) -> float | None:
        mode = self.mode
        if mode == "immediate":
            return since
        return None if mode == "manual" else since + float(mode)

    def start(self, family: str, id: str, parent: str, kind: str) -> None:  # noqa: A002
        """Let an object go through its kind's steps."""
        if kind not in self.steps:
            raise LookupError(f"no family has a step for {kind!r}")
        self._set(family, id, parent, f"step:{kind}", self._due(self._emulator.clock.time()))

    def deadline(self, family: str, id: str, parent: str, kind: str, at: float) -> None:  # noqa: A002
        """Call the kind's deadline function at a Unix time."""
        if kind not in self.deadlines:
            raise LookupError(f"no family has a deadline for {kind!r}")
        self._set(family, id, parent, f"deadline:{kind}", at)

    def stop(self, family: str, id: str, parent: str, kind: str) -> None:  # noqa: A002
        """Forget an object's step and deadline of a kind."""
        self._emulator.store.execute(
            "DELETE FROM timers WHERE family = ? AND id = ? AND parent = ? AND kind IN (?, ?)",
            (family, id, parent, f"step:{kind}", f"deadline:{kind}"),
        )

    def _set(self, family: str, id: str, parent: str, kind: str, due: float | None) -> None:  # noqa: A002
        store = self._emulator.store
        with store.transaction():
            store.execute(
                "INSERT OR REPLACE INTO timers VALUES (?, ?, ?, ?, ?)", (family, id, parent, kind, due)
            )
            if due is not None:
                # Until then another caller does not see the row, and may find that nothing is due.
                store.on_commit(partial(self._sooner, due))

    def look(self) -> None:
        """Look what is due first: the state has changed."""
        with self._looking:
            self._next = self._emulator.store.query("SELECT min(due) FROM timers")[0][0]

    def _sooner(self, due: float) -> None:
        with self._looking:
            if self._next is None or due < self._next:
                self._next = due

    def run_due(self) -> None:
        """Do everything whose time has come; what takes long goes on in the background."""
        if self._next is None or self._next > self._emulator.clock.time():
            return
        self._run_due("NOT IN")
        if self._due_rows("IN"):
            self._wake()

    def run_all_due(self) -> None:
        """Do everything whose time has come, also what takes long."""
        self._run_due("NOT IN", "IN")

    def _run_due(self, *where: str) -> None:
        """Do what is due, by its time; ``where`` says whether among the kinds of the background or not."""
        with self._running:
            for _index in range(_MOST_STEPS):
                rows = sorted((row for each in where for row in self._due_rows(each)), key=itemgetter(-1))
                if not rows:
                    break
                self._run(*rows[0])
            self.look()

    def _due_rows(self, where: str) -> list[tuple[Any, ...]]:
        """Return the one row that is due first, if any is."""
        kinds = ", ".join("?" * len(self.background))
        return self._emulator.store.query(
            "SELECT family, id, parent, kind, due FROM timers "  # noqa: S608 - question marks alone are put in
            f"WHERE due <= ? AND kind {where} ({kinds}) ORDER BY due LIMIT 1",
            (self._emulator.clock.time(), *self.background),
        )

    def _wake(self) -> None:
        with self._running:
            if self._worker is None and not self._ended:
                self._worker = threading.Thread(target=self._work, name="background", daemon=True)
                self._worker.start()
        self._wanted.set()

    def _work(self) -> None:
        """Do the long steps that are due, one after the other, whenever somebody asks for it."""
        while self._wanted.wait() and not self._ended:
            self._wanted.clear()
            while not self._ended and (rows := self._due_rows("IN")):
                self._run(*rows[0])
                time.sleep(_BREATH)

    def pass_while(self, watched: Callable[[], bool]) -> None:
        """Let what is due happen without a call, for as long as somebody waits for events.

        Args:
            watched: Returns whether somebody does.
        """

        def watch() -> None:
            while not self._closed.wait(_TICK) and watched():
                while not self._ended and (rows := self._due_rows("NOT IN")):
                    self._run(*rows[0])
                if self._due_rows("IN"):
                    self._wake()

        with self._running:
            if not self._ended and (self._watch is None or not self._watch.is_alive()):
                self._watch = threading.Thread(target=watch, name="watch", daemon=True)
                self._watch.start()

    def close(self) -> None:
        """End the background after the step that is under way."""
        self._ended = True
        self._closed.set()
        if self._watch is not None:
            self._watch.join()
        self._wanted.set()
        if self._worker is not None:
            self._worker.join()

    def advance(self) -> int:
        """Do the next step of every pending job, whatever the mode; return how many there were."""
        with self._running:
            rows = self._emulator.store.query(
                "SELECT family, id, parent, kind, due FROM timers WHERE kind LIKE 'step:%' ORDER BY rowid"
            )
            for row in rows:
                self._run(*row)
            self.look()
        return len(rows)

    def pending(self) -> int:
        """Return how many jobs have steps to come."""
        return int(self._emulator.store.query("SELECT count(*) FROM timers WHERE kind LIKE 'step:%'")[0][0])

    def _run(self, family: str, id: str, parent: str, kind: str, due: float | None) -> None:  # noqa: A002
        store = self._emulator.store
        what, _separator, name = kind.partition(":")
        function = (self.steps if what == "step" else self.deadlines)[name]
        values = (family, id, parent, kind)
        try:
            with store.transaction():
                if not store.execute(
                    "DELETE FROM timers WHERE family = ? AND id = ? AND parent = ? AND kind = ?", values
                ):
                    return  # another thread did it
                record = store.get(family, id, parent)
                if record is None:
                    return
                project = parent if store.get("project", parent) else ""
                context = Context(
                    self._emulator, Principal("system", "system", project, record.get("_owner", ""))
                )
                if not function(context, record) and what == "step":
                    since = self._emulator.clock.time() if due is None else due
                    self._set(family, id, parent, kind, self._due(since))
        except Exception:  # noqa: BLE001 - one job's fault is not the next caller's
            _LOG.exception("the step of %s %s failed; it is given up", family, id)
            store.execute(
                "DELETE FROM timers WHERE family = ? AND id = ? AND parent = ? AND kind = ?", values
            )

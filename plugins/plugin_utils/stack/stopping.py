# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run does when it is stopped: its keys go, and the signal goes on to what it started.

Python runs the handler of a signal in the main thread alone, between two steps of it. While a role works,
that thread waits in one system call for the end of Terraform. A signal that the system gives to another
thread, or just before that call begins, does not end the call: the handler would run when Terraform has ended
by itself. So all other threads leave those signals to the main one, and one of them watches that the handler
does run.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import select
import signal
import threading
from typing import TYPE_CHECKING

from ..package import threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

INTERVAL = 0.25
"""Seconds between two looks at the process that this one works for, and between two signals to its thread."""


@contextlib.contextmanager
def when_stopped(clean: Callable[[], None]) -> Iterator[None]:
    """Clean up when the process is stopped, or when Ansible is killed that started it, while a block runs.

    Ansible's workers then end on the spot, and no ``finally`` runs. In a thread other than the main one, to
    which no handler belongs, nothing is done.

    Args:
        clean: Removes what must not stay. What handled the signal before comes after it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    stopping = _Stopping(clean)
    try:
        yield
    finally:
        stopping.end()


class _Stopping:
    """The handlers of the signals, and the thread that sees to it that they run."""

    def __init__(self, clean: Callable[[], None]) -> None:
        self._clean = clean
        self._handled = threading.Event()
        self._ended = False
        parent = multiprocessing.parent_process()
        # Ansible may have died before this process came so far.
        self._parent = parent.pid if parent else os.getppid()
        self._main = threading.get_ident()
        self._seen, self._note = os.pipe()
        os.set_blocking(self._note, False)
        self._signals = threads.SIGNALS
        self._kept = {number: signal.getsignal(number) for number in self._signals}
        self._thread = threading.Thread(target=self._watch, name="stopping", daemon=True)
        for number in self._signals:
            signal.signal(number, self._handle)
        self._noted_before = signal.set_wakeup_fd(self._note, warn_on_full_buffer=False)
        threads.start(self._thread)

    def end(self) -> None:
        """Bring back what was."""
        self._ended = True
        os.write(self._note, b"\0")
        self._thread.join()
        signal.set_wakeup_fd(self._noted_before)
        for number, handler in self._kept.items():
            signal.signal(number, handler)
        os.close(self._seen)
        os.close(self._note)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        # Ansible sends SIGTERM after SIGINT: it would end this process before the signal is passed on.
        for each in self._kept:
            signal.signal(each, signal.SIG_IGN)
        self._handled.set()
        self._clean()
        handler = self._kept[signal.Signals(number)]
        signal.signal(number, handler)
        if callable(handler):
            handler(number, frame)
        else:
            os.kill(os.getpid(), number)

    def _watch(self) -> None:
        """Interrupt the main thread until it has handled a signal that came, or the death of its parent."""
        poll = select.poll()
        poll.register(self._seen, select.POLLIN)
        came = 0
        while not (self._ended or self._handled.is_set()):
            if poll.poll(INTERVAL * 1000):
                noted = os.read(self._seen, 4096)
                came = came or next((each for each in noted if each in self._signals), 0)
                if not came or self._handled.wait(INTERVAL):
                    continue
            elif not came and os.getppid() == self._parent:
                continue
            signal.pthread_kill(self._main, came or signal.SIGTERM)

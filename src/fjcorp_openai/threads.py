"""Threads that leave the signals by which a run is stopped to the main thread.

The handlers of signals run in the main thread alone. Where the system interrupts another thread in its place,
the main one waits on in its system call, and the run goes on as if nothing had come.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading

SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""What stops a run."""


def start(thread: threading.Thread) -> None:
    """Start a thread to which the system gives none of :data:`SIGNALS`."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        thread.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def leave_signals() -> None:
    """Take none of :data:`SIGNALS` in this thread: what a pool of threads calls in each of its own."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)

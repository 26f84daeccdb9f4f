"""The run that Terraform works for, where there is one. When it has ended, nothing more is begun.

Whoever starts Terraform may end before it: by a signal that nobody hands on, a kill, a task's timeout. It
names a file that it holds a lock on, which the kernel takes from it whatever happens.
"""

from __future__ import annotations

import fcntl
import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "FJCORP_OPENAI_RUN"
"""Names the file; without it, or empty, Terraform works for nobody else."""

LOOK_SECONDS = 0.2


class Run:
    """The run that this provider belongs to."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Take the file's name.

        Args:
            environ: What Terraform was started in.
        """
        self._path = environ.get(VARIABLE, "")
        self._ended = False
        self._next = 0.0

    def has_ended(self) -> bool:
        """Return whether it has; looked up at most every :data:`LOOK_SECONDS`."""
        if self._path and not self._ended and time.monotonic() >= self._next:
            self._next = time.monotonic() + LOOK_SECONDS
            self._ended = not _is_held(self._path)
        return self._ended


def _is_held(path: str) -> bool:
    """Return whether a process holds a lock on a file; a file that cannot be asked is taken to be held."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False

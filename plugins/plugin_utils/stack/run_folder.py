# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder for one run alone: the keys, the plan, and what else must not outlive it.

Its lock says whether it is in use: the run holds it, and so does each program that was started in it. A run
that is killed cannot clean up; the next run of any stack removes the folders whose lock is free.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
from typing import TYPE_CHECKING

from ..files import make_folder
from .holder import is_free

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUNS = "runs"
LOCK = ".lock"
WORKING = ".working"


class RunFolder:
    """A folder below the state folder that one run makes, holds and removes.

    Attributes:
        path: The folder.
        lock: File that whoever works in the folder holds a shared lock on.
        working: File that the run alone holds a lock on, as long as it wants what it started to go on.
    """

    def __init__(self, state_dir: Path, owner: str) -> None:
        """Choose a name that is nobody else's; nothing is made before :meth:`use`.

        Args:
            state_dir: Folder of all stacks.
            owner: What the run works on, as in ``default.core_ai``.
        """
        self.owner = owner
        self.path = state_dir / RUNS / f"{owner}.{secrets.token_hex(6)}"
        self.lock = self.path / LOCK
        self.working = self.path / WORKING

    @contextlib.contextmanager
    def use(self) -> Iterator[None]:
        """Make the folder, hold it, and remove it at the end, unless a program still works in it.

        Raises:
            OSError: It cannot be made.
        """
        make_folder(self.path.parent)
        with self._alone():
            self._remove_abandoned()
            self.path.mkdir(mode=0o700)
            held = _locked(self.lock, fcntl.LOCK_SH)
            working = _locked(self.working, fcntl.LOCK_EX)
        try:
            yield
        finally:
            os.close(working)
            os.close(held)
            with self._alone():
                # After a task's timeout Terraform may still be at work here; the next run cleans up then.
                if not _in_use(self.path):
                    self.remove()

    def remove(self) -> None:
        """Remove the folder, which is this run's own."""
        shutil.rmtree(self.path, ignore_errors=True)

    def is_alone(self) -> bool:
        """Return whether no other run has a folder in use that works on the same."""
        with self._alone():
            others = [path for path in self._others() if path.name.rpartition(".")[0] == self.owner]
            return not any(_in_use(path) for path in others)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep others from making and removing folders: one that was just made is not locked yet."""
        held = os.open(self.path.parent / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield
        finally:
            os.close(held)

    def _others(self) -> list[Path]:
        return [path for path in self.path.parent.iterdir() if path.is_dir() and path != self.path]

    def _remove_abandoned(self) -> None:
        for path in self._others():
            if not _in_use(path):
                shutil.rmtree(path, ignore_errors=True)


def _locked(path: Path, kind: int) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, kind)
    return descriptor


def _in_use(path: Path) -> bool:
    try:
        descriptor = os.open(path / LOCK, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not is_free(descriptor)
    finally:
        os.close(descriptor)

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The working folder of one category of one stack."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import StackError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


def state_home() -> Path:
    """Return the folder for state that the platform gives to programs of this user."""
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "fjcorp.openai"


def write(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all.

    Args:
        path: The file. A file that has the same text already is left alone.
        text: Its new content.
    """
    if path.is_file() and path.stat().st_mode & 0o777 == 0o600 and path.read_text("utf-8") == text:
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    Path(name).replace(path)


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file that only its owner may read."""
    write(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


class Folder:
    """Working folder of a category: root module, variables, state, journal and events.

    Attributes:
        path: The folder, ``<state_dir>/<stack>/<category>``.
        run: Folder of this run alone; holds the credentials and the plan, and is removed after the run.
    """

    def __init__(self, state_dir: Path, stack: str, category: str) -> None:
        """Name the folder; nothing is made before :meth:`use`."""
        self.state_dir = state_dir
        self.path = state_dir / stack / category
        self.run = self.path / "run"

    @property
    def root(self) -> Path:
        """The generated root module."""
        return self.path / "main.tf.json"

    @property
    def variables(self) -> Path:
        """The values of the items."""
        return self.path / "items.tfvars.json"

    @property
    def credentials(self) -> Path:
        """The keys, for the provider alone."""
        return self.run / "credentials.json"

    @property
    def plan(self) -> Path:
        """The plan that is applied, and no other."""
        return self.run / "plan.bin"

    @property
    def events(self) -> Path:
        """What the provider reports while it works."""
        return self.path / "events.jsonl"

    @property
    def journal(self) -> Path:
        """Creates that were begun, so that a killed run makes nothing twice."""
        return self.path / "journal"

    @property
    def pacing(self) -> Path:
        """Pacing of the API's families, shared by all runs."""
        return self.state_dir / "pacing"

    @property
    def planned_outputs(self) -> Path:
        """Outputs a check-mode run expects, for the roles after it in the same play."""
        return self.path / "planned-outputs.json"

    @contextlib.contextmanager
    def use(self, modules: Path, timeout: float) -> Iterator[None]:
        """Make the folder and hold it for this run.

        Args:
            modules: Folder of the HCL modules, linked as ``modules``.
            timeout: Seconds to wait for another run to let go.

        Raises:
            StackError: The folder cannot be made, or another run holds it.
        """
        try:
            for folder in (self.state_dir, self.path.parent, self.path, self.journal, self.pacing):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StackError(
                f"openai_state_dir: the working folder {self.path} cannot be used: {error}"
            ) from error
        try:
            self._wait(lock, timeout)
            shutil.rmtree(self.run, ignore_errors=True)
            with self._cleaned_when_stopped():
                self.run.mkdir(mode=0o700)
                self._link(modules)
                write(self.events, "")
                yield
        finally:
            shutil.rmtree(self.run, ignore_errors=True)
            os.close(lock)

    @contextlib.contextmanager
    def _cleaned_when_stopped(self) -> Iterator[None]:
        """Remove the keys on Ctrl-C too: Ansible's workers then end on the spot, and no ``finally`` runs."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def clean(number: int, frame: FrameType | None) -> None:
            shutil.rmtree(self.run, ignore_errors=True)
            handler = kept[signal.Signals(number)]
            signal.signal(number, handler)
            if callable(handler):
                handler(number, frame)
            else:
                os.kill(os.getpid(), number)

        kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        for number in kept:
            signal.signal(number, clean)
        try:
            yield
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)

    def _wait(self, lock: int, timeout: float) -> None:
        end = time.monotonic() + timeout
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= end:
                    raise StackError(
                        f"another run is working in {self.path}. Wait for it, or raise openai_lock_timeout"
                    ) from None
                time.sleep(0.2)
            else:
                return

    def _link(self, modules: Path) -> None:
        link = self.path / "modules"
        if link.is_symlink() and link.resolve() == modules.resolve():
            return
        if link.is_symlink():
            link.unlink()
        link.symlink_to(modules.resolve(), target_is_directory=True)

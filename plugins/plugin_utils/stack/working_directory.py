# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The working folder of one category of one stack."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import StackError
from ..files import make_folder, write
from ..written_paths import path_of_option
from .holder import PAUSE, hold
from .run_folder import RunFolder
from .stopping import when_stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def state_home() -> Path:
    """Return the folder for state that the platform gives to programs of this user.

    Raises:
        StackError: The user has no home folder.
    """
    given = os.environ.get("XDG_STATE_HOME")
    if given and sys.platform != "darwin":
        return Path(given) / "fjcorp.openai"
    inside = ("Library", "Application Support") if sys.platform == "darwin" else (".local", "state")
    return _home().joinpath(*inside, "fjcorp.openai")


def _home() -> Path:
    try:
        home = Path.home()
    except RuntimeError:
        reason = "HOME is not set, and this user has none in the system's list"
    else:
        if home.is_dir():
            return home
        reason = f"{home} is not there, or not readable"
    raise StackError(
        f"there is no home folder for the state: {reason}. Set openai_state_dir to a folder "
        "that lasts, or HOME"
    )


def state_folder(given: str | None) -> Path:
    """Return the folder of all working folders.

    Args:
        given: What the user says; None for the platform's folder.

    Raises:
        StackError: It is in a collection or below a home that nobody has, or there is no home folder.
    """
    if not given:
        return state_home()
    return path_of_option("openai_state_dir", given)


class WorkingDirectory:
    """Working folder of a category: root module, variables, state, journal and events.

    Attributes:
        path: The folder, ``<state_dir>/<stack>/<category>``.
        run: Folder of this run alone; holds the credentials and the plan, and is removed after the run.
    """

    def __init__(self, state_dir: Path, stack: str, category: str) -> None:
        """Name the folder; nothing is made before :meth:`use`."""
        self.state_dir = state_dir
        self.path = state_dir / stack / category
        self._run = RunFolder(state_dir, f"{stack}.{category}")

    @property
    def run(self) -> Path:
        """The folder of this run alone."""
        return self._run.path

    @property
    def run_lock(self) -> Path:
        """File that every program of this run holds a shared lock on."""
        return self._run.lock

    @property
    def working(self) -> Path:
        """File that this run holds a lock on while it works: the provider begins nothing without it."""
        return self._run.working

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
    def hold(
        self, timeout: float, caller: str = "", report: Callable[[str], None] = lambda _line: None
    ) -> Iterator[None]:
        """Make the folder and hold it. Nothing in it is touched by a run that does not hold it.

        Args:
            timeout: Seconds to wait for another run to let go.
            caller: What this run is, for those who wait for it.
            report: Shows one line before a wait.

        Raises:
            StackError: The folder cannot be made, or another run holds it.
        """
        with contextlib.ExitStack() as stack:
            try:
                for folder in (self.path, self.journal, self.pacing):
                    make_folder(folder)
                stack.enter_context(hold(self.path / ".lock", self.path, caller, timeout, report))
                self._tighten()
            except OSError as error:
                raise StackError(
                    f"openai_state_dir: the working folder {self.path} cannot be used: {error}"
                ) from error
            yield

    @contextlib.contextmanager
    def use(
        self,
        modules: Path,
        timeout: float,
        caller: str = "",
        report: Callable[[str], None] = lambda _line: None,
    ) -> Iterator[None]:
        """Hold the folder, and make what a run needs in it.

        Args:
            modules: Folder of the HCL modules, linked as ``modules``.
            timeout: Seconds to wait for another run to let go.
            caller: What this run is, for those who wait for it.
            report: Shows one line before a wait.

        Raises:
            StackError: The folder cannot be made, or another run holds it.
        """
        with self.hold(timeout, caller, report), self._run.use(), when_stopped(self._run.remove):
            self._wait_for_programs(timeout)
            self._link(modules)
            write(self.events, "", lasting=False)
            yield

    def _wait_for_programs(self, timeout: float) -> None:
        """Wait for the Terraform of a run that was killed: its lock on the folder ended, its work did not."""
        end = time.monotonic() + timeout
        while not self._run.is_alone():
            if time.monotonic() >= end:
                raise StackError(
                    f"a run in {self.path} was killed, and its Terraform still works there. Wait until it "
                    f"has ended, or raise openai_lock_timeout (now {timeout:g} seconds). Nothing was changed"
                )
            time.sleep(PAUSE)

    def _tighten(self) -> None:
        """Close what an older release, or the user, left open to others."""
        for path in (self.path.parent, self.path, *self.path.iterdir()):
            mode = path.lstat().st_mode & 0o777
            if mode & 0o077 and not path.is_symlink():
                with contextlib.suppress(PermissionError):  # another account's
                    path.chmod(mode & 0o700)

    def _link(self, modules: Path) -> None:
        link = self.path / "modules"
        if link.is_symlink() and link.resolve() == modules.resolve():
            return
        if link.is_symlink():
            link.unlink()
        link.symlink_to(modules.resolve(), target_is_directory=True)

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock of a working folder, and who holds it.

The kernel lets go of the lock when the process dies that took it. What is in the file is for people: it
is written once the lock is taken, so it may still be the former holder's. Such a text is not believed.
"""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import json
import os
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import StackError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAUSE = 0.2
PATIENCE = 5
"""Looks at a text that is not to be believed, before the holder counts as one without a name."""


def user_name() -> str:
    """Return the account's name, or ``?`` for one without, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


@contextlib.contextmanager
def hold(
    path: Path, folder: Path, caller: str, timeout: float, report: Callable[[str], None]
) -> Iterator[None]:
    """Hold a lock while a block runs.

    Args:
        path: The file that is locked; made when missing.
        folder: What it stands for, as a person knows it.
        caller: What this run is, for those who wait for it.
        timeout: Seconds to wait for another run to let go.
        report: Shows one line before the wait.

    Raises:
        StackError: Another run holds it; the message names it.
        OSError: The file cannot be made.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait(descriptor, folder, timeout, report)
        _write(descriptor, json.dumps(_this_run(caller)))
        try:
            yield
        finally:
            _write(descriptor, "")
    finally:
        os.close(descriptor)


def is_free(descriptor: int) -> bool:
    """Try to take a lock."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(descriptor: int, folder: Path, timeout: float, report: Callable[[str], None]) -> None:
    end = time.monotonic() + timeout
    told = False
    while not is_free(descriptor):
        if told and time.monotonic() < end:
            time.sleep(PAUSE)
            continue
        who = _holder(descriptor)
        if time.monotonic() >= end:
            if is_free(descriptor):
                return
            raise StackError(
                f"another run works in {folder}: {who}. Wait for it, or raise openai_lock_timeout "
                f"(now {timeout:g} seconds). Nothing was changed"
            )
        report(f"waiting up to {timeout:g} s for another run in {folder}: {who}")
        told = True


def _holder(descriptor: int) -> str:
    """Describe the run that holds the lock."""
    for _attempt in range(PATIENCE):
        written = _read(descriptor)
        if written and _lives(written):
            since = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(written["since"]))
            return (
                f"{written['user']} on {written['host']}, process {written['pid']}, {written['caller']}, "
                f"since {since} UTC"
            )
        time.sleep(PAUSE)
    return "it has not said who it is"


def _this_run(caller: str) -> dict[str, Any]:
    pid = os.getpid()
    return {
        "user": user_name(),
        "host": socket.gethostname(),
        "pid": pid,
        "began": _began(pid),
        "caller": caller or "no playbook",
        "since": int(time.time()),
    }


def _lives(written: dict[str, Any]) -> bool:
    """Return whether the run may be there; one of another host is believed."""
    if written["host"] != socket.gethostname():
        return True
    if Path("/proc/self/stat").is_file():
        return bool(written["began"] == _began(written["pid"]) != "")
    try:
        os.kill(written["pid"], 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _began(pid: int) -> str:
    """Return when a process began, as the kernel counts: a number may belong to another one since."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[19]
    except OSError:
        return ""


def _read(descriptor: int) -> dict[str, Any] | None:
    try:
        written = json.loads(os.pread(descriptor, 10_000, 0))
        texts = [str(written[name]) for name in ("user", "host", "caller", "began")]
        numbers = [int(written[name]) for name in ("pid", "since")]
    except (ValueError, TypeError, KeyError):
        return None
    return dict(zip(("user", "host", "caller", "began", "pid", "since"), [*texts, *numbers], strict=True))


def _write(descriptor: int, text: str) -> None:
    """Write who holds the lock; a full disk costs the name and no more."""
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(), 0)

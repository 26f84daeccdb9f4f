# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that a crash or a full disk has damaged: refused or repaired before anything runs, and reported.

What we write is whole, but Terraform writes its local state in place, a journal grows line by line, and disks
fail. What can be lost without harm is taken away; what cannot, stops the run with the way out.
"""

from __future__ import annotations

import json
import os
import shlex
import time
from typing import TYPE_CHECKING, Any

from ..errors import StackError
from ..files import write
from ..package import durable

if TYPE_CHECKING:
    from pathlib import Path

    from .working_directory import WorkingDirectory

ERRORED = "errored.tfstate"
SAVED = ".state-saved"
"""Says that the folder has had a state: an empty file beside it is no new one."""


def fault_of_state(state: Path) -> str:
    """Say what is wrong with a local state file; nothing where it is whole, or was never written."""
    return _look_at(state)[1]


def _look_at(state: Path) -> tuple[dict[str, Any], str]:
    """Return what a local state file holds, and what is wrong with it.

    Terraform makes an empty file before it knows what it will make. Where a first run was killed, the journal
    knows the rest.
    """
    try:
        content = state.read_bytes()
    except FileNotFoundError:
        return {}, ""
    if not content.strip(b"\0 \n"):
        written = backup_of(state).is_file() or (state.parent / SAVED).is_file()
        return {}, "is empty" if written or content else ""
    try:
        document = json.loads(content)
    except ValueError:
        return {}, "is torn: it is no whole JSON"
    whole = isinstance(document, dict) and "version" in document and "lineage" in document
    return (document, "") if whole else ({}, "is no state of Terraform")


def backup_of(state: Path) -> Path:
    """Return where Terraform keeps the state before the last one."""
    return state.with_name(f"{state.name}.backup")


def read_state(state: Path) -> dict[str, Any]:
    """Read a local state; nothing where none was written.

    Raises:
        StackError: It is damaged: Terraform would start from nothing, or stop midway. The message names the
            ways out.
    """
    document, fault = _look_at(state)
    if not fault:
        return document
    backup = backup_of(state)
    restore = ""
    if backup.is_file() and not fault_of_state(backup):
        command = f"cp -p {shlex.quote(str(backup))} {shlex.quote(str(state))}"
        restore = f"Bring back the state before its last change: {command}; or "
    raise StackError(
        f"the state {state} {fault}. Nothing was run. {restore or 'Bring it back from a copy of yours, or '}"
        "run once with openai_state: recover, which puts it aside and takes over the objects that exist"
    )


def note_state(state: Path) -> None:
    """Note that the folder has a state, if it lies there."""
    if state.is_file() and state.stat().st_size:
        write(state.parent / SAVED, "")


def repair(folder: WorkingDirectory) -> list[str]:
    """Look at what else the folder holds, and repair what can be.

    Returns:
        What was repaired, a sentence each.

    Raises:
        StackError: Something is damaged that only a person can decide about.
    """
    told: list[str] = []
    for path in sorted(folder.journal.glob("*.creates.jsonl")):
        told += _repair_journal(path)
    losable = [
        *((path, "what was learned of the API's limits") for path in sorted(folder.pacing.glob("*.json"))),
        *(
            (path, "how an object was before it was changed")
            for path in sorted(folder.journal.glob("*.found.json"))
        ),
    ]
    for path, what in losable:
        if not _is_json(path):
            path.unlink(missing_ok=True)
            told.append(f"{path} was damaged and is removed; it held {what}")
    return told


def keep_errored(folder: WorkingDirectory) -> str:
    """Keep a state that Terraform could not save from being written over, and say how it is brought back.

    Returns:
        A sentence; nothing where there is no such state.
    """
    errored = folder.path / ERRORED
    if not errored.is_file():
        return ""
    if not _is_json(errored):
        errored.unlink()  # there was no room for this one either
        return ""
    kept = errored.with_name(f"errored-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}.tfstate")
    errored.rename(kept)
    command = f"terraform -chdir={shlex.quote(str(folder.path))} state push {shlex.quote(kept.name)}"
    return f"Terraform kept the state that it could not save as {kept}; this brings it back: {command}"


def _repair_journal(path: Path) -> list[str]:
    with durable.locked(path) as descriptor:
        if descriptor is None:
            return []  # its run is alive
        content = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
        lines = content.split(b"\n")
        for number, line in enumerate(lines[:-1], 1):
            if line and not _is_line(line):
                raise StackError(
                    f"the journal {path} is damaged in line {number}. It tells which objects a run that was "
                    "interrupted has made. Bring it back from a copy of yours; or move it away and run once "
                    "with openai_state: recover, which takes over the objects that exist"
                )
        if lines[-1] and not _is_line(lines[-1]):
            os.ftruncate(descriptor, len(content) - len(lines[-1]))
            os.fsync(descriptor)
            return [f"the last line of the journal {path} was torn and is removed; its object is looked for"]
    return []


def _is_line(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _is_json(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_bytes()), dict)
    except FileNotFoundError:
        return True
    except ValueError:
        return False

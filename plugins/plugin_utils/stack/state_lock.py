# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A state that another run holds: who holds it, and what to do."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import postgresql
from .holder import user_name

if TYPE_CHECKING:
    from collections.abc import Mapping

SUMMARY = "Error acquiring the state lock"
FIELD = re.compile(r"^\W*(ID|Path|Operation|Who|Created):\s+(\S.*?)\s*$", re.MULTILINE)
OF_PROCESSES = ("", "local")
"""Backends whose lock is the kernel's: it ends with the process that holds it."""


def application_name(stack: str, category: str) -> str:
    """Return what a run calls itself in the list of PostgreSQL's sessions, which cuts at 63 bytes."""
    return f"{user_name()}@{socket.gethostname()} {stack}/{category}"


def is_locked(summary: str) -> bool:
    """Return whether a diagnostic says that the state is locked."""
    return summary == SUMMARY


@dataclass(frozen=True)
class StateLock:
    """What Terraform says about the lock that it did not get.

    Attributes:
        id: What releases it.
        who: User and host.
        since: Time in UTC.
        doing: What its holder does.
        path: Where the state lies.
    """

    id: str
    who: str
    since: str
    doing: str
    path: str

    @classmethod
    def read(cls, text: str) -> StateLock | None:
        """Find the lock in what Terraform says; None where it names no holder."""
        held = {name: str(value) for name, value in FIELD.findall(text)}
        if not {"ID", "Who"} <= held.keys():
            return None
        doing = held.get("Operation", "").removeprefix("OperationType").lower() or "work"
        since = held.get("Created", "").split(".")[0]
        return cls(held["ID"], held["Who"], since, doing, held.get("Path", ""))

    def __str__(self) -> str:
        """Say who holds which state since when."""
        which = f"the state {self.path}" if self.path else "this state"
        return f"{self.who} holds the lock on {which} since {self.since} UTC ({self.doing})"


def explain(
    detail: str, block: Mapping[str, Mapping[str, str]], workspace: str, env: Mapping[str, str]
) -> str:
    """Say who holds the state's lock and what to do.

    Args:
        detail: What Terraform says.
        block: The ``backend`` block of the root module; empty for a state in the working folder.
        workspace: Workspace of Terraform.
        env: The environment of the run, which may name a database.

    Returns:
        One sentence or more; Terraform's own words where they name no holder.
    """
    kind = next(iter(block), "")
    if kind == "pg":
        # What Terraform calls the holder here is the run that was refused.
        return postgresql.explain(detail, block[kind].get("schema_name"), workspace, env)
    lock = StateLock.read(detail)
    if lock is None:
        return f"{SUMMARY}: {detail}"
    wait = f"{lock}. Wait for that run, or raise openai_lock_timeout. "
    if kind in OF_PROCESSES:
        return f"{wait}The lock ends with the process that holds it"
    return (
        f"{wait}If it has died, release its lock on any controller with openai_state: unlocked and "
        f"openai_lock_id: {lock.id}"
    )

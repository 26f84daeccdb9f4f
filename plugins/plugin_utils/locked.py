# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A state that another run holds: who holds it, and what to do."""

from __future__ import annotations

import getpass
import re
import socket

SUMMARY = "Error acquiring the state lock"
FIELD = re.compile(r"^\s+(ID|Operation|Who|Created):\s+(\S.*?)\s*$", re.MULTILINE)
POSTGRESQL = ("Already locked for workspace creation", "Workspace is already locked")
"""How the pg backend begins. What it then calls the lock's holder is the run that was refused."""

SESSION = (
    "SELECT application_name, client_addr, query_start FROM pg_stat_activity "
    "JOIN pg_locks USING (pid) WHERE locktype = 'advisory'"
)


def application_name(stack: str, category: str) -> str:
    """Return what a run calls itself in the list of PostgreSQL's sessions, which cuts at 63 bytes."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        user = "?"
    return f"{user}@{socket.gethostname()} {stack}/{category}"


def is_locked(summary: str) -> bool:
    """Tell whether a diagnostic says that the state is locked."""
    return summary == SUMMARY


def explain(detail: str) -> str:
    """Say who holds the state's lock and what to do.

    Args:
        detail: What Terraform says.

    Returns:
        One sentence or more; Terraform's own words where they name no holder.
    """
    if any(start in detail for start in POSTGRESQL):
        return (
            "another run holds the lock on this state in PostgreSQL. Wait for it, or raise "
            f"openai_lock_timeout. This names the holder, whose lock ends with its session: {SESSION}"
        )
    held = {name: str(value) for name, value in FIELD.findall(detail)}
    if "Who" not in held:
        return f"{SUMMARY}: {detail}"
    doing = held.get("Operation", "").removeprefix("OperationType").lower() or "work"
    since = held.get("Created", "").split(".")[0]
    return (
        f"{held['Who']} holds the lock on this state since {since} UTC ({doing}). "
        "Wait for that run, or raise openai_lock_timeout. If it has died, remove its lock by hand: "
        f"terraform force-unlock {held.get('ID', '')} in the working folder"
    )

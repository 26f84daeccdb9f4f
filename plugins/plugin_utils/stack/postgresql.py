# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locks of states in PostgreSQL: which session holds one, and how it is ended.

Terraform locks the number of a workspace, and -1, which stands for all states of the database, while a run
works whose workspace is new. It names the run that was refused as the holder, and its unlocking does
nothing. The database knows better. It is asked through what this machine has, the program psql or a driver.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

OF_ALL = -1
SESSIONS = (
    "SELECT pid, application_name, coalesce(host(client_addr), 'a local socket'), "
    "to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), "
    "(classid::bigint << 32) | objid::bigint FROM pg_stat_activity JOIN pg_locks USING (pid) "
    "WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid() AND database = "
    "(SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY pid"
)
"""For people too: it is shown where this machine has no client."""

DEFAULT_SCHEMA = "terraform_remote_state"
SECONDS = 10
SEPARATOR = "\x1f"
DRIVERS = ("psycopg", "psycopg2")
VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslrootcert": "PGSSLROOTCERT",
}
PAIR = re.compile(r"(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S+))")


@dataclass(frozen=True)
class Session:
    """A session that holds a lock.

    Attributes:
        pid: Its number in the database, the id of its locks.
        name: What the run calls itself.
        address: Where it comes from.
        since: When it began, in UTC.
        key: What it has locked.
    """

    pid: int
    name: str
    address: str
    since: str
    key: int

    def __str__(self) -> str:
        """Say who it is."""
        return f"{self.name or 'a program without a name'} (session {self.pid} from {self.address})"


class Unknown(Exception):  # noqa: N818  (it is no fault of anybody's)
    """The database could not be asked; the message says why."""


def explain(detail: str, schema: str | None, workspace: str, env: Mapping[str, str]) -> str:
    """Say which session holds the lock that Terraform did not get, and what to do."""
    of_all = "workspace creation" in detail
    what = "every state of this database, because its state is new there," if of_all else "this state"
    then = "Wait for that run, or raise openai_lock_timeout"
    try:
        found = holders(schema, workspace, env, of_all=of_all)
    except Unknown as error:
        return (
            f"another run holds the lock on {what.partition(',')[0]} in PostgreSQL. {then}. Who it is could "
            f"not be asked ({error}); this tells, and the lock ends with the session: {SESSIONS}"
        )
    if not found:
        return "another run held the lock on this state in PostgreSQL, and has ended since. Run again"
    [first, *others] = found
    also = "".join(f", or {other}" for other in others)
    return (
        f"{first}{also} holds the lock on {what} in PostgreSQL since {first.since} UTC. {then}. If it has "
        "died, release its lock on any controller with openai_state: unlocked and openai_lock_id: "
        f"{first.pid}"
    )


def holders(schema: str | None, workspace: str, env: Mapping[str, str], *, of_all: bool) -> list[Session]:
    """Return the sessions that hold a lock: the one that is meant, else those that can be.

    Raises:
        Unknown: The database cannot be asked.
    """
    # A program that does not say its name, such as Terraform by hand, holds a lock all the same.
    sessions = [
        Session(int(row[0]), row[1], row[2], row[3], int(row[4]))
        for row in _ask(SESSIONS, env)
        if row[0] and row[4]
    ]
    if of_all:
        key = OF_ALL
    else:
        table = '"' + (schema or DEFAULT_SCHEMA).replace('"', '""') + '"'
        name = workspace.replace("'", "''")
        try:
            rows = _ask(f"SELECT id FROM {table}.states WHERE name = '{name}'", env)  # noqa: S608  (quoted)
        except Unknown:
            rows = []
        key = int(rows[0][0]) if rows else OF_ALL
    return [session for session in sessions if session.key == key]


def end(session: Session, env: Mapping[str, str]) -> None:
    """End a session, and its locks with it.

    Raises:
        Unknown: The database cannot be asked, or refused.
    """
    if _ask(f"SELECT pg_terminate_backend({session.pid})::int", env) != [("1",)]:
        raise Unknown(f"the session {session.pid} was not ended")


def _ask(query: str, env: Mapping[str, str]) -> list[tuple[str, ...]]:
    program = shutil.which("psql", path=env.get("PATH"))
    if program:
        return _ask_program(program, query, env)
    for name in DRIVERS:
        if importlib.util.find_spec(name):
            return _ask_driver(importlib.import_module(name), query, env)
    raise Unknown("this machine has neither psql nor psycopg")


def _ask_program(program: str, query: str, env: Mapping[str, str]) -> list[tuple[str, ...]]:
    command = [program, "-X", "-A", "-t", "-w", "-F", SEPARATOR, "-v", "ON_ERROR_STOP=1", "-c", query]
    try:
        done = subprocess.run(  # noqa: S603  (no shell; secrets are in the environment)
            command,
            env={**env, "PGCONNECT_TIMEOUT": str(SECONDS), **settings(env.get("PG_CONN_STR", ""))},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=3 * SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unknown(f"psql: {type(error).__name__}") from None
    if done.returncode:
        raise Unknown(f"psql: {' '.join(done.stderr.split())}")
    return [tuple(line.split(SEPARATOR)) for line in done.stdout.splitlines() if line]


def _ask_driver(driver: Any, query: str, env: Mapping[str, str]) -> list[tuple[str, ...]]:
    known = {variable: name for name, variable in VARIABLES.items()}
    given = {known[name]: value for name, value in env.items() if name in known}
    given |= {known[name]: value for name, value in settings(env.get("PG_CONN_STR", "")).items()}
    try:
        connection = driver.connect(connect_timeout=SECONDS, **given)
        try:
            cursor = connection.cursor()
            cursor.execute(query)
            return [tuple(map(str, row)) for row in cursor.fetchall()]
        finally:
            connection.close()
    except driver.Error as error:
        raise Unknown(f"{driver.__name__}: {' '.join(str(error).split())}") from None


def settings(connection: str) -> dict[str, str]:
    """Return a connection string, an address or pairs, as the variables of PostgreSQL's clients."""
    if "://" in connection:
        parts = urlsplit(connection)
        found = {
            "host": parts.hostname or "",
            "port": str(parts.port or ""),
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "dbname": unquote(parts.path.lstrip("/")),
            **dict(parse_qsl(parts.query)),
        }
    else:
        found = {
            name: re.sub(r"\\(.)", r"\1", quoted) if quoted else plain
            for name, quoted, plain in PAIR.findall(connection)
        }
    return {VARIABLES[name]: value for name, value in found.items() if name in VARIABLES and value}

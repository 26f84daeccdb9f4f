"""What is said of a state that another run holds, and of a state that was changed meanwhile."""

from __future__ import annotations

import getpass
import os
import socket
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack import postgresql
from plugins.plugin_utils.stack.state_lock import application_name, explain
from plugins.plugin_utils.stack.unlocking import Unlocking

if TYPE_CHECKING:
    from pathlib import Path

HELD = """Error message: operation error S3: PutObject, PreconditionFailed
Lock Info:
  ID:        9db590f1-b6fe-c5f2-2678-8804f089deba
  Path:      states/default/core_ai.tfstate
  Operation: OperationTypePlan
  Who:       ann@laptop
  Version:   1.11.4
  Created:   2026-01-02 03:04:05.678 +0000 UTC
  Info:

Terraform acquires a state lock to protect the state from being written."""
HOLDS = (
    "ann@laptop holds the lock on the state states/default/core_ai.tfstate since 2026-01-02 03:04:05 UTC "
    "(plan). Wait for that run, or raise openai_lock_timeout. "
)


OF_PROCESS = "The lock ends with the process that holds it"
RELEASE = (
    "If it has died, release its lock on any controller with openai_state: unlocked and openai_lock_id: "
    "9db590f1-b6fe-c5f2-2678-8804f089deba"
)


@pytest.mark.parametrize(("kind", "way_out"), [("s3", RELEASE), ("local", OF_PROCESS), ("", OF_PROCESS)])
def test_the_holder_is_named(kind: str, way_out: str) -> None:
    assert explain(HELD, {kind: {}} if kind else {}, "default", {}) == HOLDS + way_out


def test_other_words_are_left() -> None:
    assert explain("no such bucket", {}, "default", {}) == "Error acquiring the state lock: no such bucket"


PG_WORDS = [
    ("Already locked for workspace creation: default", True),
    ("Cannot lock workspace; already locked for workspace creation: default", True),
    ("Workspace is already locked: default", False),
]


@pytest.mark.parametrize(("words", "of_all"), PG_WORDS)
@pytest.mark.parametrize("client", ["none", "broken"])
def test_postgresql_never_names_a_false_holder(
    words: str, of_all: bool, client: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "DRIVERS", ())
    if client == "broken":
        psql = tmp_path / "psql"
        psql.write_text("#!/bin/sh\necho no route to $PGHOST >&2; exit 2\n")
        psql.chmod(0o700)
    detail = HELD.replace("operation error S3: PutObject, PreconditionFailed", words)
    env = {"PATH": f"{tmp_path}:{os.defpath}" if client == "broken" else str(tmp_path)}
    said = explain(detail, {"pg": {}}, "default", env | {"PG_CONN_STR": "host=db.example password='x y'"})
    why = (
        "psql: no route to db.example" if client == "broken" else "this machine has neither psql nor psycopg"
    )
    state = "every state of this database" if of_all else "this state"
    assert said == (
        f"another run holds the lock on {state} in PostgreSQL. Wait for that run, or raise "
        f"openai_lock_timeout. Who it is could not be asked ({why}); this tells, and the lock ends with the "
        f"session: {postgresql.SESSIONS}"
    )


@pytest.mark.parametrize(
    "connection",
    [
        "postgres://ann:p%40%20ss@db:5433/states?sslmode=require",
        "host=db port = 5433 user=ann password='p@ ss' dbname=states sslmode=require connect_timeout=3",
    ],
)
def test_a_connection_string_is_read(connection: str) -> None:
    assert postgresql.settings(connection) == {
        "PGHOST": "db",
        "PGPORT": "5433",
        "PGUSER": "ann",
        "PGPASSWORD": "p@ ss",
        "PGDATABASE": "states",
        "PGSSLMODE": "require",
    }
    assert postgresql.settings("") == {}


def test_unlocking_needs_an_id() -> None:
    with pytest.raises(StackError, match="openai_lock_id: must be given with openai_state: unlocked"):
        Unlocking(None, check_mode=False)


def test_an_account_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert application_name("a", "b") == f"{getpass.getuser()}@{socket.gethostname()} a/b"
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)
    assert application_name("a", "b").startswith("?@")


class Driver:
    """A driver of PostgreSQL that answers once."""

    Error = LookupError
    __name__ = "psycopg"

    def __init__(self, rows: list[tuple[Any, ...]], fault: Exception | None = None) -> None:
        self.rows, self.fault = rows, fault
        self.given: dict[str, Any] = {}
        self.asked: list[str] = []
        self.closed = 0

    def connect(self, **given: Any) -> Driver:
        self.given = given
        return self

    def cursor(self) -> Driver:
        return self

    def execute(self, query: str) -> None:
        self.asked.append(query)
        if self.fault:
            raise self.fault

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self.rows

    def close(self) -> None:
        self.closed += 1


def asked_by(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be a driver and no program."""
    monkeypatch.setattr(postgresql, "DRIVERS", ("none", "there"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name == "there")
    monkeypatch.setattr("importlib.import_module", lambda name: driver if name == "there" else None)


ENV = {
    "PATH": "/nowhere",
    "PGUSER": "ann",
    "PGHOST": "former",
    "PG_CONN_STR": "host=db dbname=states",
    "A": "b",
}


def test_a_session_is_ended_by_a_driver_where_there_is_no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = Driver([(1,)])
    asked_by(driver, monkeypatch)
    session = postgresql.Session(7, "ann@laptop", "10.0.0.1", "2026-01-02 03:04:05", 1)
    postgresql.end(session, ENV)
    assert driver.asked == ["SELECT pg_terminate_backend(7)::int"]
    assert driver.given == {
        "connect_timeout": postgresql.SECONDS,
        "user": "ann",
        "host": "db",
        "dbname": "states",
    }
    assert driver.closed == 1


@pytest.mark.parametrize(
    ("driver", "told"),
    [
        (Driver([(0,)]), "the session 7 was not ended"),
        (Driver([]), "the session 7 was not ended"),
        (Driver([], LookupError("no\n  access")), "psycopg: no access"),
    ],
)
def test_a_session_that_goes_on_is_told(driver: Driver, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_by(driver, monkeypatch)
    with pytest.raises(postgresql.Unknown) as caught:
        postgresql.end(postgresql.Session(7, "", "", "", 1), ENV)
    assert str(caught.value) == told
    assert driver.closed == 1


def test_a_machine_without_program_and_driver_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "DRIVERS", ())
    with pytest.raises(postgresql.Unknown, match="this machine has neither psql nor psycopg"):
        postgresql.end(postgresql.Session(7, "", "", "", 1), ENV)

"""What is said of a state that another run holds, and of a state that was changed meanwhile."""

from __future__ import annotations

import getpass
import os
import socket
from typing import TYPE_CHECKING

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

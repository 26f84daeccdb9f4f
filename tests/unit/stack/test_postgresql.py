"""Who holds a lock of a state in PostgreSQL, with a program that stands for psql."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.stack import postgresql
from plugins.plugin_utils.stack.postgresql import SESSIONS, Session, Unknown, end, explain, holders

if TYPE_CHECKING:
    from pathlib import Path

Asked = Callable[[], list[dict[str, Any]]]
NIGHT = "2026-11-23 02:00:00"
ROWS = [("41", "terraform", "10.0.0.4", NIGHT, "7"), ("42", "", "a local socket", NIGHT, "-1")]
FIRST = Session(41, "terraform", "10.0.0.4", NIGHT, 7)
SECOND = Session(42, "", "a local socket", NIGHT, -1)


@pytest.fixture
def psql(tmp_path: Path) -> Callable[..., tuple[dict[str, str], Asked]]:
    """Make a psql that gives the answers to queries, and notes what it was asked."""

    def make(answers: dict[str, list[tuple[str, ...]] | None]) -> tuple[dict[str, str], Asked]:
        program, log = tmp_path / "bin" / "psql", tmp_path / "log"
        program.parent.mkdir()
        program.write_text(
            f"#!{sys.executable}\n"
            "import json, os, sys\n"
            f"answers, log = {answers!r}, {str(log)!r}\n"
            "query = sys.argv[-1]\n"
            "known = {name: value for name, value in os.environ.items() if name.startswith('PG')}\n"
            "with open(log, 'a') as file:\n"
            "    print(json.dumps({'query': query, 'arguments': sys.argv[1:-1], 'env': known}), file=file)\n"
            "rows = answers.get(query)\n"
            "if rows is None:\n"
            "    sys.exit('ERROR:  no  answer')\n"
            "for row in rows:\n"
            "    print('\\x1f'.join(row))\n",
            encoding="utf-8",
        )
        program.chmod(0o700)
        environment = {
            "PATH": str(program.parent),
            "PG_CONN_STR": "postgres://ada:s%20t@db.example:5433/states",
        }
        return environment, lambda: [json.loads(line) for line in log.read_text("utf-8").splitlines()]

    return make


def test_the_session_with_the_lock_of_a_workspace_is_found(psql: Callable[..., Any]) -> None:
    of_state = "SELECT id FROM \"a\"\"b\".states WHERE name = 'it''s'"
    env, asked = psql({SESSIONS: ROWS, of_state: [("7",)]})
    assert holders('a"b', "it's", env, of_all=False) == [FIRST]
    first, second = asked()
    assert (first["query"], second["query"]) == (SESSIONS, of_state)
    assert first["arguments"] == ["-X", "-A", "-t", "-w", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", "-c"]
    assert first["env"] == {
        "PG_CONN_STR": env["PG_CONN_STR"],
        "PGCONNECT_TIMEOUT": "10",
        "PGHOST": "db.example",
        "PGPORT": "5433",
        "PGUSER": "ada",
        "PGPASSWORD": "s t",
        "PGDATABASE": "states",
    }


@pytest.mark.parametrize("rows", [None, []], ids=["no table", "no workspace"])
def test_of_a_workspace_that_is_new_the_lock_of_all_is_held(
    psql: Callable[..., Any], rows: list[tuple[str, ...]] | None
) -> None:
    of_state = "SELECT id FROM \"terraform_remote_state\".states WHERE name = 'default'"
    env, _asked = psql({SESSIONS: [*ROWS, ("", "", "", "", "")], of_state: rows})
    assert holders(None, "default", env, of_all=False) == [SECOND]


def test_the_lock_of_all_is_asked_for_alone(psql: Callable[..., Any]) -> None:
    env, asked = psql({SESSIONS: ROWS})
    assert holders("states", "default", env, of_all=True) == [SECOND]
    assert [each["query"] for each in asked()] == [SESSIONS]


def test_what_to_do_is_told(psql: Callable[..., Any]) -> None:
    env, _asked = psql({SESSIONS: [*ROWS, ("43", "tofu", "10.0.0.5", NIGHT, "-1")]})
    assert explain("Error: workspace creation", None, "default", env) == (
        "a program without a name (session 42 from a local socket), or tofu (session 43 from 10.0.0.5) holds "
        "the lock on every state of this database, because its state is new there, in PostgreSQL since "
        f"{NIGHT} UTC. Wait for that run, or raise openai_lock_timeout. If it has died, release its lock on "
        "any controller with openai_state: unlocked and openai_lock_id: 42"
    )


def test_a_lock_that_nobody_holds_any_more_is_told(psql: Callable[..., Any]) -> None:
    env, _asked = psql({SESSIONS: []})
    assert explain("", None, "default", env) == (
        "another run held the lock on this state in PostgreSQL, and has ended since. Run again"
    )


def test_who_cannot_be_asked_leaves_the_question_to_people(psql: Callable[..., Any]) -> None:
    env, _asked = psql({})
    assert explain("", None, "default", env) == (
        "another run holds the lock on this state in PostgreSQL. Wait for that run, or raise "
        "openai_lock_timeout. Who it is could not be asked (psql: ERROR: no answer); this tells, and the "
        f"lock ends with the session: {SESSIONS}"
    )


def test_a_session_is_ended_by_its_number_alone(psql: Callable[..., Any]) -> None:
    ending = "SELECT pg_terminate_backend({})::int"
    env, _asked = psql({ending.format(41): [("1",)], ending.format(42): [("0",)]})
    end(FIRST, env)
    with pytest.raises(Unknown, match=r"^the session 42 was not ended$"):
        end(SECOND, env)


class Driver:
    """A driver of the database that answers with one row."""

    __name__ = "psycopg"

    class Error(Exception):
        """What it raises."""

    def __init__(self, *, fails: bool) -> None:
        self.fails, self.told = fails, []

    def connect(self, **options: Any) -> Driver:
        self.told.append(options)
        return self

    def cursor(self) -> Driver:
        return self

    def execute(self, query: str) -> None:
        self.told.append(query)
        if self.fails:
            raise self.Error("no\n such   table")

    def fetchall(self) -> list[tuple[Any, ...]]:
        return [(41, "terraform", "10.0.0.4", NIGHT, 7)]

    def close(self) -> None:
        self.told.append("closed")


@pytest.mark.parametrize("fails", [False, True])
def test_a_driver_takes_the_place_of_the_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fails: bool
) -> None:
    driver = Driver(fails=fails)
    monkeypatch.setattr(postgresql.importlib.util, "find_spec", lambda name: name == "psycopg2" or None)
    monkeypatch.setattr(postgresql.importlib, "import_module", lambda name: {"psycopg2": driver}[name])
    env = {
        "PATH": str(tmp_path),
        "PGUSER": "eve",
        "PGSSLMODE": "require",
        "PG_CONN_STR": "host=db user='a d\\'a'",
    }
    if fails:
        with pytest.raises(Unknown, match=r"^psycopg: no such table$"):
            holders(None, "default", env, of_all=True)
    else:
        assert postgresql._ask(SESSIONS, env) == [("41", "terraform", "10.0.0.4", NIGHT, "7")]
    options = {"connect_timeout": 10, "user": "a d'a", "sslmode": "require", "host": "db"}
    assert driver.told == [options, SESSIONS, "closed"]


def test_without_program_and_driver_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(postgresql.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(Unknown, match=r"^this machine has neither psql nor psycopg$"):
        holders(None, "default", {"PATH": str(tmp_path)}, of_all=True)

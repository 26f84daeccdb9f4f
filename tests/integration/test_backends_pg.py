"""State in a real PostgreSQL."""

from __future__ import annotations

import getpass
import socket
from typing import TYPE_CHECKING, Any

import pytest

from support.backends import PROJECTS, ROLE, Machines, backend_block, files_with, states_in
from support.postgres import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.ansible import Ansible
    from support.postgres import Postgres


@pytest.fixture
def machines(
    make_ansible: Callable[..., Ansible], emulator: Any, postgres: Postgres, request: pytest.FixtureRequest
) -> Iterator[Machines]:
    schema = request.node.name[-30:]
    backend = {"pg": {"schema_name": schema + "_{stack}_{category}"}}
    yield Machines(make_ansible, emulator, backend, {"PG_CONN_STR": postgres.url})
    postgres.rows(f"DROP SCHEMA IF EXISTS {schema}_default_{ROLE} CASCADE")


def test_state_is_kept_there_and_credentials_nowhere(
    machines: Machines, postgres: Postgres, tmp_path: Path
) -> None:
    first, second = machines.another(), machines.another()
    made = machines.apply(first, "--diff", "-vvvv")
    again = machines.apply(first)
    elsewhere = machines.apply(second, "--diff", "-vvvv")
    assert made.changed == {ROLE: True}
    assert (again.changed, elsewhere.changed) == ({ROLE: False}, {ROLE: False})
    assert again.results[ROLE]["outputs"] == made.results[ROLE]["outputs"] != {}
    schema = backend_block(first)["pg"]["schema_name"]
    [(state,)] = postgres.rows(f"SELECT data FROM {schema}.states WHERE name = 'default'")
    assert all(project["name"] in state for project in PROJECTS.values())
    assert states_in(tmp_path) == []
    for outcome in (made, again, elsewhere):
        assert PASSWORD not in outcome.text
        assert PASSWORD not in str(outcome.results)
    assert files_with(tmp_path, [PASSWORD]) == []


def test_a_second_run_is_refused(machines: Machines, postgres: Postgres) -> None:
    told = (
        f"{ROLE}: another run holds the lock on this state in PostgreSQL. Wait for it, or raise "
        "openai_lock_timeout. This names the holder, whose lock ends with its session: "
    )
    held = machines.refused_while_held(lambda message: postgres.rows(message.removeprefix(told)))
    assert held.message.startswith(f"{told}SELECT ")
    assert {row[0] for row in held.seen} == {f"{getpass.getuser()}@{socket.gethostname()} default/{ROLE}"}
    assert held.result["counts"]["add"] == len(PROJECTS)

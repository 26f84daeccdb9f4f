"""State in an S3 bucket."""

from __future__ import annotations

import getpass
import json
import socket
from typing import TYPE_CHECKING, Any

import pytest

from support.backends import PROJECTS, ROLE, Machines, backend_block, files_with, states_in
from support.checks import every
from support.s3 import ACCESS_KEY, BUCKET, REGION, SECRET_KEY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.ansible import Ansible
    from support.s3 import Store

NAME = 'Ann\'s "first" = yes, #1/{stack}/{category}.tfstate'
PLACE = NAME.format(stack="default", category=ROLE)

pytestmark = pytest.mark.own_emulator


@pytest.fixture
def machines(make_ansible: Callable[..., Ansible], emulator: Any, s3: Store) -> Machines:
    return Machines(make_ansible, emulator, s3.backend(NAME), s3.environment)


def test_state_is_kept_there_and_credentials_nowhere(machines: Machines, s3: Store, tmp_path: Path) -> None:
    first, second = machines.another(), machines.another()
    made = machines.apply(first, "--diff", "-vvvv")
    elsewhere = machines.apply(second, "--diff", "-vvvv")
    assert made.changed == {ROLE: True}
    assert elsewhere.changed == {ROLE: False}
    assert elsewhere.results[ROLE]["outputs"] == made.results[ROLE]["outputs"] != {}
    assert s3.keys() == [PLACE]
    assert every(project["name"] in s3.text(PLACE) for project in PROJECTS.values())
    assert states_in(tmp_path) == []
    settings = backend_block(first)["s3"]
    assert (settings["bucket"], settings["region"], settings["use_lockfile"]) == (BUCKET, REGION, True)
    for outcome in (made, elsewhere):
        assert ACCESS_KEY not in outcome.text
        assert SECRET_KEY not in outcome.text
        assert SECRET_KEY not in str(outcome.results)
    assert files_with(tmp_path, [ACCESS_KEY, SECRET_KEY]) == []


def test_a_second_run_is_refused(machines: Machines, s3: Store) -> None:
    held = machines.refused_while_held(lambda _message: json.loads(s3.text(f"{PLACE}.tflock")))
    since = held.seen["Created"].replace("T", " ").split(".")[0]
    assert held.seen["Who"] == f"{getpass.getuser()}@{socket.gethostname()}"
    assert held.message == (
        f"{ROLE}: {held.seen['Who']} holds the lock on the state {BUCKET}/{PLACE} since {since} UTC (apply). "
        "Wait for that run, or raise openai_lock_timeout. If it has died, release its lock on any controller "
        f"with openai_state: unlocked and openai_lock_id: {held.seen['ID']}"
    )
    assert held.result["counts"]["add"] == len(PROJECTS)


def test_a_lock_that_a_dead_run_left_is_released_from_any_controller(machines: Machines, s3: Store) -> None:
    machine, other = machines.another(), machines.another()
    machines.apply(machine)
    left = {
        "ID": "6f6dc1ba-0000-4000-8000-000000000000",
        "Operation": "OperationTypeApply",
        "Info": "",
        "Who": "ann@laptop",
        "Version": "1.11.4",
        "Created": "2026-01-02T03:04:05.678Z",
        "Path": f"{BUCKET}/{PLACE}",
    }
    s3.client.put_object(Bucket=BUCKET, Key=f"{PLACE}.tflock", Body=json.dumps(left))
    held = f"ann@laptop holds the lock on the state {BUCKET}/{PLACE} since 2026-01-02 03:04:05 UTC (apply)"
    message = machines.apply(machine, expect=2).message
    assert held in message
    assert message.endswith(f"with openai_state: unlocked and openai_lock_id: {left['ID']}")
    unlock = {"openai_state": "unlocked"}
    wrong = machines.apply(other, expect=2, **unlock, openai_lock_id="wrong").message
    assert wrong == (
        f"{ROLE}: openai_lock_id: wrong is not the id of this lock. {held}, and its lock has the id "
        f"{left['ID']}. Nothing was released"
    )
    told = machines.apply(other, "--check", **unlock, openai_lock_id=left["ID"])
    assert told.changed == {ROLE: True}
    assert s3.keys() == [PLACE, f"{PLACE}.tflock"]
    released = machines.apply(other, **unlock, openai_lock_id=left["ID"])
    assert released.results[ROLE]["released"] == {
        "id": left["ID"],
        "who": "ann@laptop",
        "since": "2026-01-02 03:04:05",
    }
    assert (
        f"the lock {left['ID']} of ann@laptop, held since 2026-01-02 03:04:05 UTC, was released"
        in released.text
    )
    assert s3.keys() == [PLACE]
    assert machines.apply(other, **unlock, openai_lock_id=left["ID"]).changed == {ROLE: False}


def test_a_killed_run_is_taken_up_by_another_machine(machines: Machines, s3: Store, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    place = NAME.format(stack="default", category="api_management")
    lock = f"{place}.tflock"
    machines.taken_up_elsewhere(keys, lambda: s3.client.delete_object(Bucket=BUCKET, Key=lock))

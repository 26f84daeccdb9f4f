"""Ctrl-C in the middle of a run: nothing goes on, no key stays behind, and the next run finishes the work."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support.ansible import OLDEST
from support.checks import wait_for

if TYPE_CHECKING:
    from support.ansible import Ansible

pytestmark = pytest.mark.own_emulator
PROJECTS = {f"p{number}": {"name": f"Project {number}"} for number in range(30)}


def working_in(folder: Path) -> list[str]:
    """Return the command lines of the processes that were started with a folder's name."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            line, variables = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in line + variables:
            found.append(line.replace(b"\0", b" ").decode(errors="replace"))
    return found


def made(emulator: Any) -> Counter[str]:
    """Return how many projects there are of each name that is wanted."""
    wanted = {each["name"] for each in PROJECTS.values()}
    return Counter(each["name"] for each in emulator.dump()["project"] if each["name"] in wanted)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_leaves_nothing_behind(ansible: Ansible, emulator: Any, how: signal.Signals) -> None:
    # Some are made, ten are under way for a while, and the others have to wait for them.
    emulator.fault("create-project", nth=6, times=0, delay=25)
    playbook = ansible.folder / "stopped.yml"
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False}
    playbook.write_text(json.dumps([play | {"roles": ["fjcorp.openai.administrative"]}]))
    ansible.variables["openai_projects"] = PROJECTS
    runs = ansible.state_dir / "runs"
    with ansible.start(playbook) as process:
        wait_for(
            lambda: process.poll() is not None or emulator.control("GET", "/faults")["data"][0]["seen"] >= 15
        )
        held = [path.is_file() for path in runs.glob("*/credentials.json")]
        # Before 2.19 Ansible passes no signal on: a terminal and a job runner signal all processes.
        (os.killpg if ansible.programs == OLDEST else os.kill)(process.pid, how)
        text, _unused = process.communicate(timeout=180)
    assert held == [True], text
    assert process.returncode != 0
    wait_for(lambda: not working_in(ansible.state_dir))
    assert [path.name for path in runs.iterdir()] == [".lock"]
    assert "Traceback" not in text

    assert 5 <= len(made(emulator)) < len(PROJECTS), text
    emulator.clear_faults()
    roles = ["administrative"]
    assert ansible.apply({"openai_projects": PROJECTS}, roles=roles).changed["administrative"]
    assert made(emulator) == Counter(each["name"] for each in PROJECTS.values())
    assert not ansible.apply({"openai_projects": PROJECTS}, roles=roles).changed["administrative"]

"""Ctrl-C in the middle of a run: nothing goes on, no key stays behind, and the next run finishes the work."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.ansible import Ansible

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


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)
    return condition()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_leaves_nothing_behind(ansible: Ansible, emulator: Any, how: signal.Signals) -> None:
    emulator.fault(operation="create-project", delay=3, times=0)
    playbook = ansible.folder / "stopped.yml"
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False}
    playbook.write_text(json.dumps([play | {"roles": ["fjcorp.openai.administrative"]}]))
    ansible.variables["openai_projects"] = PROJECTS
    runs = ansible.state_dir / "runs"
    with ansible.start(playbook) as process:
        begun = wait_for(lambda: any(call["method"] == "POST" for call in emulator.calls()), 60)
        held = [path.is_file() for path in runs.glob("*/credentials.json")]
        os.kill(process.pid, how)
        text, _unused = process.communicate(timeout=60)
    assert begun, text
    assert held == [True]
    assert process.returncode != 0
    assert wait_for(lambda: not working_in(ansible.state_dir), 30), working_in(ansible.state_dir)
    assert [path.name for path in runs.iterdir()] == [".lock"]
    assert "Traceback" not in text

    emulator.control("DELETE", "/faults")
    roles = ["administrative"]
    assert ansible.apply({"openai_projects": PROJECTS}, roles=roles).changed["administrative"]
    listed = emulator.call("GET", "/organization/projects?limit=100", admin=True).json()["data"]
    names = Counter(each["name"] for each in listed)
    assert {each["name"]: 1 for each in PROJECTS.values()}.items() <= dict(names).items()
    assert not ansible.apply({"openai_projects": PROJECTS}, roles=roles).changed["administrative"]

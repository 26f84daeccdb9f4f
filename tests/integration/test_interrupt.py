"""Ctrl-C in the middle of a run: nothing goes on, no key stays behind, and the next run finishes the work."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

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


def saved(ansible: Ansible) -> Counter[str]:
    """Return how often each name stands in the state."""
    path = ansible.state_dir / "default" / "administrative" / "terraform.tfstate"
    if not path.is_file():
        return Counter()
    resources = json.loads(path.read_text("utf-8"))["resources"]
    kept = [each for each in resources if each["type"] == "openai_project"]
    return Counter(one["attributes"]["name"] for each in kept for one in each["instances"])


@pytest.mark.parametrize(
    ("ansible", "creates", "how"),
    [
        # The plan has begun, the first object is being made, and the others wait for ten that are.
        ("pinned", 0, signal.SIGINT),
        ("pinned", 1, signal.SIGINT),
        ("pinned", 15, signal.SIGTERM),
        # Nothing is handed on: by the older release, or by one that is gone.
        ("oldest", 1, signal.SIGINT),
        ("pinned", 1, signal.SIGKILL),
    ],
    indirect=["ansible"],
)
def test_a_stopped_run_leaves_nothing_behind(
    ansible: Ansible, emulator: Any, creates: int, how: signal.Signals
) -> None:
    # Some are made, ten are under way for a while, and the others have to wait for them.
    emulator.fault("create-project", nth=6, times=0, delay=3)
    playbook = ansible.folder / "stopped.yml"
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False}
    playbook.write_text(json.dumps([play | {"roles": ["fjcorp.openai.administrative"]}]))
    ansible.variables["openai_projects"] = PROJECTS
    runs = ansible.state_dir / "runs"

    def has_begun() -> bool:
        seen: int = emulator.control("GET", "/faults")["data"][0]["seen"]
        return seen >= creates and any(runs.glob("*/credentials.json"))

    with ansible.start(playbook) as process:
        wait_for(lambda: process.poll() is not None or has_begun())
        if process.poll() is None:
            # A terminal signals all; this reaches Ansible alone.
            os.kill(process.pid, how)
        text, _unused = process.communicate(timeout=180)
    assert process.returncode != 0, text
    wait_for(lambda: not working_in(ansible.state_dir))
    assert [path.name for path in runs.iterdir()] == [".lock"], text
    assert "Traceback" not in text

    found = made(emulator)
    assert min(creates, 5) <= len(found) < len(PROJECTS), text
    # Terraform was not killed: whatever was made is in its state.
    assert saved(ansible) == found, text
    emulator.clear_faults()
    roles = ["administrative"]
    assert ansible.apply({"openai_projects": PROJECTS}, roles=roles).changed["administrative"]
    assert made(emulator) == Counter(each["name"] for each in PROJECTS.values()) == saved(ansible)

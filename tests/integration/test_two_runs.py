"""Runs that meet: the second is refused or works elsewhere, and the first is not disturbed."""

from __future__ import annotations

import getpass
import re
import socket
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from support.ansible import include
from support.backends import PROJECTS, ROLE, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.ansible import Ansible, Outcome

DESTROY = {"openai_state": "absent", "openai_confirm_destroy": "default"}
HOLD = """\
#!/bin/sh
# Stops before one command until a file is there.
if [ "$1" = {command} ] && mkdir {folder}/begun 2>/dev/null; then
    while [ ! -e {folder}/released ]; do sleep 0.1; done
fi
exec terraform "$@"
"""
CHANGE = """\
#!/bin/sh
# Changes the state before an apply, as another run would.
if [ "$1" = apply ] && {condition}; then
    {python} -c 'import json; path = "terraform.tfstate"; state = json.load(open(path)); state["serial"] += 1
json.dump(state, open(path, "w"))'
fi
exec terraform "$@"
"""


@pytest.fixture
def place(make_ansible: Callable[..., Ansible], emulator: Any, tmp_path: Path) -> Callable[[], Ansible]:
    """Make places to run playbooks in that share one state folder."""
    return lambda: make_ansible(
        openai_base_url=emulator.base_url,
        openai_api_key=emulator.api_key,
        openai_admin_key=emulator.admin_key,
        openai_state_dir=str(tmp_path / "state"),
    )


def program(folder: Path, text: str) -> str:
    folder.mkdir()
    path = folder / "terraform"
    path.write_text(text)
    path.chmod(0o700)
    return str(path)


def apply(machine: Ansible, *arguments: str, expect: int = 0, **more: Any) -> Outcome:
    variables = {"openai_projects": PROJECTS, **more}
    return machine.apply(variables, *arguments, roles=[ROLE], expect=expect)


def destroy(machine: Ansible, expect: int = 0, **more: Any) -> Outcome:
    return apply(machine, expect=expect, **DESTROY, **more)


ADOPT = {name: f"{{{{ openai_{name} }}}}" for name in ("base_url", "admin_key", "state_dir")}
REFUSED: dict[str, dict[str, Any]] = {
    "apply": include(ROLE),
    "check": {
        "ansible.builtin.include_role": {"name": f"fjcorp.openai.{ROLE}", "apply": {"check_mode": True}}
    },
    "absent": include(ROLE) | {"vars": DESTROY},
    "adopt": {"fjcorp.openai.adopt": {"path": "adopted.yml", **ADOPT}},
}
"""Tasks that cannot work beside another run of the same role and stack."""


def refused(machine: Ansible, names: list[str]) -> dict[str, str]:
    """Run such tasks in one play and return the message of each."""
    tasks = [
        {
            "block": [REFUSED[name], {"ansible.builtin.fail": {"msg": "It passed."}}],
            "rescue": [machine.keep("ansible_failed_result", name)],
        }
        for name in names
    ]
    outcome = machine.tasks(tasks, {"openai_projects": PROJECTS})
    return {name: outcome.results[name]["msg"] for name in names}


def elsewhere(machine: Ansible) -> dict[str, bool]:
    """Work in another stack, then in another role, and return what changed something."""
    stack = {"openai_stack": "other", "openai_projects": {"else": {"name": "Elsewhere"}}}
    model = {"openai_models": {"draft": {"model_id": "gpt-5.6-terra"}}}
    tasks = [
        include(ROLE) | {"vars": stack},
        machine.keep(f"{ROLE}_result", "another stack"),
        include("advanced_features") | {"vars": model},
        machine.keep("advanced_features_result", "another role"),
    ]
    return machine.tasks(tasks, {}).changed


HOLDERS: dict[str, tuple[str, Callable[..., Outcome], list[str]]] = {
    "apply": ("apply", apply, [*REFUSED]),
    "check": ("plan", lambda machine, **more: apply(machine, "--check", **more), ["apply"]),
    "absent": ("apply", destroy, ["apply"]),
}
"""The command the first run is stopped before, the run, and what comes in between."""


@pytest.mark.parametrize("holder", HOLDERS)
def test_two_runs_at_once(holder: str, place: Callable[[], Ansible], emulator: Any, tmp_path: Path) -> None:
    command, run, seconds = HOLDERS[holder]
    first, second = place(), place()
    if holder == "absent":
        apply(first)
    binary = program(tmp_path / "hold", HOLD.format(command=command, folder=tmp_path / "hold"))
    folder = first.state_dir / "default" / ROLE
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(run, first, openai_terraform_binary=binary)
        try:
            wait_until((tmp_path / "hold" / "begun").is_dir)
            before = files(first.state_dir)
            for message in refused(second, seconds).values():
                checked = ", check mode" if holder == "check" else ""
                who = f"{re.escape(getpass.getuser())} on {re.escape(socket.gethostname())}"
                assert re.search(
                    rf"another run works in {re.escape(str(folder))}: {who}, process \d+, playbook "
                    rf"playbook\.yml, role {ROLE}{checked}, since [\d-]{{10}} [\d:]{{8}} UTC\. "
                    r"Wait for it, or raise openai_lock_timeout \(now 0 seconds\)\. Nothing was changed$",
                    message,
                ), message
            assert files(first.state_dir) == before
            if holder == "apply":
                assert elsewhere(second) == {"another stack": True, "another role": True}
        finally:
            (tmp_path / "hold" / "released").touch()
        outcome = working.result()
    counts = outcome.results[ROLE]["counts"]
    assert (counts["add"], counts["destroy"]) == ((0, 2) if holder == "absent" else (2, 0))
    assert [path.name for path in (first.state_dir / "runs").iterdir()] == [".lock"]
    if holder == "apply":
        listed = emulator.call("GET", "/organization/projects?limit=100", admin=True).json()["data"]
        names = Counter(each["name"] for each in listed)
        assert {each["name"]: 1 for each in PROJECTS.values()}.items() <= names.items()
        assert apply(second).changed == {ROLE: False}


def files(state_dir: Path) -> dict[Path, int]:
    """Return when the files of the runs were changed."""
    return {
        path: path.stat().st_mtime_ns
        for part in ("default", "runs")
        for path in (state_dir / part).rglob("*")
        if path.is_file() and path.name != ".lock"
    }


@pytest.mark.parametrize("times", ["once", "always"])
def test_a_state_that_changes_between_plan_and_apply(
    times: str, place: Callable[[], Ansible], tmp_path: Path
) -> None:
    machine = place()
    apply(machine)
    condition = f"mkdir {tmp_path}/changed 2>/dev/null" if times == "once" else ":"
    binary = program(tmp_path / "change", CHANGE.format(condition=condition, python=sys.executable))
    more = {"openai_projects": {**PROJECTS, "lab": {"name": "Lab"}}, "openai_terraform_binary": binary}
    said = "another run changed the state between plan and apply: it was planned again"
    if times == "once":
        outcome = apply(machine, **more)
        assert outcome.results[ROLE]["counts"]["add"] == 1
        assert said in outcome.results[ROLE]["warnings"]
        assert not apply(machine, openai_projects=more["openai_projects"]).changed[ROLE]
    else:
        outcome = apply(machine, expect=2, **more)
        assert outcome.message == (
            f"{ROLE}: other runs changed the state between plan and apply, twice. Nothing was changed; run "
            "again when they have ended"
        )
    assert f"  {ROLE}: {said}" in outcome.text

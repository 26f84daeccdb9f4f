"""Keys stand in no process list, log, state, plan, result, or file that others may read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from support.leaks import CommandLines, files_with, leaks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.ansible import Ansible


def test_keys_stand_nowhere(
    ansible: Ansible, emulator: Any, organization: dict[str, Any], tmp_path: Path
) -> None:
    secrets = [emulator.api_key, emulator.admin_key]
    trace = tmp_path / "trace.log"
    with CommandLines(interval=0.02) as lines:
        outcome = ansible.apply(
            organization,
            "--diff",
            "-vvvv",
            env={"TF_LOG": "TRACE", "TF_LOG_PATH": str(trace), "ANSIBLE_KEEP_REMOTE_FILES": "1"},
        )
    assert lines.looks > 50
    assert lines.found == set()
    assert "provider" in trace.read_text("utf-8")
    for secret in secrets:
        assert secret not in outcome.text
        assert secret not in str(outcome.results)
        assert secret not in trace.read_text("utf-8")
    assert leaks(tmp_path) == []
    states = list(ansible.state_dir.rglob("*.tfstate"))
    assert len(states) == 4
    assert files_with(ansible.state_dir, secrets) == []
    assert not list(ansible.state_dir.rglob("credentials.json"))


def test_keys_of_the_environment_reach_no_command_line(
    make_ansible: Callable[..., Ansible], emulator: Any, organization: dict[str, Any]
) -> None:
    place = make_ansible(openai_base_url=emulator.base_url)
    tasks = [{"ansible.builtin.include_role": {"name": "fjcorp.openai.data_management"}}]
    play = {"environment": {"OPENAI_API_KEY": emulator.api_key}}
    with CommandLines(interval=0.02) as lines:
        outcome = place.tasks(tasks, organization, play=play)
    assert "changed=1" in outcome.text
    assert lines.found == set()
    assert len(emulator.call("GET", "/files").json()["data"]) == 2


def test_the_shell_of_the_caller_does_not_decide(ansible: Ansible, organization: dict[str, Any]) -> None:
    env = {
        "TF_CLI_CONFIG_FILE": "/no/such/file",
        "TF_CLI_ARGS": "-no-such-option",
        "TF_CLI_ARGS_plan": "-no-such-option",
        "TF_WORKSPACE": "elsewhere",
        "TF_DATA_DIR": "/no/such/folder",
        "PATH": os.environ["PATH"],
    }
    assert ansible.apply(organization, roles=["advanced_features"], env=env).changed["advanced_features"]

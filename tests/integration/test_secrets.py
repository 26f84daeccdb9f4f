"""Keys stand in no process list, log, state, plan, result, or file that others may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

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
    # The shell's own TF_LOG has no effect on a run.
    traced = tmp_path / "terraform"
    traced.write_text(f'#!/bin/sh\nTF_LOG=TRACE TF_LOG_PATH={trace} exec terraform "$@"\n')
    traced.chmod(0o700)
    with CommandLines(interval=0.02) as lines:
        outcome = ansible.apply(
            organization | {"openai_terraform_binary": str(traced)},
            "--diff",
            "-vvvv",
            env={"ANSIBLE_KEEP_REMOTE_FILES": "1"},
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


@pytest.mark.parametrize("where", ["shell", "keyword"])
def test_the_callers_settings_of_terraform_do_not_decide(
    where: str, ansible: Ansible, organization: dict[str, Any], tmp_path: Path
) -> None:
    commands = ("", "_version", "_init", "_workspace", "_plan", "_apply", "_output", "_show")
    env = {
        **{f"TF_CLI_ARGS{command}": "-no-such-option" for command in commands},
        "TF_CLI_CONFIG_FILE": "/no/such/file",
        "TF_DATA_DIR": "/no/such/folder",
        "TF_IGNORE": "trace",
        "TF_LOG": "TRACE",
        "TF_LOG_PATH": str(tmp_path / "trace.log"),
        "TF_PLUGIN_CACHE_DIR": "/no/such/folder",
        "TF_REATTACH_PROVIDERS": '{"registry.terraform.io/fjcorp/openai": {"Protocol": "grpc"}}',
        "TF_VAR_model": '{"wrong": {"model_id": "none"}}',
        "TF_WORKSPACE": "elsewhere",
    }
    given: dict[str, Any] = {"env": env} if where == "shell" else {"play": {"environment": env}}
    outcome = ansible.apply(organization, roles=["advanced_features"], **given)
    assert outcome.changed == {"advanced_features": True}
    assert not (tmp_path / "trace.log").exists()

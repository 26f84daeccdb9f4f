"""Keys stand in no process list, log, state, plan, result, or file that others may read."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.ansible import Ansible


class ProcessList(threading.Thread):
    """Reads the command lines of all processes until told to stop."""

    def __init__(self, secrets: list[str]) -> None:
        super().__init__(daemon=True)
        self.secrets = [secret.encode() for secret in secrets]
        self.found: set[bytes] = set()
        self.samples = 0
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.02):
            self.samples += 1
            for process in Path("/proc").iterdir():
                try:
                    line = (process / "cmdline").read_bytes() if process.name.isdigit() else b""
                except OSError:
                    continue
                if any(secret in line for secret in self.secrets):
                    self.found.add(line)


def readable_files_with(folder: Path, secrets: list[str]) -> list[Path]:
    """Return the files under a folder that hold a secret and are not for their owner alone."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.stat().st_mode & 0o077:
            content = path.read_bytes()
            if any(secret.encode() in content for secret in secrets):
                found.append(path)
    return found


def test_keys_stand_nowhere(
    ansible: Ansible, emulator: Any, organization: dict[str, Any], tmp_path: Path
) -> None:
    secrets = [emulator.api_key, emulator.admin_key]
    trace = tmp_path / "trace.log"
    processes = ProcessList(secrets)
    processes.start()
    try:
        outcome = ansible.apply(
            organization,
            "--diff",
            "-vvvv",
            env={"TF_LOG": "TRACE", "TF_LOG_PATH": str(trace), "ANSIBLE_KEEP_REMOTE_FILES": "1"},
        )
    finally:
        processes.done.set()
        processes.join()
    assert processes.samples > 50
    assert processes.found == set()
    assert "provider" in trace.read_text("utf-8")
    for secret in secrets:
        assert secret not in outcome.text
        assert secret not in str(outcome.results)
        assert secret not in trace.read_text("utf-8")
    assert readable_files_with(tmp_path, secrets) == []
    states = list(ansible.state_dir.rglob("*.tfstate"))
    assert len(states) == 4
    left = [path for path in ansible.state_dir.rglob("*") if path.is_file() and not path.is_symlink()]
    assert not [path for path in left if any(secret.encode() in path.read_bytes() for secret in secrets)]
    assert not list(ansible.state_dir.rglob("credentials.json"))


def test_keys_of_the_environment_reach_no_command_line(
    make_ansible: Callable[..., Ansible], emulator: Any, organization: dict[str, Any]
) -> None:
    place = make_ansible(openai_base_url=emulator.base_url)
    processes = ProcessList([emulator.api_key])
    processes.start()
    tasks = [{"ansible.builtin.include_role": {"name": "fjcorp.openai.data_management"}}]
    play = {"environment": {"OPENAI_API_KEY": emulator.api_key}}
    try:
        outcome = place.tasks(tasks, organization, play=play)
    finally:
        processes.done.set()
        processes.join()
    assert "changed=1" in outcome.text
    assert processes.found == set()
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

"""How often a role starts Terraform: once where nothing changes, and no shortcut hides a change."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from support.ansible import Ansible

ROLES = ["administrative", "api_management"]
FIRST = ["init", "plan", "show", "apply"]


class Program:
    """A Terraform that notes the commands it is started with."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "commands"
        self.path = folder / "terraform"
        self.path.write_text(f'#!/bin/sh\necho "$1" >>{self.log}\nexec {shutil.which("terraform")} "$@"\n')
        self.path.chmod(0o700)

    def started(self) -> list[str]:
        """Return the commands since the last question."""
        commands = self.log.read_text().split()
        self.log.unlink()
        return commands


def test_a_run_without_a_change_starts_terraform_once(
    ansible: Ansible, emulator: Any, tmp_path: Path
) -> None:
    program = Program(tmp_path)
    # With a mirror of its own, where nobody else's templates are.
    ansible.variables |= {
        "openai_state_dir": str(tmp_path / "state"),
        "openai_terraform_binary": str(program.path),
        "openai_projects": {"care": {"name": "Customer Care"}},
        "openai_service_accounts": {"build": {"name": "build", "project": "care"}},
    }
    first = ansible.apply({}, roles=ROLES)
    assert first.changed == dict.fromkeys(ROLES, True)
    assert program.started() == FIRST * 2
    # What was prepared for the provider is what the provider came from: there is no other.
    assert len([each for each in ansible.state_dir.glob("provider/*/templates-*/*") if each.is_socket()]) == 1
    project = first.results["administrative"]["outputs"]["projects"]["care"]["id"]

    def run(*arguments: str) -> tuple[dict[str, bool], list[str]]:
        ended = ansible.apply({}, *arguments, roles=ROLES)
        # What the roles give out, and what one names of the other, is the same each time.
        assert ended.results["administrative"]["outputs"]["projects"]["care"]["id"] == project
        assert ended.results["api_management"]["outputs"] == first.results["api_management"]["outputs"]
        return ended.changed, program.started()

    nothing = dict.fromkeys(ROLES, False)
    assert run() == (nothing, ["plan", "plan"])
    # What is changed at the API is seen, and what check mode would do is reported.
    body = {"name": "Somebody's idea"}
    emulator.call("POST", f"/organization/projects/{project}", admin=True, json=body)
    changed = nothing | {"administrative": True}
    assert run("--check") == (changed, ["plan", "show", "plan"])
    assert run() == (changed, ["plan", "show", "apply", "plan"])
    # A workspace that somebody has selected by hand is not the one of the run.
    folder = ansible.state_dir / "default" / "administrative"
    command = ["terraform", "workspace", "new", "by-hand"]
    subprocess.run(command, cwd=folder, env=ansible.env, check=True, capture_output=True)
    assert run() == (nothing, ["plan", "plan"])
    assert (folder / ".terraform/environment").read_text() == "by-hand"
    # Another Terraform is initialized anew.
    program.path.write_text(program.path.read_text() + "# a newer release\n")
    assert run() == (nothing, ["init", "plan"] * 2)
    assert run() == (nothing, ["plan", "plan"])

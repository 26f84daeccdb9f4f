"""Runs playbooks against an emulator, with a state folder of their own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from processes import ROOT, clean_environment, run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from processes import Emulator

HEADER = """\
- hosts: localhost
  connection: local
  gather_facts: false
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
"""


class Plays:
    """A folder with variables and state for runs of ansible-playbook.

    Attributes:
        state: The state folder.
    """

    def __init__(self, folder: Path, api: Emulator, variables: Mapping[str, Any], **more: str) -> None:
        """Write the variables, those that point at the emulator among them.

        Args:
            folder: Where everything goes; made if need be.
            api: The emulator.
            variables: Of the plays.
            **more: Further environment.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.state = folder / "state"
        self._folder = folder
        self._variables = folder / "variables.json"
        self._variables.touch(0o600)
        settings = {
            "openai_state_dir": str(self.state),
            "openai_base_url": api.base_url,
            "openai_api_key": api.api_key,
            "openai_admin_key": api.admin_key,
        }
        self._variables.write_text(json.dumps({**settings, **variables}), encoding="utf-8")
        self._environment = clean_environment(
            ANSIBLE_CONFIG=str(ROOT / "ansible.cfg"),
            ANSIBLE_COLLECTIONS_PATH=str(ROOT / ".cache" / "collections"),
            ANSIBLE_HOME=str(folder / "ansible"),
            **more,
        )

    def written(self, name: str, rest: str) -> Path:
        """Write a playbook and return its path.

        Args:
            name: Of the file.
            rest: What follows the play's header.
        """
        path = self._folder / name
        path.write_text(HEADER + rest, encoding="utf-8")
        return path

    def run(self, playbook: Path) -> float:
        """Run a playbook and return its seconds.

        Raises:
            RuntimeError: It failed; the message is what it wrote.
        """
        command = [str(Path(sys.executable).with_name("ansible-playbook")), str(playbook)]
        return run([*command, "-e", f"@{self._variables}"], self._folder, self._environment)

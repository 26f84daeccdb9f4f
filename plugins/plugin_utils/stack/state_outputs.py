# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the states of a stack hold: outputs, for references that lead there, and the objects themselves."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from ..errors import StackError
from ..files import make_folder, write_json
from .damage import read_state
from .terraform import DEFAULT_WORKSPACE, Terraform, plain
from .working_directory import WorkingDirectory

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .backend import Backend

Outputs = dict[str, dict[str, dict[str, Any]]]


class StateOutputs:
    """Reads what other categories gave out.

    In check mode the roles of a play do not apply, so each leaves the outputs it expects for those after it.
    """

    def __init__(
        self,
        state_dir: Path,
        stack: str,
        workspace: str,
        backend: Backend,
        terraform: Terraform,
        scratch: Path,
        *,
        planned: bool,
    ) -> None:
        """Prepare to read.

        Args:
            state_dir: Folder of all stacks.
            stack: Name of the stack.
            workspace: Workspace of Terraform.
            backend: Where the states lie.
            terraform: The program.
            scratch: Folder of this run alone.
            planned: Whether outputs that an earlier role of this play expects count.
        """
        self.state_dir, self.stack, self.workspace = state_dir, stack, workspace
        self.backend, self.terraform, self.planned = backend, terraform, planned
        self.scratch = scratch
        self._read: dict[str, Outputs] = {}
        self._states: dict[str, dict[str, Any]] = {}

    def of(self, category: str) -> Outputs:
        """Return the outputs of a category by module and key; an output not known yet is None.

        Raises:
            StackError: The state cannot be read.
        """
        if category not in self._read:
            folder = WorkingDirectory(self.state_dir, self.stack, category)
            expected = expected_outputs(folder) if self.planned else None
            self._read[category] = self._applied(category) if expected is None else expected
        return self._read[category]

    def state(self, category: str) -> dict[str, Any]:
        """Return the state of a category as Terraform keeps it; nothing where there is none.

        Raises:
            StackError: The state cannot be read.
        """
        if not self.backend.kind:
            folder = WorkingDirectory(self.state_dir, self.stack, category)
            return read_state(local_state(folder, self.workspace))
        reader = self.reader(category)
        if reader is None:
            return {}
        done = self.terraform.run(reader, "state", "pull", workspace=self.selected())
        if done.returncode:
            raise StackError(f"the state of {category} cannot be read: {plain(done.stderr)}")
        pulled: dict[str, Any] = json.loads(done.stdout or "{}")
        return pulled

    def holder(self, kind: str, id_: str) -> str | None:
        """Return the category of the stack whose state holds an object, as far as this controller knows them.

        Args:
            kind: Type of its resource.
            id_: Its id at the API.

        Raises:
            StackError: A state cannot be read.
        """
        for folder in sorted((self.state_dir / self.stack).iterdir()):
            if folder.name not in self._states:
                self._states[folder.name] = self.state(folder.name) if folder.is_dir() else {}
            if _holds(self._states[folder.name], kind, id_):
                return folder.name
        return None

    def _applied(self, category: str) -> Outputs:
        if not self.backend.kind:
            outputs = self.state(category).get("outputs") or {}
        else:
            reader = self.reader(category)
            outputs = {} if reader is None else self._pulled_outputs(reader)
        return {name: output["value"] for name, output in outputs.items()}

    def selected(self) -> str:
        """Return the workspace that a command must be given."""
        return "" if self.workspace == DEFAULT_WORKSPACE else self.workspace

    def reader(self, category: str) -> Path | None:
        """Return a folder to read a state in from a backend, or None when it has no such workspace.

        Raises:
            StackError: The backend cannot be reached.
        """
        # A folder of its own with nothing but the backend: works where that category was never applied from,
        # and while another run works there.
        reader = self.scratch / "states" / category
        make_folder(reader)
        write_json(reader / "main.tf.json", {"terraform": {"backend": self.backend.block(category)}})
        done = self.terraform.run(reader, "init", "-input=false", "-no-color", "-reconfigure")
        if done.returncode:
            raise StackError(f"the state of {category} cannot be reached: {plain(done.stderr)}")
        known = self.terraform.run(reader, "workspace", "list").stdout
        return reader if self.workspace in {line.strip("* \t") for line in known.splitlines()} else None

    def _pulled_outputs(self, reader: Path) -> dict[str, Any]:
        done = self.terraform.run(reader, "output", "-json", "-no-color", workspace=self.selected())
        if done.returncode:
            raise StackError(f"the outputs in {reader} cannot be read: {plain(done.stderr)}")
        outputs: dict[str, Any] = json.loads(done.stdout)
        return outputs


def _holds(state: Mapping[str, Any], kind: str, id_: str) -> bool:
    found = (
        instance.get("attributes") or {}
        for resource in state.get("resources") or []
        if resource.get("type") == kind and resource.get("mode") == "managed"
        for instance in resource.get("instances") or []
    )
    return any(id_ in each.values() or f"/{id_}/" in f"{each.get('id')}/" for each in found)


def local_state(folder: WorkingDirectory, workspace: str) -> Path:
    """Return the path of the state file that Terraform keeps in a working folder."""
    if workspace == DEFAULT_WORKSPACE:
        return folder.path / "terraform.tfstate"
    return folder.path / "terraform.tfstate.d" / workspace / "terraform.tfstate"


def expected_outputs(folder: WorkingDirectory) -> Outputs | None:
    """Return what an earlier role of this very play expects, or None when it did not run in check mode."""
    try:
        document = json.loads(folder.planned_outputs.read_text("utf-8"))
        # The workers of a play have one parent, the ansible-playbook process.
        outputs: Outputs | None = document["outputs"] if document["play"] == os.getppid() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return outputs


def leave_expected(folder: WorkingDirectory, outputs: Outputs) -> None:
    """Leave the outputs a check-mode run expects for the roles after it."""
    write_json(folder.planned_outputs, {"play": os.getppid(), "outputs": outputs})

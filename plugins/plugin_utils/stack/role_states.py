# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of several roles, read without holding them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..package import install_provider, mirror_folder
from .backend import Backend
from .state_outputs import StateOutputs
from .terraform import Terraform, environment, find_binary
from .working_directory import WorkingDirectory, state_folder

if TYPE_CHECKING:
    from collections.abc import Mapping


ROLES = (
    "administrative",
    "api_management",
    "data_management",
    "core_ai",
    "content_generation",
    "advanced_features",
)
"""All roles that have a state."""


class RoleStates:
    """Reads states: local ones are files, and those at a backend need Terraform."""

    def __init__(
        self,
        settings: Mapping[str, Mapping[str, Any]],
        default: Mapping[str, Any],
        environ: Mapping[str, str],
    ) -> None:
        """Take what is said of where states lie.

        Args:
            settings: Settings by role, by the names of the action ``stack``.
            default: Those of a role that is not among them.
            environ: The environment that Terraform runs in.
        """
        self.settings, self.default, self.environ = settings, default, environ

    def of(self, role: str) -> dict[str, Any]:
        """Return the state of a role as Terraform keeps it; nothing where there is none.

        Raises:
            StackError: It cannot be read.
        """
        settings = self.settings.get(role, self.default)
        state_dir = state_folder(settings["state_dir"])
        stack, workspace = settings["stack"], settings["workspace"]
        backend = Backend(dict(settings["backend"] or {}), stack)
        with tempfile.TemporaryDirectory(prefix="fjcorp.openai.") as scratch:
            terraform = Terraform("terraform", {}, {})
            if backend.kind:
                mirror = install_provider(mirror_folder(state_dir))
                variables = environment(WorkingDirectory(state_dir, stack, role), mirror, None)
                terraform = Terraform(find_binary(settings["terraform_binary"]), variables, self.environ)
            states = StateOutputs(
                state_dir, stack, workspace, backend, terraform, Path(scratch), planned=False
            )
            return states.state(role)

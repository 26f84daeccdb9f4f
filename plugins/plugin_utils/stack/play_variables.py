# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings and items that a play has for a role, read before the role runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ansible.errors import AnsibleError  # type: ignore[import-untyped]

from ...modules.stack import DOCUMENTATION
from ..errors import StackError
from ..survey_text import Options
from .settings import argument_spec, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .root_module import Module

OF_THE_ROLE = ("category", "modules", "items", "declared_elsewhere", "specification", "modules_dir")
"""Options of the action ``stack`` that a role gives by itself."""


OF_A_ROLE = re.compile(r"'\w+_result' is undefined")
"""How Ansible refuses a variable that is made of what an earlier role of the play returned."""


class LaterError(StackError):
    """A variable that cannot be evaluated before a role has run."""


class PlayVariables:
    """Reads what a role would read: its own variable, else the one of all roles, else the default."""

    def __init__(self, variables: Mapping[str, Any], evaluate: Callable[[Any], Any]) -> None:
        """Take the variables of the play, and what evaluates templates in them."""
        self.variables, self._evaluate = variables, evaluate
        known = argument_spec(parse_yaml(DOCUMENTATION))
        self._options = {name: option for name, option in known.items() if name not in OF_THE_ROLE}

    def settings(self, role: str) -> dict[str, Any]:
        """Return the settings of a role, by the names that the action ``stack`` has for them.

        Raises:
            StackError: A value is of the wrong kind.
        """
        given = {}
        for name in self._options:
            value = self.value(f"{role}_{name}", f"openai_{name}")
            if value not in (None, ""):
                given[name] = value
        reader = Options()
        read = reader.read(given, self._options, "openai_")
        if reader.problems:
            raise StackError("\n".join(reader.problems))
        return {name: read.get(name, option.get("default")) for name, option in self._options.items()}

    def items(self, role: str, modules: list[Module]) -> dict[str, Any]:
        """Return the items of a role by module; None where a variable is not set."""
        own = self.value(f"{role}_items")
        if isinstance(own, dict):
            return own
        return {module.name: self.value(module.variable) for module in modules}

    def value(self, *names: str) -> Any:
        """Return the value of the first variable that is set.

        Raises:
            StackError: It cannot be evaluated.
        """
        for name in names:
            if name not in self.variables:
                continue
            try:
                value = self._evaluate(self.variables[name])
            except AnsibleError as error:
                text = " ".join(str(error).split())
                kind = LaterError if OF_A_ROLE.search(text) else StackError
                raise kind(f"{name}: cannot be evaluated: {text}") from None
            if value not in (None, ""):
                return value
        return None

    def folders(self, settings: Mapping[str, Any]) -> list[Path]:
        """Return the folders that relative paths start from."""
        return data_folders(settings["data_dirs"], self.variables)


def data_folders(given: list[Any] | None, variables: Mapping[str, Any]) -> list[Path]:
    """Return the folders that relative paths start from.

    Args:
        given: What the user named, if anything.
        variables: Variables of the task.
    """
    folders = given or [variables.get("playbook_dir") or Path.cwd(), Path.cwd()]
    return [Path(folder).absolute() for folder in folders]

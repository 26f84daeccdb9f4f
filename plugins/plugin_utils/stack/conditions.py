# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions of modules that an object does not meet, such as an answer that is not as expected, by its item.

Terraform says of a condition where it stands, and not of which instance it does not hold. Those of our
modules begin with the id of the object, which the state knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import StackError
from .items import place
from .moves import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .root_module import Module

NOT_MET = "Resource postcondition failed"


class Conditions:
    """Names the items of conditions that are not met; reads the state once, with the first of them."""

    def __init__(self, modules: Mapping[str, Module], state: Callable[[], Mapping[str, Any]]) -> None:
        """Read nothing yet.

        Args:
            modules: Modules of the role by name.
            state: Reads the state as Terraform keeps it; may raise StackError.
        """
        self._modules, self._state = modules, state
        self._places: dict[str, set[str]] | None = None

    def sentence(self, diagnostic: Mapping[str, Any]) -> str | None:
        """Return what does not hold of an item, a line each; None where a diagnostic is about something else.

        Args:
            diagnostic: A diagnostic of Terraform.
        """
        if diagnostic.get("summary") != NOT_MET:
            return None
        id_, _separator, text = str(diagnostic.get("detail") or "").strip().partition(": ")
        if self._places is None:
            self._places = self._read()
        places = self._places.get(id_, set())
        if not text or len(places) != 1:
            return None
        (where,) = places
        return "\n".join(f"{where}: {line}" for line in text.splitlines())

    def _read(self) -> dict[str, set[str]]:
        """Return the items by the ids of their objects; nothing where the state cannot be read now."""
        found: dict[str, set[str]] = {}
        try:
            objects = State(self._state()).everything()
        except StackError:
            return found
        for module, key, values in objects:
            if module in self._modules and values.get("id"):
                where = place(self._modules[module].variable, key)
                found.setdefault(str(values["id"]), set()).add(where)
        return found

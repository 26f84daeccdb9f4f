# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters for the rotation of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible.errors import AnsibleFilterError
from ansible_collections.fjcorp.openai.plugins.plugin_utils.errors import StackError
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.rotation import rotated, rotations
from ansible_collections.fjcorp.openai.plugins.plugin_utils.survey_text import structured
from ansible_collections.fjcorp.openai.plugins.plugin_utils.untrusted import as_data, printable

if TYPE_CHECKING:
    from collections.abc import Callable


def _rotated(items: Any, variable: str, chosen: Any, rotation: str) -> Any:
    try:
        return rotated(variable, structured(items, "dict"), structured(chosen, "list", "str") or [], rotation)
    except StackError as error:
        raise AnsibleFilterError(printable(str(error))) from None


class FilterModule:
    """The filters."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return them by name."""
        return {"rotated": _rotated, "rotations": lambda result: as_data(rotations(result))}

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maps and lists that came as text, as the surveys of AWX and ``-e name=value`` send them.

A survey knows no maps and no lists: it sends JSON or YAML as text, and empty text where nobody answered.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from .errors import StackError

if TYPE_CHECKING:
    from collections.abc import Mapping

STRUCTURED = ("dict", "list")
QUOTE = "; put it in quotes"
SEPARATORS = re.compile(r"[,\r\n]")
BEGINS_A_LIST = re.compile(r"\s*(---|\[|- |-$)", re.MULTILINE)
NOUNS = {"dict": "map", "list": "list"}


def structured(value: Any, kind: str, elements: str | None = None) -> Any:
    """Return the map or the list that a text holds; any other value as it is.

    Args:
        value: What was given.
        kind: ``dict`` or ``list``.
        elements: Type of the elements. A list of plain values may also be given in lines, or between commas.

    Returns:
        The value; None for empty text.

    Raises:
        StackError: The text is neither JSON nor YAML, or holds something else; the message says so.
    """
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    if kind == "list" and elements not in STRUCTURED and not BEGINS_A_LIST.match(value):
        return [part.strip() for part in SEPARATORS.split(value) if part.strip()]
    try:
        found = yaml.safe_load(value)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(getattr(error, "problem", None) or error).split())
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 1}" if mark else ""
        raise StackError(f"is text that is neither JSON nor YAML: {reason}{line}") from None
    if not isinstance(found, dict if kind == "dict" else list):
        noun = NOUNS[kind]
        shown = value if len(value) <= 60 else value[:57] + "..."
        raise StackError(f"must be a {noun}, or a {noun} as JSON or YAML text, not the text {shown!r}")
    return found


def is_number(value: Any) -> bool:
    """Return whether a value is a number; a truth value is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_blank(value: Any, option: Mapping[str, Any]) -> bool:
    """Return whether a value is the empty text that stands for no answer; for free text it is an answer."""
    free = option.get("type", "str") in ("str", "raw", "json") and not option.get("choices")
    return isinstance(value, str) and not value.strip() and not free


class Options:
    """The options of a plugin, brought to the form in which Ansible checks them.

    Ansible itself would make text of a number (``1.10`` becomes 1.1), and takes no YAML for a list.

    Attributes:
        problems: One sentence for each thing that is wrong, each beginning with its place.
    """

    def __init__(self) -> None:
        """Begin without problems."""
        self.problems: list[str] = []

    def read(
        self, given: Mapping[str, Any], specification: Mapping[str, Any], where: str = ""
    ) -> dict[str, Any]:
        """Return the options with maps and lists in the place of text, and without those that are not set.

        Args:
            given: The options as a task has them.
            specification: Their specification, in the form that Ansible's validator takes.
            where: What stands before the name of an option in a message.
        """
        result = {}
        for name, value in given.items():
            option = specification.get(name)
            if option is None:
                result[name] = value
            elif value is not None and not is_blank(value, option):
                result[name] = self._value(value, option, f"{where}{name}")
        return result

    def _value(self, value: Any, option: Mapping[str, Any], where: str) -> Any:
        kind = option.get("type", "str")
        if kind in STRUCTURED:
            try:
                value = structured(value, kind, option.get("elements"))
            except StackError as error:
                self.problems.append(f"{where}: {error}")
                return None
        if kind == "str" and is_number(value):
            self.problems.append(f"{where}: must be text, not {value}{QUOTE}")
        elif kind == "list" and isinstance(value, list):
            element = {"type": option.get("elements", "raw"), "options": option.get("options")}
            value = [self._value(each, element, f"{where}[{index}]") for index, each in enumerate(value)]
        elif kind == "dict" and isinstance(value, dict) and option.get("options"):
            value = self.read(value, option["options"], f"{where}.")
        return value

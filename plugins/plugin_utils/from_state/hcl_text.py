# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blocks of HCL, formatted as ``terraform fmt`` has them; every text in them is data."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ..stack.item_keys import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# JSON's short escapes that HCL does not know.
_ESCAPES = {"\\b": "\\u0008", "\\f": "\\u000c"}


class Expression(str):
    """A text of HCL that is written as it is."""

    __slots__ = ()


def literal_of(value: Any) -> str:
    """Return a value as HCL has it: a text is in quotes, and no template in it is evaluated."""
    if isinstance(value, Expression):
        return str(value)
    if isinstance(value, str):
        text = re.sub(r"\\\\|\\[bf]", lambda found: _ESCAPES.get(found[0], found[0]), json.dumps(value))
        return text.replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, dict):
        inner = ", ".join(f"{literal_of(str(name))} = {literal_of(each)}" for name, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal_of, value))}]"
    return json.dumps(value)


def block(kind: str, labels: Iterable[str], attributes: Mapping[str, Any]) -> str:
    """Return a block with one attribute on each line.

    Args:
        kind: Its type, as in ``resource``.
        labels: Its labels.
        attributes: Values by name; one that is None is left out.
    """
    given = {name: value for name, value in attributes.items() if value is not None}
    width = max(map(len, given), default=0)
    lines = [f"  {name.ljust(width)} = {literal_of(value)}\n" for name, value in given.items()]
    return f"{' '.join([kind, *map(json.dumps, labels)])} {{\n{''.join(lines)}}}\n"


def label(name: str) -> str:
    """Return a name as the label of a resource: ASCII letters, digits and underscores."""
    plain = re.sub(r"[^a-z0-9_]+", "_", slug(name)).strip("_")
    return f"_{plain}" if plain[:1].isdigit() else plain

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that came from the API is data: nothing of it is evaluated, and nothing of it commands a terminal.

Every plugin lets its results, host variables, errors and lines out through here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

# In ansible-core 2.18 this marks texts as unsafe; from 2.19 on it takes the trust off that templates need.
from ansible.utils.unsafe_proxy import wrap_var as as_data  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "as_data",
    "failure",
    "is_plain",
    "one_line",
    "outcome",
    "printable",
    "printable_values",
    "texts_in",
]

PLAIN = re.compile(r"[\w.@+/-]+(?: [\w.@+/-]+)*")
"""Words, addresses and paths: what no header of a template and no delimiter can begin in."""

HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Categories of characters that move the cursor, turn the writing direction, break lines, or show nothing."""

JOINERS = {"\u200c", "\u200d"}
"""Hidden characters that scripts and emoji need, and that do nothing but join letters."""


def printable(text: str) -> str:
    """Return a text for a terminal: hidden characters but line breaks and tabs are written as escapes.

    Args:
        text: A text with parts that anybody may have written, such as an error of the API.
    """
    return "".join(char if char in "\n\t" else _visible(char) for char in text)


def printable_values(value: Any) -> Any:
    """Return a value with all texts in it, names of dictionaries too, as :func:`printable` has them."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable_values(name): printable_values(entry) for name, entry in value.items()}
    return [printable_values(entry) for entry in value] if isinstance(value, list | tuple) else value


def one_line(text: str) -> str:
    """Return a text for one line of a terminal; line breaks are written as escapes too."""
    return "".join(map(_visible, text))


def is_plain(text: str) -> bool:
    """Return whether a text can be no template, whatever the delimiters.

    A header at the beginning of a text may change these. So only words, addresses and paths are plain.
    """
    return PLAIN.fullmatch(text) is not None


def outcome(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the result of an action: all of it data, and printable what Ansible shows as it is."""
    shown = {name: printable_values(result[name]) for name in ("msg", "warnings", "diff") if name in result}
    found: dict[str, Any] = as_data({**result, **shown})
    return found


def failure(message: str) -> dict[str, Any]:
    """Return the result of an action that failed.

    It is returned, not raised: a play that rescues the failure would evaluate the message of an exception.
    """
    return outcome({"failed": True, "msg": message})


def texts_in(value: Any) -> Iterator[str]:
    """Yield each text in maps and lists, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_in(each)


def _visible(char: str) -> str:
    if unicodedata.category(char) not in HIDDEN or char in JOINERS:
        return char
    number = ord(char)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"

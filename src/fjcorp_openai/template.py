"""Templates: the body of a request, with columns of a row where its texts name them in braces.

`{column}` in a text stands for the value of that column, and `{{column}}` for these very characters in single
braces. Braces around anything but a name are left alone, so that a text may hold JSON. A text that is nothing
but one placeholder becomes the value itself: a number of a JSONL row stays a number. Rows are data: what a
value holds is never looked at for placeholders.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from fjcorp_openai.lines import LineError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = r"[^\W\d][\w .-]*"
_PLACEHOLDER = re.compile(rf"\{{\{{({_NAME})\}}\}}|\{{({_NAME})\}}")


class Template:
    """A body with placeholders."""

    def __init__(self, body: Any) -> None:
        """Take the body, as JSON holds it."""
        self._body = body

    def filled(self, row: Mapping[str, Any]) -> Any:
        """Return the body for one row.

        Raises:
            LineError: The row lacks a column that the template names.
        """
        return _filled(self._body, row)


def _filled(value: Any, row: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(each, row) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, row) for each in value]
    if not isinstance(value, str):
        return value
    alone = _PLACEHOLDER.fullmatch(value)
    if alone and alone[2]:
        return _column(alone[2], row)
    return _PLACEHOLDER.sub(lambda found: f"{{{found[1]}}}" if found[1] else _text(found[2], row), value)


def _text(name: str, row: Mapping[str, Any]) -> str:
    value = _column(name, row)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _column(name: str, row: Mapping[str, Any]) -> Any:
    if name not in row:
        raise LineError(
            f"the template names the column {{{name}}}, which the row lacks; it has {', '.join(row)}. For "
            f"the text in braces itself, write {{{{{name}}}}}"
        )
    return row[name]

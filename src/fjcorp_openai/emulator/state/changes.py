"""What a body changes of a record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def changes(record: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a body that a record has otherwise. In JSON, unlike here, true is not 1."""
    return {name: value for name, value in given.items() if _text(record[name]) != _text(value)}


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)

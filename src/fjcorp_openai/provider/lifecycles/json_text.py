"""JSON that an attribute holds as text. Texts that say the same are the same, however they are written."""

from __future__ import annotations

import json
from typing import Any


def json_text(value: Any) -> str:
    """Return JSON in one form, however its numbers and the order of its names are written."""
    return json.dumps(_whole(value), sort_keys=True, ensure_ascii=False)


def same_json(left: Any, right: Any) -> bool:
    """Return whether two values are JSON texts that say the same."""
    if not isinstance(left, str) or not isinstance(right, str):
        return False
    try:
        return json_text(json.loads(left)) == json_text(json.loads(right))
    except ValueError:
        return False


def kept_text(known: Any, value: Any) -> str:
    """Return the text of what the API shows: the known one, as long as it says the same.

    Args:
        known: The text in plan or state; may be null or unknown.
        value: The API's value.
    """
    text = json_text(value)
    return known if isinstance(known, str) and same_json(known, text) else text


def _whole(value: Any) -> Any:
    """Return a value with whole numbers as such: JSON knows no difference between 7 and 7.0."""
    if isinstance(value, dict):
        return {name: _whole(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_whole(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value

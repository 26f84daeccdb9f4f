"""Bytes of images, files and sound among the items of responses and conversations: none of them are kept."""

from __future__ import annotations

import re
from typing import Any

BYTES = "(bytes)"
"""What replaces them."""
_DATA_URL = re.compile(r"data:[^,\s]*;base64,")
_PLAIN_TEXT = frozenset({"text", "refusal", "transcript", "arguments", "output_text"})
"""Members that hold what was said, also where that looks like a data URL."""
_BASE64 = {"file_data", "b64_json", "data"}
"""Members that hold base64 without the beginning of a data URL."""
_DRAWN = "image_generation_call"


def without_bytes(value: Any) -> Any:
    """Return a copy of what the API says, with `BYTES` in the place of the bytes of images, files and sound.

    Args:
        value: Items, or parts of one.
    """
    if isinstance(value, list):
        return [without_bytes(each) for each in value]
    if not isinstance(value, dict):
        return value
    drawn = value.get("type") == _DRAWN
    return {
        name: BYTES if _holds_bytes(name, each, drawn=drawn) else without_bytes(each)
        for name, each in value.items()
    }


def _holds_bytes(name: str, value: Any, *, drawn: bool) -> bool:
    if not isinstance(value, str) or not value or name in _PLAIN_TEXT:
        return False
    return name in _BASE64 or (drawn and name == "result") or _DATA_URL.match(value) is not None

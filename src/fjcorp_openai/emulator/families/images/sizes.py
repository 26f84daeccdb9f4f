"""The sizes that the image models draw."""

from __future__ import annotations

import re

from fjcorp_openai.emulator.http.errors import ApiError, bad_request

_FIXED = ("1024x1024", "1536x1024", "1024x1536")
_DALL_E = {
    "dall-e-2": ("256x256", "512x512", "1024x1024"),
    "dall-e-3": ("1024x1024", "1792x1024", "1024x1792"),
}
_STEP, _LARGEST_EDGE, _STEEPEST = 16, 3840, 3
_FEWEST_PIXELS, _MOST_PIXELS = 655_360, 8_294_400


def read_size(model: str, size: str) -> tuple[int, int]:
    """Return width and height in pixels of a size such as `1536x1024`, or `auto`.

    Raises:
        ApiError: 400, the model does not draw it.
    """
    if size == "auto":
        return 1024, 1024
    found = re.fullmatch(r"(\d{1,5})x(\d{1,5})", size)
    if found and model.startswith("gpt-image-2"):
        width, height = int(found[1]), int(found[2])
        if fault := _fault(width, height):
            raise _invalid(f"Invalid size '{size}': {fault}.")
        return width, height
    allowed = _DALL_E.get(model, _FIXED)
    if not found or size not in allowed:
        choices = ", ".join(f"'{each}'" for each in (*allowed, *(() if model in _DALL_E else ("auto",))))
        raise _invalid(f"Invalid value: '{size}'. Supported values are: {choices}.")
    return int(found[1]), int(found[2])


def _fault(width: int, height: int) -> str:
    if width % _STEP or height % _STEP:
        return f"width and height must both be divisible by {_STEP}"
    if max(width, height) > _LARGEST_EDGE:
        return f"no edge may be longer than {_LARGEST_EDGE} pixels"
    if max(width, height) > _STEEPEST * min(width, height):
        return f"the aspect ratio must be between 1:{_STEEPEST} and {_STEEPEST}:1"
    if not _FEWEST_PIXELS <= width * height <= _MOST_PIXELS:
        return f"it must have {_FEWEST_PIXELS} to {_MOST_PIXELS} pixels"
    return ""


def _invalid(message: str) -> ApiError:
    return bad_request(message, "size", "invalid_value")

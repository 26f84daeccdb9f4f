"""How many tokens something has at most, without asking anybody.

A token stands for one byte at least, whatever the tokenizer of a model, so a text has no more tokens than it
has bytes in UTF-8. That is about four times too many for English. Fewer could be promised only for a known
tokenizer, and those of today's models are not published with their weights.
"""

from __future__ import annotations

import json
from typing import Any

FRAME_TOKENS = 16
"""Tokens that the API puts around a message, a tool or a whole request, at most."""
IMAGE_TOKENS = 50_000
"""Tokens of an image at most: gpt-4o-mini counts 5,667 for each of up to eight tiles. Others count fewer."""


def text(value: str) -> int:
    """Return how many tokens a text has at most."""
    return len(value.encode(errors="surrogatepass"))


def request(body: Any) -> int | None:
    """Return how many tokens the input of a request has at most; None where a file has no bound.

    Args:
        body: What the model reads, as the API takes it: messages, items, instructions, tools. Images by
            address or as data count as images; other files, whose pages the API turns into images, have no
            bound.
    """
    total = _inside(body)
    return None if total is None else total + FRAME_TOKENS


def _inside(value: Any) -> int | None:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return _sum([_inside(each) for each in value])
    if not isinstance(value, dict):
        return len(json.dumps(value))
    kind = value.get("type")
    if kind in ("image_url", "input_image"):
        return IMAGE_TOKENS
    if kind in ("file", "input_file", "input_audio", "item_reference"):
        return None
    names = sum(text(str(name)) for name in value)
    found = _sum([_inside(each) for each in value.values()])
    return None if found is None else found + names + FRAME_TOKENS


def _sum(numbers: list[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None

"""What a request gives the model to read, counted before it is answered."""

from __future__ import annotations

from typing import Any

from fjcorp_openai.emulator.generation.answers import count_tokens

_PROMPTS = ("input", "instructions", "messages", "prompt")
"""The members of a request that hold what the model reads."""


def count_prompt_tokens(body: dict[str, Any]) -> int:
    """Return how many tokens the prompt of a request has; files in it count nothing.

    Args:
        body: The body of a call of the API, whatever its endpoint.
    """
    return sum(_count(body.get(name)) for name in _PROMPTS)


def _count(value: Any) -> int:
    if isinstance(value, str):
        return 0 if value.startswith("data:") else count_tokens(value)
    if isinstance(value, dict):
        return sum(map(_count, value.values()))
    if isinstance(value, list):
        return sum(map(_count, value))
    return int(isinstance(value, int) and not isinstance(value, bool))  # a token, as its number

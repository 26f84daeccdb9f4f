"""Training data for fine-tuning: JSON lines of chats, preferences or tasks, checked before they cost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.money import bounds

if TYPE_CHECKING:
    from collections.abc import Iterable

FEWEST = 10
"""Examples that the API requires at least."""
METHODS = ("supervised", "dpo", "reinforcement")
_LEARNED_FROM = (
    "messages",
    "input",
    "preferred_output",
    "non_preferred_output",
    "prompt",
    "completion",
    "tools",
    "functions",
)
"""Members of an example that hold what is billed."""
_ROLES = ("system", "developer", "user", "assistant", "tool", "function")


@dataclass(frozen=True, slots=True)
class Examples:
    """What training data holds.

    Attributes:
        count: Examples.
        tokens: Tokens that all of them have at most; None where nothing bounds those of a file in them.
    """

    count: int
    tokens: int | None


class TrainingDataError(Exception):
    """The first line that the API would refuse, or a file that has too few."""


def check(lines: Iterable[bytes], method: str | None = None) -> Examples:
    """Check training data as the API does after a job was made.

    Args:
        lines: The file's lines, in UTF-8. Blank ones do not count.
        method: What they are for: one of `METHODS`; None if that is not known, for what all data has to be.

    Returns:
        What they hold.

    Raises:
        TrainingDataError: What is wrong, with the number of the line.
    """
    count, tokens = 0, 0
    unbounded = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            example = _parsed(line)
            _check_example(example, method)
        except TrainingDataError as error:
            raise TrainingDataError(f"line {number}: {error}") from None
        count += 1
        most = bounds.request({name: example[name] for name in _LEARNED_FROM if name in example})
        unbounded = unbounded or most is None
        tokens += most or 0
    # A file that is uploaded for no job yet may be for validation, or grow.
    if method is not None and count < FEWEST:
        raise TrainingDataError(
            f"it has {count} example{'' if count == 1 else 's'}, one a line; {FEWEST} is the fewest"
        )
    return Examples(count, None if unbounded else tokens)


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        example = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise TrainingDataError("it is not UTF-8 text") from None
    except ValueError as error:
        raise TrainingDataError(f"it is not JSON: {error}") from None
    if not isinstance(example, dict):
        raise TrainingDataError("it is not a JSON object")
    return example


def _check_example(example: dict[str, Any], method: str | None) -> None:
    if method is None:
        method = "dpo" if "preferred_output" in example else None
    if method == "dpo":
        asked = example.get("input")
        if not isinstance(asked, dict):
            raise TrainingDataError("a preference needs input, preferred_output and non_preferred_output")
        _messages(asked.get("messages"), "input.messages")
        for name in ("preferred_output", "non_preferred_output"):
            if _messages(example.get(name), name)[-1]["role"] != "assistant":
                raise TrainingDataError(f"the last message of {name} must be the assistant's")
        return
    if method is None and "messages" not in example and {"prompt", "completion"} <= example.keys():
        return  # what the older base models are tuned on
    messages = _messages(example.get("messages"), "messages")
    if method == "supervised" and not any(each["role"] == "assistant" for each in messages):
        raise TrainingDataError("messages must hold an answer of the assistant to learn from")
    if method == "reinforcement" and messages[-1]["role"] != "user":
        raise TrainingDataError("the last message must be the user's: the model answers it in training")


def _messages(value: Any, name: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not value:
        raise TrainingDataError(f"{name} must be a list of messages")
    for place, message in enumerate(value):
        where = f"{name}[{place}]"
        if not isinstance(message, dict):
            raise TrainingDataError(f"{where} must be an object with role and content")
        if message.get("role") not in _ROLES:
            raise TrainingDataError(f"{where}.role must be one of {', '.join(_ROLES)}")
        calls = message.get("tool_calls") or message.get("function_call")
        if not isinstance(message.get("content"), str | list) and not calls:
            raise TrainingDataError(f"{where}.content must be text or a list of parts")
        if message.get("weight", 1) not in (0, 1):
            raise TrainingDataError(f"{where}.weight must be 0 or 1")
    return value

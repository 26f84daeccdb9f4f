"""Reads and checks training data: JSON lines of chats, of preferences, or of tasks to be graded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.generation.answers import count_tokens

if TYPE_CHECKING:
    from pathlib import Path

FEWEST = 10
_ROLES = frozenset(("system", "developer", "user", "assistant", "tool", "function"))
_MOST_TOKENS_A_LINE = 65_536
_FRAME_TOKENS = 3
"""Tokens around a message, and before the answer, by the guide to preparing data."""


class DataError(Exception):
    """Training data that a job fails on."""

    def __init__(self, message: str, code: str = "invalid_file_format") -> None:
        """Keep what is wrong, with the line, and the code of the job's error object."""
        super().__init__(message)
        self.message = message
        self.code = code


@dataclass(frozen=True)
class Examples:
    """What a training file holds.

    Attributes:
        count: Lines that hold an example.
        tokens: Tokens of all of them.
    """

    count: int
    tokens: int


def read_examples(path: Path, method: str) -> Examples:
    """Read a whole file of examples.

    Args:
        path: The file.
        method: ``supervised``, ``dpo`` or ``reinforcement``.

    Returns:
        Its size.

    Raises:
        DataError: The first thing that is wrong with it.
    """
    check = {"supervised": _supervised, "dpo": _preference, "reinforcement": _task}[method]
    count = tokens = 0
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                example = _parse(line, number)
                check(example, number)
                length = _tokens(example)
                if length > _MOST_TOKENS_A_LINE:
                    raise DataError(f"Line {number} has {length} tokens, more than {_MOST_TOKENS_A_LINE}.")
                count, tokens = count + 1, tokens + length
    except UnicodeDecodeError as error:
        raise DataError("The file is not UTF-8 text.") from error
    if count < FEWEST:
        raise DataError(
            f"Training file has {count} example(s), but must have at least {FEWEST} examples.",
            "invalid_n_examples",
        )
    return Examples(count, tokens)


def _tokens(example: dict[str, Any]) -> int:
    """Return how many tokens an example has: those of its messages, with a frame around each."""
    source = example.get("input")
    messages = [
        *(example.get("messages") or ()),
        *((source.get("messages") or ()) if isinstance(source, dict) else ()),
        *(example.get("preferred_output") or ()),
        *(example.get("non_preferred_output") or ()),
    ]
    values = [_value_tokens(value) for message in messages for value in message.values()]
    return sum(values) + _FRAME_TOKENS * (len(messages) + 1)


def _value_tokens(value: Any) -> int:
    return count_tokens(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _parse(line: str, number: int) -> dict[str, Any]:
    try:
        example = json.loads(line)
    except ValueError as error:
        raise DataError(
            "Expected file to have JSONL format, where every line is a valid JSON dictionary. "
            f"Line {number} is not valid JSON: {error}."
        ) from error
    if not isinstance(example, dict):
        raise DataError(
            "Expected file to have JSONL format, where every line is a valid JSON dictionary. "
            f"Line {number} is not a dictionary."
        )
    return example


def _supervised(example: dict[str, Any], number: int) -> None:
    messages = _messages(example.get("messages"), "messages", number)
    if not any(message["role"] == "assistant" for message in messages):
        raise DataError(f"Line {number}: 'messages' must have at least one message from the assistant.")


def _preference(example: dict[str, Any], number: int) -> None:
    source = example.get("input")
    if not isinstance(source, dict):
        raise DataError(f"Line {number}: missing key 'input'.")
    _messages(source.get("messages"), "input.messages", number)
    for name in ("preferred_output", "non_preferred_output"):
        messages = _messages(example.get(name), name, number)
        if messages[-1]["role"] != "assistant":
            raise DataError(f"Line {number}: the last message of '{name}' must be from the assistant.")


def _task(example: dict[str, Any], number: int) -> None:
    messages = _messages(example.get("messages"), "messages", number)
    if messages[-1]["role"] != "user":
        raise DataError(f"Line {number}: the last message of 'messages' must be from the user.")


def _messages(value: Any, name: str, number: int) -> list[dict[str, Any]]:
    if value is None:
        raise DataError(f"Line {number}: missing key '{name}'.")
    if not isinstance(value, list) or not value:
        raise DataError(f"Line {number}: '{name}' must be a list with at least one message.")
    for place, message in enumerate(value):
        where = f"Line {number}: '{name}[{place}]'"
        if not isinstance(message, dict):
            raise DataError(f"{where} must be a dictionary.")
        if message.get("role") not in _ROLES:
            raise DataError(f"{where} has the invalid role {message.get('role')!r}.")
        content = message.get("content")
        has_calls = bool(message.get("tool_calls") or message.get("function_call"))
        if not isinstance(content, str | list) and not (content is None and has_calls):
            raise DataError(f"{where} must have text as 'content'.")
        if message.get("weight", 1) not in {0, 1}:
            raise DataError(f"{where} has a weight other than 0 or 1.")
    return value

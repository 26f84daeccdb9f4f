"""What is asked: each prompt with each row of a data set."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai import expectations
from fjcorp_openai.expectations import ExpectationError
from fjcorp_openai.lines import LineError, at, rows
from fjcorp_openai.template import Template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_STREAMS = ("stream", "background")


class EvaluationError(Exception):
    """An evaluation cannot be made as it is described; nothing was asked. The text says what to do."""


@dataclass(frozen=True)
class Question:
    """One prompt with one row.

    Attributes:
        prompt: Key of the prompt.
        row: Name of the row: its `id`, or `row-<number>`.
        line: Its line in the data set.
        body: The body of POST /chat/completions.
        expect: What is expected of the answer, by name.
    """

    prompt: str
    row: str
    line: int
    body: Mapping[str, Any]
    expect: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """SHA-256 of the request, in hexadecimal."""
        return sha256(self.body)


def sha256(value: Any) -> str:
    """Return the SHA-256 of a value that JSON can hold."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def judge_sha256(judge: Mapping[str, Any], text: str) -> str:
    """Return by what a judgement is known: the judge, and the text that it judges."""
    return sha256(["judge", dict(judge), text])


def questions(data: Path, prompts: Mapping[str, Any], expect: Mapping[str, Any]) -> list[Question]:
    """Return all questions, prompt by prompt, in the order of the rows; all of them are checked.

    Args:
        data: A JSONL file of objects, or a CSV file with a header.
        prompts: By key, the body of POST /chat/completions with columns in braces, and `expect` for what is
            expected of this prompt's answers alone.
        expect: What is expected of all answers, with columns in braces.

    Raises:
        EvaluationError: A row, a prompt or an expectation is wrong.
    """
    try:
        table = list(_named(data))
    except OSError as error:
        raise EvaluationError(f"data: cannot read {data}: {error.strerror or error}") from None
    except LineError as error:
        raise EvaluationError(f"data: {data}: {error}") from None
    if not table:
        raise EvaluationError(f"data: {data} has no rows, so nothing would be checked")
    if not prompts:
        raise EvaluationError("prompts: there are none, so nothing would be checked")
    return [each for key, prompt in prompts.items() for each in _of_prompt(str(key), prompt, table, expect)]


def _named(data: Path) -> Iterator[tuple[int, str, dict[str, Any]]]:
    lines: dict[str, int] = {}
    for number, (line, row) in enumerate(rows(data), start=1):
        name = str(row.get("id", f"row-{number}"))
        if name in lines:
            raise LineError(f"line {line}: the id {json.dumps(name)} is that of line {lines[name]} too")
        lines[name] = line
        yield line, name, row


def _of_prompt(
    key: str, prompt: Any, table: list[tuple[int, str, dict[str, Any]]], expect: Mapping[str, Any]
) -> Iterator[Question]:
    if not isinstance(prompt, dict) or not prompt.get("model") or not prompt.get("messages"):
        raise EvaluationError(f"prompts.{key}: a prompt needs a model and messages")
    for name in _STREAMS:
        if prompt.get(name):
            raise EvaluationError(f"prompts.{key}: leave {name} out: whole answers are checked")
    wanted = {**expect, **(prompt.get("expect") or {})}
    body = Template({name: value for name, value in prompt.items() if name != "expect"})
    demands = Template(wanted)
    for line, row, columns in table:
        place = f"prompts.{key}, line {line}"
        try:
            with at(place):
                question = Question(key, row, line, body.filled(columns), demands.filled(columns))
            expectations.check(question.expect)
        except LineError as error:
            raise EvaluationError(str(error)) from None
        except ExpectationError as error:
            raise EvaluationError(f"{place}: expect: {error}") from None
        yield question

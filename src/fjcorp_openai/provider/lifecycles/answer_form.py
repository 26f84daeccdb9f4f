"""Whether an answer has the JSON form that was asked for; no message quotes what it says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai import expectations
from fjcorp_openai.expectations import ExpectationError
from fjcorp_openai.provider.protocol.values import is_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ANEW = "To ask anew, which is paid for, change triggers."
_ANY_OBJECT = {"type": "object"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a model answered.

    Attributes:
        text: Its text; None where there is none.
        refused: Whether it refused.
        cut: Why the answer is not whole; empty when it is.
        calls: Whether it called tools, which need no text.
    """

    text: str | None
    refused: bool = False
    cut: str = ""
    calls: bool = False


def asked_schema(form: Mapping[str, Any] | None) -> Any:
    """Return the JSON Schema that a form asks for; None where it asks for no JSON, or is not known yet.

    Args:
        form: `type`, and `json_schema` with `schema` (the form of chat completions), or `schema` beside it
            (that of responses), as JSON text or read.
    """
    if form is None or not is_known(form) or form.get("type") not in ("json_object", "json_schema"):
        return None
    if form["type"] == "json_object":
        return _ANY_OBJECT
    return (form.get("json_schema") or form).get("schema") or {}


def parsed(schema: Any, said: Said) -> str | None:
    """Return an answer as JSON text without blanks; None where it has not the form, or none was asked for."""
    if schema is None or said.text is None or said.refused or said.cut:
        return None
    try:
        if expectations.violations(schema, said.text):
            return None
    except ExpectationError:
        return None  # what it cannot be held against, nobody may rely on
    return json.dumps(json.loads(said.text), ensure_ascii=False, separators=(",", ":"))


def problems(name: str, schema: Any, answers: Sequence[Said]) -> list[str]:
    """Return what does not hold of the form of answers, one sentence each.

    Args:
        name: Attribute that asks for the form.
        schema: What `asked_schema` returns.
        answers: All answers of the call.
    """
    if schema is None:
        return []
    several = len(answers) > 1
    return [
        f"{name}: {f'answer {number} of {len(answers)}: ' if several else ''}{problem}"
        for number, said in enumerate(answers, start=1)
        for problem in _problems(schema, said)
    ]


def _problems(schema: Any, said: Said) -> Iterator[str]:
    if said.refused:
        yield f"the model refused, in the words of refusal. {ANEW}"
    elif said.cut:
        yield f"the answer was cut ({said.cut}), so it is no whole JSON. {ANEW}"
    elif said.text is not None:
        yield from expectations.violations(schema, said.text)
    elif not said.calls:
        yield f"there is no answer. {ANEW}"

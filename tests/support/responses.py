"""What tests of `openai_model_response` ask, and how they read what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from support.wire import InProcess, Saved

NAME = "openai_model_response"
MODEL = "gpt-5.6-terra"
HELLO = {"model": MODEL, "input": "Tell me about bicycles, please."}
DRAW = {**HELLO, "input": "Draw a red bicycle", "tools": [{"image_generation": {"size": "64x48"}}]}
WEATHER = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}


def applied(run: InProcess, config: dict[str, Any], saved: Saved | None = None) -> Saved:
    made = run.apply(NAME, config, saved)
    assert made is not None
    return made


def refreshed(run: InProcess, saved: Saved) -> Saved:
    found = run.read(NAME, saved)
    assert found is not None
    return found


def is_settled(run: InProcess, config: dict[str, Any], saved: Saved) -> bool:
    planned, _private = run.plan(NAME, config, saved)
    return planned == saved.state and not run.replaced

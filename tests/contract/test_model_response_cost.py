"""What the plan of `openai_model_response` says that it costs, and what it costs then."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from support.wire import InProcess, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.emulator import Emulator

NAME = "openai_model_response"
HELLO = {"model": "gpt-5.6-terra", "input": "Tell me about bicycles, please.", "max_output_tokens": 400}
IMAGE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAA"
    "DUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
)
FUNCTION = {"name": "get_weather", "parameters": '{"type":"object","properties":{}}', "strict": False}
ASKED: dict[str, dict[str, Any]] = {
    "text": {},
    "instructions": {"instructions": "Be brief. " * 40},
    "another script": {"input": "自転車について教えてください。ブレーキも。"},
    "many words": {"input": "Tell me about the brakes. " * 500},
    "messages": {
        "input": None,
        "input_items": [
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": "Hello"},
            {"role": "assistant", "content": "Hello to you."},
            {"role": "user", "content": "Tell me about bicycles."},
        ],
    },
    "an image": {
        "input": None,
        "input_items": [
            {
                "role": "user",
                "parts": [
                    {"type": "input_text", "text": "What is this?"},
                    {"type": "input_image", "image_url": IMAGE},
                ],
            }
        ],
    },
    "a function": {"tools": [{"function": FUNCTION}], "tool_choice": "none"},
}


@pytest.fixture
def run(shared_emulator: Emulator) -> Iterator[InProcess]:
    with closing(InProcess(shared_emulator.environment())) as started:
        yield started


@pytest.mark.parametrize("name", ASKED)
def test_the_estimate_is_counted_and_never_below(
    run: InProcess, shared_emulator: Emulator, name: str
) -> None:
    made = run.apply(NAME, {**HELLO, **ASKED[name]})
    assert made is not None
    estimate, usage = made.state["estimate"], made.state["usage"]
    assert estimate["counted"] is True
    assert estimate["usage"]["input_tokens"] == pytest.approx(usage["input_tokens"], rel=0.02)
    assert estimate["usage"]["output_tokens"] == 400 >= usage["output_tokens"]
    assert 0 < made.state["cost"] <= estimate["cost"]
    assert len(shared_emulator.calls("createResponse")) == 1


@pytest.mark.parametrize("name", ASKED)
def test_a_bound_that_was_not_counted_is_never_below(
    run: InProcess, shared_emulator: Emulator, name: str
) -> None:
    shared_emulator.fault("Getinputtokencounts", status=404, times=0)
    made = run.apply(NAME, {**HELLO, **ASKED[name]})
    assert made is not None
    estimate = made.state["estimate"]
    assert estimate["counted"] is False
    assert estimate["usage"]["input_tokens"] >= made.state["usage"]["input_tokens"]


def test_a_limit_refuses_the_plan_and_a_window_is_cheaper(run: InProcess, shared_emulator: Emulator) -> None:
    dear, _private = run.plan(NAME, HELLO)
    cheap, _private = run.plan(NAME, {**HELLO, "background": True, "completion_window": "8h"})
    assert dear is not None
    assert cheap is not None
    assert cheap["estimate"]["cost"] < dear["estimate"]["cost"]
    with pytest.raises(RefusedError, match="would cost more than it may"):
        run.plan(NAME, {**HELLO, "max_cost": 0.000001})
    with pytest.raises(RefusedError, match="is not known, and it has a limit"):
        run.plan(NAME, {**HELLO, "tools": [{"web_search": {}}], "max_cost": 1})
    assert shared_emulator.calls("createResponse") == []


def test_the_cost_of_one_that_took_longer_is_known_when_it_has_ended(
    run: InProcess, shared_emulator: Emulator
) -> None:
    shared_emulator.transitions("manual")
    config = {**HELLO, "background": True, "wait": False}
    made = run.apply(NAME, config)
    assert made is not None
    assert made.state["cost"] is None
    shared_emulator.advance(2)
    ended = run.read(NAME, made)
    assert ended is not None
    assert ended.state["cost"] > 0

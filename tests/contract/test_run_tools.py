"""Calls of tools in `openai_run`: they wait, are answered, and are paid for once."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from support.runs import NAME, Desk, asked
from support.wire import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator


@pytest.fixture
def desk(shared_emulator: Emulator) -> Desk:
    return Desk(shared_emulator)


def test_calls_wait_for_outputs_and_the_next_apply_goes_on(desk: Desk) -> None:
    config, saved = asked(desk)
    (call,) = saved.state["pending_calls"]
    assert (saved.state["status"], call["name"]) == ("requires_action", "get_order")
    assert json.loads(call["arguments"]).keys() == {"order"}
    assert f"waits for outputs of tools: get_order ({call['call_id']})" in desk.warnings[-1]
    assert desk.is_settled(config, saved)
    other = {**config, "tool_outputs": {"get_stock": "3"}}
    saved = desk.apply(other, saved)
    assert (saved.state["status"], desk.paid()) == ("requires_action", 1)
    answered = {**config, "tool_outputs": {call["call_id"]: '{"state": "shipped"}'}}
    with closing(desk.started()) as run:
        planned, _private = run.plan(NAME, answered, saved)
        assert planned is not None
        assert planned["paid_call"] == "POST /responses: round 1"
        assert "answers 1 call of tools, round 1" in run.warnings[0]
    on = desk.apply(answered, saved)
    assert (on.state["status"], on.state["rounds"], on.state["id"]) == ("completed", 1, saved.state["id"])
    assert on.state["response_ids"] == [saved.state["id"], on.state["response_id"]]
    assert on.state["output_text"]
    kinds = [each["type"] for each in desk.items()]
    assert kinds == ["message", "function_call", "function_call_output", "message"]
    assert desk.items()[2]["output"] == '{"state": "shipped"}'
    assert desk.is_settled(answered, on)
    assert desk.paid() == 2


def test_each_round_has_its_estimate_and_adds_to_the_cost(desk: Desk) -> None:
    config, saved = asked(desk, max_output_tokens=300)
    first = saved.state
    assert first["estimate"]["counted"] is True
    assert first["estimate"]["usage"]["input_tokens"] == first["usage"]["input_tokens"]
    assert first["estimate"]["cost"] >= first["cost"] > 0
    answered = {**config, "tool_outputs": {"get_order": "shipped"}}
    with pytest.raises(RefusedError, match="would cost more than it may"):
        desk.apply({**answered, "max_cost": 0.000001}, saved)
    on = desk.apply(answered, saved).state
    assert on["estimate"]["usage"]["input_tokens"] == on["usage"]["input_tokens"]
    assert on["cost"] > first["cost"]
    assert desk.paid() == 2


def test_outputs_by_name_and_in_files_answer_in_the_same_apply(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "order.json"
    file.write_text('{"state": "packed"}')
    config, saved = asked(desk, tool_output_files={"get_order": str(file)})
    assert (saved.state["status"], saved.state["rounds"]) == ("completed", 1)
    assert desk.items()[2]["output"] == '{"state": "packed"}'
    assert desk.is_settled(config, saved)
    assert desk.paid() == 2


def test_rounds_have_a_bound(desk: Desk) -> None:
    config, saved = asked(desk, tool_outputs={"get_order": "none"}, max_tool_rounds=0)
    assert (saved.state["status"], desk.paid()) == ("requires_action", 1)
    assert "because max_tool_rounds is 0" in desk.warnings[-1]
    assert desk.is_settled(config, saved)


def test_a_forced_tool_is_forced_once(desk: Desk) -> None:
    _config, saved = asked(desk, tool_choice="get_order", tool_outputs={"get_order": "shipped"})
    assert (saved.state["status"], saved.state["rounds"]) == ("completed", 1)


def test_a_lost_answer_to_outputs_is_told_and_not_paid_again(desk: Desk) -> None:
    config, saved = asked(desk)
    answered = {**config, "tool_outputs": {"get_order": "shipped"}}
    desk.emulator.fault("createResponse", drop="after")
    lost = desk.apply(answered, saved)
    assert lost.state["status"] == "lost"
    assert "It may have been made, and paid for" in desk.warnings[-1]
    desk.emulator.clear_faults()
    assert desk.is_settled(answered, lost)
    assert desk.paid() == 2


def test_outputs_of_tools_do_not_stand_in_what_is_shown(desk: Desk) -> None:
    with closing(desk.started()) as run:
        assert run.resources[NAME].schema.attributes["tool_outputs"].sensitive

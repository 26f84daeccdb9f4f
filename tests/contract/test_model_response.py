"""`openai_model_response` through the provider's wire calls: what is paid for when, and what is kept."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from fjcorp_openai.provider.protocol.values import UNKNOWN
from support.responses import HELLO, MODEL, NAME, applied, is_settled, refreshed
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.emulator import Emulator

HOURS = 3600


def test_it_is_paid_for_once_and_again_when_a_byte_changes(
    start: Callable[[], InProcess], paid: Callable[[], int]
) -> None:
    run = start()
    saved = applied(run, HELLO)
    state = saved.state
    assert paid() == 1
    assert state["id"].startswith("resp_")
    assert [each["type"] for each in state["output_items"]] == ["reasoning", "message"]
    assert "bicycles" in state["output_text"]
    assert (state["status"], state["finish_reason"], state["stored"]) == ("completed", "stop", True)
    usage = state["usage"]
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"] == state["token_count"]
    assert usage["output_tokens_details"]["reasoning_tokens"] > 0
    assert usage["input_tokens_details"] == {"cached_tokens": 0, "cache_write_tokens": 0}
    assert (state["response_model"], state["tool_calls"], state["images"]) == (MODEL, [], [])
    again = start()
    assert refreshed(again, saved) == saved
    assert is_settled(again, HELLO, saved)
    assert paid() == 1
    changed = {**HELLO, "input": HELLO["input"] + "!"}
    again.plan(NAME, changed, saved)
    assert again.replaced
    assert paid() == 1, "a plan pays for nothing"
    applied(again, changed)
    assert paid() == 2


def test_what_changes_nothing_about_the_answer_pays_for_nothing(
    start: Callable[[], InProcess], paid: Callable[[], int]
) -> None:
    run = start()
    saved = applied(run, HELLO)
    other = {
        **HELLO,
        "metadata": {"team": "shop"},
        "background": True,
        "wait": False,
    }
    saved = applied(run, other, saved)
    assert run.replaced == []
    assert is_settled(run, other, saved)
    assert paid() == 1


def test_the_bytes_of_a_file_are_part_of_the_question(
    start: Callable[[], InProcess], paid: Callable[[], int], tmp_path: Path
) -> None:
    text = tmp_path / "a.txt"
    text.write_text("The bell is red.")
    parts = [{"type": "input_text", "text": "Sum it up"}, {"type": "input_file", "path": str(text)}]
    config = {"model": MODEL, "input_items": [{"role": "user", "parts": parts}]}
    run = start()
    saved = applied(run, config)
    assert is_settled(run, config, saved)
    assert base64.b64encode(text.read_bytes()).decode() not in json.dumps(saved.state)
    text.write_text("The bell is blue.")
    assert not is_settled(run, config, saved)
    assert paid() == 1


def test_an_answer_in_the_background_is_waited_for(
    start: Callable[[], InProcess], paid: Callable[[], int], shared_emulator: Emulator
) -> None:
    shared_emulator.transitions(20)
    state = applied(start(), {**HELLO, "background": True}).state
    assert (state["status"], paid()) == ("completed", 1)
    assert "bicycles" in state["output_text"]
    assert state["completed_at"] >= state["created"] + 40


def test_one_that_takes_longer_is_gone_on_with_by_the_next_run(
    start: Callable[[], InProcess], paid: Callable[[], int], shared_emulator: Emulator
) -> None:
    shared_emulator.transitions("manual")
    config = {**HELLO, "background": True, "completion_window": "8h", "timeouts": {"create": "60s"}}
    first = start()
    saved = applied(first, config)
    assert saved.state["status"] == "queued"
    assert saved.state["output_text"] is None
    assert any("is still queued" in each and "nothing is created twice" in each for each in first.warnings)
    second = start()
    saved = refreshed(second, saved)
    planned, _private = second.plan(NAME, config, saved)
    assert planned is not None
    assert planned["output_text"] is UNKNOWN
    assert second.replaced == []
    shared_emulator.clock.advance(8 * HOURS)
    saved = applied(second, config, saved)
    assert (saved.state["status"], paid()) == ("completed", 1)
    assert is_settled(start(), config, saved)


def test_one_that_was_stopped_is_gone_on_with(
    start: Callable[[], InProcess], paid: Callable[[], int], shared_emulator: Emulator
) -> None:
    shared_emulator.transitions("manual")
    config = {**HELLO, "background": True}
    with closing(InProcess(shared_emulator.environment())) as stopped:
        stopped.stop()
        saved = applied(stopped, config)
    assert any("The run was stopped" in each for each in stopped.warnings)
    assert saved.state["id"].startswith("resp_")
    shared_emulator.advance(2)
    later = start()
    done = applied(later, config, refreshed(later, saved))
    assert (done.state["id"], done.state["status"]) == (saved.state["id"], "completed")
    assert paid() == 1


def test_destroying_cancels_one_that_runs_and_deletes_it(
    start: Callable[[], InProcess], shared_emulator: Emulator
) -> None:
    shared_emulator.transitions("manual")
    run = start()
    saved = applied(run, {**HELLO, "background": True, "wait": False})
    assert run.apply(NAME, None, saved) is None
    assert [each["operation"] for each in shared_emulator.calls()][-3:] == [
        "cancelResponse",
        "getResponse",
        "deleteResponse",
    ]
    assert shared_emulator.dump().get("response", []) == []


def test_a_stored_copy_that_is_gone_leaves_its_result_and_is_not_paid_for_again(
    start: Callable[[], InProcess], paid: Callable[[], int], shared_emulator: Emulator
) -> None:
    saved = applied(start(), HELLO)
    shared_emulator.clock.advance(31 * 86_400)
    run = start()
    kept = refreshed(run, saved)
    assert kept.state == {**saved.state, "stored": False}
    assert any("is gone from the API" in each and "stays in the state" in each for each in run.warnings)
    assert is_settled(run, HELLO, kept)
    shared_emulator.clear_calls()
    assert refreshed(run, kept) == kept
    assert run.apply(NAME, None, kept) is None
    assert shared_emulator.calls() == []


def test_a_background_answer_that_was_never_seen_is_not_paid_for_again(
    start: Callable[[], InProcess], paid: Callable[[], int], shared_emulator: Emulator
) -> None:
    shared_emulator.transitions("manual")
    config = {**HELLO, "background": True, "store": False, "wait": False}
    first = start()
    saved = applied(first, config)
    assert any("about ten minutes" in each for each in first.warnings)
    assert saved.state["stored"] is True
    shared_emulator.clock.advance(601)
    run = start()
    kept = refreshed(run, saved)
    assert (kept.state["stored"], kept.state["output_text"]) == (False, None)
    assert any("never seen, and was paid for" in each for each in run.warnings)
    waits = {**config, "wait": True}
    assert is_settled(run, waits, applied(run, waits, kept))
    assert paid() == 1


def test_what_is_not_stored_is_not_asked_for(
    start: Callable[[], InProcess], shared_emulator: Emulator
) -> None:
    run = start()
    saved = applied(run, {**HELLO, "store": False})
    assert saved.state["stored"] is False
    shared_emulator.clear_calls()
    assert refreshed(run, saved) == saved
    assert run.apply(NAME, None, saved) is None
    assert shared_emulator.calls() == []


@pytest.mark.parametrize(
    ("reason", "hint"),
    [
        ("max_messages", "most messages"),
        ("steered", "steered"),
        ("content_filter", "content filter"),
        ("max_output_tokens", "raise max_output_tokens"),
    ],
)
def test_an_answer_that_is_not_whole_is_kept_with_its_reason(
    start: Callable[[], InProcess], paid: Callable[[], int], reason: str, hint: str
) -> None:
    run = start()
    trigger = "length" if reason == "max_output_tokens" else reason
    config = {**HELLO, "input": f"[emulator:{trigger}] Tell me about bicycles."}
    state = applied(run, config).state
    assert (state["status"], state["incomplete_reason"], state["finish_reason"]) == (
        "incomplete",
        reason,
        reason,
    )
    assert any(f"is not whole ({reason})" in each and hint in each for each in run.warnings)
    assert is_settled(run, config, Saved(state, b""))
    assert paid() == 1


def test_an_answer_that_was_lost_may_have_been_paid_for(
    start: Callable[[], InProcess], paid: Callable[[], int], shared_emulator: Emulator
) -> None:
    shared_emulator.fault("createResponse", drop="after")
    with pytest.raises(RefusedError, match="It may have been carried out, and paid for") as caught:
        start().apply(NAME, HELLO)
    assert caught.value.saved is None
    assert paid() == 1, "it is not sent again by itself"


def test_a_quota_is_not_waited_for_and_a_rate_is(
    start: Callable[[], InProcess], paid: Callable[[], int], shared_emulator: Emulator
) -> None:
    shared_emulator.fault("createResponse", code="insufficient_quota", times=0)
    with pytest.raises(RefusedError, match="quota"):
        start().apply(NAME, HELLO)
    assert paid() == 1
    shared_emulator.clear_faults()
    shared_emulator.clear_calls()
    shared_emulator.fault("createResponse", status=429, code="rate_limit_exceeded", retry_after=1)
    assert applied(start(), HELLO).state["status"] == "completed"
    assert paid() == 2


def test_responses_of_one_conversation_are_made_in_turn(
    start: Callable[[], InProcess], paid: Callable[[], int], shared_emulator: Emulator
) -> None:
    conversation = shared_emulator.call("POST", "/conversations", json={}).json()["id"]
    run = start()
    shared_emulator.fault("createResponse", delay=0.2, times=0)
    questions = [
        {**HELLO, "input": f"Question {number}", "conversation": conversation} for number in range(3)
    ]
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda each: applied(run, each), questions))
    assert {each.state["status"] for each in made} == {"completed"}
    assert paid() == 3
    kept = shared_emulator.call("GET", f"/conversations/{conversation}/items?limit=20").json()["data"]
    roles = [each["role"] for each in reversed(kept) if each["type"] == "message"]
    assert roles == ["user", "assistant"] * 3

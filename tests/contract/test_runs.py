"""`openai_run` through the provider's wire calls: paid once, waited for, with its end reported."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from support.runs import NAME, SUPPORT, Desk
from support.wire import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator


@pytest.fixture
def desk(shared_emulator: Emulator) -> Desk:
    return Desk(shared_emulator)


@pytest.fixture
def slow(shared_emulator: Emulator) -> None:
    """Let each step of a response take ten seconds."""
    shared_emulator.control("POST", "/transitions", {"mode": 10})


# One answer.


def test_an_answer_is_paid_once_and_kept(desk: Desk) -> None:
    config = desk.config()
    saved = desk.apply(config)
    state = saved.state
    assert (state["status"], state["rounds"], state["stored"]) == ("completed", 0, True)
    assert state["id"] == state["response_id"] == state["response_ids"][0]
    assert state["output_text"]
    assert state["output_items"][0]["type"] == "reasoning"
    assert state["usage"]["total_tokens"] > 0
    assert state["completed_at"] >= state["created"]
    assert state["pending_calls"] == []
    assert state["paid_call"] == "POST /responses"
    assert [each["type"] for each in desk.items()] == ["message", "message"]
    assert desk.paid() == 1
    assert desk.is_settled(config, saved)
    assert desk.is_settled({**config, "delete_response": False, "assistant_id": None}, saved)
    assert desk.paid() == 1
    changed = desk.apply(desk.config("Say hello!"))
    assert changed.state["id"] != state["id"]
    assert desk.paid() == 2


def test_the_run_says_what_its_assistant_does_not(desk: Desk) -> None:
    desk.apply(
        desk.config(
            additional_instructions="Speak German.",
            max_output_tokens=200,
            tool_choice="none",
            metadata={"ticket": "17"},
        )
    )
    response = desk.emulator.dump()["response"][0]
    assert response["instructions"] == "Answer in one sentence.\n\nSpeak German."
    assert (response["max_output_tokens"], response["tool_choice"]) == (200, "none")
    assert response["metadata"] == {"team": "support", "ticket": "17"}
    assert [each["name"] for each in response["tools"]] == ["get_order"]


def test_a_changed_assistant_or_file_asks_again(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("The bell is loud.")
    part = {"type": "input_file", "path": str(file)}
    config = desk.config(additional_messages=[{"role": "user", "parts": [part]}])
    saved = desk.apply(config)
    assert desk.is_settled(config, saved)
    file.write_text("The bell is quiet.")
    assert not desk.is_settled(config, saved)
    file.write_text("The bell is loud.")
    assert not desk.is_settled({**config, "assistant": json.dumps({**SUPPORT, "verbosity": "low"})}, saved)
    assert desk.paid() == 1


def test_a_lost_answer_says_that_it_may_have_been_paid(desk: Desk) -> None:
    desk.emulator.fault("createResponse", drop="after")
    with pytest.raises(RefusedError, match="It may have been carried out, and paid for") as refused:
        desk.apply(desk.config())
    assert refused.value.state is None
    assert desk.paid() == 1


@pytest.mark.parametrize(("code", "calls"), [("insufficient_quota", 1), ("rate_limit_exceeded", 2)])
def test_a_quota_is_not_tried_again_and_a_rate_is(desk: Desk, code: str, calls: int) -> None:
    desk.emulator.fault("createResponse", status=429, code=code, times=1, retry_after=0)
    if calls == 1:
        with pytest.raises(RefusedError, match="quota"):
            desk.apply(desk.config())
    else:
        assert desk.apply(desk.config()).state["status"] == "completed"
    assert desk.paid() == calls


# What ends otherwise.


def test_an_answer_that_is_not_whole_is_a_result(desk: Desk) -> None:
    short = {"max_output_tokens": 16, "reasoning": {"effort": "none"}}
    config = desk.config("Tell a very long story about bells.", **short)
    saved = desk.apply(config)
    assert (saved.state["status"], saved.state["incomplete_reason"]) == ("incomplete", "max_output_tokens")
    assert "is not whole (max_output_tokens)" in desk.warnings[-1]
    assert desk.is_settled(config, saved)
    assert desk.paid() == 1


def test_a_failure_keeps_its_code_and_is_not_paid_again(desk: Desk) -> None:
    config = desk.config("Hello [emulator:failed]")
    saved = desk.apply(config)
    assert (saved.state["status"], saved.state["error_code"]) == ("failed", "server_error")
    assert saved.state["error_message"] == "The model failed to generate a response. (server_error)"
    reason = "The model failed to generate a response. (server_error)"
    told = f"It ended as failed: {reason} To ask anew, which is paid for, change triggers."
    assert saved.state["problems"] == [told]
    assert told in desk.warnings[-1]
    assert desk.is_settled(config, saved)
    assert desk.paid() == 1


def test_a_vanished_copy_is_told_and_never_paid_again(desk: Desk) -> None:
    config = desk.config()
    saved = desk.apply(config)
    desk.emulator.call("DELETE", f"/responses/{saved.state['id']}")
    desk.emulator.clock.advance(60)
    with closing(desk.started()) as run:
        read = run.read(NAME, saved)
        assert read is not None
        assert "is gone from the API" in run.warnings[0]
    assert (read.state["stored"], read.state["output_text"]) == (False, saved.state["output_text"])
    assert desk.is_settled(config, read)
    assert desk.paid() == 1


def test_what_is_not_stored_warns_and_is_read_in_time(desk: Desk) -> None:
    config = desk.config(store=False)
    saved = desk.apply(config)
    assert "The answer can be read for about ten minutes" in [
        each.partition("\n")[0] for each in desk.warnings
    ]
    assert (saved.state["status"], saved.state["stored"]) == ("completed", False)
    desk.emulator.clear_calls()
    assert desk.is_settled(config, saved)
    assert desk.calls("getResponse") == 0


# Waiting.


@pytest.mark.usefixtures("slow")
def test_a_deadline_is_a_result_and_the_next_run_goes_on(desk: Desk) -> None:
    config = desk.config(timeouts={"create": "5s", "update": "60s"})
    saved = desk.apply(config)
    assert saved.state["status"] in ("queued", "in_progress")
    assert "is still" in desk.warnings[-1]
    on = desk.apply(config, saved)
    assert (on.state["id"], on.state["status"]) == (saved.state["id"], "completed")
    assert desk.is_settled(config, on)
    assert desk.paid() == 1


@pytest.mark.usefixtures("slow")
def test_interrupted_and_applied_again_is_the_same_response(desk: Desk) -> None:
    config = desk.config()
    with closing(desk.started()) as run:
        run.stop()
        saved = run.apply(NAME, config)
    assert saved is not None
    assert saved.state["status"] in ("queued", "in_progress")
    on = desk.apply(config, saved)
    assert (on.state["id"], on.state["status"], desk.paid()) == (saved.state["id"], "completed", 1)


@pytest.mark.usefixtures("slow")
def test_destroying_cancels_what_runs(desk: Desk) -> None:
    saved = desk.apply(desk.config(wait=False))
    desk.destroy(saved)
    assert desk.emulator.dump()["response"][0]["status"] == "cancelled"
    ended = desk.apply(desk.config(delete_response=True))
    desk.destroy(ended)
    assert [each["id"] for each in desk.emulator.dump()["response"]] == [saved.state["id"]]
    assert desk.calls("cancelResponse") == 1


@pytest.mark.usefixtures("slow")
def test_two_runs_in_one_conversation_are_serial(desk: Desk) -> None:
    with closing(desk.started()) as run:
        made: list[Any] = []

        def work(number: int) -> None:
            made.append(run.apply(NAME, desk.config(f"Say {number}.")))

        threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert [each.state["status"] for each in made] == ["completed"] * 3
    assert desk.paid() == 3
    roles = [each["role"] for each in desk.items()]
    assert roles == ["user", "assistant"] * 3


@pytest.mark.usefixtures("slow")
def test_messages_and_runs_of_one_conversation_take_turns(desk: Desk) -> None:
    """Ten writers at once: no answer stands between, and the API never has to refuse one."""
    with closing(desk.started()) as run, ThreadPoolExecutor(10) as pool:

        def write(number: int) -> Any:
            if number % 5 == 0:
                return run.apply(NAME, desk.config(f"Say {number}."))
            return run.apply("openai_message", {"thread_id": desk.thread, "content": f"Note {number}"})

        made = list(pool.map(write, range(10)))
    assert [made[number].state["status"] for number in (0, 5)] == ["completed"] * 2
    items = desk.items()
    texts = [(each["role"], each["content"][0]["text"]) for each in items]
    for number in (0, 5):
        place = texts.index(("user", f"Say {number}."))
        assert texts[place + 1][0] == "assistant"
    notes = sorted(text for role, text in texts if text.startswith("Note") and role == "user")
    assert notes == sorted(f"Note {number}" for number in range(10) if number % 5)
    assert (len(items), desk.paid()) == (12, 2)
    assert [each["status"] for each in desk.emulator.calls() if each["status"] >= 400] == []


@pytest.mark.parametrize(("window", "factor"), [("2h", 0.7), ("8h", 0.6)])
def test_a_window_of_hours_is_waited_for_by_later_runs_at_its_price(
    desk: Desk, window: str, factor: float
) -> None:
    hours = int(window[0])
    desk.emulator.control("POST", "/transitions", {"mode": "manual"})
    config = desk.config(
        completion_window=window, timeouts={"create": "5m", "update": "5m"}, max_output_tokens=100
    )
    saved = desk.apply(config)
    assert saved.state["status"] in ("queued", "in_progress")
    assert "is still" in desk.warnings[-1]
    assert saved.state["cost"] is None
    desk.emulator.clock.advance(hours * 3600 - 1800)
    assert desk.apply(config, saved).state["status"] in ("queued", "in_progress")
    desk.emulator.advance(2)
    done = desk.apply(config, saved)
    assert (done.state["id"], done.state["status"]) == (saved.state["id"], "completed")
    assert desk.is_settled(config, done)
    assert desk.paid() == 1
    desk.emulator.control("POST", "/transitions", {"mode": "immediate"})
    standard = desk.apply(desk.config(max_output_tokens=100))
    rates = [float(each.state["cost"]) / each.state["usage"]["total_tokens"] for each in (done, standard)]
    assert rates[0] == pytest.approx(rates[1] * factor, rel=0.25)
    assert float(done.state["estimate"]["cost"] or 0) <= float(standard.state["estimate"]["cost"] or 0)


def test_a_window_of_hours_is_sent(desk: Desk) -> None:
    desk.apply(desk.config(completion_window="8h"))
    assert [each["background_options"] for each in desk.sent] == [{"completion_window": "8h"}]
    with pytest.raises(RefusedError, match="completion_window"):
        desk.apply(desk.config(completion_window="8h", background=False))


def test_the_foreground_answers_in_the_call(desk: Desk) -> None:
    config = desk.config(background=False)
    saved = desk.apply(config)
    assert (saved.state["status"], desk.calls("getResponse")) == ("completed", 0)
    assert desk.is_settled(config, saved)


# What is refused, and what is taken over.


def test_a_former_thread_is_refused_with_the_way_out(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="no threads since 2026-08-26") as refused:
        desk.apply(desk.config(thread_id="thread_abc"))
    assert "conv_" in str(refused.value)
    with pytest.raises(RefusedError, match="Set at least one of assistant, model"):
        desk.apply({"thread_id": desk.thread})
    with pytest.raises(RefusedError, match="refuses temperature"):
        desk.apply(desk.config(model="gpt-6-astra", temperature=0.5))
    assert desk.paid() == 0
    with pytest.raises(RefusedError, match="There is no conversation conv_nothing"):
        desk.apply(desk.config(thread_id="conv_nothing"))


def test_a_stored_response_is_imported_without_paying(desk: Desk) -> None:
    config = desk.config()
    made = desk.apply(config)
    with closing(desk.started()) as run:
        imported = run.read(NAME, run.import_(NAME, made.state["id"]))
        assert imported is not None
    for name in ("thread_id", "output_text", "status", "response_ids"):
        assert imported.state[name] == made.state[name]
    kept = desk.apply(config, imported)
    assert kept.state["id"] == made.state["id"]
    assert desk.is_settled(config, kept)
    assert desk.paid() == 1

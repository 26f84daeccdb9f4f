"""Every fault in every call of conversations, runs and rounds: the next apply comes to what is described.

The campaign leaves these calls out: the API lists no conversations, and an answer is paid for each time.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from support.conversations import THREAD, Talk, said
from support.runs import NAME, Desk
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

FAULTS: dict[str, dict[str, Any]] = {
    "drop before": {"drop": "before"},
    "drop after": {"drop": "after"},
    "foreign 404": {"foreign": "html"},
    "429": {"status": 429, "code": "rate_limit_exceeded"},
    "500": {"status": 500},
}
LOST = "drop after"
"""The API did it, and its answer did not arrive."""


@pytest.fixture
def desk(shared_emulator: Emulator) -> Desk:
    return Desk(shared_emulator)


def struck(desk: Desk, config: dict[str, Any] | None, saved: Saved | None = None) -> tuple[Saved | None, str]:
    """Refresh and apply without a second try; return what is saved, and what was said."""
    environment = {**desk.emulator.environment(), "OPENAI_MAX_RETRIES": "0"}
    with closing(InProcess(environment, advance=desk.emulator.clock.advance)) as run:
        if saved is not None:
            saved = run.read(NAME, saved)
        try:
            made = run.apply(NAME, config, saved)
        except RefusedError as error:
            return error.saved or saved, str(error)
        return made, "\n".join(run.warnings)


def answers(desk: Desk) -> int:
    return len(desk.emulator.dump().get("response", []))


@pytest.mark.parametrize("name", FAULTS)
def test_a_run_comes_to_its_answer(desk: Desk, name: str) -> None:
    config = desk.config()
    desk.emulator.fault("createResponse", **FAULTS[name])
    saved, words = struck(desk, config)
    if name == LOST:
        assert "may have been carried out, and paid for" in words
    done = saved if saved is not None else desk.apply(config)
    assert done.state["status"] == "completed"
    assert answers(desk) == (2 if name == LOST else 1)
    assert desk.is_settled(config, done)


@pytest.mark.parametrize("name", FAULTS)
def test_a_run_whose_wait_is_struck_goes_on_with_the_same_answer(desk: Desk, name: str) -> None:
    desk.emulator.transitions(10)
    config = desk.config()
    desk.emulator.fault("getResponse", **FAULTS[name])
    saved, _words = struck(desk, config)
    assert saved is not None, "its id is in the state"
    done = desk.apply(config, saved)
    assert (done.state["id"], done.state["status"]) == (saved.state["id"], "completed")
    assert answers(desk) == 1


@pytest.mark.parametrize("name", FAULTS)
def test_a_round_of_tools_is_answered_once(desk: Desk, name: str) -> None:
    asked = desk.config("Get the order 17.")
    waiting = desk.apply(asked)
    assert waiting.state["status"] == "requires_action"
    config = {**asked, "tool_outputs": {"get_order": '{"state": "shipped"}'}}
    desk.emulator.fault("createResponse", **FAULTS[name])
    saved, words = struck(desk, config, waiting)
    assert saved is not None
    done = desk.apply(config, saved)
    if name.startswith("drop"):
        # Nobody knows whether it arrived, and another try would be paid for: a person looks.
        assert "was lost" in words
        assert done.state["status"] == "lost"
    else:
        assert (done.state["status"], done.state["rounds"]) == ("completed", 1)
    outputs = [each for each in desk.items() if each["type"] == "function_call_output"]
    assert (len(outputs), answers(desk)) == ((0, 1) if name == "drop before" else (1, 2))


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("operation", ["cancelResponse", "deleteResponse"])
def test_a_run_is_destroyed(desk: Desk, operation: str, name: str) -> None:
    if operation == "cancelResponse":
        desk.emulator.transitions("manual")
    config = desk.config(delete_response=True, timeouts={"create": "5s", "update": "5s"})
    saved = desk.apply(config)
    desk.emulator.fault(operation, **FAULTS[name])
    left, _words = struck(desk, None, saved)
    if left is not None:
        desk.destroy(left)
    assert answers(desk) == 0


@pytest.mark.parametrize("name", FAULTS)
def test_a_conversation_comes_to_what_is_described(
    shared_emulator: Emulator, tmp_path: Path, name: str
) -> None:
    talk = Talk(shared_emulator, tmp_path)
    config = {"messages": said(25), "metadata": {"team": "web"}}
    shared_emulator.fault("createConversation", **FAULTS[name])
    words = ""
    try:
        saved = talk.apply(config, OPENAI_MAX_RETRIES="0")
    except RefusedError as error:
        saved, words = None, str(error)
    done = talk.apply(config, saved)
    assert done is not None
    assert talk.texts(done.state["id"]) == [each["content"] for each in config["messages"]]
    assert talk.is_settled(config, done, THREAD)
    if name == LOST:
        assert "It is not known whether the conversation was made" in words
    assert len(talk.conversations()) == (2 if name == LOST else 1)


@pytest.mark.parametrize("name", FAULTS)
def test_a_group_of_messages_is_there_once(shared_emulator: Emulator, tmp_path: Path, name: str) -> None:
    talk = Talk(shared_emulator, tmp_path)
    config = {"messages": said(45)}
    shared_emulator.fault("createConversationItems", nth=2, **FAULTS[name])
    saved = talk.apply(config, OPENAI_MAX_RETRIES="0")
    done = talk.apply(config, saved)
    assert done is not None
    assert talk.texts(done.state["id"]) == [each["content"] for each in config["messages"]]
    assert (done.state["problems"], len(done.state["item_ids"])) == ([], 45)

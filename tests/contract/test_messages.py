"""Messages through the provider's own wire calls: their order, their pairs, and what a change costs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.resources.thread import items
from support.conversations import MESSAGE, THREAD, Talk
from support.wire import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

APPEND, DELETE = "createConversationItems", "deleteConversationItem"
MODEL = "gpt-5.6-terra"


@pytest.fixture
def talk(shared_emulator: Emulator, tmp_path: Path) -> Talk:
    return Talk(shared_emulator, tmp_path)


@pytest.fixture
def thread(talk: Talk) -> str:
    return str(talk.emulator.call("POST", "/conversations", json={}).json()["id"])


def respond(talk: Talk, thread: str) -> tuple[str, str]:
    """Let a model answer; return the ids of the reasoning item and of the message."""
    body = {"model": MODEL, "input": "Why?", "conversation": thread}
    answer = talk.emulator.call("POST", "/responses", json=body)
    assert answer.status_code == 200, answer.text
    reasoning, message = answer.json()["output"]
    return reasoning["id"], message["id"]


@pytest.mark.parametrize("role", ["user", "assistant", "system", "developer"])
def test_each_role_can_speak(talk: Talk, thread: str, role: str) -> None:
    config = {"thread_id": thread, "role": role, "content": "Hello"}
    saved = talk.apply(config, name=MESSAGE)
    (item,) = talk.emulator.dump()["conversation_item"]
    assert (item["role"], item["content"][0]["text"]) == (role, "Hello")
    assert saved.state["id"] == f"{thread}/{saved.state['message_id']}"
    assert (saved.state["message_id"], saved.state["position"]) == (item["id"], 1)
    assert talk.is_settled(config, saved, MESSAGE)
    assert talk.written() == ["createConversation", APPEND]
    assert talk.apply(None, saved, MESSAGE) is None
    assert talk.emulator.dump().get("conversation_item", []) == []


def test_parts_and_attachments(talk: Talk, thread: str) -> None:
    form = {"files": {"file": ("a.txt", b"text")}, "data": {"purpose": "user_data"}}
    file = talk.emulator.call("POST", "/files", **form).json()["id"]
    local = talk.folder / "b.txt"
    local.write_text("secret bytes")
    config = {
        "thread_id": thread,
        "parts": [
            {"type": "input_text", "text": "Look."},
            {"type": "input_image", "image_url": "https://example.com/a.png", "detail": "low"},
            {"type": "input_file", "path": str(local)},
        ],
        "attachments": [{"file_id": file, "tools": [{"type": "file_search"}]}],
    }
    saved = talk.apply(config, name=MESSAGE)
    (item,) = talk.emulator.dump()["conversation_item"]
    assert [part["type"] for part in item["content"]] == [
        "input_text",
        "input_image",
        "input_file",
        "input_file",
    ]
    assert item["content"][2]["filename"] == "b.txt"
    assert item["content"][3]["file_id"] == file
    assert "c2VjcmV0IGJ5dGVz" not in str(saved), "the bytes of a file stand in no state"
    assert talk.is_settled(config, saved, MESSAGE)
    local.write_text("others")
    talk.apply(config, saved, MESSAGE)
    assert talk.replaced


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "at least one of content, parts, attachments"),
        ({"content": "a", "parts": [{"type": "input_text", "text": "b"}]}, "only one of content, parts"),
        ({"content": "a", "role": "tool"}, '"tool"'),
        ({"content": "a", "thread_id": "thread_abc"}, "2026-08-26"),
        ({"content": "a", "after": "first"}, "the id of a message"),
        ({"parts": [{"type": "input_image"}]}, "image_url, file_id, path"),
    ],
)
def test_bad_input_is_refused_before_a_call(
    talk: Talk, thread: str, values: dict[str, Any], told: str
) -> None:
    talk.emulator.clear_calls()
    with pytest.raises(RefusedError) as refused:
        talk.apply({"thread_id": thread, **values}, name=MESSAGE)
    assert told in str(refused.value)
    assert talk.emulator.calls() == []


def test_a_change_replaces_and_the_plan_says_that_the_order_changes(talk: Talk, thread: str) -> None:
    saved = talk.apply({"thread_id": thread, "content": "One"}, name=MESSAGE)
    talk.add(thread, "Two")
    config = {"thread_id": thread, "content": "Three"}
    with talk.run() as run:
        run.plan(MESSAGE, config, run.read(MESSAGE, saved))
    assert [each for each in talk.warnings if "will be replaced and come last" in each]
    talk.apply(config, saved, MESSAGE)
    assert talk.texts(thread) == ["Two", "Three"]


def test_labels_stand_in_the_state_alone(talk: Talk, thread: str) -> None:
    saved = talk.apply({"thread_id": thread, "content": "One", "metadata": {"a": "b"}}, name=MESSAGE)
    talk.emulator.clear_calls()
    saved = talk.apply({"thread_id": thread, "content": "One", "metadata": {"a": "c"}}, saved, MESSAGE)
    assert saved.state["metadata"] == {"a": "c"}
    assert talk.written() == []


def test_a_text_written_as_a_part_is_the_same_message(talk: Talk, thread: str) -> None:
    saved = talk.apply({"thread_id": thread, "content": "One"}, name=MESSAGE)
    talk.emulator.clear_calls()
    parts = {"thread_id": thread, "parts": [{"type": "input_text", "text": "One"}]}
    talk.apply(parts, saved, MESSAGE)
    assert not talk.replaced
    assert talk.written() == []


def test_a_predecessor_has_to_be_in_the_conversation(talk: Talk, thread: str) -> None:
    config = {"thread_id": thread, "content": "One", "after": "msg_unknown"}
    with pytest.raises(RefusedError, match=f"msg_unknown is not in {thread}"):
        talk.apply(config, name=MESSAGE)
    assert APPEND not in talk.written()
    before = talk.apply({"thread_id": thread, "content": "One"}, name=MESSAGE)
    second = talk.apply({**config, "after": before.state["id"]}, name=MESSAGE)
    assert second.state["position"] == 2


def test_writers_of_one_conversation_wait_for_each_other(
    talk: Talk, thread: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once, most = [], []
    append = items.append

    def watched(*arguments: Any, **named: Any) -> list[str]:
        at_once.append(1)
        most.append(len(at_once))
        try:
            return append(*arguments, **named)
        finally:
            at_once.pop()

    monkeypatch.setattr(items, "append", watched)
    with talk.run() as run, ThreadPoolExecutor(8) as pool:
        configs = [{"thread_id": thread, "content": "The same"} for _unused in range(8)]
        made = list(pool.map(lambda config: run.apply(MESSAGE, config), configs))
    assert most == [1] * 8
    assert len({each.state["message_id"] for each in made}) == 8
    assert sorted(each.state["position"] for each in made) == list(range(1, 9))
    assert talk.texts(thread) == ["The same"] * 8


@pytest.mark.parametrize("fault", [{"drop": "after"}, {"status": 500}])
def test_an_answer_that_is_lost_doubles_nothing(talk: Talk, thread: str, fault: dict[str, Any]) -> None:
    talk.add(thread, "Hello")
    talk.emulator.fault(APPEND, **fault)
    saved = talk.apply({"thread_id": thread, "content": "Hello"}, name=MESSAGE)
    assert talk.texts(thread) == ["Hello", "Hello"]
    assert saved.state["position"] == 2


def test_half_a_pair_is_not_deleted_alone(talk: Talk, thread: str) -> None:
    reasoning, answer = respond(talk, thread)
    with talk.run() as run:
        imported = run.read(MESSAGE, run.import_(MESSAGE, f"{thread}/{answer}"))
    assert imported.state["role"] == "assistant"
    talk.written()
    with pytest.raises(RefusedError, match=f"{answer} needs {reasoning}") as refused:
        talk.apply(None, imported, MESSAGE)
    assert "delete_pair = true" in str(refused.value)
    parts = [{"type": "output_text", "text": imported.state["parts"][0]["text"]}]
    config = {"thread_id": thread, "role": "assistant", "parts": parts}
    with talk.run() as run, pytest.raises(RefusedError, match="delete_pair"):
        run.plan(MESSAGE, {**config, "parts": [{"type": "output_text", "text": "No"}]}, imported)
    saved = talk.apply({**config, "delete_pair": True}, imported, MESSAGE)
    assert talk.written() == []
    talk.emulator.fault(DELETE, nth=2, status=400)
    with pytest.raises(RefusedError):
        talk.apply(None, saved, MESSAGE)
    assert talk.apply(None, saved, MESSAGE) is None
    assert len(talk.texts(thread)) == 1
    respond(talk, thread)


def test_a_message_of_the_user_before_reasoning_has_no_pair(talk: Talk, thread: str) -> None:
    saved = talk.apply({"thread_id": thread, "content": "Hello"}, name=MESSAGE)
    respond(talk, thread)
    assert talk.apply(None, saved, MESSAGE) is None
    respond(talk, thread)


def test_an_import_takes_over_what_is_said(talk: Talk, thread: str) -> None:
    (id_,) = talk.add(thread, "Hello")
    talk.written()
    with talk.run() as run:
        imported = run.read(MESSAGE, run.import_(MESSAGE, f"{thread}/{id_}"))
    config = {"thread_id": thread, "content": "Hello"}
    assert talk.is_settled(config, talk.apply(config, imported, MESSAGE), MESSAGE)
    assert talk.written() == []


def test_only_messages_of_conversations_are_imported(talk: Talk, thread: str) -> None:
    reasoning, _answer = respond(talk, thread)
    with talk.run() as run:
        with pytest.raises(RefusedError, match="2026-08-26"):
            run.import_(MESSAGE, "thread_a/msg_b")
        with pytest.raises(RefusedError, match="thread_id/message_id"):
            run.import_(MESSAGE, "msg_b")
        with pytest.raises(RefusedError, match=f"{reasoning} is no message"):
            run.read(MESSAGE, run.import_(MESSAGE, f"{thread}/{reasoning}"))


def test_a_message_goes_with_its_conversation(talk: Talk) -> None:
    made = talk.apply({})
    saved = talk.apply({"thread_id": made.state["id"], "content": "Hello"}, name=MESSAGE)
    with talk.run() as run:
        saved, made = run.read(MESSAGE, saved), run.read(THREAD, made)
        run.apply(THREAD, None, made)
        assert run.read(MESSAGE, saved) is None
        assert run.apply(MESSAGE, None, saved) is None

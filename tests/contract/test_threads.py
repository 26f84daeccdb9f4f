"""Conversations through the provider's own wire calls: what is sent, appended, resumed and written."""

from __future__ import annotations

import hashlib
import json
import stat
from typing import TYPE_CHECKING

import pytest

from support.conversations import THREAD, Talk, said
from support.life import KilledError
from support.wire import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

CREATE, APPEND = "createConversation", "createConversationItems"
UPDATE, DELETE, DELETE_ITEM = "updateConversation", "deleteConversation", "deleteConversationItem"


@pytest.fixture
def talk(shared_emulator: Emulator, tmp_path: Path) -> Talk:
    return Talk(shared_emulator, tmp_path)


def contents(count: int) -> list[str]:
    return [each["content"] for each in said(count)]


# Messages.


def test_45_messages_are_3_calls_and_keep_their_order(talk: Talk) -> None:
    config = {"messages": said(45), "metadata": {"team": "web"}}
    saved = talk.apply(config)
    assert talk.written() == [CREATE, APPEND, APPEND]
    assert talk.texts(saved.state["id"]) == contents(45)
    assert (saved.state["items_count"], len(saved.state["item_ids"])) == (45, 45)
    assert saved.state["problems"] == []
    assert talk.is_settled(config, saved)
    assert talk.written() == []


@pytest.mark.parametrize(("nth", "answered"), [(1, False), (1, True), (2, False), (2, True)])
def test_a_killed_create_is_resumed_and_doubles_nothing(talk: Talk, nth: int, answered: bool) -> None:
    config = {"messages": said(45)}
    talk.is_killed(config, None, "/items", nth, answered=answered)
    (conversation,) = talk.conversations()
    assert len(talk.texts(conversation)) == 20 * (nth + answered) - 15 * (nth == 2 and answered)
    saved = talk.apply(config)
    assert talk.conversations() == [saved.state["id"]] == [conversation]
    assert talk.texts(conversation) == contents(45)
    assert talk.is_settled(config, saved)


def test_a_create_killed_after_its_first_answer_is_taken_up(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = {"messages": said(3)}

    def dying(*_unused: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch, talk.run() as run:
        patch.setattr("fjcorp_openai.provider.resources.thread._shown", dying)
        with pytest.raises(KilledError):
            run.apply(THREAD, config)
    (conversation,) = talk.conversations()
    saved = talk.apply(config)
    assert talk.conversations() == [saved.state["id"]] == [conversation]
    assert talk.written() == [CREATE]


def test_what_somebody_wrote_to_an_interrupted_conversation_is_left_alone(talk: Talk) -> None:
    config = {"messages": said(45)}
    talk.is_killed(config, None, "/items", 1, answered=False)
    (former,) = talk.conversations()
    talk.add(former, "I am somebody else")
    saved = talk.apply(config)
    assert saved.state["id"] != former
    assert talk.texts(saved.state["id"]) == contents(45)
    assert len(talk.texts(former)) == 21
    assert [each for each in talk.warnings if f"{former} is not what an interrupted run left" in each]


def test_a_group_that_is_refused_leaves_what_is_there_and_is_sent_by_the_next_apply(talk: Talk) -> None:
    config = {"messages": said(45)}
    talk.emulator.fault(APPEND, nth=2, times=0, status=400, message="Not now.")
    saved = talk.apply(config)
    (warning,) = [each for each in talk.warnings if "not as described" in each]
    assert "40 of 45 messages are in" in warning
    assert "Not now." in saved.state["problems"][0]
    assert len(saved.state["item_ids"]) == 40
    with pytest.raises(RefusedError, match="Not now"):
        talk.apply(config, saved)
    talk.emulator.clear_faults()
    saved = talk.apply(config, saved)
    assert saved.state["problems"] == []
    assert talk.texts(saved.state["id"]) == contents(45)
    assert talk.is_settled(config, saved)


def test_a_lost_answer_of_a_group_doubles_nothing(talk: Talk) -> None:
    talk.emulator.fault(APPEND, nth=2, drop="after")
    saved = talk.apply({"messages": said(45)})
    assert talk.texts(saved.state["id"]) == contents(45)


def test_a_lost_answer_of_the_create_is_told_plainly(talk: Talk) -> None:
    talk.emulator.fault(CREATE, drop="after")
    with pytest.raises(RefusedError, match="not known whether the conversation was made") as refused:
        talk.apply({"messages": said(2)})
    assert refused.value.state is None
    assert "cannot be looked for" in str(refused.value)
    assert talk.written() == [CREATE]


def test_messages_at_the_end_are_appended(talk: Talk) -> None:
    saved = talk.apply({"messages": said(3)})
    talk.add(saved.state["id"], "And I?")
    talk.written()
    longer = {"messages": [*said(3), *said(22, 3)]}
    after = talk.apply(longer, saved)
    assert talk.written() == [APPEND, APPEND]
    assert after.state["id"] == saved.state["id"]
    assert talk.texts(saved.state["id"]) == [*contents(3), "And I?", *contents(25)[3:]]
    assert after.state["items_count"] == 26
    assert talk.is_settled(longer, after)


@pytest.mark.parametrize("answered", [False, True])
def test_a_killed_append_is_resumed_though_others_wrote_meanwhile(talk: Talk, answered: bool) -> None:
    saved = talk.apply({"messages": said(2)})
    talk.add(saved.state["id"], "And I?")
    longer = {"messages": said(30)}
    talk.is_killed(longer, saved, "/items", 1, answered=answered)
    after = talk.apply(longer, saved)
    assert talk.texts(after.state["id"]) == [*contents(2), "And I?", *contents(30)[2:]]
    assert talk.is_settled(longer, after)


@pytest.mark.parametrize(
    ("messages", "reason"),
    [
        ([{"role": "user", "content": "Otherwise"}, *said(2, 1)], "Message 1 is not the one that is there."),
        ([{"role": "system", "content": "Sentence 0"}, *said(2, 1)], "Message 1 is not the one"),
        (said(2), "1 of its messages are not described any more."),
        ([*said(2), *said(1, 7)], "Message 3 is not the one that is there."),
    ],
    ids=["text", "role", "fewer", "last"],
)
def test_any_other_change_replaces_and_the_plan_says_why(talk: Talk, messages: list, reason: str) -> None:
    saved = talk.apply({"messages": said(3)})
    with talk.run() as run:
        run.plan(THREAD, {"messages": messages}, run.read(THREAD, saved))
        assert run.replaced
    assert [each for each in talk.warnings if reason in each]
    after = talk.apply({"messages": messages}, saved)
    assert talk.conversations() == [after.state["id"]]
    assert talk.texts(after.state["id"]) == [each["content"] for each in messages]


def test_a_message_that_somebody_deleted_is_seen(talk: Talk) -> None:
    config = {"messages": said(3)}
    saved = talk.apply(config)
    id_ = saved.state["item_ids"][1]
    talk.emulator.call("DELETE", f"/conversations/{saved.state['id']}/items/{id_}")
    with talk.run() as run:
        run.plan(THREAD, config, run.read(THREAD, saved))
        assert run.replaced
    assert [each for each in talk.warnings if f"1 of its messages were deleted: {id_}" in each]


def test_what_others_add_is_no_change(talk: Talk) -> None:
    config = {"messages": said(1)}
    saved = talk.apply(config)
    talk.add(saved.state["id"], "And I?")
    assert talk.is_settled(config, saved)
    with talk.run() as run:
        assert run.read(THREAD, saved).state["items_count"] == 2


def test_the_bytes_of_a_file_are_part_of_a_message(talk: Talk) -> None:
    file = talk.folder / "a.txt"
    file.write_text("one")
    parts = [{"type": "input_file", "path": str(file)}, {"type": "input_text", "text": "Read it."}]
    config = {"messages": [{"role": "user", "parts": parts}]}
    saved = talk.apply(config)
    assert talk.texts(saved.state["id"]) == ["input_file", "Read it."]
    assert talk.is_settled(config, saved)
    file.write_text("two")
    talk.apply(config, saved)
    assert talk.replaced
    file.unlink()
    with pytest.raises(RefusedError, match="Cannot read the file"):
        talk.apply(config)


# Metadata, deletion and import.


def test_metadata_changes_in_place_and_goes_away(talk: Talk) -> None:
    saved = talk.apply({"metadata": {"team": "web", "stage": "test"}})
    for metadata in ({"team": "shop"}, None):
        talk.written()
        saved = talk.apply({"metadata": metadata}, saved)
        assert talk.written() == [UPDATE]
        (shown,) = talk.emulator.dump()["conversation"]
        assert shown["metadata"] == (metadata or {})
        assert talk.is_settled({"metadata": metadata}, saved)


def test_deleting_keeps_the_items_and_says_so(talk: Talk) -> None:
    saved = talk.apply({"messages": said(2)})
    talk.written()
    assert talk.apply(None, saved) is None
    assert talk.written() == [DELETE]
    assert [
        each for each in talk.warnings if f"The items of conversation {saved.state['id']} will not" in each
    ]


def test_the_items_are_deleted_first_where_that_is_wanted(talk: Talk) -> None:
    config = {"messages": said(2), "delete_items": True}
    saved = talk.apply(config)
    talk.written()
    assert talk.apply(None, saved) is None
    assert talk.written() == [DELETE_ITEM, DELETE_ITEM, DELETE]
    assert talk.emulator.dump().get("conversation_item", []) == []
    assert talk.warnings == []


def test_a_conversation_that_is_gone_is_made_again(talk: Talk) -> None:
    config = {"messages": said(2)}
    saved = talk.apply(config)
    talk.emulator.call("DELETE", f"/conversations/{saved.state['id']}")
    with talk.run() as run:
        talk.emulator.clock.advance(600)
        assert run.read(THREAD, saved) is None


@pytest.mark.parametrize("count", [1, 3, 5])
def test_an_imported_conversation_is_taken_over_as_far_as_it_fits(talk: Talk, count: int) -> None:
    saved = talk.apply({"messages": said(3)})
    talk.written()
    with talk.run() as run:
        imported = run.read(THREAD, run.import_(THREAD, saved.state["id"]))
    config = {"messages": said(count)}
    after = talk.apply(config, imported)
    assert not talk.replaced
    assert talk.written() == [APPEND] * (count == 5)
    assert len(after.state["item_ids"]) == count
    assert talk.texts(after.state["id"]) == contents(max(3, count))
    assert talk.is_settled(config, after)


def test_the_ids_of_the_former_api_are_refused_with_the_way_out(talk: Talk) -> None:
    with talk.run() as run, pytest.raises(RefusedError, match="2026-08-26") as refused:
        run.import_(THREAD, "thread_abc")
    assert "assistants-migration.md" in str(refused.value)
    assert talk.emulator.calls() == []


# A conversation that is locked.


def lock(talk: Talk, conversation: str) -> None:
    body = {"model": "gpt-4o", "input": "Hello", "conversation": conversation, "background": True}
    assert talk.emulator.call("POST", "/responses", json=body).status_code == 200


def test_a_lock_of_three_seconds_passes(talk: Talk) -> None:
    saved = talk.apply({"messages": said(1)})
    talk.emulator.transitions(1.5)
    lock(talk, saved.state["id"])
    after = talk.apply({"messages": said(2)}, saved)
    assert len(after.state["item_ids"]) == 2
    statuses = [call["status"] for call in talk.emulator.calls(APPEND)]
    assert statuses[0] == 400
    assert statuses[-1] == 200


def test_a_lock_that_never_ends_fails_with_what_to_do(talk: Talk) -> None:
    saved = talk.apply({"messages": said(1)})
    talk.emulator.transitions("manual")
    lock(talk, saved.state["id"])
    with pytest.raises(RefusedError, match=r"still locked after \d+ s of waiting, and nothing was written"):
        talk.apply({"messages": said(2)}, saved, OPENAI_MAX_WAIT="30")
    assert len(talk.emulator.calls(APPEND)) >= 4


# Transcripts.


def test_the_transcripts_are_written_when_they_differ_and_only_then(talk: Talk) -> None:
    places = {"markdown": talk.folder / "out" / "talk.md", "jsonl": talk.folder / "talk.jsonl"}
    files = {f"transcript_{form}_file": str(path) for form, path in places.items()}
    config = {"messages": said(2), **files}
    saved = talk.apply(config)
    for form, path in places.items():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert saved.state[f"transcript_{form}_sha256"] == digest
    assert talk.is_settled(config, saved)
    talk.add(saved.state["id"], "And I?")
    assert not talk.is_settled(config, saved)
    talk.written()
    saved = talk.apply(config, saved)
    assert talk.written() == []
    assert talk.is_settled(config, saved)
    rows = [json.loads(line) for line in places["jsonl"].read_text("utf-8").splitlines()]
    assert [row["content"][0]["text"] for row in rows] == [*contents(2), "And I?"]
    assert places["markdown"].read_text("utf-8").endswith("## User\n\nAnd I?\n")
    places["markdown"].unlink()
    assert not talk.is_settled(config, saved)
    saved = talk.apply(config, saved)
    assert places["markdown"].exists()
    talk.apply(None, saved)
    assert places["jsonl"].exists()


def test_a_transcript_that_cannot_be_written_is_a_problem_and_no_second_conversation(talk: Talk) -> None:
    (talk.folder / "taken").write_text("a file")
    config = {"messages": said(1), "transcript_jsonl_file": str(talk.folder / "taken" / "talk.jsonl")}
    saved = talk.apply(config)
    assert "Cannot write the transcript" in saved.state["problems"][0]
    (talk.folder / "taken").unlink()
    saved = talk.apply(config, saved)
    assert saved.state["problems"] == []
    assert talk.conversations() == [saved.state["id"]]

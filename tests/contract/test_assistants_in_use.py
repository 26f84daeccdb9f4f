"""One definition of an assistant, where it is used: by responses and batches, as by runs."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.protocol.values import UNKNOWN
from support import responses
from support.batches import Place
from support.responses import applied, is_settled, refreshed
from support.runs import MODEL, SUPPORT
from support.wire import InProcess, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.emulator import Emulator

DEFINITION = json.dumps(SUPPORT)
VERSION = hashlib.sha256(DEFINITION.encode()).hexdigest()
HELLO = {"assistant": DEFINITION, "input": "Say hello."}


def test_a_response_says_what_its_assistant_does_not(
    start: Callable[[], InProcess], paid: Callable[[], int], shared_emulator: Emulator
) -> None:
    run = start()
    config = {**HELLO, "metadata": {"ticket": "17"}, "max_output_tokens": 200}
    saved = applied(run, config)
    (sent,) = shared_emulator.dump()["response"]
    assert (sent["model"], sent["instructions"]) == (MODEL, "Answer in one sentence.")
    assert sent["metadata"] == {"team": "support", "ticket": "17"}
    assert [each["name"] for each in sent["tools"]] == ["get_order"]
    assert sent["max_output_tokens"] == 200
    assert (saved.state["assistant_version"], saved.state["model"]) == (VERSION, None)
    assert (saved.state["response_model"], saved.state["output_text"] != "") == (MODEL, True)
    assert saved.state["cost"] is not None
    again = start()
    assert is_settled(again, config, refreshed(again, saved))
    assert paid() == 1


def test_another_version_asks_again_and_its_own_words_go_first(
    start: Callable[[], InProcess], paid: Callable[[], int], shared_emulator: Emulator
) -> None:
    run = start()
    saved = applied(run, HELLO)
    other = json.dumps({**SUPPORT, "instructions": "Answer in verse.", "text": {"verbosity": "low"}})
    config = {**HELLO, "assistant": other}
    planned, _private = run.plan(responses.NAME, config, saved)
    assert planned is not None
    assert run.replaced
    assert planned["assistant_version"] == hashlib.sha256(other.encode()).hexdigest()
    assert paid() == 1
    own = {**config, "model": "gpt-5.6-luna", "instructions": "Be brief.", "text_format": {"type": "text"}}
    applied(run, own)
    sent = shared_emulator.dump()["response"][-1]
    assert (sent["model"], sent["instructions"]) == ("gpt-5.6-luna", "Be brief.")
    assert (sent["text"]["verbosity"], sent["text"]["format"]["type"]) == ("low", "text")


def test_a_definition_that_is_not_known_yet_leaves_the_version_open(run: InProcess) -> None:
    planned, _private = run.plan(responses.NAME, {**HELLO, "assistant": UNKNOWN})
    assert planned is not None
    assert (planned["assistant_version"], planned["digest"]) == (UNKNOWN, UNKNOWN)


def test_what_cannot_answer_is_refused_before_a_call(run: InProcess, paid: Callable[[], int]) -> None:
    draws = json.dumps({"model": MODEL, "tools": [{"type": "image_generation"}]})
    for values, told in (
        ({"input": "Hello"}, "at least one of assistant, model"),
        ({**HELLO, "assistant": "no JSON"}, "JSON"),
        ({**HELLO, "assistant": draws}, "image_generation needs image_folder"),
        ({**HELLO, "assistant": json.dumps({"model": "gpt-nowhere"})}, "gpt-nowhere"),
        ({**HELLO, "model": "gpt-6-astra", "temperature": 0.5}, "refuses temperature"),
    ):
        with pytest.raises(RefusedError, match=told):
            run.apply(responses.NAME, values)
    assert paid() == 0


@pytest.fixture
def place(shared_emulator: Emulator, tmp_path: Path) -> Place:
    return Place(shared_emulator, tmp_path)


def asked(place: Place) -> list[dict[str, Any]]:
    """Return the bodies that were uploaded."""
    form = {"purpose": "batch"}
    (file,) = place.emulator.call("GET", "/files", params=form).json()["data"]
    text = place.emulator.call("GET", f"/files/{file['id']}/content").text
    return [json.loads(line)["body"] for line in text.splitlines()]


def test_each_request_of_a_batch_is_the_assistants(place: Place) -> None:
    bodies = {
        "a": {"input": "One"},
        "b": {"input": "Two", "instructions": "Be brief.", "metadata": {"n": "2"}},
    }
    config = {"endpoint": "/v1/responses", "requests": json.dumps(bodies), "assistant": DEFINITION}
    saved = place.apply(config)
    assert saved is not None
    assert (saved.state["status"], saved.state["model"]) == ("completed", MODEL)
    assert saved.state["assistant_version"] == VERSION
    first, second = asked(place)
    assert first == {**SUPPORT, "input": "One"}
    assert second == {
        **SUPPORT,
        "input": "Two",
        "instructions": "Be brief.",
        "metadata": {"team": "support", "n": "2"},
    }
    assert place.is_settled(config, saved)
    other = place.apply({**config, "assistant": json.dumps({**SUPPORT, "instructions": "Sing."})}, saved)
    assert other is not None
    assert other.state["id"] != saved.state["id"]
    assert place.calls("createBatch") == 2


def test_rows_of_a_batch_are_the_assistants(place: Place) -> None:
    rows = place.folder / "rows.csv"
    rows.write_text("city\nBern\nOslo\n", "utf-8")
    config = {
        "endpoint": "/v1/responses",
        "template": json.dumps({"input": "Tell me of {city}."}),
        "rows_file": str(rows),
        "assistant": DEFINITION,
    }
    saved = place.apply(config)
    assert saved is not None
    assert saved.state["request_counts"]["completed"] == 2
    assert [each["input"] for each in asked(place)] == ["Tell me of Bern.", "Tell me of Oslo."]
    assert [each["instructions"] for each in asked(place)] == ["Answer in one sentence."] * 2


def test_a_batch_that_can_have_no_assistant_is_refused(place: Place) -> None:
    file = place.folder / "requests.jsonl"
    file.write_text("{}\n", "utf-8")
    requests = {"requests": json.dumps({"a": {"input": "One"}})}
    tool = {"type": "mcp", "server_label": "crm", "authorization_env": "CRM_TOKEN"}
    for values, told in (
        ({**requests, "endpoint": "/v1/chat/completions"}, "assistant needs the endpoint /v1/responses"),
        ({"requests_file": str(file)}, "assistant needs requests or template"),
        ({"input_file_id": "file-1"}, "assistant needs requests or template"),
        ({**requests, "assistant": json.dumps({**SUPPORT, "tools": [tool]})}, "which is no place for one"),
    ):
        with pytest.raises(RefusedError, match=told):
            place.apply({"endpoint": "/v1/responses", "assistant": DEFINITION, **values})
    assert place.emulator.calls() == []

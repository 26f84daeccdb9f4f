"""How a response is read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fjcorp_openai.provider.protocol.schema import Schema
from fjcorp_openai.provider.protocol.values import conform
from fjcorp_openai.provider.resources.responses.answers import (
    ANSWER,
    failure,
    images,
    pending_calls,
    read_answer,
)

REASONING = {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "Thinking"}]}
USAGE = {
    "input_tokens": 10,
    "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 2},
    "output_tokens": 20,
    "output_tokens_details": {"reasoning_tokens": 8},
    "total_tokens": 30,
}


def message(*texts: str, **more: Any) -> dict[str, Any]:
    parts = [{"type": "output_text", "text": text, "annotations": [], **more} for text in texts]
    return {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": parts}


def answer(*items: dict[str, Any], status: str = "completed", **more: Any) -> dict[str, Any]:
    return {
        "id": "resp_1",
        "status": status,
        "output": list(items),
        "usage": USAGE,
        "created_at": 1,
        "completed_at": 2,
        "model": "m-1",
        "service_tier": "default",
        "instructions": "SECRET",
        "error": None,
        "incomplete_details": None,
        **more,
    }


def test_every_result_has_its_type() -> None:
    found = read_answer(answer(REASONING, message("Hello")))
    assert set(found) == set(ANSWER)
    assert conform(found, Schema(ANSWER).type) == found


def test_a_reasoning_item_before_it_does_not_disturb_the_text() -> None:
    found = read_answer(answer(REASONING, message("Hello, ", "you."), message(" Bye.")))
    assert found["output_text"] == "Hello, you. Bye."
    assert found["finish_reason"] == "stop"
    assert [each["type"] for each in found["output_items"]] == ["reasoning", "message", "message"]
    assert [each["text"] for each in found["output_items"]] == ["Thinking", "Hello, you.", " Bye."]


def test_usage_is_whole() -> None:
    found = read_answer(answer(message("Hello")))
    assert (found["usage"], found["token_count"]) == (USAGE, 30)


def test_a_refusal_is_no_text() -> None:
    refused = {**message(), "content": [{"type": "refusal", "refusal": "No."}]}
    found = read_answer(answer(REASONING, refused))
    assert (found["output_text"], found["refusal"], found["finish_reason"]) == (None, "No.", "refusal")


def test_calls_wait_for_their_output() -> None:
    call = {"type": "function_call", "id": "fc_1", "call_id": "c1", "name": "f", "arguments": '{"a":1}'}
    custom = {"type": "custom_tool_call", "id": "ctc_1", "call_id": "c2", "name": "q", "input": "select"}
    approval = {
        "type": "mcp_approval_request",
        "id": "mcpr_1",
        "name": "book",
        "server_label": "crm",
        "arguments": "{}",
    }
    done = {**call, "id": "fc_2", "call_id": "c3"}
    output = {"type": "function_call_output", "id": "fco_1", "call_id": "c3", "output": "4"}
    found = read_answer(answer(call, custom, approval, done, output))
    assert [
        (each["type"], each["call_id"], each["name"], each["arguments"]) for each in found["tool_calls"]
    ] == [
        ("function_call", "c1", "f", '{"a":1}'),
        ("custom_tool_call", "c2", "q", "select"),
        ("mcp_approval_request", None, "book", "{}"),
    ]
    assert found["tool_calls"][2]["server_label"] == "crm"
    assert found["tool_calls"] == pending_calls(answer(call, custom, approval))
    assert found["finish_reason"] == "tool_calls"


def test_citations() -> None:
    cited = {"type": "file_citation", "file_id": "file-1", "filename": "a.txt", "index": 3}
    page = {"type": "url_citation", "url": "https://a.org", "title": "A", "start_index": 0, "end_index": 2}
    found = read_answer(answer(message("Hello", annotations=[cited, page])))["citations"]
    assert [(each["type"], each["file_id"], each["url"]) for each in found] == [
        ("file_citation", "file-1", None),
        ("url_citation", None, "https://a.org"),
    ]


@pytest.mark.parametrize("reason", ["max_output_tokens", "content_filter", "max_messages", "steered"])
def test_an_incomplete_answer_says_why(reason: str) -> None:
    found = read_answer(answer(message("Hel"), status="incomplete", incomplete_details={"reason": reason}))
    assert (found["finish_reason"], found["incomplete_reason"]) == (reason, reason)
    assert found["output_text"] == "Hel"


def test_json_is_parsed_where_it_was_asked_for_and_is_whole() -> None:
    form = {"format": {"type": "json_schema", "name": "n"}}
    whole = answer(REASONING, message('{"a": [1, "ü"]}'), text=form)
    assert read_answer(whole)["parsed"] == '{"a":[1,"ü"]}'
    assert read_answer({**whole, "text": {"format": {"type": "text"}}})["parsed"] is None
    assert read_answer({**whole, "status": "incomplete"})["parsed"] is None
    assert read_answer(answer(message("{"), text=form))["parsed"] is None


def test_one_that_runs_has_no_results_yet() -> None:
    found = read_answer(answer(status="queued", usage=None, completed_at=None))
    kept = {name for name, value in found.items() if value is not None}
    assert kept == {"status", "created", "response_model", "response_service_tier"}


def test_a_failure_has_code_and_words() -> None:
    failed = answer(status="failed", error={"code": "vector_store_timeout", "message": "Too slow."})
    assert read_answer(failed)["error_code"] == "vector_store_timeout"
    assert failure(failed) == "Too slow. (vector_store_timeout)"
    assert failure(answer(status="cancelled")) == "Somebody cancelled it."


def test_bytes_of_images_and_the_request_are_not_kept() -> None:
    image = {"type": "image_generation_call", "id": "ig_1", "status": "completed", "result": "QkFTRTY0"}
    shown = answer(image, message("There it is."))
    found = read_answer(shown)
    assert images(shown) == [image]
    assert "QkFTRTY0" not in json.dumps(found)
    assert "SECRET" not in json.dumps(found)
    assert json.loads(found["response_json"])["output"][0]["id"] == "ig_1"


def test_moderation_is_kept_by_side() -> None:
    verdict = {"type": "moderation_result", "flagged": True, "categories": {"violence": True},
               "category_scores": {"violence": 0.9}, "model": "m"}  # fmt: skip
    error = {"type": "error", "code": "unavailable", "message": "Later."}
    found = read_answer(answer(message("Hi"), moderation={"input": verdict, "output": error}))
    assert found["moderation_results"]["input"]["category_scores"] == {"violence": 0.9}
    assert found["moderation_results"]["output"]["code"] == "unavailable"

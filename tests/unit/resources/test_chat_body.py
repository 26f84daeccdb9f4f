"""What `openai_chat_completion` sends, and how it puts a stream together."""

from __future__ import annotations

import base64
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.protocol.values import conform
from fjcorp_openai.provider.resources.chat_completion import ChatCompletion
from fjcorp_openai.provider.resources.chat_completion.request import request_body
from fjcorp_openai.provider.resources.chat_completion.results import Assembly, results

if TYPE_CHECKING:
    from pathlib import Path

USER = {"role": "user", "content": "Hello"}
CHAT = ChatCompletion()


def values(**inputs: Any) -> dict[str, Any]:
    whole: dict[str, Any] = conform({"model": "m", "messages": [USER], **inputs}, CHAT.schema.type)
    return whole


def body(**inputs: Any) -> dict[str, Any]:
    return request_body(values(**inputs))


def test_nothing_is_sent_that_was_not_said() -> None:
    assert body() == {"model": "m", "messages": [USER]}


def test_zeros_and_false_are_sent() -> None:
    zeros = {
        "temperature": 0,
        "top_p": 0,
        "presence_penalty": 0,
        "frequency_penalty": 0,
        "top_logprobs": 0,
        "seed": 0,
        "logprobs": False,
        "parallel_tool_calls": False,
        "store": False,
        "logit_bias": {"50256": 0},
        "metadata": {},
    }
    assert body(**zeros) == {"model": "m", "messages": [USER], **zeros}


@pytest.mark.parametrize("store", [True, False, None])
def test_labels_go_with_what_is_stored_alone(store: bool | None) -> None:
    sent = body(metadata={"team": "care"}, store=store)
    assert sent.get("metadata") == ({"team": "care"} if store else None)


def test_numbers_of_any_kind_can_be_sent() -> None:
    assert json.loads(json.dumps(body(temperature=Decimal("0.1"))))["temperature"] == 0.1


def test_tools_and_the_choice_of_one() -> None:
    schema = {"type": "object"}
    tools = [
        {"function": {"name": "now", "parameters": json.dumps(schema), "strict": False}},
        {"type": "custom", "custom": {"name": "run", "format": {"type": "text"}}},
        {
            "type": "custom",
            "custom": {
                "name": "sum",
                "format": {"type": "grammar", "syntax": "lark", "definition": "start: A"},
            },
        },
    ]
    sent = body(tools=tools, tool_choice="run")
    assert sent["tools"] == [
        {"type": "function", "function": {"name": "now", "parameters": schema, "strict": False}},
        {"type": "custom", "custom": {"name": "run", "format": {"type": "text"}}},
        {
            "type": "custom",
            "custom": {
                "name": "sum",
                "format": {"type": "grammar", "grammar": {"syntax": "lark", "definition": "start: A"}},
            },
        },
    ]
    assert sent["tool_choice"] == {"type": "custom", "custom": {"name": "run"}}
    assert body(tools=tools, tool_choice="now")["tool_choice"] == {
        "type": "function",
        "function": {"name": "now"},
    }
    assert body(tools=tools, tool_choice="required")["tool_choice"] == "required"
    assert body(tools=tools, tool_choice="required", allowed_tools=["now", "run"])["tool_choice"] == {
        "type": "allowed_tools",
        "allowed_tools": {
            "mode": "required",
            "tools": [
                {"type": "function", "function": {"name": "now"}},
                {"type": "custom", "custom": {"name": "run"}},
            ],
        },
    }


def test_functions_in_the_older_form() -> None:
    sent = body(functions=[{"name": "now", "parameters": "{}"}], function_call="now")
    assert sent["functions"] == [{"name": "now", "parameters": {}}]
    assert sent["function_call"] == {"name": "now"}
    assert body(function_call="none")["function_call"] == "none"


def test_objects_take_the_shape_of_the_api() -> None:
    sent = body(
        response_format={"type": "json_schema", "json_schema": {"name": "a", "schema": '{"type": "object"}'}},
        prediction="text",
        web_search_options={"search_context_size": "low", "user_location": {"city": "Bern"}},
        moderation={"model": "omni-moderation-latest", "input_mode": "block"},
        stream=True,
    )
    assert sent["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "a", "schema": {"type": "object"}},
    }
    assert sent["prediction"] == {"type": "content", "content": "text"}
    assert sent["web_search_options"] == {
        "search_context_size": "low",
        "user_location": {"type": "approximate", "approximate": {"city": "Bern"}},
    }
    assert sent["moderation"] == {"model": "omni-moderation-latest", "policy": {"input": {"mode": "block"}}}
    assert sent["stream_options"] == {"include_usage": True}


def test_messages_of_every_role() -> None:
    call = {"id": "call_1", "function": {"name": "now", "arguments": "{}"}}
    messages = [
        {"role": "developer", "content": "Be brief.", "name": "chief"},
        {"role": "assistant", "tool_calls": [call], "audio_id": "audio_1"},
        {"role": "tool", "tool_call_id": "call_1", "content": ""},
        {"role": "assistant", "function_call": {"name": "now", "arguments": "{}"}},
        {"role": "function", "name": "now", "content": "12:00"},
        {"role": "assistant", "refusal": "No."},
    ]
    assert body(messages=messages)["messages"] == [
        messages[0],
        {"role": "assistant", "tool_calls": [{**call, "type": "function"}], "audio": {"id": "audio_1"}},
        *messages[2:],
    ]


def test_parts_with_the_bytes_of_local_files(tmp_path: Path) -> None:
    content = {name: bytes(name, "ascii") for name in ("a.png", "b.WAV", "c.pdf")}
    for name, data in content.items():
        (tmp_path / name).write_bytes(data)
    coded = {name: base64.b64encode(data).decode() for name, data in content.items()}
    parts = [
        {"type": "text", "text": "Look"},
        {"type": "image_url", "path": str(tmp_path / "a.png"), "detail": "low"},
        {"type": "image_url", "image_url": "https://example.com/a.png"},
        {"type": "input_audio", "path": str(tmp_path / "b.WAV")},
        {"type": "input_audio", "data": "AAAA", "format": "mp3"},
        {"type": "file", "path": str(tmp_path / "c.pdf")},
        {"type": "file", "file_id": "file-1"},
    ]
    assert body(messages=[{"role": "user", "parts": parts}])["messages"][0]["content"] == [
        {"type": "text", "text": "Look"},
        {
            "type": "image_url",
            "image_url": {"url": f"data:image/png;base64,{coded['a.png']}", "detail": "low"},
        },
        {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
        {"type": "input_audio", "input_audio": {"data": coded["b.WAV"], "format": "wav"}},
        {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "mp3"}},
        {
            "type": "file",
            "file": {"file_data": f"data:application/pdf;base64,{coded['c.pdf']}", "filename": "c.pdf"},
        },
        {"type": "file", "file": {"file_id": "file-1"}},
    ]


def test_the_digest_follows_what_is_asked(tmp_path: Path) -> None:
    base = CHAT.digest(values(temperature=1))
    assert CHAT.digest(values(temperature=1.0, stream=True, metadata={"a": "b"})) == base
    assert CHAT.digest(values(temperature=0)) != base
    assert CHAT.digest(values(temperature=1, triggers={"again": "1"})) != base
    assert CHAT.digest(values(temperature=1, model="n")) != base
    path = tmp_path / "a.txt"
    path.write_text("one")
    asked = values(messages=[{"role": "user", "parts": [{"type": "file", "path": str(path)}]}])
    first = CHAT.digest(asked)
    path.write_text("two")
    assert CHAT.digest(asked) != first
    (tmp_path / "elsewhere").mkdir()
    moved = tmp_path / "elsewhere" / "a.txt"
    moved.write_text("one")
    asked = values(messages=[{"role": "user", "parts": [{"type": "file", "path": str(moved)}]}])
    assert CHAT.digest(asked) == first, "the same bytes under the same name are the same question"


def test_the_digest_of_a_question_never_changes() -> None:
    """Another digest for the same question would make every user pay once more at the next upgrade."""
    asked = values(temperature=0.5, stop=["a"], tools=[{"function": {"name": "now"}}], store=False)
    assert CHAT.digest(asked) == "f019f09d34b10656a5b8acf4332c1bb9dd198e930682ca43b24984c0a3c5a613"


def _chunk(delta: dict[str, Any], index: int = 0, **fields: Any) -> dict[str, Any]:
    choice = {"index": index, "delta": delta, "finish_reason": fields.pop("finish_reason", None)}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "model": "m",
        "choices": [choice],
        **fields,
    }


def test_a_stream_is_put_together_whatever_the_order_of_its_pieces() -> None:
    assembly = Assembly()
    assert not assembly.begun
    function = {"name": "now", "arguments": ""}
    for chunk in (
        _chunk({"role": "assistant", "content": "", "refusal": None}, obfuscation="x"),
        _chunk(
            {
                "role": "assistant",
                "tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": function}],
            },
            1,
        ),
        _chunk({"content": "Hel"}),
        _chunk(
            {
                "tool_calls": [
                    {"index": 1, "id": "call_2", "type": "custom", "custom": {"name": "run", "input": "a"}}
                ]
            },
            1,
        ),
        _chunk({"tool_calls": [{"index": 0, "function": {"arguments": '{"a"'}}]}, 1),
        _chunk({"content": "lo"}, usage=None),
        _chunk({"tool_calls": [{"index": 0, "function": {"arguments": ":1}"}}]}, 1),
        _chunk({"tool_calls": [{"index": 1, "custom": {"input": "b"}}]}, 1),
        _chunk({}, finish_reason="stop"),
    ):
        assembly.add(chunk)
        assert not assembly.ended
    assembly.add(_chunk({}, 1, finish_reason="tool_calls"))
    assert assembly.ended
    assembly.add({"id": "chatcmpl-1", "choices": [], "usage": {"total_tokens": 3}})
    answer = assembly.answer()
    assert answer["object"] == "chat.completion"
    assert "obfuscation" not in answer
    first, second = (choice["message"] for choice in answer["choices"])
    assert (first["role"], first["content"]) == ("assistant", "Hello")
    assert second["tool_calls"] == [
        {"id": "call_1", "type": "function", "function": {"name": "now", "arguments": '{"a":1}'}},
        {"id": "call_2", "type": "custom", "custom": {"name": "run", "input": "ab"}},
    ]
    state = results(answer, stored=False)
    assert state["content"] == "Hello"
    assert state["tool_calls"] == []
    assert state["usage"]["total_tokens"] == 3
    assert state["choices"][1]["message"]["tool_calls"][1]["custom"]["input"] == "ab"


def test_log_probabilities_of_a_stream_are_joined() -> None:
    assembly = Assembly()
    for token in ("a", "b"):
        chunk = _chunk({"content": token})
        chunk["choices"][0]["logprobs"] = {"content": [{"token": token}], "refusal": None}
        assembly.add(chunk)
    assert assembly.answer()["choices"][0]["logprobs"] == {
        "content": [{"token": "a"}, {"token": "b"}],
        "refusal": None,
    }

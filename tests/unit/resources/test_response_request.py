"""What a response is asked for with: the body of POST /responses, its bounds, and what models refuse."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Schema, optional
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.values import UNKNOWN, conform
from fjcorp_openai.provider.resources.generation import files_of_parts
from fjcorp_openai.provider.resources.responses.estimate import countable, usage_at_most, used
from fjcorp_openai.provider.resources.responses.items import ITEM_RULES, ITEMS, from_api
from fjcorp_openai.provider.resources.responses.options import (
    CALL_OPTIONS,
    CONVERSATION,
    MODEL,
    MODEL_OPTIONS,
    PREVIOUS_RESPONSE,
    REFUSED,
)
from fjcorp_openai.provider.resources.responses.refusals import check_parameters
from fjcorp_openai.provider.resources.responses.request import request_body
from fjcorp_openai.provider.resources.responses.tools import with_tokens

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = Schema({
    "model": MODEL,
    "input": optional(STRING, "Text."),
    "input_items": optional(ITEMS, "Items.", *ITEM_RULES),
    "conversation": CONVERSATION,
    "previous_response_id": PREVIOUS_RESPONSE,
    **MODEL_OPTIONS,
    **CALL_OPTIONS,
    **REFUSED,
})  # fmt: skip

USAGE = {
    "input_tokens": 10,
    "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 0},
    "output_tokens": 20,
    "output_tokens_details": {"reasoning_tokens": 8},
    "total_tokens": 30,
}


def values(**inputs: Any) -> dict[str, Any]:
    whole: dict[str, Any] = conform({"model": "m", "input": "Hello", **inputs}, SCHEMA.type)
    return whole


def body(**inputs: Any) -> dict[str, Any]:
    return request_body(values(**inputs))


def tool(**kind: Any) -> dict[str, Any]:
    found: dict[str, Any] = body(tools=[kind])["tools"][0]
    return found


def problems(**inputs: Any) -> list[str]:
    return [each.detail for each in SCHEMA.validate(values(**inputs))]


def test_nothing_is_sent_that_was_not_said() -> None:
    assert body() == {"model": "m", "input": "Hello"}


def test_zeros_and_false_are_sent() -> None:
    zeros = {"temperature": 0, "top_p": 0, "top_logprobs": 0, "store": False, "background": False}
    assert body(**zeros, parallel_tool_calls=False) == {
        "model": "m",
        "input": "Hello",
        "parallel_tool_calls": False,
        **zeros,
    }


def test_settings_stand_where_the_api_has_them() -> None:
    schema = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
    sent = body(
        text_format={"type": "json_schema", "json_schema": {"name": "n", "schema": json.dumps(schema)}},
        verbosity="low",
        compact_threshold=2000,
        image_context_compression="enabled",
        background=True,
        completion_window="8h",
        continuation_id="night",
        moderation={"model": "omni-moderation-latest", "input_mode": "block"},
        access_programs={"cyber": "standard"},
        prompt_cache_options={"ttl": "12h"},
    )
    assert sent["text"] == {
        "format": {"type": "json_schema", "name": "n", "schema": schema},
        "verbosity": "low",
    }
    assert sent["context_management"] == [{"type": "compaction", "compact_threshold": 2000}]
    assert sent["image"] == {"context_compression": "enabled"}
    assert sent["background_options"] == {"completion_window": "8h", "continuation_id": "night"}
    assert sent["moderation"] == {
        "model": "omni-moderation-latest",
        "policy": {"input": {"mode": "block"}},
    }
    assert sent["access_programs"] == {"cyber": "standard"}
    assert sent["prompt_cache_options"] == {"ttl": "12h"}


def test_items_of_each_kind(tmp_path: Path) -> None:
    image, text = tmp_path / "a.png", tmp_path / "b.txt"
    image.write_bytes(b"PNG")
    text.write_bytes(b"Text")
    items = [
        {"role": "developer", "content": "Be brief."},
        {
            "role": "user",
            "parts": [
                {"type": "input_text", "text": "Look"},
                {"type": "input_image", "path": str(image)},
                {"type": "input_file", "path": str(text)},
                {"type": "input_file", "file_id": "file-1"},
                {"type": "input_image", "image_url": "https://example.com/a.png", "detail": "low"},
            ],
        },
        {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c", "output": "4"},
        {"type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": False},
        {"type": "item_reference", "id": "msg_1"},
    ]
    given = values(input=None, input_items=items)
    assert problems(input=None, input_items=items) == []
    place = ("input_items", 1, "parts")
    assert list(files_of_parts(given["input_items"], ("input_items",))) == [
        (str(image), (*place, 1, "path")),
        (str(text), (*place, 2, "path")),
    ]
    png = f"data:image/png;base64,{base64.b64encode(b'PNG').decode()}"
    plain = f"data:text/plain;base64,{base64.b64encode(b'Text').decode()}"
    assert request_body(given)["input"] == [
        {"type": "message", "role": "developer", "content": "Be brief."},
        {
            "type": "message",
            "role": "user",
            "content": [
                {"type": "input_text", "text": "Look"},
                {"type": "input_image", "detail": "auto", "image_url": png},
                {"type": "input_file", "file_data": plain, "filename": "b.txt"},
                {"type": "input_file", "file_id": "file-1"},
                {"type": "input_image", "detail": "low", "image_url": "https://example.com/a.png"},
            ],
        },
        *items[2:],
    ]


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ({"content": "Hello"}, "role"),
        ({"role": "user"}, "content, parts"),
        ({"role": "user", "content": "a", "parts": [{"type": "input_text", "text": "b"}]}, "content, parts"),
        ({"role": "user", "content": "a", "call_id": "c"}, "call_id"),
        ({"type": "function_call_output", "call_id": "c"}, "output"),
        ({"type": "item_reference", "id": "i", "role": "user"}, "role"),
        ({"role": "user", "parts": [{"type": "input_image"}]}, "image_url, file_id, path"),
    ],
)
def test_items_that_make_no_sense_are_refused(item: dict[str, Any], told: str) -> None:
    found = problems(input=None, input_items=[item])
    assert any(told in each for each in found), found


def test_items_of_the_api_are_read_back() -> None:
    text = [{"type": "input_text", "text": "Hi"}]
    assert from_api({"type": "message", "role": "user", "content": text, "id": "msg_1"}) == {
        "role": "user",
        "content": "Hi",
        "parts": None,
    }
    output = {"type": "function_call_output", "call_id": "c", "output": "4"}
    assert from_api({**output, "id": "fco_1", "status": "completed"}) == output
    assert from_api({"type": "reasoning", "id": "rs_1", "summary": []}) is None


def test_tools_of_each_kind() -> None:
    schema = json.dumps({"type": "object", "properties": {}})
    function = {"name": "f", "parameters": schema}
    assert tool(function=function) == {
        "type": "function",
        "name": "f",
        "parameters": json.loads(schema),
        "strict": True,
    }
    assert tool(function={**function, "strict": False})["strict"] is False
    condition = {"type": "eq", "key": "team", "value": "shop"}
    weights = {"embedding_weight": 1, "text_weight": 0}
    assert tool(
        file_search={
            "vector_store_ids": ["vs_1"],
            "filters": json.dumps(condition),
            "ranking_options": {"score_threshold": 0, "hybrid_search": weights},
        }
    ) == {
        "type": "file_search",
        "vector_store_ids": ["vs_1"],
        "filters": condition,
        "ranking_options": {"score_threshold": 0, "hybrid_search": weights},
    }
    assert tool(web_search={}) == {"type": "web_search"}
    assert tool(web_search={"allowed_domains": ["a.org"], "user_location": {"city": "Ulm"}}) == {
        "type": "web_search",
        "filters": {"allowed_domains": ["a.org"]},
        "user_location": {"type": "approximate", "city": "Ulm"},
    }
    assert tool(code_interpreter={"file_ids": ["file-1"]})["container"] == {
        "type": "auto",
        "file_ids": ["file-1"],
    }
    assert tool(code_interpreter={"container": "cntr_1"})["container"] == "cntr_1"
    assert tool(image_generation={"size": "auto"}) == {"type": "image_generation", "size": "auto"}
    assert tool(
        custom={"name": "q", "format": {"type": "grammar", "syntax": "regex", "definition": "a"}}
    ) == {
        "type": "custom",
        "name": "q",
        "format": {"type": "grammar", "syntax": "regex", "definition": "a"},
    }
    server = {"server_label": "crm", "server_url": "https://crm.example.com/mcp"}
    given = values(tools=[{"mcp": {**server, "require_approval": "never", "authorization_env": "MCP_T"}}])
    sent = {"type": "mcp", **server, "require_approval": "never"}
    made = request_body(given)
    assert with_tokens(made, {"MCP_T": "t"})["tools"] == [{**sent, "authorization": "t"}]
    assert "authorization" not in made["tools"][0]
    with pytest.raises(ProviderError, match="MCP_T is not set"):
        with_tokens(made, {})


@pytest.mark.parametrize(
    "tools",
    [
        [{}],
        [{"web_search": {}, "function": {"name": "f"}}],
        [{"mcp": {"server_label": "a"}}],
        [{"file_search": {"vector_store_ids": []}}],
        [{"image_generation": {"size": "large"}}],
        [
            {
                "mcp": {
                    "server_label": "a",
                    "server_url": "https://a.org",
                    "authorization_env": "OPENAI_API_KEY",
                }
            }
        ],
    ],
)
def test_tools_that_make_no_sense_are_refused(tools: list[dict[str, Any]]) -> None:
    assert len(problems(tools=tools)) == 1


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("top_k", 40, "no such parameter"),
        ("frequency_penalty", 0.5, "no such parameter"),
        ("presence_penalty", 1, "no such parameter"),
        ("stop_sequences", ["END"], "no such parameter"),
        ("prompt", "pmpt_1", "2026-11-30"),
    ],
)
def test_what_the_api_does_not_take_is_refused_with_the_reason(name: str, value: Any, reason: str) -> None:
    assert [reason in each for each in problems(**{name: value})] == [True]


def test_what_changes_nothing_is_accepted_and_not_sent() -> None:
    nothing = {"frequency_penalty": 0, "presence_penalty": 0, "stop_sequences": [], "top_k": None}
    assert problems(**nothing) == []
    assert body(**nothing) == {"model": "m", "input": "Hello"}


@pytest.mark.parametrize(
    ("model", "parameter", "refused"),
    [
        ("gpt-6.2-sol", {"reasoning": {"effort": "none"}}, "reasoning.effort"),
        ("gpt-6-astra", {"reasoning": {"effort": "minimal"}}, "reasoning.effort"),
        ("gpt-6.2-astra", {"temperature": 1}, "temperature"),
        ("gpt-6-astra", {"top_p": 0.5}, "top_p"),
        ("gpt-6-astra", {"top_logprobs": 1}, "top_logprobs"),
        ("o3", {"temperature": 0.2}, "temperature"),
        ("gpt-4.1", {"reasoning": {"effort": "low"}}, "reasoning.effort"),
        ("ft:gpt-4.1-mini:acme::1", {"reasoning": {"summary": "auto"}}, "reasoning.summary"),
        ("gpt-6.2-sol", {"reasoning": {"effort": "low"}}, None),
        ("gpt-6.1-terra", {"reasoning": {"effort": "none"}}, None),
        ("gpt-5", {"temperature": 1}, None),
        ("gpt-5.6-terra", {"temperature": 0.2}, None),
        ("gpt-6-luna", {"top_p": 0.5}, None),
        ("gpt-4.1", {"temperature": 0.2}, None),
    ],
)
def test_parameters_that_a_model_refuses(model: str, parameter: dict[str, Any], refused: str | None) -> None:
    given = values(model=model, **parameter)
    if refused is None:
        check_parameters(given)
        return
    with pytest.raises(ProviderError) as caught:
        check_parameters(given)
    assert caught.value.summary.startswith(f"{model} refuses {refused} = ")
    assert "2026-11-25" in caught.value.detail
    check_parameters({**given, next(iter(parameter)): UNKNOWN})
    check_parameters({**given, "model": UNKNOWN})


def test_a_request_has_bounds_where_the_model_reads_nothing_else() -> None:
    text = "Grüße, 世界"
    found = usage_at_most(values(input=text, instructions="Be brief.", max_output_tokens=100))
    assert (found.model, found.rate, found.units["output_tokens"]) == ("m", "standard", 100)
    assert found.units["input_tokens"] is not None
    assert found.units["input_tokens"] > len(text.encode()) + len("Be brief.")
    file = {"role": "user", "parts": [{"type": "input_file", "file_id": "file-1"}]}
    for unbounded in (
        {"conversation": "conv_1"},
        {"previous_response_id": "resp_1"},
        {"tools": [{"web_search": {}}]},
        {"input": None, "input_items": [file]},
    ):
        assert usage_at_most(values(**unbounded)).units["input_tokens"] is None


def test_hosted_tools_are_billed_beside_the_tokens() -> None:
    tools = [{"web_search": {}}, {"file_search": {"vector_store_ids": ["vs_1"]}}]
    assert usage_at_most(values(tools=tools)).units == {
        "input_tokens": None,
        "output_tokens": None,
        "web_searches": None,
        "file_searches": None,
    }
    assert usage_at_most(values(tools=tools, max_tool_calls=3)).units["web_searches"] == 3
    assert countable(values(tools=tools)) is None
    assert used({**values(tools=tools), "usage": USAGE, "response_model": "m"}) is None


@pytest.mark.parametrize(
    ("options", "rate"),
    [
        ({}, "standard"),
        ({"service_tier": "flex"}, "flex"),
        ({"background": True, "completion_window": "8h"}, "8h"),
        ({"background": True, "completion_window": "soonest"}, "standard"),
        ({"service_tier": "auto"}, "standard"),
    ],
)
def test_how_it_is_billed(options: dict[str, Any], rate: str) -> None:
    assert usage_at_most(values(**options)).rate == rate
    spent = used({**values(**options), "usage": USAGE, "response_model": "m-1"})
    assert spent is not None
    assert (spent.rate, spent.units) == (rate, {"input_tokens": 6, "cached_tokens": 4, "output_tokens": 20})


def test_what_is_counted_is_what_the_model_reads() -> None:
    function = {"function": {"name": "f"}}
    counted = countable(values(tools=[function], previous_response_id="resp_1", store=True, temperature=1))
    assert counted == {
        "model": "m",
        "input": "Hello",
        "tools": [{"type": "function", "name": "f", "strict": True}],
        "previous_response_id": "resp_1",
    }

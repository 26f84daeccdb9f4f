"""The tool that a response or a run chooses, among its own tools or those of its assistant."""

from __future__ import annotations

import json
from typing import Any

from fjcorp_openai.provider.protocol.values import conform
from fjcorp_openai.provider.resources.model_response import ModelResponse
from fjcorp_openai.provider.resources.responses.request import request_body
from fjcorp_openai.provider.resources.run import Run
from fjcorp_openai.provider.resources.run.request import first_body

CHOSEN: dict[str, Any] = {
    "auto": "auto",
    "required": "required",
    "f": {"type": "function", "name": "f"},
    "q": {"type": "custom", "name": "q"},
    "crm": {"type": "mcp", "server_label": "crm"},
    "file_search": {"type": "file_search"},
    "no_such": {"type": "function", "name": "no_such"},
}
DEFINED = [
    {"type": "function", "name": "f", "parameters": {}},
    {"type": "custom", "name": "q"},
    {"type": "mcp", "server_label": "crm", "server_url": "https://a.org"},
    {"type": "file_search", "vector_store_ids": ["vs_1"]},
]
DEFINITION = json.dumps({"model": "m", "tools": DEFINED})


def response(**values: Any) -> dict[str, Any]:
    return request_body(conform({"input": "Hello", **values}, ModelResponse().schema.type))


def run(**values: Any) -> dict[str, Any]:
    return first_body(conform({"thread_id": "conv_1", **values}, Run().schema.type))


def test_a_tool_is_named_with_its_kind() -> None:
    tools = [
        {"function": {"name": "f"}},
        {"custom": {"name": "q"}},
        {"mcp": {"server_label": "crm", "server_url": "https://a.org"}},
        {"file_search": {"vector_store_ids": ["vs_1"]}},
    ]
    for asked in (response, run):
        assert {each: asked(tools=tools, tool_choice=each)["tool_choice"] for each in CHOSEN} == CHOSEN


def test_so_is_a_tool_of_the_assistant() -> None:
    for asked in (response, run):
        bodies = {each: asked(assistant=DEFINITION, tool_choice=each) for each in CHOSEN}
        assert {each: found["tool_choice"] for each, found in bodies.items()} == CHOSEN
        assert [found["tools"] for found in bodies.values()] == [DEFINED] * len(CHOSEN)


def test_own_tools_stand_in_place_of_those_of_the_assistant() -> None:
    own = [{"function": {"name": "q"}}]
    for asked in (response, run):
        sent = asked(assistant=DEFINITION, tools=own, tool_choice="q")
        assert sent["tool_choice"] == {"type": "function", "name": "q"}
        assert [each["type"] for each in sent["tools"]] == ["function"]

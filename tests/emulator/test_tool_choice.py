"""Which tools are called, and with what: the rule that docs/emulator.md states."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest


def function(
    name: str, description: str, required: list[str] | None = None, **properties: Any
) -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
    }
    return {"name": name, "description": description, "parameters": schema}


TEXT = {"type": "string"}
NUMBER = {"type": "number"}
TOOLS = [
    function(
        "get_weather",
        "Get current temperature for a given location.",
        ["location"],
        location=TEXT,
        unit={"type": "string", "enum": ["celsius", "fahrenheit"]},
    ),
    function("send_email", "Send an email to a recipient.", to=TEXT | {"format": "email"}, body=TEXT),
    function(
        "book_table",
        "Book a table in a restaurant.",
        ["restaurant", "people"],
        restaurant=TEXT,
        people={"type": "integer"},
        date=TEXT,
    ),
    function("addNumbers", "Add two numbers.", a=NUMBER, b=NUMBER),
    function("get_horoscope", "Today's horoscope for an astrological sign.", sign=TEXT),
    function("tag_files", "Tag files.", ids={"type": "array", "items": TEXT}),
    function("lookup_order", "Look up an order.", order_id=TEXT),
]
CASES: list[tuple[str, list[tuple[str, dict[str, Any]]]]] = [
    ("What is the weather like in Paris today?", [("get_weather", {"location": "Paris"})]),
    (
        "How is the weather in San Francisco, in fahrenheit?",
        [("get_weather", {"location": "San Francisco", "unit": "fahrenheit"})],
    ),
    (
        "What's the weather in Paris, New York and Bogotá?",
        [("get_weather", {"location": place}) for place in ("Paris", "New York", "Bogotá")],
    ),
    (
        "Book a table for 4 people at Luigi's on 2026-12-01 and send an email to bo@example.com saying hi",
        [
            ("book_table", {"restaurant": "Luigi", "people": 4, "date": "2026-12-01"}),
            ("send_email", {"to": "bo@example.com", "body": "hi"}),
        ],
    ),
    ("Please add 12 and 30.", [("addNumbers", {"a": 12, "b": 30})]),
    ("What is my horoscope? I am an Aquarius.", [("get_horoscope", {"sign": "Aquarius"})]),
    ("Where is order A-1042?", [("lookup_order", {"order_id": "A-1042"})]),
    ("Tell me a joke.", []),
    ("Hello", []),
]


def chat(client: Any, said: str, **options: Any) -> Any:
    tools = [{"type": "function", "function": each} for each in TOOLS]
    messages = [{"role": "user", "content": said}]
    return client.chat.completions.create(model="gpt-4o", messages=messages, **{"tools": tools, **options})


def called(completion: Any) -> list[tuple[str, dict[str, Any]]]:
    calls = completion.choices[0].message.tool_calls or []
    return [(call.function.name, json.loads(call.function.arguments)) for call in calls]


@pytest.mark.parametrize(("said", "wanted"), CASES)
def test_what_fits_is_called_with_what_the_text_tells(client: Any, said: str, wanted: Any) -> None:
    completion = chat(client, said)
    assert called(completion) == wanted
    assert completion.choices[0].finish_reason == ("tool_calls" if wanted else "stop")
    tools = [{"type": "function", **each} for each in TOOLS]
    output = client.responses.create(model="gpt-4o", input=said, tools=tools).output
    found = [(each.name, json.loads(each.arguments)) for each in output if each.type == "function_call"]
    assert found == wanted


def test_one_call_alone_where_parallel_calls_are_off(client: Any) -> None:
    said = "What is the weather in Paris and London?"
    assert len(called(chat(client, said))) == 2
    assert len(called(chat(client, said, parallel_tool_calls=False))) == 1
    older = chat(client, said, tools=openai.omit, functions=TOOLS).choices[0].message
    assert json.loads(older.function_call.arguments)["location"] == "Paris"


def test_a_list_is_one_call(client: Any) -> None:
    assert [name for name, _given in called(chat(client, "Tag the files a1 and b2"))] == ["tag_files"]


def test_several_calls_are_answered_and_streamed(client: Any) -> None:
    said = "What is the weather in Paris and London?"
    chunks = [chunk.choices[0].delta.tool_calls for chunk in chat(client, said, stream=True) if chunk.choices]
    parts: dict[int, str] = {}
    for each in (call for calls in chunks if calls for call in calls):
        parts[each.index] = parts.get(each.index, "") + (each.function.arguments or "")
    assert [json.loads(parts[index])["location"] for index in sorted(parts)] == ["Paris", "London"]

    message = chat(client, said).choices[0].message
    answers = [
        {"role": "tool", "tool_call_id": call.id, "content": "4 degrees"} for call in message.tool_calls
    ]
    messages = [{"role": "user", "content": said}, message.model_dump(exclude_none=True), *answers]
    tools = [{"type": "function", "function": each} for each in TOOLS]
    answer = client.chat.completions.create(model="gpt-4o", messages=messages, tools=tools).choices[0]
    assert (answer.finish_reason, answer.message.content) == ("stop", "According to the result, 4 degrees")


def test_required_calls_in_any_case(client: Any) -> None:
    assert len(called(chat(client, "Hello", tool_choice="required"))) == 1
    assert called(chat(client, "What is the weather in Paris?", tool_choice="none")) == []


SERVER = {
    "type": "mcp",
    "server_label": "docs",
    "server_description": "Searches the handbook.",
    "server_url": "https://mcp.example.com/",
    "allowed_tools": ["search_handbook"],
}


def respond(client: Any, given: Any, **options: Any) -> Any:
    return client.responses.create(model="gpt-4o", input=given, **options)


def test_a_server_s_tools_are_listed_and_called(client: Any) -> None:
    tools = [SERVER | {"require_approval": "never"}]
    made = respond(client, "Search the handbook for holidays", tools=tools)
    listed, call, message = made.output
    assert (listed.type, [each.name for each in listed.tools]) == ("mcp_list_tools", ["search_handbook"])
    assert (call.type, call.name, call.server_label, call.status) == (
        "mcp_call",
        "search_handbook",
        "docs",
        "completed",
    )
    assert json.loads(call.arguments) == {"query": "Search the handbook for holidays"}
    assert message.content[0].text == call.output
    again = respond(client, "Tell me a joke.", tools=tools, previous_response_id=made.id)
    assert [each.type for each in again.output] == ["message"]
    with client.responses.stream(
        model="gpt-4o", input="Search the handbook for holidays", tools=tools
    ) as stream:
        types = [event.type for event in stream]
    assert types.index("response.mcp_list_tools.completed") < types.index("response.mcp_call.in_progress")
    assert types.index("response.mcp_call_arguments.done") < types.index("response.mcp_call.completed")


@pytest.mark.parametrize("approve", [True, False])
def test_a_call_waits_for_its_approval(client: Any, approve: bool) -> None:
    made = respond(client, "Search the handbook for holidays", tools=[SERVER])
    asked = made.output[-1]
    assert [each.type for each in made.output] == ["mcp_list_tools", "mcp_approval_request"]
    answer = {"type": "mcp_approval_response", "approval_request_id": asked.id, "approve": approve}
    then = respond(client, [answer], tools=[SERVER], previous_response_id=made.id)
    assert [each.type for each in then.output] == (["mcp_call", "message"] if approve else ["message"])
    if approve:
        assert then.output[0].approval_request_id == asked.id


@pytest.mark.parametrize(("names", "waits"), [(["search_handbook"], False), (["other"], True)])
def test_approval_may_be_left_out_for_some(client: Any, names: list[str], waits: bool) -> None:
    tools = [SERVER | {"require_approval": {"never": {"tool_names": names}}}]
    types = [each.type for each in respond(client, "Search the handbook", tools=tools).output]
    assert ("mcp_approval_request" in types) == waits

"""What the service refuses of chats and responses, in its words, as the official client gets it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import openai
import pytest

from fjcorp_openai.emulator.families.images import jpeg, png, webp
from fjcorp_openai.emulator.families.images.canvas import paint

if TYPE_CHECKING:
    from support.emulator import Emulator

MODEL = "gpt-4o"
HELLO = [{"role": "user", "content": "Hi"}]
CALL = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
SECOND = CALL | {"id": "call_2"}
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
PNG = png.encode(paint("x", 16, 16))
PICTURES = {
    "png": PNG,
    "jpeg": jpeg.encode(paint("x", 16, 16)),
    "webp": webp.encode(paint("x", 16, 16)),
    "gif": GIF,
}


def chat(client: Any, messages: Any = None, **options: Any) -> Any:
    return client.chat.completions.create(
        model=MODEL, messages=HELLO if messages is None else messages, **options
    )


def respond(client: Any, given: Any = "Hi", **options: Any) -> Any:
    return client.responses.create(model=MODEL, input=given, **options)


def refused(call: Any, client: Any, *values: Any, **options: Any) -> openai.BadRequestError:
    with pytest.raises(openai.BadRequestError) as caught:
        call(client, *values, **options)
    return caught.value


def assistant(*calls: Any) -> dict[str, Any]:
    return {"role": "assistant", "tool_calls": list(calls)}


def answer(call: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": call["id"], "content": "4 degrees", **members}


# -- calls and their answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("messages", "missing", "place"),
    [
        ([*HELLO, assistant(CALL)], "call_1", 2),
        ([*HELLO, assistant(CALL, SECOND), answer(CALL)], "call_2", 3),
        ([*HELLO, assistant(CALL), *HELLO], "call_1", 2),
        ([*HELLO, assistant(CALL), *HELLO, answer(CALL)], "call_1", 2),
        ([*HELLO, assistant(CALL, SECOND), *HELLO], "call_1, call_2", 2),
    ],
)
def test_a_call_without_an_answer(client: Any, messages: Any, missing: str, place: int) -> None:
    error = refused(chat, client, messages)
    assert error.body["message"] == (
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
        f"'tool_call_id'. The following tool_call_ids did not have response messages: {missing}"
    )
    assert (error.param, error.code) == (f"messages.[{place}].role", None)


def test_an_answer_without_its_call(client: Any) -> None:
    error = refused(chat, client, [*HELLO, answer(CALL)])
    assert "must be a response to a preceeding message with 'tool_calls'" in error.body["message"]
    error = refused(chat, client, [*HELLO, assistant(CALL), answer(CALL), answer(SECOND)])
    assert "'tool_call_id' of 'call_2' not found in 'tool_calls' of previous message" in error.body["message"]


def test_answered_calls_are_taken_with_the_deprecated_name(client: Any) -> None:
    messages = [*HELLO, assistant(CALL, SECOND), answer(SECOND), answer(CALL, name="weather"), *HELLO]
    assert chat(client, messages, store=True).choices[0].message.content


# -- functions and schemas -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("get weather", "invalid_value", "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'."),
        ("wetter_für", "invalid_value", "string does not match pattern"),
        ("a" * 65, "string_above_max_length", "maximum length 64, but got a string with length 65 instead."),
        ("", "empty_string", "Expected a string with minimum length 1, but got an empty string instead."),
    ],
)
def test_the_name_of_a_function(client: Any, name: str, code: str, told: str) -> None:
    error = refused(chat, client, tools=[{"type": "function", "function": {"name": name}}])
    assert (error.param, error.code) == ("tools[0].function.name", code)
    assert told in error.body["message"]
    error = refused(chat, client, functions=[{"name": name}])
    assert (error.param, error.code) == ("functions[0].name", code)


STRICT = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}


def inside(schema: Any) -> dict[str, Any]:
    return STRICT | {"properties": {"city": schema}}


OPEN = {"type": "object", "properties": {}}
CLOSED = "'additionalProperties' is required to be supplied and to be false."
EVERY = "'required' is required to be supplied and to be an array including every key in properties. "
SCHEMAS = [
    (OPEN, f"In context=(), {CLOSED}"),
    (STRICT | {"required": []}, f"In context=(), {EVERY}Missing 'city'."),
    (STRICT | {"required": ["city", "land"]}, f"In context=(), {EVERY}Extra required key 'land' supplied."),
    (inside(OPEN), f"In context=('properties', 'city'), {CLOSED}"),
    (inside({"type": "array", "items": OPEN}), f"In context=('properties', 'city', 'items'), {CLOSED}"),
    (
        inside({"anyOf": [OPEN, {"type": "null"}]}),
        f"In context=('properties', 'city', 'anyOf', '0'), {CLOSED}",
    ),
    (inside({"type": ["object", "null"]}), f"In context=('properties', 'city'), {CLOSED}"),
    (inside({"$ref": "#/$defs/a"}) | {"$defs": {"a": OPEN}}, f"In context=('$defs', 'a'), {CLOSED}"),
    (inside({"oneOf": [{"type": "string"}]}), "In context=('properties', 'city'), 'oneOf' is not permitted."),
    (inside({}), "In context=('properties', 'city'), schema must have a 'type' key."),
    ({"type": "array"}, "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"array\"'."),
]


@pytest.mark.parametrize(("schema", "wrong"), SCHEMAS)
def test_a_strict_schema(client: Any, schema: Any, wrong: str) -> None:
    function = {"name": "weather", "parameters": schema, "strict": True}
    shape = {"name": "weather", "schema": schema, "strict": True}
    tool, form = (
        f"Invalid schema for function 'weather': {wrong}",
        f"Invalid schema for response_format 'weather': {wrong}",
    )

    error = refused(chat, client, tools=[{"type": "function", "function": function}])
    assert (error.body["message"], error.param) == (tool, "tools[0].function.parameters")
    assert error.code == "invalid_function_parameters"
    error = refused(respond, client, tools=[{"type": "function", **function}])
    assert (error.body["message"], error.param) == (tool, "tools[0].parameters")
    error = refused(chat, client, response_format={"type": "json_schema", "json_schema": shape})
    assert (error.body["message"], error.param, error.code) == (form, "response_format", None)
    error = refused(respond, client, text={"format": {"type": "json_schema", **shape}})
    assert (error.body["message"], error.param) == (form, "text.format.schema")
    error = refused(respond, client, text={"format": {"type": "json_schema", **shape}}, background=True)
    assert error.code == "invalid_json_schema"


@pytest.mark.parametrize("schema", [schema for schema, _wrong in SCHEMAS if schema.get("type") == "object"])
def test_what_is_not_strict_is_taken(client: Any, schema: Any) -> None:
    function = {"name": "weather", "parameters": schema}
    assert chat(client, tools=[{"type": "function", "function": function}]).choices
    assert respond(client, tools=[{"type": "function", **function, "strict": False}]).output


def test_strict_schemas_are_taken(client: Any) -> None:
    nested = inside({"anyOf": [STRICT, {"type": "null"}]}) | {"$defs": {"a": STRICT}}
    for schema in (STRICT, nested):
        function = {"name": "weather", "parameters": schema, "strict": True}
        assert chat(client, tools=[{"type": "function", "function": function}]).choices
        shape = {"type": "json_schema", "name": "weather", "schema": schema, "strict": True}
        assert respond(client, text={"format": shape}).output_text


# -- pictures ------------------------------------------------------------------------------------------------


def shown(data: bytes | str, form: str = "png") -> str:
    text = data if isinstance(data, str) else base64.b64encode(data).decode()
    return f"data:image/{form};base64,{text}"


def seen(url: str) -> list[dict[str, Any]]:
    return [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]


def given(url: str) -> list[dict[str, Any]]:
    # Without a detail, which is optional.
    return [{"role": "user", "content": [{"type": "input_image", "image_url": url}]}]


@pytest.mark.parametrize("form", PICTURES)
def test_pictures_are_taken(client: Any, form: str) -> None:
    url = shown(PICTURES[form], form)
    assert "1 image" in chat(client, seen(url)).choices[0].message.content
    assert "1 image" in respond(client, given(url)).output_text


@pytest.mark.parametrize("form", PICTURES)
def test_a_picture_that_is_cut_off(client: Any, form: str) -> None:
    url = shown(PICTURES[form][:-8], form)
    error = refused(chat, client, seen(url))
    assert (error.code, error.param) == ("image_parse_error", None)
    assert error.body["message"] == "You uploaded an unsupported image. Please make sure your image is valid."
    error = refused(respond, client, given(url))
    assert error.body["message"].startswith("The image data you provided does not represent a valid image.")


def test_data_that_is_no_picture(client: Any) -> None:
    error = refused(chat, client, seen(shown(b"not a picture")))
    assert error.code == "invalid_image_format"
    assert error.body["message"].endswith("one the following formats: ['png', 'jpeg', 'gif', 'webp'].")
    assert refused(chat, client, seen(shown("%%%"))).body["message"] == "Invalid base64 image_url."
    for url, got in (
        (shown(""), "empty base64-encoded bytes"),
        ("iVBOR", "a value without the 'data:' prefix"),
    ):
        assert refused(respond, client, given(url)).body["message"].endswith(f"but got {got}.")


# -- the rest ------------------------------------------------------------------------------------------------


def test_metadata_need_a_stored_completion(client: Any) -> None:
    error = refused(chat, client, metadata={"team": "x"})
    assert error.body["message"] == "The 'metadata' parameter is only allowed when 'store' is enabled."
    assert chat(client, metadata={"team": "x"}, store=True).choices
    assert chat(client, metadata={}).choices


@pytest.mark.parametrize(
    ("name", "dated"), [("gpt-4o", "gpt-4o-2024-08-06"), ("gpt-5.5", "gpt-5.5-2026-04-23")]
)
def test_a_name_without_a_date_answers_with_it(client: Any, name: str, dated: str) -> None:
    assert client.responses.create(model=name, input="Hi").model == dated
    assert client.responses.create(model=dated, input="Hi").model == dated
    assert client.chat.completions.create(model=name, messages=HELLO).model == dated
    with client.responses.stream(model=name, input="Hi") as stream:
        assert {event.response.model for event in stream if hasattr(event, "response")} == {dated}


def test_the_beta_client_is_served(client: Any) -> None:
    beta = client.beta.responses
    made = beta.create(model=MODEL, input="Hi", background=True)
    assert beta.retrieve(made.id).status == "completed"
    assert [item.type for item in beta.input_items.list(made.id)] == ["message"]
    assert beta.input_tokens.count(model=MODEL, input="Hi").input_tokens > 0
    assert beta.compact(model=MODEL, input="Hi").object == "response.compaction"
    types = [event.type for event in beta.create(model=MODEL, input="Hi", stream=True)]
    assert (types[0], types[-1]) == ("response.created", "response.completed")
    beta.delete(made.id)
    with pytest.raises(openai.NotFoundError):
        beta.retrieve(made.id)
    assert client.responses.create(model=MODEL, input="Hi").id.startswith("resp_")


def test_background_streams_begin_as_the_clients_expect(client: Any) -> None:
    for created in (True, False):
        if created:
            with client.responses.stream(model=MODEL, input="Hi", background=True) as stream:
                events = list(stream)
                assert stream.get_final_response().output_text
            first = events[0].response.id
        else:
            with client.responses.stream(response_id=first, starting_after=0) as stream:
                events = list(stream)
        numbers = [event.sequence_number for event in events]
        begun = [(event.type, event.response.status) for event in events if hasattr(event, "response")][:-1]
        wanted = [
            ("response.created", "queued"),
            ("response.queued", "queued"),
            ("response.in_progress", "in_progress"),
        ]
        assert begun == (wanted if created else wanted[1:])
        assert numbers == list(range(0 if created else 1, numbers[-1] + 1))


def test_a_background_response_that_is_not_stored_stays_for_minutes(
    client: Any, shared_emulator: Emulator
) -> None:
    made = respond(client, background=True, store=False)
    assert client.responses.retrieve(made.id).status == "completed"
    shared_emulator.clock.advance(601)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(made.id)


def test_the_window_of_a_background_response(client: Any) -> None:
    for window in ("soonest", "2h", "8h"):
        assert respond(client, background=True, background_options={"completion_window": window}).status
    error = refused(respond, client, background_options={"completion_window": "2h"})
    assert error.param == "background_options.completion_window"


# -- parameters that are optional or deprecated --------------------------------------------------------------


def test_a_project_with_a_geography(client: Any) -> None:
    projects = client.admin.organization.projects
    project = projects.create(name="Research", geography="EU")
    assert projects.update(project.id, name="Lab", geography="EU").name == "Lab"
    with pytest.raises(openai.BadRequestError, match="only one of 'geography' and 'residency'"):
        projects.create(name="Research", geography="EU", residency="EU_STORAGE_PROCESSING")


@pytest.mark.parametrize("purpose", ["user_data", "evals"])
def test_an_upload_of_any_purpose(client: Any, purpose: str) -> None:
    upload = client.uploads.create(filename="a.jsonl", purpose=purpose, bytes=3, mime_type="text/plain")
    part = client.uploads.parts.create(upload.id, data=b"abc")
    assert client.uploads.complete(upload.id, part_ids=[part.id]).file.purpose == purpose


def test_limits_of_lists_are_those_that_are_told(client: Any, shared_emulator: Emulator) -> None:
    organization = client.admin.organization
    project = next(iter(organization.projects.list())).id
    assert len(list(organization.projects.rate_limits.list_rate_limits(project, limit=1000))) > 30
    assert organization.admin_api_keys.list(limit=1000).data
    assert client.chat.completions.list(limit=500).data == []
    assert client.fine_tuning.jobs.list(limit=500).data == []
    for call in (
        organization.projects.list,
        organization.users.list,
        client.batches.list,
        client.vector_stores.list,
    ):
        assert call(limit=100) is not None
        with pytest.raises(openai.BadRequestError, match="value <= 100, but got 101"):
            call(limit=101)
        with pytest.raises(openai.BadRequestError, match="value >= 1, but got 0"):
            call(limit=0)
    assert organization.groups.list(limit=0).data == []

"""Responses, with the official client."""

import base64
import json

import openai
import pydantic
import pytest

from fjcorp_openai.pictures import measure

MODEL = "gpt-5.5"
WEATHER = {
    "type": "function",
    "name": "get_weather",
    "description": "Weather of a city",
    "strict": True,
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}, "unit": {"enum": ["celsius", "fahrenheit"]}},
        "required": ["city", "unit"],
        "additionalProperties": False,
    },
}


def respond(client, said="Tell me about bicycles.", **options):
    return client.responses.create(**{"model": MODEL, "input": said} | options)


def kinds(response):
    return [item.type for item in response.output]


def test_a_response_is_kept_and_can_be_deleted(client):
    made = respond(client, metadata={"a": "b"}, instructions="Be brief.", temperature=None)
    assert (made.status, made.object, made.error) == ("completed", "response", None)
    assert made.id.startswith("resp_")
    assert "bicycles" in made.output_text
    assert kinds(made) == ["reasoning", "message"]
    usage = made.usage
    assert usage.total_tokens == usage.input_tokens + usage.output_tokens
    assert usage.output_tokens_details.reasoning_tokens > 0
    assert client.responses.retrieve(made.id) == made
    assert respond(client).output_text == respond(client).output_text
    client.responses.delete(made.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(made.id)


def test_a_response_that_is_not_stored_is_gone(client, shared_emulator):
    made = respond(client, store=False)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(made.id)
    kept = respond(client)
    shared_emulator.clock.advance(30 * 86_400 + 1)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(kept.id)


def test_input_items_page_by_two(client):
    texts = [{"role": "user", "content": str(number)} for number in range(5)]
    made = respond(client, texts)
    listed = list(client.responses.input_items.list(made.id, limit=2, order="asc"))
    assert [item.content[0].text for item in listed] == list("01234")
    assert [item.id for item in client.responses.input_items.list(made.id, limit=2)] == [
        item.id for item in listed[::-1]
    ]


def test_previous_response_and_conversation_carry_the_history(client):
    first = respond(client, "Hello")
    second = respond(client, "And now?", previous_response_id=first.id)
    assert second.previous_response_id == first.id
    assert second.usage.input_tokens > respond(client, "And now?").usage.input_tokens
    conversation = client.conversations.create()
    one = respond(client, "Hello", conversation=conversation.id)
    respond(client, "And now?", conversation={"id": conversation.id})
    assert one.conversation.id == conversation.id
    items = client.conversations.items.list(conversation.id, order="asc").data
    assert [item.type for item in items] == ["message", "reasoning", "message"] * 2
    with pytest.raises(openai.BadRequestError) as caught:
        respond(client, conversation=conversation.id, previous_response_id=first.id)
    assert caught.value.code == "mutually_exclusive_parameters"
    for options in ({"conversation": "conv_none"}, {"previous_response_id": "resp_none"}):
        with pytest.raises(openai.NotFoundError):
            respond(client, **options)


def test_function_calls_and_their_outputs(client):
    made = respond(client, "What is the weather in Oslo?", tools=[WEATHER])
    call = made.output[-1]
    assert (call.type, call.name) == ("function_call", "get_weather")
    arguments = json.loads(call.arguments)
    assert set(arguments) == {"city", "unit"}
    with pytest.raises(openai.BadRequestError, match="No tool output found"):
        respond(client, "go on", previous_response_id=made.id)
    output = {"type": "function_call_output", "call_id": call.call_id, "output": "4 degrees, rain"}
    answer = respond(client, [output], previous_response_id=made.id, tools=[WEATHER])
    assert "4 degrees, rain" in answer.output_text
    with pytest.raises(openai.BadRequestError, match="No tool call found"):
        respond(client, [output])
    assert respond(client, "hi", tools=[WEATHER], tool_choice="none").output_text
    for choice in ("required", {"type": "function", "name": "get_weather"}):
        assert kinds(respond(client, "hi", tools=[WEATHER], tool_choice=choice))[-1] == "function_call"
    with pytest.raises(openai.BadRequestError):
        respond(client, "hi", tools=[WEATHER], tool_choice={"type": "function", "name": "other"})


def test_custom_tools(client):
    tool = {"type": "custom", "name": "run_query", "description": "Runs a query"}
    made = respond(client, "run select 1", tools=[tool], tool_choice="required")
    call = made.output[-1]
    assert (call.type, call.input) == ("custom_tool_call", "run select 1")
    output = {"type": "custom_tool_call_output", "call_id": call.call_id, "output": "1"}
    assert respond(client, [output], previous_response_id=made.id).output_text


def test_structured_output(client):
    class Bicycle(pydantic.BaseModel):
        name: str
        gears: int
        colours: list[str]

    parsed = client.responses.parse(model=MODEL, input="Name a bicycle", text_format=Bicycle).output_parsed
    assert isinstance(parsed, Bicycle)
    shape = {"type": "json_object"}
    assert json.loads(respond(client, "answer as json", text={"format": shape}).output_text)
    with pytest.raises(openai.BadRequestError, match="json"):
        respond(client, "hello", text={"format": shape})
    loose = {"type": "json_schema", "name": "x", "strict": True, "schema": {"type": "object"}}
    with pytest.raises(openai.BadRequestError) as caught:
        respond(client, text={"format": loose})
    assert caught.value.param == "text.format.schema"


def test_stream(client):
    events = list(respond(client, stream=True, reasoning={"summary": "auto"}))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    names = [event.type for event in events]
    assert names[:2] == ["response.created", "response.in_progress"]
    assert names[-1] == "response.completed"
    assert "response.reasoning_summary_text.done" in names
    final = events[-1].response
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert text == final.output_text
    assert client.responses.retrieve(final.id) == final
    with client.responses.stream(
        model=MODEL, input="What is the weather in Oslo?", tools=[WEATHER]
    ) as stream:
        for event in stream:
            if event.type == "response.function_call_arguments.done":
                assert json.loads(event.arguments)
        assert stream.get_final_response().output[-1].type == "function_call"


def test_background(client, shared_emulator):
    made = respond(client, background=True)
    assert (made.status, made.output) == ("queued", [])
    assert client.responses.retrieve(made.id).status == "completed"
    names = [event.type for event in client.responses.retrieve(made.id, stream=True)]
    assert names[:3] == ["response.created", "response.queued", "response.in_progress"]
    later = list(client.responses.retrieve(made.id, stream=True, starting_after=3))
    assert [event.type for event in later] == names[4:]
    shared_emulator.transitions("manual")
    waiting = respond(client, background=True)
    shared_emulator.advance()
    assert client.responses.retrieve(waiting.id).status == "in_progress"
    assert client.responses.cancel(waiting.id).status == "cancelled"
    assert client.responses.cancel(waiting.id).status == "cancelled"
    assert shared_emulator.advance() == 0
    for other in (made.id, respond(client).id):
        with pytest.raises(openai.BadRequestError):
            client.responses.cancel(other)
    failed = respond(client, "[emulator:failed]", background=True)
    shared_emulator.advance(2)
    failed = client.responses.retrieve(failed.id)
    assert (failed.status, failed.error.code) == ("failed", "server_error")


def test_incomplete_refused_and_filtered(client):
    short = respond(client, max_output_tokens=16, reasoning={"effort": "none"})
    assert (short.status, short.incomplete_details.reason) == ("incomplete", "max_output_tokens")
    assert short.usage.output_tokens == 16
    refused = respond(client, "hi", extra_headers={"x-emulator-trigger": "refusal"})
    assert refused.output[-1].content[0].type == "refusal"
    filtered = respond(client, "[emulator:content_filter]")
    assert filtered.incomplete_details.reason == "content_filter"
    events = [event.type for event in respond(client, "[emulator:refusal]", stream=True)]
    assert "response.refusal.done" in events


def test_file_search(client):
    store = client.vector_stores.create()
    file = client.files.create(
        file=("hours.txt", b"The shop is open from nine to five."), purpose="assistants"
    )
    client.vector_stores.files.create_and_poll(file.id, vector_store_id=store.id)
    tool = {"type": "file_search", "vector_store_ids": [store.id]}
    made = respond(client, "When is the shop open?", tools=[tool], include=["file_search_call.results"])
    assert kinds(made) == ["reasoning", "file_search_call", "message"]
    assert made.output[1].results[0].file_id == file.id
    assert "from nine to five" in made.output_text
    assert made.output[-1].content[0].annotations[0].file_id == file.id
    assert respond(client, "When?", tools=[tool]).output[1].results is None
    with pytest.raises(openai.NotFoundError):
        respond(client, tools=[{"type": "file_search", "vector_store_ids": ["vs_none"]}])


def test_other_hosted_tools(client):
    drawn = respond(client, "Draw a cat", tools=[{"type": "image_generation", "size": "1536x1024"}])
    picture = next(item for item in drawn.output if item.type == "image_generation_call")
    assert measure(base64.b64decode(picture.result)) == ("png", 1536, 1024)
    tool = {"type": "code_interpreter", "container": {"type": "auto"}}
    computed = respond(
        client, "How much is 12 * (3 + 4)?", tools=[tool], include=["code_interpreter_call.outputs"]
    )
    assert "84" in computed.output_text
    assert computed.output[1].outputs[0].logs == "84\n"
    searched = respond(
        client, "hello", tools=[{"type": "web_search"}], tool_choice={"type": "web_search_preview"}
    )
    assert "web_search_call" in kinds(searched)
    assert kinds(respond(client, "hello", tools=[{"type": "web_search"}])) == ["reasoning", "message"]
    events = [
        event.type
        for event in respond(client, "Draw a cat", tools=[{"type": "image_generation"}], stream=True)
    ]
    assert "response.image_generation_call.completed" in events


def test_files_and_images_as_input(client):
    file = client.files.create(
        file=("hours.txt", b"The shop is open from nine to five."), purpose="user_data"
    )
    content = [
        {"type": "input_text", "text": "When is the shop open?"},
        {"type": "input_file", "file_id": file.id},
    ]
    assert "nine to five" in respond(client, [{"role": "user", "content": content}]).output_text
    image = [{"type": "input_image", "image_url": "https://example.com/a.png", "detail": "low"}]
    made = respond(client, [{"role": "user", "content": image}])
    assert client.responses.input_items.list(made.id).data[0].content[0].detail == "low"
    with pytest.raises(openai.NotFoundError):
        respond(client, [{"role": "user", "content": [{"type": "input_file", "file_id": "file-none"}]}])


def test_item_references(client):
    conversation = client.conversations.create(items=[{"role": "user", "content": "My name is Ada."}])
    item = client.conversations.items.list(conversation.id).data[0]
    made = respond(client, [{"type": "item_reference", "id": item.id}])
    assert client.responses.input_items.list(made.id).data[0].id == item.id
    with pytest.raises(openai.NotFoundError):
        respond(client, [{"type": "item_reference", "id": "msg_none"}])


def test_tokens_are_counted_without_generating(client, shared_emulator):
    counted = client.responses.input_tokens.count(model=MODEL, input="Tell me about bicycles.")
    assert counted.input_tokens == respond(client).usage.input_tokens
    more = client.responses.input_tokens.count(
        model=MODEL, input="x", tools=[WEATHER], instructions="Be kind."
    )
    assert more.input_tokens > counted.input_tokens
    assert not any(call["paid"] for call in shared_emulator.calls("Getinputtokencounts"))


def test_compaction_keeps_the_thread(client):
    first = respond(client, "Hello")
    small = client.responses.compact(model=MODEL, previous_response_id=first.id, input="More")
    assert [item.type for item in small.output] == ["message", "message", "compaction"]
    again = [item.model_dump(exclude_none=True, warnings=False) for item in small.output]
    assert respond(client, [*again, {"role": "user", "content": "And?"}]).output_text
    broken = [{"type": "compaction", "encrypted_content": "nonsense"}]
    with pytest.raises(openai.BadRequestError):
        respond(client, broken)


@pytest.mark.parametrize(
    ("options", "param"),
    [
        ({"input": None}, "input"),
        ({"model": None}, "model"),
        ({"model": "text-embedding-3-small"}, "model"),
        ({"max_output_tokens": 15}, "max_output_tokens"),
        ({"temperature": 0.5}, "temperature"),
        ({"temperature": 3}, "temperature"),
        ({"extra_body": {"top_k": 5}}, "top_k"),
        ({"stream_options": {"include_obfuscation": False}}, "stream_options"),
        ({"model": "gpt-4.1", "reasoning": {"effort": "low"}}, "reasoning.effort"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"input": [{"type": "message", "role": "king", "content": "x"}]}, "input[0].role"),
    ],
)
def test_refusals_name_their_parameter(client, options, param):
    with pytest.raises(openai.BadRequestError) as caught:
        respond(client, **options)
    assert caught.value.param == param


def test_what_does_not_exist(client):
    for options in ({"model": "gpt-4"}, {"model": "gpt-9"}, {"prompt": {"id": "pmpt_1"}}):
        with pytest.raises(openai.NotFoundError):
            respond(client, **options)


def test_responses_can_be_batched(client, shared_emulator):
    line = {
        "custom_id": "a",
        "method": "POST",
        "url": "/v1/responses",
        "body": {"model": MODEL, "input": "Hello"},
    }
    file = client.files.create(file=("a.jsonl", json.dumps(line).encode()), purpose="batch")
    batch = client.batches.create(input_file_id=file.id, endpoint="/v1/responses", completion_window="24h")
    shared_emulator.settle()
    done = client.batches.retrieve(batch.id)
    result = json.loads(client.files.content(done.output_file_id).text)
    assert result["response"]["body"]["status"] == "completed"
    assert done.usage.output_tokens == result["response"]["body"]["usage"]["output_tokens"]

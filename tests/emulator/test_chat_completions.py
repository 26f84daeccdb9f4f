"""Chat completions, by the official client."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import openai
import pytest

from support.checks import every

if TYPE_CHECKING:
    from support.emulator import Emulator

MODEL = "gpt-5.6-terra"
HELLO = [{"role": "user", "content": "What makes a good bicycle for a commuter?"}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Tell the weather of a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "unit": {"enum": ["celsius", "fahrenheit"]}},
            "required": ["city", "unit"],
            "additionalProperties": False,
        },
    },
}


def create(client: Any, messages: Any = None, **options: Any) -> Any:
    return client.chat.completions.create(
        model=options.pop("model", MODEL), messages=messages or HELLO, **options
    )


def refused(client: Any, messages: Any = None, **options: Any) -> openai.BadRequestError:
    with pytest.raises(openai.BadRequestError) as caught:
        create(client, messages, **options)
    return caught.value


def test_the_answer_takes_up_the_question_and_is_always_the_same(client: Any) -> None:
    first, second = create(client), create(client)
    assert "commuter" in first.choices[0].message.content
    assert first.choices[0].message.content == second.choices[0].message.content
    assert first.id != second.id
    assert first.choices[0].finish_reason == "stop"
    usage = first.usage
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens > usage.prompt_tokens > 0


def test_the_call_is_paid_and_a_refused_one_is_not(client: Any, shared_emulator: Emulator) -> None:
    create(client)
    refused(client, temperature=3)
    assert [call["paid"] for call in shared_emulator.calls("createChatCompletion")] == [True, False]


def test_files_are_read(client: Any) -> None:
    text = (
        b"Invoices are due within 30 days.\nEmployees have 28 days of holiday.\nThe office opens at nine.\n"
    )
    file = client.files.create(file=("handbook.md", text), purpose="user_data")
    for part in (
        {"file_id": file.id},
        {
            "filename": "handbook.md",
            "file_data": f"data:text/markdown;base64,{base64.b64encode(text).decode()}",
        },
    ):
        asked = [
            {"type": "text", "text": "How many days of holiday do employees have?"},
            {"type": "file", "file": part},
        ]
        answer = create(client, [{"role": "user", "content": asked}]).choices[0].message.content
        assert "Employees have 28 days of holiday." in answer
        assert "handbook.md" in answer


def test_a_file_that_does_not_exist_is_named(client: Any) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        create(client, [{"role": "user", "content": [{"type": "file", "file": {"file_id": "file-none"}}]}])
    assert caught.value.param == "messages[0].content[0].file.file_id"


def test_images_are_seen(client: Any) -> None:
    image = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
    content = [{"type": "text", "text": "What is this?"}, image]
    assert "1 image" in create(client, [{"role": "user", "content": content}]).choices[0].message.content
    content[1] = {"type": "image_url", "image_url": {"url": "nowhere"}}
    assert refused(client, [{"role": "user", "content": content}]).code == "invalid_image_url"


@pytest.mark.parametrize("model", ["gpt-4", "gpt-3.5-turbo", "nothing", "ft:gpt-4o:acme::x"])
def test_models_that_are_shut_or_unknown_are_not_found(client: Any, model: str) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        create(client, model=model)
    assert caught.value.code == "model_not_found"


def test_a_model_of_another_kind_is_refused(client: Any) -> None:
    assert refused(client, model="text-embedding-3-small").param == "model"


def test_a_tool_is_called_with_arguments_of_its_schema(client: Any) -> None:
    asked = [{"role": "user", "content": "What is the weather in Lisbon in celsius?"}]
    choice = create(client, asked, tools=[WEATHER]).choices[0]
    assert choice.finish_reason == "tool_calls"
    call = choice.message.tool_calls[0]
    arguments = json.loads(call.function.arguments)
    jsonschema_rs.validate(WEATHER["function"]["parameters"], arguments)
    assert (call.function.name, arguments) == ("get_weather", {"city": "Lisbon", "unit": "celsius"})
    result = {"role": "tool", "tool_call_id": call.id, "content": "21 degrees and sunny"}
    answer = create(client, [*asked, choice.message.to_dict(), result], tools=[WEATHER]).choices[0]
    assert (answer.finish_reason, "21 degrees" in answer.message.content) == ("stop", True)


@pytest.mark.parametrize(
    ("choice", "name"),
    [
        ("none", None),
        ("auto", None),
        ("required", "get_weather"),
        ({"type": "function", "function": {"name": "other"}}, "other"),
        (
            {
                "type": "allowed_tools",
                "allowed_tools": {
                    "mode": "required",
                    "tools": [{"type": "function", "function": {"name": "other"}}],
                },
            },
            "other",
        ),
    ],
)
def test_the_choice_of_tools_is_honoured(client: Any, choice: Any, name: str | None) -> None:
    other = {"type": "function", "function": {"name": "other"}}
    message = create(client, tools=[WEATHER, other], tool_choice=choice).choices[0].message
    assert (message.tool_calls[0].function.name if message.tool_calls else None) == name


def test_custom_tools_get_text(client: Any) -> None:
    tool = {"type": "custom", "custom": {"name": "run"}}
    choice = create(client, tools=[tool], tool_choice="required").choices[0]
    assert choice.message.tool_calls[0].custom.input == HELLO[0]["content"]


def test_wrong_tools_are_refused(client: Any) -> None:
    named = {"type": "function", "function": {"name": "absent"}}
    assert refused(client, tools=[WEATHER], tool_choice=named).param == "tool_choice"
    assert refused(client, tool_choice="auto").param == "tool_choice"
    assert refused(client, tools=[{"type": "function", "function": {}}]).param == "tools[0].function.name"
    lost = [{"role": "tool", "tool_call_id": "call_1", "content": "x"}]
    assert refused(client, [*HELLO, *lost]).param == "messages.[1].role"


def test_the_older_form_of_functions_works(client: Any) -> None:
    asked = [{"role": "user", "content": "The weather in Paris?"}]
    choice = create(client, asked, model="gpt-4o", functions=[WEATHER["function"]]).choices[0]
    assert choice.finish_reason == "function_call"
    assert json.loads(choice.message.function_call.arguments)["city"] == "Paris"
    choice = create(client, functions=[WEATHER["function"]], function_call={"name": "get_weather"}).choices[0]
    assert choice.message.function_call.name == "get_weather"


def test_structured_answers_satisfy_their_schema(client: Any) -> None:
    schema = {
        "type": "object",
        "properties": {
            "title": {"type": "string", "maxLength": 40},
            "score": {"type": "number", "minimum": 0, "maximum": 1},
            "tags": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3},
            "kind": {"enum": ["bike", "car"]},
            "code": {"type": "string", "pattern": "^[A-Z]{2}-\\d{4}$"},
            "parent": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
        },
        "required": ["title", "score", "tags", "kind", "code", "parent"],
        "additionalProperties": False,
        "$defs": {
            "Node": {
                "type": "object",
                "properties": {"children": {"type": "array", "items": {"$ref": "#/$defs/Node"}}},
                "required": ["children"],
                "additionalProperties": False,
            }
        },
    }
    wanted = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}
    for choice in create(client, response_format=wanted, n=3).choices:
        jsonschema_rs.validate(schema, json.loads(choice.message.content))
    loose = {
        "type": "json_schema",
        "json_schema": {"name": "answer", "strict": True, "schema": {"type": "object"}},
    }
    assert refused(client, response_format=loose).param == "response_format"


def test_json_mode_wants_the_word_json(client: Any) -> None:
    assert refused(client, response_format={"type": "json_object"}).param == "messages"
    asked = [{"role": "user", "content": "Answer in JSON: what is a bicycle?"}]
    content = create(client, asked, response_format={"type": "json_object"}).choices[0].message.content
    assert isinstance(json.loads(content), dict)


def test_choices_differ(client: Any) -> None:
    choices = create(client, n=3).choices
    assert [choice.index for choice in choices] == [0, 1, 2]
    assert len({choice.message.content for choice in choices}) > 1


def test_stop_sequences_and_limits_end_the_answer(client: Any) -> None:
    whole = create(client).choices[0].message.content
    word = whole.split()[3]
    stopped = create(client, stop=[word]).choices[0]
    assert (stopped.finish_reason, stopped.message.content) == ("stop", whole[: whole.index(word)])
    short = create(client, max_completion_tokens=4).choices[0]
    assert short.finish_reason == "length"
    assert whole.startswith(short.message.content)
    assert create(client, model="gpt-4o", max_tokens=4).choices[0].finish_reason == "length"


def test_parameters_a_model_does_not_take_are_refused(client: Any) -> None:
    error = refused(client, max_tokens=5)
    assert (error.param, error.code) == ("max_tokens", "unsupported_parameter")
    error = refused(client, model="o3", temperature=0.5)
    assert (error.param, error.code) == ("temperature", "unsupported_value")
    assert create(client, temperature=0, top_p=0, presence_penalty=0).choices


@pytest.mark.parametrize(
    ("options", "param", "code"),
    [
        ({"temperature": "hot"}, "temperature", "invalid_type"),
        ({"temperature": 2.5}, "temperature", "decimal_above_max_value"),
        ({"extra_body": {"colour": "red"}}, "colour", "unknown_parameter"),
        ({"messages": []}, "messages", "empty_array"),
        ({"messages": [{"role": "king", "content": "x"}]}, "messages[0].role", "invalid_value"),
        (
            {"messages": [{"role": "user", "content": "x", "mood": 1}]},
            "messages[0].mood",
            "unknown_parameter",
        ),
        ({"messages": [{"role": "user"}]}, "messages[0].content", "missing_required_parameter"),
        ({"metadata": {"a": 1}}, "metadata.a", "invalid_type"),
        ({"n": 0}, "n", "integer_below_min_value"),
        ({"stream_options": {"include_usage": True}}, "stream_options", None),
    ],
)
def test_wrong_parameters_are_named(
    client: Any, options: dict[str, Any], param: str, code: str | None
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(**{"model": MODEL, "messages": HELLO, **options})
    assert (caught.value.param, caught.value.code, caught.value.type) == (
        param,
        code,
        "invalid_request_error",
    )


def test_log_probabilities_cover_the_answer(client: Any) -> None:
    choice = create(client, logprobs=True, top_logprobs=2).choices[0]
    assert "".join(each.token for each in choice.logprobs.content) == choice.message.content
    for each in choice.logprobs.content:
        assert each.logprob < 0
        assert bytes(each.bytes).decode() == each.token
        assert [len(each.top_logprobs), each.top_logprobs[0].token] == [2, each.token]
    assert choice.logprobs.refusal is None


def test_special_answers_come_on_demand(client: Any) -> None:
    for options in (
        {"extra_headers": {"x-emulator-trigger": "refusal"}},
        {"messages": [{"role": "user", "content": "[emulator:refusal] Hello"}]},
    ):
        message = create(client, **options).choices[0].message
        assert (message.content, bool(message.refusal)) == (None, True)
    asked = [{"role": "user", "content": "[emulator:content_filter]"}]
    assert create(client, asked).choices[0].finish_reason == "content_filter"


def test_a_stream_holds_the_same_as_the_answer(client: Any) -> None:
    whole = create(client, n=2).choices
    texts, reasons, usage = {0: "", 1: ""}, {}, None
    for chunk in create(client, n=2, stream=True, stream_options={"include_usage": True}):
        usage = chunk.usage
        for choice in chunk.choices:
            texts[choice.index] += choice.delta.content or ""
            reasons[choice.index] = choice.finish_reason
    assert texts == {choice.index: choice.message.content for choice in whole}
    assert reasons == {0: "stop", 1: "stop"}
    assert usage.total_tokens > 0


def test_tools_are_streamed(client: Any) -> None:
    with client.chat.completions.stream(
        model=MODEL, messages=HELLO, tools=[WEATHER], tool_choice="required"
    ) as stream:
        final = stream.get_final_completion()
    call = final.choices[0].message.tool_calls[0]
    jsonschema_rs.validate(WEATHER["function"]["parameters"], json.loads(call.function.arguments))
    pieces = [
        chunk.choices[0].delta.function_call.arguments
        for chunk in create(
            client, functions=[WEATHER["function"]], function_call={"name": "get_weather"}, stream=True
        )
        if chunk.choices[0].delta.function_call
    ]
    jsonschema_rs.validate(WEATHER["function"]["parameters"], json.loads("".join(pieces)))


def test_a_stream_without_usage_has_none(client: Any) -> None:
    assert every(chunk.usage is None for chunk in create(client, stream=True))


def test_audio_is_spoken(client: Any) -> None:
    options = {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"}}
    message = create(client, model="gpt-audio-1.5", **options).choices[0].message
    assert base64.b64decode(message.audio.data)[:4] == b"RIFF"
    assert "commuter" in message.audio.transcript
    assert refused(client, **options).param == "modalities"


def test_a_stored_completion_is_read_changed_and_deleted(client: Any) -> None:
    system = {"role": "system", "content": "Be short."}
    made = create(client, [system, *HELLO], store=True, metadata={"team": "web"})
    completions = client.chat.completions
    stored = completions.retrieve(made.id)
    assert stored.choices[0].message.content == made.choices[0].message.content
    assert stored.to_dict()["metadata"] == {"team": "web"}
    messages = list(completions.messages.list(made.id, limit=1))
    assert [(message.role, message.content) for message in messages] == [
        ("system", "Be short."),
        ("user", HELLO[0]["content"]),
    ]
    changed = completions.update(made.id, metadata={"team": "app"})
    assert changed.to_dict()["metadata"] == {"team": "app"}
    assert completions.delete(made.id).deleted
    for call in (completions.retrieve, completions.delete, completions.messages.list):
        with pytest.raises(openai.NotFoundError):
            call(made.id)


def test_what_is_not_stored_cannot_be_read(client: Any) -> None:
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.retrieve(create(client).id)


def test_five_stored_completions_are_listed_two_by_two(client: Any, shared_emulator: Emulator) -> None:
    made = [create(client, store=True, metadata={"number": str(number % 2)}).id for number in range(5)]
    create(client, model="gpt-4o", store=True)
    shared_emulator.clear_calls()
    completions = client.chat.completions
    assert [each.id for each in completions.list(limit=2, model=MODEL)] == made
    assert len(shared_emulator.calls("listChatCompletions")) == 3
    assert [each.id for each in completions.list(metadata={"number": "1"})] == [made[1], made[3]]
    assert [each.id for each in completions.list(limit=2, order="desc")][-1] == made[0]

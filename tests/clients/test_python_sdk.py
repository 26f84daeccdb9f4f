"""The official Python SDK: what its README does, written anew and run against the emulator."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from typing import TYPE_CHECKING, Any

import openai
import pydantic
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.emulator import Emulator

MODEL = "gpt-5.5"
HELLO = [{"role": "user", "content": "Say this is a test"}]
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"a secret of this test alone").decode()


class Step(pydantic.BaseModel):
    """One step of a calculation."""

    explanation: str
    output: str


class Answer(pydantic.BaseModel):
    """A calculation."""

    steps: list[Step]
    final_answer: str


class GetWeather(pydantic.BaseModel):
    """Get the weather of a city."""

    city: str = pydantic.Field(description="Name of the city")


@pytest.fixture
def asynchronous(shared_emulator: Emulator) -> Iterator[Any]:
    """Return what runs a coroutine that takes an asynchronous client."""

    def run(work: Any) -> Any:
        async def connected() -> Any:
            async with openai.AsyncOpenAI(
                api_key=shared_emulator.api_key, base_url=shared_emulator.base_url, max_retries=0
            ) as client:
                return await work(client)

        return asyncio.run(connected())

    return run


def test_instructions_and_input(client):
    answer = client.responses.create(
        model=MODEL,
        instructions="You are a coding assistant that talks like a pirate.",
        input="How do I check if a Python object is an instance of a class?",
    )
    assert "instance" in answer.output_text
    assert answer._request_id.startswith("req_")


def test_an_image_by_its_bytes(client):
    answer = client.responses.create(
        model=MODEL,
        input=[
            {
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "What is in this image?"},
                    {"type": "input_image", "image_url": f"data:image/png;base64,{PIXEL}"},
                ],
            }
        ],
    )
    assert answer.output_text


def test_the_asynchronous_client_streams(asynchronous):
    async def work(client: Any) -> Any:
        stream = await client.responses.create(
            model=MODEL, input="Write a story about a unicorn.", stream=True
        )
        return [event async for event in stream]

    events = asynchronous(work)
    assert [events[0].type, events[-1].type] == ["response.created", "response.completed"]
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert text == events[-1].response.output_text


def test_many_calls_at_once(asynchronous):
    async def work(client: Any) -> Any:
        calls = [
            client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": f"Number {number}"}]
            )
            for number in range(8)
        ]
        return await asyncio.gather(*calls)

    answers = asynchronous(work)
    assert len({answer.id for answer in answers}) == 8


def test_a_background_response_is_streamed_and_taken_up_again(client):
    with client.responses.create(model=MODEL, input="Count to ten.", background=True, stream=True) as stream:
        events = list(stream)
    types = [event.type for event in events]
    assert types[:3] == ["response.created", "response.queued", "response.in_progress"]
    assert events[0].response.status == "queued"
    with client.responses.retrieve(events[0].response.id, stream=True, starting_after=2) as stream:
        assert [event.sequence_number for event in stream] == [event.sequence_number for event in events[3:]]


def test_the_stream_helper_accepts_a_background_response(client):
    with client.responses.stream(model=MODEL, input="Count to ten.", background=True) as stream:
        types = [event.type for event in stream]
        final = stream.get_final_response()
    assert types[:3] == ["response.created", "response.queued", "response.in_progress"]
    assert final.status == "completed"


def test_a_background_response_is_polled_and_cancelled(client, shared_emulator):
    shared_emulator.transitions("manual")
    answer = client.responses.create(model=MODEL, input="Think long.", background=True)
    assert answer.status == "queued"
    assert client.responses.retrieve(answer.id).status == "queued"
    assert client.responses.cancel(answer.id).status == "cancelled"
    other = client.responses.create(model=MODEL, input="Think long.", background=True)
    shared_emulator.advance(9)
    assert client.responses.retrieve(other.id).status == "completed"


def test_lists_page_by_themselves(client, asynchronous):
    for number in range(5):
        client.files.create(file=(f"{number}.txt", b"x"), purpose="user_data")
    names = [file.filename for file in client.files.list(limit=2, order="asc")]
    assert names == [f"{number}.txt" for number in range(5)]
    page = client.files.list(limit=2, order="asc")
    assert page.has_next_page()
    assert [file.filename for file in page.get_next_page().data] == ["2.txt", "3.txt"]

    async def work(client: Any) -> Any:
        return [file.filename async for file in client.files.list(limit=2, order="asc")]

    assert asynchronous(work) == names


def test_nested_parameters(client):
    answer = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "How much? As JSON, please."}],
        response_format={"type": "json_object"},
    )
    assert isinstance(json.loads(answer.choices[0].message.content), dict)


def test_files_by_path_and_by_bytes(client, tmp_path):
    path: Path = tmp_path / "input.jsonl"
    line = {"messages": [*HELLO, {"role": "assistant", "content": "This is a test"}]}
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    by_path = client.files.create(file=path, purpose="fine-tune")
    assert client.files.wait_for_processing(by_path.id, poll_interval=0.05).status == "processed"
    with path.open("rb") as stream:
        assert client.files.create(file=stream, purpose="fine-tune").bytes == by_path.bytes
    assert client.files.content(by_path.id).text == path.read_text("utf-8")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"status": 400}, openai.BadRequestError),
        ({"status": 401}, openai.AuthenticationError),
        ({"status": 403}, openai.PermissionDeniedError),
        ({"status": 404}, openai.NotFoundError),
        ({"status": 409}, openai.ConflictError),
        ({"status": 422}, openai.UnprocessableEntityError),
        ({"status": 429}, openai.RateLimitError),
        ({"status": 500}, openai.InternalServerError),
        ({"drop": "before"}, openai.APIConnectionError),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else None,
)
def test_errors_are_typed(client, shared_emulator, fault, error):
    shared_emulator.fault("createChatCompletion", **fault)
    with pytest.raises(error) as caught:
        client.chat.completions.create(model=MODEL, messages=HELLO)
    if "status" in fault:
        assert caught.value.status_code == fault["status"]
        assert caught.value.request_id.startswith("req_")


def test_a_call_times_out(client, shared_emulator):
    shared_emulator.fault("createChatCompletion", delay=5)
    with pytest.raises(openai.APITimeoutError):
        client.with_options(timeout=0.2).chat.completions.create(model=MODEL, messages=HELLO)


def test_failures_are_repeated(client, shared_emulator):
    shared_emulator.fault("createChatCompletion", status=500)
    shared_emulator.fault("createChatCompletion", nth=2, status=429, retry_after=0)
    patient = client.with_options(max_retries=3)
    assert patient.chat.completions.create(model=MODEL, messages=HELLO).choices[0].message.content
    assert len(shared_emulator.calls("createChatCompletion")) == 3


def test_the_headers_of_a_generation(client):
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=HELLO)
    assert raw.parse().choices[0].message.content
    assert int(raw.headers["openai-processing-ms"]) >= 0
    assert raw.headers["openai-version"] == "2020-10-01"
    assert raw.headers["openai-organization"]
    for kind in ("requests", "tokens"):
        limit, remaining = (int(raw.headers[f"x-ratelimit-{part}-{kind}"]) for part in ("limit", "remaining"))
        assert 0 <= remaining <= limit
        assert raw.headers[f"x-ratelimit-reset-{kind}"].endswith("s")


def test_an_answer_is_read_while_it_comes(client):
    with client.chat.completions.with_streaming_response.create(model=MODEL, messages=HELLO) as response:
        assert json.loads("".join(response.iter_text()))["object"] == "chat.completion"


def test_parameters_and_answers_that_the_sdk_does_not_know(client):
    answer = client.post("/chat/completions", body={"model": MODEL, "messages": HELLO}, cast_to=object)
    assert answer["object"] == "chat.completion"
    extra = client.responses.create(model=MODEL, input="Hi", extra_body={"store": False})
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(extra.id)


def test_answers_of_a_shape(client):
    completion = client.chat.completions.parse(
        model=MODEL, messages=[{"role": "user", "content": "solve 8x + 31 = 2"}], response_format=Answer
    )
    assert isinstance(completion.choices[0].message.parsed, Answer)
    response = client.responses.parse(model=MODEL, input="solve 8x + 31 = 2", text_format=Answer)
    assert isinstance(response.output_parsed, Answer)
    with client.chat.completions.stream(model=MODEL, messages=HELLO, response_format=Answer) as stream:
        assert isinstance(stream.get_final_completion().choices[0].message.parsed, Answer)


def test_a_function_made_of_a_model(client):
    asked = [{"role": "user", "content": "What is the weather in Paris?"}]
    tool = openai.pydantic_function_tool(GetWeather)
    completion = client.chat.completions.create(model=MODEL, messages=asked, tools=[tool])
    [call] = completion.choices[0].message.tool_calls
    assert GetWeather.model_validate_json(call.function.arguments) == GetWeather(city="Paris")
    messages = [
        *asked,
        completion.choices[0].message,
        {"role": "tool", "tool_call_id": call.id, "name": "GetWeather", "content": '{"celsius": 21}'},
    ]
    final = client.chat.completions.create(model=MODEL, messages=messages, tools=[tool])
    assert final.choices[0].message.content


def test_several_functions_are_called_where_several_are_asked_for(client):
    completion = client.chat.completions.parse(
        model=MODEL,
        messages=[{"role": "user", "content": "What is the weather in Paris and in Bogotá?"}],
        tools=[openai.pydantic_function_tool(GetWeather)],
    )
    calls = completion.choices[0].message.tool_calls
    assert [call.function.parsed_arguments.city for call in calls] == ["Paris", "Bogotá"]


def signed(body: str, secret: str) -> dict[str, str]:
    """Return the headers of a delivery, as the Standard Webhooks specification signs it."""
    identity, stamp = "wh_1", str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{identity}.{stamp}.{body}".encode(), hashlib.sha256).digest()
    return {
        "webhook-id": identity,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def test_a_webhook_is_verified(client):
    body = json.dumps(
        {
            "id": "evt_1",
            "object": "event",
            "created_at": 1,
            "type": "response.completed",
            "data": {"id": "resp_1"},
        }
    )
    event = client.webhooks.unwrap(body, signed(body, WEBHOOK_SECRET), secret=WEBHOOK_SECRET)
    assert (event.type, event.data.id) == ("response.completed", "resp_1")
    with pytest.raises(openai.InvalidWebhookSignatureError):
        client.webhooks.unwrap(body + " ", signed(body, WEBHOOK_SECRET), secret=WEBHOOK_SECRET)


def test_lists_and_reads_may_lag_behind_a_write(client, shared_emulator):
    shared_emulator.lag(30)
    made = client.files.create(file=("late.txt", b"x"), purpose="user_data")
    assert list(client.files.list()) == []
    with pytest.raises(openai.NotFoundError):
        client.files.retrieve(made.id)
    shared_emulator.clock.advance(31)
    assert [file.id for file in client.files.list()] == [made.id]
    assert client.files.retrieve(made.id).filename == "late.txt"
    shared_emulator.lag(0)

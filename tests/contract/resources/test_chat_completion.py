"""`openai_chat_completion` from the paid call to its end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support.listener import Listener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract.resources.conftest import Stack


ADDRESS = "openai_chat_completion.this"


MODEL = "gpt-5.6-terra"


WEATHER = """
tools = [{
  function = {
    name       = "weather"
    parameters = jsonencode({
      type       = "object"
      properties = { city = { type = "string" } }
      required   = ["city"]
    })
  }
}]
"""


@pytest.fixture
def listener() -> Iterator[Listener]:
    """An API that keeps what it is sent."""
    with Listener() as made:
        yield made


def chat(text: str = "Say hello", lines: str = "", model: str = MODEL) -> str:
    messages = json.dumps([{"role": "user", "content": text}])
    return resource(f'model = "{model}"\nmessages = {messages}\n{lines}')


def resource(lines: str) -> str:
    return f'resource "openai_chat_completion" "this" {{\n{lines}\n}}\n'


def about(part: str) -> str:
    """Return a question about a file that a message part names."""
    text = '{ type = "text", text = "Sum it up" }'
    return resource(f'model = "{MODEL}"\nmessages = [{{ role = "user", parts = [{part}, {text}] }}]')


def test_what_does_not_change_the_answer_does_not_ask_again(stack: Callable[..., Stack]) -> None:
    made = stack(chat())
    made.apply()
    made.configure(chat(lines='stream = true\nmetadata = { team = "care" }'))
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert made.plan().code == 0
    assert made.paid() == 1
    for lines in ("temperature = 0", "n = 2", 'triggers = { again = "1" }', "store = true", "store = false"):
        made.configure(chat(lines=lines))
        assert made.changes() == {ADDRESS: ["delete", "create"]}, lines


def test_the_bytes_of_a_local_file_are_part_of_the_question(stack: Callable[..., Stack]) -> None:
    made = stack()
    made.configure(about('{ type = "file", path = "a.txt" }'))
    result = made.plan(check=False)
    assert 'Cannot read the file "a.txt"' in result.text
    made.write("a.txt", "The bicycle is red.")
    made.apply()
    assert made.plan().code == 0
    made.write("folder/a.txt", "The bicycle is red.")
    made.configure(about('{ type = "file", path = "folder/a.txt" }'))
    assert made.plan().code == 0, "where the file lies is no matter"
    made.configure(about('{ type = "file", path = "a.txt" }'))
    made.write("a.txt", "The bicycle is blue.")
    assert made.changes() == {ADDRESS: ["delete", "create"]}
    assert made.paid() == 1


def test_an_uploaded_file_is_named_by_its_id(stack: Callable[..., Stack]) -> None:
    made = stack()
    made.configure(
        'resource "openai_file" "this" {\n  content  = "Rule one."\n  filename = "a.txt"\n'
        '  purpose  = "user_data"\n}\n' + about('{ type = "file", file_id = openai_file.this.id }')
    )
    made.apply()
    assert made.paid() == 1
    assert made.plan().code == 0
    assert made.values(ADDRESS)["content"]


def test_a_stream_keeps_the_whole_answer_and_its_usage(stack: Callable[..., Stack]) -> None:
    text = "Tell me a long story about bicycles"
    made = stack(chat(text, "n = 2\nlogprobs = true\nstream = true"))
    made.apply()
    streamed = made.values(ADDRESS)
    made.configure(chat(text, "n = 2\nlogprobs = true\nstream = false"))
    made.apply()
    assert made.paid() == 1
    made.apply(replace=ADDRESS)
    whole = made.values(ADDRESS)
    assert made.paid() == 2
    same = ("content", "choices", "usage", "finish_reason", "response_model", "response_service_tier")
    assert {name: streamed[name] for name in same} == {name: whole[name] for name in same}
    documents = [json.loads(each["response_json"]) for each in (streamed, whole)]
    assert documents[0]["object"] == "chat.completion"
    assert documents[0]["choices"][0]["logprobs"] == documents[1]["choices"][0]["logprobs"]
    assert (
        documents[0]["choices"][1]["message"]["content"] == documents[1]["choices"][1]["message"]["content"]
    )


@pytest.mark.parametrize("stream", ["true", "false"])
def test_a_tool_is_called_and_its_result_answered(stack: Callable[..., Stack], stream: str) -> None:
    made = stack(chat("Weather in Zurich?", f'{WEATHER}\ntool_choice = "weather"\nstream = {stream}'))
    made.apply()
    call = made.values(ADDRESS)["tool_calls"][0]
    assert call["type"] == "function"
    assert call["function"]["name"] == "weather"
    assert "city" in json.loads(call["function"]["arguments"])
    assert made.values(ADDRESS)["content"] is None
    answered = [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": "Weather in Zurich?"},
        {"role": "assistant", "tool_calls": [{key: call[key] for key in ("id", "function")}]},
        {"role": "tool", "tool_call_id": call["id"], "content": "Sunny"},
    ]
    made.configure(resource(f'model = "{MODEL}"\nmessages = {json.dumps(answered)}\n{WEATHER}'))
    made.apply()
    assert made.values(ADDRESS)["content"]
    assert made.plan().code == 0


def test_functions_in_the_older_form_are_called(stack: Callable[..., Stack]) -> None:
    functions = (
        'functions = [{ name = "now", parameters = jsonencode({ type = "object", properties = {} }) }]\n'
    )
    made = stack(chat("What time is it?", functions + 'function_call = "now"'))
    made.apply()
    assert made.values(ADDRESS)["called_function"]["name"] == "now"
    assert made.plan().code == 0


def test_an_answer_in_a_given_form(stack: Callable[..., Stack]) -> None:
    made = stack(
        chat(
            "Describe a bicycle",
            'response_format = {\n  type = "json_schema"\n  json_schema = {\n    name = "bicycle"\n'
            '    strict = true\n    schema = jsonencode({ type = "object", additionalProperties = false,'
            ' required = ["color"], properties = { color = { type = "string" } } })\n  }\n}',
        )
    )
    made.apply()
    assert isinstance(json.loads(made.values(ADDRESS)["content"])["color"], str)


@pytest.mark.parametrize("stream", ["true", "false"])
def test_refusals_and_cut_answers_are_kept(stack: Callable[..., Stack], stream: str) -> None:
    made = stack(chat("[emulator:refusal]", f"stream = {stream}"))
    made.apply()
    assert made.values(ADDRESS)["content"] is None
    assert "can't help" in made.values(ADDRESS)["refusal"]
    made.configure(chat("[emulator:length]", f"stream = {stream}"))
    result = made.apply()
    assert "not whole (length)" in result.text
    assert "max_completion_tokens" in result.text
    assert made.values(ADDRESS)["finish_reason"] == "length"


def test_a_stored_completion_is_read_relabelled_and_deleted(stack: Callable[..., Stack]) -> None:
    made = stack(chat(lines='store = true\nmetadata = { team = "care" }'))
    made.apply()
    values = made.values(ADDRESS)
    assert values["stored"] is True
    path = f"/chat/completions/{values['id']}"
    assert made.emulator.call("GET", path).json()["metadata"] == {"team": "care"}
    assert made.plan().code == 0
    made.emulator.call("POST", path, json={"metadata": {"team": "other"}})
    assert made.changes() == {ADDRESS: ["update"]}
    made.configure(chat(lines='store = true\nmetadata = { team = "shop" }'))
    made.apply()
    assert made.emulator.call("GET", path).json()["metadata"] == {"team": "shop"}
    made.configure(chat(lines="store = true"))
    made.apply()
    assert made.emulator.call("GET", path).json()["metadata"] == {}
    assert made.plan().code == 0
    assert made.paid() == 1
    made.destroy()
    assert made.emulator.call("GET", path).status_code == 404


def test_the_loss_of_a_stored_completion_makes_no_paid_call(stack: Callable[..., Stack]) -> None:
    made = stack(chat(lines="store = true"))
    made.apply()
    content = made.values(ADDRESS)["content"]
    made.emulator.call("DELETE", f"/chat/completions/{made.values(ADDRESS)['id']}")
    plan = made.plan()
    assert "is gone from the API" in plan.text
    assert "Paid call" not in plan.text
    made.apply()
    assert made.values(ADDRESS)["content"] == content
    assert made.values(ADDRESS)["stored"] is False
    assert made.paid() == 1
    assert made.plan().code == 0
    made.destroy()


def test_a_broken_stream_keeps_what_came(stack: Callable[..., Stack]) -> None:
    made = stack(chat("Tell me a long story", "stream = true"))
    made.emulator.fault("createChatCompletion", truncate=4)
    result = made.apply()
    assert f"The answer of {MODEL} broke off" in result.text
    assert made.values(ADDRESS)["content"]
    assert made.values(ADDRESS)["finish_reason"] is None
    assert "It broke off." in made.values(ADDRESS)["problems"][0]
    assert made.plan().code == 0


def test_a_lost_answer_is_told_and_not_asked_for_again(stack: Callable[..., Stack]) -> None:
    made = stack(chat())
    made.emulator.fault("createChatCompletion", drop="after")
    result = made.apply(check=False)
    assert result.code == 1
    assert "The answer of POST /chat/completions was lost" in result.text
    assert "paid for" in result.text
    assert len(made.emulator.calls("createChatCompletion")) == 1


def test_wrong_input_is_told_before_anything_is_paid_for(stack: Callable[..., Stack]) -> None:
    made = stack(chat())
    messages = 'resource "openai_chat_completion" "this" {{\n  model = "m"\n  messages = {}\n}}\n'
    cases = {
        messages.format("[]"): ["0 elements"],
        messages.format('[{ role = "chief", content = "x" }]'): ['"chief" is none of', "developer"],
        messages.format('[{ role = "user" }]'): ['With role "user", set at least one of content, parts'],
        messages.format('[{ role = "tool", content = "x" }]'): [
            'With role "tool", set exactly one of tool_call_id'
        ],
        messages.format('[{ role = "user", content = "x", parts = [{ type = "text", text = "x" }] }]'): [
            "Set only one of content, parts"
        ],
        messages.format('[{ role = "user", parts = [{ type = "file" }] }]'): [
            'With type "file", set exactly one of file_id, file_data, path'
        ],
        chat(lines="temperature = 2.5"): ["2.5 is not from 0 to 2"],
        chat(lines='tools = [{ type = "custom" }]'): ['With type "custom", set exactly one of custom'],
        chat(lines='tools = [{ function = { name = "f", parameters = "[]" } }]'): ["A JSON object is wanted"],
        chat(lines='response_format = { type = "json_schema" }'): [
            'With type "json_schema", set exactly one of json_schema'
        ],
    }
    for body, words in cases.items():
        made.configure(body)
        result = made.plan(check=False)
        assert result.code == 1, body
        assert [word for word in words if word not in result.text] == [], result.text
    made.configure(chat(model="gpt-4"))
    result = made.apply(check=False)
    assert result.code == 1
    assert "404" in result.text
    assert made.paid() == 0


def test_zeros_and_false_reach_the_api(stack: Callable[..., Stack], listener: Listener) -> None:
    lines = (
        "temperature = 0\npresence_penalty = 0\nstore = false\nparallel_tool_calls = false\nstream = false"
    )
    made = stack(chat("Hello", lines), env={"OPENAI_BASE_URL": listener.base_url})
    made.apply()
    # Others count the tokens of the question, which is free.
    assert [body for body in listener.bodies if "messages" in body] == [
        {
            "model": MODEL,
            "messages": [{"role": "user", "content": "Hello"}],
            "temperature": 0,
            "presence_penalty": 0,
            "store": False,
            "parallel_tool_calls": False,
        }
    ]


def test_a_quota_that_is_used_up_is_not_tried_again(stack: Callable[..., Stack]) -> None:
    made = stack(chat())
    made.emulator.fault("createChatCompletion", code="insufficient_quota", times=0)
    result = made.apply(check=False)
    assert "insufficient_quota" in result.text
    assert len(made.emulator.calls("createChatCompletion")) == 1

"""The ended Assistants API: 404 by default, and as it was when asked for."""

import json

import openai
import pytest

MODEL = "gpt-5.5"
pytestmark = pytest.mark.filterwarnings("ignore:.*(deprecated|Deprecated):DeprecationWarning")
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Weather of a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


@pytest.fixture
def beta(legacy_emulator):
    with legacy_emulator.client() as client:
        yield client.beta


@pytest.fixture
def assistant(beta):
    return beta.assistants.create(model=MODEL, name="helper", instructions="Be kind.", tools=[WEATHER])


def ask(beta, text="Tell me about bicycles."):
    return beta.threads.create(messages=[{"role": "user", "content": text}])


def test_the_service_answers_404_since_it_ended(client):
    calls = (
        lambda: client.beta.assistants.create(model=MODEL),
        client.beta.assistants.list,
        client.beta.threads.create,
        lambda: client.beta.threads.messages.list("thread_x"),
        lambda: client.beta.threads.runs.create("thread_x", assistant_id="asst_x"),
    )
    for call in calls:
        with pytest.raises(openai.NotFoundError):
            call()


def test_assistants(beta):
    made = [beta.assistants.create(model=MODEL, name=str(number)) for number in range(5)]
    assert [each.id for each in beta.assistants.list(limit=2)] == [each.id for each in made[::-1]]
    changed = beta.assistants.update(made[0].id, name="new", metadata={"a": "b"}, instructions="x")
    assert beta.assistants.retrieve(made[0].id) == changed
    assert (changed.name, changed.metadata, changed.temperature) == ("new", {"a": "b"}, 1.0)
    assert beta.assistants.delete(made[0].id).deleted
    with pytest.raises(openai.NotFoundError):
        beta.assistants.retrieve(made[0].id)
    with pytest.raises(openai.NotFoundError):
        beta.assistants.create(model="gpt-9")


def test_threads_and_messages(beta):
    thread = beta.threads.create(metadata={"a": "b"})
    assert beta.threads.update(thread.id, metadata={"a": "c"}).metadata == {"a": "c"}
    assert beta.threads.retrieve(thread.id).metadata == {"a": "c"}
    messages = beta.threads.messages
    made = [messages.create(thread.id, role="user", content=str(number)) for number in range(5)]
    assert [each.id for each in messages.list(thread.id, limit=2, order="asc")] == [each.id for each in made]
    first = messages.retrieve(made[0].id, thread_id=thread.id)
    assert first.content[0].text.value == "0"
    changed = messages.update(first.id, thread_id=thread.id, metadata={"x": "y"})
    assert changed.metadata == {"x": "y"}
    assert messages.delete(first.id, thread_id=thread.id).deleted
    with pytest.raises(openai.NotFoundError):
        messages.retrieve(first.id, thread_id=thread.id)
    assert beta.threads.delete(thread.id).deleted
    with pytest.raises(openai.NotFoundError):
        beta.threads.retrieve(thread.id)


def test_create_and_poll_answers(beta, assistant):
    thread = ask(beta)
    run = beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    assert (run.status, run.model, run.instructions) == ("completed", MODEL, "Be kind.")
    assert run.usage.total_tokens == run.usage.prompt_tokens + run.usage.completion_tokens
    (answer,) = beta.threads.messages.list(thread.id, run_id=run.id).data
    assert "bicycles" in answer.content[0].text.value
    assert (answer.role, answer.assistant_id) == ("assistant", assistant.id)
    (step,) = beta.threads.runs.steps.list(run.id, thread_id=thread.id).data
    assert step.step_details.message_creation.message_id == answer.id
    assert beta.threads.runs.steps.retrieve(step.id, run_id=run.id, thread_id=thread.id) == step
    assert beta.threads.runs.update(run.id, thread_id=thread.id, metadata={"a": "b"}).metadata == {"a": "b"}


def test_runs_page_by_two(beta, assistant):
    thread = ask(beta)
    ids = [
        beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id).id
        for _index in range(5)
    ]
    assert [each.id for each in beta.threads.runs.list(thread.id, limit=2)] == ids[::-1]


def test_tool_outputs(beta, assistant):
    thread = ask(beta, "What is the weather in Oslo?")
    runs = beta.threads.runs
    run = runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    assert run.status == "requires_action"
    (call,) = run.required_action.submit_tool_outputs.tool_calls
    assert set(json.loads(call.function.arguments)) == {"city"}
    with pytest.raises(openai.BadRequestError):
        beta.threads.messages.create(thread.id, role="user", content="x")
    with pytest.raises(openai.BadRequestError):
        runs.create(thread.id, assistant_id=assistant.id)
    with pytest.raises(openai.BadRequestError):
        runs.submit_tool_outputs(
            run.id, thread_id=thread.id, tool_outputs=[{"tool_call_id": "x", "output": "y"}]
        )
    done = runs.submit_tool_outputs_and_poll(
        run_id=run.id, thread_id=thread.id, tool_outputs=[{"tool_call_id": call.id, "output": "4 degrees"}]
    )
    assert done.status == "completed"
    assert "4 degrees" in beta.threads.messages.list(thread.id).data[0].content[0].text.value
    steps = runs.steps.list(run.id, thread_id=thread.id, order="asc").data
    assert [step.type for step in steps] == ["tool_calls", "message_creation"]
    assert steps[0].step_details.tool_calls[0].function.output == "4 degrees"


def test_states_cancel_and_expiry(beta, assistant, legacy_emulator):
    legacy_emulator.transitions("manual")
    thread = ask(beta)
    runs = beta.threads.runs
    run = runs.create(thread.id, assistant_id=assistant.id)
    assert run.status == "queued"
    legacy_emulator.advance()
    assert runs.retrieve(run.id, thread_id=thread.id).status == "in_progress"
    assert runs.cancel(run.id, thread_id=thread.id).status == "cancelling"
    legacy_emulator.advance()
    assert runs.retrieve(run.id, thread_id=thread.id).status == "cancelled"
    with pytest.raises(openai.BadRequestError):
        runs.cancel(run.id, thread_id=thread.id)
    late = runs.create(thread.id, assistant_id=assistant.id)
    legacy_emulator.clock.advance(601)
    assert runs.retrieve(late.id, thread_id=thread.id).status == "expired"


def test_stream(beta, assistant):
    thread = ask(beta)
    with beta.threads.runs.stream(thread_id=thread.id, assistant_id=assistant.id) as stream:
        text = "".join(stream.text_deltas)
        assert stream.get_final_run().status == "completed"
    assert text == beta.threads.messages.list(thread.id).data[0].content[0].text.value
    events = beta.threads.runs.create(ask(beta, "weather?").id, assistant_id=assistant.id, stream=True)
    names = [event.event for event in events]
    assert names[0] == "thread.run.created"
    assert names[-1] == "thread.run.requires_action"


def test_create_and_run_with_files(beta, legacy_emulator):
    with legacy_emulator.client() as client:
        file = client.files.create(
            file=("h.txt", b"The shop opens at nine in the morning."), purpose="assistants"
        )
    tools = [{"type": "file_search"}]
    resources = {"file_search": {"vector_stores": [{"file_ids": [file.id]}]}}
    helper = beta.assistants.create(model=MODEL, tools=tools, tool_resources=resources)
    assert len(helper.tool_resources.file_search.vector_store_ids) == 1
    thread = {"messages": [{"role": "user", "content": "When does the shop open?"}]}
    run = beta.threads.create_and_run_poll(assistant_id=helper.id, thread=thread)
    answer = beta.threads.messages.list(run.thread_id).data[0].content[0].text
    assert "nine in the morning" in answer.value
    assert answer.annotations[0].file_citation.file_id == file.id
    attached = beta.threads.create(
        messages=[
            {
                "role": "user",
                "content": "When does the shop open?",
                "attachments": [{"file_id": file.id, "tools": tools}],
            }
        ]
    )
    plain = beta.assistants.create(model=MODEL)
    run = beta.threads.runs.create_and_poll(thread_id=attached.id, assistant_id=plain.id)
    assert "nine" in beta.threads.messages.list(run.thread_id).data[0].content[0].text.value


def test_an_attachment_names_a_file(beta):
    message = {"role": "user", "content": "Hi", "attachments": [{"tools": [{"type": "file_search"}]}]}
    with pytest.raises(openai.BadRequestError) as caught:
        beta.threads.create(messages=[message])
    assert caught.value.param == "attachments[0].file_id"


def test_a_run_can_fail(beta, assistant):
    thread = ask(beta, "[emulator:failed]")
    run = beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    assert (run.status, run.last_error.code) == ("failed", "server_error")

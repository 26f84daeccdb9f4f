"""Flows that public code builds from the API, each written anew and run against the emulator."""

from __future__ import annotations

import base64
import json
import math
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import openai
import pytest
import tenacity

MODEL = "gpt-5.5"


def until(read: Any, wanted: set[str], seconds: float = 60) -> Any:
    """Poll as programs do, until an object has one of some statuses."""
    end = time.monotonic() + seconds
    while (found := read()).status not in wanted:
        assert time.monotonic() < end, found
        time.sleep(0.05)
    return found


def test_calls_are_repeated_with_growing_pauses(client, shared_emulator):
    shared_emulator.throttle(2, 1)

    @tenacity.retry(
        retry=tenacity.retry_if_exception_type(openai.RateLimitError),
        wait=tenacity.wait_random_exponential(multiplier=0.2, max=2),
        stop=tenacity.stop_after_attempt(20),
    )
    def ask(number: int) -> Any:
        return client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": f"Number {number}"}]
        )

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(6)))
    assert len({answer.id for answer in answers}) == 6
    assert any(call["status"] == 429 for call in shared_emulator.calls("createChatCompletion"))


def test_documents_are_found_by_their_embeddings(client):
    documents = ["A bent frame is never ridden again.", "Invoices are paid within thirty days."]
    model = "text-embedding-3-large"
    vectors = [each.embedding for each in client.embeddings.create(model=model, input=documents).data]
    [question] = client.embeddings.create(model=model, input="May a bent frame be ridden?").data

    def likeness(vector: list[float]) -> float:
        return (
            math.sumprod(vector, question.embedding)
            if hasattr(math, "sumprod")
            else sum(one * other for one, other in zip(vector, question.embedding, strict=True))
        )

    assert max(zip(map(likeness, vectors), documents, strict=True))[1] == documents[0]


def test_a_question_is_answered_from_a_vector_store(client):
    store = client.vector_stores.create(
        name="Handbook", expires_after={"anchor": "last_active_at", "days": 7}
    )
    files = [("frames.md", b"A bent frame is never ridden again."), ("invoices.md", b"Pay in thirty days.")]
    batch = client.vector_stores.file_batches.upload_and_poll(store.id, files=files, poll_interval_ms=50)
    assert (batch.status, batch.file_counts.completed) == ("completed", 2)
    answer = client.responses.create(
        model=MODEL,
        input="May a bent frame be ridden?",
        tools=[{"type": "file_search", "vector_store_ids": [store.id], "max_num_results": 2}],
        include=["file_search_call.results"],
    )
    [search] = [item for item in answer.output if item.type == "file_search_call"]
    assert search.results[0].filename == "frames.md"
    quoted = {note.filename for note in answer.output[-1].content[0].annotations}
    assert "frames.md" in quoted


def test_thousands_of_prompts_go_through_a_batch(client):
    lines = [
        {
            "custom_id": f"task-{number}",
            "method": "POST",
            "url": "/v1/responses",
            "body": {"model": MODEL, "input": f"Classify ticket {number}"},
        }
        for number in range(20)
    ]
    file = client.files.create(file=("b.jsonl", "\n".join(map(json.dumps, lines)).encode()), purpose="batch")
    batch = client.batches.create(
        input_file_id=file.id, endpoint="/v1/responses", completion_window="24h", metadata={"run": "nightly"}
    )
    done = until(lambda: client.batches.retrieve(batch.id), {"completed", "failed"})
    answers = [json.loads(line) for line in client.files.content(done.output_file_id).text.splitlines()]
    assert {answer["custom_id"] for answer in answers} == {line["custom_id"] for line in lines}
    assert {answer["response"]["status_code"] for answer in answers} == {200}


def test_a_model_is_tuned_and_asked(client):
    lines = [
        {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": f"Hello {number}"}]}
        for number in range(10)
    ]
    text = "\n".join(map(json.dumps, lines)).encode()
    file = client.files.create(file=("train.jsonl", text), purpose="fine-tune")
    job = client.fine_tuning.jobs.create(
        training_file=file.id,
        model="gpt-4.1-mini-2025-04-14",
        method={"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 2}}},
    )
    done = until(lambda: client.fine_tuning.jobs.retrieve(job.id), {"succeeded", "failed"})
    assert done.status == "succeeded"
    assert client.fine_tuning.jobs.checkpoints.list(job.id).data
    answer = client.chat.completions.create(
        model=done.fine_tuned_model, messages=[{"role": "user", "content": "Hi"}]
    )
    assert answer.choices[0].message.content


def test_a_text_is_classified_by_the_likelihood_of_its_label(client):
    answer = client.chat.completions.create(
        model="gpt-4.1",
        messages=[{"role": "user", "content": "Is this a complaint? yes or no: The frame is bent."}],
        logprobs=True,
        top_logprobs=3,
        max_completion_tokens=5,
    )
    first = answer.choices[0].logprobs.content[0]
    assert len(first.top_logprobs) == 3
    assert 0 < math.exp(first.logprob) <= 1


def test_an_agent_calls_functions_until_it_is_done(client):
    def balance(account: str) -> str:
        return json.dumps({"account": account, "euros": 12})

    tools = [
        {
            "type": "function",
            "function": {
                "name": "get_balance",
                "description": "Get the balance of an account",
                "strict": True,
                "parameters": {
                    "type": "object",
                    "properties": {"account": {"type": "string", "description": "Number of the account"}},
                    "required": ["account"],
                    "additionalProperties": False,
                },
            },
        }
    ]
    messages: list[Any] = [{"role": "user", "content": "What is the balance of account 4711?"}]
    asked = []
    for _round in range(4):
        message = (
            client.chat.completions.create(model=MODEL, messages=messages, tools=tools).choices[0].message
        )
        messages.append(message)
        if not message.tool_calls:
            break
        for call in message.tool_calls:
            arguments = json.loads(call.function.arguments)
            asked.append(arguments)
            messages.append({"role": "tool", "tool_call_id": call.id, "content": balance(**arguments)})
    assert asked == [{"account": "4711"}]
    assert messages[-1].content


def test_a_call_without_its_answer_is_refused(client):
    call = {"id": "call_1", "type": "function", "function": {"name": "now", "arguments": "{}"}}
    with pytest.raises(openai.BadRequestError, match="call_1"):
        client.chat.completions.create(
            model=MODEL,
            messages=[
                {"role": "user", "content": "What time is it?"},
                {"role": "assistant", "content": None, "tool_calls": [call]},
                {"role": "user", "content": "Well?"},
            ],
        )


def test_a_page_is_described_from_its_picture(client):
    picture = client.images.generate(model="gpt-image-2", prompt="A red bicycle", size="1024x1024")
    data = picture.data[0].b64_json
    assert base64.b64decode(data).startswith(b"\x89PNG")
    answer = client.chat.completions.create(
        model=MODEL,
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "Describe it."},
                    {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}},
                ],
            }
        ],
    )
    assert answer.choices[0].message.content


def test_a_talk_is_spoken_and_written_down(client, tmp_path):
    path = tmp_path / "speech.mp3"
    with client.audio.speech.with_streaming_response.create(
        model="gpt-4o-mini-tts", voice="coral", input="Today is a wonderful day.", instructions="Be cheerful."
    ) as response:
        response.stream_to_file(path)
    with path.open("rb") as stream:
        transcript = client.audio.transcriptions.create(model="gpt-4o-transcribe", file=stream)
    assert transcript.text
    with path.open("rb") as stream:
        parts = client.audio.transcriptions.create(model="gpt-4o-mini-transcribe", file=stream, stream=True)
        assert [event.type for event in parts][-1] == "transcript.text.done"


def test_input_is_moderated_before_it_is_answered(client):
    def ask(text: str) -> str:
        [result] = client.moderations.create(model="omni-moderation-latest", input=text).results
        if result.flagged:
            return "refused"
        return client.responses.create(model=MODEL, input=text).output_text

    assert ask("I will kill you.") == "refused"
    assert "bicycle" in ask("Tell me about the bicycle.")


def test_a_large_file_goes_up_in_parts(client):
    content = b"x" * 3000
    upload = client.uploads.upload_file_chunked(
        file=content,
        filename="large.txt",
        bytes=len(content),
        mime_type="text/plain",
        purpose="assistants",
        part_size=1000,
    )
    assert (upload.status, upload.file.bytes) == ("completed", 3000)


def test_a_chat_is_kept_in_a_conversation(client):
    conversation = client.conversations.create(metadata={"user": "1"})
    for text in ("My name is Ada.", "What is my name?"):
        client.responses.create(model=MODEL, input=text, conversation=conversation.id)
    items = list(client.conversations.items.list(conversation.id, order="asc", limit=2))
    assert [item.role for item in items if item.type == "message"] == ["user", "assistant"] * 2
    assert client.conversations.update(conversation.id, metadata={"user": "2"}).metadata == {"user": "2"}
    assert client.conversations.delete(conversation.id).deleted


def test_stored_completions_are_found_by_their_metadata(client):
    for run in ("a", "b"):
        client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": run}], store=True, metadata={"run": run}
        )
    [found] = client.chat.completions.list(metadata={"run": "b"}).data
    [message] = client.chat.completions.messages.list(found.id).data
    assert message.content == "b"
    assert client.chat.completions.delete(found.id).deleted


def test_a_prompt_is_completed_the_old_way(start_emulator):
    # On a day on which the model lived.
    options = {"model": "gpt-3.5-turbo-instruct", "prompt": "Write a tagline for a bicycle shop"}
    with start_emulator("--date", "2026-06-01").client() as client:
        answer = client.completions.create(**options, max_tokens=20)
        assert answer.object == "text_completion"
        assert answer.choices[0].text
        with client.completions.create(**options, max_tokens=20, stream=True) as stream:
            assert "".join(part.choices[0].text for part in stream) == answer.choices[0].text


def test_a_project_is_set_up_for_a_team(client):
    organization = client.admin.organization
    project = organization.projects.create(name="Team")
    invite = organization.invites.create(
        email="ada@example.com", role="reader", projects=[{"id": project.id, "role": "member"}]
    )
    account = organization.projects.service_accounts.create(project.id, name="robot")
    limit = next(iter(organization.projects.rate_limits.list_rate_limits(project.id, limit=1000)))
    organization.projects.rate_limits.update_rate_limit(
        limit.id, project_id=project.id, max_requests_per_1_minute=10
    )
    # A copy shares the connections: it is not closed by itself.
    assert client.copy(api_key=account.api_key.value).models.list().data
    assert organization.invites.delete(invite.id).deleted
    assert organization.projects.archive(project.id).status == "archived"

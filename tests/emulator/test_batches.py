"""Batches, with the official client."""

import json
import signal

import openai
import pytest

HOUR = 3600


def lines(count, *, broken=()):
    return [
        {
            "custom_id": f"request-{number}",
            "method": "POST",
            "url": "/v1/embeddings",
            "body": {
                "model": "text-embedding-3-small",
                "input": "" if number in broken else f"text {number}",
            },
        }
        for number in range(count)
    ]


def start(client, requests, **options):
    text = requests if isinstance(requests, str) else "\n".join(map(json.dumps, requests))
    file = client.files.create(file=("input.jsonl", text.encode()), purpose="batch")
    return client.batches.create(
        **{"input_file_id": file.id, "endpoint": "/v1/embeddings", "completion_window": "24h"} | options
    )


def finished(client, emulator, requests, **options):
    batch = start(client, requests, **options)
    emulator.settle()
    return client.batches.retrieve(batch.id)


def results(client, file_id):
    return [json.loads(line) for line in client.files.content(file_id).text.splitlines()]


def test_every_line_is_executed(client, shared_emulator):
    batch = start(client, lines(5), metadata={"team": "x"})
    assert (batch.status, batch.expires_at - batch.created_at) == ("validating", 24 * HOUR)
    shared_emulator.settle()
    done = client.batches.retrieve(batch.id)
    assert done.status == "completed"
    assert done.metadata == {"team": "x"}
    assert done.created_at <= done.in_progress_at <= done.finalizing_at <= done.completed_at
    assert (done.request_counts.total, done.request_counts.completed) == (5, 5)
    assert done.error_file_id is None
    answers = results(client, done.output_file_id)
    assert [answer["custom_id"] for answer in answers] == [f"request-{number}" for number in range(5)]
    direct = client.embeddings.create(model="text-embedding-3-small", input="text 3", encoding_format="float")
    assert answers[3]["response"]["status_code"] == 200
    assert answers[3]["response"]["body"]["data"][0]["embedding"] == direct.data[0].embedding
    assert done.usage.input_tokens == sum(
        answer["response"]["body"]["usage"]["prompt_tokens"] for answer in answers
    )
    output = client.files.retrieve(done.output_file_id)
    assert (output.purpose, output.filename) == ("batch_output", f"{batch.id}_output.jsonl")


def test_lines_that_fail_go_to_the_error_file(client, shared_emulator):
    done = finished(client, shared_emulator, lines(3, broken=[1]))
    assert (done.status, done.request_counts.completed, done.request_counts.failed) == ("completed", 2, 1)
    (failed,) = results(client, done.error_file_id)
    assert (failed["custom_id"], failed["response"]["status_code"]) == ("request-1", 400)
    assert failed["response"]["body"]["error"]["param"] == "input"
    only = finished(client, shared_emulator, lines(1, broken=[0]))
    assert (only.status, only.output_file_id) == ("completed", None)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("{oops", "invalid_json_line", 1),
        ("[]", "invalid_json_line", 1),
        (lambda rows: [rows[0], rows[0]], "duplicate_custom_id", 2),
        (lambda rows: [rows[0] | {"method": "GET"}], "invalid_method", 1),
        (lambda rows: [rows[0] | {"url": "/v1/moderations"}], "invalid_url", 1),
        (lambda rows: [{"custom_id": "a"}], "missing_required_parameter", 1),
        (
            lambda rows: [rows[0], rows[1] | {"body": {"model": "text-embedding-3-large", "input": "x"}}],
            "mismatched_model",
            None,
        ),
        ("\n", "empty_file", None),
    ],
)
def test_bad_input_fails_the_batch(client, shared_emulator, text, code, line):
    failed = finished(client, shared_emulator, text if isinstance(text, str) else text(lines(2)))
    assert failed.status == "failed"
    assert failed.failed_at
    assert (failed.errors.data[0].code, failed.errors.data[0].line) == (code, line)
    assert failed.output_file_id is None


def test_lists_page_by_two(client):
    ids = [start(client, lines(1)).id for _index in range(5)]
    assert [each.id for each in client.batches.list(limit=2)] == ids[::-1]


def test_states_by_hand_and_expiry_with_partial_output(client, shared_emulator):
    shared_emulator.transitions("manual")
    batch = start(client, lines(6), output_expires_after={"anchor": "created_at", "seconds": HOUR})
    assert client.batches.retrieve(batch.id).status == "validating"
    shared_emulator.advance()
    assert client.batches.retrieve(batch.id).status == "in_progress"
    shared_emulator.advance()
    assert client.batches.retrieve(batch.id).request_counts.completed == 2
    shared_emulator.clock.advance(24 * HOUR + 1)
    expired = client.batches.retrieve(batch.id)
    assert expired.status == "expired"
    assert expired.expired_at >= expired.expires_at
    assert len(results(client, expired.output_file_id)) == 2
    left = results(client, expired.error_file_id)
    assert [each["error"]["code"] for each in left] == ["batch_expired"] * 4
    assert left[0]["response"] is None
    output = client.files.retrieve(expired.output_file_id)
    assert output.expires_at == output.created_at + HOUR
    assert shared_emulator.advance() == 0


def test_many_results_stand_in_the_order_of_the_input(client, shared_emulator):
    done = finished(client, shared_emulator, lines(250, broken=range(0, 250, 2)))
    for file_id, first in ((done.output_file_id, 1), (done.error_file_id, 0)):
        told = [answer["custom_id"] for answer in results(client, file_id)]
        assert told == [f"request-{number}" for number in range(first, 250, 2)]
    assert "batch_result" not in shared_emulator.dump()


def test_cancel_keeps_what_is_done(client, shared_emulator):
    shared_emulator.transitions("manual")
    batch = start(client, lines(6))
    shared_emulator.advance(2)
    assert client.batches.cancel(batch.id).status == "cancelling"
    assert client.batches.cancel(batch.id).status == "cancelling"
    shared_emulator.advance()
    cancelled = client.batches.retrieve(batch.id)
    assert cancelled.status == "cancelled"
    assert cancelled.cancelled_at >= cancelled.cancelling_at
    assert len(results(client, cancelled.output_file_id)) == 2
    assert len(results(client, cancelled.error_file_id)) == 4
    with pytest.raises(openai.ConflictError):
        client.batches.cancel(batch.id)


def test_refusals(client):
    with pytest.raises(openai.NotFoundError):
        start(client, lines(1), input_file_id="file-none")
    for options in ({"completion_window": "1h"}, {"endpoint": "/v1/files"}):
        with pytest.raises(openai.BadRequestError) as caught:
            start(client, lines(1), **options)
        assert caught.value.param in options
    wrong = client.files.create(file=("a.jsonl", b"{}"), purpose="fine-tune")
    with pytest.raises(openai.BadRequestError, match="purpose"):
        start(client, lines(1), input_file_id=wrong.id)
    with pytest.raises(openai.NotFoundError):
        client.batches.retrieve("batch_none")


def test_a_deleted_input_file_fails_the_batch(client, shared_emulator):
    shared_emulator.transitions("manual")
    batch = start(client, lines(1))
    client.files.delete(batch.input_file_id)
    shared_emulator.advance()
    assert client.batches.retrieve(batch.id).errors.data[0].code == "file_not_found"


@pytest.mark.parametrize(
    ("endpoint", "body"),
    [
        ("/v1/moderations", {"input": "hello"}),
        ("/v1/images/generations", {"model": "gpt-image-2", "prompt": "a", "size": "1024x640"}),
    ],
)
def test_other_endpoints(client, shared_emulator, endpoint, body):
    request = {"custom_id": "a", "method": "POST", "url": endpoint, "body": body}
    done = finished(client, shared_emulator, [request], endpoint=endpoint)
    assert done.request_counts.completed == 1


def embedding(number, inputs):
    body = {"model": "text-embedding-3-small", "input": inputs}
    return {"custom_id": str(number), "method": "POST", "url": "/v1/embeddings", "body": body}


def test_a_large_batch_holds_no_call(client, shared_emulator):
    requests = [
        embedding(number, [f"text {number} {index}" for index in range(2000)]) for number in range(20)
    ]
    batch = start(client, requests)
    assert batch.status == "validating"
    assert client.files.create(file=("a.md", b"a"), purpose="user_data").id
    begun = client.batches.retrieve(batch.id)
    assert begun.status in {"validating", "in_progress"}
    assert begun.request_counts.completed < 20
    assert client.batches.cancel(batch.id).status == "cancelling"
    shared_emulator.settle()
    cancelled = client.batches.retrieve(batch.id)
    assert (cancelled.status, len(results(client, cancelled.error_file_id)) > 0) == ("cancelled", True)


def test_a_batch_goes_on_after_a_restart(start_emulator):
    emulator = start_emulator()
    with emulator.client() as client:
        batch = start(client, [embedding(number, ["text"] * 300) for number in range(5)])
    emulator.stop(signal.SIGKILL)
    emulator.start()
    with emulator.client() as client:
        assert client.batches.retrieve(batch.id).status != "failed"
        emulator.settle()
        done = client.batches.retrieve(batch.id)
        assert (done.status, done.request_counts.completed) == ("completed", 5)
        answers = results(client, done.output_file_id)
        assert [each["custom_id"] for each in answers] == list("01234")


@pytest.mark.parametrize("inputs", [[["a"] * 2000] * 26, [[[1, 2], [3]] * 1000] * 25 + ["a"]])
def test_embedding_inputs_are_counted(client, shared_emulator, inputs):
    requests = [embedding(number, each) for number, each in enumerate(inputs)]
    failed = finished(client, shared_emulator, requests)
    assert (failed.status, failed.errors.data[0].code) == ("failed", "too_many_embedding_inputs")


def test_exactly_as_many_embedding_inputs_as_allowed_are_taken(client, shared_emulator):
    shared_emulator.transitions("manual")
    batch = start(client, [embedding(number, [[1, 2]] * 2000) for number in range(25)])
    shared_emulator.advance()
    assert client.batches.retrieve(batch.id).status == "in_progress"
    client.batches.cancel(batch.id)


def test_a_full_queue_fails_the_batch_later(client, shared_emulator):
    project = next(iter(client.admin.organization.projects.list())).id
    client.admin.organization.projects.rate_limits.update_rate_limit(
        "rl-text-embedding-3-small", project_id=project, batch_1_day_max_input_tokens=10
    )
    shared_emulator.transitions("manual")
    first = start(client, [embedding(1, "one two three four five six")])
    second = start(client, [embedding(1, ["one two three", "four five six"])])
    assert (first.status, second.status) == ("validating", "validating")
    shared_emulator.advance()
    assert client.batches.retrieve(first.id).status == "in_progress"
    failed = client.batches.retrieve(second.id)
    assert (failed.status, failed.errors.data[0].code) == ("failed", "token_limit_exceeded")
    assert "Limit: 10 enqueued tokens" in failed.errors.data[0].message
    shared_emulator.advance(4)
    assert client.batches.retrieve(first.id).status == "completed"
    third = start(client, [embedding(1, ["one two three", "four five six"])])
    shared_emulator.advance()
    assert client.batches.retrieve(third.id).status == "in_progress"


def test_an_error_file_that_is_not_there_may_be_an_empty_text(client, shared_emulator):
    shared_emulator.fault("retrieveBatch", times=0, blank="error_file_id")
    done = finished(client, shared_emulator, lines(1))
    assert (done.status, done.error_file_id) == ("completed", "")
    failed = finished(client, shared_emulator, lines(1, broken=[0]))
    assert results(client, failed.error_file_id)

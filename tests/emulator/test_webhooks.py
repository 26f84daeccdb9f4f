"""Webhook endpoints, and the deliveries that a receiver on this machine gets."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import openai
import pytest

from support.valid_bodies import LINE, TRAINING
from support.webhooks import WAIT, Receiver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.emulator import Emulator


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.stop()


def test_an_endpoint_is_made_changed_and_deleted(client: Any) -> None:
    types = client.webhooks.event_types.list().data
    assert {"batch.completed", "response.failed", "safety.alert.created"} <= set(types)
    made = client.webhooks.create(name="Watch", url="https://hooks.example.com/x", event_types=types)
    assert made.signing_secret.startswith("whsec_")
    assert made.signing_secret_hint[-4:] == made.signing_secret[-4:]
    found = client.webhooks.retrieve(made.id)
    assert (found.event_types, found.updated_at, found.name) == (types, made.created_at, "Watch")
    assert not hasattr(found, "signing_secret")
    changed = client.webhooks.update(made.id, name="Look", event_types=["batch.failed"])
    assert (changed.name, changed.url, changed.event_types) == ("Look", made.url, ["batch.failed"])
    rotated = client.webhooks.rotate_secret(made.id)
    assert rotated.signing_secret != made.signing_secret
    other = client.webhooks.create(name="Other", url="https://example.com", event_types=["batch.failed"])
    assert [each.id for each in client.webhooks.list(limit=1)] == [other.id, made.id]
    assert client.webhooks.delete(made.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.webhooks.retrieve(made.id)


@pytest.mark.parametrize(
    ("members", "param"),
    [
        ({"url": "http://hooks.example.com/"}, "url"),
        ({"url": "hooks.example.com"}, "url"),
        ({"url": "https://[x"}, "url"),
        ({"name": " "}, "name"),
        ({"event_types": []}, "event_types"),
        ({"event_types": ["batch.begun"]}, "event_types[0]"),
    ],
)
def test_wrong_endpoints_are_refused(client: Any, members: Any, param: str) -> None:
    right = {"name": "Watch", "url": "https://example.com/", "event_types": ["batch.completed"]}
    with pytest.raises(openai.BadRequestError) as caught:
        client.webhooks.create(**right | members)
    assert caught.value.param == param


def _response(client: Any, _emulator: Emulator) -> tuple[str, str]:
    return "response.completed", client.responses.create(model="gpt-4o", input="Hi", background=True).id


def _failed_response(client: Any, _emulator: Emulator) -> tuple[str, str]:
    made = client.responses.create(model="gpt-4o", input="[emulator:failed]", background=True)
    return "response.failed", made.id


def _short_response(client: Any, _emulator: Emulator) -> tuple[str, str]:
    made = client.responses.create(model="gpt-4o", input="[emulator:length]", background=True)
    return "response.incomplete", made.id


def _cancelled_response(client: Any, emulator: Emulator) -> tuple[str, str]:
    emulator.transitions("manual")
    made = client.responses.create(model="gpt-4o", input="Hi", background=True)
    client.responses.cancel(made.id)
    return "response.cancelled", client.responses.cancel(made.id).id


def _batched(client: Any, text: str) -> Any:
    file = client.files.create(file=("a.jsonl", text.encode()), purpose="batch")
    return client.batches.create(
        input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h"
    )


def _batch(client: Any, _emulator: Emulator) -> tuple[str, str]:
    return "batch.completed", _batched(client, LINE).id


def _failed_batch(client: Any, _emulator: Emulator) -> tuple[str, str]:
    return "batch.failed", _batched(client, "nothing").id


def _cancelled_batch(client: Any, emulator: Emulator) -> tuple[str, str]:
    emulator.transitions("manual")
    batch = _batched(client, LINE)
    client.batches.cancel(batch.id)
    emulator.advance(2)
    return "batch.cancelled", batch.id


def _expired_batch(client: Any, emulator: Emulator) -> tuple[str, str]:
    emulator.transitions("manual")
    batch = _batched(client, LINE)
    emulator.clock.advance(86_401)
    return "batch.expired", batch.id


def _tuned(client: Any) -> Any:
    file = client.files.create(file=("a.jsonl", TRAINING.encode()), purpose="fine-tune")
    return client.fine_tuning.jobs.create(model="gpt-4.1-mini-2025-04-14", training_file=file.id)


def _job(client: Any, _emulator: Emulator) -> tuple[str, str]:
    return "fine_tuning.job.succeeded", _tuned(client).id


def _cancelled_job(client: Any, emulator: Emulator) -> tuple[str, str]:
    emulator.transitions("manual")
    return "fine_tuning.job.cancelled", client.fine_tuning.jobs.cancel(_tuned(client).id).id


def _failed_job(client: Any, emulator: Emulator) -> tuple[str, str]:
    emulator.transitions("manual")
    job = _tuned(client)
    client.files.delete(job.training_file)
    emulator.advance(3)
    return "fine_tuning.job.failed", job.id


@pytest.mark.parametrize(
    "happen",
    [
        _response,
        _failed_response,
        _short_response,
        _cancelled_response,
        _batch,
        _failed_batch,
        _cancelled_batch,
        _expired_batch,
        _job,
        _failed_job,
        _cancelled_job,
    ],
)
def test_an_event_is_delivered_signed_and_once(
    client: Any,
    shared_emulator: Emulator,
    receiver: Receiver,
    happen: Callable[[Any, Emulator], tuple[str, str]],
) -> None:
    types = client.webhooks.event_types.list().data
    endpoint = client.webhooks.create(name="Watch", url=receiver.url, event_types=types)
    kind, id_ = happen(client, shared_emulator)
    payload, headers = receiver.take()
    event = client.webhooks.unwrap(payload, headers, secret=endpoint.signing_secret)
    assert (event.type, event.data.id, event.object) == (kind, id_, "event")
    assert headers["webhook-id"] == event.id
    with pytest.raises(openai.InvalidWebhookSignatureError):
        client.webhooks.verify_signature(payload + b" ", headers, secret=endpoint.signing_secret)
    # What is sent next is the next event: nothing came twice, and nothing in between.
    client.webhooks.test(endpoint.id, event_type="batch.expired")
    assert b"batch_test" in receiver.take()[0]
    assert receiver.got.empty()


def test_a_job_ends_without_a_question(client: Any, shared_emulator: Emulator, receiver: Receiver) -> None:
    shared_emulator.transitions(0.3)
    endpoint = client.webhooks.create(name="Watch", url=receiver.url, event_types=["batch.completed"])
    batch = _batched(client, LINE)
    payload, headers = receiver.take()
    event = client.webhooks.unwrap(payload, headers, secret=endpoint.signing_secret)
    assert (event.type, event.data.id) == ("batch.completed", batch.id)
    assert shared_emulator.calls("retrieveBatch") == []


def test_only_the_subscribed_are_told(client: Any, receiver: Receiver) -> None:
    client.webhooks.create(name="Batches", url=receiver.url, event_types=["batch.completed"])
    told = client.webhooks.create(name="Responses", url=receiver.url, event_types=["response.completed"])
    client.responses.create(model="gpt-4o", input="Hi", background=True)
    client.responses.create(model="gpt-4o", input="Hi")
    payload, headers = receiver.take()
    assert client.webhooks.unwrap(payload, headers, secret=told.signing_secret).type == "response.completed"
    client.webhooks.test(told.id, event_type="batch.failed")
    assert b"batch.failed" in receiver.take()[0]
    assert receiver.got.empty()


def test_a_delivery_is_tried_again(client: Any, shared_emulator: Emulator, receiver: Receiver) -> None:
    receiver.statuses = [500, 302]
    endpoint = client.webhooks.create(name="Watch", url=receiver.url, event_types=["response.completed"])
    client.responses.create(model="gpt-4o", input="Hi", background=True)
    tries = [receiver.take() for _number in range(3)]
    assert len({headers["webhook-id"] for _payload, headers in tries}) == 1
    for payload, headers in tries:
        client.webhooks.verify_signature(payload, headers, secret=endpoint.signing_secret)
    client.webhooks.test(endpoint.id, event_type="batch.failed")
    receiver.take()
    log = shared_emulator.control("GET", "/webhook_deliveries")["data"]
    assert [(each["attempt"], each["status"]) for each in log][:2] == [(1, 500), (2, 302)]


def test_both_secrets_hold_for_a_day_after_a_rotation(
    client: Any, shared_emulator: Emulator, receiver: Receiver
) -> None:
    first = client.webhooks.create(name="Watch", url=receiver.url, event_types=["batch.failed"])
    second = client.webhooks.rotate_secret(first.id, keep_old_secret_active_for_24_hours=True)

    def valid() -> list[bool]:
        client.webhooks.test(first.id, event_type="batch.failed")
        payload, headers = receiver.take()
        found = []
        for endpoint in (first, second):
            try:
                client.webhooks.verify_signature(payload, headers, secret=endpoint.signing_secret)
                found.append(True)
            except openai.InvalidWebhookSignatureError:
                found.append(False)
        return found

    assert valid() == [True, True]
    shared_emulator.clock.advance(86_401)
    assert valid() == [False, True]
    client.webhooks.rotate_secret(first.id)
    assert valid() == [False, False]


def test_a_test_tells_the_receiver_s_status(client: Any, receiver: Receiver) -> None:
    endpoint = client.webhooks.create(name="Watch", url=receiver.url, event_types=["batch.failed"])
    receiver.statuses = [418]
    result = client.webhooks.test(endpoint.id, event_type="response.completed")
    assert (result.status_code, result.success, result.event_type) == (418, True, "response.completed")
    client.webhooks.update(endpoint.id, url="http://127.0.0.1:1/")
    with pytest.raises(openai.BadRequestError, match="could not be reached"):
        client.webhooks.test(endpoint.id, event_type="response.completed")


def test_nothing_leaves_the_machine(client: Any, shared_emulator: Emulator) -> None:
    hosts = ("hooks.example.com", "192.0.2.1", "127.0.0.1.example.com", "localhost.example.com", "0x7f000001")
    ids = [
        client.webhooks.create(name=host, url=f"https://{host}/", event_types=["response.completed"]).id
        for host in hosts
    ]
    for id_ in ids:
        with pytest.raises(openai.BadRequestError, match="loopback addresses alone"):
            client.webhooks.test(id_, event_type="response.completed")
    client.responses.create(model="gpt-4o", input="Hi", background=True)
    log: list[Any] = []
    end = time.monotonic() + WAIT
    while len(log) < len(hosts) and time.monotonic() < end:
        time.sleep(0.05)
        log = shared_emulator.control("GET", "/webhook_deliveries")["data"]
    assert {each["error"] for each in log} == {"the emulator delivers to loopback addresses alone"}
    assert {each["webhook_endpoint_id"] for each in log} == set(ids)


def test_endpoints_are_seeded(client: Any, shared_emulator: Emulator, receiver: Receiver) -> None:
    project = next(iter(client.admin.organization.projects.list())).id
    secret = "whsec_" + "QUJD" * 8
    row = {"project": project, "name": "CI", "url": receiver.url, "event_types": ["response.completed"]}
    shared_emulator.seed({"webhook_endpoints": [row | {"signing_secret": secret}]})
    client.responses.create(model="gpt-4o", input="Hi", background=True)
    payload, headers = receiver.take()
    assert client.webhooks.unwrap(payload, headers, secret=secret).type == "response.completed"
    for wrong in (
        {"event_types": ["batch.begun"]},
        {"signing_secret": "whsec_%"},
        {"url": "http://example.com"},
    ):
        answer = shared_emulator.http.post(
            f"{shared_emulator.control_url}/seed", json={"webhook_endpoints": [row | wrong]}
        )
        assert answer.status_code == 400

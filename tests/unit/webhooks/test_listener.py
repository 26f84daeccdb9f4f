"""What a listener takes and what it refuses: signatures, replays, sizes, paths, connections."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api.errors import ConfigurationError
from fjcorp_openai.api.secret import Secret
from fjcorp_openai.api.settings import Settings
from fjcorp_openai.emulator.families.webhooks.signing import headers, new_secret
from fjcorp_openai.webhooks import server as servers
from fjcorp_openai.webhooks.deliveries import Deliveries, secret
from fjcorp_openai.webhooks.description import Listener
from fjcorp_openai.webhooks.inbox import MOST_BYTES, Inbox
from fjcorp_openai.webhooks.server import Server
from support.webhooks import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SECRET = new_secret()


def event(id_: str = "batch_1", kind: str = "batch.completed") -> str:
    return json.dumps({"id": "evt_1", "object": "event", "type": kind, "data": {"id": id_}})


def signed(payload: str, *, id_: str = "evt_1", age: float = 0, key: str = SECRET) -> dict[str, str]:
    return headers(id_, int(time.time() - age), payload, [key])


@pytest.fixture
def inbox() -> Inbox:
    return Inbox(lambda: Secret(SECRET))


@pytest.fixture
def server(inbox: Inbox) -> Iterator[Server]:
    made = Server(Listener(port=free_port(), path="/hook"), inbox)
    yield made
    made.close()


def send(
    server: Server, payload: str, given: dict[str, str], path: str = "/hook", method: str = "POST"
) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)) as connection:
        connection.request(method, path, payload, given)
        return connection.getresponse().status


def test_a_signed_event_counts_once_for_its_object(server: Server, inbox: Inbox) -> None:
    assert send(server, event(), signed(event())) == 204
    assert send(server, event(), signed(event())) == 204, "the API delivers no more once it is answered well"
    assert inbox.heard(["batch_1", "batch_2"]) == {"batch_1": 1, "batch_2": 0}
    assert send(server, event(), signed(event(), id_="evt_2"), path="/hook?a=b") == 204
    assert inbox.heard(["batch_1"]) == {"batch_1": 2}


def without(name: str) -> dict[str, str]:
    return {kept: value for kept, value in signed(event()).items() if kept != name}


# Made when the test sends it: a signature made while tests are collected is as old as the run.
@pytest.mark.parametrize(
    "given",
    [
        pytest.param(lambda: signed(event(), key=new_secret()), id="another key"),
        pytest.param(lambda: signed(event("batch_2")), id="another event"),
        pytest.param(lambda: signed(event(), age=301), id="too old"),
        pytest.param(lambda: signed(event(), age=-900), id="of the future"),
        pytest.param(lambda: {**signed(event()), "webhook-id": "evt_2"}, id="another id"),
        pytest.param(lambda: {**signed(event()), "webhook-timestamp": "soon"}, id="no number"),
        pytest.param(lambda: {**signed(event()), "webhook-signature": "v1,"}, id="empty signature"),
        pytest.param(
            lambda: {**signed(event()), "webhook-signature": "v1,é".encode().decode("latin-1")}, id="no ASCII"
        ),
        pytest.param(lambda: without("webhook-signature"), id="no signature"),
        pytest.param(dict, id="no headers"),
    ],
)
def test_what_is_not_signed_changes_nothing(
    server: Server, inbox: Inbox, given: Callable[[], dict[str, str]]
) -> None:
    assert send(server, event(), given()) == 401
    assert inbox.heard(["batch_1"]) == {"batch_1": 0}
    assert send(server, event(), signed(event())) == 204, "nor does it use up the id of the true one"
    assert inbox.heard(["batch_1"]) == {"batch_1": 1}


@pytest.mark.parametrize(
    "payload",
    [
        "nothing",
        "[]",
        "{}",
        "[" * 100_000,
        json.dumps({"type": "batch.completed", "data": {"id": "../x"}}),
        json.dumps({"type": "batch.completed", "data": {"id": 7}}),
        json.dumps({"type": "batch.completed", "data": ["batch_1"]}),
        json.dumps({"type": None, "data": {"id": "batch_1"}}),
    ],
)
def test_what_is_signed_and_no_event_is_refused(server: Server, payload: str) -> None:
    assert send(server, payload, signed(payload)) == 400


def test_events_of_other_things_wake_nobody(server: Server, inbox: Inbox) -> None:
    text = event("call_1", "realtime.call.incoming")
    assert send(server, text, signed(text)) == 204
    assert inbox.heard(["call_1"]) == {"call_1": 0}


def test_other_paths_methods_and_sizes_are_refused(server: Server, inbox: Inbox) -> None:
    assert send(server, event(), signed(event()), path="/") == 404
    assert send(server, "", {}, method="GET") == 501
    assert send(server, "", {"content-length": str(MOST_BYTES + 1)}) == 413
    assert send(server, "", {"content-length": "9" * 5_000}) == 413
    assert send(server, "", {"content-length": "-1"}) == 411
    assert inbox.heard(["batch_1"]) == {"batch_1": 0}


def test_connections_are_few(server: Server) -> None:
    place = ("127.0.0.1", server.server_port)
    slow = [socket.create_connection(place, timeout=60) for _number in range(servers.MOST_CONNECTIONS)]
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        send(server, event(), signed(event()))
    for each in slow:
        each.close()
    until, status = time.monotonic() + 60, 0
    while status != 204:
        assert time.monotonic() < until
        with suppress(ConnectionError, http.client.RemoteDisconnected):
            status = send(server, event(), signed(event()))


def test_a_slow_request_is_cut_off(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "REQUEST_SECONDS", 0.2)
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=60) as slow:
        slow.sendall(b"POST /hook HTTP/1.1\r\n")
        assert slow.recv(1) == b""


def test_a_wait_ends_with_an_event_with_its_time_and_with_the_run(inbox: Inbox) -> None:
    stopping = threading.Event()
    before = inbox.heard(["batch_1"])
    assert not inbox.wait(["batch_1"], before, 0.01, stopping)
    inbox.take(event("batch_2").encode(), signed(event("batch_2"), id_="evt_0"))
    assert not inbox.wait(["batch_1"], before, 0.01, stopping)
    delivery = threading.Timer(0.3, lambda: inbox.take(event().encode(), signed(event())))
    delivery.start()
    assert inbox.wait(["batch_1"], before, 60, stopping)
    delivery.join()
    assert inbox.wait(["batch_1"], before, 60, stopping), "one that came before the wait counts"
    stopping.set()
    assert not inbox.wait(["batch_1"], inbox.heard(["batch_1"]), 60, stopping)


def test_the_secret_is_read_at_each_delivery(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    assert secret(file, {}) is None
    file.write_text(f"{SECRET}\n")
    inbox = Inbox(lambda: secret(file, {}))
    assert inbox.take(event().encode(), signed(event())) == 204
    other = new_secret()
    file.write_text(f"{other}\n")
    assert inbox.take(event().encode(), signed(event(), id_="evt_2")) == 401
    assert inbox.take(event().encode(), signed(event(), id_="evt_2", key=other)) == 204
    file.unlink()
    assert inbox.take(event().encode(), signed(event(), id_="evt_3", key=other)) == 401
    assert secret(None, {"OPENAI_WEBHOOK_SECRET": f" {SECRET}"}) == Secret(SECRET)


def test_what_cannot_listen_says_so_once_and_polls(inbox: Inbox) -> None:
    told: list[str] = []
    environ = {"OPENAI_WEBHOOK_SECRET": SECRET}

    def made(listener: Listener | None, environ: dict[str, str]) -> Deliveries:
        return Deliveries(listener, environ, lambda _what, line: told.append(line))

    assert made(None, environ).inbox() is None
    assert told == []
    with closing(Server(Listener(port=free_port()), inbox)) as taken:
        busy = made(Listener(port=taken.server_port), environ)
        assert [busy.inbox(), busy.inbox()] == [None, None]
    without = made(Listener(port=free_port()), {})
    assert [without.inbox(), without.inbox()] == [None, None]
    elsewhere = made(Listener(port=free_port(), address="192.0.2.1"), environ)
    assert elsewhere.inbox() is None
    assert ["in use" in told[0], "no signing secret" in told[1], len(told)] == [True, True, 3]
    assert SECRET not in str(told)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("nothing", "must be a map"),
        ([], "must be a map"),
        ({}, "needs a port"),
        ({"port": 0}, "needs a port from 1 to 65,535"),
        ({"port": 80.5}, "needs a port"),
        ({"port": True}, "needs a port"),
        ({"port": 80, "address": "hooks.example.com"}, "an address that is none"),
        ({"port": 80, "path": "hook"}, "a path that is none"),
        ({"port": 80, "poll_interval": 0}, "needs a poll_interval"),
        ({"port": 80, "secret": "whsec_x"}, "has 'secret'; there are address, port"),
    ],
)
def test_a_listener_that_is_none_is_refused(value: Any, message: str) -> None:
    with pytest.raises(ConfigurationError, match="webhook_listener") as caught:
        Settings(webhook_listener=value)
    assert message in str(caught.value)


def test_a_listener_is_described_in_the_environment_or_the_configuration(tmp_path: Path) -> None:
    environ = {"OPENAI_WEBHOOK_LISTENER": '{"port": 8080, "path": "/hook", "poll_interval": 60}'}
    assert Settings.resolve({}, environ).webhook_listener == Listener(8080, "127.0.0.1", "/hook", None, 60)
    given = {"port": 1, "address": "::1", "secret_file": str(tmp_path / "s"), "path": None}
    assert Settings.resolve({"webhook_listener": given}, environ).webhook_listener == Listener(
        1, "::1", "/", tmp_path / "s"
    )
    assert Settings.resolve({}, {}).webhook_listener is None

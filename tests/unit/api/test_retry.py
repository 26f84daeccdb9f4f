"""Which failures are tried again, how often and when."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from email.utils import formatdate
from typing import TYPE_CHECKING

import httpx2
import pytest

from fjcorp_openai.api import Api, errors
from unit.api.server import Reply, Seen, Server, error

if TYPE_CHECKING:
    from pathlib import Path

Serve = Callable[..., Server]
Client = Callable[..., Api]
LOST = Reply(drop="after")


def replies(*sequence: Reply) -> Callable[[Seen], Reply]:
    """Answer with one reply after the other; the last one stays."""
    left = list(sequence)
    return lambda _unused: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.parametrize(
    "bad", [error(500), error(502), error(503), error(408), error(429), error(409, "lock timeout"), LOST]
)
def test_reads_and_deletes_survive_passing_failures(serve: Serve, client: Client, bad: Reply) -> None:
    for act in (lambda api: api.get("/files/a"), lambda api: api.delete("/files/a")):
        server = serve(replies(bad, bad, Reply({"id": "a"})))
        assert act(client(server)) == {"id": "a"}
        assert len(server.seen) == 3


@pytest.mark.parametrize(
    ("bad", "tries"), [(error(500), 1), (error(502), 1), (error(503), 3), (error(429), 3), (LOST, 1)]
)
def test_a_write_is_repeated_only_if_it_was_not_carried_out(
    serve: Serve, client: Client, bad: Reply, tries: int
) -> None:
    server = serve(replies(bad, bad, Reply({"id": "a"})))
    api = client(server)
    if tries == 1:
        with pytest.raises((errors.ServerError, errors.AnswerLost)):
            api.post("/files", {})
    else:
        assert api.post("/files", {}) == {"id": "a"}
    assert len(server.seen) == tries


@pytest.mark.parametrize("bad", [error(500), error(504), LOST, Reply({"id": "a"}, drop="middle")])
def test_a_write_that_may_be_repeated_is(serve: Serve, client: Client, bad: Reply) -> None:
    server = serve(replies(bad, Reply({"id": "a"})))
    assert client(server).post("/files/a", {"x": 1}, retry_unsafe=True) == {"id": "a"}


@pytest.mark.parametrize(
    "bad", [error(400), error(401), error(403), error(404), error(409, "already exists"), error(422)]
)
def test_plain_refusals_are_not_repeated(serve: Serve, client: Client, bad: Reply) -> None:
    server = serve(lambda _unused: bad)
    with pytest.raises(errors.ApiStatusError):
        client(server).get("/files")
    assert len(server.seen) == 1


@pytest.mark.parametrize("fields", [{"code": "insufficient_quota"}, {"type": "insufficient_quota"}])
def test_a_spent_quota_is_never_repeated(serve: Serve, client: Client, fields: dict[str, str]) -> None:
    server = serve(lambda _unused: error(429, "You exceeded your current quota", **fields))
    with pytest.raises(errors.QuotaExceeded):
        client(server).get("/files")
    assert len(server.seen) == 1


@pytest.mark.parametrize("bad", [error(500), error(429), LOST])
def test_no_retries_means_one_try(serve: Serve, client: Client, bad: Reply) -> None:
    server = serve(lambda _unused: bad)
    with pytest.raises(errors.OpenAIError):
        client(server, max_retries=0).get("/files")
    assert len(server.seen) == 1


def test_the_last_failure_is_what_the_caller_gets(serve: Serve, client: Client) -> None:
    server = serve(lambda _unused: error(500, "broken"))
    with pytest.raises(errors.ServerError, match="broken"):
        client(server, max_retries=3).get("/files")
    assert len(server.seen) == 4


def test_a_limit_that_stays_shut_ends_with_its_error(
    serve: Serve, client: Client, slept: list[float]
) -> None:
    server = serve(lambda _unused: error(429))
    with pytest.raises(errors.RateLimited):
        client(server, max_retries=2, timeout=0.6).get("/files")
    assert len(server.seen) >= 3
    assert sum(slept) < 5


@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after-ms": "300", "retry-after": "90"},
        {"retry-after": "0.3"},
        pytest.param({"retry-after": "a date"}, marks=pytest.mark.slow),
        {"retry-after": "later"},
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_what_the_api_says_about_waiting_is_kept(
    serve: Serve, client: Client, slept: list[float], headers: dict[str, str], status: int
) -> None:
    if headers["retry-after"] == "a date":
        headers = {"retry-after": formatdate(time.time() + 2.6, usegmt=True)}
    server = serve(replies(error(status, headers=headers), Reply({"id": "a"})))
    assert client(server).get("/files/a") == {"id": "a"}
    least = 0.0 if headers == {"retry-after": "later"} else 0.29
    assert least < sum(slept) < 5


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "300", "retry-after": "90"}, 0.3),
        ({"retry-after": "2.5"}, 2.5),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
        ({"retry-after": "later"}, None),
        ({"retry-after": "1e12"}, None),
        ({"retry-after": "nan"}, None),
        ({}, None),
    ],
)
def test_how_long_the_api_says_to_wait(
    client: Client, headers: dict[str, str], seconds: float | None
) -> None:
    transport = client("http://127.0.0.1:9/v1")._transport
    assert transport._retry_after(httpx2.Response(429, headers=headers)) == seconds


def test_a_wait_longer_than_the_timeout_is_not_begun(serve: Serve, client: Client) -> None:
    server = serve(lambda _unused: error(429, headers={"retry-after": "3600"}))
    with pytest.raises(errors.RateLimited) as caught:
        client(server, timeout=5).get("/files")
    assert caught.value.retry_after == 3600
    assert len(server.seen) == 1


def test_silence_is_a_timeout_and_for_a_write_a_lost_answer(serve: Serve, client: Client) -> None:
    server = serve(lambda _unused: Reply({}, delay=1.0))
    api = client(server, timeout=0.2, max_retries=1)
    with pytest.raises(errors.Timeout, match=r"no answer within 0\.2 s"):
        api.get("/files")
    with pytest.raises(errors.AnswerLost, match="may or may not"):
        api.post("/files", {})
    assert [one.method for one in server.seen] == ["GET", "GET", "POST"]


def test_a_delete_found_done_after_a_lost_answer_is_done(serve: Serve, client: Client) -> None:
    server = serve(replies(LOST, error(404)))
    assert client(server).delete("/files/file-1") == {"id": "file-1", "deleted": True}
    server = serve(lambda _unused: error(404))
    with pytest.raises(errors.NotFound):
        client(server).delete("/files/file-1")


def test_stopping_ends_waits(serve: Serve, client: Client) -> None:
    # Nobody waits so long for a test.
    server = serve(lambda _unused: error(503, headers={"retry-after": "800"}))
    api = client(server)
    timer = threading.Timer(0.3, api.stopping.set)
    timer.start()
    with pytest.raises(errors.Stopped):
        api.get("/files")
    timer.join()


def test_the_last_chance_to_connect_is_used(client: Client, serve: Serve, tmp_path: Path) -> None:
    """A server that comes up while the client tries again is reached, also by a write."""
    import socket

    with socket.socket() as reserved:
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
        answers: list[object] = []
        api = Api(client(f"http://127.0.0.1:{port}", max_retries=6).settings, first_pause=0.1)
        thread = threading.Thread(target=lambda: answers.append(api.post("/files", {})))
        thread.start()
        time.sleep(0.25)
        reserved.listen()
        connection, _unused = reserved.accept()
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
        thread.join()
        connection.close()
        api.close()
    assert answers == [{}]


LOCKED = error(400, "Another process is operating on this conversation.", code="conversation_locked")


def test_a_locked_object_is_waited_for_more_often_than_failures_are(
    serve: Serve, client: Client, slept: list[float]
) -> None:
    server = serve(replies(*[LOCKED] * 5, Reply({"id": "a"})))
    assert client(server, max_retries=1).post("/conversations/conv_1/items", {}) == {"id": "a"}
    assert len(server.seen) == 6
    assert len(slept) == 5


def test_a_lock_that_stays_ends_with_what_to_do(serve: Serve, client: Client, slept: list[float]) -> None:
    server = serve(lambda _unused: LOCKED)
    with pytest.raises(errors.Locked, match=r"still locked after .* nothing was written") as caught:
        client(server, max_wait=2).post("/conversations/conv_1/items", {})
    assert caught.value.code == "conversation_locked"
    assert len(server.seen) == len(slept) + 1 >= 3
    assert sum(slept) <= 2


def test_no_retries_means_that_a_lock_is_not_waited_for(serve: Serve, client: Client) -> None:
    server = serve(lambda _unused: LOCKED)
    with pytest.raises(errors.Locked):
        client(server, max_retries=0).post("/conversations/conv_1/items", {})
    assert len(server.seen) == 1


def test_another_400_with_the_same_words_is_no_lock(serve: Serve, client: Client) -> None:
    server = serve(lambda _unused: error(400, "conversation_locked"))
    with pytest.raises(errors.BadRequest):
        client(server).post("/conversations/conv_1/items", {})
    assert len(server.seen) == 1

"""Nothing that a server does makes a call last for ever, or fills the memory."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from fjcorp_openai.api import Api, deadline, errors, paging, transport
from fjcorp_openai.api.retry import Allowance
from fjcorp_openai.api.settings import Settings
from unit.api.server import Reply, Seen, Server, error

if TYPE_CHECKING:
    from pathlib import Path

Serve = Callable[..., Server]
Client = Callable[..., Api]

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n"
EVENTS = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"


def slowly(*pieces: bytes, then: bytes, pause: float = 0.05) -> Iterator[bytes]:
    """Give pieces at once, and one more again and again with a pause before it."""
    yield from pieces
    while True:
        time.sleep(pause)
        yield then


ENDLESS = {
    "body": (CHUNKED, b"1\r\n \r\n"),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n"),
    "status line": (b"", b"H"),
}


@pytest.mark.parametrize("part", ENDLESS)
def test_an_answer_that_drips_ends_with_its_time(serve: Serve, client: Client, part: str) -> None:
    first, then = ENDLESS[part]
    server = serve(lambda _unused: Reply(drip=slowly(first, then=then)))
    api = client(server, timeout=0.4, max_retries=0)
    with pytest.raises(errors.Timeout, match=r"GET /files.*no answer within 0\.4 s"):
        api.get("/files")
    with pytest.raises(errors.AnswerLost, match=r"POST /files.*no answer within 0\.4 s"):
        api.post("/files", {})


def test_a_stream_of_events_ends_with_its_time(
    serve: Serve, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_LONGEST_STREAM", 2)
    server = serve(lambda _unused: Reply(drip=slowly(EVENTS, then=b'data: {"a": 1}\n\n')))
    api = client(server, timeout=0.4)
    came = []
    with pytest.raises(errors.AnswerLost, match="no answer within"):
        came.extend(api.stream("/responses", {}))
    assert came[0] == {"a": 1}


@pytest.mark.slow
def test_a_download_may_be_slow_but_not_stand_still(
    serve: Serve, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "PROGRESS_BYTES", 1000)
    whole = [b"x" * 1000] * 20
    head = HEAD + b"content-length: 20000\r\n\r\n"

    def flow() -> Iterator[bytes]:
        yield head
        for piece in whole:
            time.sleep(0.1)
            yield piece

    replies = iter([Reply(drip=flow()), Reply(drip=slowly(head, then=b"x"))])
    server = serve(lambda _unused: next(replies))
    api = client(server, timeout=1.5, max_retries=0)
    target = tmp_path / "content"
    api.download("/files/file-1/content", target)
    assert target.stat().st_size == 20000, "longer than the timeout, and whole"
    with pytest.raises(errors.Timeout):
        api.download("/files/file-1/content", tmp_path / "other")
    assert [path.name for path in tmp_path.iterdir()] == ["content"]


@pytest.mark.slow
def test_an_upload_may_take_longer_than_the_timeout(
    serve: Serve, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "PROGRESS_BYTES", 1000)
    waits = iter([0.0] * 3 + [0.4] * 5 + [0.0] * 1000)
    monkeypatch.setattr(
        deadline.Deadline,
        "flowed",
        lambda self, count, *, came, _own=deadline.Deadline.flowed: (
            time.sleep(next(waits)),
            _own(self, count, came=came),
        ),
    )
    file = tmp_path / "file.txt"
    file.write_bytes(b"x" * 20_000)
    server = serve(lambda _unused: Reply({"id": "file-1"}))
    assert client(server, timeout=1.5).upload("/files", {}, file) == {"id": "file-1"}


@pytest.mark.parametrize("encoding", ["plain", "gzip"])
def test_an_answer_without_an_end_is_not_read_on(
    serve: Serve, client: Client, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    import gzip

    monkeypatch.setattr(transport, "_LARGEST_ANSWER", 100_000)
    if encoding == "gzip":
        bomb = gzip.compress(b" " * 10_000_000)
        reply = Reply(bomb, headers={"content-encoding": "gzip"})
        server = serve(lambda _unused: reply)
    else:
        server = serve(
            lambda _unused: Reply(
                drip=itertools.chain([CHUNKED], itertools.repeat(b"1000\r\n" + b" " * 4096 + b"\r\n"))
            )
        )
    with pytest.raises(errors.MalformedAnswer, match=r"GET /files at .*: the answer does not end"):
        client(server).get("/files")


def test_images_may_be_larger_than_other_answers(
    serve: Serve, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(transport, "_LARGEST_ANSWER", 1_000)
    monkeypatch.setattr(transport, "_LARGEST_CONTENT", 10_000)
    file = tmp_path / "a.png"
    file.write_bytes(b"x")
    server = serve(lambda call: Reply({"data": "x" * (20_000 if "edits" in call.path else 5_000)}))
    api = client(server)
    assert api.post("/images/generations", {})["data"] == "x" * 5_000
    with pytest.raises(errors.MalformedAnswer, match=r"POST /images/edits at .*: the answer does not end"):
        api.post_files("/images/edits", {}, [("image[]", file, "image/png")])


def test_an_answer_that_was_compressed_is_read(serve: Serve, client: Client) -> None:
    import gzip

    body = gzip.compress(b'{"id": "a", "text": "\xc3\xa9"}')
    server = serve(lambda _unused: Reply(body, headers={"content-encoding": "gzip"}))
    assert client(server).get("/files/a") == {"id": "a", "text": "é"}


def test_an_event_without_an_end_is_not_read_on(
    serve: Serve, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:

    from fjcorp_openai.api import bodies

    monkeypatch.setattr(bodies, "_LARGEST_EVENT", 100_000)
    server = serve(
        lambda _unused: Reply(drip=itertools.chain([EVENTS, b"data: "], itertools.repeat(b"x" * 4096)))
    )
    with pytest.raises(errors.MalformedAnswer, match="does not end"):
        list(client(server).stream("/responses", {}))


def page(number: int, items: list[object], **fields: object) -> Reply:
    return Reply({"object": "list", "data": items, "has_more": True, "last_id": f"c{number}", **fields})


def test_pages_without_an_end_are_not_read_on(
    serve: Serve, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "_MOST_PAGES", 20)
    numbers = itertools.count()

    def ever_new(_unused: Seen) -> Reply:
        number = next(numbers)
        return page(number, [{"id": f"file-{number}"}])

    server = serve(ever_new)
    with pytest.raises(errors.MalformedAnswer, match=r"GET /files does not end: stopped after 21 pages"):
        client(server).list("/files")
    assert len(server.seen) == 21


def test_the_same_page_under_ever_new_cursors_is_told(serve: Serve, client: Client) -> None:
    numbers = itertools.count()
    server = serve(lambda _unused: page(next(numbers), [{"id": "file-1"}]))
    with pytest.raises(errors.MalformedAnswer, match=r"gives the same page again: stopped after 2 pages"):
        client(server).list("/files")


@pytest.mark.parametrize("status", [429, 503])
def test_repetitions_and_waits_of_one_call_have_an_end(
    serve: Serve, client: Client, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often the server asks to wait a little: the time of a call is over at some point."""
    now = [0.0]
    monkeypatch.setattr("fjcorp_openai.api.retry.time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(Api, "_sleep", lambda _api, seconds: now.__setitem__(0, now[0] + seconds))

    def busy(_unused: Seen) -> Reply:
        now[0] += 100.0
        return error(status, headers={"retry-after": "0"})

    server = serve(busy)
    with pytest.raises(errors.ApiStatusError):
        client(server, timeout=600, max_wait=900, max_retries=10_000).get("/files")
    assert 2 * 600 + 900 <= now[0] < 2 * 600 + 900 + 200


def test_the_last_try_gets_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("fjcorp_openai.api.retry.time", SimpleNamespace(monotonic=lambda: now[0]))
    allowance = Allowance(Settings(timeout=600, max_wait=900))
    assert (allowance.trying, allowance.waiting, allowance.is_spent) == (600, 900, False)
    now[0] = 2000.0
    assert (allowance.trying, allowance.waiting, allowance.is_spent) == (100, 100, False)
    now[0] = 2100.0
    assert (allowance.trying, allowance.waiting, allowance.is_spent) == (0, 0, True)

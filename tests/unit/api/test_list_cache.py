"""Paging through the four envelopes, and the cache of lists."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fjcorp_openai.api import Api, errors
from fjcorp_openai.api.list_cache import Lists
from support.checks import every
from unit.api.server import Reply, Seen, Server, error

Serve = Callable[..., Server]
Client = Callable[..., Api]
ITEMS = [{"id": f"item-{number:03}", "email": f"p{number}@example.com"} for number in range(250)]


def envelope(kind: str, items: list[dict[str, Any]] = ITEMS, size: int = 100) -> Callable[[Seen], Reply]:
    """Serve items in pages, in one of the API's envelopes."""

    def script(one: Seen) -> Reply:
        cursor = one.query.get("page" if kind == "next_page" else "after", [""])[0]
        start = 0
        if cursor and kind in ("next_page", "next"):
            start = int(cursor.removeprefix("cursor-"))
        elif cursor:
            start = next(at for at, item in enumerate(items) if item["id"] == cursor) + 1
        page = items[start : start + size]
        more = start + size < len(items)
        body: dict[str, Any] = {"object": "list", "data": page, "has_more": more}
        if kind == "ids":
            body |= {"first_id": page[0]["id"] if page else None, "last_id": page[-1]["id"] if page else None}
        elif kind in ("next", "next_page"):
            body[kind] = f"cursor-{start + size}" if more else None
        return Reply(body)

    return script


@pytest.mark.parametrize("kind", ["ids", "has_more", "next", "next_page"])
def test_every_envelope_is_read_to_its_end(serve: Serve, client: Client, kind: str) -> None:
    server = serve(envelope(kind))
    api = client(server)
    assert api.list("/organization/users") == ITEMS
    assert len(server.seen) == 3
    assert every(one.query["limit"] == ["100"] for one in server.seen)
    assert api.list("/organization/users", limit=150) == ITEMS[:150]
    assert len(server.seen) == 5
    assert api.list("/organization/users", {"emails[]": ["x"]}, limit=1) == ITEMS[:1]
    assert server.seen[5].query["emails[]"] == ["x"]


@pytest.mark.parametrize("kind", ["ids", "has_more", "next", "next_page"])
def test_an_empty_list_is_empty(serve: Serve, client: Client, kind: str) -> None:
    assert client(serve(envelope(kind, []))).list("/vector_stores") == []


def test_a_list_without_pages_is_one_call(serve: Serve, client: Client) -> None:
    server = serve(lambda _unused: Reply({"object": "list", "data": [{"id": "gpt"}]}))
    assert client(server).list("/models") == [{"id": "gpt"}]
    assert server.seen[0].query == {}


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/files", None),
        ("/organization/costs", None),
        ("/organization/usage/completions", None),
        ("/organization/roles", ["1000"]),
        ("/projects/proj_1/users/user-1/roles", ["1000"]),
        ("/organization/groups", ["1000"]),
        ("/organization/projects/proj_1/groups", ["100"]),
        ("/vector_stores/vs_1/files", ["100"]),
    ],
)
def test_pages_are_as_large_as_the_endpoint_gives(
    serve: Serve, client: Client, path: str, limit: list[str] | None
) -> None:
    server = serve(lambda _unused: Reply({"data": [], "has_more": False}))
    client(server).list(path)
    assert server.seen[0].query.get("limit") == limit


@pytest.mark.parametrize(
    ("body", "calls"),
    [
        ({"data": [{"id": "a"}], "has_more": True, "last_id": "a"}, 2),
        ({"data": [{"id": "a"}], "has_more": True}, 2),
        ({"data": [{"id": "a"}], "has_more": True, "next": "c"}, 2),
        ({"data": [{"id": "a"}], "has_more": True, "next_page": "c"}, 2),
        ({"data": [{"id": "a"}], "has_more": True, "next_page": None}, 1),
        ({"data": [], "has_more": True}, 1),
    ],
)
def test_pages_that_do_not_end_are_an_error(
    serve: Serve, client: Client, body: dict[str, Any], calls: int
) -> None:
    server = serve(lambda _unused: Reply(body))
    with pytest.raises(errors.MalformedAnswer, match="GET /organization/users"):
        client(server).list("/organization/users")
    assert len(server.seen) == calls


@pytest.mark.parametrize(
    "cursor",
    [{"last_id": "a", "first_id": "a"}, {"next": "c"}, {"next_page": "c"}, {"next_page": ""}, {}],
)
@pytest.mark.parametrize("more", [False, None])
def test_a_page_without_more_is_the_last_whatever_cursor_it_has(
    serve: Serve, client: Client, cursor: dict[str, Any], more: bool | None
) -> None:
    body = {"object": "list", "has_more": more, "data": [{"id": "a"}], **cursor}
    server = serve(lambda _unused: Reply(body))
    assert client(server).list("/organization/users") == [{"id": "a"}]
    assert len(server.seen) == 1


def test_a_list_that_is_none_is_an_error(serve: Serve, client: Client) -> None:
    with pytest.raises(errors.MalformedAnswer, match="without a list"):
        client(serve(lambda _unused: Reply({"object": "list"}))).list("/files")


def test_many_threads_share_one_fetch(serve: Serve, client: Client) -> None:
    paged = envelope("ids")

    def slow(one: Seen) -> Reply:
        reply = paged(one)
        reply.delay = 0.05
        return reply

    server = serve(slow)
    api = client(server)
    with ThreadPoolExecutor(64) as pool:
        found = list(pool.map(lambda item: api.find("/organization/users", item["id"]), ITEMS))
    assert found == ITEMS
    assert len(server.seen) == 3


def test_find_looks_by_any_field_and_misses_clearly(serve: Serve, client: Client) -> None:
    server = serve(envelope("ids"))
    api = client(server)
    assert api.find("/organization/users", "p7@example.com", key="email") == ITEMS[7]
    limits = {"data": [{"id": "rl-gpt", "model": "gpt"}], "has_more": False}
    api = client(serve(lambda _unused: Reply(limits)))
    with pytest.raises(errors.NotFound, match="no item with id item-999") as caught:
        api.find("/organization/projects/proj_1/rate_limits", "item-999")
    assert caught.value.status == 404


def test_what_a_caller_changes_stays_with_the_caller(serve: Serve, client: Client) -> None:
    api = client(serve(lambda _unused: Reply({"data": [{"id": "a", "tags": ["x"]}], "has_more": False})))
    api.find("/files", "a")["tags"].append("y")
    api.list("/files")[0]["id"] = "b"
    assert api.find("/files", "a") == {"id": "a", "tags": ["x"]}


def test_different_filters_are_different_lists(serve: Serve, client: Client) -> None:
    server = serve(lambda one: Reply({"data": [{"id": one.query["purpose"][0]}], "has_more": False}))
    api = client(server)
    assert api.list("/files", {"purpose": "batch"}) == [{"id": "batch"}]
    assert api.list("/files", {"purpose": "evals"}) == [{"id": "evals"}]
    assert api.list("/files", {"purpose": "batch"}) == [{"id": "batch"}]
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    ("write", "kept"),
    [
        (lambda api: api.post("/organization/projects", {}), False),
        (lambda api: api.post("/organization/projects/proj_1", {}), False),
        (lambda api: api.delete("/organization/projects/proj_1/users/user-1"), False),
        (lambda api: api.post("/organization/projects/proj_2/users", {}), True),
        (lambda api: api.post("/organization/invites", {}), True),
        (lambda api: api.post("/files", {}), True),
        (lambda api: api.invalidate("/"), False),
        (lambda api: api.invalidate("/organization"), False),
        (lambda api: api.invalidate("/organization/projects/proj_10/users"), True),
    ],
)
def test_a_write_forgets_what_it_may_have_changed(
    serve: Serve, client: Client, write: Callable[[Api], object], kept: bool
) -> None:
    server = serve(lambda one: Reply({"data": [], "has_more": False} if one.method == "GET" else {}))
    api = client(server)
    path = "/organization/projects/proj_1/users"
    api.list(path)
    write(api)
    before = len(server.seen)
    api.list(path)
    assert (len(server.seen) == before) is kept


def test_a_failed_write_forgets_too(serve: Serve, client: Client) -> None:
    server = serve(lambda one: Reply({"data": [], "has_more": False}) if one.method == "GET" else error(400))
    api = client(server)
    api.list("/files")
    with pytest.raises(errors.BadRequest):
        api.post("/files", {})
    api.list("/files")
    assert [one.method for one in server.seen] == ["GET", "POST", "GET"]


def test_a_list_fetched_during_a_write_is_not_kept(serve: Serve, client: Client) -> None:
    started, written = threading.Event(), threading.Event()

    def script(one: Seen) -> Reply:
        if one.method == "POST":
            started.set()
            assert written.wait(10)
            return Reply({"id": "new"})
        return Reply({"data": [{"id": "new"}] if written.is_set() else [], "has_more": False})

    api = client(serve(script))
    writer = threading.Thread(target=lambda: api.post("/files", {}))
    writer.start()
    assert started.wait(10)
    assert api.list("/files") == []
    written.set()
    writer.join()
    assert api.list("/files") == [{"id": "new"}]


def test_a_failed_fetch_fails_all_who_wait_and_is_forgotten(serve: Serve, client: Client) -> None:
    broken = threading.Event()
    broken.set()

    def script(_unused: Seen) -> Reply:
        if broken.is_set():
            reply = error(400, "broken", code="c")
            reply.delay = 0.3
            return reply
        return Reply({"data": [{"id": "a"}], "has_more": False})

    server = serve(script)
    api = client(server)

    def ask(_unused: int) -> BaseException | None:
        try:
            api.list("/files")
        except errors.BadRequest as caught:
            return caught
        return None

    with ThreadPoolExecutor(8) as pool:
        failures = list(pool.map(ask, range(8)))
    assert len(server.seen) == 1
    assert [str(failure) for failure in failures] == [str(failures[0])] * 8
    assert len({id(failure) for failure in failures}) == 8
    assert every(isinstance(failure, errors.BadRequest) and failure.code == "c" for failure in failures)
    broken.clear()
    assert api.list("/files") == [{"id": "a"}]


def test_a_fetch_that_is_interrupted_is_no_list() -> None:
    lists, began, go_on = Lists(), threading.Event(), threading.Event()

    def interrupted() -> list[dict[str, Any]]:
        began.set()
        assert go_on.wait(10)
        raise KeyboardInterrupt

    def first() -> str:
        with pytest.raises(KeyboardInterrupt):
            lists.items("/files", {}, interrupted)
        return "interrupted"

    def second() -> str:
        assert began.wait(10)
        threading.Timer(0.05, go_on.set).start()
        with pytest.raises(errors.OpenAIError) as caught:
            lists.items("/files", {}, list)
        return str(caught.value)

    with ThreadPoolExecutor(2) as pool:
        told = [future.result() for future in (pool.submit(first), pool.submit(second))]
    assert told == ["interrupted", "GET /files was interrupted."]
    assert lists.items("/files", {}, lambda: [{"id": "a"}]) == [{"id": "a"}]

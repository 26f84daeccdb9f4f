"""What is sent, what comes back, and which error says what went wrong."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import fjcorp_openai
from fjcorp_openai.api import Api, errors
from fjcorp_openai.api.call import endpoint, is_administration, query
from unit.api.conftest import ADMIN_KEY, PROJECT_KEY
from unit.api.server import Reply, Seen, Server, error

Serve = Callable[..., Server]
Client = Callable[..., Api]


def test_key_and_headers_follow_from_the_path(serve: Serve, client: Client) -> None:
    server = serve(lambda _unused: Reply({"id": "x"}))
    api = client(server, organization="org-1", project="proj_1")
    api.get("/files/file-1", {"include": ["a", "b"], "deep": True, "none": None})
    api.post("/organization/projects", {"name": "é", "number": Decimal(2**70), "share": Decimal("0.5")})
    api.post("/organization/projects/proj_1/archive", admin=True)
    first, second, third = server.seen
    assert first.headers["authorization"] == f"Bearer {PROJECT_KEY}"
    assert (first.headers["openai-organization"], first.headers["openai-project"]) == ("org-1", "proj_1")
    assert first.query == {"include[]": ["a", "b"], "deep": ["true"]}
    assert second.headers["authorization"] == f"Bearer {ADMIN_KEY}"
    assert "openai-project" not in second.headers
    assert second.json == {"name": "é", "number": 2**70, "share": 0.5}
    assert (third.path, third.json) == ("/organization/projects/proj_1/archive", {})


def test_zero_values_and_nulls_reach_the_api(serve: Serve, client: Client) -> None:
    server = serve(lambda _unused: Reply({}))
    client(server).post("/chat/completions", {"temperature": 0, "store": False, "stop": None, "text": ""})
    assert server.seen[0].json == {"temperature": 0, "store": False, "stop": None, "text": ""}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.BadRequest),
        (401, errors.Unauthorized),
        (403, errors.Forbidden),
        (404, errors.NotFound),
        (409, errors.Conflict),
        (422, errors.BadRequest),
        (500, errors.ServerError),
    ],
)
def test_a_refusal_keeps_what_the_api_said(
    serve: Serve, client: Client, status: int, kind: type[errors.ApiStatusError]
) -> None:
    server = serve(lambda _unused: error(status, "not so", param="name", code="bad", type="kind"))
    with pytest.raises(errors.ApiStatusError) as caught:
        client(server, max_retries=0).post("/files/file-1", {})
    found = caught.value
    assert found.__class__ is kind
    assert (found.status, found.message, found.param, found.code, found.type) == (
        status,
        "not so",
        "name",
        "bad",
        "kind",
    )
    assert found.operation == "POST /files/file-1"
    assert found.request_id == "req_1"
    told = f"POST /files/file-1 answered {status}: not so (parameter name, code bad, request id req_1)"
    hint = "; is api_key (environment variable OPENAI_API_KEY) right?" if status == 401 else ""
    assert str(found) == told + hint


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": "plain"}, "plain"),
        (b"<html>proxy</html>", "<html>proxy</html>"),
        ({"detail": 1}, "no message"),
        (None, "no message"),
    ],
)
def test_refusals_of_other_shapes_are_told_too(serve: Serve, client: Client, body: Any, message: str) -> None:
    server = serve(lambda _unused: Reply(body, 403))
    with pytest.raises(errors.Forbidden) as caught:
        client(server).get("/models")
    assert caught.value.message == message


def test_any_2xx_is_a_success_and_an_empty_body_an_empty_answer(serve: Serve, client: Client) -> None:
    replies = iter([Reply({"id": "a"}, 201), Reply(None, 204)])
    server = serve(lambda _unused: next(replies))
    api = client(server)
    assert api.post("/files", {}) == {"id": "a"}
    assert api.delete("/files/a") == {}


@pytest.mark.parametrize("body", [b"<html>portal</html>", b"[1]", b"\xff\xfe"])
def test_what_is_no_json_object_is_malformed(serve: Serve, client: Client, body: bytes) -> None:
    server = serve(lambda _unused: Reply(body, headers={"content-type": "text/html"}))
    with pytest.raises(errors.MalformedAnswer, match="GET /models answered 200 with text/html"):
        client(server).get("/models")


@pytest.mark.parametrize(
    "path", ["files", "/files/", "/files//content", "/files/../models", "/files/a?b", "/a b", ""]
)
def test_a_path_with_a_hole_is_not_sent(serve: Serve, client: Client, path: str) -> None:
    server = serve(lambda _unused: Reply({}))
    with pytest.raises(errors.ConfigurationError, match="not a path"):
        client(server).delete(path)
    assert server.seen == []


@pytest.mark.parametrize(
    "act",
    [
        lambda api: api.get("/organization/users"),
        lambda api: api.list("/organization/users"),
        lambda api: api.create("/organization/projects", {}, natural_key=None),
        lambda api: api.delete("/projects/proj_1/roles/r1"),
    ],
)
def test_a_key_of_the_wrong_kind_is_not_sent(
    serve: Serve, client: Client, act: Callable[[Api], object]
) -> None:
    server = serve(lambda _unused: Reply({"data": []}))
    with pytest.raises(errors.WrongKeyKind):
        act(client(server, admin_key=PROJECT_KEY))
    with pytest.raises(errors.MissingKey):
        act(client(server, admin_key=None))
    assert server.seen == []


def test_nobody_listening_is_a_failed_connection(client: Client) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        api = client(address, max_retries=1)
        with pytest.raises(
            errors.ConnectionFailed, match=r"POST /files at http://127.0.0.1:.*nothing listens there"
        ) as caught:
            api.post("/files", {})
    assert not isinstance(caught.value, errors.Timeout)


def test_events_tell_of_each_exchange_and_hold_no_body(serve: Serve, client: Client, tmp_path: Path) -> None:
    replies = iter([error(503), Reply({"id": "made", "secret": "content"})])
    server = serve(lambda _unused: next(replies))
    api = client(server, events=tmp_path / "events.jsonl")
    with api.acting_for("openai_file.this"):
        api.post("/files", {"prompt": "content"})
    api.progress("openai_batch.this", f"half done with {PROJECT_KEY}")
    api.paid("openai_chat_completion.this", "one completion")
    text = (tmp_path / "events.jsonl").read_text()
    assert "content" not in text
    assert "marker" not in text
    assert (tmp_path / "events.jsonl").stat().st_mode & 0o777 == 0o600
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line["event"], line["resource"]) for line in lines] == [
        ("call", "openai_file.this"),
        ("call", "openai_file.this"),
        ("progress", "openai_batch.this"),
        ("paid", "openai_chat_completion.this"),
    ]
    assert [(line["operation"], line["status"], line["request_id"]) for line in lines[:2]] == [
        ("POST /files", 503, "req_1"),
        ("POST /files", 200, "req_2"),
    ]
    assert lines[2]["message"] == "half done with ***"


def test_an_event_file_that_cannot_be_written_stops_nothing(
    serve: Serve, client: Client, tmp_path: Path
) -> None:
    server = serve(lambda _unused: Reply({"id": "x"}))
    assert client(server, events=tmp_path / "gone" / "events.jsonl").get("/models") == {"id": "x"}


def test_no_key_in_any_error_or_its_chain(serve: Serve, client: Client) -> None:
    def script(one: Seen) -> Reply:
        if one.path == "/cut":
            return Reply(drop="after")
        return error(
            401,
            f"Incorrect API key provided: {PROJECT_KEY}, sk-proj-****6789 or {ADMIN_KEY}.",
            code=PROJECT_KEY,
        )

    api = client(serve(script), max_retries=1)
    for act in (lambda: api.get("/files"), lambda: api.get("/cut"), lambda: api.post("/cut", {})):
        with pytest.raises(errors.OpenAIError) as caught:
            act()
        link: BaseException | None = caught.value
        while link is not None:
            assert "6789" not in f"{link} {link!r} {vars(link)}"
            assert not hasattr(link, "request")
            link = link.__cause__ or link.__context__


def test_sixty_four_threads_share_the_pool(serve: Serve, client: Client) -> None:
    together = threading.Barrier(64, timeout=60)  # the server answers when it holds 64 calls

    def script(one: Seen) -> Reply:
        together.wait()
        return Reply({"id": one.path})

    server = serve(script)
    api = client(server, timeout=120)
    with ThreadPoolExecutor(64) as pool:
        paths = [f"/files/file-{number}" for number in range(128)]
        assert [answer["id"] for answer in pool.map(api.get, paths)] == paths
    assert len(server.seen) == 128


def test_one_connection_serves_calls_in_turn(
    serve: Serve, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fjcorp_openai.api.connections._IDLE_SECONDS", 3600.0)  # however slow the machine is
    server = serve(lambda _unused: Reply({}))
    api = client(server)
    for _index in range(5):
        api.get("/models")
    assert len({one.port for one in server.seen}) == 1


def test_families_and_key_kinds_of_paths() -> None:
    assert (
        endpoint("/organization/projects/proj_1/rate_limits/rl-gpt-4o")
        == "/organization/projects/rate_limits"
    )
    assert endpoint("/organization/projects") == "/organization/projects"
    assert is_administration("/organization/projects")
    assert is_administration("/projects/proj_1/users/user-1/roles")
    assert is_administration("/fine_tuning/checkpoints/ft:gpt:x::1/permissions")
    assert not is_administration("/organizations")
    assert not is_administration("/fine_tuning/jobs")
    assert query({"effective_at": {"gt": 5, "lt": None}, "emails[]": ["a"]}) == [
        ("effective_at[gt]", "5"),
        ("emails[]", "a"),
    ]


_WITHOUT_A_CALL = """
import sys
import fjcorp_openai.api
assert "fjcorp_openai.api.client" not in sys.modules
from fjcorp_openai.api import Api, Settings
Api(Settings(api_key="sk-proj-a")).progress("openai_file.this", "nothing sent")
print(sorted({"httpx2", "openai", "tenacity", "ssl"} & set(sys.modules)))
"""


def test_a_process_that_does_not_call_imports_no_library() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _WITHOUT_A_CALL],
        env={"PYTHONPATH": str(Path(fjcorp_openai.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [({"openai-poll-after-ms": "2500"}, 2.5), ({"openai-poll-after-ms": "0"}, 0.0), ({}, None)]
    + [({"openai-poll-after-ms": text}, None) for text in ("soon", "nan", "-1", "1e30")],
)
def test_when_to_ask_again_is_what_the_api_says(
    serve: Serve, client: Client, header: dict[str, str], seconds: float | None
) -> None:
    server = serve(lambda _unused: Reply({"id": "x"}, headers=header))
    assert client(server).poll("/batches/x") == ({"id": "x"}, seconds)

"""A 404 and a list prove that something is gone only where the API itself says so of that very object."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api import Api, errors
from unit.api.server import Reply, Seen, Server, error

if TYPE_CHECKING:
    from pathlib import Path

Serve = Callable[..., Server]
Client = Callable[..., Api]

PROJECT = "/organization/projects/proj_1"
ACCOUNT = f"{PROJECT}/service_accounts/svc_acct_A1"
HTML = Reply(b"<html><title>404 \x1b[31mNot Found</title></html>", 404, {"content-type": "text/html"})
FOREIGN = {
    "a page": HTML,
    "no page": Reply(None, 404, {"content-type": "text/plain"}),
    "JSON that is no error": Reply({"detail": "Not Found"}, 404),
    "an error that is a text": Reply({"error": "Not Found"}, 404),
    "an error object of another form": Reply({"error": {"message": "Not Found", "status": 404}}, 404),
    "the right words in a page": Reply(
        json.dumps(error(404, "No such service account: svc_acct_A1").body).encode(),
        404,
        {"content-type": "text/html"},
    ),
    "an unknown address": error(404, "Invalid URL (GET /v1/v1/files)"),
    "another unknown address": error(404, "Unknown request URL: GET /x", code="unknown_url"),
    "an error about something else": error(404, "No such file: file-Z9"),
    "410": Reply({"detail": "gone"}, 410),
}
READS = [
    ACCOUNT,
    f"{PROJECT}/spend_limit",
    "/organization/roles/role_1",
    "/projects/proj_1/users/user-1/roles/role_1",
]


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("kind", FOREIGN)
def test_nobody_else_can_say_that_something_is_gone(
    serve: Serve, client: Client, kind: str, path: str
) -> None:
    api = client(serve(lambda _unused: FOREIGN[kind]))
    for call in (api.get, api.delete):
        with pytest.raises(errors.UnattributedNotFound, match="Check base_url") as caught:
            call(path)
        assert not isinstance(caught.value, errors.NotFound)
        assert str(caught.value).isprintable()
    with pytest.raises(errors.UnattributedNotFound):
        api.list(path.rpartition("/")[0])


@pytest.mark.parametrize(
    ("path", "message", "param"),
    [
        (ACCOUNT, "No such service account: svc_acct_A1", "service_account_id"),
        (ACCOUNT, "Not found.", None),
        (ACCOUNT, "Not found.", "service_account_id"),
        (f"{PROJECT}/spend_limit", "No such spend limit: proj_1", None),
        (f"{PROJECT}/model_permissions", "No such model permissions of project: proj_1", "project_id"),
        ("/organization/spend_limit", "No such spend limit: organization", None),
        ("/files/file-abc", "No such File object: file-abc", "id"),
        ("/models/gpt-4", "The model `gpt-4` does not exist or you do not have access to it.", "model"),
        ("/organization/admin_api_keys/key_1", "No such admin API key: key_1", "key_id"),
    ],
)
@pytest.mark.parametrize("status", [404, 410])
def test_the_api_s_word_on_the_very_object_proves(
    serve: Serve, client: Client, path: str, message: str, param: str | None, status: int
) -> None:
    server = serve(lambda _unused: error(status, message, param=param))
    api = client(server)
    for call in (api.get, api.delete):
        with pytest.raises(errors.NotFound):
            call(path)
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    "answer", [error(404, "No such project: proj_1", param="project_id"), HTML, Reply({"id": "proj_1"})]
)
@pytest.mark.parametrize("call", ["list", "get", "delete", "create"])
def test_what_belongs_to_something_is_gone_with_it_alone(
    serve: Serve, client: Client, answer: Reply, call: str
) -> None:
    """The API names the project in place of the object: then the project itself is asked for."""
    missing = error(404, "No such project: proj_1", param="project_id")
    server = serve(lambda one: answer if one.path == PROJECT else missing)
    api = client(server)
    calls: dict[str, Callable[[], object]] = {
        "list": lambda: api.list(f"{PROJECT}/service_accounts"),
        "get": lambda: api.get(ACCOUNT),
        "delete": lambda: api.delete(ACCOUNT),
        "create": lambda: api.post(f"{PROJECT}/service_accounts", {"name": "x"}),
    }
    kind = (
        errors.NotFound
        if "error" in json.dumps(answer.body if isinstance(answer.body, dict) else "")
        else errors.UnattributedNotFound
    )
    with pytest.raises(kind, match="No such project: proj_1"):
        calls[call]()
    assert server.operations()[1:] == [f"GET {PROJECT}"]


def test_what_a_list_lacks_is_asked_for_by_itself(serve: Serve, client: Client) -> None:
    there = {"id": "svc_acct_A1", "name": "bot"}
    answers: dict[str, Reply] = {f"{PROJECT}/service_accounts": Reply({"data": [], "has_more": False})}
    server = serve(lambda one: answers[one.path])
    path = f"{PROJECT}/service_accounts"
    answers[ACCOUNT] = Reply(there)
    assert client(server).find(path, "svc_acct_A1") == there
    answers[ACCOUNT] = HTML
    with pytest.raises(errors.UnattributedNotFound):
        client(server).find(path, "svc_acct_A1")
    answers[ACCOUNT] = Reply({"id": "svc_acct_B2"})
    with pytest.raises(errors.MalformedAnswer, match="another object"):
        client(server).find(path, "svc_acct_A1")
    answers[ACCOUNT] = error(404, "No such service account: svc_acct_A1")
    with pytest.raises(errors.NotFound):
        client(server).find(path, "svc_acct_A1")


@pytest.mark.parametrize(
    "second",
    [
        HTML,
        Reply({"data": [{"id": "a"}, {"id": "c"}], "has_more": False}),
        Reply({"data": [{"id": "c"}]}),
        Reply({"detail": "Not Found"}),
        error(404, "Not found."),
    ],
)
def test_a_list_is_whole_or_an_error(serve: Serve, client: Client, second: Reply) -> None:
    first = Reply({"data": [{"id": "a"}, {"id": "b"}], "has_more": True})
    api = client(serve(lambda one: second if "after" in one.query else first))
    for path in ("/organization/users", f"{PROJECT}/rate_limits"):
        with pytest.raises((errors.UnattributedNotFound, errors.MalformedAnswer)):
            api.find(path, "z")


def test_nothing_that_was_made_just_now_is_gone(serve: Serve, client: Client, tmp_path: Path) -> None:
    """Lists and reads may lag; once a run has seen the object, its absence counts."""
    now = time.time()

    def script(one: Seen) -> Reply:
        if one.method == "POST":
            return Reply({"id": "proj_1", "name": "x", "created_at": int(now)})
        if one.path.endswith("projects"):
            return Reply({"data": [], "has_more": False})
        return error(404, "No such project: proj_1", param="project_id")

    server = serve(script)
    api = client(server, journal_dir=tmp_path)
    api.create("/organization/projects", {"name": "x"}, natural_key=lambda item: item["name"] == "x")
    api.close()
    calls: list[Callable[[Api], Any]] = [
        lambda api: api.find("/organization/projects", "proj_1"),
        lambda api: api.get(PROJECT),
        lambda api: api.delete(PROJECT),
    ]
    for _run in range(2):  # nor does a deletion that was refused prove anything to the next run
        again = client(server, journal_dir=tmp_path)
        for call in calls:
            with pytest.raises(errors.NotYetVisible, match="before 300 s have passed"):
                call(again)
        again.close()
    again = client(server, journal_dir=tmp_path)
    again.confirm("proj_1")
    for call in calls:
        with pytest.raises(errors.NotFound):
            call(again)


def test_what_was_made_a_while_ago_is_gone(serve: Serve, client: Client, tmp_path: Path) -> None:
    lines = [
        {
            "entry": 1,
            "path": "/organization/projects",
            "digest": "d",
            "resource": "",
            "time": time.time() - 400,
        },
        {"entry": 1, "id": "proj_1"},
    ]
    (tmp_path / "1.creates.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    api = client(serve(lambda _unused: error(404, "No such project: proj_1")), journal_dir=tmp_path)
    with pytest.raises(errors.NotFound):
        api.get(PROJECT)

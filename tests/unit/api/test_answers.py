"""What the API never writes is reported as the API's fault, with the call, and none of it is used."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from fjcorp_openai.api import Api, errors
from fjcorp_openai.api.answers import Answer, checked, object_in, objects_in, parsed, text_in
from unit.api.server import Reply, Server

Serve = Callable[..., Server]
Client = Callable[..., Api]

DEEP = b"[" * 200 + b"]" * 200
ODD = {
    "values more than 100 levels deep": b'{"id": "a", "x": ' + DEEP + b"}",
    "levels deep": b'{"id": "a", "x": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "NaN, which is no number": b'{"id": "a", "x": NaN}',
    "-Infinity, which is no number": b'{"id": "a", "x": [-Infinity]}',
    "a key twice in one object": b'{"id": "a", "x": {"y": 1, "y": 2}}',
    "half a character": b'{"id": "a", "x": "\\ud800"}',
    "a number in `id`": b'{"id": 5}',
    "a list in `name`": b'{"id": "a", "name": []}',
    "an object in `email`": b'{"id": "a", "email": {}}',
    "a text in `created_at`": b'{"id": "a", "created_at": "today"}',
    "true or false in `created_at`": b'{"id": "a", "created_at": true}',
    "no list of objects in `projects`": b'{"id": "a", "projects": [5]}',
}


@pytest.mark.parametrize("what", ODD)
def test_an_odd_answer_names_the_call_and_what_is_odd(serve: Serve, client: Client, what: str) -> None:
    server = serve(lambda _unused: Reply(ODD[what]))
    with pytest.raises(errors.MalformedAnswer) as caught:
        client(server).get("/files/a")
    assert str(caught.value).startswith("GET /files/a: the API's answer is malformed, it holds ")
    assert what in str(caught.value)
    assert "base_url" in str(caught.value)


@pytest.mark.parametrize("what", [each for each in ODD if "`" not in each])
def test_json_that_the_api_does_not_write_is_not_read(what: str) -> None:
    with pytest.raises(errors.MalformedAnswer, match=f"^GET /x: .* it holds .*{what}"):
        parsed(ODD[what], "GET /x")


def test_an_odd_answer_to_a_write_names_the_call(serve: Serve, client: Client) -> None:
    api = client(serve(lambda _unused: Reply(b'{"id": 5}')))
    for call, operation in (
        (lambda: api.post("/files", {}), "POST /files"),
        (lambda: api.post("/files/a", {}, retry_unsafe=True), "POST /files/a"),
        (lambda: api.delete("/files/a"), "DELETE /files/a"),
    ):
        with pytest.raises(errors.MalformedAnswer, match=f"^{operation}: "):
            call()


@pytest.mark.parametrize("what", [each for each in ODD if "list" not in each])
def test_an_odd_object_spoils_its_list(serve: Serve, client: Client, what: str) -> None:
    body = b'{"object": "list", "data": [{"id": "b"}, ' + ODD[what] + b'], "has_more": false}'
    server = serve(lambda _unused: Reply(body))
    with pytest.raises(errors.MalformedAnswer, match="GET /files"):
        client(server).list("/files")


@pytest.mark.parametrize(
    ("path", "item"),
    [
        ("/organization/external_keys", {"id": "a", "type": "aws"}),
        ("/organization/external_storage", {"id": "a", "project_id": "b", "provider": {"type": "aws"}}),
        ("/organization/workload_identity_providers", {"id": "a", "name": "b", "audience": "c"}),
        (
            "/organization/workload_identity_providers/a/federation_rules",
            {"id": "a", "project_id": "b", "attribute_matchers": {}},
        ),
        ("/webhook_endpoints", {"id": "a", "name": "b", "event_types": []}),
    ],
)
def test_a_listed_object_lacks_nothing_that_every_one_has(
    serve: Serve, client: Client, path: str, item: dict[str, Any]
) -> None:
    server = serve(lambda _unused: Reply({"data": [item], "has_more": False}))
    with pytest.raises(errors.MalformedAnswer, match=f"GET {path}: .* an object without `"):
        client(server).list(path)


@pytest.mark.parametrize("item", [None, 1, "text", [], True, [{"id": "a"}]])
def test_a_list_of_no_objects(serve: Serve, client: Client, item: Any) -> None:
    server = serve(lambda _unused: Reply({"data": [{"id": "a"}, item], "has_more": False}))
    with pytest.raises(errors.MalformedAnswer, match="something that is no object in `data`"):
        client(server).list("/files")


@pytest.mark.parametrize("more", ["false", 0, [], {}])
def test_whether_there_is_more_is_true_or_false(serve: Serve, client: Client, more: Any) -> None:
    server = serve(lambda _unused: Reply({"data": [], "has_more": more}))
    with pytest.raises(errors.MalformedAnswer, match="something else than true or false in `has_more`"):
        client(server).list("/files")


def test_the_api_refuses_in_odd_ways_too(serve: Serve, client: Client) -> None:
    server = serve(lambda _unused: Reply(b'{"error": {"message": ' + DEEP + b"}}", 403))
    with pytest.raises(errors.Forbidden, match="answered 403"):
        client(server).get("/files")


def test_a_field_that_is_not_there_is_told_at_any_depth(serve: Serve, client: Client) -> None:
    server = serve(lambda _unused: Reply({"id": "a", "owner": {"type": "user"}}))
    api = client(server)
    answers = [api.get("/files/a"), copy.deepcopy(api.get("/files/a")), api.get("/files/a").copy()]
    for answer in answers:
        with pytest.raises(errors.MalformedAnswer, match=r"GET /files/a: .* an object without `name`"):
            answer["name"]
        with pytest.raises(errors.MalformedAnswer, match="an object without `user`"):
            answer["owner"]["user"]
        assert answer.get("name") is None
        assert "name" not in answer


def test_a_listed_object_keeps_its_call(serve: Serve, client: Client) -> None:
    server = serve(lambda _unused: Reply({"data": [{"id": "a"}], "has_more": False}))
    api = client(server)
    for found in (api.list("/files")[0], api.find("/files", "a"), api.list("/files", limit=1)[0]):
        with pytest.raises(errors.MalformedAnswer, match=r"GET /files: .*without `name`"):
            found["name"]


def test_an_answer_leaves_the_process_as_plain_data() -> None:
    answer = parsed(b'{"id": "a", "x": {"y": [1.5, "\\u00e9", {"z": null}]}}', "GET /x")
    plain = pickle.loads(pickle.dumps(answer))
    assert type(plain) is type(plain["x"]) is type(plain["x"]["y"][2]) is dict
    assert plain == answer == json.loads(json.dumps(answer))


def test_what_is_right_passes() -> None:
    body = {"id": None, "name": "ü", "created_at": 1.5, "owner": None, "data": [{"id": "a", "bytes": 0}, "x"]}
    assert checked(Answer(body, "GET /x")) == body
    parts = Answer({"a": {"b": 1}, "c": [{}], "d": "e", "n": None}, "GET /x")
    assert (object_in(parts, "a"), objects_in(parts, "c"), text_in(parts, "d")) == ({"b": 1}, [{}], "e")
    assert object_in(parts, "n") == object_in(parts, "nowhere") == {}
    for read in (object_in, objects_in, text_in):
        with pytest.raises(errors.MalformedAnswer, match="GET /x"):
            read(Answer({"a": 5}, "GET /x"), "a")

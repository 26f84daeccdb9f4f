"""The pipeline that every call goes through: keys, errors, throttle, faults, the call log."""

from __future__ import annotations

import os
import stat
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from fjcorp_openai.emulator.families import discover
from support.checks import every
from support.emulator import HELLO, SOURCE, Emulator, error_of

if TYPE_CHECKING:
    from collections.abc import Callable


def test_every_family_is_served() -> None:
    found, broken = discover()
    assert broken == []
    assert {"projects", "files", "models", "chat_completions"} <= {family.name for family in found}


def test_no_family_reports_a_fault_at_start(shared_emulator: Emulator) -> None:
    shared_emulator.call("GET", "/models")
    assert "emulator family" not in shared_emulator.errors.read_text()


@pytest.mark.parametrize(
    ("header", "code"),
    [(None, None), ("Bearer", None), ("Basic abc", None), ("Bearer sk-wrong-key-1234", "invalid_api_key")],
)
def test_calls_without_a_right_key_are_refused(
    shared_emulator: Emulator, header: str | None, code: str | None
) -> None:
    for path in ("/models", "/organization/projects"):
        answer = shared_emulator.http.get(
            shared_emulator.base_url + path, headers={"authorization": header} if header else {}
        )
        assert answer.status_code == 401
        assert error_of(answer)["code"] == code
        assert "sk-wrong" not in answer.text


def test_the_wrong_kind_of_key_is_refused(shared_emulator: Emulator) -> None:
    for path, admin in (("/models", True), ("/organization/projects", False)):
        answer = shared_emulator.call("GET", path, admin=admin)
        assert answer.status_code == 403
        assert error_of(answer)["code"] == "insufficient_permissions"


def test_headers_of_another_organization_or_project_are_refused(shared_emulator: Emulator) -> None:
    organization = shared_emulator.call("GET", "/models").headers["openai-organization"]
    project = shared_emulator.call("GET", "/organization/projects", admin=True).json()["data"][0]["id"]
    for headers, status in (
        ({"openai-organization": organization, "openai-project": project}, 200),
        ({"openai-organization": "org-other"}, 401),
        ({"openai-project": "proj_other"}, 401),
    ):
        assert shared_emulator.call("GET", "/models", headers=headers).status_code == status


def test_unknown_urls_and_methods_are_refused(shared_emulator: Emulator) -> None:
    answer = shared_emulator.call("GET", "/nothing")
    assert (answer.status_code, error_of(answer)["message"]) == (404, "Invalid URL (GET /v1/nothing)")
    answer = shared_emulator.call("PUT", "/files")
    assert (answer.status_code, error_of(answer)["code"]) == (405, "method_not_supported")
    assert answer.headers["allow"] == "GET, POST"


def test_every_answer_has_its_own_request_id(shared_emulator: Emulator) -> None:
    answers = [shared_emulator.call("GET", path) for path in ("/models", "/models", "/nothing")]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert len(set(ids)) == 3
    assert {each[:4] for each in ids} == {"req_"}
    assert [call["request_id"] for call in shared_emulator.calls()] == ids


@pytest.mark.parametrize(
    ("query", "param", "code"),
    [
        ("limit=many", "limit", "invalid_type"),
        ("limit=0", "limit", "integer_below_min_value"),
        ("limit=101", "limit", "integer_above_max_value"),
        ("colour=red", "colour", "unknown_parameter"),
        ("after=proj_none", "after", "invalid_value"),
        ("include_archived=perhaps", "include_archived", "invalid_type"),
    ],
)
def test_wrong_query_parameters_are_named(
    shared_emulator: Emulator, query: str, param: str, code: str
) -> None:
    answer = shared_emulator.call("GET", f"/organization/projects?{query}", admin=True)
    assert answer.status_code == 400
    assert (error_of(answer)["param"], error_of(answer)["code"]) == (param, code)


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'"x"', b'{"name": NaN}', b'{"name": "\\ud800"}', b"\xff\xfe", b"[" * 100_000]
)
def test_bodies_that_are_no_json_object_are_refused(shared_emulator: Emulator, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    answer = shared_emulator.call("POST", "/organization/projects", admin=True, content=body, headers=headers)
    assert answer.status_code == 400
    assert error_of(answer)["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("path", "body", "param", "code"),
    [
        ("/chat/completions", {"messages": []}, "messages", "empty_array"),
        ("/chat/completions", {"temperature": "hot"}, "temperature", "invalid_type"),
        ("/chat/completions", {"stop": ["a"] * 5}, "stop", "array_above_max_length"),
        ("/chat/completions", {"temprature": 1}, "temprature", "unknown_parameter"),
        (
            "/chat/completions",
            {"messages": [{"role": "usr", "content": ""}]},
            "messages[0].role",
            "invalid_value",
        ),
        ("/chat/completions", {"metadata": {"k": 1}}, "metadata.k", "invalid_type"),
        ("/chat/completions", {"metadata": {"k": "v" * 513}}, "metadata.k", "string_above_max_length"),
        ("/responses", {"metadata": {"k" * 65: "v"}}, "metadata", "string_above_max_length"),
        (
            "/conversations",
            {"metadata": {str(number): "" for number in range(17)}},
            "metadata",
            "object_above_max_properties",
        ),
    ],
)
def test_wrong_members_of_a_body_are_named(
    shared_emulator: Emulator, path: str, body: dict[str, Any], param: str, code: str
) -> None:
    base = {"/chat/completions": HELLO, "/responses": {"model": "gpt-5.6-terra", "input": "Hi"}}
    answer = shared_emulator.call("POST", path, json=base.get(path, {}) | body)
    assert answer.status_code == 400
    assert (error_of(answer)["param"], error_of(answer)["code"]) == (param, code)


def test_a_whole_number_may_be_written_as_a_decimal(shared_emulator: Emulator) -> None:
    chat = b'{"model": "gpt-5.6-terra", "messages": [{"role": "user", "content": "Hi"}], "n": 2.0}'
    headers = {"content-type": "application/json"}
    answer = shared_emulator.call("POST", "/chat/completions", content=chat, headers=headers)
    assert len(answer.json()["choices"]) == 2
    store = shared_emulator.call("POST", "/vector_stores", json={"name": "x"}).json()["id"]
    body = b'{"query": "x", "max_num_results": 5e0}'
    answer = shared_emulator.call("POST", f"/vector_stores/{store}/search", content=body, headers=headers)
    assert answer.status_code == 200
    body = b'{"query": "x", "max_num_results": 5.5}'
    answer = shared_emulator.call("POST", f"/vector_stores/{store}/search", content=body, headers=headers)
    assert (answer.status_code, error_of(answer)["param"]) == (400, "max_num_results")


def test_other_content_types_are_refused(shared_emulator: Emulator) -> None:
    answer = shared_emulator.call("POST", "/files", json={"purpose": "user_data"})
    assert answer.status_code == 415
    answer = shared_emulator.call("POST", "/chat/completions", files={"a": (None, "b")})
    assert answer.status_code == 415
    headers = {"content-type": "multipart/form-data"}
    answer = shared_emulator.call("POST", "/files", content=b"x", headers=headers)
    assert answer.status_code == 400


def test_the_call_log_tells_what_happened(shared_emulator: Emulator) -> None:
    shared_emulator.call("POST", "/chat/completions", json=HELLO)
    shared_emulator.call("GET", "/organization/projects?limit=1", admin=True)
    shared_emulator.call("GET", "/files/file-none")
    seen = [
        (call["method"], call["path"], call["operation"], call["status"], call["key_kind"], call["paid"])
        for call in shared_emulator.calls()
    ]
    assert seen == [
        ("POST", "/v1/chat/completions", "createChatCompletion", 200, "project", True),
        ("GET", "/v1/organization/projects", "list-projects", 200, "admin", False),
        ("GET", "/v1/files/file-none", "retrieveFile", 404, "project", False),
    ]
    assert every(call["seconds"] >= 0 and call["time"] > 0 for call in shared_emulator.calls())
    shared_emulator.clear_calls()
    assert shared_emulator.calls() == []


def test_an_answer_that_is_held_comes_after_the_commit(shared_emulator: Emulator) -> None:
    shared_emulator.fault("create-project", hold=2)
    with pytest.raises(httpx2.ReadTimeout):
        shared_emulator.call("POST", "/organization/projects", admin=True, json={"name": "x"}, timeout=0.5)
    assert [project["name"] for project in shared_emulator.dump()["project"]] == ["Default project", "x"]


@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
def test_a_killed_emulator_keeps_what_was_committed(
    start_emulator: Callable[..., Emulator], when: str, made: int
) -> None:
    emulator = start_emulator("--fault", f"create-project:kill={when}")
    with pytest.raises(httpx2.TransportError):
        emulator.call("POST", "/organization/projects", admin=True, json={"name": "Lost"})
    assert emulator.stop() == -9
    keys = (emulator.api_key, emulator.admin_key)
    emulator.options = ()
    emulator.start()
    assert (emulator.api_key, emulator.admin_key) == keys
    names = [
        each["name"] for each in emulator.call("GET", "/organization/projects", admin=True).json()["data"]
    ]
    assert names.count("Lost") == made


def test_kill_9_in_the_middle_of_writes_leaves_nothing_half_made(
    start_emulator: Callable[..., Emulator],
) -> None:
    emulator = start_emulator()
    content = b"x" * 200_000
    project = emulator.call("POST", "/organization/projects", admin=True, json={"name": "x"}).json()["id"]
    accounts = f"/organization/projects/{project}/service_accounts"
    calls: list[tuple[str, dict[str, Any]]] = [
        ("/files", {"data": {"purpose": "user_data"}, "files": {"file": ("a.txt", content)}}),
        (accounts, {"admin": True, "json": {"name": "bot"}}),
    ]
    acknowledged: dict[str, list[str]] = {path: [] for path, _options in calls}

    def write(path: str, options: dict[str, Any]) -> None:
        while True:
            try:
                answer = emulator.call("POST", path, **options)
            except (httpx2.TransportError, RuntimeError):
                return
            acknowledged[path].append(answer.json()["id"])

    writers = [threading.Thread(target=write, args=call) for call in calls * 2]
    for writer in writers:
        writer.start()
    while min(map(len, acknowledged.values())) < 10:
        time.sleep(0.01)
    os.kill(emulator.process.pid, 9)
    for writer in writers:
        writer.join()
    emulator.stop()
    emulator.start()
    kept = emulator.dump()
    files = {file["id"] for file in kept["file"]}
    assert set(acknowledged["/files"]) <= files
    stored = {path.name: path.stat().st_size for path in (emulator.folder / "files").iterdir()}
    assert stored == dict.fromkeys(files, len(content))
    assert list((emulator.folder / "incoming").iterdir()) == []
    made = {account["id"] for account in kept["service_account"]}
    assert set(acknowledged[accounts]) <= made
    assert made == {user["id"] for user in kept["user"] if user.get("is_service_account")}
    listed = emulator.call("GET", f"/organization/projects/{project}/api_keys?limit=100", admin=True).json()[
        "data"
    ]
    assert len(kept["project_api_key"]) == len(made) + 1
    assert {key["owner"]["service_account"]["id"] for key in listed} <= made


def test_concurrent_writes_are_all_kept(shared_emulator: Emulator) -> None:
    def write(number: int) -> None:
        for each in range(10):
            body = {"name": f"{number}-{each}"}
            assert (
                shared_emulator.call("POST", "/organization/projects", admin=True, json=body).status_code
                == 200
            )

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(shared_emulator.dump()["project"]) == 81


def test_keys_stand_nowhere_but_in_their_file(start_emulator: Callable[..., Emulator]) -> None:
    emulator = start_emulator()
    emulator.call("GET", "/models")
    emulator.stop()
    holders = [
        path
        for path in emulator.folder.rglob("*")
        if path.is_file()
        and any(key.encode() in path.read_bytes() for key in (emulator.api_key, emulator.admin_key))
    ]
    assert [path.name for path in holders] == ["credentials.json"]
    assert stat.S_IMODE(holders[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(emulator.folder.stat().st_mode) == 0o700


def test_reset_begins_again_with_the_same_keys(shared_emulator: Emulator) -> None:
    shared_emulator.call("POST", "/organization/projects", admin=True, json={"name": "x"})
    shared_emulator.call("POST", "/files", data={"purpose": "user_data"}, files={"file": ("a.txt", b"x")})
    before = shared_emulator.clock.now()
    shared_emulator.clock.advance(1000)
    shared_emulator.reset()
    assert [project["name"] for project in shared_emulator.dump()["project"]] == ["Default project"]
    assert list((shared_emulator.folder / "files").iterdir()) == []
    assert 0 <= shared_emulator.clock.now() - before < 500
    assert shared_emulator.call("GET", "/models").status_code == 200


def test_the_clock_survives_a_restart_and_moves_forward_only(start_emulator: Callable[..., Emulator]) -> None:
    emulator = start_emulator()
    before = emulator.clock.now()
    emulator.clock.advance(5000)
    emulator.stop()
    emulator.start()
    assert emulator.clock.now() - before >= 5000
    assert emulator.http.post(f"{emulator.control_url}/clock", json={"advance": -1}).status_code == 400


def test_a_taken_port_or_folder_is_told(start_emulator: Callable[..., Emulator]) -> None:
    emulator = start_emulator()
    port = emulator.base_url.split(":")[2].split("/")[0]
    with pytest.raises(RuntimeError, match=f"port {port} of 127.0.0.1 cannot be used"):
        start_emulator("--port", port)
    with pytest.raises(RuntimeError, match="in use by another emulator"):
        start_emulator(folder=emulator.folder)


@pytest.mark.parametrize(
    "option", [("--throttle", "8"), ("--fault", "createFile:status=200"), ("--transitions", "sometimes")]
)
def test_wrong_options_are_told(start_emulator: Callable[..., Emulator], option: tuple[str, str]) -> None:
    with pytest.raises(RuntimeError, match="emulator"):
        start_emulator(*option)


def test_it_starts_quickly_and_stops_cleanly(start_emulator: Callable[..., Emulator]) -> None:
    emulator = start_emulator("--throttle", "2/60")
    # Processor time, which others on the machine do not lengthen; `make bench` takes the clock's.
    ticks = Path(f"/proc/{emulator.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    assert sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK") < 2
    assert [emulator.call("GET", "/models").status_code for _index in range(3)] == [200, 200, 429]
    assert emulator.stop() == 0
    assert emulator.errors.read_text() == ""


def test_the_served_document_names_served_operations_only(shared_emulator: Emulator) -> None:
    document = shared_emulator.control("GET", "/openapi.json")
    operations = {shape["operationId"] for item in document["paths"].values() for shape in item.values()}
    assert {"create-project", "createFile"} <= operations
    assert "createVideo" not in operations


def test_the_source_holds_the_document_and_where_it_is_from() -> None:
    folder = SOURCE / "fjcorp_openai" / "emulator" / "spec"
    assert "openai-openapi" in (folder / "SOURCE.txt").read_text()
    data = sorted(path.name for path in folder.iterdir() if path.suffix in {".gz", ".txt", ".json"})
    assert data == ["SOURCE.txt", "openapi-shapes.json.gz"]

"""The throttle, and faults by rule."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx2
import openai
import pytest

from support.checks import wait_for
from support.emulator import HELLO, error_of

if TYPE_CHECKING:
    from support.emulator import Emulator

# A connection that is cut ends in an early end or in a reset, as the other end happens to see it.
LOST = (httpx2.RemoteProtocolError, httpx2.ReadError)


def test_the_throttle_refuses_without_headers_and_refills(shared_emulator: Emulator) -> None:
    shared_emulator.throttle(3, 60)
    path = "/organization/projects"
    assert [shared_emulator.call("GET", path, admin=True).status_code for _index in range(4)] == [
        200,
        200,
        200,
        429,
    ]
    answer = shared_emulator.call("POST", path, admin=True, json={"name": "x"})
    assert (answer.status_code, error_of(answer)["code"]) == (429, "rate_limit_exceeded")
    assert not [name for name in answer.headers if "retry" in name or "ratelimit" in name]
    assert shared_emulator.call("GET", "/models").status_code == 200
    shared_emulator.clock.advance(61)
    assert shared_emulator.call("GET", path, admin=True).status_code == 200
    shared_emulator.throttle(0)
    assert {shared_emulator.call("GET", path, admin=True).status_code for _index in range(10)} == {200}


def test_a_fault_strikes_the_nth_call(shared_emulator: Emulator) -> None:
    shared_emulator.fault("listModels", nth=2, times=2, status=503, retry_after=1.5)
    answers = [shared_emulator.call("GET", "/models") for _index in range(4)]
    assert [answer.status_code for answer in answers] == [200, 503, 503, 200]
    assert answers[1].headers["retry-after"] == "1.5"
    assert error_of(answers[1])["type"] == "server_error"
    assert shared_emulator.call("GET", "/files").status_code == 200
    shared_emulator.clear_faults()
    assert shared_emulator.control("GET", "/faults") == {"data": []}


def test_a_quota_fault_is_the_other_429(client: Any, shared_emulator: Emulator) -> None:
    shared_emulator.fault("createChatCompletion", code="insufficient_quota")
    with pytest.raises(openai.RateLimitError) as caught:
        client.chat.completions.create(**HELLO)
    assert (caught.value.code, caught.value.type) == ("insufficient_quota", "insufficient_quota")
    assert client.chat.completions.create(**HELLO).choices
    assert [call["paid"] for call in shared_emulator.calls("createChatCompletion")] == [False, True]


def test_a_fault_delays(shared_emulator: Emulator) -> None:
    shared_emulator.fault("listModels", delay=0.4)
    began = time.monotonic()
    assert shared_emulator.call("GET", "/models").status_code == 200
    assert time.monotonic() - began >= 0.4


@pytest.mark.parametrize("kind", ["delay", "hold"])
def test_calls_that_are_held_up_go_on_when_the_fault_is_deleted(shared_emulator: Emulator, kind: str) -> None:
    shared_emulator.fault("listModels", times=0, **{kind: 60})
    with ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(shared_emulator.call, "GET", "/models") for _unused in range(2)]
        wait_for(lambda: shared_emulator.control("GET", "/faults")["data"][0]["seen"] == 2)
        assert not any(call.done() for call in calls)
        shared_emulator.clear_faults()
        assert [call.result(timeout=30).status_code for call in calls] == [200, 200]


@pytest.mark.parametrize("kind", ["delay", "hold"])
def test_a_call_that_is_held_up_has_no_part_in_what_begins_anew(shared_emulator: Emulator, kind: str) -> None:
    shared_emulator.fault("create-project", **{kind: 60})
    with ThreadPoolExecutor(1) as pool:
        body = {"name": "Late"}
        late = pool.submit(shared_emulator.call, "POST", "/organization/projects", admin=True, json=body)
        wait_for(lambda: shared_emulator.control("GET", "/faults")["data"][0]["seen"] == 1)
        shared_emulator.reset()
        if kind == "delay":
            with pytest.raises(httpx2.RemoteProtocolError):
                late.result()
        else:
            assert late.result().status_code == 200
    assert shared_emulator.calls() == []
    projects = shared_emulator.call("GET", "/organization/projects", admin=True).json()["data"]
    assert [project["name"] for project in projects] == ["Default project"]


@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
def test_a_dropped_connection_may_have_committed(shared_emulator: Emulator, when: str, made: int) -> None:
    shared_emulator.fault("create-project", drop=when)
    with pytest.raises(LOST):
        shared_emulator.call("POST", "/organization/projects", admin=True, json={"name": "Lost"})
    listed = shared_emulator.call("GET", "/organization/projects", admin=True).json()["data"]
    assert [project["name"] for project in listed].count("Lost") == made
    assert shared_emulator.calls("create-project")[0]["status"] == 0


def test_a_stream_is_truncated(client: Any, shared_emulator: Emulator) -> None:
    shared_emulator.fault("createChatCompletion", truncate=3)
    seen = []
    with pytest.raises(openai.APIConnectionError):
        seen.extend(client.chat.completions.create(**HELLO, stream=True))
    assert len(seen) == 3
    shared_emulator.fault("listModels", truncate=0)
    with pytest.raises(LOST):
        shared_emulator.call("GET", "/models")


def test_a_cursor_repeats(shared_emulator: Emulator) -> None:
    for number in range(4):
        shared_emulator.call("POST", "/organization/projects", admin=True, json={"name": f"P{number}"})
    shared_emulator.fault("list-projects", nth=2, repeat_cursor=True)
    first = shared_emulator.call("GET", "/organization/projects?limit=2", admin=True).json()
    path = f"/organization/projects?limit=2&after={first['last_id']}"
    again = shared_emulator.call("GET", path, admin=True).json()
    assert (again["last_id"], again["has_more"]) == (first["last_id"], True)
    assert shared_emulator.call("GET", path, admin=True).json()["last_id"] != first["last_id"]


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"status": 200},
        {"drop": "never"},
        {"colour": 1, "status": 500},
        {"status": 500, "nth": 0},
        {"status": 500, "operation": "createfile"},
    ],
)
def test_wrong_faults_are_refused(shared_emulator: Emulator, rule: dict[str, Any]) -> None:
    answer = shared_emulator.http.post(f"{shared_emulator.control_url}/faults", json=rule)
    assert answer.status_code == 400

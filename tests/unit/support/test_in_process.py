"""The emulator in this process goes wrong as one behind a socket does: each fault is run both ways."""

from __future__ import annotations

import re
import time
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from fjcorp_openai.api import Api, Settings
from fjcorp_openai.api.errors import OpenAIError
from support.emulator import HELLO, SWITCHES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.emulator import Emulator
    from support.in_process import LocalEmulator

TIMEOUT = 0.25
FAULTS: dict[str, dict[str, Any]] = {
    "none": {},
    "drop before": {"drop": "before"},
    "drop after": {"drop": "after"},
    "half an answer": {"truncate": 0},
    "two events": {"truncate": 2},
    "429": {"status": 429, "code": "rate_limit_exceeded", "retry_after": 0},
    "no quota": {"code": "insufficient_quota"},
    "500": {"status": 500},
    "a page of a proxy": {"foreign": "html"},
    "empty": {"foreign": "empty"},
    "late": {"delay": 3 * TIMEOUT},
    "held back": {"hold": 3 * TIMEOUT},
    "another cursor": {"repeat_cursor": True},
}


def _upload(api: Api, folder: Path) -> Any:
    return api.upload("/files", {"purpose": "user_data"}, folder / "a.txt")["bytes"]


def _stream(api: Api, _folder: Path) -> Any:
    seen: list[Any] = []
    for event in api.stream("/chat/completions", HELLO):
        assert "choices" in event
        seen.append(len(event["choices"]))
    return len(seen) > 3


def _first_event(api: Api, _folder: Path) -> Any:
    events: Iterator[Any] = api.stream("/chat/completions", HELLO)
    return next(events, {})["object"]


def _download(api: Api, folder: Path) -> Any:
    (file,) = api.list("/files")
    target = folder / "b.txt"
    api.download(f"/files/{file['id']}/content", target)
    return target.read_bytes()


CALLS: dict[str, tuple[str, Callable[[Api, Path], Any]]] = {
    "get": ("list-projects", lambda api, _unused: len(api.list("/organization/projects"))),
    "post": (
        "create-project",
        lambda api, _unused: api.post("/organization/projects", {"name": "A"})["name"],
    ),
    "delete": (
        "deleteFile",
        lambda api, _unused: api.delete(f"/files/{api.list('/files')[0]['id']}")["deleted"],
    ),
    "upload": ("createFile", _upload),
    "stream": ("createChatCompletion", _stream),
    "first event": ("createChatCompletion", _first_event),
    "download": ("downloadFile", _download),
}


WAITS = {"late", "held back"}
CASES = [
    *(
        (call, fault)
        for call in CALLS
        for fault in sorted(FAULTS.keys() - WAITS - {"another cursor", "two events"})
    ),
    ("get", "another cursor"),
    ("stream", "two events"),
    ("first event", "two events"),
    *((call, fault) for call in ("post", "get") for fault in sorted(WAITS)),
]


def _outcome(emulator: Emulator, call: str, fault: str, folder: Path, timeout: float) -> tuple[Any, ...]:
    operation, act = CALLS[call]
    folder.mkdir()
    (folder / "a.txt").write_text("Bleed the brakes with mineral oil. " * 5000)
    if not operation.startswith("create"):
        form = {"files": {"file": ("a.txt", b"Bleed the brakes.")}, "data": {"purpose": "user_data"}}
        assert emulator.call("POST", "/files", **form).status_code == 200
    emulator.clear_calls()
    environment = {**emulator.environment(), "OPENAI_MAX_RETRIES": "0", "OPENAI_TIMEOUT": str(timeout)}
    with closing(Api(Settings.resolve({}, environment), first_pause=0.01)) as api:
        if FAULTS[fault]:
            emulator.fault(operation, **FAULTS[fault])
        try:
            result = repr(act(api, folder))
        except Exception as error:  # noqa: BLE001 - what it is, is compared
            result = f"{type(error).__name__}: {error}"
    result = re.sub(r"127\.0\.0\.1:\d+|req_\w+|file-\w+|proj_\w+", "X", result)
    end = time.monotonic() + 60
    while not emulator.calls(operation):
        assert time.monotonic() < end, "the call is not in the log"
        time.sleep(0.02)
    calls = [(each["operation"], each["status"]) for each in emulator.calls() if each["method"] != "GET"]
    left = sorted(path.name for path in (emulator.folder / "files").iterdir())
    return result, calls, len(left), len(emulator.dump()["project"])


@pytest.mark.parametrize(("call", "fault"), CASES)
def test_each_fault_is_the_same_both_ways(
    local_emulator: LocalEmulator, served_emulator: Emulator, tmp_path: Path, call: str, fault: str
) -> None:
    timeout = TIMEOUT if fault in WAITS else 60
    local = _outcome(local_emulator, call, fault, tmp_path / "local", timeout)
    served = _outcome(served_emulator, call, fault, tmp_path / "served", timeout)
    assert local == served


def test_a_body_of_another_length_is_the_same_both_ways(
    local_emulator: LocalEmulator, served_emulator: Emulator
) -> None:
    told = []
    for emulator in (local_emulator, served_emulator):
        with closing(Api(Settings.resolve({}, emulator.environment()))) as api:
            address = f"{emulator.base_url}/files"
            body = {"headers": {"content-length": "10"}, "stream": httpx2.ByteStream(b"{}")}
            request, call = httpx2.Request("POST", address, **body), api._call("POST", "/files", None)
            with pytest.raises(OpenAIError, match="could not be sent as it is") as refusal:
                api._transport.translated(call, partial(api._transport.client.send, request), 60)
            told.append(str(refusal.value).replace(emulator.base_url, ""))
    assert told[0] == told[1]


def test_nobody_listens_at_the_address_of_an_emulator_in_this_process(local_emulator: LocalEmulator) -> None:
    with pytest.raises(httpx2.ConnectError), httpx2.Client(trust_env=False) as client:
        client.get(f"{local_emulator.base_url}/models")


def test_the_emulator_in_this_process_is_not_killed(local_emulator: LocalEmulator) -> None:
    with pytest.raises(AssertionError, match="it would kill the tests"):
        local_emulator.fault(kill="after")


def test_a_reset_is_the_same_both_ways(local_emulator: LocalEmulator, served_emulator: Emulator) -> None:
    for emulator in (local_emulator, served_emulator):
        emulator.seed({"projects": [{"name": "Office"}]})
        emulator.lag(30)
        emulator.throttle(1)
        emulator.clock.advance(1000)
        emulator.reset()
    seen = [
        {path: emulator.control("GET", path) for path in SWITCHES} | {"families": sorted(emulator.dump())}
        for emulator in (local_emulator, served_emulator)
    ]
    assert seen[0] == seen[1]
    assert [len(emulator.dump()["project"]) for emulator in (local_emulator, served_emulator)] == [1, 1]

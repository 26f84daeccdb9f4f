"""A key is shown nowhere on its way from the transport to the sink."""

from __future__ import annotations

import copy
import dataclasses
import json
import logging
import pickle
import traceback
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from fjcorp_openai.api import Api, Settings
from fjcorp_openai.api.answers import parsed
from fjcorp_openai.api.credentials import Credentials
from fjcorp_openai.api.errors import ConfigurationError, OpenAIError
from fjcorp_openai.api.event_log import Events
from fjcorp_openai.api.provenance import Provenance
from fjcorp_openai.api.secret import Secret, revealed
from fjcorp_openai.api.sender import Sender
from fjcorp_openai.api.transport import Transport, decode
from fjcorp_openai.provider.sinks import SinkError, sink

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PROJECT = "sk-proj-MARKER0123456789"
ADMIN = "sk-admin-MARKER0123456789"
NEW = "sk-svcacct-MARKER0123456789"
MARK = "MARKER"

ANSWERS = [
    {"object": "organization.admin_api_key", "id": "key_1", "value": NEW},
    {"object": "organization.project.service_account.api_key", "id": "key_1", "value": NEW},
    {
        "object": "organization.project.service_account",
        "api_key": {"object": "organization.project.service_account.api_key", "value": NEW},
    },
]


def settings() -> Settings:
    return Settings(api_key=PROJECT, admin_key=ADMIN, base_url="http://127.0.0.1:1", max_retries=0)


def events() -> Events:
    return Events(None, settings().api_key, settings().admin_key)


def transport() -> Transport:
    return Transport(settings(), events(), Credentials(settings(), None))


def sender() -> Sender:
    return Sender(settings(), transport(), events(), lambda _seconds: None, 0.0)


CARRIERS: dict[str, Callable[[], Any]] = {
    "the secret": lambda: Secret(NEW),
    "settings": settings,
    "client": lambda: Api(settings()),
    "credentials": lambda: Credentials(settings(), None),
    "transport": transport,
    "sender": sender,
    "event log": events,
    "provenance": lambda: Provenance(lambda _path, _query: [], settings().admin_key),
    **{
        f"answer {number}": lambda each=each: parsed(json.dumps(each).encode(), "POST /keys")
        for number, each in enumerate(ANSWERS)
    },
}


def shown(carrier: Any) -> str:
    """Return all that a careless line of code may show of an object, and of what it holds."""
    inside = vars(carrier) if hasattr(carrier, "__dict__") else {}
    texts = [
        repr(carrier),
        str(carrier),
        f"{carrier}",
        f"{carrier!r:>40}",
        f"{inside}",
        f"{carrier} {inside!r}",
    ]
    record = logging.LogRecord("test", logging.ERROR, __file__, 1, "%s %r", (carrier, inside), None)
    return "\n".join([*texts, record.getMessage()])


@pytest.mark.parametrize("make", CARRIERS.values(), ids=CARRIERS)
def test_no_carrier_shows_a_key(make: Callable[[], Any]) -> None:
    assert MARK not in shown(make())


@pytest.mark.parametrize("make", [*CARRIERS.values()][:2], ids=[*CARRIERS][:2])
def test_no_carrier_is_written_down(make: Callable[[], Any]) -> None:
    with pytest.raises(TypeError):
        json.dumps(vars(make()) if isinstance(make(), Settings) else make())
    with pytest.raises(TypeError, match="written down"):
        pickle.dumps(make())
    assert MARK not in json.dumps(dataclasses.asdict(settings()) | {"environ": None}, default=str)


def test_a_secret_is_equal_to_its_like_alone() -> None:
    one = Secret(NEW)
    assert one == Secret(NEW)
    assert hash(one) == hash(Secret(NEW))
    assert one != Secret(f"{NEW}x")
    assert one != NEW
    assert copy.deepcopy([one]) == [one]
    assert (bool(one), bool(Secret(""))) == (True, False)
    assert [revealed(each) for each in (one, "text", None)] == [NEW, "text", None]


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_value_of_a_new_key_comes_as_a_secret(answer: dict[str, Any]) -> None:
    found = decode(httpx2.Response(200, json=answer), "POST /keys")
    assert found.get("api_key", found)["value"] == Secret(NEW)


def test_a_value_of_another_object_stays_as_it_is() -> None:
    found = decode(httpx2.Response(200, json={"object": "thing", "value": "text"}), "GET /things")
    assert found["value"] == "text"


def refused_call() -> None:
    Api(settings()).get("/organization/projects")


def other_kind() -> None:
    Settings(admin_key=PROJECT).key(admin=True, operation="GET /organization/projects")


def open_credentials(folder: Path) -> None:
    path = folder / "credentials.json"
    path.write_text(json.dumps({"admin_key": ADMIN}))
    path.chmod(0o644)
    Settings.resolve({}, {"FJCORP_OPENAI_CREDENTIALS": str(path)})


def failing_program(folder: Path) -> None:
    program = folder / "program"
    program.write_text("#!/bin/sh\ncat >&2\nexit 3\n")
    program.chmod(0o700)
    sink({"command": [str(program)]}).write(Secret(NEW), lambda _place, _text: False)


def taken_file(folder: Path) -> None:
    path = folder / "key"
    path.write_text("another MARKER\n")
    sink({"file": str(path)}).write(Secret(NEW), lambda _place, _text: False)


def full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    sink({"file": str(folder / "key")}).write(Secret(NEW), lambda _place, _text: False)


FAULTS: dict[str, tuple[Callable[..., None], type[Exception]]] = {
    "a call that is not answered": (refused_call, OpenAIError),
    "a key of the other kind": (other_kind, ConfigurationError),
    "credentials that others may read": (open_credentials, ConfigurationError),
    "a program that repeats the key": (failing_program, SinkError),
    "a file that holds something else": (taken_file, SinkError),
    "a full disk": (full_disk, SinkError),
}


@pytest.mark.parametrize(("fail", "kind"), FAULTS.values(), ids=FAULTS)
def test_no_traceback_shows_a_key(
    fail: Callable[..., None], kind: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"folder": tmp_path, "monkeypatch": monkeypatch}
    names = fail.__code__.co_varnames[: fail.__code__.co_argcount]
    with pytest.raises(kind) as raised:
        fail(**{name: given[name] for name in names})
    own = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
    # Frames of the package: those of the tests hold the keys by intent.
    frames = [frame for frame in own.stack if "fjcorp_openai" in frame.filename]
    assert frames
    assert MARK not in "".join(map(str, (frame.locals for frame in frames)))
    assert MARK not in "".join(traceback.format_exception_only(raised.value))


def test_the_key_reaches_the_wire() -> None:
    seen: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers["authorization"])
        return httpx2.Response(200, json={"object": "list", "data": [], "has_more": False})

    api = Api(settings())
    api._transport._client = httpx2.Client(transport=httpx2.MockTransport(answer))
    assert api.list("/organization/projects") == []
    assert api.list("/files") == []
    assert seen == [f"Bearer {ADMIN}", f"Bearer {PROJECT}"]

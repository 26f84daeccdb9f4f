"""What the emulator takes: bodies of the service's sizes, clients that get on with it, sensible controls."""

from __future__ import annotations

import json
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.emulator.http import patience
from support.emulator import Emulator, error_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An emulator that waits half a second."""
    emulator = Emulator(tmp_path_factory.mktemp("impatient") / "data", "--idle-timeout", "0.5")
    yield emulator
    emulator.stop()


def connected(emulator: Emulator) -> socket.socket:
    port = int(emulator.base_url.split(":")[2].split("/")[0])
    return socket.create_connection(("127.0.0.1", port), 30)


def all_of(connection: socket.socket) -> bytes:
    """Return what comes until the other side closes; it must, or this times out."""
    found = b""
    try:
        while data := connection.recv(65536):
            found += data
    except ConnectionResetError:
        pass
    return found


def head(emulator: Emulator, length: int) -> bytes:
    return (
        "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\n"
        f"authorization: Bearer {emulator.api_key}\r\n"
        f"content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    ).encode()


@pytest.mark.parametrize("sent", [b"", b"POST /v1/chat", b"GET /v1/models HTTP/1.1\r\nhost: 127.0.0.1\r\nx"])
def test_a_request_that_never_comes_is_not_waited_for(impatient: Emulator, sent: bytes) -> None:
    with connected(impatient) as connection:
        connection.sendall(sent)
        assert all_of(connection) == b""


def test_a_head_that_drips_ends_too(impatient: Emulator) -> None:
    with connected(impatient) as connection:
        connection.sendall(b"GET /v1/models HTTP/1.1\r\n")
        for _piece in range(300):
            try:
                connection.sendall(b"x-a: b\r\n")
            except OSError:
                break
            time.sleep(0.1)
        else:
            pytest.fail("the connection was held for 30 seconds")


def test_a_second_request_that_never_ends_is_not_waited_for(impatient: Emulator) -> None:
    with connected(impatient) as connection:
        connection.sendall(b"GET /v1/none HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\nGET /v1/mod")
        assert all_of(connection).startswith(b"HTTP/1.1 404")


def test_a_body_that_does_not_come_is_a_408(impatient: Emulator) -> None:
    with connected(impatient) as connection:
        connection.sendall(head(impatient, 100) + b'{"model"')
        answer = all_of(connection)
    assert answer.startswith(b"HTTP/1.1 408")
    body = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert body["error"]["message"] == "Timed out: no part of the request's body came within 0.5 seconds."


def test_work_may_take_longer_than_the_client_may(impatient: Emulator) -> None:
    impatient.fault("listModels", delay=1.2)
    answer = impatient.call("GET", "/models")
    assert answer.status_code == 200


def test_a_json_body_is_at_most_20_megabytes(shared_emulator: Emulator) -> None:
    body = b'{"x": "' + b" " * (20 * MEGABYTE) + b'"}'
    answer = shared_emulator.call(
        "POST", "/chat/completions", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413
    assert error_of(answer)["message"] == "Request body too large: the maximum is 20 MB."
    chunks = (body[at : at + MEGABYTE] for at in range(0, len(body), MEGABYTE))
    unannounced = shared_emulator.call(
        "POST", "/chat/completions", content=chunks, headers={"content-type": "application/json"}
    )
    assert unannounced.status_code == 413


def test_a_form_is_at_most_512_megabytes(shared_emulator: Emulator) -> None:
    with connected(shared_emulator) as connection:
        connection.sendall(
            b"POST /v1/files HTTP/1.1\r\nhost: 127.0.0.1\r\n"
            + f"authorization: Bearer {shared_emulator.api_key}\r\n".encode()
            + b"content-type: multipart/form-data; boundary=b\r\n"
            + f"content-length: {514 * MEGABYTE}\r\n\r\n".encode()
        )
        answer = b""
        while b"MB." not in answer:
            answer += connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"Request body too large: the maximum is 512 MB." in answer
    assert patience.LARGEST_FILE == 512 * MEGABYTE


def refused(emulator: Emulator, method: str, path: str, raw: bytes, kind: str = "application/json") -> str:
    """Return the sentence by which a control call is refused."""
    answer = emulator.http.request(
        method, emulator.control_url + path, content=raw, headers={"content-type": kind}
    )
    assert answer.status_code == 400, answer.text
    message = str(error_of(answer)["message"])
    assert message
    assert "Traceback" not in message
    return message


@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "-1", "1e400", "true", '"an hour"', "[]", "null", "1e11", "{}"]
)
def test_the_clock_takes_a_number_of_seconds(shared_emulator: Emulator, value: str) -> None:
    before = shared_emulator.control("GET", "/clock")["offset"]
    message = refused(shared_emulator, "POST", "/clock", f'{{"advance": {value}}}'.encode())
    assert "'advance'" in message
    assert "it takes a number from 0 to" in message
    assert shared_emulator.control("GET", "/clock")["offset"] == before


def test_the_clock_does_not_leave_the_century(shared_emulator: Emulator) -> None:
    message = refused(shared_emulator, "POST", "/clock", b'{"advance": 3000000000}')
    assert "the clock goes to the end of 2099" in message
    assert shared_emulator.call("GET", "/models").status_code == 200


WRONG = {
    "/clock": ['{"advnace": 1}', "{}"],
    "/transitions/advance": ['{"steps": 0}', '{"steps": 1e9}', '{"steps": 1.5}', '{"steps": "two"}'],
    "/transitions": [
        '{"mode": "soon"}',
        '{"mode": NaN}',
        '{"mode": []}',
        '{"mod": "manual"}',
        '{"mode": -1}',
    ],
    "/throttle": [
        '{"calls": 1e400}',
        '{"calls": -1}',
        '{"calls": 1, "seconds": NaN}',
        '{"seconds": 1}',
        '{"tokens_per_minute": -1}',
    ],
    "/faults": ['{"stuck": 5}', '{"operation": "retrieveBatch", "blank": ["error_file_id"]}', "{}"],
    "/lag": ['{"seconds": -1}', '{"seconds": "x"}', '{"second": 1}', '{"lists": Infinity}'],
    "/normalizing": ['{"on": "yes"}', '{"off": true}'],
    "/seed": ["[" * 100_000, "[1]", '"x"', "{"],
}


@pytest.mark.parametrize(
    ("path", "body"), [(path, body) for path, bodies in WRONG.items() for body in bodies]
)
def test_a_control_that_makes_no_sense_is_told(shared_emulator: Emulator, path: str, body: str) -> None:
    refused(shared_emulator, "POST", path, body.encode())


ROWS: dict[str, dict[str, Any]] = {
    "projects": {"name": "Research", "count": 2, "status": "active"},
    "users": {"email": "ada@example.com", "role": "owner", "name": "Ada"},
    "invites": {"email": "cy@example.com", "accepted": True},
    "groups": {"name": "G", "members": ["owner@example.com"], "projects": {}, "is_scim_managed": False},
    "service_accounts": {"project": "Default project", "name": "CI", "keys": 1},
    "admin_keys": {"name": "Automation", "expires_in_seconds": 60},
    "rate_limits": {"project": "Default project", "model": "gpt-5.6-terra", "max_requests_per_1_minute": 5},
    "spend_alerts": {"project": "Default project", "threshold_amount": 5, "recipients": ["a@b.example"]},
    "files": {"filename": "a.txt", "content": "text", "purpose": "user_data"},
}
ALLOWED = {("content", "''")}
"""What looks odd and is none: a file may be empty."""
ODD = [
    '{"a": 1}',
    "[[]]",
    "-1",
    "1.5",
    ".nan",
    ".inf",
    "1.0e+300",
    "null",
    "''",
    "2026-01-01",
    "!!binary aGk=",
]


@pytest.mark.parametrize(
    ("section", "member"), [(section, member) for section, row in ROWS.items() for member in row]
)
def test_a_member_of_a_seed_is_of_its_kind(shared_emulator: Emulator, section: str, member: str) -> None:
    before = shared_emulator.dump()
    for odd in ODD:
        row = "\n".join(
            f"  {name}: {odd if name == member else json.dumps(value)}"
            for name, value in ROWS[section].items()
        )
        if (member, odd) in ALLOWED:
            continue
        text = f"{section}:\n-\n{row}\n"
        message = refused(shared_emulator, "POST", "/seed", text.encode(), "application/yaml")
        assert message.startswith(f"section '{section}' of the seed: [0].{member}: "), f"{odd}: {message}"
    assert shared_emulator.dump() == before


@pytest.mark.parametrize("section", ROWS)
@pytest.mark.parametrize("rows", ["5", "text", "{a: b}", "[5]", "[[]]", "[{1: 2}]"])
def test_a_section_of_a_seed_is_a_list_of_maps(shared_emulator: Emulator, section: str, rows: str) -> None:
    message = refused(shared_emulator, "POST", "/seed", f"{section}: {rows}".encode(), "application/yaml")
    assert message.startswith(f"section '{section}' of the seed: ")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--date", "0001-01-01"), "expected a day from 2000 to 2099"),
        (("--date", "9999-12-31"), "expected a day from 2000 to 2099"),
        (("--date", "2026-11-23T10:00"), "expected a day"),
        (("--idle-timeout", "nan"), "expected seconds, above 0"),
        (("--idle-timeout", "0"), "expected seconds, above 0"),
    ],
)
def test_options_that_make_no_sense_are_told(
    start_emulator: Callable[..., Emulator], options: tuple[str, ...], told: str
) -> None:
    with pytest.raises(RuntimeError, match="did not start") as caught:
        start_emulator(*options)
    assert told in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_a_seed_file_that_is_no_text_is_told(start_emulator: Callable[..., Emulator], tmp_path: Path) -> None:
    seed = tmp_path / "seed.yml"
    for content, told in (
        (b"\xff\xfe\x00", "is no YAML"),
        (b"[" * 100_000, "seed.yml"),
        (b"a: 5", "unknown section"),
    ):
        seed.write_bytes(content)
        with pytest.raises(RuntimeError, match=told) as caught:
            start_emulator("--seed", str(seed))
        assert "Traceback" not in str(caught.value)

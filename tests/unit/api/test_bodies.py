"""Uploads, downloads and event streams."""

from __future__ import annotations

import email
import email.policy
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import fjcorp_openai
from fjcorp_openai.api import Api, errors
from fjcorp_openai.api.bodies import FilePart, Held
from unit.api.server import Reply, Seen, Server, error

Serve = Callable[..., Server]
Client = Callable[..., Api]
SOURCE = str(Path(fjcorp_openai.__file__).parents[1])


def parts(one: Seen) -> dict[str, tuple[str | None, bytes]]:
    """Parse a multipart body into name -> (file name, content)."""
    message = email.message_from_bytes(
        b"content-type: " + one.headers["content-type"].encode() + b"\r\n\r\n" + one.body,
        policy=email.policy.HTTP,
    )
    return {
        part.get_param("name", header="content-disposition"): (
            part.get_filename(),
            part.get_payload(decode=True),
        )
        for part in message.iter_parts()  # type: ignore[attr-defined]
    }


def test_an_upload_is_a_form_with_a_known_length(serve: Serve, client: Client, tmp_path: Path) -> None:
    file = tmp_path / "träining.jsonl"
    file.write_bytes(b'{"a": 1}\r\n' * 1000)
    server = serve(lambda _unused: Reply({"id": "file-1"}))
    fields = {
        "purpose": "fine-tune",
        "expires_after": {"anchor": "created_at", "seconds": 3600},
        "none": None,
    }
    assert client(server).upload("/files", fields, file) == {"id": "file-1"}
    one = server.seen[0]
    assert int(one.headers["content-length"]) == len(one.body)
    assert parts(one) == {
        "purpose": (None, b"fine-tune"),
        "expires_after[anchor]": (None, b"created_at"),
        "expires_after[seconds]": (None, b"3600"),
        "file": ("träining.jsonl", file.read_bytes()),
    }


def test_forms_of_one_file_of_parts_and_of_several_files(
    serve: Serve, client: Client, tmp_path: Path
) -> None:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(name.encode() * 3)
    files = [("image[]", tmp_path / "a.png", "image/png"), ("mask", tmp_path / "b.png", "image/x-mask")]
    server = serve(lambda _unused: Reply({"id": "made"}))
    api = client(server)
    held = Held("a.wav", b"RIFF")
    assert api.post_form("/audio/transcriptions", {"model": "m", "none": None}, held, "file") == {
        "id": "made"
    }
    assert api.send_part("/uploads/upload_1/parts", FilePart(tmp_path / "a.png", 5, 7), "data") == {
        "id": "made"
    }
    assert api.post_files("/images/edits", {"prompt": "p"}, files) == {"id": "made"}
    assert server.operations() == [
        "POST /audio/transcriptions",
        "POST /uploads/upload_1/parts",
        "POST /images/edits",
    ]
    assert [parts(one) for one in server.seen] == [
        {"model": (None, b"m"), "file": ("a.wav", b"RIFF")},
        {"data": ("a.png", b"a.pnga.")},
        {
            "prompt": (None, b"p"),
            "image[]": ("a.png", b"a.pnga.pnga.png"),
            "mask": ("b.png", b"b.pngb.pngb.png"),
        },
    ]
    assert b"content-type: image/x-mask" in server.seen[2].body.lower()


def test_an_upload_is_sent_whole_again(serve: Serve, client: Client, tmp_path: Path) -> None:
    file = tmp_path / "data.bin"
    file.write_bytes(os.urandom(300_000))
    replies = [error(503), error(429), Reply({"id": "file-1"})]
    server = serve(lambda _unused: replies.pop(0))
    client(server).upload("/uploads/upload_1/parts", {}, file, "data", filename="part")
    assert [parts(one)["data"] for one in server.seen] == [("part", file.read_bytes())] * 3


def test_a_missing_file_is_told_before_anything_is_sent(serve: Serve, client: Client, tmp_path: Path) -> None:
    server = serve(lambda _unused: Reply({}))
    with pytest.raises(FileNotFoundError):
        client(server).upload("/files", {}, tmp_path / "none")
    assert server.seen == []


def test_a_refusal_in_the_middle_of_an_upload_is_heard(serve: Serve, client: Client, tmp_path: Path) -> None:
    file = tmp_path / "large.bin"
    with file.open("wb") as content:
        content.truncate(64 << 20)
    server = serve(lambda _unused: error(413, "too large"), keep_bodies=False)
    with pytest.raises(errors.BadRequest, match="too large"):
        client(server).upload("/files", {"purpose": "batch"}, file)


_UPLOAD = """
import sys, pathlib
from fjcorp_openai.api import Api, Settings
api = Api(Settings(api_key="sk-proj-x", base_url=sys.argv[1]))
print(api.upload("/files", {"purpose": "user_data"}, pathlib.Path(sys.argv[2]))["id"])
status = pathlib.Path("/proc/self/status").read_text()
print(next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")))
"""


@pytest.mark.slow
def test_half_a_gigabyte_goes_through_little_memory(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "large.bin"
    size = 512 << 20
    with file.open("wb") as content:
        content.truncate(size)  # sparse: it takes no room on the disk
    server = serve(lambda _unused: Reply({"id": "file-1"}), keep_bodies=False)
    run = subprocess.run(
        [sys.executable, "-c", _UPLOAD, server.base_url, str(file)],
        env={"PYTHONPATH": SOURCE},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    identifier, megabytes = run.stdout.split()
    assert identifier == "file-1"
    assert server.received > size
    assert int(megabytes) < 60


def test_a_download_is_a_private_file_or_bytes(serve: Serve, client: Client, tmp_path: Path) -> None:
    content = os.urandom(1_000_000)
    server = serve(lambda _unused: Reply(content, headers={"content-type": "application/octet-stream"}))
    api = client(server)
    target = tmp_path / "content.bin"
    assert api.download("/files/file-1/content", target) == target
    assert target.read_bytes() == content
    assert target.stat().st_mode & 0o777 == 0o600
    assert api.download("/files/file-1/content") == content
    assert [item.name for item in tmp_path.iterdir()] == ["content.bin"]


def test_a_download_that_breaks_off_is_taken_up_again(serve: Serve, client: Client, tmp_path: Path) -> None:
    content = os.urandom(200_000)
    replies = [error(500), Reply(content, drop="middle"), Reply(content)]
    server = serve(lambda _unused: replies.pop(0))
    assert client(server).download("/files/file-1/content", tmp_path / "a") == tmp_path / "a"
    assert (tmp_path / "a").read_bytes() == content


def test_a_download_that_fails_leaves_what_was_there(serve: Serve, client: Client, tmp_path: Path) -> None:
    target = tmp_path / "content.bin"
    target.write_text("before")
    server = serve(lambda _unused: Reply(b"x" * 100_000, drop="middle"))
    with pytest.raises(errors.ConnectionFailed):
        client(server, max_retries=1).download("/files/file-1/content", target)
    assert target.read_text() == "before"
    assert [item.name for item in tmp_path.iterdir()] == ["content.bin"]
    with pytest.raises(FileNotFoundError):
        client(serve(lambda _unused: Reply(b"x"))).download("/files/file-1/content", tmp_path / "no" / "such")


def stream(*events: str, drop: str = "") -> Reply:
    return Reply("".join(events).encode(), headers={"content-type": "text/event-stream"}, drop=drop)


def test_a_stream_yields_events_until_done(serve: Serve, client: Client) -> None:
    server = serve(
        lambda _unused: stream(
            ": ping\n\n",
            'event: response.created\ndata: {"type": "response.created",\ndata: "n": 1}\n\n',
            'data: {"object": "chunk", "text": "é"}\r\n\r\n',
            "data: [DONE]\n\n",
            'data: {"late": true}\n\n',
        )
    )
    got = list(client(server).stream("/chat/completions", {"model": "gpt"}))
    assert got == [{"type": "response.created", "n": 1}, {"object": "chunk", "text": "é"}]
    assert server.seen[0].json == {"model": "gpt", "stream": True}
    assert server.seen[0].headers["accept"] == "text/event-stream"


def test_a_stream_gives_its_connection_back(serve: Serve, client: Client) -> None:
    server = serve(lambda one: stream(*(f'data: {{"n": {n}}}\n\n' for n in range(2000))))
    api = client(server)
    for _index in range(200):  # more than the pool holds
        assert next(api.stream("/chat/completions", {})) == {"n": 0}


def test_a_stream_is_begun_again_but_never_continued(serve: Serve, client: Client) -> None:
    replies = [
        error(503),
        error(429),
        stream('data: {"n": 1}\n\n', 'data: {"n": 2}\n\n' + " " * 9000, drop="middle"),
    ]
    server = serve(lambda _unused: replies.pop(0))
    events = client(server).stream("/chat/completions", {})
    assert next(events) == {"n": 1}
    with pytest.raises(errors.AnswerLost):
        list(events)
    assert len(server.seen) == 3


def test_an_error_in_a_stream_is_raised(serve: Serve, client: Client) -> None:
    said = json.dumps({"error": {"message": "overloaded", "code": "busy"}})
    with pytest.raises(errors.ServerError, match="overloaded") as caught:
        list(client(serve(lambda _unused: stream(f"data: {said}\n\n"))).stream("/chat/completions", {}))
    assert caught.value.code == "busy"
    with pytest.raises(errors.MalformedAnswer):
        list(client(serve(lambda _unused: stream("data: {half\n\n"))).stream("/chat/completions", {}))
    with pytest.raises(errors.BadRequest):
        list(client(serve(lambda _unused: error(400))).stream("/chat/completions", {}))
    with pytest.raises(errors.MalformedAnswer):
        list(client(serve(lambda _unused: Reply({"id": "x"}))).stream("/chat/completions", {}))

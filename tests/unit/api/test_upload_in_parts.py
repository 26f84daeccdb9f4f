"""What an upload in parts sends, what the next run sends of it, and when it is given up."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

import pytest

from fjcorp_openai.api import Api, errors, upload_in_parts
from fjcorp_openai.api.large_file import LargeFile
from fjcorp_openai.api.upload_in_parts import UploadInParts
from unit.api.server import Reply, Seen, error

if TYPE_CHECKING:
    from pathlib import Path

    from unit.api.server import Server

Run = Callable[..., Any]
CONTENT = b"0123456789" * 7
PART = 32


class Uploads:
    """Uploads of the API; what goes wrong is set by the end of an operation, or the first byte of a part."""

    def __init__(self) -> None:
        self.wrong: dict[str, Reply] = {}
        self.wrong_parts: dict[bytes, Callable[[str], Reply]] = {}
        self.asked: list[str] = []
        self.sent: list[bytes] = []
        self.bodies: dict[str, Any] = {}
        self.number = 0

    def __call__(self, one: Seen) -> Reply:
        operation = f"{one.method} {one.path}"
        if one.method == "GET":
            listed = {"object": "list", "data": [], "has_more": False}
            return (
                Reply(listed)
                if one.path == "/files"
                else error(404, f"No such Upload object: {one.path[9:]}")
            )
        self.asked.append(operation)
        if operation.endswith("/parts"):
            (found,) = re.findall(rb"\r\n\r\n([0-9]+)\r\n--", one.body)
            if found[:1] in self.wrong_parts:
                return self.wrong_parts[found[:1]](one.path.split("/")[2])
            self.sent.append(found)
            return Reply({"id": f"part_{CONTENT.index(found)}_{len(found)}"})
        self.bodies[operation] = one.json if one.body else None
        wrong = next((reply for name, reply in self.wrong.items() if operation.endswith(name)), None)
        if wrong is not None:
            return wrong
        if operation == "POST /uploads":
            self.number += 1
            return Reply({"id": f"upload_{self.number}", "expires_at": time.time() + 3600})
        if operation.endswith("/complete"):
            return Reply({"id": "upload_1", "file": {"id": "file-1", "filename": "a"}})
        return Reply({"id": "upload_1", "status": "cancelled"})


@pytest.fixture
def uploads() -> Uploads:
    return Uploads()


@pytest.fixture
def run(uploads: Uploads, serve: Callable[..., Server], client: Callable[..., Api], tmp_path: Path) -> Run:
    """Upload the file, one part after the other, and return it and what was told."""
    path = tmp_path / "a"
    path.write_bytes(CONTENT)
    server = serve(uploads)

    def upload(stopping: threading.Event | None = None, **settings: Any) -> Any:
        settings = {"journal_dir": tmp_path / "journal", "max_retries": 0} | settings
        sha256 = hashlib.sha256(CONTENT).hexdigest()
        file = LargeFile(path, len(CONTENT), sha256, "a", "batch", "text/plain", None, PART, 1)
        told: list[tuple[int, int]] = []
        api = client(server, **settings)
        work = UploadInParts(api, file, stopping or threading.Event(), lambda *n: told.append(n))
        made = work.run(lambda each: each["filename"] == "a", "openai_file.this")
        return made, told, work.resumed

    return upload


def test_a_file_is_sent_in_parts_and_completed(uploads: Uploads, run: Run) -> None:
    made, told, resumed = run()
    assert made == {"id": "file-1", "filename": "a"}
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert resumed == 0
    assert uploads.asked == [
        "POST /uploads",
        *["POST /uploads/upload_1/parts"] * 3,
        "POST /uploads/upload_1/complete",
    ]
    assert uploads.sent == [CONTENT[:32], CONTENT[32:64], CONTENT[64:]]
    assert uploads.bodies["POST /uploads"] == {
        "filename": "a",
        "purpose": "batch",
        "bytes": 70,
        "mime_type": "text/plain",
    }
    assert uploads.bodies["POST /uploads/upload_1/complete"] == {
        "part_ids": [f"part_{CONTENT.index(part)}_{len(part)}" for part in uploads.sent],
        "md5": hashlib.md5(CONTENT).hexdigest(),
    }


def test_the_next_run_sends_what_is_missing(uploads: Uploads, run: Run, tmp_path: Path) -> None:
    uploads.wrong_parts = {b"2": lambda _upload: error(500)}
    with pytest.raises(errors.UploadInterrupted, match=r"^1 of 3 parts of .*/a are at the API: apply again"):
        run()
    uploads.wrong_parts, uploads.asked = {}, []
    made, told, resumed = run()
    assert made["id"] == "file-1"
    assert (told[0], resumed) == ((1, 3), 1)
    assert uploads.asked == ["POST /uploads/upload_1/parts"] * 2 + ["POST /uploads/upload_1/complete"]
    assert [*(tmp_path / "journal").glob("*.upload.jsonl")] == []


def test_without_a_journal_an_interrupted_upload_is_cancelled(uploads: Uploads, run: Run) -> None:
    uploads.wrong_parts = {b"2": lambda _upload: error(500)}
    with pytest.raises(errors.UploadInterrupted, match=r"^Only 1 of 3 parts .* and the upload was cancelled"):
        run(journal_dir=None)
    assert uploads.asked[-1] == "POST /uploads/upload_1/cancel"


def test_an_upload_that_ended_is_begun_again(uploads: Uploads, run: Run) -> None:
    uploads.wrong_parts = {b"2": lambda _upload: error(500)}
    with pytest.raises(errors.UploadInterrupted):
        run()
    uploads.wrong_parts, uploads.asked = (
        {b"2": lambda upload: error(404, f"No such Upload object: {upload}")},
        [],
    )
    with pytest.raises(errors.ApiStatusError):
        run()
    # Once begun anew, and refused again, it is given up.
    assert uploads.asked == [
        "POST /uploads/upload_1/parts",
        "POST /uploads",
        *["POST /uploads/upload_2/parts"] * 2,
        "POST /uploads/upload_2/cancel",
    ]


def test_a_part_that_is_refused_cancels_the_upload(uploads: Uploads, run: Run, tmp_path: Path) -> None:
    uploads.wrong_parts = {b"2": lambda _upload: error(400, "no such part")}
    with pytest.raises(errors.BadRequest, match="no such part"):
        run()
    assert uploads.asked[-1] == "POST /uploads/upload_1/cancel"
    assert [*(tmp_path / "journal").glob("*.upload.jsonl")] == []


@pytest.mark.parametrize("wrong", [error(500), Reply({"id": 5})])
def test_an_upload_that_was_not_begun_says_so(uploads: Uploads, run: Run, wrong: Reply) -> None:
    uploads.wrong = {"/uploads": wrong}
    with pytest.raises(errors.UploadInterrupted, match=r"^The upload of .*/a was not begun"):
        run()
    assert uploads.sent == []


def test_a_run_that_was_stopped_sends_no_part(uploads: Uploads, run: Run) -> None:
    stopping = threading.Event()
    stopping.set()
    with pytest.raises(errors.UploadInterrupted, match="0 of 3 parts"):
        run(stopping)
    assert uploads.asked == ["POST /uploads"]


def test_a_refusal_to_complete_cancels_and_an_answer_without_a_file_is_malformed(
    uploads: Uploads, run: Run
) -> None:
    uploads.wrong = {"/complete": error(400, "wrong md5")}
    with pytest.raises(errors.BadRequest, match="wrong md5"):
        run()
    assert uploads.asked[-1] == "POST /uploads/upload_1/cancel"
    uploads.wrong = {"/complete": Reply({"id": "upload_1", "file": None})}
    with pytest.raises(errors.MalformedAnswer, match=r"^POST /uploads/upload_2/complete: .* no `file`"):
        run()


def test_bytes_are_read_in_blocks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(upload_in_parts, "_BLOCK", 10)
    asked: list[int] = []

    class Content:
        def __init__(self) -> None:
            self.left = 25

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_unused: object) -> None:
            pass

        def read(self, size: int) -> bytes:
            asked.append(size)
            found = min(size, self.left)
            self.left -= found
            return b"x" * found

    class Part:
        open = Content

    class File:
        parts = (Part(), Part())

    digests, md5 = upload_in_parts._digests(File())  # type: ignore[arg-type]
    assert digests == [hashlib.sha256(b"x" * 25).hexdigest()] * 2
    assert md5 == hashlib.md5(b"x" * 50).hexdigest()
    assert asked == [10] * 8

"""Bodies that are too large or too slow to hold: uploads, downloads and event streams."""

from __future__ import annotations

import io
import os
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, cast

from fjcorp_openai import durable
from fjcorp_openai.api.answers import parsed
from fjcorp_openai.api.call import Call, Parts, query
from fjcorp_openai.api.errors import MalformedAnswer, status_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import httpx2

    from fjcorp_openai.api.transport import Transport

_CHUNK_BYTES = 256 * 1024
_LARGEST_EVENT = 64 * 1024 * 1024


@dataclass(frozen=True)
class FilePart:
    """A part of a file, read as if it were a file of its own.

    Attributes:
        path: the whole file.
        offset: where the part begins, in bytes.
        size: its bytes.
    """

    path: Path
    offset: int
    size: int

    @property
    def name(self) -> str:
        """The name of the whole file."""
        return self.path.name

    @contextmanager
    def open(self, _mode: str = "rb") -> Iterator[IO[bytes]]:
        """Open the part for reading; a file that ends before it does is read to its end."""
        with self.path.open("rb") as whole:
            yield cast("IO[bytes]", _Window(whole, self))


@dataclass(frozen=True)
class Held:
    """A file that is held in memory.

    Attributes:
        name: its name.
        content: its bytes.
    """

    name: str
    content: bytes

    @contextmanager
    def open(self, _mode: str = "rb") -> Iterator[IO[bytes]]:
        """Open it for reading."""
        yield io.BytesIO(self.content)


class _Window:
    """What the HTTP library asks of a file, for a part of one."""

    def __init__(self, whole: IO[bytes], part: FilePart) -> None:
        self._whole, self._part = whole, part
        self.seek(0)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self.tell(), os.SEEK_END: self._part.size}[whence]
        self._whole.seek(self._part.offset + start + offset)
        return self.tell()

    def tell(self) -> int:
        return self._whole.tell() - self._part.offset

    def read(self, size: int = -1) -> bytes:
        left = self._part.size - self.tell()
        return self._whole.read(left if size < 0 else min(size, left))


def form(
    fields: Mapping[str, Any],
    file: Path | FilePart | Held,
    field: str,
    filename: str | None,
    mime_type: str | None = None,
) -> Parts:
    """Return what opens the parts of a multipart form; the file is read while it is sent.

    Args:
        fields: plain fields.
        file: what to send.
        field: its form field.
        filename: the name to give it; its own when None.
        mime_type: its type; after its name when None.
    """
    data = _data(fields)

    @contextmanager
    def opened() -> Iterator[Mapping[str, Any]]:
        with file.open("rb") as content:
            yield {"data": data, "files": {field: (filename or file.name, content, mime_type)}}

    return opened


def form_of_files(fields: Mapping[str, Any], files: Sequence[tuple[str, Path, str]]) -> Parts:
    """Return what opens the parts of a multipart form with several files; see `form`.

    Args:
        fields: plain fields.
        files: form field, path and type of each file, in order.
    """
    data = _data(fields)

    @contextmanager
    def opened() -> Iterator[Mapping[str, Any]]:
        with ExitStack() as stack:
            parts = [
                (field, (path.name, stack.enter_context(path.open("rb")), mime_type))
                for field, path, mime_type in files
            ]
            yield {"data": data, "files": parts}

    return opened


def _data(fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    data: dict[str, list[Any]] = {}
    for name, value in query(fields):
        data.setdefault(name, []).append(value)
    return data


def save(transport: Transport, call: Call, response: httpx2.Response, target: Path, seconds: float) -> Path:
    """Write an answer's body to a file that is there wholly or not at all, with mode 0600.

    Args:
        transport: what the answer came by.
        call: what it answers.
        response: the answer, with its body unread.
        target: the file.
        seconds: that may pass without progress.

    Raises:
        ConnectionFailed: the body broke off.
    """
    try:
        with durable.replacing(target) as file:
            chunks = response.iter_bytes(_CHUNK_BYTES)
            transport.translated(call, lambda: file.writelines(chunks), seconds, flowing=True)
    finally:
        response.close()
    return target


def events(
    transport: Transport, call: Call, response: httpx2.Response, seconds: float
) -> Iterator[dict[str, Any]]:
    """Yield the data of server-sent events until `[DONE]` or the end, for so many seconds at most.

    Raises:
        AnswerLost: the stream broke off.
        MalformedAnswer: an event is no JSON object.
        ApiStatusError: an error event.
    """
    import httpx2

    end = time.monotonic() + seconds
    try:
        incoming = iter(httpx2.EventSource(response))
        while event := transport.translated(
            call, lambda: next(incoming, None), end - time.monotonic(), most=_LARGEST_EVENT
        ):
            if event.data == "[DONE]":
                return
            yield _event(call, event.data, response)
    finally:
        response.close()


def _event(call: Call, data: str, response: httpx2.Response) -> dict[str, Any]:
    try:
        value = parsed(data.encode(), call.operation)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise MalformedAnswer(f"{call.operation} sent an event that is no JSON object.")
    if value.get("error") and "object" not in value and "type" not in value:
        request_id = response.headers.get("x-request-id", "")
        raise status_error(500, value, operation=call.operation, request_id=request_id)
    return value

"""Calls whose bodies are too large or too slow to hold: the part of the client that sends and gets them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api import bodies
from fjcorp_openai.api.transport import decode, stream_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    import httpx2

    from fjcorp_openai.api.call import Call, Params
    from fjcorp_openai.api.journaled_create import Item, NaturalKey
    from fjcorp_openai.api.retry import Allowance
    from fjcorp_openai.api.sender import Sender
    from fjcorp_openai.api.settings import Settings
    from fjcorp_openai.api.transport import Transport


class LargeBodies(ABC):
    """Uploads, downloads and event streams of the client; see `Api` for what all its methods raise."""

    settings: Settings
    _transport: Transport
    _sender: Sender

    def upload(
        self,
        path: str,
        fields: Mapping[str, Any],
        file: Path,
        field: str = "file",
        *,
        natural_key: NaturalKey | None = None,
        resource: str = "",
        filename: str | None = None,
        mime_type: str | None = None,
        sha256: str = "",
    ) -> Item:
        """POST a file and fields as a multipart form, streamed from disk, journalled as `create` is.

        Args:
            path: for example `/files`.
            fields: the other fields; a mapping is sent as `name[inner]`, null not at all.
            file: what to send; it is opened afresh for each try.
            field: the form field of the file.
            natural_key: see `create`.
            resource: see `create`.
            filename: the name to give it; its own when None.
            mime_type: its type; after its name when None.
            sha256: digest of the bytes; with it, an interrupted upload of other bytes is never adopted.

        Raises:
            FileNotFoundError: there is no such file.
            AmbiguousCreate: see `create`.
        """
        parts = bodies.form(fields, file, field, filename, mime_type)
        call = self._call("POST", path, None, parts=parts)
        told = repr((sorted(fields.items()), file.stat().st_size, filename or file.name, sha256)).encode()
        return self._create(
            call, told, (path, None), natural_key=natural_key, resource=resource, exact=bool(sha256)
        )

    def send_part(self, path: str, part: bodies.FilePart, field: str) -> Item:
        """POST a part of a file as a multipart form; sent again after a lost answer, which does no harm.

        Args:
            path: for example `/uploads/{id}/parts`.
            part: what to send; it is opened afresh for each try.
            field: the form field of the part.
        """
        parts = bodies.form({}, part, field, None)
        call = self._call("POST", path, None, parts=parts, repeatable=True)
        return decode(self._send(call), call.operation)

    def post_files(
        self, path: str, fields: Mapping[str, Any], files: Sequence[tuple[str, Path, str]]
    ) -> Item:
        """POST files and fields as a multipart form, for an answer that the API keeps nowhere.

        Args:
            path: for example `/images/edits`.
            fields: the other fields; see `upload`.
            files: form field, path and type of each file, in order; they are opened afresh for each try.
        """
        call = self._call("POST", path, None, parts=bodies.form_of_files(fields, files))
        return decode(self._send(call), call.operation)

    def post_form(
        self, path: str, fields: Mapping[str, Any], file: bodies.Held, field: str, *, seconds: float = 0.0
    ) -> Item:
        """POST a file and fields as a multipart form, for an answer that is made from it and kept nowhere.

        Args:
            path: for example `/audio/transcriptions`.
            fields: the other fields; see `upload`.
            file: what to send.
            field: the form field of the file.
            seconds: that it may take where that is more than the setting `timeout`.
        """
        parts = bodies.form(fields, file, field, None)
        call = self._call("POST", path, None, parts=parts, seconds=seconds)
        return decode(self._send(call), call.operation)

    def post_for_content(self, path: str, body: Mapping[str, Any], *, seconds: float = 0.0) -> bytes:
        """POST a JSON body and return the answer's bytes, which are no JSON.

        Args:
            path: for example `/audio/speech`.
            body: JSON object.
            seconds: that it may take where that is more than the setting `timeout`.
        """
        return self._send(self._call("POST", path, None, body=body, seconds=seconds)).content

    def stream(self, path: str, body: Mapping[str, Any], *, admin: bool | None = None) -> Iterator[Item]:
        """POST with `stream: true` and yield the events' data as they come, without the final `[DONE]`.

        Raises:
            AnswerLost: the stream broke off.
            ApiStatusError: refused, or an error event came in the middle.
        """
        call = self._call("POST", path, admin, body={**body, "stream": True}, stream=True)
        with self._writing(path):
            response = self._send(call)
            yield from bodies.events(self._transport, call, response, stream_seconds(self.settings.timeout))

    def download(self, path: str, target: Path | None = None, *, admin: bool | None = None) -> bytes | Path:
        """GET content.

        Args:
            path: for example `/files/{id}/content`.
            target: a file to write, which is there wholly or not at all, with mode 0600.
            admin: which key; by path when None.

        Returns:
            `target`, or the bytes when it is None.
        """
        call = self._call("GET", path, admin, repeatable=True, stream=target is not None)
        if target is None:
            return self._send(call).content

        def attempt(allowance: Allowance) -> Path:
            response = self._sender.attempt(call, allowance)
            return bodies.save(self._transport, call, response, target, self.settings.timeout)

        return self._sender.run(call, attempt)

    # What the client does for every call.
    @abstractmethod
    def _call(self, method: str, path: str, admin: bool | None, **fields: Any) -> Call: ...

    @abstractmethod
    def _send(self, call: Call) -> httpx2.Response: ...

    @abstractmethod
    def _writing(self, path: str) -> AbstractContextManager[None]: ...

    @abstractmethod
    def _create(
        self,
        call: Call,
        digest: bytes,
        place: tuple[str, Params | None],
        *,
        natural_key: NaturalKey | None,
        resource: str,
        exact: bool = False,
    ) -> Item: ...

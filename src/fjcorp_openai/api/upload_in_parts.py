"""Uploads of large files: in parts, side by side, and gone on with by the next run.

Operations: POST /uploads, /uploads/{upload_id}/parts, /uploads/{upload_id}/complete and
/uploads/{upload_id}/cancel. The API makes the file when all parts are there and their MD5 is right.
"""

from __future__ import annotations

import contextvars
import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import malformed, object_in, text_in
from fjcorp_openai.api.clock import moment
from fjcorp_openai.api.errors import (
    AnswerLost,
    ApiStatusError,
    BadRequest,
    MalformedAnswer,
    NotFound,
    OpenAIError,
    ServerError,
    Stopped,
    UnattributedNotFound,
    UploadInterrupted,
)
from fjcorp_openai.api.upload_journal import UploadJournal

if TYPE_CHECKING:
    from collections.abc import Callable

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.api.journaled_create import Item, NaturalKey
    from fjcorp_openai.api.large_file import LargeFile

_BLOCK = 1024 * 1024
_MARGIN_SECONDS = 60
"""An upload that ends so soon is not gone on with."""


class UploadInParts:
    """Uploads one large file.

    Args:
        api: The client.
        file: What to upload.
        stopping: Once set, no further part is sent.
        told: Takes how many parts there are at the API, and of how many.

    Attributes:
        resumed: Parts that an earlier run had sent.
    """

    def __init__(
        self,
        api: Api,
        file: LargeFile,
        stopping: threading.Event,
        told: Callable[[int, int], None],
    ) -> None:
        """Call nothing yet."""
        self._api, self._file, self._stopping, self._told = api, file, stopping, told
        self._journal: UploadJournal | None = None
        self.resumed = 0

    def run(self, natural_key: NaturalKey, resource: str) -> Item:
        """Upload the file, or adopt the one that an interrupted run completed, and return it.

        Raises:
            UploadInterrupted: Not all parts could be sent; the next run sends the others.
            OpenAIError: The API refuses the file, and the upload is cancelled.
            OSError: The file cannot be read, or the journal not written.
        """
        wanted = [self._api.settings.base_url, self._file.body, self._file.part_size]
        try:
            file = self._api.create_by(
                lambda: self._make(wanted),
                "/files",
                {**self._file.body, "sha256": self._file.sha256},
                natural_key=natural_key,
                resource=resource,
            )
            (self._journal or self._opened(wanted)).remove()
            return file
        finally:
            if self._journal:
                self._journal.close()
                self._journal = None

    def _opened(self, wanted: Any) -> UploadJournal:
        api = self._api
        return UploadJournal(api.settings.journal_dir, wanted, api.clock.now())

    def _make(self, wanted: Any) -> Item:
        api = self._api
        journal = self._journal = self._journal or self._opened(wanted)
        digests, md5 = _digests(self._file)
        taken_over = bool(journal.upload) and journal.expires_at > api.clock.now() + _MARGIN_SECONDS
        if not taken_over:
            self._begin(journal)
        try:
            try:
                ids = self._send(journal, digests)
            except ApiStatusError:
                if not taken_over and journal.expires_at > api.clock.now():
                    raise
                # It has ended, or somebody cancelled it, and its parts are gone with it.
                self._begin(journal)
                ids = self._send(journal, digests)
        except ApiStatusError:
            self._cancel(journal)
            raise
        return self._complete(journal, ids, md5)

    def _begin(self, journal: UploadJournal) -> None:
        try:
            # Twice is no harm: an upload that nobody completes ends by itself.
            upload = self._api.post("/uploads", self._file.body, retry_unsafe=True)
        except (AnswerLost, ServerError, MalformedAnswer) as error:
            raise UploadInterrupted(f"The upload of {self._file.path} was not begun. {error}") from error
        journal.begin(text_in(upload, "id"), float(upload["expires_at"] or 0))

    def _send(self, journal: UploadJournal, digests: list[str]) -> list[str]:
        """Send the parts that are not there yet, and return the ids of all, in order.

        Raises:
            UploadInterrupted: Some are not there, and the upload is still open.
            ApiStatusError: The API refuses a part.
        """
        parts = self._file.parts
        ids = [journal.part(number, digest) for number, digest in enumerate(digests)]
        missing = [number for number, id_ in enumerate(ids) if not id_]
        done = self.resumed = len(parts) - len(missing)
        self._told(done, len(parts))

        over = threading.Event()

        def send(number: int) -> None:
            if over.is_set():
                return
            try:
                if self._stopping.is_set():
                    raise Stopped("The run was stopped.")  # noqa: TRY301 (it ends the others too)
                journal.sending(number, digests[number])
                part = self._api.send_part(f"/uploads/{journal.upload}/parts", parts[number], "data")
                ids[number] = text_in(part, "id")
                journal.sent(number, digests[number], ids[number])
            except BaseException:
                over.set()
                raise

        with ThreadPoolExecutor(self._file.parallel, "upload") as pool:
            sent = [pool.submit(contextvars.copy_context().run, send, number) for number in missing]
            try:
                for each in as_completed(sent):
                    each.result()
                    done += not over.is_set()
                    self._told(done, len(parts))
            except OpenAIError as error:
                pool.shutdown()
                if _refuses(error):
                    raise
                raise self._interrupted(journal, ids, error) from error
        return ids

    def _complete(self, journal: UploadJournal, ids: list[str], md5: str) -> Item:
        before = journal.completing
        journal.complete()
        path = f"/uploads/{journal.upload}/complete"
        try:
            upload = self._api.post(path, {"part_ids": ids, "md5": md5})
        except ApiStatusError as error:
            if not _refuses(error):
                raise
            if before:
                # It was completed before, or has ended since: the list of files knows which.
                journal.remove()
                raise AnswerLost(f"POST {path} was sent before, and its answer lost. {error}") from error
            self._cancel(journal)
            raise
        file = object_in(upload, "file")
        if not file:
            raise malformed(f"POST {path}", "no `file`")
        return dict(file)

    def _interrupted(self, journal: UploadJournal, ids: list[str], error: OpenAIError) -> UploadInterrupted:
        there = f"{len(ids) - ids.count('')} of {len(ids)} parts of {self._file.path} are at the API"
        if self._api.settings.journal_dir is None:
            self._cancel(journal)
            return UploadInterrupted(f"Only {there}, and the upload was cancelled. {error}")
        until = moment(journal.expires_at - self._api.clock.now())
        return UploadInterrupted(f"{there}: apply again before {until} to send the others alone. {error}")

    def _cancel(self, journal: UploadJournal) -> None:
        """Cancel an upload that becomes no file; one that is not cancelled ends by itself within the hour."""
        with suppress(OpenAIError):
            self._api.post(f"/uploads/{journal.upload}/cancel", retry_unsafe=True)
        journal.remove()


def _refuses(error: OpenAIError) -> bool:
    """Return whether the API refuses what was sent, or knows no such upload."""
    if isinstance(error, UnattributedNotFound):
        return bool(error.parent)
    return isinstance(error, (BadRequest, NotFound))


def _digests(file: LargeFile) -> tuple[list[str], str]:
    """Return the SHA-256 of each part and the MD5 of the whole, in hexadecimal; the file is read once.

    Raises:
        OSError: It cannot be read.
    """
    whole = hashlib.md5(usedforsecurity=False)
    digests = []
    for part in file.parts:
        digest = hashlib.sha256()
        with part.open() as content:
            while block := content.read(_BLOCK):
                digest.update(block)
                whole.update(block)
        digests.append(digest.hexdigest())
    return digests, whole.hexdigest()

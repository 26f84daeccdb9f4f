"""The journal of an upload in parts: what lets the next run send only the parts that are missing.

One file for each upload, in the folder of the create journal. A line is written and synced before a part is
sent, another when its answer came. The run holds a lock on the file for as long as it works, so that two
runs, or two resources with the same file, never share an upload. Lines hold ids, numbers and digests: no
bytes and no key. An upload lives for an hour at the API; a file of one that has ended is removed.

    {"upload": "upload_…", "expires_at": 1760003600}
    {"part": 0, "sha256": "…"}                  about to be sent
    {"part": 0, "sha256": "…", "id": "part_…"}  there
    {"completing": true}                        about to be completed: its file may be there
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from fjcorp_openai import durable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIX = ".upload.jsonl"
"""How the names of its files end."""


class UploadJournal:
    """One upload as earlier tries left it. Safe to share between threads.

    Args:
        folder: Folder of the journals; None keeps all in memory.
        wanted: What distinguishes this upload from others, in JSON.
        now: The API's time in Unix seconds.

    Attributes:
        upload: Id of an upload that is still open; empty when there is none.
        expires_at: When it ends, in Unix seconds.
        completing: Whether it was sent that it be completed.
    """

    def __init__(self, folder: Path | None, wanted: Any, now: float) -> None:
        """Take what an earlier run left and no other holds, else begin a file.

        Raises:
            OSError: It cannot be written, as on a full disk.
        """
        self._lock = threading.Lock()
        self._folder = folder
        self._file: Path | None = None
        self._descriptor = -1
        self._key = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()[:32]
        self._forget()
        if folder is not None:
            durable.make_folder(folder)
            for file in sorted(folder.glob(f"*{SUFFIX}")):
                self._take(file, now)

    def part(self, number: int, sha256: str) -> str:
        """Return the id of a part that is there with these bytes; empty when there is none."""
        known, id_ = self._parts.get(number, ("", ""))
        return id_ if known == sha256 else ""

    def begin(self, upload: str, expires_at: float) -> None:
        """Write down an upload that was created; what was known of another is forgotten."""
        self._forget()
        self.upload, self.expires_at = upload, expires_at
        if self._folder is not None and self._file is None:
            self._file = self._folder / f"{self._key}-{os.getpid()}-{os.urandom(4).hex()}{SUFFIX}"
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
            self._descriptor = os.open(self._file, flags, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            durable.sync_folder(self._folder)
        elif self._file is not None:
            os.ftruncate(self._descriptor, 0)
        self._write(upload=upload, expires_at=expires_at)

    def sending(self, number: int, sha256: str) -> None:
        """Write down that a part is about to be sent."""
        self._write(part=number, sha256=sha256)

    def sent(self, number: int, sha256: str, id: str) -> None:  # noqa: A002
        """Write down that a part is there."""
        self._write(part=number, sha256=sha256, id=id)
        self._parts[number] = sha256, id

    def complete(self) -> None:
        """Write down that the upload is about to be completed."""
        self._write(completing=True)
        self.completing = True

    def remove(self) -> None:
        """Forget the upload, and take the file away."""
        self._forget()
        if self._file is not None:
            self._file.unlink(missing_ok=True)
            self.close()

    def close(self) -> None:
        """Give up the lock; what is written stays for the next run."""
        if self._file is not None:
            os.close(self._descriptor)
            self._file, self._descriptor = None, -1

    def _forget(self) -> None:
        self.upload, self.expires_at, self.completing = "", 0.0, False
        self._parts: dict[int, tuple[str, str]] = {}

    def _write(self, **fields: Any) -> None:
        if self._file is None:
            return
        line = (json.dumps(fields) + "\n").encode()
        with self._lock, durable.naming(self._file):
            # One write: a line that is torn by a kill is left out by whoever reads it.
            os.write(self._descriptor, line)
            os.fsync(self._descriptor)

    def _take(self, file: Path, now: float) -> None:
        """Read a file that no living run holds: keep one of ours that is open, remove one that ended."""
        with _held(file) as (descriptor, records):
            if descriptor is None:
                return
            if _ends(records) <= now:
                file.unlink(missing_ok=True)
            elif file.name.startswith(f"{self._key}-") and self._file is None:
                # The lock belongs to the open file, of which this is another descriptor.
                self._file, self._descriptor = file, os.dup(descriptor)
                self._read(records)

    def _read(self, records: list[dict[str, Any]]) -> None:
        for record in records:
            if "upload" in record:
                self.upload, self.expires_at = record["upload"], record["expires_at"]
            elif "id" in record:
                self._parts[record["part"]] = record["sha256"], record["id"]
            elif record.get("completing"):
                self.completing = True


def ended(file: Path, now: float, *, remove: bool = False) -> tuple[str, float] | None:
    """Return the upload of a journal and when it ended, in Unix seconds.

    None where it has not ended, and where a run holds the journal.

    Args:
        file: The journal.
        now: The API's time in Unix seconds.
        remove: Whether to take the file away, as the next run of its role would.
    """
    with _held(file) as (descriptor, records):
        if descriptor is None or _ends(records) > now:
            return None
        if remove:
            file.unlink(missing_ok=True)
        upload = next((str(each["upload"]) for each in reversed(records) if "upload" in each), "")
        return upload, _ends(records)


@contextmanager
def _held(file: Path) -> Iterator[tuple[int | None, list[dict[str, Any]]]]:
    """Yield descriptor and records of a journal, locked; None where it is gone or a run holds it."""
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    except FileNotFoundError:
        yield None, []
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None, []
            return
        yield descriptor, [*_records(os.pread(descriptor, os.fstat(descriptor).st_size, 0))]
    finally:
        os.close(descriptor)


def _ends(records: list[dict[str, Any]]) -> float:
    return max((each.get("expires_at", 0.0) for each in records), default=0.0)


def _records(content: bytes) -> Iterator[dict[str, Any]]:
    for line in content.splitlines():
        with suppress(ValueError):
            record = json.loads(line)
            if isinstance(record, dict):
                yield record

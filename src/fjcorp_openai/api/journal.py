"""The create journal: what makes a create whose answer is lost findable by the next run.

One file per run, beside the state. A line is written and synced before a create is sent, another when its
answer came. The run holds a lock on its file for as long as it lives, so an entry can be adopted only after
its run is gone. Lines hold paths, ids, times and a digest of the body: no body and no key. Times are the
API's, as its clock gives them: the clock of this machine may be wrong, and set between two runs.

    {"entry": 1, "path": "/organization/projects", "digest": "…", "resource": …, "time": 1760000000.0}
    {"entry": 1, "id": "proj_…"}        the answer came; the state may or may not have been saved
    {"entry": 1, "deleting": true}      a deletion of it was sent; false: and refused
    {"entry": 1, "closed": true}        the state holds it, or it was never made, or is gone
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai import durable
from fjcorp_openai.api.errors import ApiStatusError, NotYetVisible, ServerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_EXPIRES_SECONDS = 7 * 24 * 3600
_SUFFIX = ".creates.jsonl"


@dataclass(slots=True)
class Entry:
    """One create.

    Attributes:
        file: the journal file it is in.
        number: its number in this file.
        path: what was posted to.
        digest: digest of the body.
        resource: what the create is for, for messages.
        time: the API's time before it was sent, in Unix seconds.
        id: the id in the answer, empty as long as none came.
        there: ids of like objects that were there before it was sent, so that it made none of them.
        deleting: whether a deletion of the object was sent whose answer is not known.
    """

    file: Path
    number: int
    path: str
    digest: str
    resource: str
    time: float
    id: str = ""
    there: tuple[str, ...] = ()
    deleting: bool = False


class Journal:
    """The journals of this run and of the runs before it. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Use a folder; nothing is read or made before the first question."""
        self._folder = folder
        self._lock = threading.RLock()
        self._mine: Path | None = None
        self._descriptor = -1
        self._count = 0
        self._open: dict[tuple[Path, int], Entry] = {}
        self._settled: set[str] = set()
        self._loaded = False

    def begin(
        self,
        path: str,
        digest: str,
        resource: str,
        now: float,
        id: str = "",  # noqa: A002
        there: tuple[str, ...] = (),
    ) -> Entry:
        """Write down, durably, that a create is about to be sent; `now` is the API's time.

        With the `id` of an object, that it is taken over from an earlier run. `there` are the ids of like
        objects that are there already.

        Raises:
            OSError: It cannot be written, as on a full disk: then the create must not be sent.
        """
        with self._lock:
            self._load()
            file = self._start()
            self._count += 1
            entry = Entry(file, self._count, path, digest, resource, now, id, there)
            known = {name: value for name, value in (("id", id), ("there", there)) if value}
            self._append(entry, path=path, digest=digest, resource=resource, time=entry.time, **known)
            self._open[file, entry.number] = entry
            return entry

    def answered(self, entry: Entry, id: str) -> None:  # noqa: A002
        """Write down, durably, the id of what was made.

        On a full disk it is left to the entry's natural key: the answer must reach the state.
        """
        with self._lock:
            entry.id = id
            with suppress(OSError):
                self._append(entry, id=id)

    @contextmanager
    def deleting(self, id: str) -> Iterator[None]:  # noqa: A002
        """Note, durably, that an object is deleted while the block runs, if no run has seen it yet.

        The note stays unless the block ends with a refusal of the API: then "not found" is no wonder to the
        next one who asks. On a full disk the object is deleted without it.
        """
        with self._lock:
            self._load()
            noted = [entry for entry in self._open.values() if entry.id == id and not entry.deleting]
        self._note(noted, deleting=True)
        refused = False
        try:
            yield
        except (ApiStatusError, NotYetVisible) as error:
            refused = not isinstance(error, ServerError)
            raise
        finally:
            if refused:
                self._note(noted, deleting=False)
            for entry in noted:
                entry.deleting = not refused

    def close_entry(self, *entries: Entry) -> None:
        """Strike entries, those of a file at once; a file without open entries goes away."""
        with self._lock:
            for file in {each.file for each in entries}:
                struck = [each for each in entries if each.file == file]
                struck = [each for each in struck if self._open.pop((file, each.number), None)]
                if not struck:
                    continue
                # One that could not be struck is struck by the next run, which finds its object in the state.
                with suppress(OSError):
                    self._append(*struck, closed=True)
                if file != self._mine and not any(other.file == file for other in self._open.values()):
                    file.unlink(missing_ok=True)

    def confirm(self, *ids: str) -> None:
        """Strike the entries of objects that the state is known to hold, or that are gone."""
        with self._lock:
            self._load()
            known = set(ids)
            self.close_entry(*(entry for entry in self._open.values() if entry.id in known))

    def left_behind(self, path: str, now: float) -> list[Entry]:
        """Return the open entries for a path whose runs are gone, oldest first; `now` is the API's time."""
        with self._lock:
            self._load()
            entries = [
                entry for entry in self._open.values() if entry.path == path and entry.file != self._mine
            ]
            expired = [entry for entry in entries if now - entry.time > _EXPIRES_SECONDS]
            for entry in expired:
                self.close_entry(entry)
            return sorted((entry for entry in entries if entry not in expired), key=lambda entry: entry.time)

    def age(self, id: str, now: Callable[[], float]) -> float | None:  # noqa: A002
        """Return the seconds since the create of an object that no run has seen since; None for others.

        Nor is there an age of one that a deletion was sent of whose answer is not known.

        Args:
            id: the id in the answer.
            now: returns the API's time.
        """
        with self._lock:
            self._load()
            found = [entry for entry in self._open.values() if entry.id == id]
            times = [entry.time for entry in found if not any(each.deleting for each in found)]
        return now() - max(times) if times else None

    def is_settled(self, id: str) -> bool:  # noqa: A002
        """Return whether an earlier run made the object, and one after it saw it in the state, or gone."""
        return id in self._settled

    def close(self) -> None:
        """End the run: give up its lock, and its file if nothing in it is open."""
        with self._lock:
            if self._mine is None:
                return
            if not any(entry.file == self._mine for entry in self._open.values()):
                self._mine.unlink(missing_ok=True)
            os.close(self._descriptor)
            self._mine, self._descriptor = None, -1

    def _note(self, entries: list[Entry], **fields: Any) -> None:
        with self._lock, suppress(OSError):
            for entry in entries:
                self._append(entry, **fields)

    def _start(self) -> Path:
        if self._mine is None:
            durable.make_folder(self._folder)
            file = self._folder / f"{time.time_ns()}-{os.getpid()}-{os.urandom(4).hex()}{_SUFFIX}"
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
            self._descriptor = os.open(file, flags, 0o600)
            self._mine = file
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            durable.sync_folder(self._folder)
        return self._mine

    def _append(self, *entries: Entry, **fields: Any) -> None:
        """Write a line about each of some entries of one file."""
        file = entries[0].file
        lines = (json.dumps({"entry": each.number, **fields}) + "\n" for each in entries)
        text = "".join(lines).encode()
        if file == self._mine:
            _write(file, self._descriptor, text)
            return
        with durable.locked(file) as descriptor:
            if descriptor is not None:
                _write(file, descriptor, text)

    def _load(self) -> None:
        """Read what earlier runs left, once."""
        if self._loaded:
            return
        self._loaded = True
        for file in sorted(self._folder.glob(f"*{_SUFFIX}")):
            with durable.locked(file) as descriptor:
                if descriptor is None:
                    continue  # its run is alive
                entries, settled = _read(file, os.pread(descriptor, os.fstat(descriptor).st_size, 0))
                self._settled |= settled
                if entries:
                    self._open |= {(file, entry.number): entry for entry in entries}
                else:
                    file.unlink(missing_ok=True)
        # A run that took something over closed the entry before it; whether it got into the state is open.
        self._settled -= {entry.id for entry in self._open.values()}


def _write(file: Path, descriptor: int, text: bytes) -> None:
    """Append lines, durably and whole; half a line would swallow the one after it.

    Raises:
        OSError: There is no room for it; the file is as it was.
    """
    with durable.naming(file):
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            text = b"\n" + text  # a run before this one died in the middle of a line
        try:
            rest = text
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, size)
            raise


def _read(file: Path, content: bytes) -> tuple[list[Entry], set[str]]:
    """Return the open entries of a file, and the ids of those that are closed."""
    entries: dict[int, Entry] = {}
    settled = set()
    for line in content.splitlines():
        # A line may be torn: then the create that it announces was never sent.
        with suppress(ValueError, KeyError, TypeError):
            record = json.loads(line)
            number = record["entry"]
            if record.get("closed"):
                settled.add(entries.pop(number).id)
            elif "deleting" in record:
                entries[number].deleting = record["deleting"]
            elif "path" not in record:
                entries[number].id = record["id"]
            else:
                entries[number] = Entry(
                    file,
                    number,
                    record["path"],
                    record["digest"],
                    record["resource"],
                    record["time"],
                    record.get("id", ""),
                    tuple(record.get("there", ())),
                )
    return list(entries.values()), settled - {""}

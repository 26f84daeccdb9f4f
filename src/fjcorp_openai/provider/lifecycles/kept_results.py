"""Results of paid calls that the API keeps no copy of: on this machine, beside the state, by their digest.

A folder for each result holds its parts while it is made, then the result. So a killed run pays for no part
twice, a result whose state was never saved is adopted by the next run, and a lost output file is written
again without a call. A result counts as claimed once a saved state holds it; only another call makes another
one then. Folders and files are their owner's alone.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fjcorp_openai import durable

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER, _DOCUMENT, _CONTENT, _CLAIMED = "results", "result.json", "content", "claimed"
_EXPIRES_SECONDS = 30 * 24 * 3600.0
"""Parts that no run went on with for so long are removed."""
_locks: dict[str, threading.Lock] = {}
_locks_lock = threading.Lock()


class KeptResult:
    """One result, or the parts of one that is being made.

    Args:
        folder: Its folder; None keeps its parts in memory, for as long as the process lives.
    """

    def __init__(self, folder: Path | None) -> None:
        """Write nothing yet."""
        self.folder = folder
        self._parts: dict[str, bytes] = {}

    @property
    def is_claimed(self) -> bool:
        """Whether a saved state holds the result."""
        return self.folder is not None and (self.folder / _CLAIMED).exists()

    def document(self) -> dict[str, Any] | None:
        """Return the result; None when there is none, or it cannot be read."""
        with suppress(OSError, ValueError):
            if self.folder is not None:
                found = json.loads((self.folder / _DOCUMENT).read_text("utf-8"))
                return found if isinstance(found, dict) else None
        return None

    def content(self) -> bytes | None:
        """Return the bytes that belong to the result; None when there are none."""
        with suppress(OSError):
            return (self.folder / _CONTENT).read_bytes() if self.folder is not None else None
        return None

    def part(self, name: str) -> bytes | None:
        """Return a part that an earlier run paid for; None when there is none."""
        if self.folder is None:
            return self._parts.get(name)
        with suppress(OSError):
            return (self.folder / f"part-{name}").read_bytes()
        return None

    def keep_part(self, name: str, content: bytes) -> None:
        """Keep a part, durably.

        Raises:
            OSError: It cannot be written.
        """
        if self.folder is None:
            self._parts[name] = content
        else:
            durable.replace(self.folder / f"part-{name}", content)

    def keep(self, document: dict[str, Any], content: bytes | None) -> dict[str, Any]:
        """Keep a result in place of its parts, and of a former one; return it with an id of its own.

        Raises:
            OSError: It cannot be written.
        """
        document = {"id": f"{document['kind']}-{secrets.token_hex(12)}", **document}
        if self.folder is not None:
            (self.folder / _CLAIMED).unlink(missing_ok=True)
            if content is not None:
                durable.replace(self.folder / _CONTENT, content)
            self.note(document)
            for part in self.folder.glob("part-*"):
                part.unlink(missing_ok=True)
        return document

    def note(self, document: dict[str, Any]) -> None:
        """Write the result again, as when its output file is another.

        Raises:
            OSError: It cannot be written.
        """
        if self.folder is not None:
            durable.replace(self.folder / _DOCUMENT, json.dumps(document, ensure_ascii=False).encode())

    def claim(self) -> None:
        """Note that a saved state holds the result."""
        if self.folder is not None and not self.is_claimed:
            with suppress(OSError):
                durable.replace(self.folder / _CLAIMED, b"")

    def remove(self) -> None:
        """Remove the result."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


class KeptResults:
    """The results beside one state.

    Args:
        folder: Where they are; None keeps nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        """Read nothing yet."""
        self._folder = folder

    @classmethod
    def of(cls, journal: Path | None) -> KeptResults:
        """Return the results beside a journal, else in the folder that Terraform keeps for its own data."""
        data = Path(os.environ.get("TF_DATA_DIR") or ".terraform")
        place = journal or (data.absolute() / "fjcorp.openai" if data.is_dir() else None)
        return cls(place / _FOLDER if place else None)

    @contextmanager
    def entry(self, kind: str, digest: str) -> Iterator[KeptResult]:
        """Yield the result of a digest; no other thread has it meanwhile.

        Args:
            kind: What was asked for, such as `speech`.
            digest: SHA-256 of the inputs.
        """
        self._forget_abandoned()
        with _locks_lock:
            lock = _locks.setdefault(f"{kind}-{digest}", threading.Lock())
        with lock:
            yield self.of_digest(kind, digest)

    def of_digest(self, kind: str, digest: str) -> KeptResult:
        """Return the result of a digest, whether or not there is one."""
        return KeptResult(self._folder / f"{kind}-{digest}" if self._folder else None)

    def all(self) -> list[KeptResult]:
        """Return the results, in no certain order; without those that are being made."""
        return [KeptResult(each) for each in self._folders("") if (each / _DOCUMENT).is_file()]

    def unfinished(self, kind: str) -> list[Path]:
        """Return the folders of what of a kind is being made, or was when its run ended."""
        return [each for each in self._folders(f"{kind}-") if not (each / _DOCUMENT).exists()]

    def _folders(self, prefix: str) -> list[Path]:
        there = self._folder is not None and self._folder.is_dir()
        found = sorted(self._folder.iterdir()) if there and self._folder else []
        return [each for each in found if each.name.startswith(prefix) and each.is_dir()]

    def _forget_abandoned(self) -> None:
        if self._folder is None or not self._folder.is_dir():
            return
        oldest = time.time() - _EXPIRES_SECONDS
        for each in self._folder.iterdir():
            with suppress(OSError):
                if each.is_dir() and not (each / _DOCUMENT).exists() and each.stat().st_mtime < oldest:
                    shutil.rmtree(each, ignore_errors=True)

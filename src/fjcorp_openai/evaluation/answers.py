"""The answers that were paid for, kept in a file: the next evaluation pays for what changed alone."""

from __future__ import annotations

import json
import os
import threading
from typing import TYPE_CHECKING, Any, Self

from fjcorp_openai.durable import make_folder

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

Item = dict[str, Any]


class Answers:
    """A JSONL file, for its owner alone, to which each answer is appended when it comes.

    Used as a context manager, from many threads. A line that a kill tore is left out, and asked again.
    """

    def __init__(self, path: Path | None) -> None:
        """Use a file; without one nothing is kept."""
        self._path = path
        self._known: dict[str, Item] = {}
        self._alone = threading.Lock()
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """Read what is there, and open the file.

        Raises:
            OSError: It cannot be read, or written.
        """
        if self._path is None:
            return self
        make_folder(self._path.parent)
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with self._path.open("rb") as stream:
            text = stream.read()
        for line in text.splitlines():
            try:
                item = json.loads(line)
                self._known[item["digest"]] = item
            except (ValueError, KeyError, TypeError):
                continue
        if text and not text.endswith(b"\n"):
            os.write(self._descriptor, b"\n")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def get(self, digest: str) -> Item | None:
        """Return what was answered to a request with a digest."""
        return self._known.get(digest)

    def add(self, digest: str, item: Item) -> None:
        """Keep an answer, and wait for the disk: it was paid for.

        Raises:
            OSError: The file cannot be written.
        """
        item = {"digest": digest, **item}
        line = json.dumps(item, ensure_ascii=False).encode() + b"\n"
        with self._alone:
            self._known[digest] = item
            if self._descriptor is not None:
                os.write(self._descriptor, line)
                os.fsync(self._descriptor)

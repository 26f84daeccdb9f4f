"""A key in a file for its owner alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fjcorp_openai import durable

if TYPE_CHECKING:
    from pathlib import Path


class SinkError(Exception):
    """A sink cannot take a key, or did not. The message holds no key."""


@dataclass(frozen=True)
class FileSink:
    """A file with the key and the end of a line.

    Attributes:
        path: The file; written wholly or not at all.
    """

    path: Path

    def __str__(self) -> str:
        """Name the sink."""
        return f"the file {self.path}"

    def check(self) -> None:
        """Find out whether the file can be written.

        Raises:
            SinkError: It cannot.
        """
        check_place(self.path)

    def write(self, key: str) -> None:
        """Write the key.

        Raises:
            SinkError: The file could not be written.
        """
        replace(self.path, f"{key}\n".encode())


def check_place(path: Path) -> None:
    """Find out whether a file can be made or replaced.

    Raises:
        SinkError: It cannot.
    """
    if path.is_dir():
        raise SinkError(f"{path} is a folder, not a file")
    folder = path.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise SinkError(f"{folder} is no folder that can be written to")


def replace(path: Path, content: bytes) -> None:
    """Write a file of mode 0600, durably, wholly or not at all.

    Raises:
        SinkError: The file could not be written.
    """
    try:
        durable.replace(path, content)
    except OSError as error:
        raise SinkError(f"cannot write {path}: {error.strerror or type(error).__name__}") from None

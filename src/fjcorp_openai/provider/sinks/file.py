"""A key in a file for its owner alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fjcorp_openai import durable
from fjcorp_openai.api.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

Owned = Callable[[str, str], bool]
"""Returns whether a text that a place holds is a key that the same resource put there; see `ledger`."""


class SinkError(Exception):
    """A sink cannot take a key, or did not. The message holds no key."""


@dataclass(frozen=True)
class FileSink:
    """A file with the key and the end of a line.

    Attributes:
        path: The file; written wholly or not at all.
        overwrite: Whether it may be replaced whatever it holds.
    """

    path: Path
    overwrite: bool = False

    def __str__(self) -> str:
        """Name the sink."""
        return f"the file {self.path}"

    @property
    def place(self) -> str:
        """What no two keys may have in common."""
        return str(self.path)

    def destination(self) -> dict[str, str]:
        """Return where the key goes, by the names of the attributes of `secret_sink`."""
        return {"file": str(self.path)}

    def check(self, owned: Owned) -> None:
        """Find out whether the file can be written.

        Raises:
            SinkError: It cannot, or holds something that is not this key's.
        """
        check_place(self.path)
        if not self.overwrite and not is_free(self.place, Secret(read(self.path)), owned):
            raise SinkError(taken(self.path))

    def write(self, key: Secret, owned: Owned) -> None:
        """Write the key.

        Raises:
            SinkError: The file could not be written.
        """
        self.check(owned)
        replace(self.path, Secret(f"{key.reveal()}\n"))


def taken(path: Path, variable: str | None = None) -> str:
    """Return the sentence about a place that holds something else."""
    what = f"the variable {variable} in {path}" if variable else str(path)
    return (
        f"{what} is there already, and does not hold the key that this one follows. Move it away, name "
        "another place, or set overwrite to true"
    )


def read(path: Path) -> str:
    """Return the text of a file, empty where there is none.

    Raises:
        SinkError: It cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SinkError(f"{path} cannot be read: {error.strerror or type(error).__name__}") from None


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


def is_free(place: str, held: Secret, owned: Owned) -> bool:
    """Return whether what a place holds is nothing, or a key that the same resource put there."""
    return not held.reveal().strip() or owned(place, held.reveal().strip())


def replace(path: Path, content: Secret | bytes) -> None:
    """Write a file of mode 0600, durably, wholly or not at all.

    Raises:
        SinkError: The file could not be written.
    """
    try:
        durable.make_folder(path.parent)
        with durable.replacing(path) as stream:
            stream.write(content.reveal().encode() if isinstance(content, Secret) else content)
    except OSError as error:
        raise SinkError(f"cannot write {path}: {error.strerror or type(error).__name__}") from None

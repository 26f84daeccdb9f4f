"""What distinguishes a key that we put somewhere from what others put there.

A key that a rotation replaces is known by its two ends, which the API shows and the state holds. Where the
state shows nothing, after a killed run or when an account is replaced, digests in a file do. They are of keys
that are too long to be guessed.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from fjcorp_openai.provider.sinks.file import read, replace

if TYPE_CHECKING:
    from fjcorp_openai.api.secret import Secret

_KEPT = 8
"""Digests for each place: of the key that is there, and of those that killed runs were about to write."""


class Ledger:
    """Digests of the keys that were written, one file for each place."""

    def __init__(self, folder: Path | None) -> None:
        """Use a folder; without one nothing is remembered."""
        self._folder = folder

    @classmethod
    def of(cls, journal: Path | None) -> Ledger:
        """Return the ledger beside a journal, or else in the folder that Terraform keeps for its own data."""
        data = Path(os.environ.get("TF_DATA_DIR") or ".terraform")
        return cls(journal or (data.absolute() / "fjcorp.openai" if data.is_dir() else None))

    def note(self, place: str, key: Secret) -> None:
        """Write down, before it is written there, that a place will hold a key.

        Raises:
            SinkError: It cannot be written down.
        """
        if self._folder is None:
            return
        file = self._file(self._folder, place)
        digest = _digest(place, key.reveal())
        lines = [line for line in read(file).split() if line != digest]
        lines = [*lines[1 - _KEPT :], digest]
        replace(file, "".join(f"{line}\n" for line in lines).encode())

    def holds(self, place: str, text: str) -> bool:
        """Return whether a text is a key that was written to the place.

        Raises:
            SinkError: The ledger cannot be read.
        """
        if self._folder is None:
            return False
        return _digest(place, text) in read(self._file(self._folder, place)).split()

    def _file(self, folder: Path, place: str) -> Path:
        return folder / f"{hashlib.sha256(place.encode()).hexdigest()[:32]}.sink"


def _digest(place: str, key: str) -> str:
    return hashlib.sha256(f"{place}\n{key}".encode()).hexdigest()

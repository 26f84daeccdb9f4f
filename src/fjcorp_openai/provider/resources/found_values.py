"""What stood at the API before it was changed, kept until the state is known to hold it.

A run may be killed between a change and the saving of its state. Without a note the next run would take the
changed values for those that were found. The notes lie in the journal's folder; without one there are none.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXPIRES_SECONDS = 7 * 24 * 3600


class FoundValues:
    """The note about one object.

    Args:
        folder: The journal's folder, or None.
        path: Path of the object at the API.
    """

    def __init__(self, folder: Path | None, path: str) -> None:
        """Read nothing yet."""
        name = f"{hashlib.sha256(path.encode()).hexdigest()[:32]}.found.json"
        self._file = folder / name if folder else None

    def remember(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Write values down, durably; those that a killed run wrote down before are the true ones.

        Returns:
            The values by name, the older note's where it has them.
        """
        if self._file is None:
            return dict(values)
        result = {**values, **{name: value for name, value in self.recall().items() if name in values}}
        if result:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, draft = tempfile.mkstemp(dir=self._file.parent, suffix=".draft")
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump({**self.recall(), **result}, stream)
                stream.flush()
                os.fsync(stream.fileno())
            Path(draft).replace(self._file)
        return result

    def recall(self) -> dict[str, Any]:
        """Return what a note of the last days says; empty when there is none."""
        with suppress(OSError, ValueError):
            if self._file and time.time() - self._file.stat().st_mtime < _EXPIRES_SECONDS:
                return dict(json.loads(self._file.read_text(encoding="utf-8")))
        return {}

    def forget(self) -> None:
        """Take the note away: the state holds what it says."""
        if self._file:
            self._file.unlink(missing_ok=True)

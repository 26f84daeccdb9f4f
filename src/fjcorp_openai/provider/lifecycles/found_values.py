"""What stood at the API before it was changed: kept in the private state, and in a note until that is saved.

A run may be killed between a change and the saving of its state, and Terraform drops the private state when
the provider dies in an update. Without a note the next run would take the changed values for those that were
found. The notes lie in the journal's folder; without one there are none.
"""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fjcorp_openai import durable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fjcorp_openai.provider.protocol.resource import Context

FOUND = "found"
"""Key in the private state, which holds the values as JSON."""
_EXPIRES_SECONDS = 7 * 24 * 3600


def stored(private: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the values that a private state holds."""
    return dict(json.loads(private.get(FOUND, b"{}")))


class FoundValues:
    """The values that were found of one object.

    Args:
        context: Context of the call, for its private state and the journal's folder.
        path: Path of the object at the API.
    """

    def __init__(self, context: Context, path: str) -> None:
        """Read nothing yet."""
        name = f"{hashlib.sha256(path.encode()).hexdigest()[:32]}.found.json"
        folder: Path | None = context.api.settings.journal_dir
        self._file = folder / name if folder else None
        self._private = context.private

    def values(self) -> dict[str, Any]:
        """Return the values by name; empty when nothing is known."""
        return {**self._noted(), **stored(self._private)}

    def remember(self, fresh: Mapping[str, Any]) -> None:
        """Write the values down, durably, before the object is changed; what is known already holds."""
        self._write({**fresh, **self.values()})

    def keep(self, fresh: Mapping[str, Any], without: tuple[str, ...] = ()) -> None:
        """Put the values into the private state once the object is changed.

        Args:
            fresh: As they were remembered.
            without: Names of the values to drop.
        """
        kept = {name: value for name, value in {**fresh, **self.values()}.items() if name not in without}
        if kept or FOUND in self._private:
            self._private[FOUND] = json.dumps(kept).encode()
            self._write(kept)

    def confirm(self) -> None:
        """Take the note away when the saved state holds what it says, else put that into the state."""
        noted = self._noted()
        if noted.keys() <= stored(self._private).keys():
            self.forget()
        else:
            self._private[FOUND] = json.dumps(self.values()).encode()
            self._write(self.values())

    def forget(self) -> None:
        """Take the note away."""
        if self._file:
            self._file.unlink(missing_ok=True)

    def _noted(self) -> dict[str, Any]:
        """Return what a note of the last days says."""
        with suppress(OSError, ValueError):
            if self._file and time.time() - self._file.stat().st_mtime < _EXPIRES_SECONDS:
                return dict(json.loads(self._file.read_text(encoding="utf-8")))
        return {}

    def _write(self, values: Mapping[str, Any]) -> None:
        if self._file is None or not values:
            return
        durable.replace(self._file, json.dumps(values).encode())

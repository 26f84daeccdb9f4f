"""What objects were like a while ago, so that lists and reads can lag behind the writes.

Triggers of the database keep each object as it was before a change, and the time of the change by the
emulator's clock. They are there only while something lags.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from sqlite3 import Connection

_NOW = (
    "(julianday('now') - 2440587.5) * 86400.0"
    " + coalesce((SELECT CAST(value AS REAL) FROM settings WHERE name = 'clock_offset'), 0)"
)
_TABLE = """
CREATE TABLE IF NOT EXISTS versions (
    seq INTEGER, family TEXT NOT NULL, id TEXT NOT NULL, parent TEXT NOT NULL, data TEXT,
    ended REAL NOT NULL);
CREATE INDEX IF NOT EXISTS by_object ON versions (family, id, parent, ended);
"""
_TRIGGERS = {
    "INSERT": "NULL, NEW.family, NEW.id, NEW.parent, NULL",
    "UPDATE": "OLD.seq, OLD.family, OLD.id, OLD.parent, OLD.data",
    "DELETE": "OLD.seq, OLD.family, OLD.id, OLD.parent, OLD.data",
}
_KEEP = """CREATE TRIGGER past_{event} BEFORE {event} ON objects
BEGIN INSERT INTO versions VALUES ({values}, {now}); END"""
_SEEN = """(
SELECT seq, family, id, parent, data FROM objects AS object WHERE NOT EXISTS (
    SELECT 1 FROM versions WHERE family = object.family AND id = object.id AND parent = object.parent
    AND ended > {moment})
UNION ALL
SELECT seq, family, id, parent, data FROM (
    SELECT *, min(rowid) FROM versions WHERE ended > {moment} GROUP BY family, id, parent)
WHERE data IS NOT NULL)"""


class Past:
    """Keeps what objects were, and lets a thread read as of a moment.

    Args:
        connect: Gives the thread's connection to the database.
    """

    def __init__(self, connect: Callable[[], Connection]) -> None:
        """Begin without a past: what was kept by an emulator before this one counts no more."""
        self._connect = connect
        self._local = threading.local()
        connect().executescript(_TABLE)
        self.keep(on=False)

    def keep(self, *, on: bool) -> None:
        """Begin to keep what objects were, or stop and forget it."""
        lines = [f"DROP TRIGGER IF EXISTS past_{event}" for event in _TRIGGERS]
        if on:
            lines += [
                _KEEP.format(event=event, values=values, now=_NOW) for event, values in _TRIGGERS.items()
            ]
        else:
            lines.append("DELETE FROM versions")
        for line in lines:
            self._connect().execute(line)

    @contextmanager
    def seen_at(self, moment: float | None) -> Iterator[None]:
        """Let this thread read as of a Unix time; None for now."""
        before: float | None = getattr(self._local, "moment", None)
        self._local.moment = moment
        try:
            yield
        finally:
            self._local.moment = before

    @property
    def table(self) -> str:
        """What this thread reads objects from, as SQL."""
        moment: float | None = getattr(self._local, "moment", None)
        return "objects" if moment is None else _SEEN.format(moment=f"{moment:.6f}")

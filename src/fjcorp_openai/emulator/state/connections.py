"""Connections to the database, one for each thread that is there."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Connections:
    """Connections to one database; those of threads that have ended are used again.

    Args:
        path: The database.
    """

    def __init__(self, path: Path) -> None:
        """Open nothing yet."""
        self._path = path
        self._lock = threading.Lock()
        self._local = threading.local()
        self._all: list[tuple[threading.Thread, sqlite3.Connection]] = []

    def mine(self) -> sqlite3.Connection:
        """Return the connection of this thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with self._lock:
                connection = self._left_behind() or self._opened()
                self._all.append((threading.current_thread(), connection))
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Close every connection; none can be used afterwards."""
        with self._lock:
            for _thread, connection in self._all:
                connection.close()
            self._all.clear()

    def _left_behind(self) -> sqlite3.Connection | None:
        for each in self._all:
            thread, connection = each
            if not thread.is_alive():
                self._all.remove(each)
                return connection
        return None

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=30)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA cache_size=-1024")
        return connection

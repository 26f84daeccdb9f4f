"""Objects in SQLite and files beside it.

One table holds every object as JSON. A page is read by sequence number, so its cost does not grow with the
list. Writes happen inside one transaction per request; a file becomes visible only when the row that names it
commits.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fjcorp_openai.emulator.state.connections import Connections
from fjcorp_openai.emulator.state.past import Past

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    Where = dict[str, Any]
    Matching = Callable[[dict[str, Any]], bool]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, family TEXT NOT NULL, id TEXT NOT NULL, parent TEXT NOT NULL,
    created INTEGER NOT NULL, data TEXT NOT NULL, UNIQUE (family, id, parent));
CREATE INDEX IF NOT EXISTS by_parent ON objects (family, parent, seq);
CREATE INDEX IF NOT EXISTS by_family ON objects (family, seq);
CREATE TABLE IF NOT EXISTS keys (
    hash TEXT PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, project TEXT NOT NULL, owner TEXT NOT NULL,
    expires INTEGER);
CREATE TABLE IF NOT EXISTS timers (
    family TEXT NOT NULL, id TEXT NOT NULL, parent TEXT NOT NULL, kind TEXT NOT NULL, due REAL,
    PRIMARY KEY (family, id, parent, kind));
CREATE TABLE IF NOT EXISTS blobs (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Page:
    """A part of a list: its objects and whether more follow in that direction."""

    items: list[dict[str, Any]]
    has_more: bool


class CursorError(Exception):
    """A cursor names no object of the list."""


class Store:
    """The state of one emulated organization.

    Reads may happen on any thread. Writes happen inside :meth:`transaction`, one at a time.

    Args:
        folder: Where the database and the files live; created when missing, private to the user.
    """

    def __init__(self, folder: Path) -> None:
        """Open the database and remove what a killed emulator left."""
        self.folder = folder
        self.files = folder / "files"
        self.incoming = folder / "incoming"
        for each in (folder, self.files, self.incoming):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connections = Connections(folder / "state.sqlite3")
        self._depth = 0
        self._on_commit: list[Callable[[], object]] = []
        self._on_rollback: list[Callable[[], object]] = []
        self._database.executescript(_SCHEMA)
        self.past = Past(lambda: self._database)
        self._sweep()

    # -- connections and transactions --

    @property
    def _database(self) -> sqlite3.Connection:
        return self._connections.mine()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside happen as a whole, or not at all; nests into the outer one."""
        with self._lock:
            if self._depth:
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1
                return
            database = self._database
            database.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                with self.past.seen_at(None):
                    yield
                database.execute("COMMIT")
            except BaseException:
                if database.in_transaction:
                    database.execute("ROLLBACK")
                self._finish(self._on_rollback)
                raise
            else:
                self._finish(self._on_commit)
            finally:
                self._depth = 0

    def _finish(self, actions: list[Callable[[], object]]) -> None:
        pending = list(actions)
        self._on_commit.clear()
        self._on_rollback.clear()
        for action in pending:
            action()

    def on_commit(self, action: Callable[[], object]) -> None:
        """Run an action once the present transaction has been kept."""
        self._on_commit.append(action)

    def copied(self) -> tuple[sqlite3.Connection, dict[str, bytes]]:
        """Return a database in memory and the files' content, as they are now."""
        database = sqlite3.connect(":memory:", check_same_thread=False)
        with self._lock:
            self._database.backup(database)
            return database, {path.name: path.read_bytes() for path in self.files.iterdir()}

    def give_back(self, database: sqlite3.Connection, files: Mapping[str, bytes]) -> None:
        """Hold what a copy holds, and nothing else."""
        with self._lock:
            database.backup(self._database)
            for name, content in files.items():
                self.file(name).write_bytes(content)
            self._sweep()

    def close(self) -> None:
        """Close every connection; the store cannot be used afterwards."""
        self._connections.close()

    # -- objects --

    def insert(self, family: str, id: str, data: dict[str, Any], parent: str = "") -> dict[str, Any]:  # noqa: A002
        """Add an object at the end of its family's list.

        Args:
            family: Singular noun, for example ``file``.
            id: Unique together with family and parent.
            data: The object as the API shows it; keys that start with ``_`` never leave the emulator.
            parent: What it belongs to, for example a project id.

        Returns:
            The data.

        Raises:
            sqlite3.IntegrityError: There is one with that id already.
        """
        created = data.get("created_at") or data.get("created") or 0
        with self.transaction():
            self._database.execute(
                "INSERT INTO objects (family, id, parent, created, data) VALUES (?, ?, ?, ?, ?)",
                (family, id, parent, int(created), json.dumps(data)),
            )
        return data

    def get(self, family: str, id: str, parent: str | None = None) -> dict[str, Any] | None:  # noqa: A002
        """Return an object, or None. Without a parent the first of that id in the family."""
        text, values = self._identity(family, id, parent)
        row = self._database.execute(f"SELECT data FROM {self.past.table} WHERE {text}", values).fetchone()  # noqa: S608
        return None if row is None else json.loads(row[0])

    def update(
        self,
        family: str,
        id: str,  # noqa: A002
        changes: dict[str, Any],
        parent: str | None = None,
    ) -> dict[str, Any]:
        """Set top-level members of an object and return it whole.

        Raises:
            KeyError: There is no such object.
        """
        with self.transaction():
            data = self.get(family, id, parent)
            if data is None:
                raise KeyError(f"{family} {id}")
            return self.replace(family, id, data | changes, parent)

    def replace(
        self,
        family: str,
        id: str,  # noqa: A002
        data: dict[str, Any],
        parent: str | None = None,
    ) -> dict[str, Any]:
        """Put new data in the place of an object's and return it.

        Raises:
            KeyError: There is no such object.
        """
        text, values = self._identity(family, id, parent)
        with self.transaction():
            changed = self._database.execute(
                f"UPDATE objects SET data = ? WHERE {text}",  # noqa: S608 - built of constants
                (json.dumps(data), *values),
            )
            if not changed.rowcount:
                raise KeyError(f"{family} {id}")
        return data

    def delete(self, family: str, id: str, parent: str | None = None) -> bool:  # noqa: A002
        """Remove an object and its timers; return whether there was one."""
        text, values = self._identity(family, id, parent)
        with self.transaction():
            gone = self._database.execute(f"DELETE FROM objects WHERE {text}", values)  # noqa: S608 - constants
            if gone.rowcount:
                self._database.execute(f"DELETE FROM timers WHERE {text}", values)  # noqa: S608 - constants
        return bool(gone.rowcount)

    @staticmethod
    def _identity(family: str, id: str, parent: str | None) -> tuple[str, tuple[str, ...]]:  # noqa: A002
        if parent is None:
            return "family = ? AND id = ?", (family, id)
        return "family = ? AND id = ? AND parent = ?", (family, id, parent)

    def page(
        self,
        family: str,
        *,
        parent: str | None = None,
        where: Where | None = None,
        matching: Matching | None = None,
        after: str | None = None,
        before: str | None = None,
        limit: int = 20,
        order: str = "desc",
    ) -> Page:
        """Return a part of a list in the order of creation.

        Args:
            family: The family.
            parent: Only what belongs to it; None for all.
            where: Members that must be equal; a list means any of it, None means null or missing.
            matching: A further condition, asked object by object.
            after: Id of the object before the first one wanted.
            before: Id of the object after the last one wanted.
            limit: How many at most; 0 gives none.
            order: ``asc`` (oldest first) or ``desc``.

        Raises:
            CursorError: A cursor names no object of the list.
        """
        text, values = self._conditions(family, parent, where)
        descending = order == "desc"
        backwards = before is not None and after is None
        for cursor, is_after in ((after, True), (before, False)):
            if cursor is not None:
                text += f" AND seq {'<' if is_after == descending else '>'} ?"
                values.append(self._seq(family, cursor, parent))
        direction = "DESC" if descending != backwards else "ASC"
        rows = self._database.execute(
            f"SELECT data FROM {self.past.table} WHERE {text} ORDER BY seq {direction}",  # noqa: S608 - built of constants
            values,
        )
        items: list[dict[str, Any]] = []
        has_more = False
        for (data,) in rows:
            item = json.loads(data)
            if matching is not None and not matching(item):
                continue
            if len(items) >= limit:
                has_more = True
                break
            items.append(item)
        rows.close()
        return Page(items[::-1] if backwards else items, has_more)

    def all(
        self,
        family: str,
        *,
        parent: str | None = None,
        where: Where | None = None,
        order: str = "asc",
    ) -> list[dict[str, Any]]:
        """Return the whole list."""
        return self.page(family, parent=parent, where=where, order=order, limit=1 << 62).items

    def count(self, family: str, *, parent: str | None = None, where: Where | None = None) -> int:
        """Return how many objects there are."""
        text, values = self._conditions(family, parent, where)
        query = f"SELECT count(*) FROM {self.past.table} WHERE {text}"  # noqa: S608 - built of constants
        return int(self._database.execute(query, values).fetchone()[0])

    def parents(self, family: str, id: str) -> list[str]:  # noqa: A002
        """Return the parents under which an id stands, for example the projects of a user."""
        query = f"SELECT parent FROM {self.past.table} WHERE family = ? AND id = ? ORDER BY seq"  # noqa: S608
        return [parent for (parent,) in self._database.execute(query, (family, id))]

    @staticmethod
    def _conditions(family: str, parent: str | None, where: Where | None) -> tuple[str, list[Any]]:
        text, values = "family = ?", [family]
        if parent is not None:
            text += " AND parent = ?"
            values.append(parent)
        for name, wanted in (where or {}).items():
            member = "json_extract(data, ?)"
            values.append(f'$."{name}"')
            if isinstance(wanted, (list, tuple)):
                text += f" AND {member} IN ({', '.join('?' * len(wanted))})"
                values.extend(wanted)
            elif wanted is None:
                text += f" AND {member} IS NULL"
            else:
                text += f" AND {member} = ?"
                values.append(wanted)
        return text, values

    def _seq(self, family: str, id: str, parent: str | None) -> int:  # noqa: A002
        text, values = self._identity(family, id, parent)
        row = self._database.execute(f"SELECT seq FROM {self.past.table} WHERE {text}", values).fetchone()  # noqa: S608
        if row is None:
            raise CursorError(id)
        return int(row[0])

    # -- tables of the frame --

    def query(self, sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """Read rows; for the frame's own tables."""
        return self._database.execute(sql, tuple(values)).fetchall()

    def execute(self, sql: str, values: Iterable[Any] = ()) -> int:
        """Write rows in a transaction and return how many; for the frame's own tables."""
        with self.transaction():
            return self._database.execute(sql, tuple(values)).rowcount

    def setting(self, name: str, default: Any = None) -> Any:
        """Return a setting that :meth:`set_setting` kept."""
        rows = self.query("SELECT value FROM settings WHERE name = ?", (name,))
        return json.loads(rows[0][0]) if rows else default

    def set_setting(self, name: str, value: Any) -> None:
        """Keep a setting, any JSON value, across restarts."""
        self.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, json.dumps(value)))

    # -- files --

    def keep_file(self, path: Path, name: str) -> Path:
        """Move a finished file under a name; it is gone again if the transaction fails."""
        target = self.file(name)
        with self.transaction():
            self._database.execute("INSERT OR REPLACE INTO blobs VALUES (?)", (name,))
            path.replace(target)
            self._on_rollback.append(lambda: target.unlink(missing_ok=True))
        return target

    def write_file(self, content: bytes | Iterable[bytes], name: str) -> Path:
        """Write content to a temporary file and keep it under a name."""
        path = self.incoming / uuid4().hex
        with path.open("wb") as stream:
            stream.writelines([content] if isinstance(content, bytes) else content)
        return self.keep_file(path, name)

    def delete_file(self, name: str) -> None:
        """Remove a file once the transaction has been kept."""
        with self.transaction():
            self._database.execute("DELETE FROM blobs WHERE name = ?", (name,))
            self.on_commit(lambda: self.file(name).unlink(missing_ok=True))

    def file(self, name: str) -> Path:
        """Return the path of a kept file."""
        return self.files / name

    def _sweep(self) -> None:
        """Remove what a killed emulator left: uploads under way and files whose row was never committed."""
        for path in self.incoming.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        known = {name for (name,) in self.query("SELECT name FROM blobs")}
        for path in self.files.iterdir():
            if path.name not in known:
                path.unlink()

    def clear(self) -> None:
        """Remove every object, key, timer and file."""
        with self.transaction():
            for table in ("objects", "keys", "timers", "blobs", "settings"):
                self._database.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
            self.on_commit(self._sweep)

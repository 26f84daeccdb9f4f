"""A cache of whole lists: a refresh of many objects costs pages, not objects."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from typing import Any

from fjcorp_openai.api.call import query
from fjcorp_openai.api.errors import OpenAIError

Item = dict[str, Any]
Fetch = Callable[[], list[Item]]


class _Entry:
    """One list, or the fetch that brings it."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.items: list[Item] = []
        self.failure: OpenAIError | None = None
        self.index: dict[str, dict[Any, Item]] = {}

    def by(self, key: str) -> dict[Any, Item]:
        """Return the items by one of their fields; the first one wins."""
        if key not in self.index:
            found = ((item.get(key), item) for item in reversed(self.items))
            self.index[key] = {value: item for value, item in found if isinstance(value, str | int)}
        return self.index[key]


class Lists:
    """Lists by path and parameters. Each is fetched once, by the first thread that asks."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = threading.Lock()
        self._entries: dict[tuple[str, ...], _Entry] = {}

    def items(self, path: str, params: dict[str, Any], fetch: Fetch) -> list[Item]:
        """Return a list, fetched if need be; the caller may change the items' top level.

        Raises:
            OpenAIError: the fetch failed. Nothing is kept, and the next caller tries again.
        """
        return [item.copy() for item in self._entry(path, params, fetch).items]

    def item(self, path: str, params: dict[str, Any], key: str, value: Any, fetch: Fetch) -> Item | None:
        """Return a copy of the item whose field `key` has the value, or None.

        Raises:
            OpenAIError: the fetch failed.
        """
        found = self._entry(path, params, fetch).by(key).get(value)
        return copy.deepcopy(found)

    def invalidate(self, path: str) -> None:
        """Forget the lists at, above and below a path; `/` forgets all."""
        written = _segments(path)
        with self._lock:
            for key in list(self._entries):
                listed = _segments(key[0])
                shared = min(len(written), len(listed))
                if written[:shared] == listed[:shared]:
                    del self._entries[key]

    def _entry(self, path: str, params: dict[str, Any], fetch: Fetch) -> _Entry:
        key = (path, *(f"{name}={value}" for name, value in sorted(query(params))))
        with self._lock:
            entry = self._entries.get(key)
            mine = entry is None
            if entry is None:
                entry = self._entries[key] = _Entry()
        if mine:
            self._fill(key, entry, fetch)
        entry.ready.wait()
        if entry.failure is not None:
            # A copy: one exception raised in several threads would mix their tracebacks.
            raise entry.failure if mine else copy.copy(entry.failure)
        return entry

    def _fill(self, key: tuple[str, ...], entry: _Entry, fetch: Fetch) -> None:
        entry.failure = OpenAIError(f"GET {key[0]} was interrupted.")
        try:
            entry.items = fetch()
            entry.failure = None
        except OpenAIError as error:
            entry.failure = error
        finally:
            if entry.failure is not None:
                with self._lock:
                    if self._entries.get(key) is entry:
                        del self._entries[key]
            entry.ready.set()


def _segments(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]

"""Files of batches at the API, each fetched once in a run, however often what it holds is wanted."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from fjcorp_openai.provider.resources.batch.outcomes import Outcomes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context

_kept: WeakKeyDictionary[Context, Fetched] = WeakKeyDictionary()


class Fetched:
    """What was fetched for one resource, in a folder that nobody else may read; gone once it is closed."""

    def __init__(self, api: Api) -> None:
        """Fetch nothing yet."""
        self._api = api
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._outcomes: Outcomes | None = None
        self._there: set[str] = set()

    def outcomes(self, file_ids: Iterable[str]) -> Outcomes:
        """Return the results in files with results, and in those that were asked for before.

        Operation: GET /files/{file_id}/content, once for each file.

        Args:
            file_ids: The files, in the order in which their batches were made.

        Raises:
            NotFound: A file is gone.
        """
        if self._outcomes is None:
            self._outcomes = Outcomes(self._place())
        for file_id in file_ids:
            if file_id not in self._there:
                copy, operation = self._place() / "content", f"/files/{file_id}/content"
                self._api.download(operation, copy)
                self._outcomes.add(copy, f"GET {operation}")
                copy.unlink()
                self._there.add(file_id)
        return self._outcomes

    def copy(self, file_id: str) -> Path:
        """Return a local copy of a file.

        Operation: GET /files/{file_id}/content, once.

        Raises:
            NotFound: It is gone.
        """
        path = self._place() / "input"
        if file_id not in self._there:
            self._api.download(f"/files/{file_id}/content", path)
            self._there.add(file_id)
        return path

    def close(self) -> None:
        """Delete what was fetched."""
        if self._outcomes is not None:
            self._outcomes.close()
        if self._folder is not None:
            self._folder.cleanup()

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory()
        return Path(self._folder.name)


@contextmanager
def keeping(context: Context) -> Iterator[None]:
    """Keep what the block fetches until it ends."""
    _kept[context] = Fetched(context.api)
    try:
        yield
    finally:
        _kept.pop(context).close()


def of(context: Context) -> Fetched | None:
    """Return what is fetched in the block of `keeping` around; None outside of one."""
    return _kept.get(context)

"""The demo's remote side: one JSON file per object."""

from __future__ import annotations

import json
import threading
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol import ProviderError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Store:
    """Objects in a folder, and a log of the calls beside them."""

    def __init__(self, config: dict[str, Any], _stopping: threading.Event) -> None:
        self.folder = Path(config["folder"])
        self.read_seconds = float(config["read_seconds"] or 0)
        if not self.folder.is_dir():
            raise ProviderError("No such folder", f"{self.folder} does not exist.", ("folder",))
        self._lock = threading.Lock()
        self._busy = 0
        self._peak = 0

    def path(self, identifier: str) -> Path:
        return self.folder / f"{identifier}.json"

    def create(self, values: dict[str, Any]) -> str:
        identifier = uuid.uuid4().hex[:12]
        self.write(identifier, values)
        self.log("create")
        return identifier

    def write(self, identifier: str, values: dict[str, Any]) -> None:
        self.path(identifier).write_text(json.dumps(values, default=float))

    def read(self, identifier: str) -> dict[str, Any] | None:
        with self._in_flight():
            time.sleep(self.read_seconds)
            try:
                found: dict[str, Any] = json.loads(self.path(identifier).read_text())
            except FileNotFoundError:
                return None
            return found

    def delete(self, identifier: str) -> None:
        self.path(identifier).unlink(missing_ok=True)
        self.log("delete")

    def log(self, what: str) -> None:
        with (self.folder / "calls.log").open("a") as file:
            file.write(f"{what}\n")

    @contextmanager
    def _in_flight(self) -> Iterator[None]:
        with self._lock:
            self._busy += 1
            if self._busy > self._peak:
                self._peak = self._busy
                (self.folder / "peak").write_text(str(self._peak))
        try:
            yield
        finally:
            with self._lock:
                self._busy -= 1

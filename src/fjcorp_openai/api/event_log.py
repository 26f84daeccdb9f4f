"""The event file: what the client does, one JSON line each, for whoever shows progress."""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import without_keys
from fjcorp_openai.api.operation import template

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fjcorp_openai.api.secret import Secret

_resource: ContextVar[str] = ContextVar("resource", default="")


class Events:
    """Appends events to a file that several processes share.

    An event holds no body and no key: see `call`, `wait` and `message` for what it holds.
    """

    def __init__(self, path: Path | None, *keys: Secret | None) -> None:
        """Write to path, or nowhere.

        Args:
            path: the file, made 0600 when the first event comes.
            keys: removed from every text.
        """
        self._path = path
        self._keys = keys

    def call(self, operation: str, status: int, seconds: float, request_id: str) -> None:
        """Log one HTTP exchange, by its operation without ids; status 0 means that no answer came."""
        self._write(
            "call",
            message=f"{operation} {status}",
            operation=template(operation),
            status=status,
            seconds=round(seconds, 4),
            request_id=request_id,
        )

    def wait(self, family: str, seconds: float, message: str) -> None:
        """Report, before it starts, that calls of a family wait."""
        self._write("wait", message=message, seconds=round(seconds, 3), family=family)

    def message(self, event: str, resource: str, message: str) -> None:
        """Log a `progress` or a `paid` message."""
        self._write(event, resource=resource or _resource.get(), message=message)

    def _write(self, event: str, **fields: Any) -> None:
        if self._path is None:
            return
        record = {
            "time": time.time(),
            "pid": os.getpid(),
            "event": event,
            "resource": _resource.get(),
        } | fields
        record["message"] = without_keys(str(record["message"]), *self._keys)
        line = json.dumps(record, ensure_ascii=False) + "\n"
        # Opened each time: the reader may move the file away. One write, so that lines stay whole. A full
        # disk or a folder that is gone must not fail the call that the line is about.
        with suppress(OSError):
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.write(descriptor, line.encode())
            finally:
                os.close(descriptor)


@contextmanager
def acting_for(resource: str) -> Iterator[None]:
    """Name the resource that the events of this thread belong to while the block runs."""
    token = _resource.set(resource)
    try:
        yield
    finally:
        _resource.reset(token)

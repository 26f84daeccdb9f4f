"""Bounds what a connection may take: seconds in all, seconds without progress, bytes.

The HTTP library bounds the time between two reads, so that a byte a second keeps it busy for ever. Here each
read and write of a connection gets no more time than its call has left.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpcore2

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

PROGRESS_BYTES = 64 * 1024
"""What must flow within the time of a call whose body is a file, so that it goes on."""


class TooMuch(Exception):  # noqa: N818 (it names a state of affairs)
    """More bytes came than the caller takes."""


class Deadline(threading.local):
    """What the call of this thread may still take."""

    _end: float | None = None
    _seconds = 0.0
    _flowing = False
    _flowed = 0
    _left: int | None = None

    @contextmanager
    def of(self, seconds: float, *, flowing: bool = False, most: int | None = None) -> Iterator[None]:
        """Bound what connections do for this thread while the block runs.

        Args:
            seconds: for all of it.
            flowing: whether the time starts again with every 64 KiB that flow.
            most: bytes that may come; no matter how many when None.
        """
        self._seconds, self._flowing, self._flowed, self._left = seconds, flowing, 0, most
        self._end = time.monotonic() + seconds
        try:
            yield
        finally:
            self._end = self._left = None

    def within(self, timeout: float | None, error: type[Exception]) -> float | None:
        """Return the seconds that one step may take.

        Args:
            timeout: what the HTTP library allows.
            error: what is raised when no time is left.
        """
        if self._end is None:
            return timeout
        left = self._end - time.monotonic()
        if left <= 0:
            raise error
        return left if timeout is None else min(timeout, left)

    def flowed(self, count: int, *, came: bool) -> None:
        """Note that bytes were sent, or came.

        Raises:
            TooMuch: more came than may.
        """
        if came and self._left is not None:
            self._left -= count
            if self._left < 0:
                raise TooMuch
        self._flowed += count
        if self._flowing and self._flowed >= PROGRESS_BYTES:
            self._flowed = 0
            self._end = time.monotonic() + self._seconds


class BoundedBackend(httpcore2.NetworkBackend):
    """Opens connections that keep to a deadline."""

    def __init__(self, deadline: Deadline) -> None:
        """Take the deadline that counts for whoever uses a connection."""
        self._inner = httpcore2.SyncBackend()
        self._deadline = deadline

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *options: Any, **named: Any
    ) -> httpcore2.NetworkStream:
        """Connect within the time that is left."""
        timeout = self._deadline.within(timeout, httpcore2.ConnectTimeout)
        try:
            stream = self._inner.connect_tcp(host, port, timeout, *options, **named)
        except (OverflowError, UnicodeError):
            stream = None
        if stream is None:
            raise httpcore2.ConnectError("there can be no such host or port")
        return _Stream(stream, self._deadline)


class _Stream(httpcore2.NetworkStream):
    """A connection that keeps to a deadline."""

    def __init__(self, inner: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, self._deadline.within(timeout, httpcore2.ReadTimeout))
        self._deadline.flowed(len(data), came=True)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        view = memoryview(buffer)
        while view:
            part = view[:PROGRESS_BYTES]
            self._inner.write(bytes(part), self._deadline.within(timeout, httpcore2.WriteTimeout))
            self._deadline.flowed(len(part), came=False)
            view = view[len(part) :]

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        timeout = self._deadline.within(timeout, httpcore2.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

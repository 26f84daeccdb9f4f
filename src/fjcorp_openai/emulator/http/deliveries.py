"""Sends webhooks over HTTP, to this machine alone, and keeps a log of every attempt."""

from __future__ import annotations

import http.client
import ipaddress
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

PAUSES = (0.5, 2.0, 8.0, 30.0)
"""Seconds before each further attempt, after one that was not answered well."""
_SECONDS = 10.0
_KEPT = 1_000


class UndeliverableError(Exception):
    """A webhook did not reach anybody."""


def is_loopback(url: str) -> bool:
    """Return whether a URL leads to this machine, whatever a name server may say."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def post(url: str, payload: str, headers: dict[str, str]) -> int:
    """Send a webhook and return the status of the answer; a redirect is not followed.

    Raises:
        UndeliverableError: The URL leads elsewhere, or nobody answers there.
    """
    if not is_loopback(url):
        raise UndeliverableError("the emulator delivers to loopback addresses alone")
    place = urlsplit(url)
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    try:
        connection = kind(place.hostname or "", place.port, timeout=_SECONDS)
        try:
            target = (place.path or "/") + (f"?{place.query}" if place.query else "")
            connection.request("POST", target, payload.encode(), headers)
            return connection.getresponse().status
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise UndeliverableError(f"{type(error).__name__}: {error}") from error


class Deliveries:
    """Delivers in the background, in the order in which the events happened."""

    def __init__(self) -> None:
        """Begin with an empty log; the thread starts with the first delivery."""
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="webhook")
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._log: deque[dict[str, Any]] = deque(maxlen=_KEPT)

    def send(self, url: str, payload: str, sign: Callable[[int], dict[str, str]], **about: Any) -> None:
        """Deliver a webhook, again and again until it is answered well or the attempts are used up.

        Args:
            url: Where to.
            payload: The body.
            sign: Makes the headers of an attempt from its Unix time, which is this machine's: who gets the
                webhook compares it with theirs.
            **about: Members of the log's lines.
        """
        self._pool.submit(self._deliver, url, payload, sign, about)

    def _deliver(
        self, url: str, payload: str, sign: Callable[[int], dict[str, str]], about: dict[str, Any]
    ) -> None:
        for number, pause in enumerate((0.0, *PAUSES), start=1):
            if pause and self._ended.wait(pause):
                return
            line = {**about, "url": url, "attempt": number, "status": None, "error": None}
            try:
                line["status"] = post(url, payload, sign(int(time.time())))
            except UndeliverableError as error:
                line["error"] = str(error)
            with self._lock:
                self._log.append(line)
            if not is_loopback(url) or 200 <= (line["status"] or 0) < 300:
                return

    def log(self) -> list[dict[str, Any]]:
        """Return the attempts, oldest first."""
        with self._lock:
            return list(self._log)

    def clear(self) -> None:
        """Forget the attempts."""
        with self._lock:
            self._log.clear()

    def close(self) -> None:
        """End the threads; what is not delivered yet is lost."""
        self._ended.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

"""A receiver of webhooks on this machine."""

from __future__ import annotations

import queue
import socket
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WAIT = 60
"""Seconds to wait for a delivery at most."""


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Receiver:
    """An HTTP server that keeps what it gets.

    Attributes:
        statuses: What it answers, in turn; then 200.
    """

    def __init__(self) -> None:
        self.got: queue.Queue[tuple[bytes, dict[str, str]]] = queue.Queue()
        self.statuses: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.got.put((body, {name.lower(): value for name, value in self.headers.items()}))
                self.send_response(outer.statuses.pop(0) if outer.statuses else 200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_unused: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook?a=b"

    def take(self) -> tuple[bytes, dict[str, str]]:
        return self.got.get(timeout=WAIT)

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

"""The HTTP server of a listener: one path, small bodies, few connections, short ones."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any

from fjcorp_openai.webhooks.inbox import MOST_BYTES

if TYPE_CHECKING:
    from fjcorp_openai.webhooks.description import Listener
    from fjcorp_openai.webhooks.inbox import Inbox

MOST_CONNECTIONS = 8
"""At a time; one more is closed, and the API delivers again."""
REQUEST_SECONDS = 10.0
"""For a request as a whole, however slowly it comes."""
_NOTICE_SECONDS = 0.02
"""After which the end of the listener is noticed: each wait of a run has one, and ends with it."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = REQUEST_SECONDS
    server_version, sys_version = "webhooks", ""

    def handle(self) -> None:
        """Answer one request; one that comes too slowly is cut off."""
        self._limit = threading.Timer(REQUEST_SECONDS, self._cut_off)
        self._limit.daemon = True
        self._limit.start()
        try:
            with suppress(OSError):
                super().handle()
        finally:
            self._limit.cancel()

    def do_POST(self) -> None:
        """Take a delivery."""
        status = self._taken()
        self.send_response(status)
        if status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
        """Write nothing: what others send is not printed."""

    def _taken(self) -> HTTPStatus:
        if self.path.partition("?")[0] != self.server.path:
            return HTTPStatus.NOT_FOUND
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            return HTTPStatus.LENGTH_REQUIRED
        if len(length) > len(str(MOST_BYTES)) or int(length) > MOST_BYTES:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        payload = self.rfile.read(int(length))
        self._limit.cancel()
        if len(payload) != int(length):
            return HTTPStatus.BAD_REQUEST
        headers = {name.lower(): value for name, value in self.headers.items()}
        return self.server.inbox.take(payload, headers)

    def _cut_off(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


class Server(ThreadingMixIn, HTTPServer):
    """Listens from its creation on, and answers until it is closed.

    Raises:
        OSError: The address is in use, or is none of this machine.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, listener: Listener, inbox: Inbox) -> None:
        """Listen and answer."""
        self.address_family = socket.AF_INET6 if ":" in listener.address else socket.AF_INET
        self.path, self.inbox = listener.path, inbox
        self._slots = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__((listener.address, listener.port), _Handler)
        self._thread = threading.Thread(
            target=self.serve_forever, args=(_NOTICE_SECONDS,), name="webhooks", daemon=True
        )
        self._thread.start()

    def server_bind(self) -> None:
        """Bind without asking a name server what this machine is called."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread, where there is one left."""
        if self._slots.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer one connection."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._slots.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: what others send ends their connection alone."""

    def close(self) -> None:
        """End; what is being answered is left to itself."""
        self.shutdown()
        self.server_close()
        self._thread.join()

"""A real HTTP server on a free port whose answers a test scripts."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx2

from fjcorp_openai.api import connections

if TYPE_CHECKING:
    import ssl

Body = dict[str, Any] | bytes | None


@dataclass
class Seen:
    """One request as the server got it."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes
    port: int

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """One answer.

    `drop` hangs up "after" the request was read or in the "middle" of the answer; `drip` is all that is sent,
    its status line and headers too, piece by piece until the client has gone.
    """

    body: Body = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: str = ""
    drip: Iterable[bytes] | None = None


Script = Callable[[Seen], Reply]


class Server(ThreadingHTTPServer):
    """Counts what comes and answers by script."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(
        self, script: Script, *, keep_bodies: bool = True, tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scheme = "https" if tls else "http"
        if tls:
            # The handshake is made by the thread of the connection.
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.script = script
        self.keep_bodies = keep_bodies
        self.seen: list[Seen] = []
        self.received = 0
        self.lock = threading.Lock()
        self.in_flight = 0
        self.most_in_flight = 0

    @property
    def base_url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}/v1"

    def operations(self) -> list[str]:
        return [f"{one.method} {one.path}" for one in self.seen]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def _serve(self) -> None:
        address = urlsplit(self.path)
        body = self._body()
        one = Seen(
            self.command,
            address.path.removeprefix("/v1"),
            parse_qs(address.query),
            {name.lower(): value for name, value in self.headers.items()},
            body,
            self.client_address[1],
        )
        with self.server.lock:
            self.server.seen.append(one)
            self.server.in_flight += 1
            self.server.most_in_flight = max(self.server.most_in_flight, self.server.in_flight)
        try:
            self._reply(self.server.script(one))
        finally:
            with self.server.lock:
                self.server.in_flight -= 1

    do_GET = do_POST = do_DELETE = _serve  # noqa: N815

    def _body(self) -> bytes:
        left = int(self.headers.get("content-length") or 0)
        kept = []
        while left:
            chunk = self.rfile.read(min(left, 1 << 20))
            if not chunk:
                break
            left -= len(chunk)
            self.server.received += len(chunk)
            if self.server.keep_bodies:
                kept.append(chunk)
        return b"".join(kept)

    def _reply(self, reply: Reply) -> None:
        if reply.delay:
            time.sleep(reply.delay)
        if reply.drop == "after":
            self._hang_up()
            return
        if reply.drip is not None:
            self.close_connection = True
            for piece in reply.drip:
                self.wfile.write(piece)
            return
        content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        if reply.body is None:
            content = b""
        self.send_response(reply.status)
        told = {"content-type": "application/json", "x-request-id": f"req_{len(self.server.seen)}"}
        for name, value in (told | reply.headers).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        if reply.drop == "middle":
            self.wfile.write(content[: len(content) // 2])
            self._hang_up()
            return
        self.wfile.write(content)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, *arguments: Any) -> None:
        pass


@contextmanager
def serving(
    script: Script, *, keep_bodies: bool = True, tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """Serve in a thread while the block runs."""
    server = Server(script, keep_bodies=keep_bodies, tls=tls)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def mounted(script: Script) -> Iterator[str]:
    """Answer in the callers' own threads while the block runs; return the base address."""
    base_url = "http://127.0.0.1:9/v1"

    def answer(request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix("/v1")
        query = parse_qs(request.url.query.decode())
        reply = script(Seen(request.method, path, query, dict(request.headers), request.read(), 0))
        return httpx2.Response(reply.status, headers=reply.headers, json=reply.body)

    connections.mount(base_url, httpx2.MockTransport(answer))
    try:
        yield base_url
    finally:
        connections.mount(base_url, None)


def error(status: int, message: str = "no", **fields: Any) -> Reply:
    """Answer with an error object as the API's."""
    headers = fields.pop("headers", {})
    return Reply(
        {"error": {"message": message, "type": "t", "param": None, "code": None} | fields}, status, headers
    )

"""A proxy that hands plain HTTP on to one server, whatever address it is asked for."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx2

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def proxy(target: str) -> Iterator[str]:
    """Serve on a free port, and yield the proxy's address.

    Args:
        target: Address that all calls end at.
    """
    client = httpx2.Client(trust_env=False, timeout=60)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            asked = urlsplit(self.path)
            url = f"{target}{asked.path}" + (f"?{asked.query}" if asked.query else "")
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            hop = {"host", "connection", "proxy-connection", "content-length", "accept-encoding"}
            headers = {name: value for name, value in self.headers.items() if name.lower() not in hop}
            got = client.request(self.command, url, headers=headers, content=body)
            self.send_response(got.status_code)
            for name, value in got.headers.items():
                if name.lower() not in {
                    "content-length",
                    "transfer-encoding",
                    "connection",
                    "date",
                    "server",
                }:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(got.content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(got.content)

        do_GET = do_POST = do_DELETE = do_HEAD = answer  # noqa: N815 (named by the library)

        def log_message(self, *_arguments: object) -> None:
            """Write no log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        client.close()

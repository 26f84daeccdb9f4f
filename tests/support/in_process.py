"""The emulator in the tests' own process: the same application, called without a socket."""

from __future__ import annotations

import asyncio
import json
import queue
import socket
import threading
from collections import deque
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import httpx2
import pytest

from fjcorp_openai.api import connections
from fjcorp_openai.emulator.__main__ import HOST, opened, parsed
from fjcorp_openai.emulator.http import control
from support.emulator import DATE, SWITCHES, Emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, MutableMapping

    from fjcorp_openai.emulator.emulator import Emulator as ServedEmulator
    from fjcorp_openai.emulator.http.app import Application

_CONTROLS = {(method, path): action for method, path, action in control.ROUTES if "{" not in path}
_FIRST = asyncio.FIRST_COMPLETED
_EVENTS = b"text/event-stream"


class LocalEmulator(Emulator):
    """An emulator that lives in this process; only clients of this process reach it."""

    def start(self) -> None:
        """Start it, or start it again over the same data."""
        self._application = opened(parsed(["--data", str(self.folder), *self.options]))
        # Nobody else gets this port, and nobody listens there: a call that loses its way is refused.
        self._reserved = socket.socket()
        self._reserved.bind((HOST, 0))
        address = f"http://{HOST}:{self._reserved.getsockname()[1]}"
        self.base_url, self.control_url = f"{address}/v1", f"{address}/_emulator"
        credentials = self._application.emulator.credentials
        self.api_key, self.admin_key = credentials["api_key"], credentials["admin_key"]
        self._transport = ApplicationTransport(self._application)
        self.way = {"transport": self._transport}
        self.http = httpx2.Client(
            transport=self._transport, timeout=60, trust_env=False, event_hooks={"request": [self._note]}
        )
        self._mount(self._transport)

    @property
    def served(self) -> ServedEmulator:
        """The object that answers."""
        return self._application.emulator

    def stop(self, how: int = 0) -> int:
        """Stop it."""
        self._mount(None)
        self.http.close()
        self._application.close()
        self._reserved.close()
        return 0

    def _mount(self, transport: ApplicationTransport | None) -> None:
        """Let this process's clients reach the API, and what stands beside it."""
        for address in (self.base_url, self.base_url.removesuffix("/v1")):
            connections.mount(address, transport)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API and return its JSON; without HTTP where that is about nothing but its JSON."""
        action = _CONTROLS.get((method, path))
        if action is None or threading.current_thread() is not threading.main_thread():
            return super().control(method, path, body)
        if method == "POST" and path in SWITCHES:
            self._switched.add(path)
        answer = action(self._application.emulator, {}, json.loads(json.dumps(body or {})))
        return json.loads(json.dumps(answer))

    def fault(self, operation: str = "*", **rule: Any) -> int:
        """Add a fault and return its id."""
        assert "kill" not in rule, "it would kill the tests"
        return super().fault(operation, **rule)


class ApplicationTransport(httpx2.BaseTransport):
    """Calls an ASGI application as a server does that has a connection for each call.

    What a real connection raises when it is cut, or too slow, is raised here; `tests/unit/support`
    proves it.
    An event stream is made as it is read, any other answer as a whole.

    Args:
        application: The application.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._loops: queue.SimpleQueue[asyncio.AbstractEventLoop] = queue.SimpleQueue()
        self._left: list[threading.Thread] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a call."""
        try:
            loop = self._loops.get_nowait()
        except queue.Empty:
            loop = _Loop()
        exchange = _Exchange(loop, self, request)
        exchange.begin(self._application)
        status, headers = exchange.head()
        return httpx2.Response(status, headers=headers, stream=exchange)

    def free(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take back the loop of a call that is over."""
        self._loops.put(loop)

    def leave(self, work: threading.Thread) -> None:
        """Let a call go on whose client has gone."""
        self._left.append(work)
        work.start()

    def close(self) -> None:
        """Wait for calls whose clients have gone, and end."""
        for work in self._left:
            work.join()
        while not self._loops.empty():
            self._loops.get().close()


class _Loop(asyncio.SelectorEventLoop):
    """A loop with one call at a time: nobody waits meanwhile, so no other thread has to do the work.

    Other threads than the first come and go, and each would open the state anew:
    the application's own threads do it for them.
    """

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:
        if threading.current_thread() is not threading.main_thread():
            return super().run_in_executor(executor, func, *args)
        result = self.create_future()
        try:
            result.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - it is for whoever waits
            result.set_exception(error)
        return result


class _Exchange(httpx2.SyncByteStream):
    """One call: its request, and what came of its answer so far.

    It is the server's own object that the application finds behind `send`, and its own connection.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, owner: ApplicationTransport, request: httpx2.Request
    ) -> None:
        self._loop: asyncio.AbstractEventLoop | None = loop
        self._owner, self._request = owner, request
        self._seconds: float | None = request.extensions.get("timeout", {}).get("read")
        self._body: deque[dict[str, Any]] = deque()
        self._head: dict[str, Any] | None = None
        self._parts: deque[bytes] = deque()
        self._cut = self._gone = self._streams = self._is_whole = False
        self._news = loop.create_future()
        self._wanted, self._over = loop.create_future(), loop.create_future()
        self.transport = self

    def begin(self, application: Application) -> None:
        """Send the request.

        Raises:
            LocalProtocolError: The body is not as long as announced.
        """
        failure: BaseException | None = None
        try:
            self._take_body()
        except BaseException as error:  # noqa: BLE001 - raised below, when the application has seen it
            failure = error
        self._task = self._loop.create_task(application(self._scope(), self.receive, self.send))
        if failure is not None:
            self._finish()
            raise failure

    def _take_body(self) -> None:
        announced = self._request.headers.get("content-length")
        size = 0
        for part in self._request.stream:  # type: ignore[union-attr]
            if part:
                size += len(part)
                self._body.append({"type": "http.request", "body": part, "more_body": True})
        if announced is not None and size != int(announced):
            raise httpx2.LocalProtocolError("the body is not as long as announced", request=self._request)
        if not self._body:
            self._body.append({"type": "http.request", "body": b"", "more_body": False})
        self._body[-1]["more_body"] = False

    def _scope(self) -> dict[str, Any]:
        url = self._request.url
        path, _separator, query = url.raw_path.partition(b"?")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": self._request.method,
            "scheme": url.scheme,
            "path": unquote(path.decode("ascii")),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in self._request.headers.raw],
            "client": (HOST, 0),
            "server": (url.host, url.port),
            "state": {},
        }

    async def receive(self) -> dict[str, Any]:
        """Return the next part of the request; after the last one, wait for the end of the connection."""
        if self._body and not self._over.done():
            part = self._body.popleft()
            self._is_whole = not part["more_body"]
            return part
        if self._is_whole:
            await asyncio.shield(self._over)
        return {"type": "http.disconnect"}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Take a part of the answer; nothing comes through any more on a connection that is cut."""
        if self._cut or self._gone:
            return
        if message["type"] == "http.response.start":
            self._head = dict(message)
            self._streams = any(value.startswith(_EVENTS) for _name, value in message["headers"])
            return
        if message.get("body"):
            self._parts.append(message["body"])
        if self._streams and message.get("more_body"):
            self._wanted = asyncio.get_running_loop().create_future()
            _done(self._news)
            await self._wanted

    def abort(self) -> None:
        """Cut the connection."""
        self._cut = True
        _done(self._over)

    def head(self) -> tuple[int, list[tuple[bytes, bytes]]]:
        """Return status and headers.

        Raises:
            ReadError: The connection was cut.
            ReadTimeout: No answer came in time.
        """
        self._go_on()
        if self._head is None:
            self._finish()
            raise httpx2.ReadError("the connection was cut", request=self._request)
        return self._head["status"], self._head["headers"]

    def __iter__(self) -> Iterator[bytes]:
        """Return the body, part by part."""
        while self._parts or not self._task.done():
            while self._parts:
                yield self._parts.popleft()
            self._go_on()
        if self._cut:
            raise httpx2.ReadError("the connection was cut", request=self._request)

    def close(self) -> None:
        """Read no more."""
        self._finish()

    def _go_on(self) -> None:
        """Let the application work until it is done, or has sent a part of a stream."""
        if self._loop is None or self._task.done():
            return
        self._news = self._loop.create_future()
        _done(self._wanted)
        work = asyncio.wait((self._task, self._news), timeout=self._seconds, return_when=_FIRST)
        done, _unused = self._loop.run_until_complete(work)
        if not done:
            self._finish(elsewhere=True)
            raise httpx2.ReadTimeout("no answer in time", request=self._request)
        if self._task.done():
            self._task.result()

    def _finish(self, *, elsewhere: bool = False) -> None:
        """Let the application come to its end, as a server does when the client has gone."""
        loop, self._loop = self._loop, None
        if loop is None:
            return
        self._gone = True
        for each in (self._wanted, self._over):
            _done(each)

        def finish() -> None:
            if not self._task.done():
                loop.run_until_complete(asyncio.wait((self._task,)))
            self._owner.free(loop)

        if elsewhere:
            self._owner.leave(threading.Thread(target=finish, name="a call that nobody waits for"))
        else:
            finish()


def _done(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


@pytest.fixture(scope="session")
def _local_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalEmulator]:
    running = LocalEmulator(tmp_path_factory.mktemp("local") / "emulator", *DATE)
    yield running
    running.stop()


@pytest.fixture
def local_emulator(_local_emulator: LocalEmulator) -> LocalEmulator:
    """The worker's emulator in this process, reset before the test."""
    _local_emulator.reset()
    return _local_emulator


@pytest.fixture(scope="session")
def _local_legacy_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalEmulator]:
    folder = tmp_path_factory.mktemp("local-legacy") / "emulator"
    running = LocalEmulator(folder, "--legacy-assistants", *DATE)
    yield running
    running.stop()


@pytest.fixture
def local_legacy_emulator(_local_legacy_emulator: LocalEmulator) -> LocalEmulator:
    """The same, which also serves assistants, threads and runs."""
    _local_legacy_emulator.reset()
    return _local_legacy_emulator

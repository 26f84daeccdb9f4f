"""How long the emulator waits for a client, and how much it takes: nobody holds a connection for ever."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from fjcorp_openai.emulator.http.errors import ApiError

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

IDLE_SECONDS = 60.0
LARGEST_FILE = 512 * 1024 * 1024
LARGEST_BODY = 20 * 1024 * 1024
_FORM_BYTES = 1024 * 1024
"""What a form may be larger than the file in it."""


def protocol(seconds: float) -> type[asyncio.Protocol]:
    """Return the server's protocol, which gives a client so many seconds for the head of a request."""

    class Patient(AutoHTTPProtocol):  # type: ignore[valid-type, misc]
        """Closes connections on which no request comes to the end of its head."""

        _waits: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            """Begin to wait for the first request."""
            super().connection_made(transport)
            self._wait()

        def data_received(self, data: bytes) -> None:
            """Wait no more once a request has come, and for the next one once it has begun."""
            if not self._is_at_work():
                self._wait()
            super().data_received(data)
            if self._is_at_work() and self._waits is not None:
                self._waits.cancel()
                self._waits = None

        def connection_lost(self, exc: Exception | None) -> None:
            """Wait no more."""
            if self._waits is not None:
                self._waits.cancel()
            super().connection_lost(exc)

        def _is_at_work(self) -> bool:
            return self.cycle is not None and not self.cycle.response_complete

        def _wait(self) -> None:
            if self._waits is None:
                self._waits = self.loop.call_later(seconds, self.transport.abort)

    return Patient


class Bounds:
    """What one call may take: seconds between two parts of its body, bytes, seconds for a part of the answer.

    Args:
        scope: The call.
        receive: Gives the next part of its body.
        send: Takes the next part of the answer.
        seconds: What each may take.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send, seconds: float) -> None:
        """Begin with nothing received."""
        self._receive, self._send, self._seconds = receive, send, seconds
        headers = dict(scope["headers"])
        is_form = headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data")
        self._largest = LARGEST_FILE + _FORM_BYTES if is_form else LARGEST_BODY
        self._told = LARGEST_FILE if is_form else LARGEST_BODY
        length = headers.get(b"content-length", b"")
        self._size = 0
        self._announced = int(length) if length.isdigit() else 0
        self._whole = False

    async def receive(self) -> Message:
        """Return the next part of the body.

        Raises:
            ApiError: 413, the body is too large; 408, it does not come.
        """
        if self._whole:
            return await self._receive()  # that the client has gone, whenever that is
        self._check(self._announced)
        try:
            async with asyncio.timeout(self._seconds):
                message = await self._receive()
        except TimeoutError as error:
            self._whole = True
            raise ApiError(
                408, f"Timed out: no part of the request's body came within {self._seconds:g} seconds."
            ) from error
        self._whole = not message.get("more_body", False)
        self._size += len(message.get("body", b""))
        self._check(self._size)
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer; a client that takes none is cut off."""
        try:
            async with asyncio.timeout(self._seconds):
                await self._send(message)
        except TimeoutError:
            self.transport.abort()

    @property
    def transport(self) -> Any:
        """The connection, for those who cut it."""
        return self._send.__self__.transport  # type: ignore[attr-defined] # the server's own object

    def _check(self, size: int) -> None:
        if size > self._largest:
            self._whole = True
            raise ApiError(
                413,
                f"Request body too large: the maximum is {self._told // 1024 // 1024} MB.",
                code="request_too_large",
            )

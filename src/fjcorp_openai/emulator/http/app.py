"""The emulator as one ASGI application: the API under ``/v1``, its controls, and a page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Mount

from fjcorp_openai.emulator.dashboard import views
from fjcorp_openai.emulator.http import control
from fjcorp_openai.emulator.http.errors import ApiError
from fjcorp_openai.emulator.http.patience import IDLE_SECONDS, Bounds
from fjcorp_openai.emulator.http.pipeline import Pipeline
from fjcorp_openai.emulator.spec.identity_operations import EXCHANGE, SERVED_EXCHANGE

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

    from fjcorp_openai.emulator.emulator import Emulator


class Application:
    """Sends calls of the API straight to the pipeline, and everything else to Starlette.

    Args:
        emulator: The emulator.
        idle_seconds: How long a client may take for a part of its request, or of the answer.
    """

    def __init__(self, emulator: Emulator, idle_seconds: float = IDLE_SECONDS) -> None:
        """Bind the emulator."""
        self.emulator = emulator
        self._idle_seconds = idle_seconds
        self.pipeline = Pipeline(emulator)
        self._others: dict[Emulator, Pipeline] = {}
        self._rest = Starlette(
            routes=[Mount("/_emulator", routes=control.routes(emulator)), *views.routes(emulator)]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            return
        bounds = Bounds(scope, receive, send, self._idle_seconds)
        receive, send = bounds.receive, bounds.send
        if scope["path"] == SERVED_EXCHANGE:
            scope = {**scope, "raw_path": f"/v1{EXCHANGE}".encode()}
            await self.pipeline(scope, receive, send)
            return
        if scope["path"].startswith("/v1/"):
            await self._pipeline(Headers(scope=scope))(scope, receive, send)
            return

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"date", self.emulator.clock.date())]
            await send(message)

        if _is_foreign(Headers(scope=scope)):
            refusal = PlainTextResponse("Another site's page may not use the emulator.", 403)
            await refusal(scope, receive, dated)
        else:
            try:
                await self._rest(scope, receive, dated)
            except ApiError as error:  # of the bounds: the page's forms do not expect it
                await JSONResponse(error.body(), error.status)(scope, receive, dated)

    def _pipeline(self, headers: Headers) -> Pipeline:
        """Return the pipeline of the organization whose key is shown."""
        emulator = self.emulator
        if emulator.organizations.others:
            emulator = emulator.organizations.of(headers.get("authorization", ""))
        if emulator is self.emulator:
            return self.pipeline
        if emulator not in self._others:
            self._others[emulator] = Pipeline(emulator)
        return self._others[emulator]

    def close(self) -> None:
        """End the threads and close the state."""
        for pipeline in (self.pipeline, *self._others.values()):
            pipeline.close()
            pipeline.emulator.close()


def _is_foreign(headers: Headers) -> bool:
    """Return whether a web page from elsewhere calls: the controls need no key, so no such page may."""
    host = headers.get("host", "")
    origin = headers.get("origin")
    local = host.rpartition(":")[0] in {"127.0.0.1", "localhost"} or host in {"127.0.0.1", "localhost"}
    return not local or (origin is not None and origin != f"http://{host}")

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
from fjcorp_openai.emulator.http.pipeline import Chain

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

    from fjcorp_openai.emulator.emulator import Engine


class Application:
    """Sends calls of the API straight to the chain, and everything else to Starlette.

    Args:
        engine: The emulator.
        idle_seconds: How long a client may take for a part of its request, or of the answer.
    """

    def __init__(self, engine: Engine, idle_seconds: float = IDLE_SECONDS) -> None:
        """Bind the emulator."""
        self.engine = engine
        self._idle_seconds = idle_seconds
        self.chain = Chain(engine)
        self._others: dict[Engine, Chain] = {}
        self._rest = Starlette(
            routes=[Mount("/_emulator", routes=control.routes(engine)), *views.routes(engine)]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            return
        bounds = Bounds(scope, receive, send, self._idle_seconds)
        receive, send = bounds.receive, bounds.send
        if scope["path"].startswith("/v1/"):
            await self._chain(Headers(scope=scope))(scope, receive, send)
            return

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"date", self.engine.clock.date())]
            await send(message)

        if _is_foreign(Headers(scope=scope)):
            refusal = PlainTextResponse("Another site's page may not use the emulator.", 403)
            await refusal(scope, receive, dated)
        else:
            try:
                await self._rest(scope, receive, dated)
            except ApiError as error:  # of the bounds: the page's forms do not expect it
                await JSONResponse(error.body(), error.status)(scope, receive, dated)

    def _chain(self, headers: Headers) -> Chain:
        """Return the chain of the organization whose key is shown."""
        engine = self.engine
        if engine.organizations.others:
            engine = engine.organizations.of(headers.get("authorization", ""))
        if engine is self.engine:
            return self.chain
        if engine not in self._others:
            self._others[engine] = Chain(engine)
        return self._others[engine]

    def close(self) -> None:
        """End the threads and close the state."""
        for chain in (self.chain, *self._others.values()):
            chain.close()
            chain.engine.close()


def _is_foreign(headers: Headers) -> bool:
    """Tell whether a web page from elsewhere calls: the controls need no key, so no such page may."""
    host = headers.get("host", "")
    origin = headers.get("origin")
    local = host.rpartition(":")[0] in {"127.0.0.1", "localhost"} or host in {"127.0.0.1", "localhost"}
    return not local or (origin is not None and origin != f"http://{host}")

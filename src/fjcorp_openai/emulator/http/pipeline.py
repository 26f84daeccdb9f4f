"""The way of one HTTP call: route, authentication, throttle, faults, checks, handler, checks, call log."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from fjcorp_openai.emulator.family import Answer
from fjcorp_openai.emulator.http import wrong_lists
from fjcorp_openai.emulator.http.errors import ApiError, bad_request, rate_limited
from fjcorp_openai.emulator.http.json_bodies import read_json
from fjcorp_openai.emulator.http.multipart import MultipartBody, without_files
from fjcorp_openai.emulator.http.normalizing import normalized
from fjcorp_openai.emulator.http.request import Request
from fjcorp_openai.emulator.state.ids import new_id

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

    from fjcorp_openai.emulator.emulator import Emulator
    from fjcorp_openai.emulator.http.faults import Fault
    from fjcorp_openai.emulator.http.request import Principal
    from fjcorp_openai.emulator.spec.specification import Endpoint

_LOG = logging.getLogger(__name__)
_CHUNK = 1 << 18


class DroppedError(Exception):
    """The connection is to be cut."""


@dataclass
class _Call:
    """What is known of a call as it goes along."""

    scope: Scope
    receive: Receive
    method: str
    path: str
    headers: dict[str, str]
    beginning: int
    request_id: str = field(default_factory=lambda: new_id("req", 32))
    began: float = field(default_factory=time.perf_counter)
    endpoint: Endpoint | None = None
    principal: Principal | None = None
    fault: Fault | None = None
    form: MultipartBody | None = None
    paid: bool = False


class Pipeline:
    """The ASGI application of ``/v1``.

    Args:
        emulator: The emulator.
        threads: How many handlers run at a time.
    """

    def __init__(self, emulator: Emulator, threads: int = 8) -> None:
        """Bind the emulator and start the threads."""
        self.emulator = emulator
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="handler")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        path = scope["raw_path"].partition(b"?")[0].decode("latin-1")[len("/v1") :]
        call = _Call(scope, receive, scope["method"], path, headers, self.emulator.beginnings)
        status = 0
        try:
            try:
                answer = await self._perform(call)
            except ApiError as error:
                answer = Answer(json=error.body(), status=error.status, headers=error.headers)
            except DroppedError:
                raise
            except Exception:  # noqa: BLE001 - whatever a handler does wrong is one call's 500
                _LOG.exception("%s %s failed", call.method, call.path)
                fault = ApiError(
                    500, "The emulator failed; its standard error tells why.", code="emulator_fault"
                )
                answer = Answer(json=fault.body(), status=500)
            finally:
                if call.form is not None:
                    call.form.discard()
            status = answer.status
            await self._send(call, answer, send)
        except DroppedError:
            send.__self__.transport.abort()  # type: ignore[attr-defined] # the server's own object, as ASGI cannot cut
            await receive()
        finally:
            if call.beginning == self.emulator.beginnings:
                self._log(call, status)

    def _log(self, call: _Call, status: int) -> None:
        self.emulator.calls.add(
            round(self.emulator.clock.time(), 3),
            call.method,
            f"/v1{call.path}",
            call.endpoint.id if call.endpoint else "",
            status,
            call.principal.kind if call.principal else "",
            round(time.perf_counter() - call.began, 6),
            call.request_id,
            call.paid and 200 <= status < 300,
        )

    async def _perform(self, call: _Call) -> Answer:
        emulator = self.emulator
        endpoint, names = emulator.find(call.method, call.path)
        text = call.scope["query_string"].decode("latin-1")
        pairs = parse_qsl(text, keep_blank_values=True) if text else []
        if endpoint.beta is not None and ("beta", "true") in pairs:
            endpoint, pairs = endpoint.beta, [pair for pair in pairs if pair[0] != "beta"]
        call.endpoint = endpoint
        call.principal = emulator.authenticate(endpoint, call.headers)
        call.paid = emulator.operations[endpoint.id].paid
        if not emulator.throttle.allows(endpoint.pace, emulator.clock.time()):
            raise rate_limited(f"/{endpoint.pace}")
        call.fault = fault = emulator.faults.strike(endpoint.id, call.path, text)
        if fault is not None:
            await _before(fault)
            if call.beginning != emulator.beginnings:
                # It was meant for what is gone since.
                raise DroppedError
            page = fault.page()
            if page is not None:
                return page
        query = endpoint.read_query(pairs)
        body = await self._body(call, endpoint)
        if emulator.normalizes:
            body = normalized(endpoint, body)
        request = Request(emulator, call.principal, names, query, body, call.headers, endpoint.id)
        if call.paid:
            emulator.quotas.check(call.principal.project_id, body)
        if fault is not None:
            request.stuck = fault.stuck
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self._pool, self._handle, endpoint, request, fault)
        if call.paid:
            answer.headers |= emulator.quotas.headers(call.principal.project_id, body.get("model"))
        if fault is not None:
            if fault.blank and isinstance(answer.json, dict) and answer.json.get(fault.blank) is None:
                answer.json = answer.json | {fault.blank: ""}
            await _after(fault)
        return answer

    def _handle(self, endpoint: Endpoint, request: Request, fault: Fault | None) -> Answer:
        self.emulator.timers.run_due()
        with self.emulator.lag.applied(endpoint):
            if fault is not None and fault.lists_wrongly:
                return wrong_lists.spoiled(fault, request, lambda: self.emulator.perform(endpoint, request))
            answer = self.emulator.perform(endpoint, request)
        if endpoint.method != "GET":
            self.emulator.timers.run_due()
        return answer

    async def _body(self, call: _Call, endpoint: Endpoint) -> dict[str, Any]:
        empty = call.headers.get("content-length", "0") == "0" and "transfer-encoding" not in call.headers
        if empty and call.method in {"GET", "DELETE"}:
            return {}
        kind = call.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        contents = endpoint.contents
        if kind == "multipart/form-data":
            if kind not in contents:
                raise ApiError(415, f"Unsupported content type: '{kind}'.", code="unsupported_content_type")
            call.form = form = MultipartBody(call.headers["content-type"], self.emulator.store.incoming)
            async for data in _stream(call.receive):
                form.feed(data)
            body = form.finish(contents[kind], self.emulator.specification.components)
            endpoint.check_body(kind, without_files(body))
            return body
        raw = b"".join([data async for data in _stream(call.receive)])
        if raw and kind != "application/json" and contents:
            raise ApiError(415, f"Unsupported content type: '{kind}'.", code="unsupported_content_type")
        body = read_json(raw, optional=not endpoint.needs_body) if raw.strip() else {}
        if "application/json" in contents:
            endpoint.check_body("application/json", body)
        elif contents:
            raise ApiError(415, f"Unsupported content type: '{kind}'.", code="unsupported_content_type")
        elif body:
            name = next(iter(body))
            raise bad_request(f"Unknown parameter: '{name}'.", name, "unknown_parameter")
        return body

    async def _send(self, call: _Call, answer: Answer, send: Send) -> None:
        headers = [
            (b"date", self.emulator.clock.date()),
            *([] if answer.is_foreign else self._own_headers(call)),
            *(
                (name.lower().encode(), value.encode("latin-1", "replace"))
                for name, value in answer.headers.items()
            ),
        ]
        cut = call.fault.truncate if call.fault is not None and answer.status < 400 else None
        if answer.events is not None:
            headers.append((b"content-type", b"text/event-stream; charset=utf-8"))
            await _start(send, answer.status, headers)
            await self._send_events(call, answer, send, cut)
            return
        if answer.file is not None:
            kind, size = answer.media_type, answer.file.stat().st_size
            headers += [(b"content-type", kind.encode()), (b"content-length", b"%d" % size)]
            await _start(send, answer.status, headers)
            with answer.file.open("rb") as stream:
                while data := await asyncio.to_thread(stream.read, _CHUNK):
                    await send({"type": "http.response.body", "body": data, "more_body": True})
                    if cut is not None:
                        raise DroppedError
            await send({"type": "http.response.body", "body": b""})
            return
        if answer.content is not None:
            content, kind = answer.content, answer.media_type
        else:
            content, kind = json.dumps(answer.json).encode(), "application/json"
        headers += [(b"content-type", kind.encode()), (b"content-length", b"%d" % len(content))]
        await _start(send, answer.status, headers)
        if cut is not None:
            await send(
                {"type": "http.response.body", "body": content[: len(content) // 2], "more_body": True}
            )
            raise DroppedError
        await send({"type": "http.response.body", "body": content})

    def _own_headers(self, call: _Call) -> list[tuple[bytes, bytes]]:
        project = call.principal.project_id if call.principal else ""
        return [
            (b"x-request-id", call.request_id.encode()),
            (b"openai-processing-ms", b"%d" % ((time.perf_counter() - call.began) * 1000)),
            (b"openai-version", b"2020-10-01"),
            (b"openai-organization", self.emulator.organization.encode()),
            *([(b"openai-project", project.encode())] if project else []),
        ]

    async def _send_events(self, call: _Call, answer: Answer, send: Send, cut: int | None) -> None:
        sent = 0
        for event in answer.events or ():
            if cut is not None and sent >= cut:
                raise DroppedError
            name, data = event if isinstance(event, tuple) else ("", event)
            if call.endpoint is not None:
                try:
                    call.endpoint.check_answer(data, "text/event-stream", answer.status)
                except ApiError as error:
                    _LOG.exception("an event is off the document")
                    name, data = "error", error.body()
            head = f"event: {name}\n" if name else ""
            text = f"{head}data: {json.dumps(data)}\n\n"
            await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
            await asyncio.sleep(0)
            sent += 1
        if cut is not None and sent >= cut:
            raise DroppedError
        tail = b"data: [DONE]\n\n" if answer.done else b""
        await send({"type": "http.response.body", "body": tail})

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)


async def _start(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _stream(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise DroppedError
        if message.get("body"):
            yield message["body"]
        if not message.get("more_body"):
            return


async def _before(fault: Fault) -> None:
    if fault.delay:
        await fault.wait(fault.delay)
    if fault.kill == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    if fault.drop == "before":
        raise DroppedError
    error = fault.error()
    if error is not None:
        raise error


async def _after(fault: Fault) -> None:
    if fault.hold:
        await fault.wait(fault.hold)
    if fault.kill == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    if fault.drop == "after":
        raise DroppedError

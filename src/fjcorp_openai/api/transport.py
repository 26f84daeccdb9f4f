"""Sends one call once and turns what comes back into an answer or a typed error."""

from __future__ import annotations

import json
import threading
import time
from contextlib import nullcontext, suppress
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

from fjcorp_openai.api.absence import OWN, subject
from fjcorp_openai.api.call import Call, query
from fjcorp_openai.api.clock import Clock
from fjcorp_openai.api.errors import (
    AnswerLost,
    ConnectionFailed,
    MalformedAnswer,
    OpenAIError,
    Timeout,
    status_error,
)
from fjcorp_openai.api.settings import named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx2

    from fjcorp_openai.api.events import Events
    from fjcorp_openai.api.settings import Settings

_AGENT = {"User-Agent": "fjcorp.openai"}
_ASK_SECONDS = 10.0
_CONNECT_SECONDS = 30.0
# Below uvicorn's 5 s, so that it is we who drop an idle connection and no call is sent into a closing one.
_IDLE_SECONDS = 4.0
_CONNECTIONS = 128

Result = TypeVar("Result")


class Transport:
    """A pool of connections with the right key on each call. Safe to share between threads.

    Attributes:
        clock: the API's clock.
    """

    def __init__(self, settings: Settings, events: Events) -> None:
        """Open nothing yet: the HTTP library is imported with the first call."""
        self._settings = settings
        self._events = events
        self.clock = Clock(self._ask_time)
        self._lock = threading.Lock()
        self._client: httpx2.Client | None = None

    @property
    def client(self) -> httpx2.Client:
        """The pool itself, which knows no key."""
        with self._lock:
            if self._client is None:
                import httpx2

                settings = self._settings
                self._client = httpx2.Client(
                    timeout=httpx2.Timeout(settings.timeout, connect=min(_CONNECT_SECONDS, settings.timeout)),
                    limits=httpx2.Limits(
                        max_connections=_CONNECTIONS,
                        max_keepalive_connections=_CONNECTIONS,
                        keepalive_expiry=_IDLE_SECONDS,
                    ),
                    # Loading the certificate authorities takes 60 ms, which plain http has no use for.
                    verify=settings.base_url.startswith("https:"),
                )
            return self._client

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def send(self, call: Call) -> httpx2.Response:
        """Send a call once.

        Returns:
            The answer, of a 2xx status; its body is read unless the call streams.

        Raises:
            ConfigurationError: the key is missing or of the wrong kind; nothing was sent.
            ConnectionFailed: not sent, or repeatable.
            AnswerLost: sent, not repeatable, no answer.
            ApiStatusError: refused.
        """
        settings = self._settings
        headers = {
            "Authorization": f"Bearer {settings.key(admin=call.admin, operation=call.operation)}",
            "Accept": "text/event-stream" if call.stream and call.method == "POST" else "application/json",
            **_AGENT,
        }
        if settings.organization:
            headers["OpenAI-Organization"] = settings.organization
        if settings.project and not call.admin:
            headers["OpenAI-Project"] = settings.project
        content: dict[str, Any] = {}
        if call.parts is None and call.method == "POST":
            headers["Content-Type"] = "application/json"
            content["content"] = encode({} if call.body is None else call.body)

        def exchange() -> httpx2.Response:
            with call.parts() if call.parts else nullcontext({}) as parts:
                request = self.client.build_request(
                    call.method,
                    settings.base_url + call.path,
                    params=query(call.params) or None,
                    headers=headers,
                    **content,
                    **parts,
                )
                response = self.client.send(request, stream=True)
            self.clock.learn(response.headers)
            if not (call.stream and response.is_success):
                response.read()
            return response

        started = time.monotonic()
        status, request_id = 0, ""
        try:
            response = self.translated(call, exchange)
            status, request_id = response.status_code, response.headers.get("x-request-id", "")
        finally:
            self._events.call(call.operation, status, time.monotonic() - started, request_id)
        if response.is_success:
            return response
        body, content_type = _decoded(response), response.headers.get("content-type", "")
        raise status_error(
            status,
            body,
            operation=call.operation,
            request_id=request_id,
            retry_after=self._retry_after(response),
            hint=f"; is {named('admin_key' if call.admin else 'api_key')} right?" if status == 401 else "",
            keys=(settings.api_key, settings.admin_key),
            content_type=content_type,
            missing=subject(call, content_type, body) if status in {404, 410} else OWN,
        )

    def _retry_after(self, response: httpx2.Response) -> float | None:
        milliseconds = response.headers.get("retry-after-ms")
        seconds = response.headers.get("retry-after")
        try:
            if milliseconds is not None:
                return max(0.0, float(milliseconds) / 1000)
            if seconds is not None:
                return max(0.0, float(seconds))
        except ValueError:
            with suppress(ValueError):
                return max(
                    0.0, parsedate_to_datetime(str(seconds)).timestamp() - self.clock.at(time.monotonic())
                )
        return None

    def _ask_time(self) -> Mapping[str, str]:
        """Ask the base address for nothing: that needs no key and counts against no limit."""
        import httpx2

        address, seconds = self._settings.base_url, min(_ASK_SECONDS, self._settings.timeout)
        try:
            return self.client.head(address, headers=_AGENT, timeout=seconds).headers
        except httpx2.HTTPError:
            return {}  # the call that is about to be sent tells what is wrong

    def translated(self, call: Call, action: Callable[[], Result]) -> Result:
        """Do something with the connection and turn the HTTP library's errors into ours.

        The new error is raised after the old one is gone, and not out of a `with` block: chained to it, it
        would lead to the request, hence to the key.
        """
        import httpx2

        try:
            return action()
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            failure = self._failure(error, call)
        raise failure

    def _failure(self, error: Exception, call: Call) -> OpenAIError:
        import httpx2

        where = f"{call.operation} at {self._settings.base_url}"
        if isinstance(error, (httpx2.LocalProtocolError, httpx2.InvalidURL, httpx2.UnsupportedProtocol)):
            return OpenAIError(
                f"{where}: the request could not be sent as it is (did a file change meanwhile?)"
            )
        if isinstance(error, httpx2.SSEError):
            return MalformedAnswer(f"{where}: the answer is no event stream")
        if isinstance(error, (httpx2.ConnectTimeout, httpx2.PoolTimeout)):
            return Timeout(
                f"{where}: no connection within {min(_CONNECT_SECONDS, self._settings.timeout):g} s; is "
                f"{named('base_url')} right?"
            )
        if isinstance(error, (httpx2.ConnectError, httpx2.ProxyError)):
            return ConnectionFailed(f"{where}: no connection: {error}; is {named('base_url')} right?")
        call.lost = True
        timed_out = isinstance(error, httpx2.TimeoutException)
        what = f"no answer within {self._settings.timeout:g} s" if timed_out else "the connection was cut"
        if call.repeatable:
            return (Timeout if timed_out else ConnectionFailed)(f"{where}: {what}")
        return AnswerLost(f"{where}: {what} after the call was sent; it may or may not have been carried out")


def decode(response: httpx2.Response, operation: str) -> dict[str, Any]:
    """Return the JSON object of an answer, an empty one for an empty body.

    Raises:
        MalformedAnswer: the body is not a JSON object.
    """
    if not response.content:
        return {}
    value = _decoded(response)
    if not isinstance(value, dict):
        kind = response.headers.get("content-type", "nothing known")
        raise MalformedAnswer(
            f"{operation} answered {response.status_code} with {kind}, not with a JSON object: "
            "is base_url the API's?"
        )
    return value


def encode(body: Any) -> bytes:
    """Write a JSON body; decimals keep integral values exact."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=_number).encode()


def _number(value: object) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")


def _decoded(response: httpx2.Response) -> object:
    try:
        value: object = response.json()
    except ValueError:
        return response.text
    return value

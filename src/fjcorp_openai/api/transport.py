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
from fjcorp_openai.api.account import Accounts
from fjcorp_openai.api.answers import Answer, checked, parsed
from fjcorp_openai.api.call import Call, query
from fjcorp_openai.api.clock import Clock
from fjcorp_openai.api.errors import MalformedAnswer, Unauthorized, status_error
from fjcorp_openai.api.pacing import too_long
from fjcorp_openai.api.settings import named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx2

    from fjcorp_openai.api.connections import Proxy
    from fjcorp_openai.api.credentials import Credentials
    from fjcorp_openai.api.deadline import Deadline
    from fjcorp_openai.api.errors import OpenAIError
    from fjcorp_openai.api.event_log import Events
    from fjcorp_openai.api.secret import Secret
    from fjcorp_openai.api.settings import Settings

_AGENT = {"User-Agent": "fjcorp.openai"}
_ASK_SECONDS = 10.0
_LARGEST_ANSWER = 64 * 1024 * 1024
_LONGEST_PAUSE = 366 * 24 * 3600.0
_OF_THE_WIRE = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})
_LARGEST_CONTENT = 512 * 1024 * 1024
"""As large as a file at the API may be, and as ten of the largest images are."""
_LONGEST_STREAM = 6
"""Times `timeout` that a stream of events may take."""

Result = TypeVar("Result")


class Transport:
    """A pool of connections with the right key on each call. Safe to share between threads.

    Attributes:
        clock: the API's clock.
        accounts: whose keys they are.
    """

    def __init__(self, settings: Settings, events: Events, credentials: Credentials | None) -> None:
        """Open nothing yet: the HTTP library is imported with the first call.

        Args:
            settings: address and limits.
            events: where calls are reported.
            credentials: what each call shows; None where calls show nothing.
        """
        self._settings = settings
        self._credentials = credentials
        self._events = events
        self.clock = Clock(self._ask_time)
        self.accounts = Accounts(settings.organization, settings.project)
        self._lock = threading.Lock()
        self._client: httpx2.Client | None = None
        self._deadline: Deadline | None = None
        self._proxy: Proxy | None = None

    @property
    def client(self) -> httpx2.Client:
        """The pool itself, which knows no key.

        Raises:
            ConfigurationError: the proxy or the certificate authorities cannot be used.
        """
        deadline = self.deadline
        with self._lock:
            if self._client is None:
                from fjcorp_openai.api.connections import open_pool, proxy_of

                self._proxy = proxy_of(self._settings.base_url, self._settings.environ)
                self._client = open_pool(self._settings, deadline)
            return self._client

    @property
    def deadline(self) -> Deadline:
        """What the connections of a thread may take."""
        if self._deadline is None:
            with self._lock:
                from fjcorp_openai.api.deadline import Deadline

                self._deadline = self._deadline or Deadline()
        return self._deadline

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def send(self, call: Call, seconds: float) -> httpx2.Response:
        """Send a call once.

        Args:
            call: what to send.
            seconds: that it may take, up to the last byte; where a file is sent or the answer is left unread
                for the caller, that may pass without progress.

        Returns:
            The answer, of a 2xx status; its body is read unless the call streams.

        Raises:
            ConfigurationError: the key is missing or of the wrong kind; nothing was sent.
            ConnectionFailed: not sent, or repeatable.
            AnswerLost: sent, not repeatable, no answer.
            ApiStatusError: refused.
        """
        shown = self.credential(call)
        try:
            return self._sent(call, seconds, shown)
        except Unauthorized:
            if shown is None or not self._renews(call, shown):
                raise
        return self._sent(call, seconds, self.credential(call))

    def credential(self, call: Call) -> Secret | None:
        """Return what a call shows; an identity signs in for it first.

        Raises:
            OpenAIError: see `Credentials.of`.
        """
        return self._credentials.of(call) if self._credentials is not None else None

    def _renews(self, call: Call, shown: Secret) -> bool:
        """Return whether a credential that was not accepted can be had again."""
        return self._credentials is not None and self._credentials.refused(call, shown)

    def _sent(self, call: Call, seconds: float, shown: Secret | None) -> httpx2.Response:
        settings = self._settings
        headers = {
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
                    headers={**_authorization(shown), **headers},
                    **content,
                    **parts,
                )
                response = self.client.send(request, stream=True)
            self.clock.learn(response.headers)
            call.told = response.headers
            self.accounts.learn(call.admin, response.headers)
            return response if call.stream and response.is_success else _whole(response, call)

        started = time.monotonic()
        status, request_id = 0, ""
        try:
            response = self.translated(call, exchange, seconds, flowing=call.parts is not None)
            status, request_id = response.status_code, response.headers.get("x-request-id", "")
        finally:
            self._events.call(call.operation, status, time.monotonic() - started, request_id)
        if response.is_success:
            return response
        body, content_type = _decoded(response, call.operation), response.headers.get("content-type", "")
        retry_after = self._retry_after(response)
        raise status_error(
            status,
            body,
            operation=call.operation,
            request_id=request_id,
            retry_after=retry_after,
            hint=self._hint(call, status, body, retry_after),
            keys=(settings.api_key, settings.admin_key, shown),
            content_type=content_type,
            missing=subject(call, content_type, body) if status in {404, 410} else OWN,
        )

    def _hint(self, call: Call, status: int, body: object, retry_after: float | None) -> str:
        """Return what a user can do about a refusal, as the end of its sentence."""
        settings = self._settings
        if status == 401 and not call.admin and settings.identity is not None:
            return f"; does the service account {settings.identity.service_account_id} still exist?"
        if status == 401:
            return f"; is {named('admin_key' if call.admin else 'api_key')} right?"
        if status == 407:
            from fjcorp_openai.api.causes import proxy_wants_password

            return f"; {proxy_wants_password(self._proxy)}"
        if retry_after is not None and retry_after > settings.max_wait and (status == 429 or status >= 500):
            return f"; {too_long(retry_after, settings.max_wait)}"
        if status == 405 and not _is_the_apis(body):
            return f"; no address of the API: {named('base_url')} is {settings.base_url}, is its path right?"
        return ""

    def _retry_after(self, response: httpx2.Response) -> float | None:
        milliseconds = response.headers.get("retry-after-ms")
        seconds = response.headers.get("retry-after")
        told: float | None = None
        try:
            if milliseconds is not None:
                told = float(milliseconds) / 1000
            elif seconds is not None:
                told = float(seconds)
        except ValueError:
            with suppress(ValueError, OverflowError):
                told = parsedate_to_datetime(str(seconds)).timestamp() - self.clock.at(time.monotonic())
        # Nobody means more than a year, nor a time that is no number.
        return max(0.0, told) if told is not None and told < _LONGEST_PAUSE else None

    def _ask_time(self) -> Mapping[str, str]:
        """Ask the base address for nothing: that needs no key and counts against no limit."""
        import httpx2

        address, seconds = self._settings.base_url, min(_ASK_SECONDS, self._settings.timeout)
        try:
            return self.client.head(address, headers=_AGENT, timeout=seconds).headers
        except httpx2.HTTPError:
            return {}  # the call that is about to be sent says what is wrong

    def translated(
        self,
        call: Call,
        action: Callable[[], Result],
        seconds: float,
        *,
        flowing: bool = False,
        most: int | None = None,
    ) -> Result:
        """Do something with the connection and turn the HTTP library's errors into ours.

        The new error is raised after the old one is gone, and not out of a `with` block: chained to it, it
        would lead to the request, hence to the key.

        Args:
            call: what it is about.
            action: what to do.
            seconds: that it may take.
            flowing: whether these seconds start again while bytes flow.
            most: bytes that may come; no matter how many when None.
        """
        from fjcorp_openai.api.causes import FAULTS, explain

        failure: OpenAIError | None = None
        with self.deadline.of(seconds, flowing=flowing, most=most):
            try:
                return action()
            except FAULTS as error:
                failure = explain(error, call, self._settings, self._proxy, seconds)
        if failure is None:  # pragma: no cover - the block returns or fails
            raise AssertionError
        raise failure


def _authorization(shown: Secret | None) -> dict[str, str]:
    return {} if shown is None else {"Authorization": f"Bearer {shown.reveal()}"}


def stream_seconds(timeout: float) -> float:
    """Return the seconds that a stream of events may take in all."""
    return _LONGEST_STREAM * timeout


def _whole(response: httpx2.Response, call: Call) -> httpx2.Response:
    """Return an answer with its whole body.

    Raises:
        TooMuch: it does not end.
    """
    import httpx2

    from fjcorp_openai.api.deadline import TooMuch

    is_content = call.path.endswith("/content") or call.path.startswith("/images/")
    largest = _LARGEST_CONTENT if is_content else _LARGEST_ANSWER
    body = bytearray()
    try:
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > largest:
                raise TooMuch
    finally:
        response.close()
    # Decoded by now, and of another length.
    headers = [pair for pair in response.headers.raw if pair[0].lower() not in _OF_THE_WIRE]
    return httpx2.Response(response.status_code, headers=headers, content=bytes(body))


def decode(response: httpx2.Response, operation: str) -> dict[str, Any]:
    """Return the JSON object of an answer, an empty one for an empty body.

    Raises:
        MalformedAnswer: the body is not a JSON object, or not one as the API writes them.
    """
    if not response.content:
        return Answer((), operation)
    value = _decoded(response, operation)
    if not isinstance(value, Answer):
        kind = response.headers.get("content-type", "nothing known")
        raise MalformedAnswer(
            f"{operation} answered {response.status_code} with {kind}, not with a JSON object: "
            "is base_url the API's?"
        )
    return checked(value)


def poll_after(response: httpx2.Response) -> float | None:
    """Return the seconds after which an answer says to ask again; None when it does not, or says nonsense."""
    try:
        seconds = float(response.headers["openai-poll-after-ms"]) / 1000
    except (KeyError, ValueError):
        return None
    return seconds if 0 <= seconds < _LONGEST_PAUSE else None


def encode(body: Any) -> bytes:
    """Write a JSON body; decimals keep integral values exact."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=_number).encode()


def _number(value: object) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")


def _decoded(response: httpx2.Response, operation: str) -> object:
    try:
        value: object = parsed(response.content, operation)
    except ValueError:
        return response.text
    except MalformedAnswer:
        if response.is_success:
            raise
        return ""
    return value


def _is_the_apis(body: object) -> bool:
    """Return whether a refusal is the API's own, about an object and not about an address."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return False
    return not str(error.get("message") or "").startswith("Invalid URL")

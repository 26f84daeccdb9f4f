"""Says why a call failed on its way: whose fault it is, and what to do about it."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx2

from fjcorp_openai.api.clock import length
from fjcorp_openai.api.connections import CONNECT_SECONDS
from fjcorp_openai.api.deadline import TooMuch
from fjcorp_openai.api.errors import (
    AnswerLost,
    ConfigurationError,
    ConnectionFailed,
    MalformedAnswer,
    OpenAIError,
    Timeout,
)
from fjcorp_openai.api.settings import named

if TYPE_CHECKING:
    from fjcorp_openai.api.call import Call
    from fjcorp_openai.api.connections import Proxy
    from fjcorp_openai.api.settings import Settings

FAULTS = (httpx2.HTTPError, httpx2.InvalidURL, TooMuch)
"""What the HTTP library raises for a call."""

_HANDSHAKE_SECONDS = 2.0
_UNSIGNED = {18, 19, 20, 21, 2}
"""OpenSSL's codes for a certificate that no known authority stands for."""


def explain(
    error: Exception, call: Call, settings: Settings, proxy: Proxy | None, seconds: float
) -> OpenAIError:
    """Return the client's error for one of the HTTP library.

    Args:
        error: What it raised.
        call: The call; noted as lost when it may have been carried out.
        settings: The client's settings.
        proxy: The proxy that is used.
        seconds: The time that this try had.
    """
    where = f"{call.operation} at {settings.base_url}"
    if isinstance(error, TooMuch):
        return MalformedAnswer(f"{where}: the answer does not end; {_is_base_url_right()}")
    if isinstance(error, (httpx2.LocalProtocolError, httpx2.InvalidURL, httpx2.UnsupportedProtocol)):
        return OpenAIError(f"{where}: the request could not be sent as it is (did a file change meanwhile?)")
    if isinstance(error, httpx2.SSEError):
        return MalformedAnswer(f"{where}: the answer is no event stream")
    cause = _root(error)
    if isinstance(cause, ssl.SSLError) and isinstance(error, httpx2.ConnectError):
        return _tls(where, cause, settings, proxy)
    if isinstance(error, httpx2.ProxyError):
        return _refused_by_proxy(where, str(error), proxy)
    if isinstance(error, (httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ConnectError)):
        timed_out = not isinstance(error, httpx2.ConnectError)
        kind = Timeout if timed_out else ConnectionFailed
        reason = f"no connection within {min(CONNECT_SECONDS, seconds):g} s" if timed_out else _reason(cause)
        return kind(f"{where}: {_to(settings, proxy)}: {reason}; {_remedy(proxy)}")
    timed_out = isinstance(error, httpx2.TimeoutException)
    if not timed_out and proxy is None and _speaks_tls(settings):
        return ConfigurationError(
            f"{where}: this port speaks TLS, and {named('base_url')} says http://. Write https://"
        )
    call.lost = True
    what = f"no answer within {length(seconds)}" if timed_out else "the connection was cut"
    if call.repeatable:
        return (Timeout if timed_out else ConnectionFailed)(f"{where}: {what}")
    return AnswerLost(f"{where}: {what} after the call was sent; it may or may not have been carried out")


def proxy_wants_password(proxy: object) -> str:
    """Return the sentence about a proxy that answers 407."""
    return (
        f"the proxy {proxy} wants a user and a password (407), or refuses those it got. Write them into the "
        "variable, as http://user:password@host:port"
    )


def _refused_by_proxy(where: str, text: str, proxy: Proxy | None) -> OpenAIError:
    if text.startswith("407"):
        return ConfigurationError(f"{where}: {proxy_wants_password(proxy)}")
    return ConnectionFailed(
        f"{where}: the proxy {proxy} refuses the connection ({text.strip()}). Ask who runs it to allow the "
        "host, or name the host in NO_PROXY"
    )


def _tls(where: str, cause: ssl.SSLError, settings: Settings, proxy: Proxy | None) -> OpenAIError:
    host = urlsplit(settings.base_url).hostname
    if isinstance(cause, ssl.SSLCertVerificationError):
        reason = cause.verify_message
        if cause.verify_code in _UNSIGNED:
            return ConfigurationError(
                f"{where}: the certificate of {host} is signed by an authority that this machine does not "
                f"know ({reason}). If that authority is your own, set SSL_CERT_FILE to the file of its "
                "certificate"
            )
        return ConfigurationError(f"{where}: the certificate of {host} is not good: {reason.rstrip('.')}")
    if cause.reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"):
        place = f"the proxy {proxy}" if proxy and proxy.url.startswith("https:") else str(host)
        return ConfigurationError(
            f"{where}: {place} does not speak TLS at this port. Is https:// right, and the port?"
        )
    return ConnectionFailed(f"{where}: no TLS connection with {host}: {cause.reason or cause}")


def _reason(cause: BaseException) -> str:
    if isinstance(cause, socket.gaierror):
        return f"its name cannot be resolved ({cause.strerror})"
    if isinstance(cause, ConnectionRefusedError):
        return "nothing listens there (connection refused)"
    return (cause.strerror if isinstance(cause, OSError) else None) or str(cause) or "no connection"


def _to(settings: Settings, proxy: Proxy | None) -> str:
    parts = urlsplit(settings.base_url)
    return f"the proxy {proxy}" if proxy else parts.netloc


def _remedy(proxy: Proxy | None) -> str:
    return "is the proxy right, and does it run?" if proxy else _is_base_url_right()


def _is_base_url_right() -> str:
    return f"is {named('base_url')} right?"


def _speaks_tls(settings: Settings) -> bool:
    """Return whether the port that is spoken to in plain HTTP takes a TLS handshake."""
    parts = urlsplit(settings.base_url)
    if parts.scheme != "http":
        return False
    # No more than a handshake: nothing is sent, so nobody has to be believed.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        address = str(parts.hostname), parts.port or 80
        with socket.create_connection(address, _HANDSHAKE_SECONDS) as plain, context.wrap_socket(plain):
            return True
    except OSError:
        return False


def _root(error: BaseException) -> BaseException:
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    return error

"""Opens the pool of connections to the API: certificate authorities, proxy, bounds."""

from __future__ import annotations

import ipaddress
import ssl
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass_environment  # type: ignore[attr-defined]

import httpx2

from fjcorp_openai.api.deadline import BoundedBackend
from fjcorp_openai.api.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.deadline import Deadline
    from fjcorp_openai.api.settings import Settings

CONNECT_SECONDS = 30.0
# Below uvicorn's 5 s, so that it is we who drop an idle connection and no call is sent into a closing one.
_IDLE_SECONDS = 4.0
_CONNECTIONS = 128

_MOUNTED: dict[str, httpx2.BaseTransport] = {}

_FILES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
_FOLDERS = ("SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")


@dataclass(frozen=True)
class Proxy:
    """A proxy on the way to the API.

    Attributes:
        variable: The environment variable that names it.
        url: Its address, which may hold a password.
    """

    variable: str
    url: str

    def __str__(self) -> str:
        """Return it for messages, without its password."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]} ({self.variable})"


def mount(base_url: str, transport: httpx2.BaseTransport | None) -> None:
    """Send the calls of clients that are made from now on over a way of the caller's own.

    It is for those who answer in this process. No proxy, certificate or deadline of a connection counts then.

    Args:
        base_url: The address, as `Settings` has it.
        transport: What answers; None for connections again. Who mounts it closes it, not the clients.
    """
    if transport is None:
        _MOUNTED.pop(base_url, None)
    else:
        _MOUNTED[base_url] = transport


def open_pool(settings: Settings, deadline: Deadline) -> httpx2.Client:
    """Return a pool of connections, none of which is open yet.

    Raises:
        ConfigurationError: The proxy or the certificate authorities cannot be used.
    """
    connect = min(CONNECT_SECONDS, settings.timeout)
    timeout = httpx2.Timeout(settings.timeout, connect=connect)
    mounted = _MOUNTED.get(settings.base_url)
    if mounted is not None:
        return httpx2.Client(transport=_Shared(mounted), timeout=timeout, trust_env=False)
    secure = settings.base_url.startswith("https:")
    proxy = proxy_of(settings.base_url, settings.environ)
    # Loading the certificate authorities takes 60 ms, which plain http has no use for.
    verify = authorities(settings.environ) if secure else _no_authorities()
    limits = httpx2.Limits(
        max_connections=_CONNECTIONS,
        max_keepalive_connections=_CONNECTIONS,
        keepalive_expiry=_IDLE_SECONDS,
    )
    transport = httpx2.HTTPTransport(verify=verify, limits=limits, proxy=proxy.url if proxy else None)
    # The one way to bound each read: the library has no option for it.
    transport._pool._network_backend = BoundedBackend(deadline)  # noqa: SLF001
    return httpx2.Client(transport=transport, timeout=timeout, trust_env=False)


@cache
def _no_authorities() -> ssl.SSLContext:
    """Return what the library requires for plain http too; one for all pools, as each takes 3 ms to make.

    It trusts no certificate, so that nothing is sent over TLS by it.
    """
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class _Shared(httpx2.BaseTransport):
    """A transport that outlives the client."""

    def __init__(self, inner: httpx2.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._inner.handle_request(request)


def authorities(environ: Mapping[str, str]) -> ssl.SSLContext | bool:
    """Return the certificate authorities that the environment names, else True for the machine's own.

    Raises:
        ConfigurationError: They cannot be read; the message names the variable and the file.
    """
    file, file_variable = _first(environ, _FILES, folder=False)
    folder, folder_variable = _first(environ, _FOLDERS, folder=True)
    if not file and not folder:
        return True
    variable, place = (file_variable, file) if file else (folder_variable, folder)
    try:
        if file and not Path(file).exists():
            raise FileNotFoundError("there is no such file")
        if folder and not Path(folder).is_dir():
            raise NotADirectoryError("there is no such folder")
        context = ssl.create_default_context(cafile=file or None, capath=folder or None)
    except ssl.SSLError:
        reason = "it holds no certificate in PEM format"
    except OSError as error:
        reason = error.strerror or str(error)
    else:
        return context
    raise ConfigurationError(
        f"{variable} names {place} for the certificate authorities, which cannot be used: {reason}. Correct "
        "it, or unset it to use the machine's own."
    )


def _first(environ: Mapping[str, str], names: tuple[str, ...], *, folder: bool) -> tuple[str, str]:
    for name in names:
        value = environ.get(name, "")
        if value and (name != "REQUESTS_CA_BUNDLE" or Path(value).is_dir() == folder):
            return value, name
    return "", ""


def proxy_of(url: str, environ: Mapping[str, str]) -> Proxy | None:
    """Return the proxy for an address, or None.

    Args:
        url: An http or https address.
        environ: The environment.

    Raises:
        ConfigurationError: It cannot be used.
    """
    parts = urlsplit(url)
    found = _named(parts.scheme, environ)
    if found is None or _is_direct(str(parts.hostname), parts.port, environ):
        return None
    text = found.url if "://" in found.url else f"http://{found.url}"
    try:
        address = urlsplit(text)
        usable = bool(address.hostname) and (address.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or address.scheme not in ("http", "https", "socks5", "socks5h"):
        raise ConfigurationError(
            f"{found.variable} names no usable proxy: it takes an address such as http://proxy.example:3128, "
            "with http, https, socks5 or socks5h and a port. Correct it, or name the API's host in NO_PROXY."
        )
    proxy = Proxy(found.variable, text)
    if address.scheme.startswith("socks"):
        _check_socks(proxy)
    return proxy


def _check_socks(proxy: Proxy) -> None:
    try:
        import socksio  # type: ignore[import-not-found]  # noqa: F401
    except ImportError:
        missing = True
    else:
        missing = False
    if missing:
        raise ConfigurationError(
            f"the proxy {proxy} speaks SOCKS, for which {sys.executable} lacks the package socksio. Install "
            f"it: {sys.executable} -m pip install 'httpx2[socks]'"
        )


def _named(scheme: str, environ: Mapping[str, str]) -> Proxy | None:
    for lower in (f"{scheme}_proxy", "all_proxy"):
        for name in (lower, lower.upper()):
            if environ.get(name):
                return Proxy(name, environ[name])
    system = getproxies() if sys.platform == "darwin" else {}
    return Proxy("the system's settings", system[scheme]) if system.get(scheme) else None


def _is_direct(host: str, port: int | None, environ: Mapping[str, str]) -> bool:
    """Return whether NO_PROXY names a host: by name, domain, address or network."""
    listed = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    if not listed:
        return False
    if proxy_bypass_environment(f"{host}:{port}" if port else host, {"no": listed}):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    for entry in listed.split(","):
        try:
            if address in ipaddress.ip_network(entry.strip().strip("[]"), strict=False):
                return True
        except ValueError:
            continue
    return False

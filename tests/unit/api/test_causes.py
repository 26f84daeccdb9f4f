"""An error names the true cause, and what to do about it: cause by cause, against real servers."""

from __future__ import annotations

import selectors
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api import Api, errors
from fjcorp_openai.api.connections import proxy_of
from fjcorp_openai.api.settings import Settings
from support.certificates import Authority
from unit.api.conftest import ADMIN_KEY, PROJECT_KEY
from unit.api.server import Reply, Server, error

if TYPE_CHECKING:
    from pathlib import Path

Serve = Callable[..., Server]
HOST = "api.example.test"
SECRET = "proxy-password"


class Proxy:
    """A proxy that connects everybody with one port of this machine, or refuses with a status line."""

    def __init__(self, port: int = 0, refusal: str = "") -> None:
        self.port, self.refusal = port, refusal
        self.requests: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                client, _unused = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client:
            head = client.recv(65536)
            self.requests.append(head)
            if self.refusal:
                client.sendall(f"HTTP/1.1 {self.refusal}\r\ncontent-length: 0\r\n\r\n".encode())
                return
            with socket.create_connection(("127.0.0.1", self.port)) as server:
                client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                with selectors.DefaultSelector() as ready:  # takes more files than select() does
                    ready.register(client, selectors.EVENT_READ, server)
                    ready.register(server, selectors.EVENT_READ, client)
                    while True:
                        for key, _events in ready.select():
                            data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                            if not data:
                                return
                            key.data.sendall(data)


@pytest.fixture
def start_proxy() -> Iterator[Callable[..., Proxy]]:
    proxies: list[Proxy] = []

    def start(*arguments: Any) -> Proxy:
        proxies.append(Proxy(*arguments))
        return proxies[-1]

    yield start
    for proxy in proxies:
        proxy.close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def call(
    base_url: str, environ: dict[str, str] | None = None, path: str = "/files", **options: Any
) -> dict[str, Any]:
    """Make one call with settings from a configuration and an environment, without a second try."""
    config = {
        "api_key": PROJECT_KEY,
        "admin_key": ADMIN_KEY,
        "base_url": base_url,
        "timeout": 20,
        "max_retries": 0,
    }
    api = Api(Settings.resolve(config | options, environ or {}), first_pause=0.01)
    try:
        return api.get(path)
    finally:
        api.close()


def refusal(base_url: str, environ: dict[str, str] | None = None, **options: Any) -> str:
    """Return the message of a call that fails; it names the operation, and no key or password."""
    with pytest.raises(errors.OpenAIError) as caught:
        call(base_url, environ, **options)
    text = str(caught.value)
    assert not {PROJECT_KEY, ADMIN_KEY, SECRET} & set(text.replace(":", " ").replace("@", " ").split())
    assert SECRET not in text
    assert "\n" not in text
    return text


@contextmanager
def closed_port() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        yield free.getsockname()[1]


# Certificates


def secure(serve: Serve, context: Any) -> str:
    return serve(lambda _unused: Reply({"id": "a"}), tls=context).base_url


def test_an_unknown_authority(serve: Serve, authority: Authority) -> None:
    text = refusal(secure(serve, authority.server()))
    assert "the certificate of 127.0.0.1 is signed by an authority that this machine does not know" in text
    assert "set SSL_CERT_FILE to the file of its certificate" in text


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_an_authority_of_ones_own(serve: Serve, authority: Authority, variable: str) -> None:
    assert call(secure(serve, authority.server()), {variable: str(authority.file)}) == {"id": "a"}


@pytest.mark.parametrize("variable", ["SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"])
def test_a_folder_of_authorities(serve: Serve, authority: Authority, variable: str) -> None:
    assert call(secure(serve, authority.server()), {variable: str(authority.folder())}) == {"id": "a"}


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "SSL_CERT_DIR"])
def test_authorities_that_are_not_there(
    serve: Serve, authority: Authority, variable: str, tmp_path: Path
) -> None:
    text = refusal(secure(serve, authority.server()), {variable: str(tmp_path / "gone")})
    kind = "folder" if variable == "SSL_CERT_DIR" else "file"
    assert f"{variable} names {tmp_path / 'gone'} for the certificate authorities" in text
    assert f"there is no such {kind}" in text


def test_authorities_that_are_none(serve: Serve, authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    text = refusal(secure(serve, authority.server()), {"SSL_CERT_FILE": str(tmp_path / "ca.pem")})
    assert "it holds no certificate in PEM format" in text


def test_a_certificate_that_has_expired(serve: Serve, authority: Authority) -> None:
    environ = {"SSL_CERT_FILE": str(authority.file)}
    text = refusal(secure(serve, authority.server(days=-1)), environ)
    assert "the certificate of 127.0.0.1 is not good: certificate has expired" in text


def test_a_certificate_of_another_host(serve: Serve, authority: Authority) -> None:
    environ = {"SSL_CERT_FILE": str(authority.file)}
    text = refusal(secure(serve, authority.server("other.example.test")), environ)
    assert "the certificate of 127.0.0.1 is not good: IP address mismatch" in text


def test_tls_to_a_plain_port(serve: Serve) -> None:
    server = serve(lambda _unused: Reply({}))
    text = refusal(server.base_url.replace("http:", "https:"))
    assert "127.0.0.1 does not speak TLS at this port. Is https:// right, and the port?" in text


def test_plain_to_a_tls_port(serve: Serve, authority: Authority) -> None:
    text = refusal(secure(serve, authority.server()).replace("https:", "http:"))
    assert "this port speaks TLS, and base_url (environment variable OPENAI_BASE_URL) says http://" in text


# Names and ports


def test_a_name_that_is_none() -> None:
    text = refusal("https://no-such-host.invalid")
    assert "no-such-host.invalid: its name cannot be resolved (" in text
    assert text.endswith("is base_url (environment variable OPENAI_BASE_URL) right?")


def test_a_name_that_can_be_none() -> None:
    assert "there can be no such host or port" in refusal(f"https://{'a' * 70}.example.test")


def test_nobody_listens() -> None:
    with closed_port() as port:
        text = refusal(f"http://127.0.0.1:{port}")
    assert f"127.0.0.1:{port}: nothing listens there (connection refused); is base_url" in text


# Proxies


def test_a_proxy_that_works(serve: Serve, authority: Authority, start_proxy: Callable[..., Proxy]) -> None:
    server = serve(lambda _unused: Reply({"id": "a"}), tls=authority.server(HOST))
    proxy = start_proxy(server.server_port)
    environ = {"SSL_CERT_FILE": str(authority.file), "HTTPS_PROXY": proxy.address}  # without a scheme
    assert call(f"https://{HOST}", environ) == {"id": "a"}
    assert proxy.requests[0].startswith(f"CONNECT {HOST}:443 ".encode())


def test_a_proxy_that_is_dead() -> None:
    with closed_port() as port:
        text = refusal(f"https://{HOST}", {"HTTPS_PROXY": f"http://user:{SECRET}@127.0.0.1:{port}"})
    assert f"the proxy http://127.0.0.1:{port} (HTTPS_PROXY): nothing listens there" in text
    assert text.endswith("is the proxy right, and does it run?")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_password(start_proxy: Callable[..., Proxy], scheme: str) -> None:
    proxy = start_proxy(0, "407 Proxy Authentication Required")
    environ = {"ALL_PROXY": f"http://user:{SECRET}@{proxy.address}"}
    text = refusal(f"{scheme}://{HOST}", environ, insecure=True)
    assert f"the proxy http://{proxy.address} (ALL_PROXY) wants a user and a password (407)" in text


def test_a_proxy_that_refuses(start_proxy: Callable[..., Proxy]) -> None:
    proxy = start_proxy(0, "403 Forbidden")
    text = refusal(f"https://{HOST}", {"https_proxy": proxy.address})
    assert f"the proxy http://{proxy.address} (https_proxy) refuses the connection (403 Forbidden)" in text
    assert "or name the host in NO_PROXY" in text


@pytest.mark.parametrize(
    "value", ["ftp://127.0.0.1:1", "http://", "http://a:b:c", "http://[::1", "127.0.0.1:99999"]
)
def test_a_proxy_that_is_none(value: str) -> None:
    text = refusal(f"https://{HOST}", {"HTTPS_PROXY": value})
    assert "HTTPS_PROXY names no usable proxy: it takes an address such as http://proxy.example:3128" in text


@pytest.mark.parametrize("address", ["http://proxy.example:3128", "https://proxy.example"])
def test_a_proxy_may_be_spoken_to_in_either_way(address: str) -> None:
    assert str(proxy_of(f"https://{HOST}/v1", {"HTTPS_PROXY": address})) == f"{address} (HTTPS_PROXY)"


def test_a_socks_proxy_names_what_it_needs() -> None:
    text = refusal(f"https://{HOST}", {"ALL_PROXY": f"socks5://user:{SECRET}@127.0.0.1:1080"})
    assert "the proxy socks5://127.0.0.1:1080 (ALL_PROXY) speaks SOCKS" in text
    assert f"lacks the package socksio. Install it: {sys.executable} -m pip install 'httpx2[socks]'" in text


@pytest.mark.parametrize(
    "listed",
    ["*", HOST, "example.test", ".example.test", f"other, {HOST}", f"{HOST}:443", "10.0.0.0/8", "::/0"],
)
def test_no_proxy_is_kept(listed: str) -> None:
    host = {"10.0.0.0/8": "10.1.2.3", "::/0": "[::1]"}.get(listed, HOST)
    environ = {"HTTPS_PROXY": "http://127.0.0.1:1", "NO_PROXY": listed}
    assert proxy_of(f"https://{host}:443/v1", environ) is None
    elsewhere = "None" if listed == "*" else "http://127.0.0.1:1 (HTTPS_PROXY)"
    assert str(proxy_of("https://192.0.2.1/v1", environ)) == elsewhere


# What answers is not the API


@pytest.mark.parametrize("body", [b"<html><h1>404 Not Found</h1></html>", b"", {"detail": "Not Found"}])
@pytest.mark.parametrize("status", [404, 405])
def test_a_wrong_path(serve: Serve, body: Any, status: int) -> None:
    server = serve(lambda _unused: Reply(body, status, {"content-type": "text/html"}))
    text = refusal(f"{server.base_url}/v1")
    assert f"GET /files answered {status}" in text
    if status == 404:
        assert "Check base_url (environment variable OPENAI_BASE_URL), which ends in /v1" in text
    else:
        told = f"base_url (environment variable OPENAI_BASE_URL) is {server.base_url}/v1"
        assert f"{told}, is its path right?" in text


def test_a_wrong_path_of_the_api_itself(serve: Serve) -> None:
    server = serve(lambda _unused: error(404, "Invalid URL (GET /v1/v1/files)"))
    assert "Check base_url (environment variable OPENAI_BASE_URL)" in refusal(f"{server.base_url}/v1")


def test_an_object_that_is_not_there_is_no_wrong_path(serve: Serve) -> None:
    server = serve(lambda _unused: error(404, "No such File object"))
    assert "path" not in refusal(server.base_url, path="/files/file-1")


def test_a_web_page_in_place_of_the_api(serve: Serve) -> None:
    server = serve(lambda _unused: Reply(b"<html>Sign in</html>", headers={"content-type": "text/html"}))
    text = refusal(server.base_url)
    assert "GET /files answered 200 with text/html, not with a JSON object: is base_url the API's?" in text


# Unencrypted


@pytest.mark.parametrize(
    "host", ["192.0.2.1:8080", HOST, "localhost.example.test", "[2001:db8::1]", "0.0.0.0"]
)
def test_keys_do_not_leave_the_machine_unencrypted(host: str) -> None:
    text = refusal(f"http://{host}")
    assert f"base_url (environment variable OPENAI_BASE_URL) is http://{host}: on the way to" in text
    assert "anybody could read the keys, so nothing was sent" in text
    assert "set insecure (environment variable OPENAI_INSECURE) to true if that is meant" in text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "LOCALHOST", "[::1]"])
def test_this_machine_may_be_spoken_to(host: str) -> None:
    assert Settings(base_url=f"http://{host}:8080").base_url == f"http://{host}:8080/v1"


@pytest.mark.parametrize(
    ("config", "environ"),
    [({"insecure": True}, {}), ({}, {"OPENAI_INSECURE": "yes"}), ({"insecure": "true"}, {})],
)
def test_who_means_it_says_it(config: dict[str, Any], environ: dict[str, str]) -> None:
    assert Settings.resolve({"base_url": f"http://{HOST}", **config}, environ).insecure

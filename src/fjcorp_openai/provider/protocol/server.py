"""The process Terraform starts: handshake, gRPC server, and an end that loses nothing.

Terraform's library for plugins (go-plugin) reads one line from stdout and then speaks gRPC over the socket
the line names. It needs TLS; its own certificate has a curve that gRPC here cannot verify, so what protects
the socket is its folder, which only the user may enter.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import grpc

    from fjcorp_openai.provider.protocol.provider import Provider
    from fjcorp_openai.provider.protocol.service import Service

_COOKIE_NAME = "TF_PLUGIN_MAGIC_COOKIE"
_COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"
_BY_HAND = """\
This program is a Terraform provider. It is not meant to be run by hand: Terraform starts it.
"""
# More than any useful -parallelism: StopProvider must find a free thread while all calls are in progress.
_THREADS = 256
_SERVING = b"\x08\x01"
_LONGEST_SOCKET_PATH = 100
# A next run resumes what a killed one left only when nobody works on it any more.
_PARENT_CHECK_SECONDS = 0.05
_LAST_CALLS_SECONDS = 5.0
_WHILE_WANTED_SECONDS = 7 * 24 * 3600.0


def serve(factory: Callable[[], Provider], arguments: Sequence[str] = ()) -> int:
    """Serve one Terraform process until it is done, and return the exit code.

    Args:
        factory: Makes the provider.
        arguments: None, or `template SECONDS` for a process that forks providers (see `template`).
    """
    if arguments:
        from fjcorp_openai.provider.protocol import template

        return template.run(factory, float(arguments[1]))
    if os.environ.get(_COOKIE_NAME) != _COOKIE:
        sys.stderr.write(_BY_HAND)
        return 1
    parent = os.getppid()
    code = serve_terraform(factory, lambda: os.getppid() == parent)
    sys.stderr.flush()
    # At once: nothing is left to do, and taking the interpreter down takes Terraform's user 50 ms.
    os._exit(code)


def serve_terraform(factory: Callable[[], Provider], is_wanted: Callable[[], bool]) -> int:
    """Shake hands on stdout, serve until Terraform is done or gone, and return the exit code.

    Args:
        factory: Makes the provider.
        is_wanted: Returns whether the process that started this one still lives.
    """
    # Stdout belongs to the handshake: a stray print of any library goes to the log.
    handshake = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    done = threading.Event()
    # No event: a handler may interrupt the main thread where that holds the event's lock, and wait for ever.
    terminated: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _unused: terminated.append(number))

    from fjcorp_openai.provider.protocol import certificate, hclog
    from fjcorp_openai.provider.protocol.run import Run
    from fjcorp_openai.provider.protocol.service import Service

    provider = factory()
    service = Service(provider, hclog.install(f"provider.{provider.name}"), Run(os.environ))
    key, public = certificate.create()
    calls = _Calls()
    server = _server(service, done, calls)
    folder = _socket_folder()
    try:
        import grpc

        credentials = grpc.ssl_server_credentials(
            [(certificate.pem("EC PRIVATE KEY", key), certificate.pem("CERTIFICATE", public))]
        )
        server.add_secure_port(f"unix:{folder}/socket", credentials)
        server.start()
        line = f"1|6|unix|{folder}/socket|grpc|{b64encode(public).decode().rstrip('=')}\n"
        os.write(handshake, line.encode())
        while not (terminated or done.wait(_PARENT_CHECK_SECONDS)) and is_wanted() and _is_read(handshake):
            service.is_wanted()
        service.stopping.set()
        if terminated:
            # A signal to all: Terraform, which got it too, saves what the calls in progress answer.
            ended = server.stop(_WHILE_WANTED_SECONDS)
            _let_calls_end(ended, calls, lambda: is_wanted() and _is_read(handshake))
        server.stop(_LAST_CALLS_SECONDS).wait()
    finally:
        (folder / "socket").unlink(missing_ok=True)
        folder.rmdir()
    return 0


def load() -> None:
    """Import what serving needs, be it at first use; nothing of it starts a thread."""
    from importlib import import_module

    from fjcorp_openai.provider.protocol import certificate, hclog, run, service  # noqa: F401

    import_module("grpc._server")
    certificate.create()


def _is_read(handshake: int) -> bool:
    """Return whether somebody holds the other end of the stdout that this process was given.

    It shows a parent that died before this process could learn its id.
    """
    poll = select.poll()
    poll.register(handshake, 0)
    return not poll.poll(0)


def _socket_folder() -> Path:
    name = f"terraform-provider-{os.urandom(8).hex()}"
    for parent in (os.environ.get("PLUGIN_UNIX_SOCKET_DIR"), os.environ.get("TMPDIR"), "/tmp"):  # noqa: S108
        if parent and len(f"{parent}/{name}/socket") < _LONGEST_SOCKET_PATH and os.access(parent, os.W_OK):
            folder = Path(parent) / name
            folder.mkdir(mode=0o700)
            return folder
    raise OSError("no folder for the provider's socket: set TMPDIR to a folder with a short path")


class _Calls:
    """Counts the calls that are being answered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = 0

    def __enter__(self) -> None:
        with self._lock:
            self._number += 1

    def __exit__(self, *_unused: object) -> None:
        with self._lock:
            self._number -= 1

    def are_none(self) -> bool:
        """Return whether no call is being answered."""
        return not self._number


def _let_calls_end(ended: threading.Event, calls: _Calls, is_wanted: Callable[[], bool]) -> None:
    """Wait until a stopped server has ended, as long as there is something to wait for.

    A call that Terraform has not taken the answer of keeps the server from ending. When nothing has been
    answered for a while there is nothing that could be lost.

    Args:
        ended: Set when the server has ended.
        calls: The calls that are being answered.
        is_wanted: Returns whether Terraform still waits for answers.
    """
    idle = 0.0
    while idle < _LAST_CALLS_SECONDS and not ended.wait(_PARENT_CHECK_SECONDS) and is_wanted():
        idle = idle + _PARENT_CHECK_SECONDS if calls.are_none() else 0.0


def _server(service: Service, done: threading.Event, calls: _Calls) -> grpc.Server:
    import grpc

    from fjcorp_openai.provider.protocol import messages

    def unary(kind: str, call: Callable[[Any], Any]) -> grpc.RpcMethodHandler[Any, Any]:
        def answer(request: Any, _unused: grpc.ServicerContext) -> Any:
            with calls:
                return call(request)

        return grpc.unary_unary_rpc_method_handler(
            answer,
            request_deserializer=getattr(messages, kind).FromString,
            response_serializer=lambda answer: answer.SerializeToString(),
        )

    def shut_down(_unused: bytes, __: grpc.ServicerContext) -> bytes:
        done.set()
        return b""

    server = grpc.server(
        ThreadPoolExecutor(_THREADS),
        options=[("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)],
    )
    handlers = {
        f"{messages.PACKAGE}.Provider": {name: unary(*each) for name, each in service.calls.items()},
        "grpc.health.v1.Health": {"Check": grpc.unary_unary_rpc_method_handler(lambda *_unused: _SERVING)},
        "plugin.GRPCController": {"Shutdown": grpc.unary_unary_rpc_method_handler(shut_down)},
        # Terraform uses neither of these two; an empty stream keeps it from logging an error.
        "plugin.GRPCStdio": {"StreamStdio": grpc.unary_stream_rpc_method_handler(lambda *_unused: iter(()))},
        "plugin.GRPCBroker": {
            "StartStream": grpc.stream_stream_rpc_method_handler(lambda *_unused: iter(()))
        },
    }
    server.add_generic_rpc_handlers(
        [grpc.method_handlers_generic_handler(name, each) for name, each in handlers.items()]
    )
    return server

"""The provider's process, spoken to as Terraform speaks to it."""

from __future__ import annotations

import base64
import json
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from fjcorp_openai.provider.protocol import certificate, messages, server
from support.terraform import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[3]
COOKIE = {"TF_PLUGIN_MAGIC_COOKIE": "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"}
NOISY = """
import sys
from fjcorp_openai.provider.protocol import Provider, server
def build():
    print("noise of a library")
    return Provider("quiet")
sys.exit(server.serve(build))
"""


@pytest.fixture
def start() -> Iterator[Callable[..., tuple[subprocess.Popen[bytes], list[str]]]]:
    """Start providers and return each with the parts of its handshake line."""
    started: list[subprocess.Popen[bytes]] = []

    def run(code: str = NOISY, **env: str) -> tuple[subprocess.Popen[bytes], list[str]]:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", code],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), **COOKIE, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        started.append(process)
        assert process.stdout is not None
        return process, process.stdout.readline().decode().strip().split("|")

    yield run
    for each in started:
        # Not killed: it takes its socket's folder away.
        each.terminate()
        each.communicate(timeout=30)


def channel(handshake: list[str]) -> grpc.Channel:
    """Connect as Terraform does: trust exactly the certificate of the handshake line."""
    der = base64.b64decode(handshake[5] + "=" * (-len(handshake[5]) % 4))
    credentials = grpc.ssl_channel_credentials(certificate.pem("CERTIFICATE", der))
    return grpc.secure_channel(
        f"unix:{handshake[3]}", credentials, [("grpc.ssl_target_name_override", "localhost")]
    )


def ask(to: grpc.Channel, method: str, data: bytes = b"") -> bytes:
    answer: bytes = to.unary_unary(method)(data, timeout=20)
    return answer


def test_handshake_health_schema_and_shutdown(start: Callable[..., Any]) -> None:
    process, handshake = start()
    assert handshake[:3] == ["1", "6", "unix"]
    assert handshake[4] == "grpc"
    socket = Path(handshake[3])
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    with channel(handshake) as to:
        assert ask(to, "/grpc.health.v1.Health/Check", b"\n\x06plugin") == b"\x08\x01"
        schema = messages.SchemaResponse.FromString(ask(to, "/tfplugin6.Provider/GetProviderSchema"))
        assert schema.server_capabilities.plan_destroy
        assert list(to.unary_stream("/plugin.GRPCStdio/StreamStdio")(b"", timeout=20)) == []
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGHUP)
        assert ask(to, "/tfplugin6.Provider/StopProvider") == b"", "neither signal ends it"
        assert ask(to, "/plugin.GRPCController/Shutdown") == b""
    _unused, stderr = process.communicate(timeout=20)
    assert process.returncode == 0
    assert not socket.parent.exists()
    assert b"noise of a library" in stderr


def test_a_certificate_of_its_own_for_each_process(start: Callable[..., Any]) -> None:
    (_unused, one), (_unused, other) = start(), start()
    assert one[5] != other[5]
    assert one[3] != other[3]
    key, der = certificate.create()
    made = x509.load_der_x509_certificate(der)
    made.verify_directly_issued_by(made)
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    private = load_pem_private_key(certificate.pem("EC PRIVATE KEY", key), None)
    assert private.public_key() == made.public_key()


def test_termination_ends_it_and_leaves_no_socket(start: Callable[..., Any]) -> None:
    process, handshake = start()
    process.terminate()
    assert process.wait(20) == 0
    assert not Path(handshake[3]).parent.exists()


@pytest.mark.parametrize("moment", ["after", "before"])
def test_it_ends_with_its_parent(moment: str) -> None:
    wait = "made.stdout.readline()" if moment == "after" else ""
    parent = f"""
import os, subprocess, sys
command = [sys.executable, "-P", "-c", {NOISY!r}]
made = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
{wait}
print(made.pid, flush=True)
os._exit(0)
"""
    result = subprocess.run(
        [sys.executable, "-P", "-c", parent],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), **COOKIE},
        capture_output=True,
        text=True,
        check=True,
    )
    process = Path("/proc") / result.stdout.strip()
    eventually(lambda: not process.exists() or "State:\tZ" in (process / "status").read_text(), "its end", 20)


def test_a_long_folder_for_temporary_files_does_no_harm(start: Callable[..., Any], tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    _unused, handshake = start(TMPDIR=str(deep))
    assert len(handshake[3]) < 104
    assert ask(channel(handshake), "/grpc.health.v1.Health/Check") == b"\x08\x01"


def test_by_hand_it_says_what_it_is() -> None:
    result = subprocess.run(
        [sys.executable, "-P", "-c", NOISY],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "Terraform starts it" in result.stderr
    assert result.stdout == ""


def test_the_log_is_hclog_and_hides_the_debug_level_by_default(start: Callable[..., Any]) -> None:
    code = NOISY.replace(
        'print("noise of a library")',
        """
    import logging
    log = logging.getLogger("provider.quiet.thing")
    def speak():
        log.debug("fine %s", "point")
        log.warning("careful")
        logging.getLogger("httpx").debug("a request with its headers")
        try: 1 / 0
        except ZeroDivisionError: log.exception("failed")
    import atexit, threading
    threading.Timer(0.2, speak).start()
""",
    )
    for env, expected in (
        ({}, ["careful", "failed"]),
        ({"TF_LOG": "debug"}, ["fine point", "careful", "failed"]),
    ):
        process, _unused = start(code, **env)
        assert process.stderr is not None
        entries = [json.loads(process.stderr.readline()) for _unused in expected]
        assert [each["@message"] for each in entries] == expected
        assert entries[-1]["@level"] == "error"
        assert "ZeroDivisionError" in entries[-1]["traceback"]
        assert entries[-1]["@module"] == "provider.quiet.thing"


def test_a_stopped_server_that_answers_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_LAST_CALLS_SECONDS", 0.3)
    never, calls = threading.Event(), server._Calls()
    with calls:
        waiting = threading.Thread(target=server._let_calls_end, args=(never, calls, lambda: True))
        waiting.start()
        waiting.join(1)
        assert waiting.is_alive(), "a call is being answered"
    waiting.join(10)
    assert not waiting.is_alive()


def test_a_stopped_server_is_waited_for_as_long_as_it_is_wanted() -> None:
    calls = server._Calls()
    ended = threading.Event()
    ended.set()
    with calls:
        server._let_calls_end(ended, calls, lambda: True)
        server._let_calls_end(threading.Event(), calls, lambda: False)
    assert calls.are_none()

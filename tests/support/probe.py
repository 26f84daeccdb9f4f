"""A provider that reports what it sees around it, started the way Terraform starts one."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import grpc
import msgpack

from fjcorp_openai.provider import mirror
from fjcorp_openai.provider.protocol import certificate, messages

ROOT = Path(__file__).resolve().parents[2]
COOKIE = {"TF_PLUGIN_MAGIC_COOKIE": "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"}
PROBE = """
import json, os, pathlib, resource, signal, sys, time
from fjcorp_openai.provider.protocol import Function, Provider, server

class Surroundings(Function):
    name, parameters = "surroundings", {}

    def call(self):
        mask = os.umask(0)
        os.umask(mask)
        here = {number: place(number) for number in os.listdir("/proc/self/fd")}
        probed = os.environ.get("PROBED", "none")
        return json.dumps({
            "version": 1,
            "pid": os.getpid(),
            "command": open("/proc/self/cmdline").read().split("\\0"),
            "environment": dict(os.environ),
            "folder": os.getcwd(),
            "mask": mask,
            "descriptors": {number: path for number, path in here.items() if path.startswith(probed)},
            "files": resource.getrlimit(resource.RLIMIT_NOFILE),
            "child": str(signal.getsignal(signal.SIGCHLD)),
            "random": os.urandom(8).hex(),
        })

def place(number):
    try:
        return os.readlink(f"/proc/self/fd/{number}")
    except OSError:
        return ""

class Crash(Function):
    name, parameters = "crash", {}

    def call(self):
        os.kill(os.getpid(), signal.SIGKILL)

class Slow(Function):
    name, parameters = "slow", {}

    def call(self):
        pathlib.Path("asked").touch()
        while not pathlib.Path("answer").exists():
            time.sleep(0.05)
        return json.dumps("answered")

server._LAST_CALLS_SECONDS = 0.2

def build():
    return Provider("probe", functions=[Surroundings, Crash, Slow])

if __name__ == "__main__":
    sys.exit(server.serve(build, sys.argv[1:]))
"""


class Started:
    """A provider, and what Terraform sees of it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        assert process.stdout is not None
        self.line = process.stdout.readline().decode().strip().split("|")
        assert len(self.line) == 6, self.line
        der = base64.b64decode(self.line[5] + "=" * (-len(self.line[5]) % 4))
        self._channel = grpc.secure_channel(
            f"unix:{self.line[3]}",
            grpc.ssl_channel_credentials(certificate.pem("CERTIFICATE", der)),
            [("grpc.ssl_target_name_override", "localhost")],
        )

    def ask(self, method: str, data: bytes = b"") -> bytes:
        answer: bytes = self._channel.unary_unary(method)(data, timeout=20)
        return answer

    def call(self, function: str) -> Any:
        request = messages.CallRequest(name=function).SerializeToString()
        answer = messages.CallResponse.FromString(self.ask("/tfplugin6.Provider/CallFunction", request))
        return json.loads(msgpack.unpackb(answer.result.msgpack))

    def told(self) -> dict[str, Any]:
        """Return what the provider sees around it."""
        found: dict[str, Any] = self.call("surroundings")
        return found

    def shut_down(self) -> int:
        """End it as Terraform does, and return its exit code."""
        self.ask("/plugin.GRPCController/Shutdown")
        self.close()
        return self.process.wait(30)

    def close(self) -> None:
        self._channel.close()
        assert self.process.stdout is not None
        self.process.stdout.close()


def is_forked(told: dict[str, Any]) -> bool:
    return "template" in told["command"]


class Place:
    """A mirror of the probe, and the folder its providers run in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = folder / "source"
        self.source.mkdir()
        self.module = self.source / "probe.py"
        self.module.write_text(PROBE)
        self.mirror = folder / "mirror"
        mirror.install(
            self.mirror, sys.executable, self.source, name="probe", module="probe", version="1.0.0"
        )
        self.launcher = next(self.mirror.glob("registry.terraform.io/**/*_v1.0.0"))
        self.sockets = self.mirror / f"templates-{os.geteuid()}"
        self.environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), **COOKIE}
        self.made: list[Started] = []

    def start(self, **options: Any) -> Started:
        made = Started(self.popen(**options))
        self.made.append(made)
        return made

    def popen(self, **options: Any) -> subprocess.Popen[bytes]:
        more = options.pop("env", {})
        defaults: dict[str, Any] = {
            "stdout": subprocess.PIPE,
            "stderr": subprocess.DEVNULL,
            "cwd": self.folder,
        }
        return subprocess.Popen([self.launcher], env={**self.environment, **more}, **{**defaults, **options})

    def templates(self) -> list[int]:
        """Return the ids of the templates that run."""
        found = []
        for each in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (each / "cwd").readlink() == self.sockets:
                    found.append(int(each.name))
        return found

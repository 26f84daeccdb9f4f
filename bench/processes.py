"""Starts what is measured, with nothing of the caller's environment but the path."""

from __future__ import annotations

import http.client
import json
import os
import resource
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from report import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"

Result = TypeVar("Result")


def clean_environment(**more: str) -> dict[str, str]:
    """Return an environment without keys and settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": str(SOURCE), **more}


def run(
    command: list[str], folder: Path, environment: dict[str, str], codes: tuple[int, ...] = (0,)
) -> float:
    """Run a command and return its seconds.

    Raises:
        RuntimeError: It ended with another code; the message is what it wrote.
    """
    started = time.perf_counter()
    output(command, folder, environment, codes)
    return time.perf_counter() - started


def output(
    command: list[str], folder: Path, environment: dict[str, str], codes: tuple[int, ...] = (0,)
) -> str:
    """Run a command and return what it wrote to its standard output.

    Raises:
        RuntimeError: It ended with another code; the message is what it wrote.
    """
    ended = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode not in codes:
        raise RuntimeError(f"{' '.join(command)}: exit {ended.returncode}\n{ended.stdout}\n{ended.stderr}")
    return ended.stdout


def typical(measure: Callable[[], float], times: int) -> float:
    """Return the median of some measurements."""
    return median(measure() for _index in range(times))


def timed(name: str, measure: Callable[[], float], times: int = 1, target: float | None = None) -> Figure:
    """Return the median of some measurements, with the processor time that the processes of one took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = typical(measure, times)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / times
    note = f"{processor:.2f} s of processor"
    return Figure(name, seconds, "s", target, note=note, processor=processor)


@dataclass
class Emulator:
    """A running emulator."""

    process: subprocess.Popen[str]
    base_url: str
    control_url: str
    api_key: str
    admin_key: str
    start_seconds: float

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API."""
        address = urlsplit(self.control_url + path)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=600)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, address.path, content, {"content-type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {text.decode()}")
        return json.loads(text)

    def get(self, path: str) -> Any:
        """Return the object that a GET with the admin key answers."""
        return json.loads(self.shown(path).partition(" ")[2])

    def post(self, path: str, body: Any) -> Any:
        """Return the object that a POST with the admin key answers.

        Raises:
            RuntimeError: It was refused.
        """
        status, _blank, text = self.shown(path, "POST", json.dumps(body)).partition(" ")
        if status != "200":
            raise RuntimeError(f"POST {path}: {status} {text}")
        return json.loads(text)

    def shown(self, path: str, method: str = "GET", body: str | None = None) -> str:
        """Return status and body of the answer to a call with the admin key."""
        address = urlsplit(self.base_url + path)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        headers = {"authorization": f"Bearer {self.admin_key}", "content-type": "application/json"}
        try:
            connection.request(method, address.path, body, headers)
            answer = connection.getresponse()
            return f"{answer.status} {answer.read().decode()}"
        finally:
            connection.close()

    def counted(self, action: Callable[[], Result]) -> tuple[Result, int]:
        """Return an action's result and how many calls of the API it made."""
        self.control("DELETE", "/calls")
        result = action()
        return result, len(self.calls())

    def calls(self) -> list[dict[str, Any]]:
        """Return the call log."""
        found: list[dict[str, Any]] = self.control("GET", "/calls")["data"]
        return found

    def environment(self) -> dict[str, str]:
        """Point the provider at it."""
        return {
            "OPENAI_BASE_URL": self.base_url,
            "OPENAI_API_KEY": self.api_key,
            "OPENAI_ADMIN_KEY": self.admin_key,
        }


@contextmanager
def emulator(folder: Path, *options: str, core: int | None = None) -> Iterator[Emulator]:
    """Serve an emulator while the block runs, on one core if asked."""
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "fjcorp_openai.emulator", "--data", str(folder), *options],
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            if core is not None and hasattr(os, "sched_setaffinity"):
                os.sched_setaffinity(process.pid, {core})
            assert process.stdout is not None
            line = json.loads(process.stdout.readline() or "{}")
            if not line:
                raise RuntimeError("the emulator did not start")
            names = ("base_url", "control_url", "api_key", "admin_key")
            yield Emulator(process, *(line[name] for name in names), time.perf_counter() - started)
        finally:
            process.terminate()


def peak_megabytes(process: int) -> float:
    """Return the most memory a process held so far, in MB; 0 if it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return next((int(line.split()[1]) / 1024 for line in found), 0.0)


def providers(marker: str) -> list[int]:
    """Return the providers with a marker in their environment or working folder, not what forks them."""
    found = []
    for each in Path("/proc").iterdir():
        if not each.name.isdigit():
            continue
        try:
            if b"fjcorp_openai.provider" not in (each / "cmdline").read_bytes():
                continue
            folder = (each / "cwd").readlink()
            known = (each / "environ").read_bytes() + b"\0" + os.fsencode(folder)
        except OSError:
            continue
        if marker.encode() in known and not folder.name.startswith("templates-"):
            found.append(int(each.name))
    return found


@contextmanager
def watched_memory(marker: str) -> Iterator[list[float]]:
    """Follow, while the block runs, the providers with a marker in their environment or working folder.

    Yields a list whose only element is the most memory one of them held, in MB.
    """
    most, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.03):
            for each in providers(marker):
                most[0] = max(most[0], peak_megabytes(each))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield most
    finally:
        done.set()
        thread.join()

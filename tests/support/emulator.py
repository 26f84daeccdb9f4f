"""Fixtures that run the real emulator."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
import yaml

from fjcorp_openai.emulator.spec.open_questions import QUESTIONS
from support import operations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SOURCE = Path(__file__).resolve().parents[2] / "src"


HELLO = {
    "model": "gpt-5.6-terra",
    "messages": [{"role": "user", "content": "Tell me about bicycles, please."}],
}
"""A question that any model answers."""
SWITCHES: dict[str, dict[str, Any]] = {
    "/throttle": {"calls": 0},
    "/transitions": {"mode": "immediate"},
    "/lag": {"lists": 0, "reads": 0},
    "/normalizing": {"on": False},
    "/open_questions": {name: question.answers[0] for name, question in QUESTIONS.items()},
}
"""The controls that a reset may leave as they are, and how they are at the start."""


def error_of(answer: httpx2.Response) -> dict[str, Any]:
    """Return the error object of an answer, which has the service's four members."""
    error = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    return error


class Clock:
    """The emulator's clock."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def now(self) -> float:
        return self._emulator.control("GET", "/clock")["now"]

    def advance(self, seconds: float) -> None:
        self._emulator.control("POST", "/clock", {"advance": seconds})


class Emulator:
    """A running emulator.

    Args:
        folder: Its data.
        *options: Further command line arguments.

    Attributes:
        way: How an HTTP client reaches it, as further arguments of it; none for a socket.
    """

    def __init__(self, folder: Path, *options: str) -> None:
        self.way: dict[str, Any] = {}
        self.folder = folder
        self.options = options
        self.clock = Clock(self)
        self._switched = set(SWITCHES)
        self.process: subprocess.Popen[str] | None = None
        self.start()

    def start(self) -> None:
        """Start it, or start it again over the same data."""
        self.errors = self.folder.with_name(f"{self.folder.name}.stderr")
        with self.errors.open("a") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "fjcorp_openai.emulator", "--data", str(self.folder), *self.options],
                env={**os.environ, "PYTHONPATH": str(SOURCE)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        line = self.process.stdout.readline()
        if not line:
            self.process.wait(10)
            self.process.stdout.close()
            raise RuntimeError(f"the emulator did not start: {self.errors.read_text()}")
        self.line = json.loads(line)
        self.base_url: str = self.line["base_url"]
        self.control_url: str = self.line["control_url"]
        self.api_key: str = self.line["api_key"]
        self.admin_key: str = self.line["admin_key"]
        self.http = httpx2.Client(timeout=60, trust_env=False, event_hooks={"request": [self._note]})

    def _note(self, request: httpx2.Request) -> None:
        """Remember which switches a test turns."""
        if request.method == "POST":
            self._switched |= {path for path in SWITCHES if str(request.url).endswith(path)}

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Stop it by a signal and return its exit code."""
        self.http.close()
        process = self.process
        if process.poll() is None:
            process.send_signal(how)
        try:
            code = process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        process.stdout.close()
        return code

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API and return its JSON."""
        answer = self.http.request(method, self.control_url + path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def call(
        self,
        method: str,
        path: str,
        *,
        admin: bool = False,
        key: str | None = None,
        **options: Any,
    ) -> httpx2.Response:
        """Call the API without any client's help."""
        secret = key if key is not None else self.admin_key if admin else self.api_key
        headers = {"authorization": f"Bearer {secret}", **options.pop("headers", {})}
        return self.http.request(method, self.base_url + path, headers=headers, **options)

    def shown(self, path: str) -> str:
        """Return status and body of the answer to a GET with the admin key."""
        answer = self.call("GET", path, admin=True)
        return f"{answer.status_code} {answer.text}"

    def calls(self, operation: str | None = None) -> list[dict[str, Any]]:
        """Return the call log, or one operation's part of it."""
        calls = self.control("GET", "/calls")["data"]
        return [call for call in calls if operation in (None, call["operation"])]

    def clear_calls(self) -> None:
        self.control("DELETE", "/calls")

    def fault(self, operation: str = "*", **rule: Any) -> int:
        """Add a fault and return its id."""
        return self.control("POST", "/faults", {"operation": operation, **rule})["id"]

    def clear_faults(self) -> None:
        self.control("DELETE", "/faults")

    def seed(self, objects: dict[str, Any] | str) -> None:
        """Add objects, given as a mapping or as YAML."""
        self.control("POST", "/seed", yaml.safe_load(objects) if isinstance(objects, str) else objects)

    def dump(self) -> dict[str, Any]:
        return self.control("GET", "/dump")

    def reset(self) -> None:
        """Begin again: empty state, and every switch as it was at the start.

        Nothing is left to what the emulator itself takes for the start: another test may be about that.
        """
        self.switch_back()
        self.control("POST", "/reset")

    def switch_back(self) -> None:
        """Set every switch as it was at the start."""
        for path in sorted(self._switched):
            self.control("POST", path, SWITCHES[path])
        self._switched.clear()

    def snapshot(self) -> str:
        """Keep all that the organization is, and return the snapshot's id."""
        return self.control("POST", "/snapshots")["id"]

    def restore(self, snapshot: str) -> None:
        """Give back what a snapshot holds."""
        self.control("POST", f"/snapshots/{snapshot}/restore")

    def throttle(self, calls: int, seconds: float = 60) -> None:
        self.control("POST", "/throttle", {"calls": calls, "seconds": seconds})

    def lag(self, lists: float, reads: float | None = None) -> None:
        """Let lists, and reads of one object, lag behind the writes; reads as much as lists if not given."""
        self.control("POST", "/lag", {"lists": lists, "reads": lists if reads is None else reads})

    def normalize(self, *, on: bool = True) -> None:
        """Keep texts not quite as they are sent."""
        self.control("POST", "/normalizing", {"on": on})

    def add_organization(self) -> dict[str, str]:
        """Begin another organization and return its id and keys."""
        return self.control("POST", "/organizations")

    def transitions(self, mode: str | float) -> None:
        self.control("POST", "/transitions", {"mode": mode})

    def advance(self, steps: int = 1) -> int:
        """Let every pending job take its next steps; return how many were taken."""
        return self.control("POST", "/transitions/advance", {"steps": steps})["advanced"]

    def settle(self) -> None:
        """Wait until no job has steps to come; not for transitions by hand."""
        end = time.monotonic() + 120
        while pending := self.control("GET", "/transitions")["pending"]:
            assert time.monotonic() < end, f"{pending} jobs are still under way"
            time.sleep(0.02)

    def accept(self, invite_id: str) -> dict[str, Any]:
        return self.control("POST", f"/invites/{invite_id}/accept")

    def create_project_key(self, project_id: str, name: str = "test") -> dict[str, Any]:
        return self.control("POST", "/project_keys", {"project_id": project_id, "name": name})

    def environment(self) -> dict[str, str]:
        """Return the environment that points the official clients at it."""
        return {
            "OPENAI_BASE_URL": self.base_url,
            "OPENAI_API_KEY": self.api_key,
            "OPENAI_ADMIN_KEY": self.admin_key,
        }

    def client(self, *, api_key: str | None = None, **options: Any) -> Any:
        """Return an official client that does not retry; close it after use."""
        import openai

        return openai.OpenAI(
            api_key=api_key or self.api_key,
            admin_api_key=self.admin_key,
            base_url=self.base_url,
            max_retries=0,
            timeout=60,
            http_client=openai.DefaultHttpxClient(
                trust_env=False, event_hooks={"response": [operations.note]}, **self.way
            ),
            **options,
        )


DATE = ("--date", "2026-11-23")
"""Models end; a fixed day keeps the tests of those that still lived on it."""


@pytest.fixture
def start_emulator(tmp_path: Path) -> Iterator[Callable[..., Emulator]]:
    """Start emulators, each with its own process and, unless a folder is given, its own data."""
    running: list[Emulator] = []

    def start(*options: str, folder: Path | None = None) -> Emulator:
        day = () if "--date" in options else DATE
        emulator = Emulator(folder or tmp_path / f"emulator-{len(running)}", *day, *options)
        running.append(emulator)
        return emulator

    yield start
    for emulator in running:
        emulator.stop()


@pytest.fixture
def emulator(start_emulator: Callable[..., Emulator]) -> Emulator:
    """An emulator of the test's own."""
    return start_emulator()


@pytest.fixture(scope="session")
def _worker_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    running = Emulator(tmp_path_factory.mktemp("shared") / "emulator", *DATE)
    yield running
    running.stop()


@pytest.fixture
def served_emulator(_worker_emulator: Emulator) -> Emulator:
    """The worker's emulator behind a socket, reset before the test."""
    _worker_emulator.reset()
    return _worker_emulator


@pytest.fixture
def shared_emulator(served_emulator: Emulator) -> Emulator:
    """The worker's emulator, reset before the test; in the fast tier it is one in this process."""
    return served_emulator


@pytest.fixture(scope="session")
def _legacy_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    folder = tmp_path_factory.mktemp("legacy") / "emulator"
    running = Emulator(folder, "--legacy-assistants", *DATE)
    yield running
    running.stop()


@pytest.fixture
def legacy_emulator(_legacy_emulator: Emulator) -> Emulator:
    """The worker's emulator that also serves assistants, threads and runs, reset before the test."""
    _legacy_emulator.reset()
    return _legacy_emulator


@pytest.fixture
def client(shared_emulator: Emulator) -> Iterator[Any]:
    """An official client of the shared emulator."""
    with shared_emulator.client() as official:
        yield official

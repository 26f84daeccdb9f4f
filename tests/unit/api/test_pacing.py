"""Calls kept within limits the API does not announce, in one process and in several.

Where one process is enough the waits are those of a virtual clock: exact, and the same on a busy machine.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import fjcorp_openai
from fjcorp_openai.api import Api, errors
from fjcorp_openai.api.pacing import Pacer, window_seconds
from fjcorp_openai.api.pacing_store import FileLedger, MemoryLedger
from support.checks import every
from unit.api.server import Reply, Seen, Server, error
from unit.api.virtual import VirtualClock

Serve = Callable[..., Server]
Client = Callable[..., Api]
SOURCE = str(Path(fjcorp_openai.__file__).parents[1])
PATH = "/organization/projects"


class Limit:
    """So many calls a window and path, as the administration API: the window starts with its first call."""

    def __init__(
        self,
        calls: int,
        seconds: float,
        headers: dict[str, str] | None = None,
        clock: VirtualClock | None = None,
        latency: float = 0.0,
    ) -> None:
        self.calls, self.seconds, self.headers = calls, seconds, headers or {}
        self.now: Callable[[], float] = clock.time if clock else time.monotonic
        self.sleep: Callable[[float], None] = clock.sleep if clock else time.sleep
        self.latency = latency
        self.random = random.Random(5)
        self.windows: dict[str, tuple[float, int]] = {}
        self.passed = self.refused = 0
        self.first = self.last = 0.0
        self.lock = threading.Lock()

    def __call__(self, one: Seen) -> Reply:
        self.sleep(self.random.uniform(0, self.latency))
        with self.lock:
            now = self.now()
            start, count = self.windows.get(one.path, (now, 0))
            if now - start >= self.seconds:
                start, count = now, 0
            if count >= self.calls:
                self.refused += 1
                return error(429, "Too many requests", headers=self.headers)
            self.windows[one.path] = start, count + 1
            self.passed += 1
            self.first, self.last = self.first or now, now
            reply = Reply({"id": f"proj_{self.passed}"})
        self.sleep(self.random.uniform(0, self.latency))
        return reply


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> VirtualClock:
    """Let the client's waits pass on a virtual clock, with the window of the real API."""
    clock = VirtualClock()
    monkeypatch.setenv("FJCORP_OPENAI_PACING_WINDOW", "60")
    monkeypatch.setattr("fjcorp_openai.api.pacing.time", clock)
    monkeypatch.setattr("fjcorp_openai.api.event_log.time", clock)
    monkeypatch.setattr(Api, "_sleep", lambda _api, seconds: clock.sleep(seconds))
    return clock


def waits(events: Path) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in events.read_text().splitlines()]
    return [line for line in lines if line["event"] == "wait"]


def test_nothing_is_held_back_before_a_refusal(
    serve: Serve, client: Client, clock: VirtualClock, tmp_path: Path
) -> None:
    server = serve(lambda _unused: Reply({}))
    api = client(server, pacing_dir=tmp_path, events=tmp_path / "events.jsonl")
    started = clock.time()
    for _index in range(100):
        api.get(PATH)
    assert clock.time() == started
    assert waits(tmp_path / "events.jsonl") == []


@pytest.mark.parametrize("latency", [0.05, 3.0])
def test_a_throttle_costs_its_own_time_and_fails_nobody(
    serve: Serve, client: Client, clock: VirtualClock, tmp_path: Path, latency: float
) -> None:
    limit = Limit(10, 60.0, clock=clock, latency=latency)
    api = client(serve(limit), pacing_dir=tmp_path, events=tmp_path / "events.jsonl")
    started = clock.time()
    made = clock.map(lambda number: api.post(PATH, {"name": number}), range(60), 20)
    took = clock.time() - started
    assert len({item["id"] for item in made}) == 60
    assert limit.passed == 60
    # 60 calls at 10 a minute: the throttle alone takes five minutes.
    assert 300 <= took < 300 * 1.15
    # The ten that were on their way when the wall was met, and those it was met with again since.
    assert limit.refused <= 20
    told = waits(tmp_path / "events.jsonl")
    assert told
    assert every(line["family"] == PATH and 0 < line["seconds"] < 400 for line in told)  # type: ignore[operator]
    assert len(told) <= limit.passed + limit.refused, "an attempt is announced once"


def test_a_wait_is_announced_before_it_starts(
    serve: Serve, client: Client, clock: VirtualClock, tmp_path: Path
) -> None:
    api = client(serve(Limit(2, 60.0, clock=clock)), events=tmp_path / "events.jsonl")
    started = clock.time()
    for _index in range(3):
        api.get(PATH)
    (told,) = waits(tmp_path / "events.jsonl")
    assert told["time"] == started
    assert 60 <= float(told["seconds"]) < 66  # type: ignore[arg-type]
    assert clock.time() == pytest.approx(started + float(told["seconds"]), abs=0.001)  # type: ignore[arg-type]
    assert str(told["message"]).startswith(f"{PATH} waits 61 s")


def test_families_do_not_wait_for_each_other(
    serve: Serve, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FJCORP_OPENAI_PACING_WINDOW", "600")
    api = client(serve(Limit(2, 600.0)))
    api.get(PATH)
    api.get(PATH)

    def wait() -> None:
        with pytest.raises(errors.Stopped):
            api.get(PATH)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.3)
    api.get("/organization/users")
    assert waiting.is_alive()
    api.stopping.set()
    waiting.join(30)
    assert not waiting.is_alive()


def test_told_times_hold_back_the_whole_family(serve: Serve, client: Client, clock: VirtualClock) -> None:
    limit = Limit(5, 8.0, {"retry-after": "8"}, clock)
    api = client(serve(limit))
    assert len(clock.map(lambda _unused: api.get(PATH), range(16), 16)) == 16
    # 16 calls at 5 in 8 s: refused at most once by everybody who comes too early in each round.
    assert limit.refused <= 11 + 6 + 1


_CALLS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from fjcorp_openai.api import Api, Settings
api = Api(Settings(admin_key="sk-admin-x", base_url=sys.argv[1], pacing_dir=sys.argv[2], events=sys.argv[3]))
with ThreadPoolExecutor(8) as pool:
    print(len(list(pool.map(lambda n: api.post("/organization/projects", {}), range(int(sys.argv[4]))))))
"""


@pytest.mark.slow
def test_processes_share_one_budget_and_do_not_stampede(serve: Serve, tmp_path: Path) -> None:
    limit = Limit(10, 6.0)
    server = serve(limit)
    arguments = [server.base_url, str(tmp_path / "pacing"), str(tmp_path / "events.jsonl"), "6"]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _CALLS, *arguments],
            env={"PYTHONPATH": SOURCE, "FJCORP_OPENAI_PACING_WINDOW": "6"},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _index in range(4)
    ]
    assert [process.communicate(timeout=100)[0].strip() for process in processes] == ["6"] * 4
    # 24 calls at 10 in 6 s: 12 s by the throttle; the rest is room for a machine that has other work.
    assert 12.0 <= limit.last - limit.first < 48
    assert limit.passed == 24
    # Four processes of eight threads: each thread may run into the wall once, but not again and again.
    assert limit.refused <= 32
    assert every(file.stat().st_mode & 0o777 == 0o600 for file in (tmp_path / "pacing").iterdir())
    assert [file.name.split("-", 1)[1] for file in (tmp_path / "pacing").glob("*.json")] == [
        "organization-projects.json"
    ]


def test_a_later_process_knows_the_budget(
    serve: Serve, client: Client, clock: VirtualClock, tmp_path: Path
) -> None:
    limit = Limit(3, 60.0, clock=clock)
    server = serve(limit)
    first = client(server, pacing_dir=tmp_path)
    for _index in range(4):
        first.get(PATH)
    assert limit.refused == 1
    second = client(server, pacing_dir=tmp_path)
    for _index in range(5):
        second.get(PATH)
    assert limit.refused == 1


def test_accounts_do_not_share_a_budget(serve: Serve, client: Client, tmp_path: Path) -> None:
    server = serve(lambda _unused: Reply({}))
    client(server, pacing_dir=tmp_path).get(PATH)
    client(server, pacing_dir=tmp_path, admin_key="sk-admin-other").get(PATH)
    names = [file.name for file in tmp_path.glob("*.json")]
    assert len(names) == 2
    assert not any("marker" in name or "other" in name for name in names)


def test_a_budget_is_forgotten_after_some_quiet_windows(tmp_path: Path) -> None:
    naps: list[float] = []
    pacer = Pacer(MemoryLedger(), naps.append, lambda *_unused: None, window=0.05)
    pacer.refused(pacer.take("f"), None)
    time.sleep(0.3)
    for _index in range(20):
        pacer.take("f")
    assert naps == []


class Minutes:
    """A limit of so many calls a minute, and a pacer of which one caller asks one call after the other."""

    def __init__(self, calls: int, clock: VirtualClock) -> None:
        self.calls, self.clock = calls, clock
        self.start, self.count = 0.0, 0
        self.refused = 0
        self.pacer = Pacer(MemoryLedger(), clock.sleep, lambda *_unused: None, window=60)

    def call(self) -> None:
        """Call until a call passes."""
        while True:
            slot = self.pacer.take("f")
            self.clock.sleep(0.1)
            if self.clock.time() - self.start >= 60:
                self.start, self.count = self.clock.time(), 0
            self.count += 1
            if self.count <= self.calls:
                self.pacer.settled(slot)
                return
            self.refused += 1
            self.pacer.refused(slot, None)


@pytest.fixture
def minutes(clock: VirtualClock) -> Minutes:
    return Minutes(10, clock)


def test_asking_for_more_costs_one_refusal_and_is_done_ever_less_often(minutes: Minutes) -> None:
    began = minutes.clock.time()
    for _index in range(600):
        minutes.call()
    # At the start, and after 5, 10, 20 quiet minutes more.
    assert minutes.refused <= 5
    assert minutes.clock.time() - began <= 1.05 * 59 * 60


def test_a_limit_that_was_raised_is_found_out(minutes: Minutes) -> None:
    for _index in range(200):
        minutes.call()
    minutes.calls = 35
    for _index in range(2000):
        minutes.call()
    began, refused = minutes.clock.time(), minutes.refused
    for _index in range(350):
        minutes.call()
    assert minutes.clock.time() - began <= 1.1 * 10 * 60
    assert minutes.refused - refused <= 1


def test_a_limit_used_up_by_somebody_else_is_waited_for(
    serve: Serve, client: Client, slept: list[float]
) -> None:
    """The first call of all is refused: nothing of ours explains it."""
    replies = [error(429), error(429), Reply({"id": "a"})]
    server = serve(lambda _unused: replies.pop(0))
    assert client(server).get("/files/a") == {"id": "a"}
    assert 0.08 <= sum(slept) < 3


@pytest.mark.parametrize("content", ["", "{half", "[1]"])
def test_a_broken_ledger_file_is_started_anew(tmp_path: Path, content: str) -> None:
    ledger = FileLedger(tmp_path, "account")
    with ledger.open("/files") as state:
        state["budget"] = 5
    (file,) = tmp_path.glob("*.json")
    file.write_text(content)
    with ledger.open("/files") as state:
        assert state == {}
        state["budget"] = 7
    with ledger.open("/files") as state:
        assert state == {"budget": 7}


def test_the_window_comes_from_the_environment() -> None:
    assert window_seconds() == 0.4
    assert window_seconds({}) == 60.0
    assert window_seconds({"FJCORP_OPENAI_PACING_WINDOW": "1.5"}) == 1.5
    assert window_seconds({"FJCORP_OPENAI_PACING_WINDOW": "soon"}) == 60.0

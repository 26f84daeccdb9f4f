"""Waits have a ceiling, whatever the API asks for, the clock does, or a file of the pacing holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api import Api, errors
from fjcorp_openai.api.pacing import Pacer, window_seconds
from fjcorp_openai.api.pacing_store import FileLedger, MemoryLedger
from unit.api.server import Reply, Server, error

if TYPE_CHECKING:
    from pathlib import Path

Serve = Callable[..., Server]
Client = Callable[..., Api]
FAMILY = "/organization/projects"
DAY = 86400


class Machine:
    """A machine whose clock anybody may set, while its monotonic clock goes on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall, self.passed, self.slept = 1_700_000_000.0, 5000.0, []
        monkeypatch.setattr("fjcorp_openai.api.pacing.time", self)

    def time(self) -> float:
        return self.wall + self.passed

    def monotonic(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.passed += seconds

    def pacer(self, folder: Path | None = None, max_wait: float = 900) -> Pacer:
        """Return the pacer of a process that starts now."""
        ledger = FileLedger(folder, "account") if folder else MemoryLedger()
        return Pacer(ledger, self.sleep, lambda *_unused: None, 60.0, max_wait)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def until(message: str) -> datetime:
    """Return the time that a message names."""
    found = re.search(r"until (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC", message)
    assert found, message
    return datetime.fromisoformat(found[1]).replace(tzinfo=UTC)


# What the API asks for


@pytest.mark.parametrize("status", [429, 503])
def test_a_pause_beyond_the_ceiling_fails_at_once_and_says_until_when(
    serve: Serve, client: Client, status: int, tmp_path: Path
) -> None:
    server = serve(lambda _unused: error(status, "later", headers={"retry-after": str(DAY)}))
    with pytest.raises(errors.ApiStatusError) as caught:
        client(server, pacing_dir=tmp_path).get(FAMILY)
    text = str(caught.value)
    assert len(server.seen) == 1
    assert f"GET {FAMILY} answered {status}: later" in text
    assert "the API asks to wait 24 hours" in text
    assert "a run waits 900 s at most" in text
    assert "raise max_wait (environment variable OPENAI_MAX_WAIT)" in text
    assert abs(until(text) - datetime.now(UTC) - timedelta(days=1)) < timedelta(minutes=5)


def test_other_calls_of_the_process_say_the_same_and_a_later_process_asks_anew(
    serve: Serve, client: Client, tmp_path: Path
) -> None:
    replies = iter([error(429, headers={"retry-after": str(DAY)})])
    server = serve(lambda _unused: next(replies, Reply({"id": "proj_1"})))
    api = client(server, pacing_dir=tmp_path)
    with pytest.raises(errors.RateLimited):
        api.get(FAMILY)
    for _again in range(2):
        with pytest.raises(
            errors.WaitTooLong, match=r"/organization/projects: the API asks to wait 24 hours"
        ):
            api.get(FAMILY)
    assert len(server.seen) == 1, "nothing more is sent"
    assert client(server, pacing_dir=tmp_path).get(FAMILY) == {"id": "proj_1"}


def test_a_higher_ceiling_lets_it_wait(machine: Machine, tmp_path: Path) -> None:
    pacer = machine.pacer(tmp_path, max_wait=2 * DAY)
    pacer.refused(pacer.take(FAMILY), DAY)
    pacer.take(FAMILY)
    assert sum(machine.slept) >= DAY
    patient, impatient = machine.pacer(tmp_path, 2 * DAY), machine.pacer(tmp_path, 60)
    patient.refused(patient.take(FAMILY), 3600)
    machine.slept.clear()
    impatient.take(FAMILY)
    assert sum(machine.slept) < 60, "who waits less asks the API"


@pytest.mark.parametrize("told", ["nan", "inf", "-5", "1e300", "later", "Thu, 99 Foo 9999 99:99:99 GMT", "²"])
def test_nonsense_about_waiting_counts_as_nothing_said(
    serve: Serve, client: Client, slept: list[float], told: str
) -> None:
    replies = iter([error(503, headers={"retry-after": told.encode().decode("latin-1")})])
    server = serve(lambda _unused: next(replies, Reply({"id": "a"})))
    assert client(server).get("/files/a") == {"id": "a"}
    assert sum(slept) < 60


def test_a_queue_beyond_the_ceiling_is_not_joined(machine: Machine) -> None:
    pacer = machine.pacer(max_wait=150)
    first = pacer.take(FAMILY)
    pacer.refused(first, None)
    machine.passed += 61
    ledger: Any = pacer._ledger
    with ledger.open(FAMILY) as state:
        state["budget"] = 1
        now = machine.time()
        state["slots"] = [now, now + 61.2, now + 122.4]
        before = list(state["slots"])
    with pytest.raises(
        errors.WaitTooLong, match=r"next free moment .* \(1 calls pass in 60 s\).*parallelism"
    ):
        pacer.take(FAMILY)
    with ledger.open(FAMILY) as state:
        assert state["slots"] == before, "no slot is kept"


def test_no_wait_at_all_is_a_ceiling_too(serve: Serve, client: Client) -> None:
    server = serve(lambda _unused: error(429, headers={"retry-after": "1"}))
    with pytest.raises(errors.RateLimited, match="a run waits 0 s at most"):
        client(server, max_wait=0).get("/files")
    assert len(server.seen) == 1


# What the clock does


@pytest.mark.parametrize("jump", [-10 * 365 * DAY, -DAY, -3600, 3600, DAY, 10 * 365 * DAY])
def test_a_clock_that_is_set_between_two_processes_makes_nobody_wait_longer(
    machine: Machine, tmp_path: Path, jump: float
) -> None:
    pacer = machine.pacer(tmp_path)
    pacer.refused(pacer.take(FAMILY), 100.0)
    machine.wall += jump
    machine.slept.clear()
    machine.pacer(tmp_path).take(FAMILY)
    assert sum(machine.slept) <= 101.0
    if jump < 0:
        assert sum(machine.slept) >= 99.0, "what was left to wait is still left"


@pytest.mark.parametrize("jump", [-10 * 365 * DAY, -3600, 3600, 10 * 365 * DAY])
def test_a_clock_that_is_set_meanwhile_does_not_matter(machine: Machine, tmp_path: Path, jump: float) -> None:
    pacer = machine.pacer(tmp_path)
    pacer.refused(pacer.take(FAMILY), 100.0)
    machine.wall += jump
    machine.slept.clear()
    pacer.take(FAMILY)
    assert 100.0 <= sum(machine.slept) <= 101.0


# What a file holds

NOW = 1_700_005_000.0
HOSTILE: dict[str, Any] = {
    "closed for ever": {"closed": 1e300, "generation": 1},
    "closed in a year": {"closed": NOW + 365 * DAY, "refused": NOW, "generation": 1, "written": NOW},
    "written in the future": {"closed": NOW + 365 * DAY, "written": NOW + 365 * DAY - 30, "generation": 1},
    "no number": {"closed": "tomorrow", "refused": None, "slots": "many", "budget": "1", "generation": []},
    "not finite": {"closed": float("inf"), "refused": float("nan"), "slots": [float("inf")]},
    "true": {"closed": True, "budget": True, "generation": True, "refused": True},
    "no budget at all": {"budget": 0, "refused": NOW, "generation": 1, "learned": 1},
    "negative": {"budget": -1, "generation": -1, "misses": -5, "patience": -1, "refused": -1e300},
    "huge": {"budget": 10**400, "generation": 10**400, "patience": 1e308, "refused": NOW, "misses": 10**30},
    "a budget of nobody": {"budget": 1, "slots": [NOW] * 5},
    "slots in a year": {"budget": 1, "generation": 1, "refused": NOW, "slots": [NOW + 365 * DAY] * 9},
    "learned later than ever": {"budget": 5, "generation": 1, "refused": NOW, "learned": 10**9},
    "unknown names": {"__class__": "x", "generation": 1, "doubled": "yes"},
    "a list": [1, 2],
    "a text": "text",
    "nothing": None,
}
TORN = [
    "",
    "{",
    '{"closed": 17',
    "\x00" * 64,
    "[" * 100_000,
    "\udce9",
    '{"slots": [' + "1," * 200_000 + "1]}",
]


@pytest.mark.parametrize("content", [*HOSTILE, *TORN], ids=lambda content: content[:20])
def test_what_a_pacing_file_holds_is_believed_within_reason(
    machine: Machine, tmp_path: Path, content: str
) -> None:
    text = json.dumps(HOSTILE[content]) if content in HOSTILE else content
    machine.pacer(tmp_path).take(FAMILY)
    (file,) = tmp_path.glob("*.json")
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    pacer = machine.pacer(tmp_path)
    slot = pacer.take(FAMILY)
    assert sum(machine.slept) <= 62.0, "a window at most"
    pacer.settled(slot)
    pacer.refused(pacer.take(FAMILY), None)
    pacer.take(FAMILY)
    assert sum(machine.slept) <= 300.0
    assert isinstance(json.loads(file.read_text("utf-8")), dict)


def test_what_is_known_expires(machine: Machine, tmp_path: Path) -> None:
    pacer = machine.pacer(tmp_path)
    for _index in range(3):
        pacer.refused(pacer.take(FAMILY), None)
    machine.passed += DAY
    machine.slept.clear()
    later = machine.pacer(tmp_path)
    for _index in range(50):
        later.take(FAMILY)
    assert machine.slept == []


@pytest.mark.parametrize(
    ("text", "seconds"), [("1e308", 3600), ("inf", 60), ("nan", 60), ("-1", 0.01), ("x", 60)]
)
def test_the_window_is_bounded(text: str, seconds: float) -> None:
    assert window_seconds({"FJCORP_OPENAI_PACING_WINDOW": text}) == seconds

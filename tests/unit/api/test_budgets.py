"""Calls of a model kept within the requests and tokens that answers say are left, on a virtual clock."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api import Api, errors
from fjcorp_openai.api.budgets import Budgets, duration, read, tokens_at_most
from fjcorp_openai.api.call import Call
from fjcorp_openai.api.pacing_store import FileLedger, MemoryLedger
from unit.api.server import Reply, Seen, Server, error, mounted
from unit.api.virtual import VirtualClock

if TYPE_CHECKING:
    from pathlib import Path

Serve = Callable[..., Server]
Client = Callable[..., Api]
PATH = "/chat/completions"


class Buckets:
    """Requests and tokens of a minute that refill evenly, as the service states them in its headers."""

    def __init__(self, clock: VirtualClock, requests: int, tokens: int, latency: float) -> None:
        self.clock, self.latency = clock, latency
        self.most = {"requests": float(requests), "tokens": float(tokens)}
        self.left = dict(self.most)
        self.at = clock.time()
        self.random = random.Random(7)
        self.lock = threading.Lock()
        self.passed = self.refused = self.spent = 0

    def __call__(self, seen: Seen) -> Reply:
        self.clock.sleep(self.random.uniform(0, self.latency))
        prompt = 20
        with self.lock:
            now = self.clock.time()
            for kind, most in self.most.items():
                self.left[kind] = min(most, self.left[kind] + most / 60 * (now - self.at))
            self.at = now
            used = prompt + self.random.randint(20, 180)
            if self.left["requests"] < 1 or self.left["tokens"] < used:
                self.refused += 1
                return error(429, "Rate limit reached", headers=self.headers())
            self.left["requests"] -= 1
            self.left["tokens"] -= used
            self.passed += 1
            self.spent += used
            reply = Reply({"id": f"chatcmpl-{self.passed}"}, headers=self.headers())
        self.clock.sleep(self.random.uniform(0, self.latency))
        return reply

    def headers(self) -> dict[str, str]:
        told = {}
        for kind, most in self.most.items():
            told[f"x-ratelimit-limit-{kind}"] = f"{most:.0f}"
            told[f"x-ratelimit-remaining-{kind}"] = str(int(self.left[kind]))
            told[f"x-ratelimit-reset-{kind}"] = f"{(most - self.left[kind]) / most * 60:.3f}s"
        return told

    def dictated(self) -> float:
        """The seconds that these calls take at least: what the full buckets lacked has to refill."""
        needs = {"requests": self.passed, "tokens": self.spent}
        return max((needs[kind] - most) / most * 60 for kind, most in self.most.items())


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> VirtualClock:
    clock = VirtualClock()
    for module in ("budgets", "pacing", "event_log"):
        monkeypatch.setattr(f"fjcorp_openai.api.{module}.time", clock)
    monkeypatch.setattr(Api, "_sleep", lambda _api, seconds: clock.sleep(seconds))
    return clock


def asked(number: int, **more: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": f"Question {number}"}]
    return {"model": "gpt-6-luna", "messages": messages, "max_completion_tokens": 200, **more}


@pytest.mark.parametrize(
    ("calls", "requests", "tokens", "latency"),
    [
        pytest.param(300, 2000, 8000, 0.05, id="by tokens"),
        pytest.param(180, 60, 1_000_000, 0.05, id="by requests"),
        pytest.param(300, 90, 9000, 1.0, id="slow answers"),
        pytest.param(1000, 300, 35_000, 0.05, id="a thousand by both", marks=pytest.mark.slow),
    ],
)
def test_answers_take_what_the_limits_dictate_and_none_is_refused(
    client: Client,
    clock: VirtualClock,
    tmp_path: Path,
    calls: int,
    requests: int,
    tokens: int,
    latency: float,
) -> None:
    """Two clients stand for two processes: they share through files alone."""
    limits = Buckets(clock, requests, tokens, latency)
    with mounted(limits) as address:
        apis = [client(address, pacing_dir=tmp_path), client(address, pacing_dir=tmp_path)]
        began = clock.time()
        made = clock.map(lambda number: apis[number % 2].post(PATH, asked(number)), range(calls), 10)
        took = clock.time() - began
    assert len({each["id"] for each in made}) == calls
    assert limits.refused == 0
    assert limits.dictated() > 100
    assert took <= 1.15 * limits.dictated()


def test_a_refusal_that_says_what_is_left_is_waited_out(
    serve: Serve, client: Client, clock: VirtualClock
) -> None:
    """Somebody else has used it all: the first call meets the limit."""
    limits = Buckets(clock, 60, 6000, 0.0)
    limits.left["tokens"] = 0.0
    api = client(serve(limits))
    began = clock.time()
    assert api.post(PATH, asked(1))["id"] == "chatcmpl-1"
    assert 1 <= clock.time() - began <= 10
    assert limits.refused >= 1


def test_models_do_not_wait_for_each_other(serve: Serve, client: Client, clock: VirtualClock) -> None:
    headers = {
        "x-ratelimit-limit-requests": "1",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "1m0s",
    }
    api = client(serve(lambda _seen: Reply({}, headers=headers)))
    began = clock.time()
    api.post(PATH, asked(1))
    api.post(PATH, asked(1, model="gpt-6.1-luna"))
    api.post("/responses/input_tokens", asked(1))
    api.post("/responses/input_tokens", asked(1))
    assert clock.time() == began
    api.post(PATH, asked(2))
    assert 59 <= clock.time() - began <= 61


def test_nobody_waits_longer_than_max_wait(serve: Serve, client: Client, clock: VirtualClock) -> None:
    headers = {
        "x-ratelimit-limit-requests": "1",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "24h0m0s",
    }
    server = serve(lambda _seen: Reply({}, headers=headers))
    api = client(server)
    api.post(PATH, asked(1))
    began = clock.time()
    with pytest.raises(errors.WaitTooLong, match=r"gpt-6-luna: the next free moment .* limit of requests"):
        api.post(PATH, asked(2))
    assert clock.time() == began
    assert len(server.seen) == 1


def test_a_deposit_of_a_killed_process_ends(clock: VirtualClock, tmp_path: Path) -> None:
    def budgets() -> Budgets:
        return Budgets(FileLedger(tmp_path, "account"), clock.sleep, lambda *_told: None, 5000.0)

    told = {
        "x-ratelimit-limit-requests": "1",
        "x-ratelimit-remaining-requests": "1",
        "x-ratelimit-reset-requests": "0ms",
    }
    call = Call("POST", PATH, False, body=asked(1))
    first = budgets()
    first.settled(first.take(call, 10), told)
    lost = budgets().take(call, 10)
    assert lost is not None
    with pytest.raises(errors.WaitTooLong):
        budgets().take(call, 0.0)
    clock.sleep(901)
    assert budgets().take(call, 0.0) is not None


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"buckets": 1, "deposits": []}',
        '{"buckets": {"requests": [0, 0, 0, 1700000000]}}',
        '{"buckets": {"requests": [5, 0, "x", 1700000000]}}',
        '{"buckets": {"requests": [5, 0, 0, 9e99]}, "deposits": {"a": [1e9, 1e9, 9e99]}}',
        '{"buckets": {"requests": [NaN, 0, 1, 1700000000]}}',
    ],
)
def test_a_file_that_makes_no_sense_holds_nothing_back(
    content: str, clock: VirtualClock, tmp_path: Path
) -> None:
    ledger = FileLedger(tmp_path, "account")
    budgets = Budgets(ledger, clock.sleep, lambda *_told: None, 900.0)
    call = Call("POST", PATH, False, body=asked(1))
    told = {"x-ratelimit-limit-requests": "9", "x-ratelimit-remaining-requests": "9"}
    budgets.settled(budgets.take(call, 0.0), told)
    (file,) = tmp_path.glob("*.json")
    file.write_text(content)
    assert budgets.take(call, 0.0) is not None


def test_the_file_names_neither_key_nor_text(clock: VirtualClock, tmp_path: Path) -> None:
    budgets = Budgets(FileLedger(tmp_path, "sk-account"), clock.sleep, lambda *_told: None, 900.0)
    call = Call("POST", PATH, False, body=asked(1))
    told = {"x-ratelimit-limit-tokens": "9000", "x-ratelimit-remaining-tokens": "9000"}
    budgets.settled(budgets.take(call, 0.0), told)
    assert budgets.take(call, 0.0) is not None
    (file,) = tmp_path.glob("*.json")
    kept = json.loads(file.read_text())
    assert list(kept["buckets"]) == ["tokens"]
    assert "Question" not in file.read_text()
    assert "sk-account" not in str(file)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120ms", 0.12),
        ("1s", 1.0),
        ("6m0s", 360.0),
        ("1h0m0.5s", 3600.5),
        ("1d2h", 93_600.0),
        ("", None),
        ("soon", None),
        ("-1s", None),
        ("5", None),
    ],
)
def test_durations_are_read_as_the_service_writes_them(text: str, seconds: float | None) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"x-ratelimit-limit-tokens": "10"},
        {"x-ratelimit-limit-tokens": "0", "x-ratelimit-remaining-tokens": "0"},
        {"x-ratelimit-limit-tokens": "10", "x-ratelimit-remaining-tokens": "11"},
        {"x-ratelimit-limit-tokens": "nan", "x-ratelimit-remaining-tokens": "1"},
        {"x-ratelimit-limit-tokens": "1e99", "x-ratelimit-remaining-tokens": "1"},
        {"x-ratelimit-limit-tokens": "-5", "x-ratelimit-remaining-tokens": "-9"},
    ],
)
def test_headers_that_make_no_sense_are_left_out(told: dict[str, str]) -> None:
    assert read(told) == {}


def test_a_deposit_covers_question_and_answers() -> None:
    assert tokens_at_most(asked(1, n=3)) > 600
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 9000}}
    assert tokens_at_most({"messages": [{"role": "user", "content": [picture]}]}) < 100
    assert tokens_at_most({"input": "x" * 3000}) == 1000


def test_an_account_without_limits_keeps_nothing() -> None:
    ledger = MemoryLedger()
    budgets = Budgets(ledger, lambda _seconds: None, lambda *_told: None, 900.0)
    for _number in range(3):
        assert budgets.settled(budgets.take(Call("POST", PATH, False, body=asked(1)), 0.0), {}) is False
    assert [state for state in ledger._states.values() if state] == []

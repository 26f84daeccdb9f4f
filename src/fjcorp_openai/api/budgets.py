"""Keeps calls of a model within the requests and tokens that the API's answers say are left.

The API says in `x-ratelimit-*` headers how many requests and tokens a model may take, how many are left, and
when all are there again. Both are buckets that refill evenly. A call leaves a deposit, the tokens that it may
take at most, and goes once there is room for it; its answer gives the deposit back and says what is left. So
a deposit that is too large costs no time, and one that is too small is put right by the next answer.

All processes over one ledger share the buckets. A deposit of a process that was killed ends after a while.
What a file holds is believed only as far as it makes sense, as in `pacing_store`.
"""

from __future__ import annotations

import hashlib
import math
import re
import threading
import time
from itertools import count
from os import getpid
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.clock import moment
from fjcorp_openai.api.errors import WaitTooLong

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fjcorp_openai.api.call import Call
    from fjcorp_openai.api.pacing_store import Ledger

KINDS = ("requests", "tokens")
_BYTES_OF_A_TOKEN = 3
_LIMITS = ("max_completion_tokens", "max_output_tokens", "max_tokens")
_PACED = frozenset(
    f"/{name}"
    for name in (
        "audio/speech",
        "chat/completions",
        "completions",
        "embeddings",
        "images/generations",
        "moderations",
        "responses",
    )
)
"""Calls that count against the limits of a model."""
_SHORTEST_WAIT = 0.02
_LOOK_AGAIN_SECONDS = 0.25
"""How soon somebody looks again who only waits for what others have in hand."""
_ANNOUNCE_SECONDS = 1.0
_FORGET_SECONDS = 900.0
"""After so long nothing of a model's limits is believed, nor that a call is still on its way."""
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|[dhms])")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}

_numbers = count()


class Deposit:
    """What one call may take of a model's buckets until it is answered.

    Attributes:
        model: The model that it asks.
        name: Its name in the ledger; None where nothing is known of the model, so that nothing is kept.
    """

    def __init__(self, model: str, name: str | None) -> None:
        """Take what `Budgets.take` reserved."""
        self.model, self.name = model, name


class Budgets:
    """Lets calls of a model go in the time that its limits dictate."""

    def __init__(
        self,
        ledger: Ledger,
        sleep: Callable[[float], None],
        announce: Callable[[str, float, str], None],
        max_wait: float,
    ) -> None:
        """Share buckets through a ledger.

        Args:
            ledger: what is known of each model.
            sleep: waits a number of seconds, and may raise to give up.
            announce: takes model, seconds and a sentence before a wait starts.
            max_wait: seconds that a call may wait in all.
        """
        self._ledger, self._sleep, self._announce, self._max_wait = ledger, sleep, announce, max_wait
        self._zero = time.time() - time.monotonic()
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def take(self, call: Call, limit: float) -> Deposit | None:
        """Wait until there is room for a call, and leave its deposit.

        Args:
            call: what is to be sent; one that names no model is not held back.
            limit: seconds that the wait may take.

        Raises:
            WaitTooLong: it would take longer; nothing is kept.
        """
        model = _model(call)
        if model is None:
            return None
        needs = {"requests": 1.0, "tokens": float(tokens_at_most(call.body))}
        end = self._now() + min(limit, self._max_wait)
        while True:
            with self._ledger.open(_name(model)) as state:
                now = self._now()
                buckets, deposits = _believed(state, now)
                pauses = {kind: _pause(buckets[kind], needs[kind], deposits, kind, now) for kind in buckets}
                pause = max(pauses.values(), default=0.0)
                if pause <= 0:
                    if not buckets:
                        return Deposit(model, None)
                    name = f"{getpid()}-{next(_numbers)}"
                    deposits[name] = [needs["requests"], needs["tokens"], now]
                    state.clear()
                    state.update(buckets=buckets, deposits=deposits)
                    return Deposit(model, name)
            if now + pause > end:
                raise WaitTooLong(
                    f"{model}: the next free moment for a call is {moment(pause)} (the API's limit of "
                    f"{max(pauses, key=lambda kind: pauses[kind])}), and a run waits no longer than max_wait "
                    "says (environment variable OPENAI_MAX_WAIT). Run again later, or with less parallelism."
                )
            if pause >= _ANNOUNCE_SECONDS and self._is_news(f"{model} {round(now + pause)}"):
                kind = max(pauses, key=lambda each: pauses[each])
                text = f"{model} waits {pause:.0f} s, until {moment(pause)} (the API's limit of {kind})"
                self._announce(model, pause, text)
            self._sleep(max(_SHORTEST_WAIT, pause))

    def settled(self, deposit: Deposit | None, told: Mapping[str, str]) -> bool:
        """Give a deposit back, and learn what is left.

        Args:
            deposit: of the call that was answered.
            told: headers of the answer; empty where none came.

        Returns:
            Whether the answer said what is left.
        """
        if deposit is None:
            return False
        found = read(told)
        if deposit.name is None and not found:
            return False
        with self._ledger.open(_name(deposit.model)) as state:
            now = self._now()
            buckets, deposits = _believed(state, now)
            deposits.pop(deposit.name or "", None)
            for kind, (most, left, rate) in found.items():
                known = buckets.get(kind)
                if known and known[0] == most:
                    # Answers overtake each other: a later one may have said that less is left.
                    left = min(left, known[1] + known[2] * (now - known[3]))
                buckets[kind] = [most, left, rate or (known[2] if known else most / 60), now]
            state.clear()
            state.update(buckets=buckets, deposits=deposits)
        return bool(found)

    def _is_news(self, text: str) -> bool:
        with self._lock:
            fresh = text not in self._seen
            self._seen.add(text)
            return fresh

    def _now(self) -> float:
        return self._zero + time.monotonic()


def tokens_at_most(body: Mapping[str, Any]) -> int:
    """Return how many tokens a request takes, rather too many than too few.

    Args:
        body: a request that a model reads. Data of images and files count as little as they take.
    """
    written = next((body[name] for name in _LIMITS if isinstance(body.get(name), int)), 0)
    answers = body.get("n")
    return _bytes(body) // _BYTES_OF_A_TOKEN + written * (answers if isinstance(answers, int) else 1)


def read(told: Mapping[str, str]) -> dict[str, tuple[float, float, float]]:
    """Return what headers say of each kind: how many there may be, how many are left, how many come a second.

    Kinds of which they say nothing, or nonsense, are left out. The third is 0 while all are left.
    """
    found = {}
    for kind in KINDS:
        most, left = (_number(told.get(f"x-ratelimit-{name}-{kind}")) for name in ("limit", "remaining"))
        if most is None or left is None or most < 1 or left > most:
            continue
        seconds = duration(told.get(f"x-ratelimit-reset-{kind}") or "")
        found[kind] = most, left, (most - left) / seconds if seconds and most > left else 0.0
    return found


def duration(text: str) -> float | None:
    """Return the seconds of a text such as `120ms`, `6m0s` or `1h0m0s`; None where it is none."""
    parts = _PART.findall(text)
    if not parts or "".join(map("".join, parts)) != text:
        return None
    return sum(float(amount) * _SECONDS[unit] for amount, unit in parts)


def _model(call: Call) -> str | None:
    paced = call.method == "POST" and call.path in _PACED and isinstance(call.body, dict)
    model = call.body.get("model") if paced else None
    return model if isinstance(model, str) else None


def _name(model: str) -> str:
    """Return the name of a model's file: letters alone, which distinguish one model from another."""
    digest = hashlib.sha256(model.encode()).hexdigest()[:24]
    return "limits-of-" + "".join(chr(ord("a") + int(digit, 16)) for digit in digest)


def _pause(
    bucket: list[float], need: float, deposits: Mapping[str, list[float]], kind: str, now: float
) -> float:
    """Return the seconds until there is room in a bucket."""
    most, left, rate, at = bucket
    out = sum(each[KINDS.index(kind)] for each in deposits.values())
    # What is larger than the whole bucket goes when it is full.
    there = min(most, left + rate * (now - at))
    lacking = min(need, most) - there
    if lacking > 0:
        return lacking / rate if rate > 0 else 1.0
    if lacking + out <= 0:
        return 0.0
    # What others have in hand comes back with their answers, mostly sooner than it refills.
    return min(_LOOK_AGAIN_SECONDS, (lacking + out) / rate) if rate > 0 else _LOOK_AGAIN_SECONDS


def _believed(state: Mapping[str, Any], now: float) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Return buckets and deposits of a state, without what cannot be true."""
    found: list[dict[str, list[float]]] = []
    for part, length in (("buckets", 4), ("deposits", 3)):
        rows = state.get(part)
        found.append(
            {
                name: row
                for name, row in (rows.items() if isinstance(rows, dict) else ())
                if isinstance(row, list)
                and len(row) == length
                and all(_is_number(each) for each in row)
                and 0 <= now - row[-1] + 1 <= _FORGET_SECONDS
            }
        )
    buckets, deposits = found
    return {name: row for name, row in buckets.items() if name in KINDS and row[0] >= 1}, deposits


def _is_number(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return math.isfinite(value) and value >= 0


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 <= value < 1e12 else None


def _bytes(value: Any) -> int:
    if isinstance(value, str):
        return 0 if value.startswith("data:") else len(value.encode(errors="replace"))
    if isinstance(value, dict):
        return sum(map(_bytes, value.values()))
    return sum(map(_bytes, value)) if isinstance(value, list) else 1

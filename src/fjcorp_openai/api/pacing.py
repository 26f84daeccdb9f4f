"""Keeps calls within the limits that the API applies, most of which it does not announce.

Where the API's documentation names a limit, it is kept to from the start (`ANNOUNCED`). Else nothing is held
back until the API refuses a call of a family (429). From then on a family has a budget: as many calls per
window as the API let pass before it refused. A call takes a slot; slots beyond the budget lie a window later,
so that callers queue instead of all trying again at once. Where the API does say how long to wait
(Retry-After), the whole family waits that long. After some windows without a refusal a budget in
use is doubled and one not in use forgotten: limits change, and somebody else may have used part of them. If
the API refuses the double, the budget is what passed, and the next attempt comes after twice the time.

No wait is longer than its limit: a call that would wait longer fails at once, and says until when. What the
API asked for beyond the limit is kept by the process alone, so that later runs ask the API again. Time is
measured by the monotonic clock, which nobody sets; see `ledger` for times that other processes wrote.
"""

from __future__ import annotations

import math
import os
import random
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.clock import length, moment
from fjcorp_openai.api.errors import WaitTooLong
from fjcorp_openai.api.pacing_store import plausible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from fjcorp_openai.api.pacing_store import Ledger

DEFAULT_WINDOW = 60.0
DEFAULT_MAX_WAIT = 900.0
WINDOW_VARIABLE = "FJCORP_OPENAI_PACING_WINDOW"

ANNOUNCED = {"/uploads": 1000}
"""Calls of a family that the API's documentation lets pass in a window; no budget is above it."""
_SLACK = 0.02
"""Share of the window added to it: the API's clock starts a little after ours."""
_LATENCY = 0.25
"""Share of the window by which the API may count a call later than it was begun."""
_MISSES = 2
"""Refusals in spite of the budget, one after the other, that are put down to bad luck."""
_FORGET_WINDOWS = 5
_LONGEST_PATIENCE = 80
"""Windows without a refusal after which a budget is doubled, at most; at first `_FORGET_WINDOWS`."""
_ANNOUNCE_SECONDS = 1.0
_LONGEST_WINDOW = 3600.0
_GRACE_SECONDS = 2.0

State = dict[str, Any]


def window_seconds(environ: Mapping[str, str] | None = None) -> float:
    """Return the time in seconds after which the API's limits refill."""
    return seconds_of(WINDOW_VARIABLE, DEFAULT_WINDOW, os.environ if environ is None else environ)


def seconds_of(variable: str, default: float, environ: Mapping[str, str]) -> float:
    """Return a time in seconds that the environment may set, within what makes sense."""
    try:
        seconds = float(environ.get(variable, ""))
    except ValueError:
        return default
    return min(_LONGEST_WINDOW, max(0.01, seconds)) if math.isfinite(seconds) else default


@dataclass(frozen=True, slots=True)
class Slot:
    """The permission to send one call of a family at a time."""

    family: str
    time: float
    generation: int


class Pacer:
    """Hands out slots. All pacers over one ledger, in whatever process, share what they learn."""

    def __init__(
        self,
        ledger: Ledger,
        sleep: Callable[[float], None],
        announce: Callable[[str, float, str], None],
        window: float | None = None,
        max_wait: float = DEFAULT_MAX_WAIT,
    ) -> None:
        """Pace over a ledger.

        Args:
            ledger: what is known of each family.
            sleep: waits a number of seconds, and may raise to give up.
            announce: takes family, seconds and a sentence before a wait starts.
            window: seconds after which the API's limits refill.
            max_wait: seconds that one wait may take.
        """
        self._ledger = ledger
        self._sleep = sleep
        self._announce = announce
        self._refill = window_seconds() if window is None else window
        self._window = self._refill * (1 + _SLACK)
        self._max_wait = max_wait
        # Read once: what passes from here on is measured by the clock that nobody sets.
        self._zero = time.time() - time.monotonic()
        self._shut: dict[str, float] = {}

    def take(self, family: str, limit: float | None = None) -> Slot:
        """Wait for a slot and return it.

        Args:
            family: whose slot.
            limit: seconds that the wait may take in all; `max_wait` when None.

        Raises:
            WaitTooLong: it would take longer; no slot is kept.
        """
        slot: Slot | None = None
        limit = self._max_wait if limit is None else min(limit, self._max_wait)
        # A pause that may just be waited for is followed by a moment in which those who waited spread out.
        end = self._now() + limit + min(_GRACE_SECONDS, 0.1 * limit)
        while True:
            slot, announcement = self._reserve(family, slot, end)
            delay = slot.time - self._now()
            if announcement:
                self._announce(family, delay, announcement)
            if delay <= 0:
                return slot
            self._sleep(delay)

    def settled(self, slot: Slot) -> None:
        """Note that a call was answered: the API counted it at some time until now, not when it was begun."""
        with self._open(slot.family) as state:
            slots = state.get("slots", [])
            if slot.time in slots:
                slots.remove(slot.time)
                slots.append(min(self._now(), slot.time + _LATENCY * self._refill))

    def refused(self, slot: Slot, retry_after: float | None) -> None:
        """Learn from a 429.

        Args:
            slot: the slot of the call that was refused.
            retry_after: seconds the API said to wait, None when it did not say.
        """
        now = self._now()
        too_long = retry_after is not None and retry_after > self._max_wait
        if too_long:
            self._shut[slot.family] = now + (retry_after or 0.0)
        with self._open(slot.family) as state:
            # What others queued for was reckoned with more than there is: they queue again when they wake.
            slots = [taken for taken in state.get("slots", []) if taken <= now]
            if slot.time in slots:
                slots.remove(slot.time)
            state["slots"] = slots
            state["generation"] = state.get("generation", 0) + 1
            recently = now - state.get("refused", 0.0) < self._window
            state["refused"] = now
            if too_long:
                return
            if retry_after is not None:
                state["closed"] = max(state.get("closed", 0.0), now + retry_after)
                return
            budget = state.get("budget")
            if budget is None or state.pop("doubled", False):
                # The first refusal after a budget was doubled says as much as the first of all.
                state["proven"] = budget // 2 if budget else 0
                state["patience"] = min(_LONGEST_PATIENCE, 2 * state.get("patience", _FORGET_WINDOWS / 2))
                state["learned"] = state["generation"]
            proven = state.get("proven", 0)
            late = 0 if proven else _LATENCY  # windows before have used up what was proven
            passed = sum(1 for taken in slots if taken > slot.time - self._refill * (1 + late))
            if state["learned"] == state["generation"] or slot.generation < state["learned"]:
                # Sent before anything was known: each refusal corrects how many of these calls passed.
                state["budget"] = max(1, proven, passed)
                state["misses"] = 0
                if passed:
                    return
            # A little too early, or somebody else uses the limit as well: nothing shows when it refills.
            state["closed"] = max(state.get("closed", 0.0), now + self._window / 8)
            state["misses"] = state.get("misses", 0) + 1 if recently else 1
            if state["misses"] > _MISSES and passed >= state["budget"] / 2:
                state["budget"] = max(1, state["budget"] - 1)

    def _reserve(self, family: str, former: Slot | None, end: float) -> tuple[Slot, str]:
        """Take the next slot, or on waking see whether the one waited for is still valid."""
        now = self._now()
        if self._shut.get(family, 0.0) > now:
            raise WaitTooLong(f"{family}: {too_long(self._shut[family] - now, self._max_wait)}.")
        with self._open(family) as state:
            generation = state.setdefault("generation", 0)
            slots = sorted(state.get("slots", []))
            if former is not None and former.time in slots:
                slots.remove(former.time)
            if "budget" in state:
                quiet = (now - max(state["refused"], state.get("raised", 0.0))) / self._window
                if quiet > _FORGET_WINDOWS and now - max(slots, default=0.0) > _FORGET_WINDOWS * self._window:
                    del state["budget"]
                    state.pop("patience", None)
                elif quiet > state.get("patience", _FORGET_WINDOWS):
                    state["budget"] *= 2
                    state["raised"], state["doubled"] = now, True
            budget = _least(state.get("budget"), ANNOUNCED.get(family))
            # Who wakes has waited for this slot: those behind it in the queue do not count.
            waited = former is not None and former.generation == generation
            ahead = [taken for taken in slots if taken <= now] if waited else slots
            at = now
            if state.get("closed", 0.0) > now:
                # Spread over a moment, so that those who waited do not arrive in one burst.
                spread = min(1.0, 0.2 * (state["closed"] - now))
                at = state["closed"] + random.uniform(0, spread)  # noqa: S311
            if budget is not None and len(ahead) >= budget:
                at = max(at, ahead[-budget] + self._window)
            state["slots"] = [taken for taken in slots if taken > now - self._window]
            if at > max(now, end):
                raise WaitTooLong(f"{family}: {_queued(at - now, budget, self._refill, self._max_wait)}.")
            state["slots"].append(at)
            announcement = ""
            least = min(_ANNOUNCE_SECONDS, self._refill / 4)
            if at - now >= least and abs(at - state.get("announced", 0.0)) >= least:
                state["announced"] = at
                known = f"{budget} calls per {self._refill:g} s pass" if budget else "the API asked for it"
                announcement = f"{family} waits {at - now:.0f} s, until {moment(at - now)} ({known})"
        return Slot(family, at, generation), announcement

    def _now(self) -> float:
        return self._zero + time.monotonic()

    @contextmanager
    def _open(self, family: str) -> Iterator[State]:
        """Open what is known of a family, without what cannot be true."""
        failure: WaitTooLong | None = None
        with self._ledger.open(family) as state:
            now = self._now()
            plausible(state, now, self._max_wait)
            before = {**state, "slots": [*state.get("slots", [])]}
            try:
                yield state
            except WaitTooLong as error:
                failure = error  # raised when the ledger has kept what changed
            if {"slots": [], **state} != before:
                state["written"] = self._now()
        if failure is not None:
            raise failure


def too_long(seconds: float, max_wait: float) -> str:
    """Return the sentences about a pause that the API asks for and nobody waits for.

    Args:
        seconds: how long it asks to wait.
        max_wait: how long a run waits.
    """
    return (
        f"the API asks to wait {length(seconds)}, until {moment(seconds)}, and a run waits "
        f"{length(max_wait)} at most. Run again after that time, or raise max_wait "
        "(environment variable OPENAI_MAX_WAIT)"
    )


def _least(*budgets: int | None) -> int | None:
    return min((each for each in budgets if each is not None), default=None)


def _queued(seconds: float, budget: int | None, refill: float, max_wait: float) -> str:
    known = f"{budget} calls pass in {refill:g} s" if budget else "the API asked for a pause"
    return (
        f"the next free moment for a call is {moment(seconds)} ({known}), and a run waits {length(max_wait)} "
        "at most. Run again later, with a lower parallelism, or raise max_wait (environment variable "
        "OPENAI_MAX_WAIT)"
    )

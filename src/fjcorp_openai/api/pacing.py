"""Keeps calls within limits that the API applies and does not announce.

Nothing is held back until the API refuses a call of a family (429). From then on a family has a budget: as
many calls per window as the API let pass before it refused. A call takes a slot; slots beyond the budget
lie a window later, so that callers queue instead of all trying again at once. Where the API does say how
long to wait (Retry-After), the whole family waits that long. After some windows without a refusal a budget in
use is doubled and one not in use forgotten: limits change, and somebody else may have used part of them. If
the API refuses the double, the budget is what passed, and the next attempt comes after twice the time.
"""

from __future__ import annotations

import os
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fjcorp_openai.api.ledger import Ledger

DEFAULT_WINDOW = 60.0
WINDOW_VARIABLE = "FJCORP_OPENAI_PACING_WINDOW"

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

State = dict[str, Any]


def window_seconds(environ: Mapping[str, str] | None = None) -> float:
    """Return the time in seconds after which the API's limits refill."""
    text = (os.environ if environ is None else environ).get(WINDOW_VARIABLE, "")
    try:
        return max(0.01, float(text))
    except ValueError:
        return DEFAULT_WINDOW


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
    ) -> None:
        """Pace over a ledger.

        Args:
            ledger: what is known of each family.
            sleep: waits a number of seconds, and may raise to give up.
            announce: told family, seconds and a sentence before a wait starts.
            window: seconds after which the API's limits refill.
        """
        self._ledger = ledger
        self._sleep = sleep
        self._announce = announce
        self._refill = window_seconds() if window is None else window
        self._window = self._refill * (1 + _SLACK)

    def take(self, family: str) -> Slot:
        """Wait for a slot and return it."""
        slot: Slot | None = None
        while True:
            slot, announcement = self._reserve(family, slot)
            delay = slot.time - time.time()
            if announcement:
                self._announce(family, delay, announcement)
            if delay <= 0:
                return slot
            self._sleep(delay)

    def settled(self, slot: Slot) -> None:
        """Note that a call was answered: the API counted it at some time until now, not when it was begun."""
        with self._ledger.open(slot.family) as state:
            slots = state.get("slots", [])
            if slot.time in slots:
                slots.remove(slot.time)
                slots.append(min(time.time(), slot.time + _LATENCY * self._refill))

    def refused(self, slot: Slot, retry_after: float | None) -> None:
        """Learn from a 429.

        Args:
            slot: the slot of the call that was refused.
            retry_after: seconds the API said to wait, None when it did not say.
        """
        now = time.time()
        with self._ledger.open(slot.family) as state:
            # What others queued for was reckoned with more than there is: they queue anew when they wake.
            slots = [taken for taken in state.get("slots", []) if taken <= now]
            if slot.time in slots:
                slots.remove(slot.time)
            state["slots"] = slots
            state["generation"] = state.get("generation", 0) + 1
            recently = now - state.get("refused", 0.0) < self._window
            state["refused"] = now
            if retry_after is not None:
                state["closed"] = max(state.get("closed", 0.0), now + retry_after)
                return
            budget = state.get("budget")
            if budget is None or state.pop("doubled", False):
                # The first refusal after a budget was doubled tells as much as the first of all.
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
            # A little too early, or somebody else uses the limit as well: nothing tells when it refills.
            state["closed"] = max(state.get("closed", 0.0), now + self._window / 8)
            state["misses"] = state.get("misses", 0) + 1 if recently else 1
            if state["misses"] > _MISSES and passed >= state["budget"] / 2:
                state["budget"] = max(1, state["budget"] - 1)

    def _reserve(self, family: str, former: Slot | None) -> tuple[Slot, str]:
        """Take the next slot, or on waking see whether the one waited for holds good."""
        now = time.time()
        with self._ledger.open(family) as state:
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
            budget = state.get("budget")
            # Who wakes has waited for this slot: those behind it in the queue do not count.
            waited = former is not None and former.generation == generation
            ahead = [taken for taken in slots if taken <= now] if waited else slots
            at = now
            if state.get("closed", 0.0) > now:
                # Spread over a moment, so that those who waited do not arrive in one burst.
                moment = min(1.0, 0.2 * (state["closed"] - now))
                at = state["closed"] + random.uniform(0, moment)  # noqa: S311
            if budget is not None and len(ahead) >= budget:
                at = max(at, ahead[-budget] + self._window)
            state["slots"] = [*(taken for taken in slots if taken > now - self._window), at]
            announcement = ""
            least = min(_ANNOUNCE_SECONDS, self._refill / 4)
            if at - now >= least and abs(at - state.get("announced", 0.0)) >= least:
                state["announced"] = at
                known = f"{budget} calls per {self._refill:g} s pass" if budget else "the API asked for it"
                announcement = f"{family} waits {at - now:.0f} s ({known})"
        return Slot(family, at, generation), announcement

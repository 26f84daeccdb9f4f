"""What is left of a project's rate limits, shown in the headers of generation calls as the service does.

Each limit is a bucket that refills evenly within its minute or day. The emulator shows what is left. It
refuses for it only where the throttle has a budget of tokens, which takes the place of the model's own
limit then.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.generation.model_catalog import MODELS, base, snapshot
from fjcorp_openai.emulator.generation.prompts import count_prompt_tokens
from fjcorp_openai.emulator.http.errors import ApiError

if TYPE_CHECKING:
    from fjcorp_openai.emulator.emulator import Emulator

_TOKENS = "max_tokens_per_1_minute"
_KINDS = {
    "requests": (("max_requests_per_1_minute", 60), ("max_requests_per_1_day", 86_400)),
    "tokens": ((_TOKENS, 60),),
}
"""Limits of a model's row, and the seconds in which each is there again."""

Spent = dict[tuple[str, str, str], list[tuple[float, float]]]
"""Time and amount of each use, by project, model and kind."""


class Quotas:
    """Counts requests and tokens of each project and model.

    Args:
        emulator: The emulator.
    """

    def __init__(self, emulator: Emulator) -> None:
        """Begin with full buckets."""
        self._emulator = emulator
        self._lock = threading.Lock()
        self._spent: Spent = {}

    def clear(self) -> None:
        """Fill all buckets."""
        with self._lock:
            self._spent.clear()

    def copied(self) -> Spent:
        """Return what has been used."""
        with self._lock:
            return {key: list(uses) for key, uses in self._spent.items()}

    def give_back(self, spent: Spent) -> None:
        """Have just this used."""
        with self._lock:
            self._spent = {key: list(uses) for key, uses in spent.items()}

    def spend(self, project_id: str, model: str, tokens: int) -> None:
        """Count the tokens of a call."""
        self._count(project_id, model, "tokens", tokens)

    def headers(self, project_id: str, model: Any) -> dict[str, str]:
        """Count a request and return its headers; none for a model without limits.

        Args:
            project_id: The project whose key was used.
            model: The model that the request names.
        """
        row = self._limits(project_id, model)
        if row:
            self._count(project_id, str(model), "requests", 1)
        return self._told(project_id, model, row)

    def check(self, project_id: str, body: dict[str, Any]) -> None:
        """Refuse a call that the throttle's budget of tokens has no room for.

        Args:
            project_id: The project whose key was used.
            body: The request; its prompt counts.

        Raises:
            ApiError: 429; the headers say when there is room again.
        """
        limit, model = self._emulator.throttle.tokens_per_minute, body.get("model")
        row = self._limits(project_id, model) if limit else {}
        if _TOKENS not in row:
            return
        asked, used = count_prompt_tokens(body), self._left_over(project_id, str(model), "tokens", limit / 60)
        if used + asked <= limit:
            return
        where = f"for {model} in organization {self._emulator.organization} on tokens per min (TPM)"
        if asked > limit:
            text = f"Request too large {where}: Limit {limit}, Requested {asked}."
        else:
            wait = duration((used + asked - limit) * 60 / limit)
            text = (
                f"Rate limit reached {where}: Limit {limit}, Used {round(used)}, Requested {asked}. "
                f"Please try again in {wait}."
            )
        headers = self._told(project_id, model, row)
        raise ApiError(429, text, type="tokens", code="rate_limit_exceeded", headers=headers)

    def _limits(self, project_id: str, model: Any) -> dict[str, Any]:
        """Return the limits of a model in a project; none for a model that has no limits."""
        from fjcorp_openai.emulator.families.rate_limits import limits_of

        known = MODELS.get(base(model)) if isinstance(model, str) else None
        if known is None:
            return {}
        row = limits_of(self._emulator.store, project_id, known)
        budget = self._emulator.throttle.tokens_per_minute
        return row | {_TOKENS: budget} if budget and _TOKENS in row else row

    def _told(self, project_id: str, model: Any, row: dict[str, Any]) -> dict[str, str]:
        found: dict[str, str] = {}
        for kind, names in _KINDS.items():
            limits = [(row[name], seconds) for name, seconds in names if name in row]
            if not limits:
                continue
            limit, seconds = min(limits, key=lambda pair: pair[0] / pair[1])
            used = self._left_over(project_id, str(model), kind, limit / seconds)
            found[f"x-ratelimit-limit-{kind}"] = str(limit)
            found[f"x-ratelimit-remaining-{kind}"] = str(max(0, int(limit - used)))
            found[f"x-ratelimit-reset-{kind}"] = duration(used / limit * seconds if limit else seconds)
        return found

    def _count(self, project_id: str, model: str, kind: str, number: float) -> None:
        with self._lock:
            spent = self._spent.setdefault((project_id, snapshot(model), kind), [])
            spent.append((self._emulator.clock.time(), number))

    def _left_over(self, project_id: str, model: str, kind: str, rate: float) -> float:
        """Return what is used and not there again yet, at so many a second."""
        key, now = (project_id, snapshot(model), kind), self._emulator.clock.time()
        with self._lock:
            spent = self._spent.get(key, [])
            used, since = 0.0, spent[0][0] if spent else now
            for moment, number in spent:
                used, since = max(0.0, used - (moment - since) * rate) + number, moment
            used = max(0.0, used - (now - since) * rate)
            self._spent[key] = [(now, used)]
        return used


def duration(seconds: float) -> str:
    """Return a time as the service writes it in these headers: ``120ms``, ``1s``, ``6m0s``, ``1h0m0s``."""
    if seconds < 1:
        return f"{round(seconds * 1000)}ms"
    whole, rest = divmod(round(seconds, 3), 60)
    text = f"{rest:g}s"
    hours, minutes = divmod(int(whole), 60)
    if hours:
        return f"{hours}h{minutes}m{text}"
    return f"{minutes}m{text}" if minutes else text

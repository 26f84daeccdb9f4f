"""Decides whether, when and how often a call is tried again."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from fjcorp_openai.api.errors import (
    ApiStatusError,
    Conflict,
    ConnectionFailed,
    Locked,
    RateLimited,
    ServerError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from fjcorp_openai.api.call import Call
    from fjcorp_openai.api.settings import Settings

_LONGEST_PAUSE = 8.0
_NOT_CARRIED_OUT = frozenset({503, 529})
"""Statuses by which a server says that it did not begin: safe to repeat whatever the call does."""

Result = TypeVar("Result")


class Allowance:
    """The time that one call has, with all its repetitions and waits.

    Two tries may take all of their `timeout`, and the waits together `max_wait`; then it is over, whatever
    the API does.
    """

    def __init__(self, settings: Settings, seconds: float = 0.0) -> None:
        """Begin to count.

        Args:
            settings: `timeout` and `max_wait`.
            seconds: that one try may take where that is more than `timeout`.
        """
        self._timeout, self._max_wait = max(settings.timeout, seconds), settings.max_wait
        self._end = time.monotonic() + 2 * self._timeout + self._max_wait

    @classmethod
    def at_once(cls, settings: Settings) -> Allowance:
        """Return what a call has that waits for nothing."""
        return cls(replace(settings, max_wait=0.0))

    @property
    def waiting(self) -> float:
        """Seconds that the next wait may take."""
        return min(self._max_wait, self._left())

    @property
    def trying(self) -> float:
        """Seconds that the next try may take."""
        return min(self._timeout, self._left())

    @property
    def is_spent(self) -> bool:
        """Whether no further try is begun."""
        return self._left() <= 0

    def _left(self) -> float:
        return max(0.0, self._end - time.monotonic())


def run(
    call: Call,
    settings: Settings,
    attempt: Callable[[Allowance], Result],
    sleep: Callable[[float], None],
    *,
    first_pause: float = 0.5,
) -> Result:
    """Attempt a call until it succeeds, fails for good or has been tried often enough.

    Failures are counted against `max_retries`. Refusals (429) are counted too, but go on for `timeout`
    seconds, because the pacing has put the call into a queue and the queue is what takes the time. An object
    that is locked (400) is tried again until the waits add up to `max_wait`. In all, a call has the time of
    its `Allowance`.

    Args:
        call: for whether repeating is harmless.
        settings: `max_retries`, `timeout` and `max_wait`.
        attempt: sends once, within what the call is still allowed; waits for its slot itself.
        sleep: waits a number of seconds, and may raise to give up.
        first_pause: seconds before the first repetition after a failure; doubles each time, with jitter.

    Raises:
        OpenAIError: what the last attempt raised.
    """
    import tenacity

    started = time.monotonic()
    allowance = Allowance(settings, call.seconds)
    backoff = tenacity.wait_exponential(multiplier=first_pause, max=_LONGEST_PAUSE) + tenacity.wait_random(
        0, first_pause
    )

    def stop(state: tenacity.RetryCallState) -> bool:
        error = _error(state)
        told = error.retry_after if isinstance(error, ApiStatusError) else None
        if allowance.is_spent or (told or 0) > allowance.waiting:
            return True
        if isinstance(error, Locked):
            return settings.max_retries == 0 or state.idle_for + state.upcoming_sleep > settings.max_wait
        if state.attempt_number <= settings.max_retries:
            return False
        queued = isinstance(error, RateLimited) and settings.max_retries > 0
        return not queued or time.monotonic() - started > settings.timeout

    def pause(state: tenacity.RetryCallState) -> float:
        error = _error(state)
        if isinstance(error, RateLimited):
            return 0.0  # the pacing makes the next attempt wait
        told = error.retry_after if isinstance(error, ApiStatusError) else None
        return backoff(state) if told is None else told

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: may_repeat(error, call)),
        stop=stop,
        wait=pause,
        sleep=lambda seconds: sleep(seconds) if seconds > 0 else None,
        reraise=True,
    )
    try:
        return retrying(attempt, allowance)
    except Locked as error:
        locked = error.after(retrying.statistics.get("idle_for", 0.0))
    raise locked


def may_repeat(error: BaseException, call: Call) -> bool:
    """Return whether a call that failed so can be sent again without doing something twice."""
    match error:
        case RateLimited() | ConnectionFailed() | Locked():
            return True
        case Conflict():
            return error.is_lock
        case ServerError():
            return call.repeatable or error.status in _NOT_CARRIED_OUT
        case _:
            return False


def _error(state: object) -> BaseException | None:
    outcome = getattr(state, "outcome", None)
    error: BaseException | None = outcome.exception() if outcome is not None else None
    return error

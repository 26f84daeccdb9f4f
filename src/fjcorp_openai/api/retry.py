"""Decides whether, when and how often a call is tried again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from fjcorp_openai.api.errors import (
    ApiStatusError,
    Conflict,
    ConnectionFailed,
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


def run(
    call: Call,
    settings: Settings,
    attempt: Callable[[], Result],
    sleep: Callable[[float], None],
    *,
    first_pause: float = 0.5,
) -> Result:
    """Attempt a call until it succeeds, fails for good or has been tried often enough.

    Failures are counted against `max_retries`. Refusals (429) are counted too, but go on for `timeout`
    seconds, because the pacing has put the call into a queue and the queue is what takes the time.

    Args:
        call: for whether repeating is harmless.
        settings: `max_retries` and `timeout`.
        attempt: sends once; waits for its slot itself.
        sleep: waits a number of seconds, and may raise to give up.
        first_pause: seconds before the first repetition after a failure; doubles each time, with jitter.

    Raises:
        OpenAIError: what the last attempt raised.
    """
    import tenacity

    started = time.monotonic()
    backoff = tenacity.wait_exponential(multiplier=first_pause, max=_LONGEST_PAUSE) + tenacity.wait_random(
        0, first_pause
    )

    def stop(state: tenacity.RetryCallState) -> bool:
        error = _error(state)
        if isinstance(error, ApiStatusError) and (error.retry_after or 0) > settings.timeout:
            return True
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
    return retrying(attempt)


def may_repeat(error: BaseException, call: Call) -> bool:
    """Return whether a call that failed so can be sent again without doing something twice."""
    match error:
        case RateLimited() | ConnectionFailed():
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

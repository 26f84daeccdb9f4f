"""A user's own limit of tokens a minute, below those of the API, so that others have some left."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 60.0


class Minute:
    """Lets the calls of one apply go when the last minute has room for them.

    Args:
        most: Tokens of a minute; None for no limit.
        now: Returns the time in seconds.
        pause: Waits for so many seconds.
    """

    def __init__(self, most: int | None, now: Callable[[], float], pause: Callable[[float], None]) -> None:
        """Begin with nothing taken."""
        self._most, self._now, self._pause = most, now, pause
        self._taken: list[tuple[float, int]] = []

    def wait_for(self, tokens: int) -> None:
        """Wait until there is room for a call; one above the limit waits for an empty minute."""
        if self._most is None:
            return
        now, wait = self._now(), 0.0
        left = [each for each in self._taken if each[0] > now - SECONDS]
        while left and sum(taken for _at, taken in left) + tokens > self._most:
            wait = left.pop(0)[0] + SECONDS - now
        if wait > 0:
            self._pause(wait)
        self._taken = left

    def took(self, tokens: int) -> None:
        """Note how many tokens a call took that was answered now."""
        self._taken.append((self._now(), tokens))

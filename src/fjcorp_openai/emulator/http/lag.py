"""How far lists and reads lag behind the writes, as they do where an answer comes from a copy."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from fjcorp_openai.emulator.spec.specification import Endpoint
    from fjcorp_openai.emulator.state.clock import Clock
    from fjcorp_openai.emulator.state.past import Past


class Lag:
    """Seconds of the emulator's clock by which GET answers are behind. None at first.

    Args:
        past: What objects were.
        clock: The emulator's clock.
    """

    def __init__(self, past: Past, clock: Clock) -> None:
        """Begin without a lag."""
        self._past = past
        self._clock = clock
        self.lists = 0.0
        self.reads = 0.0

    def set(self, lists: float, reads: float) -> None:
        """Choose by how much lists, and reads of one object, lag behind.

        Raises:
            ValueError: A number is negative or no number of seconds.
        """
        if not all(0 <= each < float("inf") for each in (lists, reads)):
            raise ValueError("a lag is a number of seconds that is not negative")
        self.lists, self.reads = lists, reads
        self._past.keep(on=bool(lists or reads))

    def applied(self, endpoint: Endpoint) -> AbstractContextManager[None]:
        """Return a context in which an operation reads what it is to see."""
        seconds = 0.0 if endpoint.method != "GET" else self.lists if endpoint.is_list else self.reads
        return self._past.seen_at(self._clock.time() - seconds) if seconds else nullcontext()

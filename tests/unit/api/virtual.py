"""A clock for waits that take no time: it jumps to the next waking when nobody is awake."""

from __future__ import annotations

import heapq
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Item = TypeVar("Item")
Result = TypeVar("Result")


class VirtualClock:
    """Time in seconds that passes only while everybody who takes part sleeps.

    A thread that works, or waits for an answer over a socket, is awake: a slow machine costs no time. A
    server may sleep on behalf of the client that waits for its answer.
    """

    def __init__(self) -> None:
        self._now = 1_700_000_000.0
        self._turn = threading.Condition()
        self._awake = 1
        self._wakings: list[float] = []

    def time(self) -> float:
        """Return the time."""
        return self._now

    monotonic = time

    def sleep(self, seconds: float) -> None:
        """Wait until the clock has advanced so far."""
        with self._turn:
            waking = self._now + max(0.0, seconds)
            heapq.heappush(self._wakings, waking)
            self._leave()
            self._turn.wait_for(lambda: self._now >= waking)

    def map(self, call: Callable[[Item], Result], items: Iterable[Item], threads: int) -> list[Result]:
        """Call for each item in so many threads, all of which take part, while the caller waits."""
        left = list(enumerate(items))[::-1]
        results: dict[int, Result] = {}

        def work() -> None:
            try:
                while True:
                    with self._turn:
                        if not left:
                            return
                        index, item = left.pop()
                    results[index] = call(item)
            finally:
                with self._turn:
                    self._leave()

        with self._turn:
            self._awake += threads - 1
        with ThreadPoolExecutor(threads) as pool:
            workers = [pool.submit(work) for _index in range(threads)]
        with self._turn:
            self._awake += 1
        for worker in workers:
            worker.result()
        return [results[index] for index in sorted(results)]

    def _leave(self) -> None:
        self._awake -= 1
        if self._awake == 0 and self._wakings:
            self._now = max(self._now, self._wakings[0])
            while self._wakings and self._wakings[0] <= self._now:
                heapq.heappop(self._wakings)
                self._awake += 1
            self._turn.notify_all()

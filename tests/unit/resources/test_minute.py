"""A limit of one's own: no minute holds more tokens than it says."""

from __future__ import annotations

import pytest

from fjcorp_openai.provider.resources.embeddings.minute import SECONDS, Minute


class Clock:
    """A clock that pauses move."""

    def __init__(self) -> None:
        self.time, self.pauses = 1000.0, list[float]()

    def now(self) -> float:
        return self.time

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.time += seconds


@pytest.mark.parametrize("call_seconds", [0.0, 0.7, 19.0])
@pytest.mark.parametrize("tokens", [[40] * 30, [100] * 5, [1, 99, 50, 50, 100, 3, 97] * 3])
def test_no_minute_holds_more(tokens: list[int], call_seconds: float) -> None:
    clock = Clock()
    minute = Minute(100, clock.now, clock.pause)
    taken: list[tuple[float, int]] = []
    for each in tokens:
        minute.wait_for(each)
        clock.time += call_seconds
        minute.took(each)
        taken.append((clock.time, each))
    for at, _tokens in taken:
        assert sum(each for when, each in taken if at <= when < at + SECONDS - call_seconds) <= 100
    # And no longer than that takes.
    assert clock.time - 1000 <= (sum(tokens) / 50 + 1) * SECONDS


def test_a_call_above_the_limit_waits_for_an_empty_minute() -> None:
    clock = Clock()
    minute = Minute(100, clock.now, clock.pause)
    minute.wait_for(500)
    minute.took(500)
    minute.wait_for(500)
    assert clock.pauses == [SECONDS]


def test_without_a_limit_nobody_waits() -> None:
    clock = Clock()
    minute = Minute(None, clock.now, clock.pause)
    for _call in range(100):
        minute.wait_for(10**6)
        minute.took(10**6)
    assert clock.pauses == []

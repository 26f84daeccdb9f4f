"""The rules of the pacer one by one, on a virtual clock: what a refusal teaches, and who waits how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fjcorp_openai.api.call import Call
from fjcorp_openai.api.errors import WaitTooLong
from fjcorp_openai.api.pacing import Pacer
from fjcorp_openai.api.pacing_store import MemoryLedger
from unit.api.virtual import VirtualClock

if TYPE_CHECKING:
    from fjcorp_openai.api.pacing import Slot

FAMILY = "/organization/projects"
UPLOADS = "/uploads"
WINDOW = 60.0


class Paced:
    """A pacer on a virtual clock, and what it announced."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.ledger = MemoryLedger()
        self.told: list[tuple[float, str]] = []
        self.pacer = self.another()

    def another(self, max_wait: float = 900.0) -> Pacer:
        """Return one more pacer over the same ledger, as another process has it."""
        return Pacer(
            self.ledger,
            self.clock.sleep,
            lambda _family, seconds, text: self.told.append((seconds, text)),
            window=WINDOW,
            max_wait=max_wait,
        )

    def budget(self) -> int | None:
        with self.ledger.open(FAMILY) as state:
            budget: int | None = state.get("budget")
            return budget

    def take(self) -> Slot:
        return self.pacer.take(FAMILY)

    def learn(self, calls: int) -> None:
        """Let so many calls pass, and the next one be refused."""
        for _index in range(calls):
            self.pacer.settled(self.take())
        self.pacer.refused(self.take(), None)


@pytest.fixture
def paced(monkeypatch: pytest.MonkeyPatch) -> Paced:
    clock = VirtualClock()
    monkeypatch.setattr("fjcorp_openai.api.pacing.time", clock)
    return Paced(clock)


@pytest.mark.parametrize(("first", "second"), [(50.0, 5.0), (5.0, 50.0)])
def test_the_longest_pause_that_was_told_counts(paced: Paced, first: float, second: float) -> None:
    slots = [paced.take(), paced.take()]
    began = paced.clock.time()
    for slot, seconds in zip(slots, (first, second), strict=True):
        paced.pacer.refused(slot, seconds)
    waited = paced.take().time - began
    # Those who waited spread over a second at most.
    assert 50.0 <= waited <= 51.0


def test_a_pause_that_was_told_teaches_no_budget(paced: Paced) -> None:
    paced.pacer.refused(paced.take(), 3.0)
    assert paced.budget() is None


def test_the_budget_is_what_passed(paced: Paced) -> None:
    paced.learn(7)
    assert paced.budget() == 7


def test_the_budget_is_one_where_nothing_passed(paced: Paced) -> None:
    paced.pacer.refused(paced.take(), None)
    assert paced.budget() == 1


def test_a_slot_beyond_the_budget_lies_a_window_behind_the_one_it_follows(paced: Paced) -> None:
    paced.learn(3)
    first = paced.clock.time()
    times = []
    for _index in range(6):
        slot = paced.take()
        times.append(slot.time - first)
        paced.pacer.settled(slot)
    # The three that passed before the refusal fill the first window.
    assert times[:3] == pytest.approx([61.2] * 3)
    assert times[3:] == pytest.approx([122.4] * 3)


def test_whoever_wakes_keeps_the_place_in_the_queue(paced: Paced) -> None:
    """Callers that queued behind the one that wakes do not push it back a window."""
    paced.learn(2)
    began = paced.clock.time()
    times = paced.clock.map(lambda _index: paced.take().time - began, range(6), 6)
    assert sorted(times) == pytest.approx([61.2, 61.2, 122.4, 122.4, 183.6, 183.6])


@pytest.mark.parametrize(("refusals", "left"), [(1, 4), (2, 4), (3, 3)])
def test_the_budget_shrinks_when_others_use_the_limit_too(paced: Paced, refusals: int, left: int) -> None:
    """Two refusals in spite of the budget, one after the other, are bad luck."""
    paced.learn(4)
    for _index in range(3):
        paced.pacer.settled(paced.take())
    for _index in range(refusals):
        paced.pacer.refused(paced.take(), None)
    assert paced.budget() == left


def test_refusals_a_window_apart_are_bad_luck_each(paced: Paced) -> None:
    paced.learn(4)
    for _window in range(4):
        for _index in range(3):
            paced.pacer.settled(paced.take())
        paced.pacer.refused(paced.take(), None)
    assert paced.budget() == 4


def test_a_refusal_without_a_word_closes_the_family_for_an_eighth_of_the_window(paced: Paced) -> None:
    paced.learn(4)
    slot = paced.take()
    began = paced.clock.time()
    paced.pacer.refused(slot, None)
    assert 61.2 / 8 <= paced.take().time - began <= 61.2 / 8 + 1.0


def test_the_budget_is_doubled_after_five_quiet_windows_and_the_refusal_of_the_double_restores_it(
    paced: Paced,
) -> None:
    paced.learn(2)
    for _index in range(12):
        paced.pacer.settled(paced.take())
    assert paced.budget() == 4
    slots = [paced.take(), paced.take(), paced.take()]
    for slot in slots[:2]:
        paced.pacer.settled(slot)
    paced.pacer.refused(slots[2], None)
    assert paced.budget() == 2


def test_each_double_that_was_refused_makes_the_next_come_later(paced: Paced) -> None:
    """After five quiet windows, then ten: limits that stay are asked for ever less often."""

    def windows_until_doubled() -> float:
        began = paced.clock.time()
        while paced.budget() == 2:
            paced.pacer.settled(paced.take())
        return (paced.clock.time() - began) / WINDOW

    paced.learn(2)
    first = windows_until_doubled()
    paced.clock.sleep(2 * WINDOW)
    slots = [paced.take(), paced.take(), paced.take()]
    for slot in slots[:2]:
        paced.pacer.settled(slot)
    paced.pacer.refused(slots[2], None)
    assert paced.budget() == 2
    second = windows_until_doubled()
    assert 5 < first < 7
    assert 10 < second < 12


def test_processes_of_one_ledger_share_slots_and_what_was_learned(paced: Paced) -> None:
    paced.learn(3)
    other = paced.another()
    began = paced.clock.time()
    times = [pacer.take(FAMILY).time - began for pacer in (paced.pacer, other, paced.pacer, other)]
    assert times == pytest.approx([61.2, 61.2, 61.2, 122.4])


@pytest.mark.parametrize(("asked", "stops"), [(120.0, False), (120.5, True)])
def test_no_wait_is_longer_than_its_limit(paced: Paced, asked: float, stops: bool) -> None:
    pacer = paced.another(max_wait=120.0)
    pacer.refused(pacer.take(FAMILY), asked)
    began = paced.clock.time()
    if stops:
        with pytest.raises(WaitTooLong, match="max_wait"):
            pacer.take(FAMILY)
        assert paced.clock.time() == began
    else:
        assert asked <= pacer.take(FAMILY).time - began <= asked + 2.0


def test_a_pause_beyond_the_limit_stays_with_the_process_that_was_told(paced: Paced) -> None:
    pacer = paced.another(max_wait=120.0)
    pacer.refused(pacer.take(FAMILY), 86_400.0)
    began = paced.clock.time()
    assert paced.another().take(FAMILY).time == began
    paced.clock.sleep(86_400.0)
    assert pacer.take(FAMILY).time == paced.clock.time()


def test_a_wait_is_announced_once_with_its_reason(paced: Paced) -> None:
    paced.learn(2)
    paced.told.clear()
    paced.take()
    ((seconds, text),) = paced.told
    assert seconds == pytest.approx(61.2)
    assert text.startswith(f"{FAMILY} waits 61 s, until ")
    assert text.endswith("(2 calls per 60 s pass)")


def spread(pacer: Pacer, count: int) -> list[float]:
    """Return when so many uploads pass that are asked for at once, in seconds from the first."""
    times = [pacer.take(UPLOADS).time for _index in range(count)]
    return [each - times[0] for each in times]


def test_a_limit_that_is_documented_is_kept_to_before_a_refusal(paced: Paced) -> None:
    times = spread(paced.pacer, 2001)
    assert [times[999], times[1000], times[1999], times[2000]] == pytest.approx([0, 61.2, 61.2, 122.4])
    assert paced.told[0][1].endswith("(1000 calls per 60 s pass)")


def test_processes_share_a_limit_that_is_documented(paced: Paced) -> None:
    spread(paced.pacer, 600)
    times = spread(paced.another(), 401)
    assert [times[399], times[400]] == pytest.approx([0, 61.2])


def test_a_lower_limit_than_the_documented_one_is_learned(paced: Paced) -> None:
    began = paced.clock.time()
    for _index in range(3):
        paced.pacer.settled(paced.pacer.take(UPLOADS))
    paced.pacer.refused(paced.pacer.take(UPLOADS), None)
    times = [paced.pacer.take(UPLOADS).time - began for _index in range(4)]
    assert times == pytest.approx([61.2, 61.2, 61.2, 122.4])


def test_parts_and_ends_of_uploads_count_against_one_limit() -> None:
    paths = ["/uploads", "/uploads/upload_1/parts", "/uploads/upload_1/complete", "/uploads/upload_1/cancel"]
    assert {Call("POST", each, admin=False).family for each in paths} == {UPLOADS}
    assert Call("POST", "/files", admin=False).family == "/files"

"""Steps of jobs, and deadlines."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.emulator.emulator import Emulator
from fjcorp_openai.emulator.http.request import Context

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STEPS = ["queued", "running", "done"]


def advance(context: Context, record: dict[str, Any]) -> bool:
    status = STEPS[STEPS.index(record["status"]) + 1]
    context.store.update("thing", record["id"], {"status": status, "at": context.now})
    return status == STEPS[-1]


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    started = Emulator(tmp_path / "data")
    started.timers.steps["thing"] = advance
    yield started
    started.store.close()


def start(emulator: Emulator, id_: str = "a") -> None:
    emulator.store.insert("thing", id_, {"id": id_, "status": "queued"})
    Context(emulator).start_job("thing", id_)


def status(emulator: Emulator, id_: str = "a") -> str:
    record = emulator.store.get("thing", id_)
    assert record is not None
    return str(record["status"])


def test_steps_happen_at_once_but_after_the_answer(emulator: Emulator) -> None:
    start(emulator)
    assert status(emulator) == "queued"
    emulator.timers.run_due()
    assert status(emulator) == "done"
    assert emulator.timers.pending() == 0


def test_a_job_that_starts_while_another_caller_looks_is_not_forgotten(emulator: Emulator) -> None:
    """The other caller does not see the job yet, and must not conclude that there is none."""
    other = threading.Thread(target=emulator.timers.run_due)
    with emulator.store.transaction():
        start(emulator)
        other.start()
        other.join(0.5)
    other.join(60)
    emulator.timers.run_due()
    assert status(emulator) == "done"


def test_a_long_step_holds_no_caller(emulator: Emulator) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def advance_slowly(context: Context, record: dict[str, Any]) -> bool:
        begun.set()
        assert may_end.wait(60)
        return advance(context, record)

    emulator.timers.steps["thing"] = advance_slowly
    emulator.timers.background.add("step:thing")
    start(emulator)
    emulator.timers.run_due()
    assert begun.wait(60)
    assert status(emulator) == "queued"
    emulator.timers.run_due()
    may_end.set()
    emulator.timers.run_all_due()
    assert status(emulator) == "done"
    emulator.timers.close()
    start(emulator, "b")
    emulator.timers.run_due()
    assert (status(emulator, "b"), emulator.timers.pending()) == ("queued", 1)


def test_steps_wait_for_a_hand(emulator: Emulator) -> None:
    emulator.timers.set_mode("manual")
    start(emulator)
    emulator.advance_clock(1e6)
    assert status(emulator) == "queued"
    assert [emulator.timers.advance() for _index in range(3)] == [1, 1, 0]
    assert status(emulator) == "done"


def test_steps_take_their_seconds(emulator: Emulator) -> None:
    emulator.timers.set_mode("10")
    start(emulator)
    emulator.advance_clock(9)
    assert status(emulator) == "queued"
    emulator.advance_clock(2)
    assert status(emulator) == "running"
    emulator.advance_clock(10)
    assert status(emulator) == "done"


def test_pending_steps_follow_a_new_mode(emulator: Emulator) -> None:
    emulator.timers.set_mode("manual")
    start(emulator)
    emulator.timers.set_mode("immediate")
    emulator.timers.run_due()
    assert status(emulator) == "done"


@pytest.mark.parametrize("mode", ["sometimes", "-1", "inf", "nan"])
def test_other_modes_are_refused(emulator: Emulator, mode: str) -> None:
    with pytest.raises(ValueError, match=r"could not convert|immediate, manual or a number"):
        emulator.timers.set_mode(mode)
    assert emulator.timers.mode == "immediate"


def test_a_job_goes_on_after_a_restart(emulator: Emulator, tmp_path: Path) -> None:
    emulator.timers.set_mode("manual")
    start(emulator)
    emulator.timers.advance()
    emulator.store.close()
    again = Emulator(tmp_path / "data")
    again.timers.steps["thing"] = advance
    assert again.timers.advance() == 1
    assert status(again) == "done"
    again.store.close()


def test_a_stopped_or_deleted_job_takes_no_step(emulator: Emulator) -> None:
    emulator.timers.set_mode("manual")
    start(emulator)
    Context(emulator).stop_job("thing", "a")
    start(emulator, "b")
    emulator.store.delete("thing", "b")
    assert emulator.timers.advance() == 0
    assert status(emulator) == "queued"


def test_a_deadline_comes_in_every_mode(emulator: Emulator) -> None:
    seen: list[str] = []
    emulator.timers.deadlines["thing"] = lambda _unused, record: bool(seen.append(record["id"]))
    emulator.timers.set_mode("manual")
    emulator.store.insert("thing", "a", {"id": "a"})
    Context(emulator).set_deadline("thing", "a", emulator.clock.now() + 100)
    emulator.advance_clock(90)
    assert seen == []
    emulator.advance_clock(20)
    emulator.advance_clock(20)
    assert seen == ["a"]


def test_a_step_that_fails_is_given_up_and_told(emulator: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    def fail(context: Context, record: dict[str, Any]) -> bool:
        context.store.update("thing", record["id"], {"status": "half"})
        raise RuntimeError

    emulator.timers.steps["thing"] = fail
    start(emulator)
    with caplog.at_level(logging.ERROR):
        emulator.timers.run_due()
    assert "the step of thing a failed" in caplog.text
    assert status(emulator) == "queued"
    assert emulator.timers.pending() == 0


def test_unknown_kinds_are_refused(emulator: Emulator) -> None:
    with pytest.raises(LookupError):
        Context(emulator).start_job("other", "a")
    with pytest.raises(LookupError):
        Context(emulator).set_deadline("other", "a", 1)

"""Steps of jobs, and deadlines."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.emulator.emulator import Engine
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
def engine(tmp_path: Path) -> Iterator[Engine]:
    started = Engine(tmp_path / "data")
    started.timers.steps["thing"] = advance
    yield started
    started.store.close()


def start(engine: Engine, id_: str = "a") -> None:
    engine.store.insert("thing", id_, {"id": id_, "status": "queued"})
    Context(engine).start_job("thing", id_)


def status(engine: Engine, id_: str = "a") -> str:
    record = engine.store.get("thing", id_)
    assert record is not None
    return str(record["status"])


def test_steps_happen_at_once_but_after_the_answer(engine: Engine) -> None:
    start(engine)
    assert status(engine) == "queued"
    engine.timers.run_due()
    assert status(engine) == "done"
    assert engine.timers.pending() == 0


def test_steps_wait_for_a_hand(engine: Engine) -> None:
    engine.timers.set_mode("manual")
    start(engine)
    engine.advance_clock(1e6)
    assert status(engine) == "queued"
    assert [engine.timers.advance() for _index in range(3)] == [1, 1, 0]
    assert status(engine) == "done"


def test_steps_take_their_seconds(engine: Engine) -> None:
    engine.timers.set_mode("10")
    start(engine)
    engine.advance_clock(9)
    assert status(engine) == "queued"
    engine.advance_clock(2)
    assert status(engine) == "running"
    engine.advance_clock(10)
    assert status(engine) == "done"


def test_pending_steps_follow_a_new_mode(engine: Engine) -> None:
    engine.timers.set_mode("manual")
    start(engine)
    engine.timers.set_mode("immediate")
    engine.timers.run_due()
    assert status(engine) == "done"


@pytest.mark.parametrize("mode", ["sometimes", "-1", "inf", "nan"])
def test_other_modes_are_refused(engine: Engine, mode: str) -> None:
    with pytest.raises(ValueError, match=r"could not convert|immediate, manual or a number"):
        engine.timers.set_mode(mode)
    assert engine.timers.mode == "immediate"


def test_a_job_goes_on_after_a_restart(engine: Engine, tmp_path: Path) -> None:
    engine.timers.set_mode("manual")
    start(engine)
    engine.timers.advance()
    engine.store.close()
    again = Engine(tmp_path / "data")
    again.timers.steps["thing"] = advance
    assert again.timers.advance() == 1
    assert status(again) == "done"
    again.store.close()


def test_a_stopped_or_deleted_job_takes_no_step(engine: Engine) -> None:
    engine.timers.set_mode("manual")
    start(engine)
    Context(engine).stop_job("thing", "a")
    start(engine, "b")
    engine.store.delete("thing", "b")
    assert engine.timers.advance() == 0
    assert status(engine) == "queued"


def test_a_deadline_comes_in_every_mode(engine: Engine) -> None:
    seen: list[str] = []
    engine.timers.deadlines["thing"] = lambda _unused, record: bool(seen.append(record["id"]))
    engine.timers.set_mode("manual")
    engine.store.insert("thing", "a", {"id": "a"})
    Context(engine).set_deadline("thing", "a", engine.clock.now() + 100)
    engine.advance_clock(90)
    assert seen == []
    engine.advance_clock(20)
    engine.advance_clock(20)
    assert seen == ["a"]


def test_a_step_that_fails_is_given_up_and_told(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    def fail(context: Context, record: dict[str, Any]) -> bool:
        context.store.update("thing", record["id"], {"status": "half"})
        raise RuntimeError

    engine.timers.steps["thing"] = fail
    start(engine)
    with caplog.at_level(logging.ERROR):
        engine.timers.run_due()
    assert "the step of thing a failed" in caplog.text
    assert status(engine) == "queued"
    assert engine.timers.pending() == 0


def test_unknown_kinds_are_refused(engine: Engine) -> None:
    with pytest.raises(LookupError):
        Context(engine).start_job("other", "a")
    with pytest.raises(LookupError):
        Context(engine).set_deadline("other", "a", 1)

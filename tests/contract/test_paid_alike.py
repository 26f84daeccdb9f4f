"""What every paid call has in common, in this process: paid for once, and what a 429 means for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from campaign.subject import CREATE
from campaign.subjects import CALLS, SUBJECTS

from support.life import Life
from support.wire import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from campaign.subject import Subject

    from support.emulator import Emulator

JOBS = [each for each in SUBJECTS if each.name in ("batch", "fine_tuning_job") and not each.variant]
ALL = [*CALLS, *JOBS]
WAIT_SECONDS = 7

pytestmark = pytest.mark.parametrize("subject", ALL, ids=[each.title for each in ALL])


@pytest.fixture
def life(subject: Subject, shared_emulator: Emulator, tmp_path: Path) -> Life:
    made = Life(subject, shared_emulator, tmp_path)
    shared_emulator.clear_calls()
    return made


@pytest.fixture
def answers(subject: Subject, shared_emulator: Emulator) -> Callable[[], list[int]]:
    """Return the status of each call that is paid for, or counts as such."""
    operation = subject.operations[CREATE]
    return lambda: [call["status"] for call in shared_emulator.calls(operation)]


def test_it_is_made_once_and_again_when_its_inputs_change(
    life: Life, subject: Subject, answers: Callable[[], list[int]]
) -> None:
    life.apply(subject.first)
    assert life.is_settled(subject.first)
    life.apply(subject.first)
    assert answers() == [200]
    if subject.second is not None:
        life.apply(subject.second)
        assert life.is_settled(subject.second)
        assert answers() == [200, 200]
    before = answers()
    life.apply(None)
    assert life.saved is None
    assert answers() == before


def test_a_quota_that_is_used_up_is_not_tried_again(
    life: Life, subject: Subject, answers: Callable[[], list[int]]
) -> None:
    life.emulator.fault(subject.operations[CREATE], status=429, code="insufficient_quota", times=0)
    with pytest.raises(RefusedError, match="insufficient_quota"):
        life.apply(subject.first)
    assert answers() == [429]
    life.emulator.clear_faults()
    life.apply(subject.first)
    assert life.is_settled(subject.first)
    assert answers() == [429, 200]


def test_a_rate_is_waited_for_and_the_wait_is_announced(
    life: Life, subject: Subject, answers: Callable[[], list[int]], tmp_path: Path
) -> None:
    rule = {"status": 429, "code": "rate_limit_exceeded", "retry_after": WAIT_SECONDS}
    life.emulator.fault(subject.operations[CREATE], **rule)
    events = tmp_path / "events.jsonl"
    life.apply(subject.first, {"FJCORP_OPENAI_EVENTS": str(events)})
    assert answers() == [429, 200]
    told = [json.loads(line) for line in events.read_text("utf-8").splitlines()]
    waits = [each["seconds"] for each in told if each["event"] == "wait"]
    assert max(waits) >= WAIT_SECONDS - 1
    assert life.is_settled(subject.first)

"""The fault campaign of `bench/faults.py`: all faults of one create, and each fault once elsewhere."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from support.repository import ROOT

if str(ROOT / "bench") not in sys.path:
    sys.path.append(str(ROOT / "bench"))  # last: some of its modules are called as folders of tests are

from campaign.faults import FAULTS
from campaign.runner import worker
from campaign.subject import CREATE, DELETE, UPDATE
from campaign.subjects import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from campaign.faults import Fault
    from campaign.runner import Worker

SUBJECT = {subject.name: subject for subject in SUBJECTS}
FAULT = {fault.name: fault for fault in FAULTS}
# Each fault strikes another resource; together they cover creates, updates and deletes.
SLICE = [
    ("file", CREATE, "kill -9 of terraform"),
    ("file", DELETE, "dropped after commit"),
    ("project", UPDATE, "kill -9 of the provider"),
    ("project", UPDATE, "timeout"),
    ("project", DELETE, "SIGINT"),
    ("project", DELETE, "500"),
]


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    with worker(tmp_path_factory.mktemp("campaign")) as made:
        yield made


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_run_after_a_struck_create_of_a_project_converges(campaign: Worker, fault: Fault) -> None:
    (outcome,) = campaign.live(SUBJECT["project"], fault, (CREATE,))
    assert outcome.passed, str(outcome)


@pytest.mark.parametrize(("subject", "operation", "fault"), SLICE)
def test_the_run_after_a_struck_one_converges(
    campaign: Worker, subject: str, operation: str, fault: str
) -> None:
    (outcome,) = campaign.live(SUBJECT[subject], FAULT[fault], (operation,))
    assert outcome.passed, str(outcome)


def test_without_its_journal_a_killed_create_is_counted_as_orphan(tmp_path: Path) -> None:
    with worker(tmp_path) as careless:
        del careless.environment["FJCORP_OPENAI_JOURNAL_DIR"]
        (outcome,) = careless.live(SUBJECT["project"], FAULT["kill -9 of terraform"], (CREATE,))
    assert outcome.struck
    assert outcome.converged, outcome.note
    assert (outcome.orphans, outcome.duplicates, outcome.passed) == (1, 1, False)


def test_a_fault_that_strikes_nothing_is_no_success(campaign: Worker) -> None:
    elsewhere = replace(SUBJECT["file"], operations={CREATE: "createBatch"})
    (outcome,) = campaign.live(elsewhere, FAULT["500"], (CREATE,))
    assert outcome.converged, outcome.note
    assert (outcome.struck, outcome.passed) == (False, False)
    assert "createBatch was not called" in outcome.note

"""Signals of the fault campaign with real processes; `tests/contract` has every fault of every resource."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from campaign.faults import FAULTS
from campaign.runner import worker
from campaign.subject import CREATE, DELETE, UPDATE
from campaign.subjects import SUBJECTS

from fjcorp_openai.provider import resources
from fjcorp_openai.provider.lifecycles.job import Job
from fjcorp_openai.provider.lifecycles.one_shot import OneShot
from fjcorp_openai.provider.protocol.resource import Resource
from fjcorp_openai.provider.registry import found
from fjcorp_openai.provider.resources.state_owner import StateOwner

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from campaign.runner import Worker

SUBJECT = {subject.title: subject for subject in SUBJECTS}
FAULT = {fault.name: fault for fault in FAULTS}
# Each signal once at least, and each operation. An interrupted create: test_signals.py.
SLICE = [
    ("file", CREATE, "kill terraform"),
    ("project", UPDATE, "kill provider"),
    ("project", DELETE, "SIGINT"),
    ("admin_api_key", CREATE, "kill provider"),
]


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    with worker(tmp_path_factory.mktemp("campaign")) as made:
        yield made


@pytest.mark.parametrize(("subject", "operation", "fault"), SLICE)
def test_the_run_after_a_struck_one_converges(
    campaign: Worker, subject: str, operation: str, fault: str
) -> None:
    (outcome,) = campaign.live(SUBJECT[subject], FAULT[fault], (operation,))
    assert outcome.passed, str(outcome)


@pytest.mark.parametrize(
    ("subject", "first", "fault"),
    [("rate_limit", UPDATE, "kill provider"), ("project_data_retention", CREATE, "kill terraform")],
)
def test_what_was_found_is_put_back_after_a_crash(
    campaign: Worker, subject: str, first: str, fault: str
) -> None:
    outcomes = campaign.live(SUBJECT[subject], FAULT[fault], (first, DELETE))
    assert [outcome.passed for outcome in outcomes] == [True, True], "\n".join(map(str, outcomes))


def test_every_resource_is_in_the_campaign() -> None:
    """Paid calls and jobs are not: their own tests show that they are made once. The owner is only read.

    Nor are assistants, which the API does not have, and voices, which it shows to nobody.
    """
    offered = {kind.type_name: kind for kind in found(resources, Resource)}
    kept = {name for name, kind in offered.items() if not issubclass(kind, (Job, OneShot, StateOwner))}
    kept -= {"openai_assistant", "openai_voice"}
    led = {f"openai_{subject.name}" for subject in SUBJECTS}
    assert kept <= led, f"bench/campaign/subjects lacks {sorted(kept - led)}"
    assert led <= offered.keys()
    whole = {
        f"openai_{subject.name}" for subject in SUBJECTS if {CREATE, DELETE} <= subject.operations.keys()
    }
    # A conversation is in no list: test_threads.py shows what a create that is struck leaves.
    assert kept - {"openai_thread"} <= whole, "each is created and deleted"


def test_without_its_journal_a_killed_create_is_counted_as_orphan(tmp_path: Path) -> None:
    with worker(tmp_path) as careless:
        del careless.environment["FJCORP_OPENAI_JOURNAL_DIR"]
        (outcome,) = careless.live(SUBJECT["project"], FAULT["kill terraform"], (CREATE,))
    assert outcome.struck
    assert outcome.converged, outcome.note
    assert (outcome.orphans, outcome.duplicates, outcome.passed) == (1, 1, False)


def test_a_fault_that_strikes_nothing_is_no_success(campaign: Worker) -> None:
    elsewhere = replace(SUBJECT["file"], operations={CREATE: "createBatch"})
    (outcome,) = campaign.live(elsewhere, FAULT["500"], (CREATE,))
    assert outcome.converged, outcome.note
    assert (outcome.struck, outcome.passed) == (False, False)
    assert "createBatch was not called" in outcome.note

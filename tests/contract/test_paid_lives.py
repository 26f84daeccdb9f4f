"""Every paid call, in this process, under every fault: it is paid for twice at most, and never unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from campaign.faults import FAULTS
from campaign.payments import ANNOUNCED, TOLD, unsaid
from campaign.subject import CREATE, DELETE, UPDATE
from campaign.subjects import CALLS

from fjcorp_openai.provider.resources.image import output
from support.life import Life

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.faults import Fault
    from campaign.subject import Subject

    from support.emulator import Emulator

FREE = {"moderation"}
CASES = [
    (subject, operation, fault) for subject in CALLS for operation in subject.operations for fault in FAULTS
]


@pytest.mark.parametrize(
    ("subject", "operation", "fault"),
    CASES,
    ids=[f"{subject.title} {operation} {fault.name}" for subject, operation, fault in CASES],
)
def test_what_is_lost_is_said_and_paid_for_once_more_at_most(
    shared_emulator: Emulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    subject: Subject,
    operation: str,
    fault: Fault,
) -> None:
    life = Life(subject, shared_emulator, tmp_path)
    steps = {CREATE: subject.first, UPDATE: subject.second, DELETE: None}
    for before in steps:
        if before == operation:
            break
        life.apply(steps[before])
    arguments, life.told = steps[operation], []
    shared_emulator.clear_calls()
    assert life.strike(subject.operations[operation], fault, arguments), "it was not called"
    struck, life.told = "\n".join(life.told), []
    carried_out = sum(call["paid"] for call in shared_emulator.calls())
    monkeypatch.setattr(output, "_written", set())  # the run after it is another process
    life.apply(arguments)
    after = "\n".join(life.told)
    assert life.is_settled(arguments)
    paid = sum(call["paid"] for call in shared_emulator.calls())
    assert unsaid(fault, paid, struck, after) == []
    if operation != DELETE and subject.name not in FREE:
        assert carried_out <= 1
        assert 1 <= paid <= 1 + carried_out


def test_what_is_paid_for_unsaid_is_seen() -> None:
    lost = next(each for each in FAULTS if each.name == "drop after")
    killed = next(each for each in FAULTS if each.name == "kill provider")
    assert unsaid(lost, 1, f"It may have been {TOLD}", ANNOUNCED) == []
    assert unsaid(lost, 2, "Error", ANNOUNCED) == [
        "that the answer was lost, and may have been paid for, was not told"
    ]
    assert unsaid(killed, 2, "", "No changes") == ["the run after it paid without saying so"]
    assert unsaid(killed, 3, "", ANNOUNCED) == ["3 calls were paid for"]

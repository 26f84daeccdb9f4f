"""Every paid call, in this process, under every fault: it is paid for twice at most, and never unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from campaign.faults import FAULTS
from campaign.payments import ANNOUNCED, TOLD, unsaid
from campaign.subject import CREATE, DELETE, UPDATE
from campaign.subjects import CALLS

from fjcorp_openai.provider.resources.image import output

if TYPE_CHECKING:
    from campaign.faults import Fault
    from campaign.subject import Subject

    from support.kept_lives import KeptLives

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
    lives: KeptLives,
    monkeypatch: pytest.MonkeyPatch,
    subject: Subject,
    operation: str,
    fault: Fault,
) -> None:
    steps = {CREATE: subject.first, UPDATE: subject.second, DELETE: None}
    monkeypatch.setattr(output, "_written", set())  # each run is another process
    life = lives.after(subject, *list(steps)[: list(steps).index(operation)])
    monkeypatch.setattr(output, "_written", set())
    arguments, life.told = steps[operation], []
    life.emulator.clear_calls()
    assert life.strike(subject.operations[operation], fault, arguments), "it was not called"
    struck, life.told = "\n".join(life.told), []
    carried_out = sum(call["paid"] for call in life.emulator.calls())
    monkeypatch.setattr(output, "_written", set())
    life.apply(arguments)
    after = "\n".join(life.told)
    assert life.is_settled(arguments)
    paid = sum(call["paid"] for call in life.emulator.calls())
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

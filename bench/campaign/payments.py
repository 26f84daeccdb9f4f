"""What is paid for in a case, and whether whoever pays was informed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaign.faults import Fault

ANNOUNCED, TOLD = "Paid call: ", "paid for"
"""What a plan says of a call that is paid for, and what a run says whose answer was lost."""


def unsaid(fault: Fault, paid: int, struck: str, after: str) -> list[str]:
    """Return what was paid for, or may have been, and not said.

    Args:
        fault: What went wrong with the first call.
        paid: Paid calls that the API carried out, in the run that was struck and the one after it.
        struck: What the run that was struck reported.
        after: What the run after it reported, its plan included.
    """
    found = []
    if paid > 1 and ANNOUNCED not in after:
        found.append("the run after it paid without saying so")
    if paid > 2:
        found.append(f"{paid} calls were paid for")
    if paid and fault.loses_answer and TOLD not in struck:
        found.append("that the answer was lost, and may have been paid for, was not told")
    return found

"""A test that follows one with a kept life begins with an empty emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.subject import CREATE
from campaign.subjects import SUBJECTS

if TYPE_CHECKING:
    from support.in_process import LocalEmulator
    from support.kept_lives import KeptLives


def test_the_test_after_a_kept_life_begins_empty(lives: KeptLives, local_emulator: LocalEmulator) -> None:
    """A batch under way is part of the state, and so are the transitions that keep it so."""
    subject = next(each for each in SUBJECTS if each.title == "batch")
    first = lives.after(subject, CREATE)
    local_emulator.reset()
    immediate = local_emulator.control("GET", "/transitions")
    assert immediate == {"mode": "immediate", "pending": 0}
    again = lives.after(subject, CREATE)
    assert again is not first
    assert again.saved == first.saved
    assert local_emulator.control("GET", "/transitions")["pending"] == 1
    assert again.is_settled(subject.first)
    again.apply(None)
    local_emulator.reset()
    assert local_emulator.control("GET", "/transitions") == immediate

"""A state that is kept comes back whole: objects, keys, files, jobs under way, clock and switches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from campaign.subject import CREATE
from campaign.subjects import SUBJECTS

from support.kept_states import KeptState

if TYPE_CHECKING:
    from support.in_process import LocalEmulator
    from support.kept_lives import KeptLives

KEPT = b'{"kept": 1}\n'


def upload(emulator: LocalEmulator, content: bytes) -> dict[str, Any]:
    parts = {"file": ("a.jsonl", content)}
    return emulator.call("POST", "/files", data={"purpose": "batch"}, files=parts).json()


def test_everything_is_as_it_was(local_emulator: LocalEmulator) -> None:
    emulator = local_emulator
    project = emulator.call("POST", "/organization/projects", admin=True, json={"name": "Kept"}).json()
    key = emulator.create_project_key(project["id"])["value"]
    file = upload(emulator, KEPT)
    before, began = emulator.dump(), emulator.clock.now()
    kept = KeptState(emulator.served)

    emulator.call("POST", f"/organization/projects/{project['id']}/archive", admin=True)
    emulator.call("DELETE", f"/files/{file['id']}")
    other = upload(emulator, b"{}\n")
    emulator.clock.advance(3600)
    assert emulator.call("GET", "/models", key=key).status_code == 401

    kept.restore()
    kept.close()
    assert emulator.dump() == before
    assert began <= emulator.clock.now() < began + 600
    assert emulator.call("GET", f"/files/{file['id']}/content").content == KEPT
    assert emulator.call("GET", f"/files/{other['id']}").status_code == 404
    assert len(list(emulator.served.store.files.iterdir())) == 1
    assert emulator.call("GET", "/models", key=key).status_code == 200


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


def test_a_second_organization_is_not_kept(local_emulator: LocalEmulator) -> None:
    local_emulator.add_organization()
    with pytest.raises(AssertionError):
        KeptState(local_emulator.served)

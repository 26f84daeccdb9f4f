"""An upload that was interrupted is resumed by the same bytes alone: the API shows no digest of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from campaign.faults import FAULTS
from campaign.subject import CREATE, Subject

from support.life import Life

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

KILLED = next(each for each in FAULTS if each.name == "kill provider")
LINE = '{{"custom_id": "{}", "method": "POST", "url": "/v1/embeddings", "body": {}}}\n'
BODY = '{"model": "text-embedding-3-small", "input": "a"}'
FIRST, OTHER = LINE.format("a", BODY), LINE.format("b", BODY)


@pytest.mark.parametrize(("content", "uploads"), [(FIRST, 0), (OTHER, 1)])
def test_only_the_same_bytes_are_taken_up(
    shared_emulator: Emulator, tmp_path: Path, content: str, uploads: int
) -> None:
    file = {"content": FIRST, "filename": "a.jsonl", "purpose": "batch"}
    life = Life(Subject("file", file, None, {CREATE: "createFile"}, "file"), shared_emulator, tmp_path)
    assert life.strike("createFile", KILLED, file)
    shared_emulator.clear_calls()
    life.apply({**file, "content": content})
    assert len(shared_emulator.calls("createFile")) == uploads
    assert life.saved is not None
    kept = shared_emulator.call("GET", f"/files/{life.saved.state['id']}/content")
    assert kept.text == content

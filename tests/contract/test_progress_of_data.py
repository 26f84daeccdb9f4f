"""What is shown while a store indexes and a batch works: how much is done, and how long it is waited for."""

from __future__ import annotations

import json
import re
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from support.batches import NAME, Place
from support.wire import InProcess

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator
    from support.manuals import Manuals

EVENTS = "FJCORP_OPENAI_EVENTS"


@pytest.fixture(autouse=True)
def _each_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show lines that follow soon, too: waits take no time here."""
    monkeypatch.setattr("fjcorp_openai.provider.lifecycles.progress.LINE_SECONDS", 0)


def shown(events: Path) -> list[str]:
    told = [json.loads(line) for line in events.read_text("utf-8").splitlines()]
    return [each["message"] for each in told if each["event"] == "progress"]


def test_a_store_says_how_many_files_are_indexed(manuals: Manuals, tmp_path: Path) -> None:
    manuals.emulator.transitions(30)
    form = {"files": {"file": ("slow.md", b"Slow")}, "data": {"purpose": "assistants"}}
    slow = manuals.emulator.call("POST", "/files", **form).json()["id"]
    manuals.emulator.fault("createVectorStoreFileBatch", stuck=slow)
    events = tmp_path / "events.jsonl"
    config = manuals.config(files={"slow": {"file_id": slow}}, timeouts={"create": "5m"})
    manuals.apply(config, {EVENTS: str(events)})
    lines = [line.removeprefix(f'vector store "Manuals" ({manuals.state["id"]}): ') for line in shown(events)]
    assert lines[2] == "3 of 3 files uploaded"
    assert re.fullmatch(r"0 of 4 files indexed; waiting until [-\d]+ [:\d]+ UTC at most", lines[3])
    assert re.fullmatch(r"3 of 4 files indexed, about \d+ (s|min); waiting until .* at most", lines[-1])


def test_a_batch_says_how_many_requests_are_done(shared_emulator: Emulator, tmp_path: Path) -> None:
    place = Place(shared_emulator, tmp_path)
    shared_emulator.transitions(60)
    events = tmp_path / "events.jsonl"
    environment = {**shared_emulator.environment(), EVENTS: str(events)}
    with closing(InProcess(environment, tmp_path / "journal", shared_emulator.clock.advance)) as run:
        run.apply(NAME, place.config(9))
    (batch,) = place.batches()
    lines = [line.removeprefix(f"batch {batch['id']} is ") for line in shown(events)]
    until = r"; waiting until [-\d]+ [:\d]+ UTC at most"
    for line, wanted in zip(
        lines,
        [
            rf"validating: 0 of 9 requests{until}",
            rf"in_progress: 0 of 9 requests{until}",
            rf"in_progress: 3 of 9 requests, about \d+ s{until}",
            rf"in_progress: 6 of 9 requests, about \d+ s{until}",
            rf"finalizing: 9 of 9 requests{until}",
            "completed: 9 of 9 requests",
        ],
        strict=True,
    ):
        assert re.fullmatch(wanted, line), line

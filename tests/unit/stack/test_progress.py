"""What is shown of a provider's events, and how its calls are counted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils import progress
from plugins.plugin_utils.progress import Progress

if TYPE_CHECKING:
    from pathlib import Path


def shown(folder: Path, *events: Any, run: str = "") -> tuple[list[str], dict[str, Any]]:
    """Return the lines that are shown of events, and the calls that were counted."""
    lines: list[str] = []
    path = folder / "events.jsonl"
    with Progress(path, lines.append, run) as followed:
        path.write_text("".join(f"{json.dumps(event)}\n" for event in events))
    return lines, followed.api_calls()


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (
            {"event": "paid", "resource": "openai_batch.this", "message": "1,000 requests"},
            "{0}1,000 requests",
        ),
        ({"event": "paid", "resource": "openai_batch"}, "{0}paid call"),
        ({"event": "paid"}, "paid call"),
        ({"event": "progress", "resource": "openai_batch.this", "message": "half"}, "{0}half"),
        ({"event": "progress", "resource": "openai_batch.this"}, None),
        ({"event": "wait", "seconds": 12.4, "message": "/files waits"}, "waiting 12 s: /files waits{1}"),
        (
            {"event": "wait", "seconds": 2, "family": "/f"},
            "waiting 2 s: /f allows no more calls now{1}",
        ),
        ({"event": "wait", "seconds": "2"}, "waiting 2 s: the API allows no more calls now{1}"),
        ({"event": "wait", "seconds": 1.9}, None),
        ({"event": "wait"}, None),
        ({"event": "call", "operation": "GET /files"}, None),
        ({"event": "other", "message": "x"}, None),
        (["event"], None),
    ],
)
@pytest.mark.parametrize("run", ["", "tenant1, stack acme"])
def test_a_line_for_what_a_person_wants_to_know(
    tmp_path: Path, event: Any, line: str | None, run: str
) -> None:
    lines, _calls = shown(tmp_path, event, run=run)
    told = [] if line is None else [line.format("openai_batch: ", f" ({run})" if run else "")]
    assert lines == told


def test_calls_are_counted_by_operation(tmp_path: Path) -> None:
    calls = [{"event": "call", "operation": each} for each in ("POST /files", "GET /files", "POST /files")]
    lines, counted = shown(tmp_path, *calls, {"event": "paid"}, {"event": "paid", "message": "x"})
    assert counted == {"total": 3, "paid": 2, "by_operation": {"GET /files": 1, "POST /files": 2}}
    assert list(counted["by_operation"]) == ["GET /files", "POST /files"]
    assert lines == ["paid call", "x"]


def test_events_are_read_once_and_whole(tmp_path: Path) -> None:
    lines: list[str] = []
    path = tmp_path / "events.jsonl"
    followed = Progress(path, lines.append)
    followed._read()
    path.write_text('{"event": "progress", "message": "one"}\n{"event": "progress", "mess')
    followed._read()
    followed._read()
    assert lines == ["one"]
    with path.open("a") as stream:
        stream.write('age": "two"}\nnonsense\n{"event": "progress", "message": "three"}\n')
    followed._read()
    assert lines == ["one", "two", "three"]


@pytest.mark.parametrize(("calls", "told"), [(2, True), (0, False)])
def test_a_silent_run_with_calls_shows_that_it_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: int, told: bool
) -> None:
    monkeypatch.setattr(progress, "HEARTBEAT", 0.0)
    lines: list[str] = []
    path = tmp_path / "events.jsonl"
    path.write_text('{"event": "call", "operation": "GET /files"}\n' * calls)
    followed = Progress(path, lines.append)
    turns = iter([False, True])
    monkeypatch.setattr(followed._done, "wait", lambda _seconds: next(turns))
    followed._follow()
    assert lines == (["2 calls of the API so far"] if told else [])


def test_nothing_is_said_of_calls_before_the_heartbeat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    lines: list[str] = []
    path = tmp_path / "events.jsonl"
    path.write_text('{"event": "call", "operation": "GET /files"}\n')
    followed = Progress(path, lines.append)
    seconds = iter([14.9, 0.1, 14.9, 0.1])

    def wait(_interval: float) -> bool:
        now[0] += next(seconds, 0.0)
        return now[0] >= 130

    monkeypatch.setattr(followed._done, "wait", wait)
    followed._follow()
    assert lines == ["1 calls of the API so far"]

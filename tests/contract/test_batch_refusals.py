"""Batches that are refused, destroyed or imported, through the provider's own wire calls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.resources.batch import parts
from support.batches import EMBEDDINGS, MODEL, NAME, STEP_SECONDS, Place, bodies
from support.wire import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator


@pytest.fixture
def place(shared_emulator: Emulator, tmp_path: Path) -> Place:
    return Place(shared_emulator, tmp_path)


# What is refused before anything is sent.


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"requests": '{"a": {"model": "nope", "input": "x"}}'}, "There is no model nope"),
        ({"requests": "{}"}, "requests: there are no requests in it"),
        ({"requests": None}, "Set exactly one of input_file_id, requests, requests_file, rows_file"),
        ({"template": "{}"}, "template needs rows_file"),
        ({"endpoint": "/v1/videos"}, '"/v1/videos" is none of'),
        ({"metadata": {str(number): "x" for number in range(16)}}, "It has 16 elements; 0 to 15 are allowed"),
        ({"results_file": "<folder>"}, "Is a directory"),
        ({"results_file": "<folder>/notes.txt"}, "is there already, and holds no results of a batch"),
        ({"results_file": "<folder>/notes.txt/results.jsonl"}, "is no folder in which files can be made"),
    ],
)
def test_bad_input_is_refused_before_the_first_write(
    place: Place, values: dict[str, Any], message: str
) -> None:
    (place.folder / "notes.txt").write_text("mine")
    filled = {
        name: value.replace("<folder>", str(place.folder)) if isinstance(value, str) else value
        for name, value in values.items()
    }
    with pytest.raises(RefusedError, match=message):
        place.apply({**place.config(), **filled})
    assert {each["method"] for each in place.emulator.calls()} <= {"GET"}
    assert (place.folder / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("purpose", "message"),
    [("user_data", 'is of purpose "user_data"'), (None, "There is no file file-none for this key")],
)
def test_a_file_that_holds_no_requests_is_refused_when_it_is_planned(
    place: Place, purpose: str | None, message: str
) -> None:
    file_id = "file-none"
    if purpose is not None:
        form = {"files": {"file": ("a.txt", b"text")}, "data": {"purpose": purpose}}
        file_id = place.emulator.call("POST", "/files", **form).json()["id"]
    with place.run() as run, pytest.raises(RefusedError, match=message):
        run.plan(NAME, {"endpoint": EMBEDDINGS, "input_file_id": file_id})


def test_requests_that_change_between_plan_and_apply_are_not_sent(place: Place) -> None:
    path = place.folder / "rows.csv"
    path.write_text("text\na\n")
    template = json.dumps({"model": MODEL, "input": "{text}"})
    config = {"endpoint": EMBEDDINGS, "template": template, "rows_file": str(path)}
    with place.run() as run:
        plan = run.plan

        def planned(*arguments: Any) -> Any:
            found = plan(*arguments)
            path.write_text("text\nb\n")
            return found

        run.plan = planned  # type: ignore[method-assign]
        with pytest.raises(RefusedError, match="The requests changed after the plan was made"):
            run.apply(NAME, config)
    assert place.calls("createFile") == 0


def test_a_batch_that_the_api_refuses_whole_is_an_error(place: Place) -> None:
    text = b'{"custom_id": "a", "method": "POST", "url": "/v1/moderations", "body": {"input": "x"}}'
    form = {"files": {"file": ("in.jsonl", text)}, "data": {"purpose": "batch"}}
    file_id = place.emulator.call("POST", "/files", **form).json()["id"]
    # The key may not fetch the file, so that only the API can read it.
    place.emulator.fault("downloadFile", status=403, times=0)
    with pytest.raises(RefusedError, match=r"ended as failed\nline 1: The URL"):
        place.apply({"endpoint": EMBEDDINGS, "input_file_id": file_id, "retry_failed": 2})
    assert place.calls("createBatch") == 1


# The end.


def test_destroying_cancels_what_runs_and_takes_its_own_files_away(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST_REQUESTS", 3)
    place.emulator.transitions(600)
    saved = place.apply(place.config(5, timeouts={"create": "1m"}))
    place.emulator.transitions(STEP_SECONDS)
    assert place.apply(None, saved) is None
    assert {each["status"] for each in place.batches()} == {"cancelled"}
    assert [each for each in place.emulator.dump().get("file", []) if each["purpose"] == "batch"] == []


@pytest.mark.parametrize("delete_outputs", [False, True])
def test_results_at_the_api_stay_unless_they_are_to_go(place: Place, *, delete_outputs: bool) -> None:
    saved = place.apply(place.config(4, broken=(1,), delete_outputs=delete_outputs))
    assert place.apply(None, saved) is None
    left = [each["purpose"] for each in place.emulator.dump().get("file", [])]
    assert left == ([] if delete_outputs else ["batch_output"] * 2)
    assert len(place.written()) == 4
    assert place.calls("cancelBatch") == 0


def test_a_destroy_that_takes_too_long_says_so_and_keeps_the_state(place: Place) -> None:
    place.emulator.transitions("manual")
    saved = place.apply(place.config(timeouts={"create": "1s", "delete": "10s"}))
    with pytest.raises(RefusedError, match="is still cancelling") as refused:
        place.apply(None, saved)
    assert refused.value.state["id"] == saved.state["id"]


def test_an_import_takes_over_what_is_there(place: Place) -> None:
    config = place.config(3)
    made = place.apply(config)
    place.results.unlink()
    with place.run() as run:
        imported = run.read(NAME, run.import_(NAME, made.state["id"]))
    assert (imported.state["endpoint"], imported.state["status"]) == (EMBEDDINGS, "completed")
    assert imported.state["metadata"] is None
    taken = place.apply(config, imported)
    assert (taken.state["id"], place.calls("createBatch")) == (made.state["id"], 1)
    assert [each["custom_id"] for each in place.written()] == list(bodies(3))
    assert place.is_settled(config, taken)


def test_an_import_takes_over_all_that_was_split(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_REQUESTS", 2)
    config = place.config(5, broken=(3,), retry_failed=1)
    first = place.apply(config)
    assert place.is_settled(config, first)
    place.emulator.clock.advance(60)
    place.results.unlink()
    place.apply(config)  # the same requests once more, which are not what is imported
    assert place.calls("createBatch") == 8
    with place.run() as run:
        imported = run.read(NAME, run.import_(NAME, first.state["id"]))
    assert imported.state["batches"] == first.state["batches"]
    place.results.unlink()
    taken = place.apply(config, imported)
    assert place.calls("createBatch") == 8
    assert taken.state["request_counts"] == first.state["request_counts"]
    assert [each["custom_id"] for each in place.written()] == list(bodies(5))
    assert place.is_settled(config, taken)

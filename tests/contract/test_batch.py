"""Batches through the provider's own wire calls: what is sent, waited for, fetched, joined and sent again."""

from __future__ import annotations

import hashlib
import json
import stat
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from campaign.faults import FAULTS

from fjcorp_openai.provider.resources.batch import parts, results_file
from support.batches import EMBEDDINGS, MODEL, NAME, STEP_SECONDS, Place, bodies
from support.checks import every
from support.wire import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

DAY = 86400


@pytest.fixture
def place(shared_emulator: Emulator, tmp_path: Path) -> Place:
    return Place(shared_emulator, tmp_path)


# From requests to results.


def test_results_stand_in_the_order_of_the_requests(place: Place) -> None:
    config = place.config(5, broken=(1,), metadata={"team": "x"})
    saved = place.apply(config)
    state = saved.state
    assert (state["status"], state["model"], state["request_count"]) == ("completed", MODEL, 5)
    assert state["request_counts"] == {"total": 5, "completed": 4, "failed": 1, "cancelled": 0}
    assert state["paid_call"] == "POST /batches: 5 requests"
    assert [each["custom_id"] for each in place.written()] == list(bodies(5))
    assert [each["ok"] for each in place.written()] == [True, False, True, True, True]
    assert place.written()[0]["response"]["data"][0]["embedding"]
    assert place.written()[1]["error"]["param"] == "input"
    assert stat.S_IMODE(place.results.stat().st_mode) == 0o600
    assert state["results_sha256"] == hashlib.sha256(place.results.read_bytes()).hexdigest()
    assert 'embedding"' not in json.dumps(state, default=str), "results stand in no state"
    (batch,) = place.batches()
    assert batch["metadata"]["team"] == "x"
    assert (state["output_file_id"], state["error_file_id"]) == (
        batch["output_file_id"],
        batch["error_file_id"],
    )
    assert [each.partition("\n")[0] for each in place.warnings] == [
        f"1 of 5 requests of batch {state['id']} have no answer"
    ]
    place.emulator.clear_calls()
    assert place.is_settled(config, saved)
    assert [each["operation"] for each in place.emulator.calls()] == []


def test_a_changed_request_is_another_batch_and_nothing_else_is(place: Place) -> None:
    saved = place.apply(place.config())
    other = place.config(tolerate_failed_pct=5, metadata={"team": "y"}, delete_outputs=True)
    kept = place.apply(other, saved)
    assert (kept.state["id"], place.calls("createBatch")) == (saved.state["id"], 1)
    changed = place.apply({**other, "triggers": {"day": "2"}}, kept)
    assert changed.state["id"] != kept.state["id"]
    again = place.apply(place.config(6), changed)
    assert (again.state["request_count"], place.calls("createBatch")) == (6, 3)


def test_a_file_that_was_uploaded_already_is_joined_too(place: Place) -> None:
    lines = [
        {"custom_id": name, "method": "POST", "url": EMBEDDINGS, "body": body}
        for name, body in bodies(4).items()
    ]
    text = "\n".join(map(json.dumps, lines)).encode()
    form = {"files": {"file": ("in.jsonl", text)}, "data": {"purpose": "batch"}}
    file_id = place.emulator.call("POST", "/files", **form).json()["id"]
    config = {"endpoint": EMBEDDINGS, "input_file_id": file_id, "results_file": str(place.results)}
    saved = place.apply(config)
    assert (saved.state["request_count"], saved.state["model"]) == (4, MODEL)
    assert [each["custom_id"] for each in place.written()] == list(bodies(4))
    assert place.is_settled(config, saved)
    assert place.apply(None, saved) is None
    assert place.emulator.call("GET", f"/files/{file_id}").status_code == 200


def test_all_failed_is_a_result_with_a_warning(place: Place) -> None:
    saved = place.apply(place.config(2, broken=(0, 1), tolerate_failed_pct=50))
    assert (saved.state["status"], saved.state["output_file_id"]) == ("completed", None)
    assert saved.state["within_tolerance"] is False
    assert [each["ok"] for each in place.written()] == [False, False]
    assert "2 of 2 requests" in place.warnings[0]
    tolerated = place.apply(place.config(2, broken=(0, 1), tolerate_failed_pct=100), saved)
    assert (tolerated.state["within_tolerance"], place.calls("createBatch")) == (True, 1)


def test_an_empty_id_of_a_file_is_none(place: Place) -> None:
    place.emulator.fault("createBatch", blank="error_file_id", times=10)
    place.emulator.fault("retrieveBatch", blank="error_file_id", times=10)
    saved = place.apply(place.config(2))
    assert saved.state["error_file_id"] is None
    assert saved.state["batches"][0]["error_file_id"] is None


# Splitting, and the queue.


def test_many_requests_are_split_and_joined_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_REQUESTS", 5)
    config = place.config(12, broken=(3,))
    with pytest.raises(RefusedError, match=r"12 requests are too much for one batch\nThey make 3 batches"):
        place.apply({**config, "split": False})
    assert place.emulator.calls("createFile") == []
    saved = place.apply(config)
    assert place.sent() == [5, 5, 2]
    assert saved.state["paid_call"] == "POST /batches: 12 requests in 3 batches"
    assert [each["custom_id"] for each in place.written()] == list(bodies(12))
    assert saved.state["request_counts"] == {"total": 12, "completed": 11, "failed": 1, "cancelled": 0}
    assert saved.state["usage"]["total_tokens"] == sum(
        each["usage"]["total_tokens"] for each in place.batches()
    )
    assert place.is_settled(config, saved)


def test_what_is_too_much_for_the_queue_waits_here(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_REQUESTS", 5)
    place.limit_tokens(20)  # of which five requests have about 15
    saved = place.apply(place.config(12))
    assert saved.state["status"] == "completed"
    assert [each["custom_id"] for each in place.written()] == list(bodies(12))
    executed = [each for each in place.batches() if each["status"] == "completed"]
    refused = [each for each in place.batches() if each["status"] == "failed"]
    assert sum(each["request_counts"]["total"] for each in executed) == 12
    assert refused
    assert every(each["errors"]["data"][0]["code"] == "token_limit_exceeded" for each in refused)
    assert place.calls("createFile") == 3
    assert saved.state["errors"] == []


def test_what_is_too_much_by_itself_is_sent_in_halves(place: Place) -> None:
    place.limit_tokens(20)
    saved = place.apply(place.config(12))
    assert saved.state["request_counts"]["completed"] == 12
    assert [each["custom_id"] for each in place.written()] == list(bodies(12))
    assert [each["count"] for each in saved.state["batches"]] == [6, 6]


def test_a_request_that_the_queue_never_takes_is_an_error(place: Place) -> None:
    place.limit_tokens(1)
    with pytest.raises(RefusedError, match=r"ended as failed\n.*Enqueued token limit"):
        place.apply(place.config(2))


def test_a_part_that_the_api_refuses_whole_leaves_the_others_alone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST_REQUESTS", 2)
    place.emulator.transitions("manual")
    config = place.config(4, wait=False)
    saved = place.apply(config)
    gone = saved.state["batches"][1]["input_file_id"]
    assert place.emulator.call("DELETE", f"/files/{gone}").status_code == 200
    place.emulator.advance(6)
    done = place.apply(config, saved)
    assert (done.state["status"], done.state["errors"][0]["code"]) == ("completed", "file_not_found")
    assert done.state["request_counts"] == {"total": 4, "completed": 2, "failed": 2, "cancelled": 0}
    assert [each["ok"] for each in place.written()] == [True, True, False, False]
    place.emulator.transitions(STEP_SECONDS)
    whole = place.apply({**config, "wait": True, "retry_failed": 1}, done)
    assert (whole.state["request_counts"]["completed"], place.sent()[2:]) == (4, [2])
    assert every(each["ok"] for each in place.written())


# Again.


def test_only_what_failed_is_sent_again(place: Place) -> None:
    saved = place.apply(place.config(6, broken=(2, 4)))
    place.emulator.clear_calls()
    config = place.config(6, broken=(2, 4), retry_failed=1)
    with place.run() as run:
        planned, _private = run.plan(NAME, config, saved)
    assert planned["paid_call"] == "POST /batches: 2 requests once more, round 1"
    again = place.apply(config, saved)
    assert place.sent() == [6, 2]
    # To know what failed and to write all results, each file is fetched once.
    fetched = [each["path"].split("/")[-2] for each in place.emulator.calls("downloadFile")]
    assert [fetched.count(saved.state[name]) for name in ("output_file_id", "error_file_id")] == [1, 1]
    assert again.state["request_counts"] == {"total": 6, "completed": 4, "failed": 2, "cancelled": 0}
    assert [each["custom_id"] for each in place.written()] == list(bodies(6))
    assert place.is_settled(config, again)


def test_a_round_in_halves_that_a_later_run_sends_fetches_each_file_once(place: Place) -> None:
    lines = [
        {"custom_id": name, "method": "POST", "url": EMBEDDINGS, "body": body}
        for name, body in bodies(10).items()
    ]
    text = "\n".join(map(json.dumps, lines)).encode()
    form = {"files": {"file": ("in.jsonl", text)}, "data": {"purpose": "batch"}}
    file_id = place.emulator.call("POST", "/files", **form).json()["id"]
    place.emulator.transitions("manual")
    results = str(place.results)
    config = {"endpoint": EMBEDDINGS, "input_file_id": file_id, "results_file": results, "wait": False}
    saved = place.apply(config)
    place.emulator.advance(2)
    place.emulator.clock.advance(DAY + 1)
    expired = place.apply(config, saved)
    assert expired.state["request_counts"]["failed"] == 6
    place.emulator.transitions(STEP_SECONDS)
    place.limit_tokens(10)  # of which the six have about 18
    place.emulator.clear_calls()
    whole = place.apply({**config, "wait": True, "retry_failed": 1}, expired)
    assert [each["count"] for each in whole.state["batches"]] == [10, 3, 3]
    assert [each["custom_id"] for each in place.written()] == list(bodies(10))
    assert every(each["ok"] for each in place.written())
    fetched = Counter(each["path"].split("/")[-2] for each in place.emulator.calls("downloadFile"))
    files = {each[name] for each in whole.state["batches"] for name in ("output_file_id", "error_file_id")}
    # The plan reads the requests to reckon what they cost; of the results, the apply reads each file once.
    assert fetched == Counter([*(files - {None}), file_id, file_id])


def test_what_expired_is_sent_again_alone(place: Place) -> None:
    place.emulator.transitions("manual")
    config = place.config(10, wait=False)
    saved = place.apply(config)
    assert saved.state["status"] == "validating"
    place.emulator.advance(2)  # a third of ten, rounded up
    place.emulator.clock.advance(DAY + 1)
    expired = place.apply(config, saved)
    assert (expired.state["status"], place.calls("createBatch")) == ("expired", 1)
    assert expired.state["request_counts"] == {"total": 10, "completed": 4, "failed": 6, "cancelled": 0}
    assert [each["ok"] for each in place.written()] == [True] * 4 + [False] * 6
    assert {each["error"]["code"] for each in place.written()[4:]} == {"batch_expired"}
    place.emulator.transitions(STEP_SECONDS)
    whole = place.apply(place.config(10, retry_failed=2), expired)
    assert (whole.state["status"], place.sent()) == ("completed", [10, 6])
    assert every(each["ok"] for each in place.written())
    assert [each["custom_id"] for each in place.written()] == list(bodies(10))


def test_what_somebody_cancelled_is_kept_and_not_sent_again(place: Place) -> None:
    place.emulator.transitions("manual")
    config = place.config(6, wait=False, retry_failed=3)
    saved = place.apply(config)
    place.emulator.advance(2)
    place.emulator.call("POST", f"/batches/{saved.state['id']}/cancel")
    place.emulator.advance()
    cancelled = place.apply(config, saved)
    assert cancelled.state["request_counts"] == {"total": 6, "completed": 2, "failed": 0, "cancelled": 4}
    assert (cancelled.state["status"], place.calls("createBatch")) == ("cancelled", 1)
    assert [each["ok"] for each in place.written()] == [True] * 2 + [False] * 4
    assert place.is_settled(config, cancelled)


# Waiting.


def test_a_deadline_is_a_result_and_the_next_run_goes_on(place: Place) -> None:
    place.emulator.transitions(600)
    config = place.config(timeouts={"create": "1m"})
    saved = place.apply(config)
    assert saved.state["status"] == "validating"
    assert "is still validating" in place.warnings[0]
    assert not place.results.exists()
    place.emulator.transitions(STEP_SECONDS)
    later = place.apply(config, saved)
    assert (later.state["id"], later.state["status"]) == (saved.state["id"], "completed")
    assert (place.calls("createBatch"), len(place.written())) == (1, 5)


def test_without_a_wait_the_results_are_fetched_once_they_are_there(place: Place) -> None:
    place.emulator.transitions("manual")
    config = place.config(wait=False)
    saved = place.apply(config)
    assert place.is_settled(config, saved)
    place.emulator.advance(6)
    done = place.apply(config, saved)
    assert (done.state["status"], len(place.written())) == ("completed", 5)
    assert place.is_settled(config, done)


def test_a_run_that_was_killed_while_it_waited_pays_nothing_twice(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST_REQUESTS", 2)
    place.emulator.transitions(600)
    config = place.config(5, timeouts={"create": "1m"})
    first = place.apply(config)  # whose state nobody saves
    place.emulator.transitions(STEP_SECONDS)
    second = place.apply(config)
    assert [each["id"] for each in second.state["batches"]] == [each["id"] for each in first.state["batches"]]
    assert (place.calls("createBatch"), place.calls("createFile")) == (3, 3)
    assert [each["custom_id"] for each in place.written()] == list(bodies(5))


@pytest.mark.parametrize("operation", ["createFile", "createBatch"])
@pytest.mark.parametrize(
    "fault", [each for each in FAULTS if each.name in {"drop before", "drop after", "500"}]
)
def test_a_lost_answer_makes_nothing_twice(place: Place, operation: str, fault: Any) -> None:
    place.emulator.fault(operation, **fault.rule)
    saved = place.apply(place.config())
    assert saved.state["status"] == "completed"
    assert len(place.batches()) == 1
    files = [each for each in place.emulator.dump().get("file", []) if each["purpose"] == "batch"]
    assert len(files) == 1


def test_an_input_file_that_is_not_visible_yet_is_waited_for(place: Place) -> None:
    place.emulator.fault("createBatch", status=404, code="not_found", param="input_file_id", times=2)
    saved = place.apply(place.config())
    assert (saved.state["status"], place.calls("createBatch")) == ("completed", 3)


def test_results_that_cannot_be_written_now_are_written_by_the_next_run(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = place.config()
    with monkeypatch.context() as full:
        full.setattr(results_file, "replacing", _no_space)
        saved = place.apply(config)
    assert (saved.state["status"], saved.state["results_sha256"]) == ("completed", None)
    assert "No space left" in "".join(place.warnings)
    done = place.apply(config, saved)
    assert (len(place.written()), place.calls("createBatch")) == (5, 1)
    place.results.unlink()
    again = place.apply(config, done)
    assert again.state["results_sha256"] == done.state["results_sha256"]
    assert len(place.written()) == 5


def test_results_go_to_another_file_and_never_over_what_is_somebody_elses(place: Place) -> None:
    config = place.config()
    saved = place.apply(config)
    place.results.write_text("edited\n")
    assert place.is_settled(config, saved)
    other, notes = place.folder / "other.jsonl", place.folder / "notes.txt"
    notes.write_text("mine\n")
    with pytest.raises(RefusedError, match="holds no results of a batch"):
        place.apply({**config, "results_file": str(notes)}, saved)
    moved = place.apply({**config, "results_file": str(other)}, saved)
    assert moved.state["results_sha256"] == hashlib.sha256(other.read_bytes()).hexdigest()
    assert (place.calls("createBatch"), notes.read_text(), place.results.read_text()) == (
        1,
        "mine\n",
        "edited\n",
    )


def _no_space(_path: str) -> None:
    raise OSError(28, "No space left on device")


def test_results_stay_when_the_api_has_none_any_more(place: Place) -> None:
    config = place.config(output_expires_after={"seconds": 3600})
    saved = place.apply(config)
    place.emulator.clock.advance(31 * DAY)
    assert place.is_settled(config, saved)
    place.results.unlink()
    with pytest.raises(RefusedError, match="file-"):
        place.apply(config, saved)

"""What a batch would cost, before it is paid for, and what it cost: against what the emulator then counts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.resources.batch import estimate
from support.batches import EMBEDDINGS, MODEL, NAME, STEP_SECONDS, Place, bodies
from support.wire import UNKNOWN, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from support.emulator import Emulator

CHATS, RESPONSES, MODERATIONS = "/v1/chat/completions", "/v1/responses", "/v1/moderations"
LUNA = "gpt-6-luna"
TEXT = "Please explain in three sentences how a steam engine turns heat into motion, and why. " * 4
ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "chats": (
        CHATS,
        {"model": LUNA, "messages": [{"role": "user", "content": TEXT}], "max_completion_tokens": 300},
    ),
    "japanese": (
        CHATS,
        {
            "model": LUNA,
            "messages": [{"role": "user", "content": "蒸気機関が熱を運動に変える。" * 9}],
            "max_completion_tokens": 300,
        },
    ),
    "responses": (RESPONSES, {"model": LUNA, "input": TEXT, "max_output_tokens": 60}),
    "texts": (EMBEDDINGS, {"model": MODEL, "input": [TEXT, "Brakes.", "蒸気機関"]}),
    "tokens": (EMBEDDINGS, {"model": MODEL, "input": [[1, 2, 3], [4]]}),
}
"""Endpoint and body of a request."""
COUNTED = ("chats", "japanese", "responses")


@pytest.fixture
def place(shared_emulator: Emulator, tmp_path: Path) -> Place:
    return Place(shared_emulator, tmp_path)


def config(name: str, count: int, **more: Any) -> dict[str, Any]:
    endpoint, body = ASKED[name]
    asked = {f"r{number}": {**body, "user": f"u{number}"} for number in range(count)}
    return {"endpoint": endpoint, "requests": json.dumps(asked), **more}


def planned(place: Place, asked: dict[str, Any]) -> Mapping[str, Any]:
    with place.run() as run:
        found, _private = run.plan(NAME, asked)
    assert found is not None
    return found


def upload(place: Place, *lines: dict[str, Any]) -> str:
    text = "\n".join(map(json.dumps, lines)).encode()
    form = {"files": {"file": ("in.jsonl", text)}, "data": {"purpose": "batch"}}
    made: str = place.emulator.call("POST", "/files", **form).json()["id"]
    return made


def lines(count: int = 3, endpoint: str = EMBEDDINGS) -> list[dict[str, Any]]:
    return [
        {"custom_id": name, "method": "POST", "url": endpoint, "body": body}
        for name, body in bodies(count).items()
    ]


@pytest.mark.parametrize("name", ASKED)
def test_a_bound_is_never_below_what_was_used(place: Place, name: str) -> None:
    place.emulator.fault("Getinputtokencounts", status=500, times=0)
    state = place.apply(config(name, 4)).state
    found, used = state["estimate"], state["usage"]
    assert (state["status"], found["counted"], found["unbounded"]) == ("completed", False, "")
    assert found["usage"]["input_tokens"] >= used["input_tokens"] > 0
    assert found["usage"].get("output_tokens", 0) >= used["output_tokens"]
    assert found["cost"] >= state["cost"] > 0


@pytest.mark.parametrize("name", COUNTED)
def test_what_was_counted_is_within_two_percent_and_half_the_price(place: Place, name: str) -> None:
    state = place.apply(config(name, 3)).state
    counted, used = state["estimate"]["usage"]["input_tokens"], state["usage"]["input_tokens"]
    assert state["estimate"]["counted"] is True
    assert abs(counted - used) <= 0.02 * used
    # gpt-6-luna costs 0.10 and 0.50 dollars for a million tokens.
    price = used * 0.1 + state["usage"]["output_tokens"] * 0.5
    assert state["cost"] == pytest.approx(price / 2 / 1e6)
    # The same input counts once.
    assert len(place.emulator.calls("Getinputtokencounts")) == 1


def test_many_requests_are_bounded_and_not_counted(place: Place) -> None:
    found = planned(place, config("chats", estimate.MOST_COUNTED + 1))["estimate"]
    assert place.emulator.calls("Getinputtokencounts") == []
    assert found["counted"] is False
    assert found["usage"]["output_tokens"] == 300 * 21
    assert found["usage"]["input_tokens"] >= 21 * len(TEXT)
    assert f"at most {found['cost']} USD (prices of " in found["text"]


def test_the_size_of_one_request_decides_on_a_higher_price(place: Place) -> None:
    """Prices rise for an input of more than 272,000 tokens, not for as many in a thousand requests."""
    body = {"model": LUNA, "messages": [{"role": "user", "content": "a" * 1000}], "max_tokens": 1}
    many = {f"r{number}": body for number in range(400)}
    found = planned(place, {"endpoint": CHATS, "requests": json.dumps(many)})["estimate"]
    assert found["usage"]["input_tokens"] > 272_000
    # By the dearer of reading and writing to the cache, at half the price.
    dollars = (found["usage"]["input_tokens"] * 0.125 + 400 * 0.5) / 2 / 1e6
    assert found["cost"] == pytest.approx(dollars)


def test_moderations_are_free(place: Place) -> None:
    asked = {"endpoint": MODERATIONS, "requests": json.dumps({"a": {"input": TEXT}}), "max_cost": 0}
    state = place.apply(asked).state
    assert (state["estimate"]["cost"], state["cost"]) == (0, 0)
    assert state["estimate"]["text"].startswith("nothing that is billed: at most 0 USD (prices of ")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"messages": [{"role": "user", "content": "Hi"}]}, "set max_completion_tokens in each request"),
        ({"messages": 7, "max_tokens": "many"}, "nothing bounds tokens in"),
        ({"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 5, "tools": [1]}, None),
    ],
)
def test_what_has_no_bound_is_said_and_no_limit_lets_it_pass(
    place: Place, body: dict[str, Any], reason: str | None
) -> None:
    asked = {"endpoint": CHATS, "requests": json.dumps({"a": {"model": LUNA, **body}})}
    found = planned(place, asked)["estimate"]
    if reason is None:
        assert found["cost"] > 0
        return
    assert (found["cost"], reason in found["reason"]) == (None, True)
    with pytest.raises(RefusedError, match="is not known, and it has a limit"):
        planned(place, {**asked, "max_cost": 100})
    assert place.calls("createFile") == 0


def test_a_limit_refuses_the_plan_before_the_upload(place: Place) -> None:
    asked = config("chats", 30)
    cost = planned(place, asked)["estimate"]["cost"]
    with pytest.raises(RefusedError, match=r"POST /batches would cost more than it may"):
        planned(place, {**asked, "max_cost": cost / 2})
    assert place.calls("createFile") == 0
    assert place.apply({**asked, "max_cost": cost}).state["cost"] <= cost


def test_a_round_more_has_a_limit_too(place: Place) -> None:
    saved = place.apply(place.config(6, broken=(2, 4)))
    again = place.config(6, broken=(2, 4), retry_failed=1)
    with place.run() as run, pytest.raises(RefusedError, match="would cost more than it may"):
        run.plan(NAME, {**again, "max_cost": 1e-9}, saved)
    assert place.apply({**again, "max_cost": 1}, saved).state["cost"] > 0


# A file that was, or will be, uploaded.


def test_a_file_at_the_api_is_read_before_it_is_paid_for(place: Place) -> None:
    file_id = upload(place, *lines())
    asked = {"endpoint": EMBEDDINGS, "input_file_id": file_id}
    with place.run() as run:
        found, _private = run.plan(NAME, asked)
        saved = run.apply(NAME, asked)
    assert (found["request_count"], found["model"]) == (3, MODEL)
    # Terraform plans twice where the file has no id yet, and wants the same words.
    before = planned(place, {"endpoint": EMBEDDINGS, "input_file_id": UNKNOWN})
    assert before["paid_call"] == found["paid_call"] == "POST /batches: a file of requests"
    assert found["estimate"]["cost"] >= saved.state["cost"] > 0
    assert place.calls("downloadFile") == 1


def test_a_file_at_the_api_that_is_wrong_is_refused_with_the_line(place: Place) -> None:
    file_id = upload(place, *lines(), lines()[1])
    with pytest.raises(RefusedError, match=rf'the file {file_id}: line 4: custom_id "r\d" is used before'):
        planned(place, {"endpoint": EMBEDDINGS, "input_file_id": file_id})


def test_a_file_that_the_key_may_not_fetch_is_left_to_the_api(place: Place) -> None:
    file_id = upload(place, *lines())
    place.emulator.fault("downloadFile", status=403, times=1)
    asked = {"endpoint": EMBEDDINGS, "input_file_id": file_id}
    assert planned(place, asked)["estimate"] is UNKNOWN
    (warning,) = [each for each in place.warnings if each.startswith(f"The requests in {file_id}")]
    assert "set input_file_path to a local copy" in warning
    place.emulator.fault("downloadFile", status=403, times=0)
    with pytest.raises(RefusedError, match="What POST /batches costs is not known, and it has a limit"):
        place.apply({**asked, "max_cost": 1})
    assert place.calls("createBatch") == 0
    assert place.apply(asked).state["cost"] > 0


def test_a_copy_tells_the_cost_before_the_file_is_there(place: Place) -> None:
    copy = place.folder / "in.jsonl"
    copy.write_text("\n".join(map(json.dumps, lines())), encoding="utf-8")
    asked = {"endpoint": EMBEDDINGS, "input_file_path": str(copy)}
    before = planned(place, {**asked, "input_file_id": UNKNOWN})
    assert (before["request_count"], before["paid_call"]) == (3, "POST /batches: 3 requests")
    file_id = upload(place, *lines())
    # Terraform plans once more when the id is known, and wants the same.
    after = planned(place, {**asked, "input_file_id": file_id})
    for name in ("estimate", "paid_call", "request_count", "model"):
        assert before[name] == after[name], name
    saved = place.apply({**asked, "input_file_id": file_id})
    elsewhere = place.folder / "other.jsonl"
    copy.rename(elsewhere)
    moved = {**asked, "input_file_id": file_id, "input_file_path": str(elsewhere)}
    assert place.is_settled(moved, saved)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"custom_id": "a"}', r'in.jsonl": line 1: method must be "POST"'),
        ("", r"in.jsonl\": there are no requests in it"),
        (json.dumps(lines()[0]), "is no copy of file-"),
    ],
)
def test_a_copy_that_is_wrong_or_another_file_is_refused(place: Place, text: str, message: str) -> None:
    copy = place.folder / "in.jsonl"
    copy.write_text(text, encoding="utf-8")
    asked = {"input_file_path": str(copy), "input_file_id": upload(place, *lines())}
    with pytest.raises(RefusedError, match=message):
        planned(place, {"endpoint": EMBEDDINGS, **asked})


def test_a_copy_belongs_to_a_file(place: Place) -> None:
    with pytest.raises(RefusedError, match="input_file_path needs input_file_id"):
        planned(place, {**place.config(), "input_file_path": "in.jsonl"})


def test_too_many_requests_for_one_file_are_told_before_they_are_sent(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fjcorp_openai.provider.resources.batch.parts.MOST_REQUESTS", 2)
    file_id = upload(place, *lines())
    with pytest.raises(RefusedError, match="3 requests are too much for one batch"):
        planned(place, {"endpoint": EMBEDDINGS, "input_file_id": file_id})


@pytest.mark.parametrize(
    ("endpoint", "body", "units"),
    [
        ("/v1/completions", {"prompt": "Hello", "n": 2}, {"input_tokens": 5, "output_tokens": 32}),
        ("/v1/completions", {"prompt": [[1], [3]], "max_tokens": 7}, {"input_tokens": 2, "output_tokens": 7}),
        (
            "/v1/images/generations",
            {"prompt": "A bicycle", "quality": "low", "size": "1000x1000", "n": 2},
            {"input_tokens": 3, "output_tokens": 520},
        ),
        (
            "/v1/images/edits",
            {"prompt": "A bicycle", "quality": "low", "size": "1000x1000"},
            {"input_tokens": 3, "output_tokens": 260, "image_input_tokens": None},
        ),
        ("/v1/responses", {"input": "Hi", "tools": [{"type": "web_search_preview"}]},
         {"input_tokens": None, "output_tokens": None}),
        ("/v1/embeddings", {"input": [{"a": 1}, None]}, {"input_tokens": None}),
    ],
)  # fmt: skip
def test_each_endpoint_is_reckoned_in_its_own_way(
    endpoint: str, body: dict[str, Any], units: dict[str, Any]
) -> None:
    found = estimate.of_body(endpoint, {"model": "gpt-image-2.6-flare", **body})
    assert (found.units, found.rate) == (units, "batch")


@pytest.mark.parametrize("name", ["chats", "texts"])
def test_a_batch_that_ended_between_two_runs_says_what_it_cost(place: Place, name: str) -> None:
    """No run has anything to do about it: it has no file of results, and is not waited for."""
    place.emulator.transitions("manual")
    asked = config(name, 3, wait=False)
    saved = place.apply(asked)
    assert (saved.state["cost"], saved.state["within_tolerance"]) == (None, None)
    place.emulator.advance(6)
    with place.run() as run:
        ended = run.read(NAME, saved)
    assert (ended.state["status"], ended.state["within_tolerance"]) == ("completed", True)
    assert ended.state["estimate"]["cost"] >= ended.state["cost"] > 0
    assert place.is_settled(asked, ended)
    # Waited for, it says the same.
    place.emulator.transitions(STEP_SECONDS)
    waited = place.apply({**asked, "wait": True, "triggers": {"again": "1"}})
    for each in ("cost", "usage", "within_tolerance"):
        assert waited.state[each] == ended.state[each], each


def test_what_an_apply_has_yet_to_do_counts_its_cost_there(place: Place) -> None:
    place.emulator.transitions("manual")
    asked = config("texts", 3, wait=False, results_file=str(place.results))
    saved = place.apply(asked)
    place.emulator.advance(6)
    with place.run() as run:
        ended = run.read(NAME, saved)
    assert (ended.state["status"], ended.state["cost"]) == ("completed", None)
    assert place.apply(asked, ended).state["cost"] > 0

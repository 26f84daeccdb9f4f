"""What a fine-tuning job would cost before it is paid for, and what it cost; and copies of its files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fjcorp_openai.provider.resources.fine_tuning_job.estimate import default_epochs
from support.tuning import GRADER, Tuning, chat, preference, task, upload
from support.wire import UNKNOWN, RefusedError

PRICES = {"gpt-4o-mini": {"training": 3}}


@pytest.fixture
def tuning(tuning: Tuning) -> Tuning:
    tuning.more["OPENAI_PRICES"] = json.dumps(PRICES)
    return tuning


def method(kind: str, **settings: Any) -> dict[str, Any]:
    return {"type": kind, kind: settings} if settings else {"type": kind}


def written(tuning: Tuning, rows: list[Any], name: str = "copy.jsonl") -> str:
    path = tuning.folder / name
    path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in rows), "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("count", "epochs"), [(10, 10), (12, 8), (33, 3), (34, 3), (60, 3), (8333, 3), (8334, 2), (30_000, 1)]
)
def test_epochs_that_nobody_asks_for_are_those_of_the_guide(count: int, epochs: int) -> None:
    assert default_epochs(count) == epochs


@pytest.mark.parametrize(
    ("make", "how"),
    [
        (chat, None),
        (chat, method("supervised", hyperparameters={"n_epochs": 2})),
        (preference, method("dpo", hyperparameters={"n_epochs": 1})),
    ],
)
def test_a_bound_is_never_below_what_was_trained_on(tuning: Tuning, make: Any, how: Any) -> None:
    rows = [{**make(number), "note": "蒸気機関"} for number in range(20)]
    state = tuning.apply(training_file=upload(tuning.emulator, rows), method=how)
    found = state["estimate"]
    assert found["usage"]["training_tokens"] >= state["trained_tokens"] > 0
    assert state["cost"] == pytest.approx(state["trained_tokens"] * 3 / 1e6)
    assert found["cost"] >= state["cost"]
    assert found["cost"] == pytest.approx(found["usage"]["training_tokens"] * 3 / 1e6)


def test_epochs_that_the_api_chooses_are_said(tuning: Tuning) -> None:
    text = tuning.plan()["estimate"]["text"]
    assert "(with 8 epochs, which the API chooses for 12 examples): at most 0." in text


def test_a_price_that_nobody_knows_is_said_and_no_limit_lets_it_pass(tuning: Tuning) -> None:
    tuning.more.clear()
    found = tuning.plan()["estimate"]
    assert found["cost"] is None
    assert found["reason"] == (
        "no price training of gpt-4o-mini is known: state it in openai_prices, as in "
        "{gpt-4o-mini: {training: ...}}"
    )
    with pytest.raises(RefusedError, match="is not known, and it has a limit"):
        tuning.plan(max_cost=100)
    assert tuning.posted() == []


def test_a_limit_refuses_the_plan_and_one_that_holds_is_no_obstacle(tuning: Tuning) -> None:
    cost = tuning.plan()["estimate"]["cost"]
    with pytest.raises(RefusedError, match="POST /fine_tuning/jobs would cost more than it may"):
        tuning.plan(max_cost=cost * 0.99)
    assert tuning.posted() == []
    assert tuning.apply(max_cost=cost)["cost"] <= cost


def test_reinforcement_is_billed_by_the_hour_which_nothing_bounds(tuning: Tuning) -> None:
    how = method("reinforcement", grader=json.dumps(GRADER))
    config = {
        "model": "gpt-5-mini",
        "training_file": upload(tuning.emulator, [task(number) for number in range(12)]),
        "method": how,
    }
    found = tuning.plan(**config)["estimate"]
    assert (found["cost"], found["unbounded"]) == (None, "training_hours")
    assert found["reason"].startswith("nothing bounds hours of training: reinforcement is billed by the hour")
    with pytest.raises(RefusedError, match="billed by the hour"):
        tuning.plan(**config, max_cost=1000)
    assert tuning.apply(**config)["cost"] is None


def test_a_content_that_cannot_be_read_has_no_cost_and_no_limit_lets_it_pass(tuning: Tuning) -> None:
    tuning.emulator.fault("downloadFile", status=403, times=0)
    assert tuning.plan()["estimate"] is UNKNOWN
    assert any("set training_file_path to a local copy" in each for each in tuning.warnings)
    with pytest.raises(RefusedError, match="What POST /fine_tuning/jobs costs is not known"):
        tuning.apply(max_cost=100)
    tuning.more["OPENAI_MAX_COST"] = "100"
    with pytest.raises(RefusedError, match="max_cost of the provider allows 100 USD, and what is"):
        tuning.apply()
    assert tuning.posted() == []
    del tuning.more["OPENAI_MAX_COST"]
    assert tuning.apply()["status"] == "succeeded"


# Copies, which are there before the file is.


def test_a_copy_tells_the_cost_before_the_file_is_there_and_the_same_after(tuning: Tuning) -> None:
    copy = written(tuning, [chat(number) for number in range(12)])
    before = tuning.plan(training_file=UNKNOWN, training_file_path=copy)
    assert before["estimate"]["cost"] > 0
    after = tuning.plan(training_file_path=copy)
    assert after["estimate"] == before["estimate"]
    state = tuning.apply(training_file_path=copy)
    elsewhere = written(tuning, [chat(number) for number in range(12)], "elsewhere.jsonl")
    assert tuning.plan(training_file_path=elsewhere) == state
    tuning.plan(training_file_path=elsewhere, suffix="other")
    assert len(tuning.replaced) == 1


@pytest.mark.parametrize("name", ["training_file", "validation_file"])
@pytest.mark.parametrize(
    ("rows", "how", "words"),
    [
        ([preference(1)] * 10, None, "As supervised data, line 1: messages must be"),
        ([chat(1)] * 10, method("dpo"), "As dpo data, line 1: a preference needs input"),
        ([chat(1)] * 9, None, "it has 9 examples"),
        ([chat(1), "{", *[chat(1)] * 9], None, "line 2: it is not JSON"),
    ],
)
def test_a_copy_that_the_method_cannot_learn_from_is_refused_before_the_upload(
    tuning: Tuning, name: str, rows: list[Any], how: Any, words: str
) -> None:
    files: dict[str, Any] = {name: UNKNOWN, f"{name}_path": written(tuning, rows)}
    with pytest.raises(RefusedError, match=words):
        tuning.plan(**files, method=how)
    assert tuning.emulator.calls() == []


def test_a_copy_that_is_none_is_refused(tuning: Tuning) -> None:
    with pytest.raises(RefusedError, match=f"is no copy of {tuning.file}"):
        tuning.plan(training_file_path=written(tuning, [chat(number) for number in range(11)]))
    with pytest.raises(RefusedError, match=r"Cannot read the file .*absent\.jsonl"):
        tuning.plan(training_file_path=str(tuning.folder / "absent.jsonl"))

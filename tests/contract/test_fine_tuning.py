"""`openai_fine_tuning_job`: what is checked before it is paid for, and how a job is gone on with."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.protocol.values import UNKNOWN
from support.tuning import GRADER, JOB, Tuning, chat, preference, task, upload
from support.wire import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator

CHAT = "openai_chat_completion"
HOUR = 3600
DAY = 24 * HOUR


def test_a_job_of_seven_hours_outlives_its_deadline_and_is_gone_on_with(tuning: Tuning) -> None:
    tuning.emulator.transitions(1.4 * HOUR)  # validating, queued, and three parts of the training
    began = tuning.emulator.clock.now()
    state = tuning.apply(suffix="shop")
    assert (state["status"], state["fine_tuned_model"]) == ("running", None)
    assert 4 * HOUR <= tuning.emulator.clock.now() - began < 5 * HOUR, "the default timeout is four hours"
    (warning,) = [each for each in tuning.warnings if "still running" in each]
    assert "apply again" in warning
    first = state["id"]
    state = tuning.apply(suffix="shop")
    assert (state["id"], state["status"]) == (first, "succeeded")
    assert tuning.emulator.clock.now() - began >= 7 * HOUR
    assert [each["id"] for each in tuning.jobs()] == [first]
    assert tuning.posted() == ["createFineTuningJob"]
    assert state["fine_tuned_model"] == f"ft:gpt-4o-mini:emulator:shop:{first[-8:]}"
    assert state["shutdown_date"] == "2027-01-14"
    assert [each["step_number"] for each in state["checkpoints"]] == [36, 24, 12]
    assert state["checkpoints"][0]["fine_tuned_model_checkpoint"] == state["fine_tuned_model"]
    assert state["checkpoints"][0]["metrics"]["train_loss"] > 0
    assert state["trained_tokens"] > 0
    assert len(state["result_files"]) == 1
    assert tuning.plan(suffix="shop") == state

    question = {"messages": chat(7)["messages"][:1], "model": state["fine_tuned_model"]}
    with closing(tuning.run()) as run:
        answer = run.apply(CHAT, question)
    assert answer is not None
    assert answer.state["content"] == "Bicycle 7 costs 107 euros."
    lines = tuning.progress()
    assert any(f"{first} is running: Fine-tuning job started; waiting until" in each for each in lines)
    assert lines[-1].startswith(f"fine-tuning job {first} is succeeded: ")


def test_the_dates_stand_in_the_plan_before_anything_is_paid(tuning: Tuning) -> None:
    planned = tuning.plan()
    assert planned["paid_call"] == "POST /fine_tuning/jobs"
    assert [each.splitlines()[0] for each in tuning.warnings][:2] == [
        "The model gpt-4o-mini is shut on 2027-01-14, in 52 days",
        "No fine-tuning job can be created after 2027-01-06, in 44 days",
    ]
    assert "What is tuned on it is shut with it" in tuning.warnings[0]
    assert "refuses some organizations earlier" in tuning.warnings[1]
    assert tuning.posted() == []


@pytest.mark.parametrize(("days", "open_"), [(44, True), (45, False)])
def test_the_plan_refuses_when_fine_tuning_is_closed(tuning: Tuning, days: int, open_: bool) -> None:
    tuning.emulator.clock.advance(days * DAY)
    if open_:
        tuning.plan()
        assert "after 2027-01-06, in 0 days" in tuning.warnings[1]
        return
    with pytest.raises(RefusedError, match="closed since 2027-01-06"):
        tuning.plan()


def test_an_organization_that_is_refused_earlier_reads_why(tuning: Tuning) -> None:
    tuning.emulator.fault("createFineTuningJob", status=403, code="fine_tuning_closed")
    with pytest.raises(RefusedError, match=r"OpenAI refused.*\n.*never tuned a model .*fine_tuning_closed"):
        tuning.apply()


def test_the_tuned_model_is_listed_in_the_run_that_made_it(tuning: Tuning) -> None:
    with closing(tuning.run()) as run:
        assert run.look_up("openai_fine_tuned_models", {})["ids"] == []
        made = run.apply(JOB, tuning.config())
        assert made is not None
        assert made.state["fine_tuned_model"] in run.look_up("openai_fine_tuned_models", {})["ids"]


def test_a_tuned_model_shows_when_it_last_answered(tuning: Tuning) -> None:
    with closing(tuning.run()) as run:
        made = run.apply(JOB, tuning.config())
        assert made is not None
        name = made.state["fine_tuned_model"]
        body = {"model": name, "messages": [{"role": "user", "content": "Hello"}]}
        for days in (0, 1):
            tuning.emulator.clock.advance(days * 86_400)
            assert tuning.emulator.call("POST", "/chat/completions", json=body).status_code == 200
        day = datetime.fromtimestamp(tuning.emulator.clock.now(), UTC).date().isoformat()
        tuning.emulator.clock.advance(40 * 86_400)

        def used(days: int | None) -> str | None:
            given = {} if days is None else {"used_within_days": days}
            rows = run.look_up("openai_fine_tuned_models", given)["fine_tuned_models"]
            return next(row["last_used"] for row in rows if row["id"] == name)

        assert used(60) == day
        assert used(30) is None
        tuning.emulator.clear_calls()
        assert used(None) is None
        assert [call for call in tuning.emulator.calls() if "usage" in call["path"]] == []


def test_dpo_and_its_hyperparameters(tuning: Tuning) -> None:
    numbers = {"n_epochs": 2, "batch_size": 4, "learning_rate_multiplier": 0.5, "beta": 0.1}
    method = {"type": "dpo", "dpo": {"hyperparameters": numbers}}
    file = upload(tuning.emulator, [preference(number) for number in range(12)])
    state = tuning.apply(
        training_file=file, validation_file=file, method=method, seed=7, metadata={"team": "web"}
    )
    (job,) = tuning.jobs()
    assert (job["method"], job["seed"], job["metadata"]) == (method, 7, {"team": "web"})
    assert job["validation_file"] == file
    assert state["method"]["dpo"]["hyperparameters"] == numbers
    again = {"training_file": file, "validation_file": file, "method": method, "metadata": {"team": "web"}}
    assert tuning.plan(**again) == state, "a seed that the API chose, or was given, stays"
    tuning.plan(**{**again, "method": {"type": "dpo", "dpo": {"hyperparameters": {**numbers, "beta": 0.2}}}})
    assert len(tuning.replaced) == 1


def test_a_grader_is_validated_before_the_job_is_paid_for(tuning: Tuning) -> None:
    numbers = {"n_epochs": 1, "reasoning_effort": "low", "compute_multiplier": 1.5, "eval_interval": 2}
    file = upload(tuning.emulator, [task(number) for number in range(12)])
    tuning.emulator.clear_calls()

    def method(grader: dict[str, Any]) -> dict[str, Any]:
        settings = {"grader": json.dumps(grader), "hyperparameters": numbers}
        return {"type": "reinforcement", "reinforcement": settings}

    config = {"model": "gpt-5-mini", "training_file": file}
    with pytest.raises(RefusedError, match=r"refuses the grader\n(?s:.*)Invalid template variable"):
        tuning.plan(**config, method=method({**GRADER, "input": "{{ sampled.text }}"}))
    assert tuning.posted() == ["validateGrader"]
    tuning.apply(**config, method=method(GRADER))
    (job,) = tuning.jobs()
    assert job["method"]["reinforcement"]["grader"] == GRADER
    assert (
        job["method"]["reinforcement"]["hyperparameters"] | numbers
        == job["method"]["reinforcement"]["hyperparameters"]
    )
    assert tuning.posted()[-1] == "createFineTuningJob"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"method": {"type": "dpo", "reinforcement": {"grader": "{}"}}}, "set none of"),
        ({"method": {"type": "reinforcement"}}, "exactly one of"),
        ({"method": {"type": "teaching"}}, "none of"),
        ({"method": {"type": "reinforcement", "reinforcement": {"grader": "[]"}}}, "JSON object"),
        ({"method": {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 51}}}}, "1 to 50"),
        (
            {"method": {"type": "supervised", "supervised": {"hyperparameters": {"batch_size": 0}}}},
            "1 to 256",
        ),
        ({"method": {"type": "dpo", "dpo": {"hyperparameters": {"beta": 2.1}}}}, "to 2"),
        ({"suffix": "x" * 65}, "1 to 64"),
        ({"seed": 2**31}, "2147483647"),
        ({"integrations": []}, "1 to 5"),
        ({"metadata": {"x" * 65: "y"}}, "1 to 64"),
    ],
)
def test_inputs_are_held_to_the_limits_of_the_api(tuning: Tuning, more: dict[str, Any], words: str) -> None:
    with pytest.raises(RefusedError, match=words):
        tuning.plan(**more)
    assert tuning.emulator.calls() == []


BAD_FILES: dict[str, tuple[Callable[[Emulator], str], str]] = {
    "a file that is not there": (lambda _unused: "file-absent", "There is no file file-absent"),
    "a file of another purpose": (
        lambda emulator: upload(emulator, [chat(1)], "user_data"), 'is of purpose "user_data"'
    ),
    "a line that is no JSON": (
        lambda emulator: upload(emulator, [chat(1), "{", *[chat(1)] * 9]), "data, line 2: it is not JSON"
    ),
    "data of another method": (
        lambda emulator: upload(emulator, [preference(1)] * 10), "supervised data, line 1: messages must be"
    ),
    "too few examples": (lambda emulator: upload(emulator, [chat(1)] * 9), "it has 9 examples"),
}  # fmt: skip


@pytest.mark.parametrize("name", ["training_file", "validation_file"])
@pytest.mark.parametrize("case", BAD_FILES)
def test_a_file_that_cannot_be_learned_from_is_refused_at_plan(tuning: Tuning, case: str, name: str) -> None:
    make, words = BAD_FILES[case]
    file = make(tuning.emulator)
    tuning.emulator.clear_calls()
    with pytest.raises(RefusedError, match=words):
        tuning.plan(**{name: file})
    assert tuning.posted() == []


def test_a_content_that_the_key_may_not_fetch_is_left_to_the_api(tuning: Tuning) -> None:
    tuning.emulator.fault("downloadFile", status=403, times=0)
    tuning.plan()
    assert any(each.startswith("The content of the file") for each in tuning.warnings)


def test_a_file_is_fetched_once_and_not_before_it_is_there(tuning: Tuning) -> None:
    tuning.plan(training_file=UNKNOWN)
    assert [each["operation"] for each in tuning.emulator.calls()] == ["listModels"]
    tuning.emulator.clear_calls()
    tuning.apply()
    assert len(tuning.emulator.calls("downloadFile")) == 1


def test_an_ended_job_keeps_its_last_events(tuning: Tuning) -> None:
    events = tuning.apply()["events"]
    assert 0 < len(events) <= 10
    assert events[0]["message"] == "The job has successfully completed"
    assert [each["created_at"] for each in events] == sorted(
        (each["created_at"] for each in events), reverse=True
    )


def test_a_job_is_paused_and_resumed(tuning: Tuning) -> None:
    tuning.emulator.transitions(60)
    state = tuning.apply(paused=True)
    assert (state["status"], state["paused"]) == ("paused", True)
    assert tuning.posted() == ["createFineTuningJob", "pauseFineTuningJob"]
    assert tuning.plan(paused=True) == state
    assert tuning.plan()["status"] is UNKNOWN
    state = tuning.apply(paused=False, wait=False)
    assert (state["status"], state["paused"]) == ("queued", False)
    state = tuning.apply(paused=True)
    assert state["status"] == "paused"
    tuning.emulator.call("POST", f"/fine_tuning/jobs/{state['id']}/resume")
    state = tuning.apply(paused=True)
    assert state["status"] == "paused", "somebody resumed it, which is put right"
    assert tuning.apply()["status"] == "succeeded"
    assert len(tuning.jobs()) == 1


@pytest.mark.parametrize("delete_model", [False, True])
def test_destroying_deletes_the_model_only_when_that_is_wished(tuning: Tuning, delete_model: bool) -> None:
    model = tuning.apply(delete_model=delete_model)["fine_tuned_model"]
    tuning.destroy()
    found = tuning.emulator.call("GET", f"/models/{model}").status_code
    assert found == (404 if delete_model else 200)


def test_destroying_a_job_that_runs_cancels_it(tuning: Tuning) -> None:
    tuning.emulator.transitions("manual")
    state = tuning.apply(wait=False, delete_model=True)
    assert state["status"] == "validating_files"
    tuning.destroy()
    (job,) = tuning.jobs()
    assert job["status"] == "cancelled"
    assert tuning.posted() == ["createFineTuningJob", "cancelFineTuningJob"]


def test_a_job_that_failed_is_kept_with_the_reason_and_made_again_only_when_that_is_wished(
    tuning: Tuning,
) -> None:
    tuning.emulator.transitions("manual")
    tuning.apply(wait=False)
    tuning.emulator.call("DELETE", f"/files/{tuning.file}")
    tuning.emulator.advance(10)
    with closing(tuning.run()) as run:
        tuning.saved = run.read(JOB, tuning.saved)
    assert tuning.saved.state["status"] == "failed"
    assert tuning.plan(wait=False) == tuning.saved.state
    assert "ended as failed" in tuning.warnings[0]
    assert "change an input or triggers" in tuning.warnings[0]


def test_a_job_that_fails_while_it_is_waited_for_is_an_error_with_the_reason(tuning: Tuning) -> None:
    tuning.emulator.fault("downloadFile", status=403, times=0)
    bad = upload(tuning.emulator, [chat(1)] * 3)
    with pytest.raises(
        RefusedError, match=r"ended as failed\n.*invalid_n_examples|at least 10 examples"
    ) as caught:
        tuning.apply(training_file=bad)
    assert caught.value.state["status"] == "failed"


def test_that_somebody_cancelled_a_job_is_a_result_and_makes_no_other(tuning: Tuning) -> None:
    tuning.emulator.transitions("manual")
    state = tuning.apply(wait=False)
    with closing(tuning.run()) as run:
        planned, _private = run.plan(JOB, tuning.config(), tuning.saved)
        tuning.emulator.call("POST", f"/fine_tuning/jobs/{state['id']}/cancel")
        tuning.saved = run.apply(JOB, tuning.config(), tuning.saved)
        warnings = [each for each in run.warnings if "was cancelled" in each]
    assert planned["status"] is UNKNOWN
    assert tuning.saved is not None
    assert (tuning.saved.state["status"], tuning.saved.state["fine_tuned_model"]) == ("cancelled", None)
    assert len(warnings) == 1
    assert "It made no model" in warnings[0]
    assert tuning.plan() == tuning.saved.state
    assert tuning.posted().count("createFineTuningJob") == 1
    # What was cancelled is not in the way of another job of the same inputs.
    tuning.emulator.transitions("immediate")
    with closing(tuning.run()) as run:
        first = run.read(JOB, tuning.saved)
    assert first is not None
    tuning.saved = None
    assert tuning.apply()["id"] != first.state["id"]
    assert [each["status"] for each in tuning.jobs()] == ["succeeded", "cancelled"]


@pytest.mark.parametrize("wait", [True, False])
def test_a_job_cancelled_while_it_is_made_is_not_made_again(tuning: Tuning, wait: bool) -> None:
    """An error at its creation would taint it, and the next apply would pay for another one."""
    tuning.emulator.transitions("manual")
    with closing(tuning.run()) as run:
        look, polled = run.api.poll, []

        def cancelled(path: str) -> Any:
            if not polled:
                tuning.emulator.call("POST", f"{path}/cancel")
            polled.append(path)
            return look(path)

        run.api.poll = cancelled  # type: ignore[method-assign]
        tuning.saved = run.apply(JOB, tuning.config(wait=wait), None)
    assert bool(polled) is wait
    assert tuning.saved is not None
    assert tuning.saved.state["status"] == ("cancelled" if wait else "validating_files")


def test_an_import_reads_the_inputs_back_and_replaces_nothing(tuning: Tuning) -> None:
    method = {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 2}}}
    config = {"suffix": "shop", "method": method, "metadata": {"team": "web"}}
    made = tuning.apply(**config)
    with closing(tuning.run()) as run:
        tuning.saved = run.import_(JOB, made["id"])
    with closing(tuning.run()) as run:
        tuning.saved = run.read(JOB, tuning.saved)
    assert {
        name: tuning.saved.state[name] for name in ("model", "training_file", "metadata", "fine_tuned_model")
    } == {name: made[name] for name in ("model", "training_file", "metadata", "fine_tuned_model")}
    tuning.plan(**config)
    assert tuning.replaced == []
    assert tuning.apply(**config) == {**made, "paid_call": None, "payments": None, "estimate": None}
    assert len(tuning.jobs()) == 1
    tuning.plan(**{**config, "suffix": "store"})
    assert len(tuning.replaced) == 1


def test_two_jobs_that_differ_in_hyperparameters_alone_are_two(tuning: Tuning) -> None:
    tuning.apply()
    first, tuning.saved = tuning.saved, None
    method = {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 2}}}
    state = tuning.apply(method=method)
    assert first is not None
    assert state["id"] != first.state["id"]
    assert len(tuning.jobs()) == 2

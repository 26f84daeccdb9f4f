"""The steps of a job: check its files, wait, train in three parts, leave a model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.files import add_file, file_path
from fjcorp_openai.emulator.families.fine_tuning.examples import DataError, Examples, read_examples
from fjcorp_openai.emulator.families.fine_tuning.jobs import CHECKPOINT, KIND, add_event
from fjcorp_openai.emulator.families.fine_tuning.training import (
    Plan,
    examples_of,
    metrics,
    plan,
    results_table,
)

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context

_PARTS = 3
_ORGANIZATION = "emulator"


def advance(context: Context, job: dict[str, Any]) -> bool:
    """Do the next step of a job."""
    status = job["status"]
    if status == "validating_files":
        return _validate(context, job)
    if status == "queued":
        add_event(context, job["id"], "Fine-tuning job started")
        finish = context.now + 60 * (job["_examples"] * job["hyperparameters"]["n_epochs"] // 100 + 1)
        _update(context, job, status="running", estimated_finish=finish)
        return False
    if status == "running":
        return _train(context, job)
    return True


def _update(context: Context, job: dict[str, Any], **changes: Any) -> None:
    context.store.update(KIND, job["id"], changes, job["_project"])


def _read(context: Context, job: dict[str, Any], name: str) -> Examples:
    """Read one of the job's files.

    Raises:
        DataError: It is gone or wrong.
    """
    file_id = job[name]
    if context.store.get("file", file_id, job["_project"]) is None:
        raise DataError(f"The file {file_id} does not exist any more.", "file_not_found")
    return read_examples(file_path(context, file_id), job["method"]["type"])


def _validate(context: Context, job: dict[str, Any]) -> bool:
    name = "training_file"
    try:
        examples = _read(context, job, name)
        if job["validation_file"]:
            name = "validation_file"
            _read(context, job, name)
    except DataError as error:
        what = name.replace("_", " ")
        message = f"The job failed due to an invalid {what}. {error.message}"
        fail(context, job, error.code, message, name)
        return True
    settings = job["method"][job["method"]["type"]]
    asked = settings["hyperparameters"]
    chosen = plan(asked, examples.count)
    numbers = {
        "n_epochs": chosen.epochs,
        "batch_size": chosen.batch_size,
        "learning_rate_multiplier": chosen.learning_rate_multiplier,
    }
    add_event(context, job["id"], "Files validated, moving job to queued state")
    kind = job["method"]["type"]
    _update(
        context,
        job,
        status="queued",
        hyperparameters=numbers,
        method={"type": kind, kind: settings | {"hyperparameters": asked | numbers}},
        _examples=examples.count,
        _tokens=examples.tokens,
    )
    return False


def _train(context: Context, job: dict[str, Any]) -> bool:
    numbers = job["hyperparameters"]
    chosen = plan(numbers, job["_examples"])
    done = job["_epochs_done"]
    until = min(chosen.epochs, done + math.ceil(chosen.epochs / _PARTS))
    for epoch in range(done + 1, until + 1):
        _end_epoch(context, job, chosen, epoch)
    _update(context, job, _epochs_done=until)
    if until < chosen.epochs:
        return False
    _succeed(context, job, chosen)
    return True


def _end_epoch(context: Context, job: dict[str, Any], chosen: Plan, epoch: int) -> None:
    step = chosen.epoch_end(epoch)
    found = metrics(job["id"], chosen, step, validated=bool(job["validation_file"]))
    message = f"Step {step}/{chosen.steps}: training loss={found['train_loss']:.2f}"
    add_event(context, job["id"], message, data=found | {"total_steps": chosen.steps})
    last = epoch == chosen.epochs
    name = tuned_name(job) if last else f"{tuned_name(job)}:ckpt-step-{step}"
    if epoch > chosen.epochs - 3:  # the service keeps the checkpoints of the last three epochs
        checkpoint = {
            "object": "fine_tuning.job.checkpoint",
            "id": context.new_id("ftckpt"),
            "created_at": context.now,
            "fine_tuned_model_checkpoint": name,
            "fine_tuning_job_id": job["id"],
            "metrics": found,
            "step_number": step,
        }
        context.store.insert(CHECKPOINT, checkpoint["id"], checkpoint, parent=job["id"])
        if not last:
            add_event(context, job["id"], f"Checkpoint created at step {step}")


def tuned_name(job: dict[str, Any]) -> str:
    """Return the name of the model that a job makes."""
    base = job["model"].split(":")[1] if job["model"].startswith("ft:") else job["model"]
    return f"ft:{base}:{_ORGANIZATION}:{job['_suffix'] or ''}:{job['id'][-8:]}"


def _succeed(context: Context, job: dict[str, Any], chosen: Plan) -> None:
    project = job["_project"]
    table = results_table(job["id"], chosen, validated=bool(job["validation_file"]))
    results = add_file(context, project, table, "step_metrics.csv", "fine-tune-results")
    training = context.store.get("file", job["training_file"], project)
    pairs = examples_of(file_path(context, job["training_file"]), job["method"]["type"]) if training else []
    for checkpoint in context.store.all(CHECKPOINT, parent=job["id"]):
        name = checkpoint["fine_tuned_model_checkpoint"]
        add_model(context, name, project, pairs, job["id"])
    add_event(context, job["id"], f"New fine-tuned model created: {tuned_name(job)}")
    add_event(context, job["id"], "The job has successfully completed")
    _update(
        context,
        job,
        status="succeeded",
        finished_at=context.now,
        estimated_finish=None,
        fine_tuned_model=tuned_name(job),
        trained_tokens=job["_tokens"] * chosen.epochs,
        result_files=[results["id"]],
    )
    context.notify("fine_tuning.job.succeeded", job["id"], project)


def add_model(context: Context, name: str, project: str, pairs: list[list[str]], job_id: str) -> None:
    """Let a project use a tuned model, which answers by pairs of question and answer."""
    model = {
        "id": name,
        "object": "model",
        "created": context.now,
        "owned_by": "org-emulator",
        "_examples": pairs,
        "_job": job_id,
    }
    context.store.insert("model", name, model, parent=project)


def fail(context: Context, job: dict[str, Any], code: str, message: str, param: str | None) -> None:
    """End a job with an error."""
    add_event(context, job["id"], message, level="error")
    error = {"code": code, "message": message, "param": param}
    _update(context, job, status="failed", finished_at=context.now, error=error, estimated_finish=None)
    context.notify("fine_tuning.job.failed", job["id"], job["_project"])

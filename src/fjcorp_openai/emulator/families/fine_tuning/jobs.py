"""Fine-tuning jobs: created, checked, queued, run, and ended in a model or an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.files import find_file
from fjcorp_openai.emulator.families.fine_tuning import graders
from fjcorp_openai.emulator.families.models import find_model
from fjcorp_openai.emulator.generation.model_catalog import unix_time
from fjcorp_openai.emulator.http.errors import ApiError, bad_request, forbidden
from fjcorp_openai.emulator.http.paging import page, page_of, public

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

ORGANIZATION = "org-emulator"
CLOSED = "2027-01-06"
KIND = "fine_tuning_job"
EVENT = "fine_tuning_event"
CHECKPOINT = "fine_tuning_checkpoint"
TERMINAL = frozenset(("succeeded", "failed", "cancelled"))
_TUNABLE = ("gpt-4o", "gpt-4.1", "gpt-3.5-turbo", "babbage-002", "davinci-002")
_REINFORCED = ("o4-mini", "gpt-5")


def create_job(request: Request) -> dict[str, Any]:
    """POST /fine_tuning/jobs, which ends on 2027-01-06; what is tuned lives as long as its base model."""
    if request.now >= unix_time(CLOSED):
        raise forbidden("New fine-tuning jobs cannot be created any more.", "fine_tuning_closed")
    body = request.body
    model = body["model"]
    method = _method(request)
    _check_model(request, model, method["type"])
    for name in ("training_file", "validation_file"):
        if body.get(name):
            file = _file(request, name)
            if file["purpose"] != "fine-tune":
                raise bad_request(
                    f"Invalid '{name}': the file's purpose is '{file['purpose']}', not 'fine-tune'.",
                    name,
                    "invalid_file_purpose",
                )
    asked = method[method["type"]].get("hyperparameters") or {}
    job: dict[str, Any] = {
        "object": "fine_tuning.job",
        "id": request.new_id("ftjob"),
        "model": model,
        "created_at": request.now,
        "finished_at": None,
        "fine_tuned_model": None,
        "organization_id": ORGANIZATION,
        "result_files": [],
        "status": "validating_files",
        "training_file": body["training_file"],
        "validation_file": body.get("validation_file"),
        "hyperparameters": {
            name: asked.get(name, "auto") for name in ("n_epochs", "batch_size", "learning_rate_multiplier")
        },
        "method": method,
        "trained_tokens": None,
        "error": None,
        "seed": body.get("seed") if body.get("seed") is not None else request.now % 2**31,
        "integrations": _integrations(request),
        "estimated_finish": None,
        "metadata": body.get("metadata"),
        "_suffix": body.get("suffix"),
        "_project": request.project_id,
        "_owner": request.principal.owner,
        "_epochs_done": 0,
    }
    request.store.insert(KIND, job["id"], job, parent=request.project_id)
    add_event(request, job["id"], f"Created fine-tuning job: {job['id']}")
    add_event(request, job["id"], f"Validating training file: {job['training_file']}")
    request.start_job(KIND, job["id"], request.project_id)
    return public(job)


def list_jobs(request: Request) -> dict[str, Any]:
    """GET /fine_tuning/jobs, newest first, by metadata when asked."""
    wanted = request.query.get("metadata") or {}

    def fits(job: dict[str, Any]) -> bool:
        metadata = job["metadata"] or {}
        return all(metadata.get(name) == value for name, value in wanted.items())

    return page(
        request,
        KIND,
        parent=request.project_id,
        matching=fits if wanted else None,
        envelope="has_more",
    )


def retrieve_job(request: Request) -> dict[str, Any]:
    """GET /fine_tuning/jobs/{fine_tuning_job_id}."""
    return public(find_job(request))


def cancel_job(request: Request) -> dict[str, Any]:
    """POST /fine_tuning/jobs/{fine_tuning_job_id}/cancel."""
    job = find_job(request)
    if job["status"] in TERMINAL:
        raise bad_request(
            f"Job {job['id']} is already {job['status']} and cannot be cancelled.", code="invalid_status"
        )
    request.stop_job(KIND, job["id"], request.project_id)
    add_event(request, job["id"], "Fine-tuning job cancelled")
    request.notify("fine_tuning.job.cancelled", job["id"])
    changes = {"status": "cancelled", "finished_at": request.now, "estimated_finish": None}
    return public(request.store.update(KIND, job["id"], changes, request.project_id))


def pause_job(request: Request) -> dict[str, Any]:
    """POST /fine_tuning/jobs/{fine_tuning_job_id}/pause."""
    job = find_job(request)
    if job["status"] not in {"queued", "running"}:
        raise bad_request(f"Job {job['id']} is {job['status']} and cannot be paused.", code="invalid_status")
    request.stop_job(KIND, job["id"], request.project_id)
    add_event(request, job["id"], "Fine-tuning job paused")
    changes = {"status": "paused", "_resume_to": job["status"], "estimated_finish": None}
    return public(request.store.update(KIND, job["id"], changes, request.project_id))


def resume_job(request: Request) -> dict[str, Any]:
    """POST /fine_tuning/jobs/{fine_tuning_job_id}/resume."""
    job = find_job(request)
    if job["status"] != "paused":
        raise bad_request(f"Job {job['id']} is {job['status']} and cannot be resumed.", code="invalid_status")
    add_event(request, job["id"], "Fine-tuning job resumed")
    job = request.store.update(KIND, job["id"], {"status": job["_resume_to"]}, request.project_id)
    request.start_job(KIND, job["id"], request.project_id)
    return public(job)


def list_events(request: Request) -> dict[str, Any]:
    """GET /fine_tuning/jobs/{fine_tuning_job_id}/events, newest first."""
    return page(request, EVENT, parent=find_job(request)["id"], envelope="has_more")


def list_checkpoints(request: Request) -> dict[str, Any]:
    """GET /fine_tuning/jobs/{fine_tuning_job_id}/checkpoints, newest first, of a job that succeeded."""
    job = find_job(request)
    if job["status"] != "succeeded":
        return page_of(request, [], default=10)
    return page(request, CHECKPOINT, parent=job["id"], default=10)


def find_job(request: Request) -> dict[str, Any]:
    """Return the job of the path.

    Raises:
        ApiError: 404, there is none.
    """
    job_id = request.path["fine_tuning_job_id"]
    job = request.store.get(KIND, job_id, request.project_id)
    if job is None:
        raise ApiError(
            404, f"Could not find fine tune: {job_id}", code="fine_tune_not_found", param="fine_tune_id"
        )
    return job


def add_event(
    context: Context, job_id: str, message: str, level: str = "info", data: dict[str, Any] | None = None
) -> None:
    """Add a line to a job's events; with ``data`` it is one of metrics."""
    event: dict[str, Any] = {
        "object": "fine_tuning.job.event",
        "id": context.new_id("ftevent"),
        "created_at": context.now,
        "level": level,
        "message": message,
        "type": "message" if data is None else "metrics",
        "data": data or {},
    }
    context.store.insert(EVENT, event["id"], event, parent=job_id)


def _file(request: Request, name: str) -> dict[str, Any]:
    """Return a file of the request; an unknown one is a bad request here, as the SDK's README shows."""
    try:
        return find_file(request, request.body[name], request.project_id, name)
    except ApiError as error:
        raise bad_request(f"invalid {name}: {request.body[name]}", name) from error


def _method(request: Request) -> dict[str, Any]:
    """Return the method with its settings, also from the older top-level hyperparameters.

    Raises:
        ApiError: 400, the method's settings are missing or not its own, or its grader cannot be run.
    """
    body = request.body
    given = body.get("method")
    if given is None:
        return {"type": "supervised", "supervised": {"hyperparameters": body.get("hyperparameters") or {}}}
    kind = given["type"]
    if body.get("hyperparameters"):
        raise bad_request(
            "Give hyperparameters under 'method' alone.", "hyperparameters", "invalid_hyperparameters"
        )
    for other in {"supervised", "dpo", "reinforcement"} - {kind}:
        if given.get(other) is not None:
            raise bad_request(
                f"Invalid 'method.{other}': the method is '{kind}'.", f"method.{other}", "invalid_method"
            )
    settings = given.get(kind) or {}
    if kind == "reinforcement":
        if "grader" not in settings:
            raise bad_request(
                "Missing required parameter: 'method.reinforcement.grader'.",
                "method.reinforcement.grader",
                "missing_required_parameter",
            )
        graders.check(request, settings["grader"], "method.reinforcement.grader")
    return {"type": kind, kind: {"hyperparameters": {}} | settings}


def _check_model(request: Request, model: str, method: str) -> None:
    find_model(request, model)
    base = model.split(":")[1] if model.startswith("ft:") else model
    allowed = _REINFORCED if method == "reinforcement" else _TUNABLE
    if not base.startswith(allowed):
        raise bad_request(
            f"Model {model} is not available for fine-tuning with the method '{method}'.",
            "model",
            "model_not_available",
        )


def _integrations(request: Request) -> list[dict[str, Any]]:
    integrations = request.body.get("integrations") or []
    if len(integrations) > 5:
        raise bad_request(
            "Invalid 'integrations': at most 5 are allowed.", "integrations", "array_above_max_length"
        )
    return [
        {
            "type": each["type"],
            "wandb": {name: value for name, value in each["wandb"].items() if value is not None},
        }
        for each in integrations
    ]

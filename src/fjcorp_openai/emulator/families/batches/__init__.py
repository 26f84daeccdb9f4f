"""Batches: files of requests, each really executed against the other families."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.batches import executor
from fjcorp_openai.emulator.families.files import find_file
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request, conflict, not_found
from fjcorp_openai.emulator.http.paging import page, public

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Request

family = Family("batches")
family.step(executor.KIND, background=True)(executor.advance)
family.deadline(executor.KIND)(executor.expire)

WINDOW = 24 * 3_600


@family.operation("listBatches")
def list_batches(request: Request) -> dict[str, Any]:
    """GET /batches."""
    return page(request, executor.KIND, parent=request.project_id)


@family.operation("createBatch", paid=True)
def create_batch(request: Request) -> dict[str, Any]:
    """POST /batches."""
    body = request.body
    file = find_file(request, body["input_file_id"], request.project_id, "input_file_id")
    if file["purpose"] != "batch":
        raise bad_request(
            f"Invalid 'input_file_id': the file's purpose is '{file['purpose']}', not 'batch'.",
            "input_file_id",
            "invalid_file_purpose",
        )
    batch = {
        "id": request.new_id("batch"),
        "object": "batch",
        "endpoint": body["endpoint"],
        "input_file_id": file["id"],
        "completion_window": body["completion_window"],
        "status": "validating",
        "created_at": request.now,
        "expires_at": request.now + WINDOW,
        "request_counts": {"total": 0, "completed": 0, "failed": 0},
        "metadata": body.get("metadata"),
        "_output_expires_after": body.get("output_expires_after"),
        "_project": request.project_id,
        "_key": request.principal.key_id,
        "_owner": request.principal.owner,
    }
    request.store.insert(executor.KIND, batch["id"], batch, parent=request.project_id)
    request.start_job(executor.KIND, batch["id"], request.project_id)
    request.set_deadline(executor.KIND, batch["id"], batch["expires_at"], request.project_id)
    return public(batch)


@family.operation("retrieveBatch")
def retrieve_batch(request: Request) -> dict[str, Any]:
    """GET /batches/{batch_id}."""
    return public(_find(request))


@family.operation("cancelBatch")
def cancel_batch(request: Request) -> dict[str, Any]:
    """POST /batches/{batch_id}/cancel: cancelling first, cancelled with the next step."""
    batch = _find(request)
    if batch["status"] not in {"validating", "in_progress", "finalizing", "cancelling"}:
        raise conflict(f"Cannot cancel a batch with status '{batch['status']}'.", "invalid_status")
    if batch["status"] != "cancelling":
        changes = {"status": "cancelling", "cancelling_at": request.now}
        batch = request.store.update(executor.KIND, batch["id"], changes, request.project_id)
        request.start_job(executor.KIND, batch["id"], request.project_id)
    return public(batch)


def _find(request: Request) -> dict[str, Any]:
    batch = request.store.get(executor.KIND, request.path["batch_id"], request.project_id)
    if batch is None:
        raise not_found("batch", request.path["batch_id"], "batch_id")
    return batch

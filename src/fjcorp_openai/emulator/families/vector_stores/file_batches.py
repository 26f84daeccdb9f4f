"""Operations on file batches: many files attached at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.vector_stores import members, stores
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.http.paging import page

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

KIND = "vector_store_file_batch"


def create_batch(request: Request) -> dict[str, Any]:
    """POST /vector_stores/{vector_store_id}/file_batches."""
    store = stores.find_store(request, request.path["vector_store_id"], alive=True)
    body = request.body
    if body.get("file_ids") and body.get("files"):
        raise bad_request("Give 'file_ids' or 'files', not both.", "files", "invalid_value")
    batch = {
        "id": request.new_id("vsfb"),
        "object": "vector_store.files_batch",
        "created_at": request.now,
        "vector_store_id": store["id"],
        "_cancelled": False,
    }
    request.store.insert(KIND, batch["id"], batch, parent=store["id"])
    common = {name: body.get(name) for name in ("attributes", "chunking_strategy")}
    files = body.get("files") or [{"file_id": file_id, **common} for file_id in body["file_ids"]]
    members.count_attached(request, len(files))
    for file in files:
        strategy = members.chunking(file.get("chunking_strategy"))
        members.attach(
            request, store["id"], file["file_id"], file.get("attributes") or {}, strategy, batch["id"]
        )
    stores.touch(request, store)
    return shown(request, batch)


def get_batch(request: Request) -> dict[str, Any]:
    """GET /vector_stores/{vector_store_id}/file_batches/{batch_id}."""
    return shown(request, _find(request))


def cancel_batch(request: Request) -> dict[str, Any]:
    """POST /vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel: what is indexed stays."""
    batch = _find(request)
    where = {"_batch": batch["id"], "status": "in_progress"}
    waiting = request.store.all(members.KIND, parent=batch["vector_store_id"], where=where)
    for member in waiting:
        request.stop_job(members.KIND, member["id"], batch["vector_store_id"])
        request.store.update(members.KIND, member["id"], {"status": "cancelled"}, batch["vector_store_id"])
    if waiting:
        batch = request.store.update(KIND, batch["id"], {"_cancelled": True}, batch["vector_store_id"])
    return shown(request, batch)


def list_files(request: Request) -> dict[str, Any]:
    """GET /vector_stores/{vector_store_id}/file_batches/{batch_id}/files."""
    batch = _find(request)
    where = {"_batch": batch["id"]}
    if request.query.get("filter"):
        where["status"] = request.query["filter"]
    return page(request, members.KIND, parent=batch["vector_store_id"], where=where)


def shown(context: Context, batch: dict[str, Any]) -> dict[str, Any]:
    """Return a batch as the API shows it."""
    counts = members.counts(context, batch["vector_store_id"], batch["id"])
    if batch["_cancelled"]:
        status = "cancelled"
    elif counts["in_progress"]:
        status = "in_progress"
    else:
        status = "failed" if counts["total"] and counts["failed"] == counts["total"] else "completed"
    view = {name: value for name, value in batch.items() if name[0] != "_"}
    return view | {"status": status, "file_counts": counts}


def _find(request: Request) -> dict[str, Any]:
    store = stores.find_store(request, request.path["vector_store_id"])
    batch = request.store.get(KIND, request.path["batch_id"], store["id"])
    if batch is None:
        raise not_found("vector store file batch", request.path["batch_id"], "batch_id")
    return batch

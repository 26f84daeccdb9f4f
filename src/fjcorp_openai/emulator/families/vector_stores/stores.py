"""Vector stores themselves: name, metadata, expiry after the last use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.vector_stores import members
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.http.paging import page, public

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

_DAY = 86_400


def find_store(context: Context, store_id: str, *, alive: bool = False) -> dict[str, Any]:
    """Return a vector store of the caller's project as it is stored.

    Args:
        context: The emulator.
        store_id: Its id.
        alive: Whether an expired one is refused.

    Raises:
        ApiError: 404 when there is none; 400 when it has expired and must be alive.
    """
    store = context.store.get("vector_store", store_id, context.project_id)
    if store is None:
        raise not_found("vector store", store_id, "vector_store_id")
    if alive and _expired(context, store):
        raise bad_request(f"Vector store {store_id} is expired.", "vector_store_id", "vector_store_expired")
    return store


def touch(context: Context, store: dict[str, Any]) -> None:
    """Note that a vector store was used: its expiry counts from the last use."""
    changes = {"last_active_at": context.now}
    if store["expires_after"]:
        changes["expires_at"] = context.now + store["expires_after"]["days"] * _DAY
    context.store.update("vector_store", store["id"], changes, context.project_id)


def shown(context: Context, store: dict[str, Any]) -> dict[str, Any]:
    """Return a vector store as the API shows it."""
    counts = members.counts(context, store["id"])
    status = "in_progress" if counts["in_progress"] else "completed"
    view = public(store)
    if not view["expires_after"]:
        del view["expires_after"]
    return view | {
        "status": "expired" if _expired(context, store) else status,
        "file_counts": counts,
        "usage_bytes": 0 if _expired(context, store) else members.usage(context, store["id"]),
    }


def list_stores(request: Request) -> dict[str, Any]:
    """GET /vector_stores."""
    return page(request, "vector_store", parent=request.project_id, view=lambda store: shown(request, store))


def add_store(
    context: Context,
    *,
    name: str = "",
    metadata: dict[str, Any] | None = None,
    expires_after: dict[str, Any] | None = None,
    description: str | None = None,
) -> dict[str, Any]:
    """Put a new, empty vector store into the caller's project.

    Args:
        context: The emulator.
        name: Its name; need not be unique.
        metadata: Pairs of text.
        expires_after: ``{"anchor": "last_active_at", "days": 1..365}``, or None for never.
        description: What it is for; kept, but never shown, as in the service.

    Returns:
        The store as it is stored.
    """
    store: dict[str, Any] = {
        "id": context.new_id("vs"),
        "object": "vector_store",
        "created_at": context.now,
        "name": name,
        "metadata": metadata or {},
        "expires_after": expires_after,
        "expires_at": context.now + expires_after["days"] * _DAY if expires_after else None,
        "last_active_at": context.now,
        "_description": description,
    }
    return context.store.insert("vector_store", store["id"], store, parent=context.project_id)


def create_store(request: Request) -> dict[str, Any]:
    """POST /vector_stores."""
    body = request.body
    strategy = members.chunking(body.get("chunking_strategy"))
    if body.get("chunking_strategy") and not body.get("file_ids"):
        raise bad_request("'chunking_strategy' needs 'file_ids'.", "chunking_strategy", "invalid_value")
    store = add_store(
        request,
        name=body.get("name") or "",
        metadata=body.get("metadata"),
        expires_after=body.get("expires_after"),
        description=body.get("description"),
    )
    file_ids = dict.fromkeys(body.get("file_ids") or ())
    members.count_attached(request, len(file_ids))
    for file_id in file_ids:
        members.attach(request, store["id"], file_id, {}, strategy)
    return shown(request, store)


def get_store(request: Request) -> dict[str, Any]:
    """GET /vector_stores/{vector_store_id}."""
    return shown(request, find_store(request, request.path["vector_store_id"]))


def modify_store(request: Request) -> dict[str, Any]:
    """POST /vector_stores/{vector_store_id}."""
    store = find_store(request, request.path["vector_store_id"])
    body = request.body
    changes: dict[str, Any] = {}
    if "name" in body:
        changes["name"] = body["name"] or ""
    if "metadata" in body:
        changes["metadata"] = body["metadata"] or {}
    if "expires_after" in body:
        expires_after = body["expires_after"]
        changes["expires_after"] = expires_after
        changes["expires_at"] = (
            store["last_active_at"] + expires_after["days"] * _DAY if expires_after else None
        )
    return shown(request, request.store.update("vector_store", store["id"], changes, request.project_id))


def delete_store(request: Request) -> dict[str, Any]:
    """DELETE /vector_stores/{vector_store_id}: the files themselves stay."""
    store = find_store(request, request.path["vector_store_id"])
    for member in request.store.all("vector_store_file", parent=store["id"]):
        members.detach(request, store["id"], member["id"])
    for batch in request.store.all("vector_store_file_batch", parent=store["id"]):
        request.store.delete("vector_store_file_batch", batch["id"], store["id"])
    request.store.delete("vector_store", store["id"], request.project_id)
    return {"id": store["id"], "object": "vector_store.deleted", "deleted": True}


def _expired(context: Context, store: dict[str, Any]) -> bool:
    return store["expires_at"] is not None and context.now >= store["expires_at"]

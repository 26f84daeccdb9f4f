"""Operations on the files of a vector store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.vector_stores import members, stores
from fjcorp_openai.emulator.http.errors import ApiError, not_found
from fjcorp_openai.emulator.http.paging import page, public

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Request

DELAY = "vector_store_attach_delay"
"""Setting and section of a seed: for how many seconds a file just attached answers 404."""
MOST_ATTACHED_A_MINUTE = 300


def list_files(request: Request) -> dict[str, Any]:
    """GET /vector_stores/{vector_store_id}/files."""
    store = stores.find_store(request, request.path["vector_store_id"])
    where = {"status": request.query["filter"]} if request.query.get("filter") else None
    return page(request, members.KIND, parent=store["id"], where=where)


def create_file(request: Request) -> dict[str, Any]:
    """POST /vector_stores/{vector_store_id}/files."""
    store = stores.find_store(request, request.path["vector_store_id"], alive=True)
    _limit(request, store)
    members.count_attached(request, 1)
    body = request.body
    strategy = members.chunking(body.get("chunking_strategy"))
    member = members.attach(request, store["id"], body["file_id"], body.get("attributes") or {}, strategy)
    stores.touch(request, store)
    return public(member)


def get_file(request: Request) -> dict[str, Any]:
    """GET /vector_stores/{vector_store_id}/files/{file_id}: 404 for a while after attaching, if so set."""
    return public(_find(request, hidden=True))


def update_attributes(request: Request) -> dict[str, Any]:
    """POST /vector_stores/{vector_store_id}/files/{file_id}."""
    member = _find(request)
    changes = {"attributes": request.body["attributes"] or {}}
    return public(request.store.update(members.KIND, member["id"], changes, member["vector_store_id"]))


def delete_file(request: Request) -> dict[str, Any]:
    """DELETE /vector_stores/{vector_store_id}/files/{file_id}: the file itself stays."""
    member = _find(request)
    members.detach(request, member["vector_store_id"], member["id"])
    return {"id": member["id"], "object": "vector_store.file.deleted", "deleted": True}


def get_content(request: Request) -> dict[str, Any]:
    """GET /vector_stores/{vector_store_id}/files/{file_id}/content: the chunks of the parsed text."""
    member = _find(request)
    text = request.store.get(members.TEXT, member["id"], member["vector_store_id"])
    return {
        "object": "vector_store.file_content.page",
        "data": [{"type": "text", "text": chunk} for chunk in (text["chunks"] if text else ())],
        "has_more": False,
        "next_page": None,
    }


def _find(request: Request, *, hidden: bool = False) -> dict[str, Any]:
    store = stores.find_store(request, request.path["vector_store_id"])
    member = request.store.get(members.KIND, request.path["file_id"], store["id"])
    delay = request.store.setting(DELAY, 0) if hidden else 0
    if member is None or request.now < member["created_at"] + delay:
        raise not_found("vector store file", request.path["file_id"], "file_id")
    return member


def _limit(request: Request, store: dict[str, Any]) -> None:
    """Allow 300 attachments a minute."""
    minute, attached = store.get("_attached", (0, 0))
    now = request.now // 60
    attached = attached + 1 if minute == now else 1
    if attached > MOST_ATTACHED_A_MINUTE:
        raise ApiError(
            429,
            f"Rate limit reached for vector store {store['id']}: {MOST_ATTACHED_A_MINUTE} files a minute.",
            type="requests",
            code="rate_limit_exceeded",
        )
    request.store.update("vector_store", store["id"], {"_attached": [now, attached]}, request.project_id)

"""Assistants: a model with instructions, tools and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.models import find_model
from fjcorp_openai.emulator.families.vector_stores import members, stores
from fjcorp_openai.emulator.http.errors import not_found
from fjcorp_openai.emulator.http.paging import page, public

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

KIND = "assistant"


def find_assistant(context: Context, assistant_id: str) -> dict[str, Any]:
    """Return an assistant of the project.

    Raises:
        ApiError: 404, there is none.
    """
    assistant = context.store.get(KIND, assistant_id, context.project_id)
    if assistant is None:
        raise not_found("assistant", assistant_id, "assistant_id")
    return assistant


def resources(request: Request, given: dict[str, Any] | None) -> dict[str, Any]:
    """Return tool resources as they are shown; vector stores given by their files are created.

    Raises:
        ApiError: 404 for a vector store or file that does not exist.
    """
    shown: dict[str, Any] = {}
    for name, settings in (given or {}).items():
        if name == "file_search" and settings is not None:
            ids = list(settings.get("vector_store_ids") or ())
            for store_id in ids:
                stores.find_store(request, store_id)
            for wanted in settings.get("vector_stores") or ():
                store = stores.add_store(request, metadata=wanted.get("metadata"))
                strategy = members.chunking(wanted.get("chunking_strategy"))
                for file_id in wanted.get("file_ids") or ():
                    members.attach(request, store["id"], file_id, {}, strategy)
                ids.append(store["id"])
            shown[name] = {"vector_store_ids": ids}
        elif settings is not None:
            shown[name] = {"file_ids": list(settings.get("file_ids") or ())}
    return shown


def create_assistant(request: Request) -> dict[str, Any]:
    """POST /assistants."""
    body = request.body
    find_model(request, body["model"], "chat")
    assistant = {
        "id": request.new_id("asst"),
        "object": "assistant",
        "created_at": request.now,
        "name": body.get("name"),
        "description": body.get("description"),
        "model": body["model"],
        "instructions": body.get("instructions"),
        "tools": body.get("tools") or [],
        "tool_resources": resources(request, body.get("tool_resources")),
        "metadata": body.get("metadata") or {},
        "temperature": 1.0 if body.get("temperature") is None else body["temperature"],
        "top_p": 1.0 if body.get("top_p") is None else body["top_p"],
        "response_format": body.get("response_format") or "auto",
    }
    return request.store.insert(KIND, str(assistant["id"]), assistant, parent=request.project_id)


def list_assistants(request: Request) -> dict[str, Any]:
    """GET /assistants."""
    return page(request, KIND, parent=request.project_id)


def get_assistant(request: Request) -> dict[str, Any]:
    """GET /assistants/{assistant_id}."""
    return public(find_assistant(request, request.path["assistant_id"]))


def modify_assistant(request: Request) -> dict[str, Any]:
    """POST /assistants/{assistant_id}."""
    assistant = find_assistant(request, request.path["assistant_id"])
    changes = {name: value for name, value in request.body.items() if name in assistant}
    if changes.get("model"):
        find_model(request, changes["model"], "chat")
    if "tool_resources" in changes:
        changes["tool_resources"] = resources(request, changes["tool_resources"])
    if "metadata" in changes:
        changes["metadata"] = changes["metadata"] or {}
    return public(request.store.update(KIND, assistant["id"], changes, request.project_id))


def delete_assistant(request: Request) -> dict[str, Any]:
    """DELETE /assistants/{assistant_id}."""
    assistant = find_assistant(request, request.path["assistant_id"])
    request.store.delete(KIND, assistant["id"], request.project_id)
    return {"id": assistant["id"], "object": "assistant.deleted", "deleted": True}

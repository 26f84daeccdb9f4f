"""Chat completions: generated, streamed, and kept when stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.chat_completions.generate import complete
from fjcorp_openai.emulator.families.chat_completions.streaming import chunks
from fjcorp_openai.emulator.family import Answer, Family
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.http.paging import page, page_of, public

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Request

family = Family("chat_completions")


@family.operation("createChatCompletion", paid=True)
def create_chat_completion(request: Request) -> dict[str, Any] | Answer:
    """POST /chat/completions."""
    body = request.body
    stored = bool(body.get("store"))
    if body.get("metadata") and not stored and request.answer_to("metadata_without_store") == "refused":
        raise bad_request("The 'metadata' parameter is only allowed when 'store' is enabled.", "metadata")
    completion = complete(request, body)
    if stored:
        kept = {**completion, "metadata": body.get("metadata") or {}, "_messages": body["messages"]}
        request.store.insert("chat_completion", completion["id"], kept, parent=request.project_id)
    if body.get("stream"):
        return Answer(events=chunks(completion, body))
    return completion


@family.operation("listChatCompletions")
def list_chat_completions(request: Request) -> dict[str, Any]:
    """GET /chat/completions: the stored ones."""
    model, metadata = request.query.get("model"), request.query.get("metadata") or {}

    def wanted(stored: dict[str, Any]) -> bool:
        have = stored.get("metadata") or {}
        return all(have.get(name) == value for name, value in metadata.items())

    return page(
        request,
        "chat_completion",
        parent=request.project_id,
        where={"model": model} if model else None,
        matching=wanted if metadata else None,
        order="asc",
    )


def _find(request: Request) -> dict[str, Any]:
    id_ = request.path["completion_id"]
    stored = request.store.get("chat_completion", id_, request.project_id)
    if stored is None:
        raise not_found("chat completion", id_, "completion_id")
    return stored


@family.operation("getChatCompletion")
def get_chat_completion(request: Request) -> dict[str, Any]:
    """GET /chat/completions/{completion_id}."""
    return public(_find(request))


@family.operation("updateChatCompletion")
def update_chat_completion(request: Request) -> dict[str, Any]:
    """POST /chat/completions/{completion_id}: its metadata."""
    stored = _find(request)
    changes = {"metadata": request.body["metadata"] or {}}
    return public(request.store.update("chat_completion", stored["id"], changes, request.project_id))


@family.operation("deleteChatCompletion")
def delete_chat_completion(request: Request) -> dict[str, Any]:
    """DELETE /chat/completions/{completion_id}."""
    stored = _find(request)
    request.store.delete("chat_completion", stored["id"], request.project_id)
    return {"object": "chat.completion.deleted", "id": stored["id"], "deleted": True}


@family.operation("getChatCompletionMessages")
def get_chat_completion_messages(request: Request) -> dict[str, Any]:
    """GET /chat/completions/{completion_id}/messages: the messages that it answered."""
    stored = _find(request)
    shown = [_message(stored["id"], number, message) for number, message in enumerate(stored["_messages"])]
    return page_of(request, shown)


def _message(id_: str, number: int, message: dict[str, Any]) -> dict[str, Any]:
    content = message.get("content")
    parts = content if isinstance(content, list) else None
    texts = [part["text"] for part in parts or () if part["type"] == "text"]
    kept = {
        name: message[name]
        for name in ("name", "tool_calls", "tool_call_id")
        if message.get(name) is not None
    }
    return {
        "id": f"{id_}-{number}",
        "role": message["role"],
        "content": "".join(texts) if parts is not None else content,
        "content_parts": [part for part in parts if part["type"] in {"text", "image_url"}]
        if parts is not None
        else None,
        "refusal": message.get("refusal"),
        **kept,
    }

"""Conversations: items in their order, kept until deleted."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families._items import normalize, show
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import ApiError, bad_request, conversation_locked
from fjcorp_openai.emulator.http.paging import page, public

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("conversations")

_PARTNER = "_partner"
"""Of a reasoning item, the id of the item made with it; and the reverse."""
ITEM = "conversation_item"
"""Items of a conversation; parent is its id."""
UNION = "ConversationItem"
"""The document's schema of an item that is shown."""


def find_conversation(context: Context, conversation_id: str) -> dict[str, Any]:
    """Return a conversation of the project.

    Raises:
        ApiError: 404, there is none.
    """
    conversation = context.store.get("conversation", conversation_id, context.project_id)
    if conversation is None:
        raise ApiError(
            404,
            f"Conversation with id '{conversation_id}' not found.",
            param="conversation",
            code="conversation_not_found",
        )
    return conversation


def check_unlocked(context: Context, conversation_id: str) -> None:
    """Refuse to write to a conversation that a response is being made for.

    Raises:
        ApiError: 400 ``conversation_locked``, which goes away by waiting.
    """
    under_way = {"status": ["queued", "in_progress"]}
    responses = context.store.all("response", parent=context.project_id, where=under_way)
    if any((each.get("conversation") or {}).get("id") == conversation_id for each in responses):
        raise conversation_locked()


def items_of(context: Context, conversation_id: str) -> list[dict[str, Any]]:
    """Return the items of a conversation, oldest first."""
    return context.store.all(ITEM, parent=conversation_id)


def append(context: Context, conversation_id: str, items: Iterable[dict[str, Any]]) -> None:
    """Put items at the end of a conversation; those that are in it already stay where they are."""
    for item in items:
        if context.store.get(ITEM, item["id"], conversation_id) is None:
            context.store.insert(ITEM, item["id"], item, parent=conversation_id)


def append_output(context: Context, conversation_id: str, output: Sequence[dict[str, Any]]) -> None:
    """Put what a response made at the end: a reasoning item and the one after it need each other."""
    items = [dict(item) for item in output]
    for item, following in pairwise(items):
        if item["type"] == "reasoning":
            item[_PARTNER] = following["id"]
            following[_PARTNER] = item["id"]
    append(context, conversation_id, items)


def check_pairs(items: Sequence[dict[str, Any]]) -> None:
    """Check that no item of a conversation lacks the one that was made together with it.

    Raises:
        ApiError: 400, a reasoning item was deleted without the item after it, or the reverse.
    """
    there = {item["id"] for item in items}
    for item in items:
        partner = item.get(_PARTNER)
        if partner is None or partner in there:
            continue
        wanted = "following item" if item["type"] == "reasoning" else f"'reasoning' item: '{partner}'"
        raise bad_request(
            f"Item '{item['id']}' of type '{item['type']}' was provided without its required {wanted}.",
            "input",
        )


@family.operation("createConversation")
def create_conversation(request: Request) -> dict[str, Any]:
    """POST /conversations."""
    conversation: dict[str, Any] = {
        "id": request.new_id("conv"),
        "object": "conversation",
        "created_at": request.now,
        "metadata": request.body.get("metadata") or {},
    }
    request.store.insert("conversation", conversation["id"], conversation, parent=request.project_id)
    append(
        request, conversation["id"], normalize(request, request.body.get("items") or [], lambda _unused: None)
    )
    return conversation


@family.operation("getConversation")
def get_conversation(request: Request) -> dict[str, Any]:
    """GET /conversations/{conversation_id}."""
    return public(find_conversation(request, request.path["conversation_id"]))


@family.operation("updateConversation")
def update_conversation(request: Request) -> dict[str, Any]:
    """POST /conversations/{conversation_id}."""
    conversation = find_conversation(request, request.path["conversation_id"])
    changes = {"metadata": request.body["metadata"] or {}}
    return public(request.store.update("conversation", conversation["id"], changes, request.project_id))


@family.operation("deleteConversation")
def delete_conversation(request: Request) -> dict[str, Any]:
    """DELETE /conversations/{conversation_id}: its items are not deleted, and nothing shows them any more."""
    conversation = find_conversation(request, request.path["conversation_id"])
    request.store.delete("conversation", conversation["id"], request.project_id)
    return {"id": conversation["id"], "object": "conversation.deleted", "deleted": True}


@family.operation("listConversationItems")
def list_items(request: Request) -> dict[str, Any]:
    """GET /conversations/{conversation_id}/items."""
    conversation = find_conversation(request, request.path["conversation_id"])
    return page(request, ITEM, parent=conversation["id"], view=lambda item: show(request, item, UNION))


@family.operation("createConversationItems")
def create_items(request: Request) -> dict[str, Any]:
    """POST /conversations/{conversation_id}/items, 20 at most."""
    conversation = find_conversation(request, request.path["conversation_id"])
    check_unlocked(request, conversation["id"])
    items = normalize(
        request, request.body["items"], lambda item_id: request.store.get(ITEM, item_id, conversation["id"])
    )
    append(request, conversation["id"], items)
    return {
        "object": "list",
        "data": [show(request, item, UNION) for item in items],
        "has_more": False,
        "first_id": items[0]["id"] if items else None,
        "last_id": items[-1]["id"] if items else None,
    }


@family.operation("getConversationItem")
def get_item(request: Request) -> dict[str, Any]:
    """GET /conversations/{conversation_id}/items/{item_id}."""
    return show(request, _find_item(request), UNION)


@family.operation("deleteConversationItem")
def delete_item(request: Request) -> dict[str, Any]:
    """DELETE /conversations/{conversation_id}/items/{item_id}: answers the conversation."""
    item = _find_item(request)
    request.store.delete(ITEM, item["id"], request.path["conversation_id"])
    return public(find_conversation(request, request.path["conversation_id"]))


def _find_item(request: Request) -> dict[str, Any]:
    conversation = find_conversation(request, request.path["conversation_id"])
    item = request.store.get(ITEM, request.path["item_id"], conversation["id"])
    if item is None:
        raise ApiError(404, f"Item with id '{request.path['item_id']}' not found.", param="item_id")
    return item

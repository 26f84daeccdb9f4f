"""Responses: made at once, as a stream or in the background; kept for 30 days by default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families import _items as items
from fjcorp_openai.emulator.families import conversations
from fjcorp_openai.emulator.families.models import find_model
from fjcorp_openai.emulator.families.responses import records, streaming
from fjcorp_openai.emulator.family import Answer, Family
from fjcorp_openai.emulator.generation.answers import Turn
from fjcorp_openai.emulator.http.errors import bad_request
from fjcorp_openai.emulator.http.paging import page_of, public

if TYPE_CHECKING:
    from collections.abc import Callable

    from fjcorp_openai.emulator.http.request import Request

family = Family("responses")
family.step(records.KIND)(records.advance)
family.deadline(records.KIND)(records.expire)


@family.operation("createResponse", paid=True)
def create_response(request: Request) -> dict[str, Any] | Answer:
    """POST /responses."""
    body = request.body
    records.check(request)
    before = records.earlier(request, body)
    if body.get("conversation"):
        conversations.check_unlocked(request, records.conversation_id(body["conversation"]))
    given = items.normalize(request, body.get("input") or [], _lookup(request, before))
    response = records.begin(request, before, given)
    if body.get("background") and not body.get("stream"):
        items.check_calls([*before, *given])
        items.read_turns(request, given)
        records.keep(request, response)
        request.start_job(records.KIND, response["id"], request.project_id)
        return public(response)
    response = records.end(request, response)
    if response["_stored"]:
        records.keep(request, response)
    if body.get("stream"):
        return Answer(events=streaming.events(public(response)), done=False)
    return public(response)


@family.operation("getResponse")
def get_response(request: Request) -> dict[str, Any] | Answer:
    """GET /responses/{response_id}; with ``stream`` its events, from ``starting_after`` on."""
    response = records.find_response(request, request.path["response_id"])
    if not request.query.get("stream"):
        return public(response)
    if not response["background"]:
        raise bad_request("Only background responses can be streamed again.", "stream", "unsupported_value")
    if response["status"] in {"queued", "in_progress"}:
        raise bad_request("The emulator streams a background response once it has ended.", "stream")
    after = request.query.get("starting_after")
    return Answer(events=streaming.events(public(response), -1 if after is None else after), done=False)


@family.operation("deleteResponse")
def delete_response(request: Request) -> dict[str, Any]:
    """DELETE /responses/{response_id}."""
    response = records.find_response(request, request.path["response_id"])
    request.store.delete(records.KIND, response["id"], request.project_id)
    return {"id": response["id"], "object": "response", "deleted": True}


@family.operation("cancelResponse")
def cancel_response(request: Request) -> dict[str, Any]:
    """POST /responses/{response_id}/cancel, of a background response; again for one that is cancelled."""
    response = records.find_response(request, request.path["response_id"])
    if not response["background"]:
        raise bad_request("Cannot cancel a synchronous response.", "response_id")
    if response["status"] not in {"queued", "in_progress", "cancelled"}:
        raise bad_request(f"Cannot cancel a {response['status']} response.", "response_id")
    if response["status"] != "cancelled":
        request.notify("response.cancelled", response["id"])
    request.stop_job(records.KIND, response["id"], request.project_id)
    request.set_deadline(
        records.KIND, response["id"], response["created_at"] + records.LIFETIME, request.project_id
    )
    return public(
        request.store.update(records.KIND, response["id"], {"status": "cancelled"}, request.project_id)
    )


@family.operation("listInputItems")
def list_input_items(request: Request) -> dict[str, Any]:
    """GET /responses/{response_id}/input_items."""
    response = records.find_response(request, request.path["response_id"])
    shown = [items.show(request, each, "ItemResource") for each in response["_input"]]
    return page_of(request, shown, order="desc")


@family.operation("Getinputtokencounts", writes=False)
def count_input_tokens(request: Request) -> dict[str, Any]:
    """POST /responses/input_tokens: free of charge."""
    body = request.body
    if body.get("model"):
        find_model(request, body["model"], "chat")
    turns = _turns(request)
    if body.get("instructions"):
        turns.insert(0, Turn("developer", body["instructions"]))
    extras = [body[name] for name in ("tools", "text") if body.get(name)]
    return {"object": "response.input_tokens", "input_tokens": items.count(turns, extras)}


@family.operation("Compactconversation", paid=True, writes=False)
def compact(request: Request) -> dict[str, Any]:
    """POST /responses/compact: keeps what the user said; all the rest goes into one opaque item."""
    body = request.body
    if not body.get("model"):
        raise bad_request("Missing required parameter: 'model'.", "model", "missing_required_parameter")
    find_model(request, body["model"], "chat")
    before = records.earlier(request, body)
    given = [*before, *items.normalize(request, body.get("input") or [], _lookup(request, before))]
    turns = items.read_turns(request, given)
    kept = [item for item in given if item["type"] == "message" and item["role"] == "user"]
    summary = {
        "id": request.new_id("cmp"),
        "type": "compaction",
        "encrypted_content": items.pack([turn for turn in turns if turn.role != "user"]),
    }
    spent = items.count(turns)
    return {
        "id": request.new_id("resp"),
        "object": "response.compaction",
        "created_at": request.now,
        "output": [*kept, summary],
        "usage": {
            "input_tokens": spent,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": len(turns),
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": spent + len(turns),
        },
    }


def _turns(request: Request) -> list[Turn]:
    before = records.earlier(request, request.body)
    given = items.normalize(request, request.body.get("input") or [], _lookup(request, before))
    return items.read_turns(request, [*before, *given])


def _lookup(request: Request, before: list[dict[str, Any]]) -> Callable[[str], dict[str, Any] | None]:
    """Return what finds the items that the input refers to: those before it, and those of conversations."""

    def find(item_id: str) -> dict[str, Any] | None:
        for item in before:
            if item["id"] == item_id:
                return item
        for conversation in request.store.parents(conversations.ITEM, item_id):
            if request.store.get("conversation", conversation, request.project_id) is not None:
                return request.store.get(conversations.ITEM, item_id, conversation)
        return None

    return find

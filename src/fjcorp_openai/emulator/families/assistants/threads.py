"""Threads and their messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.assistants.definitions import resources
from fjcorp_openai.emulator.families.chat_completions.reading import read_text
from fjcorp_openai.emulator.families.files import file_path, find_file
from fjcorp_openai.emulator.generation.answers import Document, Turn
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.http.paging import page, public

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

KIND = "thread"
MESSAGE = "thread_message"
RUN = "run"
ACTIVE = ("queued", "in_progress", "requires_action", "cancelling")


def find_thread(context: Context, thread_id: str) -> dict[str, Any]:
    """Return a thread of the project.

    Raises:
        ApiError: 404, there is none.
    """
    thread = context.store.get(KIND, thread_id, context.project_id)
    if thread is None:
        raise not_found("thread", thread_id, "thread_id")
    return thread


def add_thread(request: Request, body: dict[str, Any]) -> dict[str, Any]:
    """Put a new thread with its messages into the store."""
    thread = {
        "id": request.new_id("thread"),
        "object": "thread",
        "created_at": request.now,
        "metadata": body.get("metadata") or {},
        "tool_resources": resources(request, body.get("tool_resources")),
    }
    request.store.insert(KIND, str(thread["id"]), thread, parent=request.project_id)
    for message in body.get("messages") or ():
        add_message(request, str(thread["id"]), message)
    return thread


def add_message(
    context: Context, thread_id: str, body: dict[str, Any], run: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Put a message at the end of a thread.

    Raises:
        ApiError: 404 for a file that does not exist.
    """
    content = body["content"]
    parts = content if isinstance(content, list) else [{"type": "text", "text": content}]
    for number, attachment in enumerate(body.get("attachments") or ()):
        where = f"attachments[{number}].file_id"
        if not attachment.get("file_id"):
            raise bad_request(f"Missing required parameter: '{where}'.", where, "missing_required_parameter")
        find_file(context, attachment["file_id"], context.project_id, where)
    message = {
        "id": context.new_id("msg"),
        "object": "thread.message",
        "created_at": context.now,
        "thread_id": thread_id,
        "role": body["role"],
        "status": "completed",
        "content": [_part(context, part) for part in parts],
        "attachments": body.get("attachments") or [],
        "assistant_id": run["assistant_id"] if run else None,
        "run_id": run["id"] if run else None,
        "metadata": body.get("metadata") or {},
        "completed_at": context.now,
        "incomplete_at": None,
        "incomplete_details": None,
    }
    return context.store.insert(MESSAGE, message["id"], message, parent=thread_id)


def _part(context: Context, part: dict[str, Any]) -> dict[str, Any]:
    if part["type"] == "text":
        text = part["text"]
        return {
            "type": "text",
            "text": text if isinstance(text, dict) else {"value": text, "annotations": []},
        }
    if part["type"] == "image_file":
        find_file(context, part["image_file"]["file_id"], context.project_id, "content")
    return part


def read_turns(context: Context, thread_id: str) -> list[Turn]:
    """Return the messages of a thread as turns, attached files as documents."""
    turns = []
    for message in context.store.all(MESSAGE, parent=thread_id):
        texts = [part["text"]["value"] for part in message["content"] if part["type"] == "text"]
        documents = []
        for attachment in message["attachments"]:
            file = context.store.get("file", attachment["file_id"], context.project_id)
            if file is not None:
                content = file_path(context, file["id"]).read_bytes()
                documents.append(Document(file["filename"], read_text(file["filename"], content)))
        images = len(message["content"]) - len(texts)
        turns.append(Turn(message["role"], "\n".join(texts), tuple(documents), images))
    return turns


def check_idle(context: Context, thread_id: str, what: str) -> None:
    """Refuse to touch a thread on which a run is active.

    Raises:
        ApiError: 400, there is such a run.
    """
    for run in context.store.all(RUN, parent=thread_id, where={"status": list(ACTIVE)}):
        raise bad_request(f"Can't {what} {thread_id} while a run {run['id']} is active.", code="run_active")


def create_thread(request: Request) -> dict[str, Any]:
    """POST /threads."""
    return add_thread(request, request.body)


def get_thread(request: Request) -> dict[str, Any]:
    """GET /threads/{thread_id}."""
    return public(find_thread(request, request.path["thread_id"]))


def modify_thread(request: Request) -> dict[str, Any]:
    """POST /threads/{thread_id}."""
    thread = find_thread(request, request.path["thread_id"])
    changes: dict[str, Any] = {}
    if "metadata" in request.body:
        changes["metadata"] = request.body["metadata"] or {}
    if "tool_resources" in request.body:
        changes["tool_resources"] = resources(request, request.body["tool_resources"])
    return public(request.store.update(KIND, thread["id"], changes, request.project_id))


def delete_thread(request: Request) -> dict[str, Any]:
    """DELETE /threads/{thread_id}."""
    thread = find_thread(request, request.path["thread_id"])
    for kind in (MESSAGE, RUN):
        for row in request.store.all(kind, parent=thread["id"]):
            request.store.delete(kind, row["id"], thread["id"])
    request.store.delete(KIND, thread["id"], request.project_id)
    return {"id": thread["id"], "object": "thread.deleted", "deleted": True}


def create_message(request: Request) -> dict[str, Any]:
    """POST /threads/{thread_id}/messages."""
    thread = find_thread(request, request.path["thread_id"])
    check_idle(request, thread["id"], "add messages to")
    return add_message(request, thread["id"], request.body)


def list_messages(request: Request) -> dict[str, Any]:
    """GET /threads/{thread_id}/messages."""
    thread = find_thread(request, request.path["thread_id"])
    where = {"run_id": request.query["run_id"]} if request.query.get("run_id") else None
    return page(request, MESSAGE, parent=thread["id"], where=where)


def get_message(request: Request) -> dict[str, Any]:
    """GET /threads/{thread_id}/messages/{message_id}."""
    return public(_find_message(request))


def modify_message(request: Request) -> dict[str, Any]:
    """POST /threads/{thread_id}/messages/{message_id}."""
    message = _find_message(request)
    changes = {"metadata": request.body.get("metadata") or {}}
    return public(request.store.update(MESSAGE, message["id"], changes, message["thread_id"]))


def delete_message(request: Request) -> dict[str, Any]:
    """DELETE /threads/{thread_id}/messages/{message_id}."""
    message = _find_message(request)
    request.store.delete(MESSAGE, message["id"], message["thread_id"])
    return {"id": message["id"], "object": "thread.message.deleted", "deleted": True}


def _find_message(request: Request) -> dict[str, Any]:
    thread = find_thread(request, request.path["thread_id"])
    message = request.store.get(MESSAGE, request.path["message_id"], thread["id"])
    if message is None:
        raise not_found("message", request.path["message_id"], "message_id")
    return message

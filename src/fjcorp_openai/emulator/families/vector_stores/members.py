"""The files of a vector store: attached at once, then parsed, cut into chunks and ready to be searched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.files import file_path, find_file
from fjcorp_openai.emulator.families.vector_stores import chunks
from fjcorp_openai.emulator.families.vector_stores.documents import (
    InvalidFileError,
    UnsupportedFileError,
    extract,
)
from fjcorp_openai.emulator.http.errors import ApiError, bad_request

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context

KIND = "vector_store_file"
"""Members: id is the file's, parent the vector store's."""
TEXT = "vector_store_text"
"""The chunks of a member, under the same id and parent."""
AUTO = {"type": "static", "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400}}
SERVER_ERRORS = "vector_store_server_errors"
"""Setting and section of a seed: how many files, those indexed next, fail by the server's own fault."""
MOST_ATTACHED_A_MINUTE = 2_000
_ATTACHED = "vector_store_files_attached"
_STATES = ("in_progress", "completed", "failed", "cancelled")


def chunking(strategy: dict[str, Any] | None) -> dict[str, Any]:
    """Return a chunking strategy as it is shown.

    Raises:
        ApiError: 400, the overlap is more than half a chunk.
    """
    if not strategy or strategy["type"] == "auto":
        return AUTO
    static = strategy["static"]
    if not 0 <= static["chunk_overlap_tokens"] <= static["max_chunk_size_tokens"] / 2:
        raise bad_request(
            "Invalid 'chunk_overlap_tokens': must not exceed half of 'max_chunk_size_tokens'.",
            "chunking_strategy",
            "invalid_value",
        )
    return {"type": "static", "static": static}


def count_attached(context: Context, number: int) -> None:
    """Count files that are about to be attached, by whatever call, against what the organization may attach.

    Raises:
        ApiError: 429, they are more than 2,000 within a minute.
    """
    minute, attached = context.store.setting(_ATTACHED, (0, 0))
    now = context.now // 60
    attached = number + (attached if minute == now else 0)
    if attached > MOST_ATTACHED_A_MINUTE:
        raise ApiError(
            429,
            f"Rate limit reached for organization {context.emulator.organization}: "
            f"{MOST_ATTACHED_A_MINUTE} files attached to vector stores a minute.",
            type="requests",
            code="rate_limit_exceeded",
        )
    context.store.set_setting(_ATTACHED, [now, attached])


def attach(
    context: Context,
    store_id: str,
    file_id: str,
    attributes: dict[str, Any],
    strategy: dict[str, Any],
    batch: str = "",
) -> dict[str, Any]:
    """Attach a file to a vector store and start its indexing; an attached one is indexed again.

    Args:
        context: The emulator.
        store_id: The vector store.
        file_id: The file.
        attributes: What searches may filter by.
        strategy: How it is cut, from :func:`chunking`.
        batch: The file batch it came with.

    Returns:
        The member as it is stored.

    Raises:
        ApiError: 404, there is no such file.
    """
    find_file(context, file_id, context.project_id, "file_id")
    detach(context, store_id, file_id)
    member = {
        "id": file_id,
        "object": "vector_store.file",
        "usage_bytes": 0,
        "created_at": context.now,
        "vector_store_id": store_id,
        "status": "in_progress",
        "last_error": None,
        "attributes": attributes,
        "chunking_strategy": strategy,
        "_batch": batch,
        "_project": context.project_id,
    }
    context.store.insert(KIND, file_id, member, parent=store_id)
    context.start_job(KIND, file_id, store_id)
    return member


def detach(context: Context, store_id: str, file_id: str) -> bool:
    """Take a file out of a vector store; return whether it was in."""
    context.store.delete(TEXT, file_id, store_id)
    return context.store.delete(KIND, file_id, store_id)


def index(context: Context, member: dict[str, Any]) -> bool:
    """Parse and cut a file: the one step of its job."""
    store_id, file_id = member["vector_store_id"], member["id"]
    if member["status"] != "in_progress":
        return True
    file = context.store.get("file", file_id, member["_project"])
    if file is None:
        detach(context, store_id, file_id)
        return True
    if errors := context.store.setting(SERVER_ERRORS, 0):
        context.store.set_setting(SERVER_ERRORS, errors - 1)
        fault = {"code": "server_error", "message": "The server had an error while processing the file."}
        context.store.update(KIND, file_id, {"status": "failed", "last_error": fault}, store_id)
        return True
    try:
        text = extract(file["filename"], file_path(context, file["id"]).read_bytes())
    except (UnsupportedFileError, InvalidFileError) as error:
        code = "unsupported_file" if isinstance(error, UnsupportedFileError) else "invalid_file"
        changes = {"status": "failed", "last_error": {"code": code, "message": str(error)}}
        context.store.update(KIND, file_id, changes, store_id)
        return True
    static = member["chunking_strategy"]["static"]
    pieces = chunks.split(text, static["max_chunk_size_tokens"], static["chunk_overlap_tokens"])
    context.store.insert(TEXT, file_id, {"filename": file["filename"], "chunks": pieces}, parent=store_id)
    # What the service counts is the text and its vectors; a quarter kilobyte a chunk stands for those.
    size = sum(len(piece.encode()) + 256 for piece in pieces)
    context.store.update(KIND, file_id, {"status": "completed", "usage_bytes": size}, store_id)
    return True


def counts(context: Context, store_id: str, batch: str | None = None) -> dict[str, int]:
    """Count the files of a store, or of one of its batches, by status."""
    where: dict[str, Any] = {} if batch is None else {"_batch": batch}
    found = {
        state: context.store.count(KIND, parent=store_id, where=where | {"status": state})
        for state in _STATES
    }
    return found | {"total": sum(found.values())}


def usage(context: Context, store_id: str) -> int:
    """Return the bytes that the files of a store take up."""
    return sum(member["usage_bytes"] for member in context.store.all(KIND, parent=store_id))

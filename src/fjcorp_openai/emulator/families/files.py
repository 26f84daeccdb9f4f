"""Files of a project: uploaded whole, never changed, gone when deleted or expired."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.family import Answer, Family, UploadedFile
from fjcorp_openai.emulator.http.errors import ApiError, bad_request, not_found
from fjcorp_openai.emulator.http.paging import page, public

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("files")

LARGEST = 512 * 1024 * 1024
BATCH_LIFETIME = 30 * 24 * 3600
NOT_FOR_DOWNLOAD = frozenset({"assistants", "vision", "user_data"})


def add_file(
    context: Context,
    project_id: str,
    source: Path | bytes | Iterable[bytes],
    filename: str,
    purpose: str,
    expires_after: int | None = None,
) -> dict[str, Any]:
    """Put a new file into a project and return it.

    Args:
        context: The emulator.
        project_id: Its project.
        source: A finished file on disk, which is moved, or the content.
        filename: Its name; need not be unique.
        purpose: One of the document's purposes.
        expires_after: Seconds from now to its end; files for batches end after 30 days without it.
    """
    id_ = context.new_id("file")
    store = context.store
    path = store.keep_file(source, id_) if isinstance(source, Path) else store.write_file(source, id_)
    if expires_after is None and purpose == "batch":
        expires_after = BATCH_LIFETIME
    record: dict[str, Any] = {
        "object": "file",
        "id": id_,
        "purpose": purpose,
        "filename": filename,
        "bytes": path.stat().st_size,
        "created_at": context.now,
        "expires_at": None if expires_after is None else context.now + expires_after,
        "status": "processed",
        "status_details": None,
    }
    store.insert("file", id_, record, parent=project_id)
    if expires_after is not None:
        context.set_deadline("file", id_, record["expires_at"], project_id)
    return record


def find_file(context: Context, file_id: str, project_id: str, param: str = "id") -> dict[str, Any]:
    """Return a file of a project.

    Raises:
        ApiError: 404, there is none (any more).
    """
    record = context.store.get("file", file_id, project_id)
    if record is None or (record["expires_at"] or context.now + 1) <= context.now:
        raise not_found("File object", file_id, param)
    return record


def file_path(context: Context, file_id: str) -> Path:
    """Return where a file's content lies."""
    return context.store.file(file_id)


def remove_file(context: Context, file_id: str, project_id: str) -> None:
    """Delete a file and take it out of every vector store."""
    store = context.store
    store.delete("file", file_id, project_id)
    store.delete_file(file_id)
    for parent in store.parents("vector_store_file", file_id):
        store.delete("vector_store_file", file_id, parent)
        store.delete("vector_store_text", file_id, parent)


@family.deadline("file")
def expire(context: Context, record: dict[str, Any]) -> bool:
    """Remove a file whose time has come."""
    for project_id in context.store.parents("file", record["id"]):
        remove_file(context, record["id"], project_id)
    return True


@family.operation("createFile")
def create_file(request: Request) -> dict[str, Any]:
    """POST /files."""
    upload = request.body["file"]
    if not isinstance(upload, UploadedFile):
        raise bad_request(
            "Invalid type for 'file': expected a file, but got a string instead.", "file", "invalid_type"
        )
    if upload.size > LARGEST:
        raise ApiError(413, f"The file is larger than {LARGEST} bytes.", param="file", code="file_too_large")
    if not upload.size:
        raise bad_request("The file is empty.", "file", "empty_file")
    purpose = request.body["purpose"]
    if purpose in {"fine-tune", "batch", "evals"} and not upload.filename.lower().endswith(".jsonl"):
        raise bad_request(
            f"Invalid file format. A file with the purpose {purpose} must be a .jsonl file.",
            "file",
            "invalid_file_format",
        )
    after = request.body.get("expires_after")
    return add_file(
        request,
        request.project_id,
        upload.path,
        upload.filename,
        purpose,
        after["seconds"] if after else None,
    )


@family.operation("listFiles")
def list_files(request: Request) -> dict[str, Any]:
    """GET /files."""
    purpose = request.query.get("purpose")
    where = {"purpose": purpose} if purpose else None
    return page(request, "file", parent=request.project_id, where=where, default=10_000)


@family.operation("retrieveFile")
def retrieve_file(request: Request) -> dict[str, Any]:
    """GET /files/{file_id}."""
    return public(find_file(request, request.path["file_id"], request.project_id))


@family.operation("downloadFile")
def download_file(request: Request) -> Answer:
    """GET /files/{file_id}/content."""
    record = find_file(request, request.path["file_id"], request.project_id)
    if record["purpose"] in NOT_FOR_DOWNLOAD:
        raise bad_request(f"Not allowed to download files of purpose: {record['purpose']}")
    name = record["filename"].replace('"', "'").replace("\r", "").replace("\n", "")
    return Answer(
        file=file_path(request, record["id"]),
        media_type=mimetypes.guess_type(record["filename"])[0] or "application/octet-stream",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@family.operation("deleteFile")
def delete_file(request: Request) -> dict[str, Any]:
    """DELETE /files/{file_id}."""
    record = find_file(request, request.path["file_id"], request.project_id)
    remove_file(request, record["id"], request.project_id)
    return {"id": record["id"], "object": "file", "deleted": True}


@family.seeder("files", after=("projects",))
def seed_files(context: Context, entries: list[dict[str, Any]]) -> None:
    """Add files: ``filename``, ``content`` (text), ``purpose``, ``project`` (a name)."""
    for entry in entries:
        name = entry.get("project")
        where = {"name": name} if name else {"_default": True}
        projects = context.store.all("project", where=where)
        if not projects:
            raise ValueError(f"seed: no project is called {name!r}")
        content = str(entry["content"]).encode()
        add_file(context, projects[0]["id"], content, entry["filename"], entry.get("purpose", "user_data"))

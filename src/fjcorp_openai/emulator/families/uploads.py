"""Uploads: a large file in parts. An upload lives for an hour; its parts are gone with it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.files import add_file
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request, empty_string, not_found
from fjcorp_openai.emulator.http.paging import public

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("uploads")

LIFETIME = 3_600
MOST_BYTES = 8 * 1024**3
MOST_BYTES_A_PART = 64 * 1024**2
_BLOCK = 1024**2


@family.operation("createUpload")
def create_upload(request: Request) -> dict[str, Any]:
    """POST /uploads."""
    body = request.body
    if not 1 <= body["bytes"] <= MOST_BYTES:
        raise bad_request(f"Invalid 'bytes': must be 1 to {MOST_BYTES}.", "bytes", "invalid_value")
    if not body["filename"]:
        raise empty_string("filename")
    upload = {
        "id": request.new_id("upload"),
        "object": "upload",
        "bytes": body["bytes"],
        "created_at": request.now,
        "expires_at": request.now + LIFETIME,
        "filename": body["filename"],
        "purpose": body["purpose"],
        "status": "pending",
        "_expires_after": body.get("expires_after"),
    }
    request.store.insert("upload", upload["id"], upload, parent=request.project_id)
    request.set_deadline("upload", upload["id"], upload["expires_at"], request.project_id)
    return public(upload)


@family.operation("addUploadPart")
def add_part(request: Request) -> dict[str, Any]:
    """POST /uploads/{upload_id}/parts; parts may come in any order and side by side."""
    upload = _pending(request)
    data = request.body["data"]
    if data.size > MOST_BYTES_A_PART:
        raise bad_request(
            f"Invalid 'data': a part is at most {MOST_BYTES_A_PART} bytes.", "data", "part_too_large"
        )
    if not data.size:
        raise bad_request("Invalid 'data': the part is empty.", "data", "empty_part")
    part = {
        "id": request.new_id("part"),
        "object": "upload.part",
        "created_at": request.now,
        "upload_id": upload["id"],
        "_size": data.size,
    }
    request.store.keep_file(data.path, part["id"])
    request.store.insert("upload_part", part["id"], part, parent=upload["id"])
    return public(part)


@family.operation("completeUpload")
def complete_upload(request: Request) -> dict[str, Any]:
    """POST /uploads/{upload_id}/complete: joins the parts in the order given."""
    upload = _pending(request)
    part_ids, store = request.body["part_ids"], request.store
    if not part_ids or len(set(part_ids)) != len(part_ids):
        raise bad_request("Invalid 'part_ids': each part is named once.", "part_ids", "invalid_value")
    parts = [store.get("upload_part", part_id, upload["id"]) for part_id in part_ids]
    for part_id, part in zip(part_ids, parts, strict=True):
        if part is None:
            raise not_found("upload part", part_id, "part_ids")
    size = sum(part["_size"] for part in parts if part)
    if size != upload["bytes"]:
        raise bad_request(
            f"The parts have {size} bytes, but the upload was created with {upload['bytes']}.",
            "part_ids",
            "bytes_mismatch",
        )
    digest = hashlib.md5(usedforsecurity=False)

    def content() -> Iterator[bytes]:
        for part_id in part_ids:
            with store.file(part_id).open("rb") as stream:
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    yield block

    after = upload["_expires_after"]
    file = add_file(
        request,
        request.project_id,
        content(),
        upload["filename"],
        upload["purpose"],
        after["seconds"] if after else None,
    )
    # A refusal from here on takes the file back with the transaction.
    wanted = request.body.get("md5")
    if wanted and wanted.lower() != digest.hexdigest():
        raise bad_request("The md5 checksum does not match the uploaded bytes.", "md5", "checksum_mismatch")
    return _end(request, upload, "completed") | {"file": public(file)}


@family.operation("cancelUpload")
def cancel_upload(request: Request) -> dict[str, Any]:
    """POST /uploads/{upload_id}/cancel."""
    return _end(request, _pending(request), "cancelled")


@family.deadline("upload")
def expire_upload(context: Context, upload: dict[str, Any]) -> bool:
    """Let an upload that nobody completed expire."""
    if upload["status"] == "pending":
        _end(context, upload, "expired")
    return True


def _pending(request: Request) -> dict[str, Any]:
    upload = request.store.get("upload", request.path["upload_id"], request.project_id)
    if upload is None:
        raise not_found("upload", request.path["upload_id"], "upload_id")
    status = (
        "expired"
        if request.now >= upload["expires_at"] and upload["status"] == "pending"
        else upload["status"]
    )
    if status != "pending":
        raise bad_request(f"Upload {upload['id']} is {status}.", "upload_id", f"upload_{status}")
    return upload


def _end(context: Context, upload: dict[str, Any], status: str) -> dict[str, Any]:
    """Close an upload and drop its parts."""
    context.stop_job("upload", upload["id"], context.project_id)
    for part in context.store.all("upload_part", parent=upload["id"]):
        context.store.delete_file(part["id"])
        context.store.delete("upload_part", part["id"], upload["id"])
    return public(context.store.update("upload", upload["id"], {"status": status}, context.project_id))

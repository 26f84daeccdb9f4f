"""Containers, in which the service runs code, and their files. One that nobody uses for its time expires."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.files import file_path, find_file
from fjcorp_openai.emulator.families.skills import store as skills
from fjcorp_openai.emulator.family import Answer, Family, UploadedFile
from fjcorp_openai.emulator.http.errors import ApiError, bad_request, empty_string, not_found
from fjcorp_openai.emulator.http.paging import page, public
from fjcorp_openai.emulator.state.organization import exactly_one

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("containers")

KIND = "container"
FILE = "container_file"
MOST_MINUTES = 20
"""How long a container lives after its last use when nothing else is said, and at most."""
FOLDER = PurePosixPath("/mnt/data")


def add_container(context: Context, name: str, settings: dict[str, Any]) -> dict[str, Any]:
    """Put a new container into the project and return it.

    Args:
        context: The emulator, on behalf of the project.
        name: Its name.
        settings: What the API takes: ``expires_after``, ``file_ids``, ``memory_limit``, ``network_policy``,
            ``skills``.

    Raises:
        ApiError: 404 for a file or skill that does not exist; 400 for a lifetime that cannot be.
    """
    expires = settings.get("expires_after") or {"anchor": "last_active_at", "minutes": MOST_MINUTES}
    if not 1 <= expires["minutes"] <= MOST_MINUTES:
        raise bad_request(
            f"Invalid 'expires_after.minutes': must be 1 to {MOST_MINUTES}.",
            "expires_after.minutes",
            "invalid_value",
        )
    policy = settings.get("network_policy") or {"type": "disabled"}
    container: dict[str, Any] = {
        "id": context.new_id("cntr"),
        "object": "container",
        "created_at": context.now,
        "status": "running",
        "name": name,
        "expires_after": expires,
        "last_active_at": context.now,
        "memory_limit": settings.get("memory_limit") or "1g",
        "network_policy": {key: policy[key] for key in ("type", "allowed_domains") if key in policy},
    }
    context.store.insert(KIND, container["id"], container, parent=context.project_id)
    _wait(context, container)
    for number, skill in enumerate(settings.get("skills") or ()):
        skills.check_attached(context, skill, f"skills[{number}]")
    for number, file_id in enumerate(settings.get("file_ids") or ()):
        _copy(context, container, file_id, f"file_ids[{number}]")
    return container


def use_container(context: Context, container_id: str, param: str = "container_id") -> dict[str, Any]:
    """Return a container that is running, and let its lifetime begin again.

    Raises:
        ApiError: 404, there is none; 400, it has expired.
    """
    container = find_container(context, container_id, param)
    if container["status"] != "running":
        raise bad_request("Container is expired.", param, "container_expired")
    changes = {"last_active_at": context.now}
    container = context.store.update(KIND, container["id"], changes, context.project_id)
    _wait(context, container)
    return container


def find_container(context: Context, container_id: str, param: str = "container_id") -> dict[str, Any]:
    """Return a container of the project, expired or not.

    Raises:
        ApiError: 404, there is none.
    """
    container = context.store.get(KIND, container_id, context.project_id)
    if container is None:
        raise ApiError(404, f"Container with id '{container_id}' not found.", param=param)
    return container


def _wait(context: Context, container: dict[str, Any]) -> None:
    ends = container["last_active_at"] + 60 * container["expires_after"]["minutes"]
    context.set_deadline(KIND, container["id"], ends, context.project_id)


@family.deadline(KIND)
def expire(context: Context, container: dict[str, Any]) -> bool:
    """Let a container expire: its files are gone."""
    project = context.project_id
    context.store.update(KIND, container["id"], {"status": "expired"}, project)
    _remove_files(context, container["id"])
    return True


def _remove_files(context: Context, container_id: str) -> None:
    for file in context.store.all(FILE, parent=container_id):
        context.store.delete_file(file["id"])
        context.store.delete(FILE, file["id"], container_id)


@family.operation("ListContainers")
def list_containers(request: Request) -> dict[str, Any]:
    """GET /containers."""
    name = request.query.get("name")
    return page(request, KIND, parent=request.project_id, where={"name": name} if name else None)


@family.operation("CreateContainer")
def create_container(request: Request) -> dict[str, Any]:
    """POST /containers."""
    if not request.body["name"].strip():
        raise empty_string("name")
    return add_container(request, request.body["name"], request.body)


@family.operation("RetrieveContainer")
def retrieve_container(request: Request) -> dict[str, Any]:
    """GET /containers/{container_id}."""
    return public(find_container(request, request.path["container_id"]))


@family.operation("DeleteContainer")
def delete_container(request: Request) -> dict[str, Any]:
    """DELETE /containers/{container_id}."""
    container = find_container(request, request.path["container_id"])
    _remove_files(request, container["id"])
    request.stop_job(KIND, container["id"], request.project_id)
    request.store.delete(KIND, container["id"], request.project_id)
    return {"id": container["id"], "object": "container.deleted", "deleted": True}


@family.operation("ListContainerFiles")
def list_files(request: Request) -> dict[str, Any]:
    """GET /containers/{container_id}/files."""
    return page(request, FILE, parent=find_container(request, request.path["container_id"])["id"])


@family.operation("CreateContainerFile")
def create_file(request: Request) -> dict[str, Any]:
    """POST /containers/{container_id}/files: the bytes, or a file of the project, which is copied."""
    container = use_container(request, request.path["container_id"])
    if exactly_one(request.body, "file", "file_id") == "file_id":
        return public(_copy(request, container, request.body["file_id"], "file_id"))
    upload = request.body["file"]
    if not isinstance(upload, UploadedFile):
        raise bad_request(
            "Invalid type for 'file': expected a file, but got a string instead.", "file", "invalid_type"
        )
    file = _row(request, container, upload.filename or "file", upload.size)
    request.store.keep_file(upload.path, file["id"])
    return public(request.store.insert(FILE, file["id"], file, parent=container["id"]))


def _copy(context: Context, container: dict[str, Any], file_id: str, param: str) -> dict[str, Any]:
    found = find_file(context, file_id, context.project_id, param)
    file = _row(context, container, found["filename"], found["bytes"])
    context.store.write_file(file_path(context, file_id).read_bytes(), file["id"])
    return context.store.insert(FILE, file["id"], file, parent=container["id"])


def _row(context: Context, container: dict[str, Any], name: str, size: int) -> dict[str, Any]:
    return {
        "id": context.new_id("cfile"),
        "object": "container.file",
        "created_at": context.now,
        "bytes": size,
        "container_id": container["id"],
        "path": str(FOLDER / PurePosixPath(name).name),
        "source": "user",
    }


def _file(request: Request) -> dict[str, Any]:
    container = find_container(request, request.path["container_id"])
    file = request.store.get(FILE, request.path["file_id"], container["id"])
    if file is None:
        raise not_found("container file", request.path["file_id"], "file_id")
    return file


@family.operation("RetrieveContainerFile")
def retrieve_file(request: Request) -> dict[str, Any]:
    """GET /containers/{container_id}/files/{file_id}."""
    return public(_file(request))


@family.operation("RetrieveContainerFileContent")
def retrieve_content(request: Request) -> Answer:
    """GET /containers/{container_id}/files/{file_id}/content."""
    return Answer(file=request.store.file(_file(request)["id"]), media_type="application/binary")


@family.operation("DeleteContainerFile")
def delete_file(request: Request) -> dict[str, Any]:
    """DELETE /containers/{container_id}/files/{file_id}."""
    file = _file(request)
    request.store.delete_file(file["id"])
    request.store.delete(FILE, file["id"], file["container_id"])
    return {"id": file["id"], "object": "container.file.deleted", "deleted": True}

"""Projects of the organization. An archived project is final: it can be read, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import ApiError, bad_request, empty_string, not_found
from fjcorp_openai.emulator.http.paging import page, public
from fjcorp_openai.emulator.state import organization

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("projects")

MOST_PROJECTS = 2_000


def add_project(context: Context, name: str, **members: Any) -> dict[str, Any]:
    """Put a new project into the store and return it.

    Args:
        context: The emulator.
        name: Its name; need not be unique.
        **members: Further members, for example ``residency``; ``_default`` marks the default project.
    """
    project = {
        "object": "organization.project",
        "id": context.new_id("proj"),
        "name": name,
        "created_at": context.now,
        "archived_at": None,
        "status": "active",
        **members,
    }
    return context.store.insert("project", project["id"], project)


def find_project(context: Context, project_id: str, *, active: bool = False) -> dict[str, Any]:
    """Return a project.

    Args:
        context: The emulator.
        project_id: Its id.
        active: Whether an archived one is refused.

    Raises:
        ApiError: 404 when there is none; 400 when it is archived and must be active.
    """
    project = context.store.get("project", project_id)
    if project is None:
        raise not_found("project", project_id, "project_id")
    if active and project["status"] == "archived":
        raise bad_request(f"Project {project_id} is archived.", "project_id", "project_archived")
    return project


@family.operation("list-projects")
def list_projects(request: Request) -> dict[str, Any]:
    """GET /organization/projects."""
    where = None if request.query.get("include_archived") else {"status": "active"}
    return page(request, "project", where=where, order="asc")


@family.operation("create-project")
def create_project(request: Request) -> dict[str, Any]:
    """POST /organization/projects."""
    limit = request.store.setting("most_projects", MOST_PROJECTS)
    if request.store.count("project", where={"status": "active"}) >= limit:
        raise ApiError(
            400, f"The organization has reached its limit of {limit} projects.", code="project_limit"
        )
    body = request.body
    if not body["name"].strip():
        raise empty_string("name")
    if body.get("geography") is not None and body.get("residency") is not None:
        raise bad_request("Provide only one of 'geography' and 'residency'.", "geography", "invalid_value")
    members = {name: body[name] for name in ("residency", "external_key_id") if body.get(name) is not None}
    project = add_project(request, body["name"], **members)
    request.emit(
        "project.created", project["id"], id=project["id"], data={"name": body["name"], "title": body["name"]}
    )
    return project


@family.operation("retrieve-project")
def retrieve_project(request: Request) -> dict[str, Any]:
    """GET /organization/projects/{project_id}."""
    return public(find_project(request, request.path["project_id"]))


@family.operation("modify-project")
def modify_project(request: Request) -> dict[str, Any]:
    """POST /organization/projects/{project_id}."""
    project = find_project(request, request.path["project_id"], active=True)
    if project.get("_default"):
        raise bad_request("The default project cannot be updated.", code="default_project")
    changes = {name: value for name, value in request.body.items() if name in {"name", "external_key_id"}}
    if "name" in changes and not (changes["name"] or "").strip():
        raise empty_string("name")
    project = request.store.update("project", project["id"], changes)
    if "name" in changes:
        request.emit(
            "project.updated", project["id"], id=project["id"], changes_requested={"title": changes["name"]}
        )
    return public(project)


@family.operation("archive-project")
def archive_project(request: Request) -> dict[str, Any]:
    """POST /organization/projects/{project_id}/archive: its keys and service accounts vanish with it."""
    project = find_project(request, request.path["project_id"], active=True)
    if project.get("_default"):
        raise bad_request("The default project cannot be archived.", code="default_project")
    store = request.store
    project = store.update("project", project["id"], {"status": "archived", "archived_at": request.now})
    organization.empty_project(request, project["id"])
    request.emit("project.archived", project["id"], id=project["id"])
    return public(project)


@family.seeder("projects")
def seed_projects(context: Context, entries: list[dict[str, Any]]) -> None:
    """Add projects: ``name``, and ``status: archived``, ``residency`` or ``count`` (so many of that name)."""
    for entry in entries:
        members = dict(entry)
        count, name = int(members.pop("count", 1)), members.pop("name")
        if members.get("status") == "archived":
            members["archived_at"] = context.now
        for number in range(count):
            add_project(context, f"{name} {number + 1}" if count > 1 else name, **members)

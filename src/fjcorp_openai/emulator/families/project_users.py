"""Members of a project. The organization's owners own every project and cannot be lowered or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.families.roles import kept_as, role_named
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.http.paging import bad_cursor, limit_of, wrap
from fjcorp_openai.emulator.state import organization
from fjcorp_openai.emulator.state.store import CursorError, Page

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("project_users")


def _project(request: Request) -> dict[str, Any]:
    return find_project(request, request.path["project_id"], active=True)


def _find(request: Request, project_id: str) -> dict[str, Any]:
    user_id = request.path["user_id"]
    user = request.store.get("user", user_id)
    row = organization.member(request, project_id, user_id) if user else None
    if row is None:
        raise not_found("user of the project", user_id, "user_id")
    return row


def _user_of(request: Request) -> dict[str, Any]:
    """Return the user that the body names by id or by address."""
    name = organization.exactly_one(request.body, "user_id", "email")
    wanted = request.body[name]
    user = (
        request.store.get("user", wanted)
        if name == "user_id"
        else organization.user_by_email(request, wanted)
    )
    if user is None:
        raise bad_request(
            f"'{wanted}' is not a member of this organization; an invite must have been accepted first.",
            name,
            "user_not_found",
        )
    return user


def _role(context: Context, project_id: str, wanted: str) -> str:
    """Return a role as a membership keeps it: the word of the service's own, the id of a custom one."""
    return kept_as(role_named(context, wanted, project_id))


def members(request: Request, project_id: str, after: str | None, limit: int) -> Page:
    """Return a part of a project's members: the organization's owners first, then the others as they joined.

    Raises:
        ApiError: 400, the cursor names no member.
    """
    owners = organization.owners(request)
    head: list[str] = owners
    if after in owners:
        head, after = owners[owners.index(after) + 1 :], None
    elif after:
        head = []
    found = [organization.member(request, project_id, user_id) for user_id in head[: limit + 1]]
    items = [row for row in found if row is not None]
    try:
        rest = request.store.page(
            "project_user",
            parent=project_id,
            matching=lambda row: row["id"] not in owners,
            after=after,
            limit=max(0, limit - len(items)),
            order="asc",
        )
    except CursorError as error:
        raise bad_cursor(str(error)) from None
    return Page((items + rest.items)[:limit], rest.has_more or len(items) > limit)


@family.operation("list-project-users")
def list_project_users(request: Request) -> dict[str, Any]:
    """GET /organization/projects/{project_id}/users."""
    project = _project(request)
    return wrap(members(request, project["id"], request.query.get("after"), limit_of(request)))


@family.operation("create-project-user")
def create_project_user(request: Request) -> dict[str, Any]:
    """POST /organization/projects/{project_id}/users: by user_id or by email."""
    project = _project(request)
    organization.refuse_default(project, "Users")
    user = _user_of(request)
    role = _role(request, project["id"], request.body["role"])
    if user["is_service_account"]:
        raise bad_request("A service account belongs to one project only.", "user_id")
    present = organization.member(request, project["id"], user["id"])
    if present is not None:
        organization.refuse_present(
            request, "The user is a member of the project already.", "user_id", "user_already_in_project"
        )
        if request.answer_to("present_member") == "unchanged" or organization.is_owner(request, user["id"]):
            return present
        return request.store.update("project_user", user["id"], {"role": role}, project["id"])
    row = organization.add_member(request, project["id"], user, role)
    request.emit("user.added", project["id"], id=user["id"], data={"role": role})
    return row


@family.operation("retrieve-project-user")
def retrieve_project_user(request: Request) -> dict[str, Any]:
    """GET /organization/projects/{project_id}/users/{user_id}."""
    return _find(request, _project(request)["id"])


@family.operation("modify-project-user")
def modify_project_user(request: Request) -> dict[str, Any]:
    """POST /organization/projects/{project_id}/users/{user_id}."""
    project = _project(request)
    row = _find(request, project["id"])
    if request.body.get("role") is None:
        return row
    role = _role(request, project["id"], request.body["role"])
    if organization.is_owner(request, row["id"]):
        if role == "owner":
            return row
        raise bad_request(
            "The user is an owner of the organization and stays owner of every project.",
            "role",
            "organization_owner",
        )
    row = request.store.update("project_user", row["id"], {"role": role}, project["id"])
    request.emit("user.updated", project["id"], id=row["id"], changes_requested={"role": role})
    return row


@family.operation("delete-project-user")
def delete_project_user(request: Request) -> dict[str, Any]:
    """DELETE /organization/projects/{project_id}/users/{user_id}."""
    project = _project(request)
    row = _find(request, project["id"])
    if organization.is_owner(request, row["id"]):
        raise bad_request(
            "The user is an owner of the organization and cannot be removed from a project.",
            "user_id",
            "organization_owner",
        )
    organization.remove_member(request, project["id"], row["id"])
    request.emit("user.deleted", project["id"], id=row["id"])
    return {"object": "organization.project.user.deleted", "id": row["id"], "deleted": True}


@family.seeder("project_users", after=("projects", "users", "invites"))
def seed_project_users(context: Context, rows: list[dict[str, Any]]) -> None:
    """Add members: ``[{project: name or id, email, role?}]``."""
    for each in rows:
        project = organization.project_named(context, each["project"])
        user = organization.user_known(context, each["email"])
        if organization.member(context, project["id"], user["id"]) is not None:
            raise ValueError(f"{each['email']} is a member of {each['project']} already")
        role = _role(context, project["id"], each.get("role", "member"))
        organization.add_member(context, project["id"], user, role)

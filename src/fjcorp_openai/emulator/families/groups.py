"""Groups of people, their members, and the projects they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.families.roles import kept_as, role_named
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.http.paging import page, public
from fjcorp_openai.emulator.state import organization
from fjcorp_openai.emulator.state.organization import refuse_present

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("groups")


def find_group(context: Context, group_id: str, *, editable: bool = False) -> dict[str, Any]:
    """Return a group.

    Args:
        context: The emulator.
        group_id: Its id.
        editable: Whether one that an identity provider manages is refused.

    Raises:
        ApiError: 404, there is none; 400, it is managed elsewhere.
    """
    group = context.store.get("group", group_id)
    if group is None:
        raise not_found("group", group_id, "group_id")
    if editable and group["is_scim_managed"]:
        raise bad_request(
            "The group is managed by your identity provider (SCIM).", "group_id", "scim_managed"
        )
    return group


def add_group(context: Context, name: str, **members: Any) -> dict[str, Any]:
    """Put a new group into the store and return it."""
    group = {
        "id": context.new_id("group"),
        "name": name,
        "created_at": context.now,
        "is_scim_managed": False,
        "group_type": "group",
        **members,
    }
    return context.store.insert("group", group["id"], group)


def _people(context: Context, group_id: str) -> list[str]:
    return [row["id"] for row in context.store.all("group_user", parent=group_id)]


@family.operation("list-groups")
def list_groups(request: Request) -> dict[str, Any]:
    """GET /organization/groups."""
    return page(request, "group", default=100, order="asc", envelope="next")


@family.operation("create-group")
def create_group(request: Request) -> dict[str, Any]:
    """POST /organization/groups."""
    group = add_group(request, request.body["name"])
    request.emit("group.created", id=group["id"], data={"group_name": group["name"]})
    return public(group)


@family.operation("retrieve-group")
def retrieve_group(request: Request) -> dict[str, Any]:
    """GET /organization/groups/{group_id}."""
    return public(find_group(request, request.path["group_id"]))


@family.operation("update-group")
def update_group(request: Request) -> dict[str, Any]:
    """POST /organization/groups/{group_id}."""
    group = find_group(request, request.path["group_id"], editable=True)
    group = request.store.update("group", group["id"], {"name": request.body["name"]})
    request.emit("group.updated", id=group["id"], changes_requested={"group_name": group["name"]})
    return {name: group[name] for name in ("id", "name", "created_at", "is_scim_managed")}


@family.operation("delete-group")
def delete_group(request: Request) -> dict[str, Any]:
    """DELETE /organization/groups/{group_id}: what its members had through it ends."""
    store = request.store
    group = find_group(request, request.path["group_id"], editable=True)
    people = _people(request, group["id"])
    for user_id in people:
        store.delete("group_user", user_id, group["id"])
    for project_id in store.parents("project_group", group["id"]):
        store.delete("project_group", group["id"], project_id)
    organization.forget_assignments(request, "group", group["id"])
    store.delete("group", group["id"])
    for user_id in people:
        organization.sync_keys(request, user_id)
    request.emit("group.deleted", id=group["id"])
    return {"object": "group.deleted", "id": group["id"], "deleted": True}


# -- members -------------------------------------------------------------------------------------------------


@family.operation("list-group-users")
def list_group_users(request: Request) -> dict[str, Any]:
    """GET /organization/groups/{group_id}/users."""
    group = find_group(request, request.path["group_id"])

    def view(row: dict[str, Any]) -> dict[str, Any]:
        user = organization.find_user(request, row["id"])
        return {name: user[name] for name in ("id", "name", "email")}

    return page(
        request,
        "group_user",
        parent=group["id"],
        default=100,
        envelope="next",
        view=view,
    )


@family.operation("add-group-user")
def add_group_user(request: Request) -> dict[str, Any]:
    """POST /organization/groups/{group_id}/users."""
    group = find_group(request, request.path["group_id"], editable=True)
    user = organization.find_user(request, request.body["user_id"])
    if request.store.get("group_user", user["id"], group["id"]) is not None:
        refuse_present(
            request, "The user is a member of the group already.", "user_id", "user_already_in_group"
        )
    else:
        request.store.insert("group_user", user["id"], {"id": user["id"]}, parent=group["id"])
        organization.sync_keys(request, user["id"])
    return {"object": "group.user", "group_id": group["id"], "user_id": user["id"]}


@family.operation("retrieve-group-user")
def retrieve_group_user(request: Request) -> dict[str, Any]:
    """GET /organization/groups/{group_id}/users/{user_id}."""
    group = find_group(request, request.path["group_id"])
    user_id = request.path["user_id"]
    if request.store.get("group_user", user_id, group["id"]) is None:
        raise not_found("user of the group", user_id, "user_id")
    user = organization.find_user(request, user_id)
    shown = {name: user[name] for name in ("id", "name", "email", "is_service_account")}
    return {**shown, "picture": None, "user_type": "user"}


@family.operation("remove-group-user")
def remove_group_user(request: Request) -> dict[str, Any]:
    """DELETE /organization/groups/{group_id}/users/{user_id}."""
    group = find_group(request, request.path["group_id"], editable=True)
    user_id = request.path["user_id"]
    if not request.store.delete("group_user", user_id, group["id"]):
        raise not_found("user of the group", user_id, "user_id")
    organization.sync_keys(request, user_id)
    return {"object": "group.user.deleted", "deleted": True}


# -- groups of a project -------------------------------------------------------------------------------------


def _project_group(context: Context, row: dict[str, Any]) -> dict[str, Any]:
    group = find_group(context, row["group_id"])
    return public(row) | {"group_name": group["name"], "group_type": group["group_type"]}


def _find_project_group(request: Request, project_id: str) -> dict[str, Any]:
    group_id = request.path["group_id"]
    row = request.store.get("project_group", group_id, project_id)
    if row is None:
        raise not_found("group of the project", group_id, "group_id")
    return row


def _join(context: Context, project_id: str, group_id: str, role: dict[str, Any]) -> dict[str, Any]:
    """Make a group one of a project's and return the row."""
    row = {
        "object": "project.group",
        "project_id": project_id,
        "group_id": group_id,
        "created_at": context.now,
        "_role": kept_as(role),
    }
    context.store.insert("project_group", group_id, row, parent=project_id)
    for user_id in _people(context, group_id):
        organization.sync_keys(context, user_id)
    return row


@family.operation("list-project-groups")
def list_project_groups(request: Request) -> dict[str, Any]:
    """GET /organization/projects/{project_id}/groups."""
    project = find_project(request, request.path["project_id"], active=True)
    return page(
        request,
        "project_group",
        parent=project["id"],
        order="asc",
        envelope="next",
        view=lambda row: _project_group(request, row),
        cursor="group_id",
    )


@family.operation("add-project-group")
def add_project_group(request: Request) -> dict[str, Any]:
    """POST /organization/projects/{project_id}/groups."""
    project = find_project(request, request.path["project_id"], active=True)
    organization.refuse_default(project, "Groups")
    group = find_group(request, request.body["group_id"])
    words = request.answer_to("project_group_role_word") == "accepted"
    role = role_named(request, request.body["role"], project["id"], by_name=words)
    present = request.store.get("project_group", group["id"], project["id"])
    if present is not None:
        refuse_present(
            request, "The group belongs to the project already.", "group_id", "group_already_in_project"
        )
        if request.answer_to("present_member") == "changed":
            changes = {"_role": kept_as(role)}
            present = request.store.update("project_group", group["id"], changes, project["id"])
        return _project_group(request, present)
    return _project_group(request, _join(request, project["id"], group["id"], role))


@family.operation("retrieve-project-group")
def retrieve_project_group(request: Request) -> dict[str, Any]:
    """GET /organization/projects/{project_id}/groups/{group_id}."""
    project = find_project(request, request.path["project_id"], active=True)
    shown = _project_group(request, _find_project_group(request, project["id"]))
    if shown["group_type"] != request.query.get("group_type", "group"):
        raise not_found("group of the project", shown["group_id"], "group_id")
    return shown


@family.operation("remove-project-group")
def remove_project_group(request: Request) -> dict[str, Any]:
    """DELETE /organization/projects/{project_id}/groups/{group_id}."""
    project = find_project(request, request.path["project_id"], active=True)
    row = _find_project_group(request, project["id"])
    request.store.delete("project_group", row["group_id"], project["id"])
    organization.forget_assignments(request, "group", row["group_id"], project["id"])
    for user_id in _people(request, row["group_id"]):
        organization.sync_keys(request, user_id)
    return {"object": "project.group.deleted", "deleted": True}


@family.seeder("groups", after=("projects", "users", "invites", "roles"))
def seed_groups(context: Context, groups: list[dict[str, Any]]) -> None:
    """Add groups: ``[{name, members?: [email], projects?: {name or id: role}, is_scim_managed?, …}]``."""
    for each in groups:
        apart = {"name", "members", "projects"}
        group = add_group(
            context, each["name"], **{name: value for name, value in each.items() if name not in apart}
        )
        for email in each.get("members", []):
            user = organization.user_known(context, email)
            context.store.insert("group_user", user["id"], {"id": user["id"]}, parent=group["id"])
        for wanted, role in each.get("projects", {}).items():
            project = organization.project_named(context, wanted)
            _join(context, project["id"], group["id"], role_named(context, role, project["id"]))

"""Which user and which group has which role, in the organization and in each project.

Every user has one of the organization's own roles, every member and group of a project one of the project's:
the object's ``role`` says which, and the lists here show it. Custom roles come on top. A user also has the
roles of the groups they are in; ``assignment_sources`` says where a role comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.emulator import ORGANIZATION
from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.families.roles import find_role, predefined, role_named
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import ApiError, bad_request, not_found
from fjcorp_openai.emulator.http.paging import page_of, public
from fjcorp_openai.emulator.state import organization

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("role_assignments")


def base_role(context: Context, kind: str, principal_id: str, project_id: str) -> dict[str, Any] | None:
    """Return the role that membership itself gives, or None."""
    if kind == "group":
        row = context.store.get("project_group", principal_id, project_id) if project_id else None
        return role_named(context, row["_role"], project_id) if row else None
    if not project_id:
        return predefined(context, organization.find_user(context, principal_id)["role"])
    member = organization.member(context, project_id, principal_id)
    return role_named(context, member["role"], project_id) if member else None


def direct(context: Context, kind: str, principal_id: str, project_id: str) -> dict[str, dict[str, Any]]:
    """Return the roles given to a principal itself, by id, as the API shows them."""
    found = {}
    base = base_role(context, kind, principal_id, project_id)
    if base is not None:
        found[base["id"]] = _detail(base, kind, principal_id, None, None)
    for row in context.store.all(
        "role_assignment", parent=organization.assignments_place(kind, principal_id, project_id)
    ):
        role = find_role(context, row["id"], project_id)
        found[role["id"]] = _detail(role, kind, principal_id, row["created_at"], row["created_by"])
    return found


def effective(context: Context, kind: str, principal_id: str, project_id: str) -> dict[str, dict[str, Any]]:
    """Return the roles of a principal with those of a user's groups, by id."""
    found = direct(context, kind, principal_id, project_id)
    groups = context.store.parents("group_user", principal_id) if kind == "user" else []
    for group in groups:
        for role_id, detail in direct(context, "group", group, project_id).items():
            if role_id in found:
                found[role_id]["assignment_sources"] += detail["assignment_sources"]
            else:
                found[role_id] = detail
    return found


def _detail(
    role: dict[str, Any],
    kind: str,
    principal_id: str,
    created_at: int | None,
    created_by: str | None,
) -> dict[str, Any]:
    return {
        "id": role["id"],
        "name": role["name"],
        "description": role["description"],
        "permissions": role["permissions"],
        "predefined_role": role["predefined_role"],
        "resource_type": role["resource_type"],
        "created_at": created_at,
        "updated_at": created_at,
        "created_by": created_by,
        "created_by_user_obj": None,
        "metadata": {},
        "assignment_sources": [{"principal_type": kind, "principal_id": principal_id}],
    }


def give(context: Context, kind: str, principal_id: str, role: dict[str, Any], project_id: str) -> None:
    """Give a role to a user or group; one they have already stays as it is.

    A role of the service's own takes the place of the one that membership gives.

    Args:
        context: The emulator.
        kind: ``user`` or ``group``.
        principal_id: Whose.
        role: The role.
        project_id: The project, or empty for the organization.

    Raises:
        ApiError: 400: the last owner, or an organization owner in a project.
    """
    store = context.store
    if role["predefined_role"] and kind == "user" and not project_id:
        organization.set_role(context, organization.find_user(context, principal_id), role["_word"])
    elif role["predefined_role"] and kind == "user":
        if organization.is_owner(context, principal_id):
            raise bad_request(
                "The user is an owner of the organization and stays owner of every project.", "role_id"
            )
        store.update("project_user", principal_id, {"role": role["_word"]}, project_id)
    elif role["predefined_role"] and project_id:
        store.update("project_group", principal_id, {"_role": role["_word"]}, project_id)
    elif (
        store.get(
            "role_assignment", role["id"], organization.assignments_place(kind, principal_id, project_id)
        )
        is None
    ):
        user = context.principal.user_id
        row = {
            "id": role["id"],
            "created_at": context.now,
            "created_by": user or None,
            "_kind": kind,
            "_principal": principal_id,
            "_project": project_id,
        }
        store.insert(
            "role_assignment",
            role["id"],
            row,
            parent=organization.assignments_place(kind, principal_id, project_id),
        )


def take(context: Context, kind: str, principal_id: str, role: dict[str, Any], project_id: str) -> None:
    """Take a role away.

    Raises:
        ApiError: 404, it was not given; 400, it is the one that membership gives, or the last owner's.
    """
    if context.store.delete(
        "role_assignment", role["id"], organization.assignments_place(kind, principal_id, project_id)
    ):
        return
    base = base_role(context, kind, principal_id, project_id)
    if base is None or base["id"] != role["id"]:
        raise not_found("role assignment", role["id"], "role_id")
    if kind == "user" and not project_id and role.get("_word") == "owner":
        organization.set_role(context, organization.find_user(context, principal_id), "reader")
        return
    raise bad_request(
        "This role comes with the membership: change it, or end the membership.", "role_id", "base_role"
    )


# -- the sixteen operations ----------------------------------------------------------------------------------


def _group(context: Context, group_id: str) -> dict[str, Any]:
    group = context.store.get("group", group_id)
    if group is None:
        raise not_found("group", group_id, "group_id")
    return group


def _principal(request: Request, kind: str) -> tuple[str, str]:
    """Return the ids of principal and project, both checked."""
    project_id = request.path.get("project_id", "")
    if project_id:
        find_project(request, project_id, active=True)
    id_ = request.path[f"{kind}_id"]
    inside = bool(project_id) and request.answer_to("role_outside_project") == "refused"
    if kind == "group":
        _group(request, id_)
        if inside and request.store.get("project_group", id_, project_id) is None:
            raise not_found("group of the project", id_, "group_id")
    else:
        organization.find_user(request, id_)
        if inside and organization.member(request, project_id, id_) is None:
            raise not_found("user of the project", id_, "user_id")
    return id_, project_id


def _list(request: Request, kind: str) -> dict[str, Any]:
    id_, project_id = _principal(request, kind)
    items = list(effective(request, kind, id_, project_id).values())
    return page_of(request, items, default=1000, envelope="next")


def _assign(request: Request, kind: str) -> dict[str, Any]:
    id_, project_id = _principal(request, kind)
    role = find_role(request, request.body["role_id"], project_id, "role_id")
    if role["id"] in direct(request, kind, id_, project_id):
        raise ApiError(
            400, f"The {kind} has the role already.", param="role_id", code="role_already_assigned"
        )
    give(request, kind, id_, role, project_id)
    _emit(request, "role.assignment.created", kind, id_, project_id, role)
    if kind == "user":
        return {
            "object": "user.role",
            "user": public(organization.find_user(request, id_)),
            "role": public(role),
        }
    group = _group(request, id_)
    shown = {"object": "group", "id": id_, "name": group["name"], "created_at": group["created_at"]}
    return {
        "object": "group.role",
        "group": {**shown, "scim_managed": group["is_scim_managed"]},
        "role": public(role),
    }


def _retrieve(request: Request, kind: str) -> dict[str, Any]:
    id_, project_id = _principal(request, kind)
    role = find_role(request, request.path["role_id"], project_id)
    found = effective(request, kind, id_, project_id).get(role["id"])
    if found is None:
        raise not_found("role assignment", request.path["role_id"], "role_id")
    return found


def _unassign(request: Request, kind: str) -> dict[str, Any]:
    id_, project_id = _principal(request, kind)
    role = find_role(request, request.path["role_id"], project_id)
    take(request, kind, id_, role, project_id)
    _emit(request, "role.assignment.deleted", kind, id_, project_id, role)
    return {"object": f"{kind}.role.deleted", "deleted": True}


def _emit(request: Request, event: str, kind: str, id_: str, project_id: str, role: dict[str, Any]) -> None:
    request.emit(
        event,
        project_id,
        id=f"role_assignment_{role['id']}_{id_}",
        principal_id=id_,
        principal_type=kind,
        resource_id=project_id or ORGANIZATION,
        resource_type=role["resource_type"],
    )


def _bind(kind: str, list_id: str, assign_id: str, retrieve_id: str, unassign_id: str) -> None:
    """Bind the four operations of one kind of principal at one level."""
    family.operation(list_id)(lambda request: _list(request, kind))
    family.operation(assign_id)(lambda request: _assign(request, kind))
    family.operation(retrieve_id)(lambda request: _retrieve(request, kind))
    family.operation(unassign_id)(lambda request: _unassign(request, kind))


_bind("user", "list-user-role-assignments", "assign-user-role", "retrieve-user-role", "unassign-user-role")
_bind(
    "group", "list-group-role-assignments", "assign-group-role", "retrieve-group-role", "unassign-group-role"
)
_bind(
    "user",
    "list-project-user-role-assignments",
    "assign-project-user-role",
    "retrieve-project-user-role",
    "unassign-project-user-role",
)
_bind(
    "group",
    "list-project-group-role-assignments",
    "assign-project-group-role",
    "retrieve-project-group-role",
    "unassign-project-group-role",
)


@family.seeder("role_assignments", after=("roles", "users", "project_users", "groups"))
def seed_role_assignments(context: Context, assignments: list[dict[str, Any]]) -> None:
    """Give roles: ``[{role: name, user: email | group: name, project?: name or id}]``."""
    for each in assignments:
        project = organization.project_named(context, each["project"]) if each.get("project") else {}
        if each.get("user"):
            kind, principal = "user", organization.user_known(context, each["user"])
        else:
            kind = "group"
            principal = next(group for group in context.store.all("group") if group["name"] == each["group"])
        role = role_named(context, each["role"], project.get("id", ""))
        give(context, kind, principal["id"], role, project.get("id", ""))

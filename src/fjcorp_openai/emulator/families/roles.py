"""Roles of the organization and of its projects: the service's own, which are fixed, and custom ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.emulator import ORGANIZATION
from fjcorp_openai.emulator.families._predefined_roles import PREDEFINED
from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import ApiError, bad_request, empty_string, not_found
from fjcorp_openai.emulator.http.paging import page_of, public
from fjcorp_openai.emulator.state import organization

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("roles")


def predefined(context: Context, word: str, project_id: str = "") -> dict[str, Any]:
    """Return one of the service's own roles.

    Args:
        context: The emulator.
        word: What its id names it, for example ``owner``; kept as ``_word``.
        project_id: The project, or empty for the organization.

    Raises:
        KeyError: There is no such role at that level.
    """
    level = "project" if project_id else "organization"
    description, permissions = PREDEFINED[level][word]
    titled = context.answer_to("predefined_role_name") == "title"
    return {
        "object": "role",
        "id": f"role-api-{level}-{word}__api-{level}__{project_id or context.emulator.organization}",
        "name": f"{level} {word}".title() if titled else word,
        "description": description,
        "permissions": permissions,
        "predefined_role": True,
        "resource_type": f"api.{level}",
        "_word": word,
    }


def all_roles(context: Context, project_id: str = "") -> list[dict[str, Any]]:
    """Return every role of a project, or of the organization, the service's own ones first."""
    words = PREDEFINED["project" if project_id else "organization"]
    own = [predefined(context, word, project_id) for word in words]
    return own + context.store.all("role", parent=project_id)


def kept_as(role: dict[str, Any]) -> str:
    """Return how a membership keeps its role: the word of the service's own, the id of a custom one."""
    return str(role.get("_word") or role["id"])


def _ids(role: dict[str, Any]) -> set[str]:
    """Return a role's id, and for the service's own also its short form, which names no project."""
    return {role["id"], role["id"].partition("__")[0]} if role["predefined_role"] else {role["id"]}


def find_role(context: Context, role_id: str, project_id: str, param: str | None = None) -> dict[str, Any]:
    """Return a role by its id.

    Args:
        context: The emulator.
        role_id: The id; of the service's own roles also the short form (``role-api-project-member``).
        project_id: The project, or empty for the organization.
        param: The parameter at fault when it is missing.

    Raises:
        ApiError: 404, no such role at that level.
    """
    stored = context.store.get("role", role_id, project_id)
    if stored is not None:
        return stored
    for role in all_roles(context, project_id):
        if role_id in _ids(role):
            return role
    raise not_found("role", role_id, param or "role_id")


def role_named(
    context: Context, wanted: str, project_id: str, param: str = "role", *, by_name: bool = True
) -> dict[str, Any]:
    """Return a role by its id or its name.

    Args:
        context: The emulator.
        wanted: Id, name, or the word of one of the service's own roles.
        project_id: The project, or empty for the organization.
        param: The parameter at fault.
        by_name: Whether names and words are taken beside ids.

    Raises:
        ApiError: 400, no such role at that level.
    """
    for role in all_roles(context, project_id):
        names = {role["name"], role.get("_word")} if by_name else set()
        if wanted in _ids(role) | names:
            return role
    raise bad_request(f"No such role: '{wanted}'.", param, "invalid_value")


def _list(request: Request, project_id: str) -> dict[str, Any]:
    items = [public(role) for role in all_roles(request, project_id)]
    return page_of(request, items, default=1000, envelope="next")


def _refuse_taken(request: Request, name: str, project_id: str, but: str = "") -> None:
    if not name.strip():
        raise empty_string("role_name")
    for role in all_roles(request, project_id):
        if role["name"].lower() == name.lower() and role["id"] != but:
            raise ApiError(
                400, f"There is a role '{role['name']}' already.", param="role_name", code="role_exists"
            )


def add_role(
    context: Context, name: str, permissions: list[str], description: str | None = None, project_id: str = ""
) -> dict[str, Any]:
    """Put a new custom role into the store and return it.

    Args:
        context: The emulator.
        name: Its name.
        permissions: What it permits.
        description: What it is for.
        project_id: The project, or empty for the organization.
    """
    role: dict[str, Any] = {
        "object": "role",
        "id": context.new_id("role"),
        "name": name,
        "description": description,
        "permissions": list(dict.fromkeys(permissions)),
        "predefined_role": False,
        "resource_type": "api.project" if project_id else "api.organization",
    }
    return context.store.insert("role", role["id"], role, parent=project_id)


def _create(request: Request, project_id: str) -> dict[str, Any]:
    body = request.body
    _refuse_taken(request, body["role_name"], project_id)
    role = add_role(request, body["role_name"], body["permissions"], body.get("description"), project_id)
    request.emit(
        "role.created",
        project_id,
        id=role["id"],
        role_name=role["name"],
        permissions=role["permissions"],
        resource_type=role["resource_type"],
        resource_id=project_id or ORGANIZATION,
    )
    return role


def _changeable(request: Request, project_id: str) -> dict[str, Any]:
    role = find_role(request, request.path["role_id"], project_id)
    if role["predefined_role"]:
        raise bad_request("A predefined role cannot be changed or deleted.", "role_id", "predefined_role")
    return role


def _update(request: Request, project_id: str) -> dict[str, Any]:
    role = _changeable(request, project_id)
    body = {name: value for name, value in request.body.items() if value is not None or name == "description"}
    requested: dict[str, Any] = {}
    changes: dict[str, Any] = {}
    if "role_name" in body:
        _refuse_taken(request, body["role_name"], project_id, but=role["id"])
        changes["name"] = requested["role_name"] = body["role_name"]
    if "description" in body:
        changes["description"] = body["description"]
        requested["description"] = body["description"] or ""
    if "permissions" in body:
        changes["permissions"] = list(dict.fromkeys(body["permissions"]))
        requested["permissions_added"] = [
            each for each in changes["permissions"] if each not in role["permissions"]
        ]
        requested["permissions_removed"] = [
            each for each in role["permissions"] if each not in changes["permissions"]
        ]
    role = request.store.update("role", role["id"], changes, project_id)
    request.emit("role.updated", project_id, id=role["id"], changes_requested=requested)
    return public(role)


def _delete(request: Request, project_id: str) -> dict[str, Any]:
    role = _changeable(request, project_id)
    for parent in request.store.parents("role_assignment", role["id"]):
        request.store.delete("role_assignment", role["id"], parent)
    for kind, member, id_ in (("project_user", "role", "id"), ("project_group", "_role", "group_id")):
        for row in request.store.all(kind, parent=project_id, where={member: role["id"]}):
            request.store.update(kind, row[id_], {member: "member"}, project_id)
    request.store.delete("role", role["id"], project_id)
    request.emit("role.deleted", project_id, id=role["id"])
    return {"object": "role.deleted", "id": role["id"], "deleted": True}


@family.operation("list-roles")
def list_roles(request: Request) -> dict[str, Any]:
    """GET /organization/roles."""
    return _list(request, "")


@family.operation("create-role")
def create_role(request: Request) -> dict[str, Any]:
    """POST /organization/roles."""
    return _create(request, "")


@family.operation("retrieve-role")
def retrieve_role(request: Request) -> dict[str, Any]:
    """GET /organization/roles/{role_id}."""
    return public(find_role(request, request.path["role_id"], ""))


@family.operation("update-role")
def update_role(request: Request) -> dict[str, Any]:
    """POST /organization/roles/{role_id}."""
    return _update(request, "")


@family.operation("delete-role")
def delete_role(request: Request) -> dict[str, Any]:
    """DELETE /organization/roles/{role_id}: its assignments end with it."""
    return _delete(request, "")


@family.operation("list-project-roles")
def list_project_roles(request: Request) -> dict[str, Any]:
    """GET /projects/{project_id}/roles."""
    return _list(request, find_project(request, request.path["project_id"], active=True)["id"])


@family.operation("create-project-role")
def create_project_role(request: Request) -> dict[str, Any]:
    """POST /projects/{project_id}/roles."""
    return _create(request, find_project(request, request.path["project_id"], active=True)["id"])


@family.operation("retrieve-project-role")
def retrieve_project_role(request: Request) -> dict[str, Any]:
    """GET /projects/{project_id}/roles/{role_id}."""
    project = find_project(request, request.path["project_id"], active=True)
    return public(find_role(request, request.path["role_id"], project["id"]))


@family.operation("update-project-role")
def update_project_role(request: Request) -> dict[str, Any]:
    """POST /projects/{project_id}/roles/{role_id}."""
    return _update(request, find_project(request, request.path["project_id"], active=True)["id"])


@family.operation("delete-project-role")
def delete_project_role(request: Request) -> dict[str, Any]:
    """DELETE /projects/{project_id}/roles/{role_id}: its assignments end with it."""
    return _delete(request, find_project(request, request.path["project_id"], active=True)["id"])


@family.seeder("roles", after=("projects",))
def seed_roles(context: Context, roles: list[dict[str, Any]]) -> None:
    """Add custom roles: ``[{name, permissions, description?, project?: name or id}]``."""
    for each in roles:
        project = organization.project_named(context, each["project"]) if each.get("project") else {}
        add_role(context, each["name"], each["permissions"], each.get("description"), project.get("id", ""))

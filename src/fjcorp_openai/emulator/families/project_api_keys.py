"""API keys of a project. None is made here: people make theirs on the page, service accounts at birth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.http.paging import page, public
from fjcorp_openai.emulator.state import keys, organization

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("project_api_keys")


@family.action("create_project_key")
def create_for_person(
    context: Context,
    project_id: str,
    name: str,
    *,
    user_id: str = "",
    email: str = "",
    scopes: list[str] | None = None,
    expires_in_seconds: int | None = None,
) -> dict[str, Any]:
    """Create a key as a person does on the dashboard.

    Args:
        context: The emulator.
        project_id: The project.
        name: The key's name.
        user_id: Whose key; defaults to the organization's first owner.
        email: Instead of the id.
        scopes: What it is restricted to; None for no restriction.
        expires_in_seconds: Its lifetime; None for ever.

    Returns:
        The key as it is listed, and its ``value`` this once.

    Raises:
        ApiError: 404, no such project or user; 400, an archived project or a user without access.
    """
    project = find_project(context, project_id, active=True)
    if email:
        user = organization.user_by_email(context, email)
        if user is None:
            raise not_found("user", email, "email")
    else:
        user = organization.find_user(context, user_id or organization.owners(context)[0])
    owner = f"user:{user['id']}"
    if not organization.has_access(context, project["id"], owner):
        raise bad_request("The user has no access to the project.", "user_id", "no_project_access")
    row, secret = keys.create_project_key(
        context,
        project["id"],
        name,
        owner,
        scopes=scopes,
        expires_at=None if expires_in_seconds is None else context.now + expires_in_seconds,
    )
    context.emit("api_key.created", project["id"], id=row["id"], data={"scopes": scopes or []})
    return {**show(context, project["id"], row), "value": secret}


def show(context: Context, project_id: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a key as the API shows it: with its owner, and whether that one still reaches the project."""
    kind, _separator, id_ = row["_owner"].partition(":")
    active = organization.has_access(context, project_id, row["_owner"])
    if kind == "service_account":
        account = context.store.get("service_account", id_, project_id) or {}
        names = ("id", "name", "role", "created_at")
        owner = {"type": kind, kind: {name: account[name] for name in names}}
    else:
        user = organization.find_user(context, id_)
        member = organization.member(context, project_id, id_) or {"role": "none"}
        person = {"id": id_, "name": user["name"], "email": user["email"], "created_at": user["created"]}
        owner = {"type": kind, kind: {**person, "role": member["role"]}}
    shown = {**public(row), "last_used_at": keys.last_used(context, row), "owner": owner}
    return {**shown, "owner_project_access": "active" if active else "inactive"}


def _find(request: Request, project_id: str) -> dict[str, Any]:
    id_ = request.path["api_key_id"]
    row = request.store.get("project_api_key", id_, project_id)
    if row is None:
        raise not_found("API key", id_, "api_key_id")
    return row


@family.operation("list-project-api-keys")
def list_project_api_keys(request: Request) -> dict[str, Any]:
    """GET /organization/projects/{project_id}/api_keys; those whose owner lost access only on demand."""
    project = find_project(request, request.path["project_id"])
    wanted = request.query.get("owner_project_access") or "active"

    def matching(row: dict[str, Any]) -> bool:
        return wanted == "any" or organization.has_access(request, project["id"], row["_owner"]) == (
            wanted == "active"
        )

    return page(
        request,
        "project_api_key",
        parent=project["id"],
        matching=matching,
        order="asc",
        view=lambda row: show(request, project["id"], row),
    )


@family.operation("retrieve-project-api-key")
def retrieve_project_api_key(request: Request) -> dict[str, Any]:
    """GET /organization/projects/{project_id}/api_keys/{api_key_id}."""
    project = find_project(request, request.path["project_id"])
    return show(request, project["id"], _find(request, project["id"]))


@family.operation("update-project-api-key")
def update_project_api_key(request: Request) -> dict[str, Any]:
    """POST /organization/projects/{project_id}/api_keys/{api_key_id}: scopes and lifetime."""
    project = find_project(request, request.path["project_id"], active=True)
    row = _find(request, project["id"])
    body = request.body
    if not body:
        raise bad_request("At least one of 'scopes' and 'expires_in_seconds' must be given.", "scopes")
    if row["expires_at"] is not None and row["expires_at"] <= request.now:
        raise bad_request("The API key has expired and cannot be updated.", "api_key_id", "api_key_expired")
    changes: dict[str, Any] = {}
    if "scopes" in body:
        changes["_scopes"] = body["scopes"]
    if "expires_in_seconds" in body:
        changes["expires_at"] = request.now + body["expires_in_seconds"]
        keys.set_expiry(request.store, row["id"], changes["expires_at"])
    row = request.store.update("project_api_key", row["id"], changes, project["id"])
    requested = {"scopes": body["scopes"]} if "scopes" in body else {}
    request.emit("api_key.updated", project["id"], id=row["id"], changes_requested=requested)
    return show(request, project["id"], row)


@family.operation("delete-project-api-key")
def delete_project_api_key(request: Request) -> dict[str, Any]:
    """DELETE /organization/projects/{project_id}/api_keys/{api_key_id}, unless a service account owns it."""
    project = find_project(request, request.path["project_id"], active=True)
    row = _find(request, project["id"])
    if row["_owner"].startswith("service_account:"):
        raise bad_request(
            "API keys of service accounts cannot be deleted here; delete the service account instead.",
            "api_key_id",
            "service_account_key",
        )
    keys.revoke(request.store, row["id"])
    request.store.delete("project_api_key", row["id"], project["id"])
    request.emit("api_key.deleted", project["id"], id=row["id"])
    return {"object": "organization.project.api_key.deleted", "id": row["id"], "deleted": True}


@family.seeder("project_keys", after=("projects", "users", "project_users", "groups"))
def seed_project_keys(context: Context, rows: list[dict[str, Any]]) -> None:
    """Add keys of people: ``[{project: name or id, name, email?, scopes?, expires_in_seconds?}]``.

    Nobody sees their values.
    """
    for each in rows:
        options = {name: value for name, value in each.items() if name not in {"project", "name"}}
        project = organization.project_named(context, each["project"])
        create_for_person(context, project["id"], each["name"], **options)

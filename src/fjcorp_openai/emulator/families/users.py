"""Users of the organization. None is created here: people are invited, service accounts join a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families import role_assignments, roles
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request
from fjcorp_openai.emulator.http.paging import page, public
from fjcorp_openai.emulator.state import organization
from fjcorp_openai.emulator.state.seeding import one_of

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("users")


def show(user: dict[str, Any], used: dict[str, int]) -> dict[str, Any]:
    """Return a user as the API shows it.

    Args:
        user: The stored user.
        used: When the keys of each user were last used.
    """
    return {**public(user), "api_key_last_used_at": used.get(user["id"])}


@family.starter
def complete_first_owner(context: Context) -> None:
    """Give the person who founded the organization what every user has."""
    for user in context.store.all("user", where={"role": "owner"}):
        context.store.delete("user", user["id"])
        organization.add_user(context, **{**user, "is_default": True})


@family.operation("list-users")
def list_users(request: Request) -> dict[str, Any]:
    """GET /organization/users."""
    emails = request.query.get("emails")
    where = {"_email": [email.lower() for email in emails]} if emails else None
    used = organization.last_uses(request)
    return page(request, "user", where=where, order="asc", view=lambda user: show(user, used))


@family.operation("retrieve-user")
def retrieve_user(request: Request) -> dict[str, Any]:
    """GET /organization/users/{user_id}."""
    return show(organization.find_user(request, request.path["user_id"]), organization.last_uses(request))


@family.operation("modify-user")
def modify_user(request: Request) -> dict[str, Any]:
    """POST /organization/users/{user_id}: role (by name or id) and what the person said about themselves."""
    user = organization.find_user(request, request.path["user_id"])
    body = request.body
    if body.get("role") is not None and body.get("role_id") is not None:
        raise bad_request("Only one of 'role' and 'role_id' may be given.", "role_id")
    if body.get("role") is not None:
        user = organization.set_role(request, user, _word(body["role"]))
        request.emit("user.updated", id=user["id"], changes_requested={"role": body["role"]})
    if body.get("role_id") is not None:
        role = roles.find_role(request, body["role_id"], "", param="role_id")
        role_assignments.give(request, "user", user["id"], role, "")
        user = organization.find_user(request, user["id"])
        request.emit("user.updated", id=user["id"], changes_requested={"role": role["name"]})
    described = {
        name: value for name, value in body.items() if name in {"technical_level", "developer_persona"}
    }
    if described:
        user = request.store.update("user", user["id"], described)
    return show(user, organization.last_uses(request))


def _word(role: str) -> str:
    """Return the word of a role of the service's own that is named by its id, else what is given."""
    return role.partition("__")[0].removeprefix("role-api-organization-")


@family.operation("delete-user")
def delete_user(request: Request) -> dict[str, Any]:
    """DELETE /organization/users/{user_id}: memberships, roles and keys go along."""
    user = organization.find_user(request, request.path["user_id"])
    if user["is_service_account"]:
        raise bad_request("A service account is deleted in its project.", "user_id")
    if user["is_scim_managed"]:
        raise bad_request("The user is managed by your identity provider (SCIM).", "user_id", "scim_managed")
    organization.remove_user(request, user)
    request.emit("user.deleted", id=user["id"])
    return {"object": "organization.user.deleted", "id": user["id"], "deleted": True}


@family.seeder("users")
def seed_users(context: Context, users: list[dict[str, Any]]) -> None:
    """Add people: ``[{email, role?, name?, …}]``."""
    for user in users:
        if organization.user_by_email(context, user["email"]) is not None:
            raise ValueError(f"{user['email']} is a member already")
        role = one_of(user.get("role", "reader"), "role", organization.ORGANIZATION_ROLES)
        organization.add_user(context, **(user | {"role": role}))

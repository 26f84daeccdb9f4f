"""Who belongs to the organization and to its projects; shared by the families of the administration API.

In the store: ``user`` (people and service accounts of the organization), ``owner`` (ids of the organization's
owners, so that finding them costs no scan), ``project_user`` (parent: the project), ``group_user`` (parent:
the group). An organization owner is an owner of every project; no row says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.http.errors import ApiError, bad_request, not_found
from fjcorp_openai.emulator.state import keys

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context

ORGANIZATION_ROLES = ("owner", "reader")
PROJECT_ROLES = ("owner", "member")


def put(context: Context, family: str, id: str, data: dict[str, Any]) -> dict[str, Any]:  # noqa: A002
    """Store what a project has one of, or the organization under the id ``""``, and return it."""
    context.store.delete(family, id)
    return context.store.insert(family, id, data)


# -- people --------------------------------------------------------------------------------------------------


def add_user(
    context: Context,
    email: str | None,
    role: str,
    *,
    name: str = "",
    id: str = "",  # noqa: A002 - the service's own name
    **members: Any,
) -> dict[str, Any]:
    """Put a new user into the store and return it.

    Args:
        context: The emulator.
        email: Address, or None for a service account.
        role: ``owner`` or ``reader``.
        name: Defaults to the address's part before the ``@``.
        id: Defaults to a new one.
        **members: Further members, for example ``is_scim_managed``.
    """
    user = {
        "object": "organization.user",
        "id": id or context.new_id("user"),
        "email": email,
        "name": name or (email or "").partition("@")[0],
        "role": role,
        "added_at": context.now,
        "created": context.now,
        "is_default": False,
        "is_scim_managed": False,
        "is_service_account": email is None,
        "api_key_last_used_at": None,
        "developer_persona": None,
        "technical_level": None,
        "_email": (email or "").lower(),
        **members,
    }
    context.store.insert("user", user["id"], user)
    if role == "owner":
        context.store.insert("owner", user["id"], {"id": user["id"]})
    return user


def last_uses(context: Context) -> dict[str, int]:
    """Return when the keys of each user or service account were last used, as far as they were."""
    uses = context.emulator.last_used
    found: dict[str, int] = {}
    for key_id, owner in keys.owners_of(context.store, list(uses)):
        id_ = owner.partition(":")[2]
        found[id_] = max(found.get(id_, 0), uses[key_id])
    return found


def find_user(context: Context, user_id: str) -> dict[str, Any]:
    """Return a user of the organization.

    Raises:
        ApiError: 404, there is none.
    """
    user = context.store.get("user", user_id)
    if user is None:
        raise not_found("user", user_id, "user_id")
    return user


def user_by_email(context: Context, email: str) -> dict[str, Any] | None:
    """Return the user with an address, whatever its letter case, or None."""
    found = context.store.page("user", where={"_email": email.lower()}, limit=1).items
    return found[0] if found else None


def user_known(context: Context, email: str) -> dict[str, Any]:
    """Return the user with an address, whatever its letter case.

    Raises:
        ApiError: 400, there is none.
    """
    user = user_by_email(context, email)
    if user is None:
        raise bad_request(f"No user has the address {email}.", "email")
    return user


def owners(context: Context) -> list[str]:
    """Return the ids of the organization's owners, in the order in which they became owners."""
    return [each["id"] for each in context.store.all("owner")]


def is_owner(context: Context, user_id: str) -> bool:
    """Return whether a user owns the organization."""
    return context.store.get("owner", user_id) is not None


def set_role(context: Context, user: dict[str, Any], role: str) -> dict[str, Any]:
    """Change a user's role in the organization and return the user.

    Raises:
        ApiError: 400: an unknown role, a service account, or the last owner's.
    """
    if role not in ORGANIZATION_ROLES:
        raise bad_request(
            f"Invalid value: '{role}'. Supported values are: 'owner' and 'reader'.", "role", "invalid_value"
        )
    if user["role"] == role:
        return user
    if user["is_service_account"]:
        raise bad_request("The role of a service account cannot be changed here.", "user_id")
    if role == "owner":
        context.store.insert("owner", user["id"], {"id": user["id"]})
    else:
        refuse_last_owner(context, user)
        context.store.delete("owner", user["id"])
    changed = context.store.update("user", user["id"], {"role": role})
    sync_keys(context, user["id"])
    return changed


def refuse_last_owner(context: Context, user: dict[str, Any]) -> None:
    """Protect the only owner that is left.

    Raises:
        ApiError: 400, there is no other.
    """
    if owners(context) == [user["id"]]:
        raise bad_request("The organization must keep at least one owner.", "user_id", "last_owner")


def remove_user(context: Context, user: dict[str, Any]) -> None:
    """Remove a user with memberships, role assignments and keys.

    Raises:
        ApiError: 400, the last owner.
    """
    refuse_last_owner(context, user)
    store = context.store
    for family in ("project_user", "group_user"):
        for parent in store.parents(family, user["id"]):
            store.delete(family, user["id"], parent)
    forget_assignments(context, "user", user["id"])
    owner = f"user:{user['id']}"
    for family in ("project_api_key", "admin_api_key"):
        for key in store.all(family, where={"_owner": owner}):
            keys.revoke(store, key["id"])
            store.delete(family, key["id"])
    store.delete("owner", user["id"])
    store.delete("user", user["id"])


def assignments_place(kind: str, principal_id: str, project_id: str) -> str:
    """Return the parent under which the custom roles of a user or group are stored."""
    return f"{project_id}/{kind}/{principal_id}"


def forget_assignments(context: Context, kind: str, principal_id: str, project_id: str | None = None) -> None:
    """Remove the role assignments of a user or group.

    Args:
        context: The emulator.
        kind: ``user`` or ``group``.
        principal_id: Its id.
        project_id: Only those in this project; None for all.
    """
    where = {"_kind": kind, "_principal": principal_id}
    if project_id is not None:
        where["_project"] = project_id
    for row in context.store.all("role_assignment", where=where):
        context.store.delete(
            "role_assignment", row["id"], assignments_place(kind, principal_id, row["_project"])
        )


# -- members of projects -------------------------------------------------------------------------------------


def member(context: Context, project_id: str, user_id: str) -> dict[str, Any] | None:
    """Return a member of a project as the API shows it, or None."""
    row = context.store.get("project_user", user_id, project_id)
    if is_owner(context, user_id):
        user = find_user(context, user_id)
        return member_row(user, "owner", (row or user)["added_at"])
    return row


def refuse_present(context: Context, message: str, param: str, code: str) -> None:
    """Refuse to add what is there already, if the service is taken to do so.

    Raises:
        ApiError: 400.
    """
    if context.answer_to("present_member") == "refused":
        raise bad_request(message, param, code)


def member_row(user: dict[str, Any], role: str, added_at: int) -> dict[str, Any]:
    """Return a user as a member of a project."""
    return {
        "object": "organization.project.user",
        "id": user["id"],
        "email": user["email"],
        "name": user["name"],
        "role": role,
        "added_at": added_at,
    }


def add_member(context: Context, project_id: str, user: dict[str, Any], role: str) -> dict[str, Any]:
    """Make a user a member of a project and return the membership."""
    row = context.store.insert(
        "project_user", user["id"], member_row(user, role, context.now), parent=project_id
    )
    sync_keys(context, user["id"])
    return row


def remove_member(context: Context, project_id: str, user_id: str) -> None:
    """Take a user out of a project: keys made there stay, but open nothing."""
    context.store.delete("project_user", user_id, project_id)
    forget_assignments(context, "user", user_id, project_id)
    sync_keys(context, user_id)


def remove_service_account(context: Context, project_id: str, account_id: str) -> None:
    """Remove a service account with its keys, groups and role assignments."""
    store = context.store
    for key in store.all(
        "project_api_key", parent=project_id, where={"_owner": f"service_account:{account_id}"}
    ):
        store.delete("project_api_key", key["id"], project_id)
    keys.revoke_owner(store, f"service_account:{account_id}")
    for group_id in store.parents("group_user", account_id):
        store.delete("group_user", account_id, group_id)
    forget_assignments(context, "user", account_id)
    store.delete("user", account_id)
    store.delete("service_account", account_id, project_id)


def empty_project(context: Context, project_id: str) -> None:
    """Take everybody and every key out of a project, as its archiving does."""
    store = context.store
    keys.revoke_project(store, project_id)
    for account in store.all("service_account", parent=project_id):
        remove_service_account(context, project_id, account["id"])
    for family, name in (("project_api_key", "id"), ("project_user", "id"), ("project_group", "group_id")):
        for row in store.all(family, parent=project_id):
            store.delete(family, row[name], project_id)
    for row in store.all("role_assignment", where={"_project": project_id}):
        place = assignments_place(row["_kind"], row["_principal"], project_id)
        store.delete("role_assignment", row["id"], place)


def has_access(context: Context, project_id: str, owner: str) -> bool:
    """Return whether the owner of a key reaches a project.

    Args:
        context: The emulator.
        project_id: The project; empty for the organization itself, which admin keys open.
        owner: ``user:<id>`` or ``service_account:<id>``.
    """
    kind, _separator, id_ = owner.partition(":")
    if not project_id:
        return is_owner(context, id_)
    if kind == "service_account":
        return context.store.get("service_account", id_, project_id) is not None
    return (
        is_owner(context, id_)
        or context.store.get("project_user", id_, project_id) is not None
        or reaches_through_group(context, project_id, id_)
    )


def reaches_through_group(context: Context, project_id: str, user_id: str) -> bool:
    """Return whether one of a user's groups belongs to a project."""
    groups = context.store.parents("group_user", user_id)
    return any(context.store.get("project_group", group, project_id) is not None for group in groups)


def sync_keys(context: Context, user_id: str) -> None:
    """Let a user's project keys open the projects the user reaches now, and no others."""
    owner = f"user:{user_id}"
    for project_id in keys.projects_of(context.store, owner):
        keys.suspend(context.store, owner, project_id, suspended=not has_access(context, project_id, owner))


def default_project(context: Context) -> dict[str, Any] | None:
    """Return the organization's default project."""
    found = context.store.page("project", where={"_default": True}, limit=1, order="asc").items
    return found[0] if found else None


def project_named(context: Context, wanted: str) -> dict[str, Any]:
    """Return the project with an id, or the only active one with a name.

    Raises:
        ApiError: 400, there is none, or more than one of that name.
    """
    project = context.store.get("project", wanted)
    if project is not None:
        return project
    found = context.store.page("project", where={"name": wanted, "status": "active"}, limit=2).items
    if len(found) != 1:
        raise bad_request(
            f"{'No project has' if not found else 'Several projects have'} the name '{wanted}'.", "project"
        )
    return found[0]


def refuse_default(project: dict[str, Any], what: str) -> None:
    """Keep things out of the default project.

    Args:
        project: A project of the store.
        what: What was to be added, in the plural: ``Users``.

    Raises:
        ApiError: 400, it is the default project.
    """
    if project.get("_default"):
        raise bad_request(f"{what} cannot be added to the default project.", "project_id", "default_project")


def exactly_one(body: dict[str, Any], *names: str) -> str:
    """Return the one name among several whose value is given.

    Raises:
        ApiError: 400, none or more than one.
    """
    given = [name for name in names if body.get(name)]
    if len(given) != 1:
        raise ApiError(
            400, f"Exactly one of {' and '.join(repr(name) for name in names)} must be given.", param=names[0]
        )
    return given[0]

"""Service accounts: a project's bots, with keys of their own. They appear among the organization's users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request, empty_string, not_found
from fjcorp_openai.emulator.http.paging import page, public
from fjcorp_openai.emulator.state import keys, organization
from fjcorp_openai.emulator.state.seeding import one_of

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("service_accounts")

ROLES = ("member", "owner", "none")


def add_service_account(context: Context, project_id: str, name: str, role: str = "member") -> dict[str, Any]:
    """Put a new service account into the store and return it.

    Args:
        context: The emulator.
        project_id: Its project.
        name: Its name; need not be unique.
        role: ``member``, ``owner`` or ``none``.
    """
    account: dict[str, Any] = {
        "object": "organization.project.service_account",
        "id": context.new_id("svc_acct"),
        "name": name,
        "role": role,
        "created_at": context.now,
    }
    context.store.insert("service_account", account["id"], account, parent=project_id)
    organization.add_user(context, None, "reader", name=name, id=account["id"])
    return account


def add_key(
    context: Context,
    project_id: str,
    account: dict[str, Any],
    name: str,
    scopes: list[str] | None = None,
    expires_in_seconds: int | None = None,
) -> dict[str, Any]:
    """Create a key of a service account.

    Returns:
        The key as it is shown this once, with its ``value``.
    """
    row, secret = keys.create_project_key(
        context,
        project_id,
        name,
        f"service_account:{account['id']}",
        "service",
        scopes=scopes,
        expires_at=None if expires_in_seconds is None else context.now + expires_in_seconds,
    )
    context.emit("api_key.created", project_id, id=row["id"], data={"scopes": scopes or []})
    return {
        "object": "organization.project.service_account.api_key",
        "id": row["id"],
        "name": row["name"],
        "created_at": row["created_at"],
        "expires_at": row["expires_at"],
        "value": secret,
    }


def _project(request: Request) -> dict[str, Any]:
    return find_project(request, request.path["project_id"], active=True)


def _find(request: Request, project_id: str) -> dict[str, Any]:
    id_ = request.path["service_account_id"]
    account = request.store.get("service_account", id_, project_id)
    if account is None:
        raise not_found("service account", id_, "service_account_id")
    return account


def _check_name(name: str) -> None:
    if not name.strip():
        raise empty_string("name")


@family.operation("list-project-service-accounts")
def list_service_accounts(request: Request) -> dict[str, Any]:
    """GET /organization/projects/{project_id}/service_accounts."""
    return page(request, "service_account", parent=_project(request)["id"], order="asc")


@family.operation("create-project-service-account")
def create_service_account(request: Request) -> dict[str, Any]:
    """POST /organization/projects/{project_id}/service_accounts: with a first key by default."""
    project = _project(request)
    organization.refuse_default(project, "Service accounts")
    body = request.body
    _check_name(body["name"])
    bare = bool(body.get("create_service_account_only"))
    lifetime = body.get("expires_in_seconds")
    if bare and lifetime is not None:
        raise bad_request(
            "'expires_in_seconds' cannot be used together with 'create_service_account_only'.",
            "expires_in_seconds",
        )
    account = add_service_account(request, project["id"], body["name"], "none" if bare else "member")
    request.emit("service_account.created", project["id"], id=account["id"], data={"role": account["role"]})
    key = (
        None if bare else add_key(request, project["id"], account, "Secret Key", expires_in_seconds=lifetime)
    )
    return {**public(account), "api_key": key}


@family.operation("retrieve-project-service-account")
def retrieve_service_account(request: Request) -> dict[str, Any]:
    """GET /organization/projects/{project_id}/service_accounts/{service_account_id}."""
    return public(_find(request, _project(request)["id"]))


@family.operation("update-project-service-account")
def update_service_account(request: Request) -> dict[str, Any]:
    """POST …/service_accounts/{service_account_id}: name and role."""
    project = _project(request)
    account = _find(request, project["id"])
    changes = {name: request.body[name] for name in ("name", "role") if request.body.get(name) is not None}
    if "name" in changes:
        _check_name(changes["name"])
        request.store.update("user", account["id"], {"name": changes["name"]})
    account = request.store.update("service_account", account["id"], changes, project["id"])
    request.emit(
        "service_account.updated",
        project["id"],
        id=account["id"],
        changes_requested={"role": changes["role"]} if "role" in changes else {},
    )
    return public(account)


@family.operation("delete-project-service-account")
def delete_service_account(request: Request) -> dict[str, Any]:
    """DELETE …/service_accounts/{service_account_id}: its keys end with it."""
    project = _project(request)
    account = _find(request, project["id"])
    organization.remove_service_account(request, project["id"], account["id"])
    request.emit("service_account.deleted", project["id"], id=account["id"])
    return {"object": "organization.project.service_account.deleted", "id": account["id"], "deleted": True}


@family.operation("CreateanAPIkeyforaserviceaccount")
def create_service_account_key(request: Request) -> dict[str, Any]:
    """POST /organization/projects/{project_id}/service_accounts/{service_account_id}/api_keys."""
    project = _project(request)
    account = _find(request, project["id"])
    body = request.body
    name = body.get("name") or "Secret Key"
    return add_key(request, project["id"], account, name, body.get("scopes"), body.get("expires_in_seconds"))


@family.seeder("service_accounts", after=("projects",))
def seed_service_accounts(context: Context, accounts: list[dict[str, Any]]) -> None:
    """Add service accounts: ``[{project: name or id, name, role?, keys?}]``; nobody sees their keys."""
    for each in accounts:
        project = organization.project_named(context, each["project"])
        role = one_of(each.get("role", "member"), "role", ROLES)
        account = add_service_account(context, project["id"], each["name"], role)
        for number in range(each.get("keys", 1)):
            add_key(
                context, project["id"], account, "Secret Key" if number == 0 else f"Secret Key {number + 1}"
            )

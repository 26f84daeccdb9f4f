"""Admin API keys: they open the administration API and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import empty_string, not_found
from fjcorp_openai.emulator.http.paging import page, public
from fjcorp_openai.emulator.state import keys, organization

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("admin_api_keys")


def show(context: Context, row: dict[str, Any]) -> dict[str, Any]:
    """Return a key as the API shows it, with its owner."""
    user = context.store.get("user", row["_owner"].partition(":")[2]) or {}
    owner = {"type": "user", "object": "organization.user"}
    owner |= {
        name: user[known]
        for name, known in (("id", "id"), ("name", "name"), ("created_at", "created"))
        if user
    }
    owner["role"] = user.get("role", "owner")
    return {**public(row), "last_used_at": keys.last_used(context, row), "owner": owner}


def _find(request: Request) -> dict[str, Any]:
    row = request.store.get("admin_api_key", request.path["key_id"])
    if row is None:
        raise not_found("admin API key", request.path["key_id"], "key_id")
    return row


@family.operation("admin-api-keys-list")
def list_admin_api_keys(request: Request) -> dict[str, Any]:
    """GET /organization/admin_api_keys."""
    return page(request, "admin_api_key", order="asc", view=lambda row: show(request, row))


@family.operation("admin-api-keys-create")
def create_admin_api_key(request: Request) -> dict[str, Any]:
    """POST /organization/admin_api_keys: the value is shown this once."""
    body = request.body
    if not body["name"].strip():
        raise empty_string("name")
    lifetime = body.get("expires_in_seconds")
    expires_at = None if lifetime is None else request.now + lifetime
    row, secret = keys.create_admin_key(request, body["name"], request.principal.owner, expires_at)
    request.emit("api_key.created", id=row["id"], data={"scopes": []})
    return {**show(request, row), "value": secret}


@family.operation("admin-api-keys-get")
def retrieve_admin_api_key(request: Request) -> dict[str, Any]:
    """GET /organization/admin_api_keys/{key_id}."""
    return show(request, _find(request))


@family.operation("admin-api-keys-delete")
def delete_admin_api_key(request: Request) -> dict[str, Any]:
    """DELETE /organization/admin_api_keys/{key_id}: also the key that asks for it; it was its last call."""
    row = _find(request)
    keys.revoke(request.store, row["id"])
    request.store.delete("admin_api_key", row["id"])
    request.emit("api_key.deleted", id=row["id"])
    return {"object": "organization.admin_api_key.deleted", "id": row["id"], "deleted": True}


@family.seeder("admin_keys", after=("users",))
def seed_admin_keys(context: Context, rows: list[dict[str, Any]]) -> None:
    """Add admin API keys: ``[{name, email?, expires_in_seconds?}]``; the first owner's, values unseen."""
    for each in rows:
        owner = organization.owners(context)[0]
        if each.get("email"):
            owner = organization.user_known(context, each["email"])["id"]
        if not organization.is_owner(context, owner):
            raise ValueError(f"{each['email']} is no owner of the organization")
        lifetime = each.get("expires_in_seconds")
        keys.create_admin_key(
            context, each["name"], f"user:{owner}", None if lifetime is None else context.now + lifetime
        )

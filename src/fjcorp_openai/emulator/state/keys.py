"""API keys: rows of the API plus their hashes, by which a caller is recognized."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.http.request import Principal
from fjcorp_openai.emulator.state import ids

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context
    from fjcorp_openai.emulator.state.store import Store

OF_EXCHANGE = "access_token"
"""Prefix of the id of what a token exchange gives: it has no row among the keys."""


def remember(store: Store, secret: str, principal: Principal, expires_at: int | None = None) -> None:
    """Let a secret authenticate as a principal until a Unix time; only its hash is kept."""
    store.execute(
        "INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?)",
        (
            ids.digest(secret),
            principal.kind,
            principal.key_id,
            principal.project_id,
            principal.owner,
            expires_at,
        ),
    )


def recognize(store: Store, secret: str, now: int) -> Principal | None:
    """Return whose secret it is, or None."""
    rows = store.query(
        "SELECT kind, id, project, owner FROM keys"
        " WHERE hash = ? AND (expires IS NULL OR expires > ?) AND kind NOT LIKE 'suspended %'",
        (ids.digest(secret), now),
    )
    return Principal(*rows[0]) if rows else None


def revoke(store: Store, key_id: str) -> None:
    """Let a key no longer authenticate. Its row in the API is the caller's to delete."""
    store.execute("DELETE FROM keys WHERE id = ?", (key_id,))


def revoke_owner(store: Store, owner: str) -> None:
    """Let nothing of an owner authenticate any longer, access tokens included."""
    store.execute("DELETE FROM keys WHERE owner = ?", (owner,))


def revoke_project(store: Store, project_id: str) -> None:
    """Let no key of a project authenticate any longer."""
    store.execute("DELETE FROM keys WHERE project = ?", (project_id,))


def set_expiry(store: Store, key_id: str, expires_at: int) -> None:
    """Let a key authenticate until a Unix time."""
    store.execute("UPDATE keys SET expires = ? WHERE id = ?", (expires_at, key_id))


def projects_of(store: Store, owner: str) -> list[str]:
    """Return the projects in which an owner has keys; an admin key counts as one of the project ``""``."""
    return [
        project for (project,) in store.query("SELECT DISTINCT project FROM keys WHERE owner = ?", (owner,))
    ]


def owners_of(store: Store, key_ids: list[str]) -> list[tuple[str, str]]:
    """Return pairs of key id and owner for those keys that still authenticate."""
    marks = ", ".join("?" * len(key_ids))
    return [
        (row[0], row[1])
        for row in store.query(f"SELECT id, owner FROM keys WHERE id IN ({marks})", key_ids)  # noqa: S608
    ]


def last_used(context: Context, row: dict[str, Any]) -> int | None:
    """Return when a key was last used, in Unix seconds, or None."""
    used: int | None = context.emulator.last_used.get(row["id"], row["last_used_at"])
    return used


def suspend(store: Store, owner: str, project_id: str, *, suspended: bool) -> None:
    """Let an owner's keys of a project not authenticate for the time being, or again."""
    text = "substr(kind, 11) WHERE kind LIKE 'suspended %'"
    if suspended:
        text = "'suspended ' || kind WHERE kind NOT LIKE 'suspended %'"
    store.execute(f"UPDATE keys SET kind = {text} AND owner = ? AND project = ?", (owner, project_id))  # noqa: S608


def create_project_key(
    context: Context,
    project_id: str,
    name: str,
    owner: str,
    kind: str = "project",
    *,
    scopes: list[str] | None = None,
    expires_at: int | None = None,
) -> tuple[dict[str, Any], str]:
    """Create an API key of a project.

    Args:
        context: The emulator.
        project_id: The project.
        name: The key's name.
        owner: ``user:<id>`` or ``service_account:<id>``.
        kind: ``project`` or ``service``: the secret's prefix.
        scopes: What the key is restricted to; None for no restriction.
        expires_at: Unix time of its end, or None.

    Returns:
        The stored row (family ``project_api_key``, parent the project; ``_owner`` says whose it is, the
        row has no ``owner`` member: who shows it looks the owner up) and the secret, which is kept nowhere.
    """
    secret = ids.new_secret(kind)
    row: dict[str, Any] = {
        "object": "organization.project.api_key",
        "id": ids.new_id("key"),
        "name": name,
        "redacted_value": ids.redacted(secret),
        "created_at": context.now,
        "last_used_at": None,
        "expires_at": expires_at,
        "_scopes": scopes or [],
        "_owner": owner,
    }
    context.store.insert("project_api_key", row["id"], row, parent=project_id)
    remember(context.store, secret, Principal("project", row["id"], project_id, owner), expires_at)
    return row, secret


def create_admin_key(
    context: Context,
    name: str,
    owner: str,
    expires_at: int | None = None,
) -> tuple[dict[str, Any], str]:
    """Create an admin API key.

    Args:
        context: The emulator.
        name: The key's name.
        owner: ``user:<id>`` or ``service_account:<id>``.
        expires_at: Unix time of its end, or None.

    Returns:
        The stored row (family ``admin_api_key``; ``_owner`` as above) and the secret, which is kept nowhere.
    """
    secret = ids.new_secret("admin")
    row: dict[str, Any] = {
        "object": "organization.admin_api_key",
        "id": ids.new_id("key"),
        "name": name,
        "redacted_value": ids.redacted(secret),
        "created_at": context.now,
        "last_used_at": None,
        "expires_at": expires_at,
        "_owner": owner,
    }
    context.store.insert("admin_api_key", row["id"], row)
    remember(context.store, secret, Principal("admin", row["id"], "", owner), expires_at)
    return row, secret

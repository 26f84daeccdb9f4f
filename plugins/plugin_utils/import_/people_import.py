# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People of an organization that exists: who belongs to it, who is invited, and who belongs to a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..package import organization
from .import_result import INVITE, PERSON

if TYPE_CHECKING:
    from collections.abc import Callable

    from .import_result import ImportResult, Item


def import_people(imports: ImportResult, users: list[Item]) -> dict[str, str]:
    """Take over the people of the organization.

    Args:
        imports: Collects them.
        users: All users, service accounts among them.

    Returns:
        The keys of their items, by address in one letter case.
    """
    keys = {}
    for user in sorted(users, key=lambda each: (each.get("added_at") or 0, each["id"])):
        email = user.get("email")
        if user.get("is_service_account"):
            imports.leave("user", "it is a service account", user.get("name") or user["id"])
            continue
        if not email:
            imports.leave("user", "it has no address", user["id"])
            continue
        item = {"email": email, "role": user["role"]}
        if user.get("is_scim_managed"):
            del item["role"]
            imports.leave("role of a person", "the identity provider manages it", email)
        keys[organization.folded(email)], _status = imports.take(
            PERSON,
            user["id"],
            item,
            (email.partition("@")[0],),
            _is(user["id"], email),
        )
    return keys


def import_invites(imports: ImportResult, invites: list[Item], joined: set[str]) -> list[dict[str, Any]]:
    """Take over the invites that can be accepted.

    Args:
        imports: Collects them.
        invites: All invites.
        joined: Addresses of those who belong to the organization.

    Returns:
        The invites, with ``item`` and ``status``: the projects of a new item are for the caller to add.
    """
    pending: dict[str, Item] = {}
    for invite in sorted(invites, key=lambda each: (-(each.get("created_at") or 0), each["id"])):
        email, status = organization.folded(invite["email"]), invite["status"]
        if status == "accepted":
            continue
        if email in joined:
            imports.leave("invite", "the person belongs to the organization already", invite["email"])
        elif status != "pending":
            imports.leave("invite", f"it is {status}: taken over, it would be sent again", invite["email"])
        elif email in pending:
            imports.leave("invite", "there is a newer one for the address", f"{email} ({invite['id']})")
        else:
            pending[email] = invite
    found = []
    for email, invite in sorted(pending.items()):
        item: Item = {"email": invite["email"]}
        if invite["role"] != "reader":
            item["role"] = invite["role"]
        _key, status = imports.take(
            INVITE,
            email,
            item,
            (email.partition("@")[0],),
            _is("", email),
        )
        found.append({**invite, "projects": invite.get("projects") or [], "item": item, "status": status})
    return found


def members(entry: dict[str, Any], owners: set[str], waiting: list[dict[str, Any]]) -> dict[str, str]:
    """Return the members of a project, by address: those who are, and those whose invite leads there.

    Args:
        entry: The project with its users.
        owners: Ids of the owners of the organization, who own every project and are in no list.
        waiting: Invites that are pending.
    """
    found = {
        each.get("email") or each["id"]: each["role"] for each in entry["users"] if each["id"] not in owners
    }
    present = set(map(organization.folded, found))
    for invite in waiting:
        for project in invite["projects"]:
            if (
                project["id"] == entry["project"]["id"]
                and organization.folded(invite["email"]) not in present
            ):
                found[invite["email"]] = project["role"]
    return dict(sorted(found.items(), key=lambda each: organization.folded(each[0])))


def _is(id_: str, email: str) -> Callable[[Item], bool]:
    """Return a function that decides whether an item describes a person."""
    return lambda each: (
        bool(id_ and each.get("user_id") == id_)
        or organization.folded(each.get("email") or "") == organization.folded(email)
    )

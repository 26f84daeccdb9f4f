# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and accounts that exist, as items: keys of projects, of service accounts, of administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..stack.item_keys import ItemKeys
from .import_result import ACCOUNT, ACCOUNT_KEY, ADMIN_KEY, PROJECT_KEY

if TYPE_CHECKING:
    from .import_result import ImportResult, Item

ENDED = "it has ended"
NAMELESS = "it has no name"
NAMESAKE = "another key of its account has the same name"


def has_ended(key: Item, now: float) -> bool:
    """Return whether a key is past its end, by the API's time."""
    return key.get("expires_at") is not None and key["expires_at"] <= now


def take_project_key(imports: ImportResult, key: Item, project: str, aliases: set[str]) -> tuple[str, str]:
    """Take over a key that a person made.

    Args:
        imports: Collects it.
        key: The key, as :func:`organization.info.key_of` shows it.
        project: How its item names the project: by key or id.
        aliases: All names by which an item may name the project.

    Returns:
        The key of its item and its status.
    """
    item = {"project": project, "api_key_id": key["id"]}
    return imports.take(
        PROJECT_KEY,
        f"{key['project_id']}/{key['id']}",
        item,
        ("" if project == key["project_id"] else project, key["name"]),
        lambda each: each.get("api_key_id") == key["id"] and each.get("project") in aliases,
    )


def take_admin_key(imports: ImportResult, key: Item, names: list[str]) -> tuple[str, str]:
    """Take over the key of an administrator; an item describes it if there is one key of the name.

    Args:
        imports: Collects it.
        key: The key.
        names: The names of all such keys.
    """
    name = key["name"]
    return imports.take(
        ADMIN_KEY,
        key["id"],
        {"name": name},
        (name,),
        lambda each: names.count(name) == 1 and each.get("name") == name,
    )


def take_account(
    imports: ImportResult, account: Item, project_id: str, project: str, aliases: set[str], keys: list[Item]
) -> tuple[str, dict[str, tuple[str, str]]]:
    """Take over a service account and keys of it.

    Args:
        imports: Collects them.
        account: The account.
        project_id: Id of its project.
        project: How its item names the project.
        aliases: All names by which an item may name the project.
        keys: Its keys; those that have ended must not be among them.

    Returns:
        The account's item, and by id of a key its name there and its status. A key that is not there cannot
        be taken over, because another one of the account has its name.
    """
    item: Item = {"project": project, "name": account["name"]}
    if account.get("role", "member") != "member":
        item["role"] = account["role"]
    id_ = f"{project_id}/{account['id']}"
    mine, _status = imports.take(
        ACCOUNT,
        id_,
        item,
        ("" if project == project_id else project, account["name"]),
        lambda each: each.get("name") == account["name"] and each.get("project") in aliases,
    )
    taken = {}
    # Of those with one name, the one that is managed, then the one that was used last.
    for key in sorted(keys, key=lambda each: -(each.get("last_used_at") or 0)):
        found = _take_account_key(imports, mine, f"{id_}/{key['id']}", key)
        if found:
            taken[key["id"]] = found
    return mine, taken


def _take_account_key(imports: ImportResult, account: str, id_: str, key: Item) -> tuple[str, str] | None:
    if imports.manages(ACCOUNT, ACCOUNT_KEY, id_) is not None:
        return account, "managed"
    declared: dict[str, Any] = imports.item(ACCOUNT, account).get("api_keys") or {}

    def address(name: str) -> str:
        return f'{ACCOUNT_KEY}.this["{name}"]'

    namesakes = [name for name, each in declared.items() if ((each or {}).get("name") or name) == key["name"]]
    if namesakes:
        name, status = namesakes[0], "described"
        if imports.holds(ACCOUNT, account, address(name)):
            return None
    else:
        name, status = ItemKeys(declared).take(key["id"], key["name"]), "new"
        item = imports.added.setdefault(ACCOUNT.variable, {}).setdefault(account, {})
        item.setdefault("api_keys", {})[name] = {} if name == key["name"] else {"name": key["name"]}
    imports.block(ACCOUNT, account, address(name), id_, ["api_keys", name])
    return name, status

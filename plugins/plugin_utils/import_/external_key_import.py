# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of own clouds, as items of the role administrative."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..package import organization
from .import_result import EXTERNAL_KEY

if TYPE_CHECKING:
    from .import_result import ImportResult, Item

NAMESAKE = "another external key has the same name, by which an item would know it"


def import_external_keys(imports: ImportResult, found: list[Item]) -> dict[str, str]:
    """Take external keys over, the oldest of each name.

    Args:
        imports: The result.
        found: As `OrganizationInfo.external_keys` reads them.

    Returns:
        The key of the item by the id of the external key, for those that an item describes.
    """
    keys: dict[str, str] = {}
    seen: set[str] = set()
    for each in sorted(found, key=lambda one: (one["created_at"], one["id"])):
        id_, name = each["id"], each["name"]
        if name in seen:
            imports.leave("external key", NAMESAKE, f"{name} ({id_})")
            continue
        seen.add(name)
        keys[id_], _status = imports.take(
            EXTERNAL_KEY,
            id_,
            organization.external_key_item(each),
            (name,),
            partial(_is_named, name),
        )
    return keys


def _is_named(name: str, item: Item) -> bool:
    return bool(item.get("name") == name)

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of own clouds, as items of the role administrative."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..package import organization
from .import_result import EXTERNAL_KEY
from .namesakes import oldest

if TYPE_CHECKING:
    from .import_result import ImportResult, Item


def import_external_keys(imports: ImportResult, found: list[Item]) -> dict[str, str]:
    """Take external keys over, the oldest of each name.

    Args:
        imports: The result.
        found: As `OrganizationInfo.listed` reads them.

    Returns:
        The key of the item by the id of the external key, for those that an item describes.
    """
    keys: dict[str, str] = {}
    for each in oldest(imports, "external key", found):
        id_, name = each["id"], each["name"]
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

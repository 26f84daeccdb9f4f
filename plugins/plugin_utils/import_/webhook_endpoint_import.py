# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhook endpoints of a project, as items of the role api_management."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from .import_result import ENDPOINT
from .namesakes import oldest

if TYPE_CHECKING:
    from .import_result import ImportResult, Item

UNSEEN = (
    "the API does not show it again: whoever has it can go on with it; to have another one made, give the "
    "item secret_sink, and run rotate_keys with openai_rotated_webhook_endpoints"
)
FIELDS = ("name", "url", "event_types")


def import_webhook_endpoints(imports: ImportResult, found: list[Item]) -> None:
    """Take webhook endpoints over, the oldest of each name and address, and say how their secrets are had.

    Args:
        imports: The result.
        found: As `OrganizationInfo.webhook_endpoints` reads them.
    """
    for each in oldest(imports, "webhook endpoint", found, _called, known_by="name and address"):
        item = {name: each[name] for name in FIELDS}
        key, status = imports.take(
            ENDPOINT, each["id"], item, (each["name"],), partial(_is_called, _called(each))
        )
        if status != "managed" and imports.item(ENDPOINT, key).get("rotation") is None:
            imports.leave("signing secret", UNSEEN, f"{each['name']} ({each['id']})")


def _called(item: Item) -> tuple[str | None, ...]:
    return item.get("name"), item.get("url")


def _is_called(name: tuple[str | None, ...], item: Item) -> bool:
    return _called(item) == name

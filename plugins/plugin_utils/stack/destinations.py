# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the keys of a category went, as its outputs show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .items import place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .root_module import Module

DELIVERED = "delivered_to"


def destinations(modules: list[Module], outputs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each key's item, name and place, and whether its file is there.

    Args:
        modules: Modules of the category.
        outputs: Outputs by module and item.
    """
    found = []
    for module in modules:
        for item, values in (outputs.get(module.name) or {}).items():
            for path, key in _keys(values, []):
                target = {name: text for name, text in key[DELIVERED].items() if text}
                file = target.get("file") or target.get("vault_file")
                entry = {"item": place(module.variable, item, path), "name": key.get("name"), **target}
                found.append(entry | ({"there": Path(file).exists()} if file else {}))
    return found


def _keys(values: Any, path: list[str | int]) -> Iterator[tuple[list[str | int], Mapping[str, Any]]]:
    """Yield the keys in an item's outputs, with the way to them."""
    if not isinstance(values, dict):
        return
    if values.get(DELIVERED):
        yield path, values
        return
    for name, value in values.items():
        yield from _keys(value, [*path, name])

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which objects a category manages already, or will after its next run."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ..stack.plan import item_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LISTS = ("openai_group_users", "openai_group_roles", "openai_user_roles")
"""Types that hold several entries of the API's lists each."""
TYPE = re.compile(r"\.(openai_\w+)\.\w+(?:\[.*\])?$")


class ManagedObjects:
    """Objects in the state of a category and in the import blocks that wait for its next run."""

    def __init__(self, state: Mapping[str, Any], waiting: Iterable[Mapping[str, str]]) -> None:
        """Read them.

        Args:
            state: The state, as Terraform keeps it.
            waiting: Import blocks.
        """
        self._items: dict[tuple[str, str], str] = {}
        self._addresses: set[str] = set()
        self._lists: dict[tuple[str, str], Mapping[str, Any]] = {}
        for block in waiting:
            self._addresses.add(block["to"])
            found = TYPE.search(block["to"])
            if found:
                id_ = block["id"].replace("$${", "${").replace("%%{", "%{")
                self._items[found[1], id_] = item_of(block["to"])[1] or ""
        for resource in state.get("resources") or []:
            module = resource.get("module") or ""
            item = item_of(module)[1]
            for instance in resource.get("instances") or []:
                index = instance.get("index_key")
                ending = "" if index is None else f"[{json.dumps(index)}]"
                self._addresses.add(f"{module}.{resource['type']}.{resource['name']}{ending}")
                values = instance.get("attributes") or {}
                if item is None or not values.get("id"):
                    continue
                known, former = str(values["id"]), values.get("previous_id")
                self._items[resource["type"], known] = item
                if resource["type"] in LISTS:
                    self._lists[resource["type"], known] = values
                if former:
                    # A key that was rotated and has not ended.
                    self._items[resource["type"], "/".join([*known.split("/")[:-1], former])] = item

    def item(self, type_: str, id_: str) -> str | None:
        """Return the key of the item that manages an object, or None.

        Args:
            type_: Type of the resource, as in ``openai_project``.
            id_: Its import id.
        """
        return self._items.get((type_, id_))

    def holds(self, address: str) -> bool:
        """Return whether an address is that of an object."""
        return address in self._addresses

    def values(self, type_: str, id_: str) -> Mapping[str, Any]:
        """Return what the state has of one of the :data:`LISTS`; nothing where it is not there."""
        return self._lists.get((type_, id_), {})

    def items(self, type_: str) -> set[str]:
        """Return the keys of the items that have an object of a type."""
        return {item for (kind, _id), item in self._items.items() if kind == type_}

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run would destroy, and whether somebody has to say so first.

A run has to be confirmed when it archives a project, when more than five objects go, or when more than one
and more than a fifth of a kind go. A replacement counts where the old object cannot come back. Objects that
their item leaves as they are, and settings that go with their project, do not count.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from ..errors import StackError
from .items import place
from .plan import instance_of

if TYPE_CHECKING:
    from .plan import Change, Plan
    from .root_module import Module

MOST = 5
"""Objects that a run destroys without being asked."""

SHARE = 5
"""A run that destroys more than one in so many objects of a kind is asked."""

STAYS = ("remove_on_destroy", "delete_on_destroy", "restore_on_destroy")
"""Switches of objects that stay as they are when false, and their item goes."""

LISTED = 10
"""Items of a kind that a message names."""


class Destruction:
    """The objects that a plan takes away.

    Attributes:
        changes: They.
        recreated: Those of modules in which others are made: their items may only have got another key.
    """

    def __init__(self, plan: Plan, modules: list[Module]) -> None:
        """Find them in a plan."""
        self.modules = {module.name: module for module in modules}
        self.changes = [change for change in plan.changes if self._goes(change)]
        created = {change.module for change in plan.changes if change.action == "create"}
        self.recreated = [change for change in self.changes if change.module in created]
        self._there = Counter(
            entry.get("type", "")
            for entry in plan.document.get("resource_changes", [])
            if entry["change"].get("before") is not None
        )

    def __len__(self) -> int:
        """Return the number of objects that go."""
        return len(self.changes)

    def to_confirm(self, stack: str, *, absent: bool) -> str:
        """Return what ``openai_confirm_destroy`` has to say; empty where nobody has to say anything.

        Args:
            stack: Name of the stack.
            absent: Whether the run is to destroy everything.
        """
        if absent:
            return stack if self.changes else ""
        kinds = Counter(change.kind for change in self.changes)
        many = any(number > 1 and number * SHARE > self._there[kind] for kind, number in kinds.items())
        archives = any(self._is_archived(change) for change in self.changes)
        return str(len(self)) if archives or many or len(self) > MOST else ""

    def refuse(self, confirmed: str | None, stack: str, *, absent: bool) -> None:
        """Stop a run that is not confirmed.

        Raises:
            StackError: It destroys much, or what cannot come back, and nobody said that it may.
        """
        wanted = self.to_confirm(stack, absent=absent)
        if not wanted or confirmed == wanted:
            return
        said = f" (not {json.dumps(confirmed, ensure_ascii=False)})" if confirmed else ""
        lines = [f"{self.told()}. Nothing was changed.", *self.by_kind()]
        lines.append(
            f"If that is meant, say so{' with the name of the stack' if absent else ''}: "
            f"openai_confirm_destroy: {wanted}{said}"
        )
        for change in [] if absent else self.recreated[:1]:
            if change.module in self.modules:
                variable = self.modules[change.module].variable
                lines.append(
                    f"If an item has only got another key: openai_moved: "
                    f"{{{variable}: {{{change.item}: <the new key>}}}}"
                )
        raise StackError("\n".join(lines))

    def told(self) -> str:
        """Say how many objects go."""
        number = len(self)
        return f"this run would destroy {number} {'object' if number == 1 else 'objects'}"

    def notice(self, stack: str, *, absent: bool) -> str:
        """Say in check mode what the run would have to be confirmed with."""
        wanted = self.to_confirm(stack, absent=absent)
        return f"{self.told()}, and wants openai_confirm_destroy: {wanted}. {'; '.join(self.by_kind())}"

    def by_kind(self) -> list[str]:
        """Say for each kind how many of how many objects go, and which."""
        kinds: dict[tuple[str, bool], list[Change]] = {}
        for change in self.changes:
            kinds.setdefault((change.kind, self._is_archived(change)), []).append(change)
        lines = []
        for (kind, archived), changes in kinds.items():
            names = [self.name(change) for change in changes]
            more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
            what = "archived, which is final" if archived else "destroyed"
            lines.append(
                f"{', '.join(names[:LISTED])}{more} would be {what} ({len(names)} of {self._there[kind]})"
            )
        return lines

    def name(self, change: Change) -> str:
        """Return the place of the item of an object."""
        module = self.modules.get(change.module)
        if module is None:
            return change.address
        index = instance_of(change.address)
        option = next(
            (inner["option"] for inner in module.inner if inner["resource"].startswith(f"{change.kind}.")), ""
        )
        return place(module.variable, change.item, [option, index] if option and index else [])

    def _goes(self, change: Change) -> bool:
        module = self.modules.get(change.module)
        if change.action == "replace":
            return module is not None and change.kind in module.final
        if change.action != "delete":
            return False
        before: dict[str, Any] = change.raw["change"].get("before") or {}
        if any(before.get(name) is False for name in STAYS):
            return False
        return module is None or not module.objects or change.kind in module.objects

    def _is_archived(self, change: Change) -> bool:
        module = self.modules.get(change.module)
        return module is not None and change.kind in module.archived

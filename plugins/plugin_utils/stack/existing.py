# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that exist already: a run stops before it makes them again, or takes them over where that is asked.

A state that is empty, or that is at a backend while the journal of a killed run is elsewhere, does not
show all that was made. The API's lists do.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ..errors import StackError
from ..import_.sink_contents import values_of
from ..package import existing_objects, open_api, revoke_key
from . import ownership
from .references import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..import_.import_blocks import Block
    from .plan import Plan
    from .root_module import Items, Module
    from .settings import Settings
    from .working_directory import WorkingDirectory

    Planned = tuple[Plan, dict[str, Any], list[str]]

SHOWN = 10
NOTHING_CHANGED = "nothing was changed"


class ExistingObjects:
    """What one run finds of what it is about to make.

    Attributes:
        blocks: Import blocks of the objects that this run takes over.
    """

    def __init__(
        self,
        settings: Settings,
        modules: Iterable[Module],
        folder: WorkingDirectory,
        name: Callable[[str], str],
        managed_elsewhere: Callable[[str, str], str | None],
    ) -> None:
        """Prepare to look.

        Args:
            settings: The run's.
            modules: Modules of the category.
            folder: Working folder of the category.
            name: Turns an address of Terraform into the item that the user wrote.
            managed_elsewhere: Returns the category of this stack whose state holds an object, by type and id.
        """
        self.settings, self.modules = settings, list(modules)
        self.folder, self.name = folder, name
        self.managed_elsewhere = managed_elsewhere
        self.blocks: list[Block] = []
        self._lost: dict[str, Any] = {}

    def plan(
        self,
        once: Callable[[], Planned],
        take_over: Callable[[Mapping[str, Items], list[Block]], None],
        items: Mapping[str, Items],
    ) -> Planned:
        """Plan, and plan again as long as objects are found that exist and are to be taken over.

        Args:
            once: Plans.
            take_over: Writes the import blocks for the next plan.
            items: Items by module and key.

        Raises:
            StackError: The state is another's, or something exists and is not to be taken over.
        """
        while True:
            planned = once()
            ownership.check(planned[0], planned[2], self.modules, self.settings)
            if not self.check(planned[0], items):
                return planned
            take_over(items, self.blocks)

    def check(self, plan: Plan, items: Mapping[str, Items]) -> bool:
        """Find out whether something that the plan makes exists already.

        Operations: GET of the lists of what the plan makes; nothing without a create.

        Args:
            plan: The plan.
            items: Items by module and key.

        Returns:
            Whether objects are taken over, so that :attr:`blocks` are to be written and it is to be planned
            again.

        Raises:
            StackError: Something exists, and is not to be taken over or made again.
        """
        creates = any(change.action == "create" for change in plan.changes)
        if not creates or self.settings.duplicates == "allow":
            return False
        recovers = self.settings.state == "recover"
        values = values_of(plan, items) if recovers else {}
        with open_api(self._config(), self.settings.environ) as api:
            found = existing_objects(plan.document, api, self.folder.journal, values)
        found = [each for each in found if each.id not in self._lost]
        if found and not recovers:
            raise StackError(self._refusal(found))
        if self._take_over(found):
            return True
        self._confirm_lost()
        return False

    def revoke_lost(self, plan: Plan) -> None:
        """Make the keys useless whose value nobody has; the plan makes others.

        Raises:
            StackError: The API refused.
        """
        if self._lost:
            with open_api(self._config(), self.settings.environ) as api:
                for each in self._lost.values():
                    revoke_key(plan.document, api, each)

    def _config(self) -> dict[str, Any]:
        return {
            **self.settings.provider,
            **self.settings.keys.document(),
            "events": self.folder.events,
            "pacing_dir": self.folder.pacing,
        }

    def _refusal(self, found: Iterable[Any]) -> str:
        lines = []
        for each in found:
            elsewhere = self.managed_elsewhere(each.kind, each.id)
            knows = f"the role {elsewhere} manages it" if elsewhere else "this stack's state does not know it"
            lines.append(f"{self.name(each.address)}: {_described(each)} exists already, and {knows}")
        return _told(
            lines,
            f"{NOTHING_CHANGED}. Take over what exists with openai_state: recover, or write it into the YAML "
            "with the playbook adopt; make another one with openai_duplicates: allow",
        )

    def _take_over(self, found: list[Any]) -> bool:
        """Import what is certain, remember keys without a value, and return whether there are imports."""
        by_address: dict[str, list[Any]] = defaultdict(list)
        wanted_by: dict[str, set[str]] = defaultdict(set)
        for each in found:
            by_address[each.address].append(each)
            wanted_by[each.id].add(each.address)
        blocks, unclear = [], []
        for address, several in by_address.items():
            lost = [each for each in several if each.is_key and not each.held]
            right = [each for each in several if each not in lost]
            self._lost.update({each.id: each for each in lost})
            if len(right) == 1 and len(wanted_by[right[0].id]) == 1:
                blocks.append({"to": address, "id": literal(right[0].import_id)})
            elif right:
                unclear.append(self._unclear(address, right, wanted_by))
        if unclear:
            advice = "Delete or rename at OpenAI what is not wanted, or tell the items apart"
            raise StackError(_told(unclear, f"{NOTHING_CHANGED}. {advice}"))
        self.blocks += blocks
        return bool(blocks)

    def _unclear(self, address: str, several: list[Any], wanted_by: Mapping[str, set[str]]) -> str:
        if len(several) > 1:
            ids = ", ".join(each.id for each in several)
            return f"{self.name(address)}: {len(several)} objects could be it: {ids}"
        others = sorted(self.name(other) for other in wanted_by[several[0].id] if other != address)
        return f"{self.name(address)}: {_described(several[0])} could be that of {', '.join(others)} too"

    def _confirm_lost(self) -> None:
        """Refuse to make keys useless unless their number is confirmed."""
        keys = list(self._lost.values())
        if not keys or (
            str(self.settings.confirm_destroy or "") == str(len(keys))
            and not any(each.in_use for each in keys)
        ):
            return
        lines = [
            f"{self.name(each.address)}: {_described(each)} exists, and its place does not hold its value"
            + ("; this run works with it" if each.in_use else "")
            for each in keys
        ]
        advice = (
            "The API returns a value once. If nobody uses what is named here, have it revoked and made anew "
            f"with openai_confirm_destroy: {len(keys)}; if somebody does, take it over with the playbook "
            "import_keys, or give the item another name"
        )
        if any(each.in_use for each in keys):
            advice = "Run with another admin key"
        raise StackError(_told(lines, f"{NOTHING_CHANGED}. {advice}"))


def _described(one: Any) -> str:
    """Return an object as a person knows it again: name, id, time, and the ends of a key."""
    made = (
        datetime.fromtimestamp(one.created_at, UTC).strftime(", made %Y-%m-%d %H:%M UTC")
        if one.created_at
        else ""
    )
    return f"the {one.name}" + (f", {one.redacted}" if one.is_key else "") + made


def _told(lines: list[str], ending: str) -> str:
    more = [f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "\n".join([*lines[:SHOWN], *more, ending])

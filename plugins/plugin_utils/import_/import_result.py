# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is taken over: objects that exist, as items for the YAML and as import blocks for the next run.

An object that a state holds, or that a block waits for, is left alone. For one that an item describes already
there is a block and no second item.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import StackError
from ..stack.item_keys import ItemKeys
from .import_blocks import import_block
from .items_file import merged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .import_blocks import Block
    from .items_file import ItemsFile
    from .managed_objects import ManagedObjects

Item = dict[str, Any]

ARCHIVED = "its project is archived"
"""Why what is in a project is left out."""


@dataclass(frozen=True)
class Kind:
    """A kind of object that can be taken over.

    Attributes:
        category: Role that manages it.
        module: Module of the role.
        variable: Variable of its items.
        type: Type of its resource.
    """

    category: str
    module: str
    variable: str
    type: str


PROJECT = Kind("administrative", "projects", "openai_projects", "openai_project")
PERSON = Kind("administrative", "organization_users", "openai_organization_users", "openai_organization_user")
INVITE = Kind("administrative", "invite", "openai_invites", "openai_invite")
MEMBER = Kind("administrative", "project_user", "openai_project_users", "openai_project_user")
GROUP = Kind("administrative", "group", "openai_groups", "openai_group")
ROLE = Kind("administrative", "role", "openai_roles", "openai_role")
CERTIFICATE = Kind("administrative", "certificate", "openai_certificates", "openai_certificate")
EXTERNAL_KEY = Kind("administrative", "external_key", "openai_external_keys", "openai_external_key")
EXTERNAL_STORAGE = Kind(
    "administrative", "external_storage", "openai_external_storages", "openai_external_storage"
)
SETTINGS = Kind(
    "administrative",
    "organization_settings",
    "openai_organization_settings",
    "openai_organization_spend_limit",
)
PROJECT_KEY = Kind("api_management", "project_api", "openai_project_api_keys", "openai_project_api_key")
ADMIN_KEY = Kind("api_management", "system_api", "openai_admin_api_keys", "openai_admin_api_key")
ACCOUNT = Kind("api_management", "service_account", "openai_service_accounts", "openai_service_account")
IDENTITY_PROVIDER = Kind(
    "api_management",
    "workload_identity_provider",
    "openai_workload_identity_providers",
    "openai_workload_identity_provider",
)
FEDERATION_RULE = Kind(
    "api_management", "federation_rule", "openai_federation_rules", "openai_federation_rule"
)
LIMIT = Kind("api_management", "rate_limit", "openai_rate_limits", "openai_rate_limit")
ENDPOINT = Kind("api_management", "webhook_endpoint", "openai_webhook_endpoints", "openai_webhook_endpoint")

KINDS = (
    *(PROJECT, PERSON, INVITE, MEMBER, GROUP, ROLE, CERTIFICATE, EXTERNAL_KEY, EXTERNAL_STORAGE, SETTINGS),
    PROJECT_KEY,
    ADMIN_KEY,
    ACCOUNT,
    IDENTITY_PROVIDER,
    FEDERATION_RULE,
    LIMIT,
    ENDPOINT,
)
ACCOUNT_KEY = "openai_service_account_api_key"


@dataclass
class ImportResult:
    """Collects what is taken over.

    Attributes:
        given: Items by variable, as the play knows them.
        file: Where new items are written.
        managed: What is managed already, by category.
        added: New items by variable and key, and what is new in an item of the file.
        blocks: Import blocks by category.
        left_out: What is not taken over, by kind and reason.
        kinds: Kinds of objects that are looked for.
    """

    given: Mapping[str, Mapping[str, Any]]
    file: ItemsFile
    managed: Mapping[str, ManagedObjects]
    added: dict[str, dict[str, Any]] = field(default_factory=dict)
    blocks: dict[str, list[Block]] = field(default_factory=dict)
    left_out: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    kinds: tuple[Kind, ...] = KINDS

    def __post_init__(self) -> None:
        """Read the items there are; no key of theirs is given out again."""
        self._known = {kind.variable: self._read(kind.variable) for kind in self.kinds}
        self._keys = {
            kind.variable: ItemKeys({*self.known(kind), *self.managed[kind.category].items(kind.type)})
            for kind in self.kinds
            if kind.category in self.managed
        }

    def known(self, kind: Kind) -> dict[str, Item]:
        """Return the items that were there: the play's, then those that only the file has."""
        return self._known[kind.variable]

    def item(self, kind: Kind, key: str) -> Item:
        """Return an item with what is new in it."""
        added = self.added.get(kind.variable) or {}
        found: Item = merged(self.known(kind).get(key), added.get(key))
        return found or {}

    def items(self, kind: Kind) -> dict[str, Item]:
        """Return all items, new ones among them."""
        joined: dict[str, Item] = merged(self.known(kind), self.added.get(kind.variable) or {})
        return joined

    def _read(self, variable: str) -> dict[str, Item]:
        there = self.file.variables.get(variable)
        found = {**(there if isinstance(there, dict) else {}), **(self.given.get(variable) or {})}
        return {str(key): dict(item or {}) for key, item in found.items() if isinstance(item, dict | None)}

    def manages(self, kind: Kind, type_: str, id_: str) -> str | None:
        """Return the key of the item that manages an object already, or None."""
        return self.managed[kind.category].item(type_, id_)

    def holds(self, kind: Kind, key: str, resource: str) -> bool:
        """Return whether an address is that of an object already."""
        to = import_block(kind.module, key, resource, "")["to"]
        added = self.blocks.get(kind.category, [])
        return self.managed[kind.category].holds(to) or any(block["to"] == to for block in added)

    def describes(self, kind: Kind, fits: Callable[[Item], bool]) -> str | None:
        """Return the key of the one item that describes an object and has no other one yet, or None."""
        known = self.known(kind)
        taken = self.managed[kind.category].items(kind.type) if known else set()
        found = [key for key, item in known.items() if key not in taken and fits(item)]
        return found[0] if len(found) == 1 else None

    def take(
        self, kind: Kind, id_: str, item: Item, names: tuple[str, ...], fits: Callable[[Item], bool]
    ) -> tuple[str, str]:
        """Take an object over, unless it is managed.

        Args:
            kind: What it is.
            id_: Its import id.
            item: Its item, in case that none describes it.
            names: What it is called; its key is made of them.
            fits: Returns whether an item describes it.

        Returns:
            The key of its item, and ``managed``, ``described`` or ``new``.
        """
        key = self.manages(kind, kind.type, id_)
        if key is not None:
            return key, "managed"
        key, status = self.describes(kind, fits), "described"
        if key is None:
            key, status = self._keys[kind.variable].take(id_, *names), "new"
            self.added.setdefault(kind.variable, {})[key] = item
        self.block(kind, key, f"{kind.type}.this", id_)
        return key, status

    def take_alone(self, kind: Kind, item: Item, types: Sequence[str], id_: str) -> str:
        """Return the key of the one item that there is of a kind, a new one where there is none.

        Args:
            kind: What it is; its items have no resource that each of them has.
            item: The new item.
            types: Resources of such an item, of which one that is managed has its key.
            id_: What all of them are known by.
        """
        managed = (self.manages(kind, type_, id_) for type_ in types)
        key = next(iter(self.known(kind)), None) or next((each for each in managed if each), None)
        if key is None:
            key = self._keys[kind.variable].take(id_, id_)
            self.added.setdefault(kind.variable, {})[key] = item
        return key

    def block(
        self, kind: Kind, key: str, resource: str, id_: str, needs: Sequence[Any] = (), import_id: str = ""
    ) -> None:
        """Add the import block of an object that belongs to an item.

        Args:
            kind: Kind of the item.
            key: Key of the item.
            resource: Address within the module.
            id_: Id of the object in the state.
            needs: What the item must have for the resource to be there; see :func:`imports.import_block`.
            import_id: Its import id, where that is another one.
        """
        block = import_block(kind.module, key, resource, import_id or id_, needs)
        managed = self.managed[kind.category]
        if managed.item(resource.partition(".")[0], id_) is None and not managed.holds(block["to"]):
            self.blocks.setdefault(kind.category, []).append(block)

    def leave(self, kind: str, reason: str, name: str) -> None:
        """Say that something is not taken over, and why."""
        self.left_out.setdefault((kind, reason), []).append(name)

    def omissions(self) -> list[dict[str, Any]]:
        """Return what is not taken over, for a result."""
        return [
            {"kind": kind, "reason": reason, "names": names}
            for (kind, reason), names in self.left_out.items()
        ]

    def text(self) -> str:
        """Return the text of the file with what is new.

        Raises:
            StackError: A variable would be in two files, of which Ansible takes one.
        """
        for variable in self.added:
            there = self.file.variables.get(variable)
            elsewhere = set(map(str, self.given.get(variable) or {})) - set(
                map(str, there if isinstance(there, dict) else {})
            )
            if elsewhere:
                shown = ", ".join(sorted(elsewhere)[:5])
                raise StackError(
                    f"{variable} has items that {self.file.path} does not hold ({shown}), and Ansible takes "
                    "a variable from one file alone: name the file that holds them"
                )
        kinds = [kind.variable for kind in self.kinds]
        ordered = {
            name: dict(sorted(self.added[name].items())) for name in sorted(self.added, key=kinds.index)
        }
        return self.file.with_items(ordered)

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan would do, read from ``terraform show -json`` and not from English text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ADDRESS = re.compile(r'^module\.([\w-]+)(?:\[("(?:[^"\\]|\\.)*")\])?')
INSTANCE = re.compile(r'\.\w+\.\w+\[("(?:[^"\\]|\\.)*")\]$')
PENDING_ADDRESS = "terraform_data.pending"
OWNER_ADDRESS = "openai_state_owner."
SECRETS = {
    "openai_admin_api_key": "redacted_value",
    "openai_service_account_api_key": "redacted_value",
    "openai_webhook_endpoint": "signing_secret_hint",
}
"""Attribute that shows a part of a secret, by type of resource. A plan that rotates it leaves it unknown."""

ACTIONS = {
    ("create",): "create",
    ("update",): "update",
    ("delete",): "delete",
    ("delete", "create"): "replace",
    ("create", "delete"): "replace",
    ("forget",): "forget",
    ("no-op",): "",
    ("read",): "",
}


def item_of(address: str) -> tuple[str, str | None]:
    """Return module and key of the item an address belongs to: ``module.files["train"].openai_file.this``."""
    match = ADDRESS.match(address)
    if not match:
        return "", None
    key = match.group(2)
    return match.group(1), None if key is None else instance_key(key)


def instance_key(quoted: str) -> str:
    """Return the key of an instance as its author wrote it, from the quotes it has in an address."""
    key: str = json.loads(quoted.replace("$${", "${").replace("%%{", "%{"))
    return key


def instance_of(address: str) -> str:
    """Return the key of an instance at the end of an address; empty where it has none.

    As in ``module.service_account["a"].openai_service_account_api_key.this["ci"]``.
    """
    match = INSTANCE.search(address)
    return instance_key(match.group(1)) if match else ""


@dataclass(frozen=True)
class Change:
    """What happens to one resource.

    Attributes:
        address: Terraform's address.
        module: Module of the role.
        item: Key of the item; empty for a resource outside of the items.
        action: create, update, replace, delete, import, move or forget.
        paid: The paid call that the change makes, as the provider names it; empty for none.
        raw: The resource's entry in the plan; holds values that must not be shown.
    """

    address: str
    module: str
    item: str
    action: str
    paid: str
    raw: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """Type of the resource."""
        return str(self.raw.get("type", ""))

    @property
    def former(self) -> str:
        """Address that the object had before it was moved; empty where it was not."""
        return str(self.raw.get("previous_address") or "")

    @property
    def before(self) -> Mapping[str, Any]:
        """Values before; must not be shown."""
        return self.raw["change"].get("before") or {}

    @property
    def after(self) -> Mapping[str, Any]:
        """Values after, as far as they are known; must not be shown."""
        return self.raw["change"].get("after") or {}

    @property
    def unknown(self) -> Mapping[str, Any]:
        """Names of the attributes that are known only after apply."""
        return self.raw["change"].get("after_unknown") or {}

    @property
    def estimate(self) -> Mapping[str, Any]:
        """What the paid call uses and costs at most, as the provider reckons; empty while it is unknown."""
        found = self.after.get("estimate") if self.paid else None
        return found if isinstance(found, dict) else {}

    @property
    def only_imported(self) -> bool:
        """Whether the object is taken over as it is."""
        return self.action == "import" and tuple(self.raw["change"]["actions"]) == ("no-op",)

    def deviation(self) -> str:
        """Say how it is not, naming the attributes without their values."""
        change = self.raw["change"]
        before, after = change.get("before") or {}, change.get("after") or {}
        names = sorted(name for name in after if name in before and before[name] != after[name])
        if self.action == "import" and names:
            return f"what exists differs in {' and '.join(names)}"
        return f"what exists would not be imported as it is, but: {', '.join(change['actions'])}"

    @property
    def rotates(self) -> bool:
        """Whether another key, or signing secret, takes the place of one."""
        return self.action in ("update", "replace") and bool(self.unknown.get(SECRETS.get(self.kind, "")))

    def summary(self) -> dict[str, Any]:
        """Return what a result says of the change."""
        said = {"address": self.address, "module": self.module, "item": self.item, "action": self.action}
        return said | ({"rotates": True} if self.rotates else {})


class Plan:
    """A plan of Terraform.

    Attributes:
        changes: What happens, by resource.
        document: The plan as ``terraform show -json`` prints it; holds values that must not be shown.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Read a plan.

        Args:
            document: The plan as ``terraform show -json`` prints it.
        """
        self.document = document
        self.changes = [
            change for change in map(_change, document.get("resource_changes", [])) if change is not None
        ]

    @classmethod
    def without_changes(cls, outputs: Mapping[str, Any]) -> Plan:
        """Return a plan that changes nothing and leaves these outputs."""
        kept = {name: {"actions": ["no-op"], "after": value} for name, value in outputs.items()}
        return cls({"output_changes": kept})

    @property
    def changed(self) -> bool:
        """Whether applying the plan changes a resource or an output."""
        outputs = self.document.get("output_changes", {}).values()
        return bool(self.changes) or any(output.get("actions") != ["no-op"] for output in outputs)

    @property
    def records_owner(self) -> bool:
        """Whether applying the plan writes down whose state it is, which is no change of the user's."""
        return any(
            str(entry["address"]).startswith(OWNER_ADDRESS) and entry["change"]["actions"] != ["no-op"]
            for entry in self.document.get("resource_changes", [])
        )

    def counts(self) -> dict[str, int]:
        """Count the changes: add, change, destroy, replace, import."""
        names = {
            "add": "create",
            "change": "update",
            "destroy": "delete",
            "replace": "replace",
            "import": "import",
        }
        return {
            name: sum(1 for change in self.changes if change.action == action)
            for name, action in names.items()
        }

    def paid_calls(self) -> list[dict[str, Any]]:
        """List the paid calls the plan would make, each with its estimate."""
        return [
            change.summary() | ({"estimate": dict(change.estimate)} if change.estimate else {})
            for change in self.changes
            if change.paid
        ]

    def expected(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return by module and item key the outputs as they will be, an unknown one as None."""
        result: dict[str, dict[str, dict[str, Any]]] = {}
        for module, change in self.document.get("output_changes", {}).items():
            after = change.get("after") or {}
            unknown = change.get("after_unknown") or {}
            keys = set(after) | (set(unknown) if isinstance(unknown, dict) else set())
            # A module whose items are all unknown has no keys here: the caller knows them from the items.
            result[module] = {
                key: _hide_unknown(after.get(key), unknown.get(key) if isinstance(unknown, dict) else True)
                for key in sorted(keys)
            }
        return result


def is_empty(printed: str) -> bool:
    """Return whether ``terraform plan -json`` says for certain that there is nothing to do.

    Args:
        printed: What it printed, one JSON object a line.
    """
    summary = False
    for line in printed.splitlines():
        try:
            message = json.loads(line)
        except ValueError:
            return False
        kind = message.get("type")
        outputs = (message.get("outputs") or {}).values() if kind == "outputs" else ()
        if kind == "planned_change" or any(output.get("action") != "noop" for output in outputs):
            return False
        if kind == "change_summary":
            summary = not any(count for name, count in message["changes"].items() if name != "operation")
    return summary


def _hide_unknown(value: Any, unknown: Any) -> dict[str, Any]:
    known = value if isinstance(value, dict) else {}
    if unknown is True:
        return {}
    names = set(known) | set(unknown or {})
    return {name: None if (unknown or {}).get(name) else known.get(name) for name in sorted(names)}


def _change(entry: Mapping[str, Any]) -> Change | None:
    address = str(entry["address"])
    actions = tuple(entry["change"]["actions"])
    action = ACTIONS.get(actions, "-".join(actions))
    if entry["change"].get("importing") and action in {"", "update"}:
        action = "import"
    if entry.get("previous_address") and not action:
        action = "move"
    if not action or address == PENDING_ADDRESS or address.startswith(OWNER_ADDRESS):
        return None
    module, item = item_of(address)
    return Change(address, module, item or "", action, _paid(entry["change"], actions), entry)


def _paid(change: Mapping[str, Any], actions: tuple[str, ...]) -> str:
    """Return the paid call that a change makes; empty for none.

    The provider names the call of an object that is paid for in ``paid_call``, and counts in ``payments`` how
    often it was: one more is planned for each time, also where the object is changed in place.
    """
    before, after = (change.get(each) or {} for each in ("before", "after"))
    pays = "create" in actions or (after.get("payments") or 0) > (before.get("payments") or 0)
    return str(after.get("paid_call") or "") if pays else ""

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the places that keys go to hold: it shows which keys still have their value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from ansible.errors import AnsibleError  # type: ignore[import-untyped]
from ansible.parsing.dataloader import DataLoader  # type: ignore[import-untyped]
from ansible.parsing.vault import VaultLib, get_file_vault_secret  # type: ignore[import-untyped]

from ..package import home
from ..stack.plan import INSTANCE, instance_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..stack.plan import Plan
    from ..stack.root_module import Items


def values_of(plan: Plan, items: Mapping[str, Items]) -> dict[str, str]:
    """Return the values that the sinks of planned keys hold, by address of the key.

    Args:
        plan: The plan; it does not hold the sinks, which Terraform keeps nowhere.
        items: Items by module and key.
    """
    found = {}
    for change in plan.changes:
        item = items.get(change.module, {}).get(change.item) or {}
        inner = INSTANCE.search(change.address)
        nested = (item.get("api_keys") or {}).get(instance_key(inner.group(1))) if inner else None
        sink = (nested or item).get("secret_sink")
        value = _value(sink) if change.action == "create" and isinstance(sink, dict) else None
        if value:
            found[change.address] = value
    return found


def _value(sink: Mapping[str, Any]) -> str | None:
    """Return what a sink holds; None where it holds nothing, or nothing can be read from it."""
    try:
        if sink.get("file"):
            return home.expanded(sink["file"]).read_text("utf-8").strip()
        if sink.get("vault_file"):
            return _decrypted(sink)
    except (OSError, ValueError, AnsibleError):
        return None
    return None


def _decrypted(sink: Mapping[str, Any]) -> str | None:
    loader = DataLoader()
    secret = get_file_vault_secret(filename=str(home.expanded(sink["vault_password_file"])), loader=loader)
    secret.load()
    vault = VaultLib([("default", secret)])
    text: str = vault.decrypt(home.expanded(sink["vault_file"]).read_bytes()).decode("utf-8")
    if not sink.get("vault_variable"):
        return text.strip()
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError:
        return None
    value = document.get(sink["vault_variable"]) if isinstance(document, dict) else None
    return value if isinstance(value, str) else None

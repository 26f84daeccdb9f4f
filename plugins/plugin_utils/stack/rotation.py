# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and signing secrets that are rotated now: items with another ``rotation``, and what became of them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ..errors import StackError
from ..package import spelling
from .items import place

if TYPE_CHECKING:
    from collections.abc import Mapping

Item = dict[str, Any]

ACCOUNTS = "openai_service_accounts"
EVERYTHING = "all"


def rotated(
    variable: str, items: Mapping[str, Any] | None, chosen: str | list[str], rotation: str
) -> dict[str, Any] | None:
    """Return items of which the chosen keys get another ``rotation``.

    Args:
        variable: ``openai_admin_api_keys``, ``openai_webhook_endpoints`` for their signing secrets, or
            ``openai_service_accounts`` for the keys of accounts.
        items: Its items; None where it is not set.
        chosen: ``all`` keys that have a sink; or keys of items, for accounts also ``account/key``.
        rotation: Any text that none of the keys had.

    Raises:
        StackError: A chosen key is not there, has no sink, or a ``rotation`` of its own.
    """
    result = {name: dict(item or {}) for name, item in (items or {}).items()}
    keys: dict[str, tuple[str, Item]] = {}
    for name, item in result.items():
        if variable != ACCOUNTS:
            keys[name] = place(variable, name), item
            continue
        item["api_keys"] = {key: dict(each or {}) for key, each in (item.get("api_keys") or {}).items()}
        for key, each in item["api_keys"].items():
            keys[f"{name}/{key}"] = place(variable, name, ["api_keys", key]), each
    for name in _names(variable, keys, chosen):
        where, key = keys[name]
        if key.get("rotation") is not None:
            raise StackError(f"{where} has a rotation of its own: give it another text there to rotate it")
        if not key.get("secret_sink"):
            raise StackError(f"{where} has no secret_sink, and what is new needs a place to go")
        key["rotation"] = rotation
    return None if items is None else result


def _names(variable: str, keys: Mapping[str, tuple[str, Item]], chosen: str | list[str]) -> list[str]:
    if chosen in (EVERYTHING, [EVERYTHING]):
        return [
            name
            for name, (_where, key) in keys.items()
            if key.get("secret_sink") and key.get("rotation") is None
        ]
    names: list[str] = []
    for wanted in [chosen] if isinstance(chosen, str) else chosen:
        found = [name for name in keys if name == wanted or name.startswith(f"{wanted}/")]
        if not found:
            hint = spelling.did_you_mean(wanted, keys) or f"there are {', '.join(keys) or 'none'}"
            raise StackError(f"{variable} has no key {wanted}; {hint}")
        names += found
    return list(dict.fromkeys(names))


def rotations(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a run of api_management rotated, and when the one before ends.

    Args:
        result: What the role returned.
    """
    found = []
    outputs = result.get("outputs") or {}
    for change in result.get("resources") or []:
        module, item, address = change["module"], change["item"], change["address"]
        if not change.get("rotates"):
            continue
        values, name = (outputs.get(module) or {}).get(item) or {}, item
        if module == "service_account":
            key = address.rpartition('["')[2].removesuffix('"]')
            values, name = (values.get("api_keys") or {}).get(key) or {}, f"{item}/{key}"
        former = values.get("previous_id")
        end = values.get("previous_expires_at") or values.get("previous_secret_expires_at")
        entry: dict[str, Any] = {
            "key": name,
            "module": module,
            "id": values.get("api_key_id", values.get("id")),
        }
        if former:
            entry["previous_id"] = former
        if former or end:
            entry |= {"previous_ends": _time(end), "ended_by": _ends(module)}
        found.append(entry)
    return found


def _ends(module: str) -> str:
    return "the first run after that" if module == "system_api" else "the API"


def _time(seconds: int | None) -> str | None:
    return None if seconds is None else time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))

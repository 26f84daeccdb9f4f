# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls of tools that runs wait with, as tasks of a play answer them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def pending_calls(
    result: Mapping[str, Any], answered: Mapping[str, Mapping[str, str]] | None = None
) -> list[dict[str, Any]]:
    """Return the calls that wait for their output, run by run.

    Args:
        result: The result of the role `advanced_features`.
        answered: Outputs by call, by run, that were given already: a call of these still waits because the
            run may make no further round.

    Returns:
        For each call its `run` (the key of the item), `call_id`, `name` and `arguments`: what the model
        wrote, read as JSON where it is an object, else the text.
    """
    runs = (result.get("outputs") or {}).get("run") or {}
    calls = []
    for key, run in runs.items():
        if run.get("status") != "requires_action":
            continue
        given = (answered or {}).get(key) or {}
        for call in run.get("pending_calls") or ():
            identifier = call.get("call_id") or call.get("id")
            if identifier not in given:
                found = {"name": call.get("name"), "arguments": _arguments(call.get("arguments"))}
                calls.append({"run": key, "call_id": identifier, **found})
    return calls


def _arguments(text: Any) -> Any:
    try:
        found = json.loads(text)
    except (TypeError, ValueError):
        return text
    return found if isinstance(found, dict) else text

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose state it is: a run with the key of another organization or project is refused before it writes.

The state itself holds its owner, as a resource of the root module, and the provider compares it with the
owner of the key. A state without one, from before, is judged by its objects: if not one of them is there for
this key, it is another's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..errors import StackError
from .root_module import OWNER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .plan import Plan
    from .root_module import Module
    from .settings import Settings

FOREIGN = "This state belongs to somebody else"
"""Summary of the provider's refusal."""
UNSEEN = "was not refreshed"
"""Words in the provider's warning about an object that was made too recently to be called gone."""
ADVICE = ". Use the key of the state's owner, or another state."


def refusal(errors: Iterable[Mapping[str, Any]], stack: str) -> str | None:
    """Return the sentence about a state of another owner, or None when no error is about that.

    Args:
        errors: Terraform's diagnostics.
        stack: Name of the stack.
    """
    for error in errors:
        if error.get("summary") == FOREIGN:
            return _sentence(" ".join(str(error.get("detail") or "").split()).removesuffix(ADVICE), stack)
    return None


def check(plan: Plan, warnings: Iterable[str], modules: Iterable[Module], settings: Settings) -> None:
    """Refuse a state of which nothing is there any more for the key of the run.

    Raises:
        StackError: It is another's, or it is not known yet whose it is.
    """
    key = "admin key" if any(module.key == "admin" for module in modules) else "project's key"
    foreign = vanished(plan.document, key, json.dumps(settings.stack))
    if foreign and settings.state != "recover":
        raise StackError(foreign)
    unseen = [warning for warning in warnings if UNSEEN in warning]
    if plan.records_owner and unseen:
        raise StackError(
            f"openai_stack: whose the state of {json.dumps(settings.stack)} is cannot be told yet: "
            f"{unseen[0]} Nothing was changed. Use the key that the state was made with, or run again after "
            "that time"
        )


def vanished(document: Mapping[str, Any], key: str, stack: str) -> str | None:
    """Return the sentence about a state of which nothing is there any more, or None when something is.

    Args:
        document: The plan, as ``terraform show -json`` prints it.
        key: What the run looked with, such as ``admin key``.
        stack: Name of the stack.
    """
    drift = document.get("resource_drift") or []
    before = [
        str(entry["change"]["before"].get("id"))
        for entry in drift
        if entry["change"]["actions"] == ["delete"] and str(entry.get("type")).startswith("openai_")
    ]
    known = list(_resources((document.get("prior_state") or {}).get("values", {}).get("root_module") or {}))
    objects = [each for each in known if each["type"] != OWNER]
    # An owner that this very run has learned proves nothing.
    proven = any(each["type"] == OWNER and each["values"].get("project") for each in known) and not any(
        entry.get("type") == OWNER for entry in drift
    )
    if not before or objects or proven:
        return None
    shown = ", ".join(sorted(before)[:3]) + (", ..." if len(before) > 3 else "")
    there = "the one object" if len(before) == 1 else f"not one of the {len(before)} objects"
    missing = "is not there" if len(before) == 1 else "is there"
    sentence = _sentence(f"{there} that it holds ({shown}) {missing} for the {key} of this run", stack)
    return f"{sentence}. If somebody has removed all of it, run once with openai_state: recover"


def _sentence(cause: str, stack: str) -> str:
    return (
        f"openai_stack: the state of {stack} belongs to somebody else: {cause[0].lower()}{cause[1:]}. "
        "Nothing was changed. Use the key that the state was made with, or give this organization a state "
        "of its own with another openai_stack"
    )


def _resources(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the provider's managed resources of a module and of those within it."""
    for each in module.get("resources") or []:
        if each.get("mode") == "managed" and str(each.get("type")).startswith("openai_"):
            yield each
    for child in module.get("child_modules") or []:
        yield from _resources(child)

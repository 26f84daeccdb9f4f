# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run returns: its changes, counts, outputs and warnings, and the diff; no secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import money
from .destinations import destinations
from .destruction import Destruction
from .items import place
from .last_days import with_days_left
from .redaction import difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .plan import Plan
    from .root_module import Module
    from .settings import Settings

NO_CALLS: dict[str, Any] = {"total": 0, "paid": 0, "by_operation": {}}
"""Calls of a run that makes none."""


def result(
    plan: Plan,
    outputs: Mapping[str, Any],
    api_calls: Mapping[str, Any],
    warnings: Iterable[str],
    modules: list[Module],
    settings: Settings,
) -> dict[str, Any]:
    """Return the result of a run.

    Args:
        plan: What the run has done, or would do.
        outputs: Outputs by module that are no secrets.
        api_calls: Number of calls: ``total``, ``paid`` and ``by_operation``.
        warnings: What may surprise; each is given once.
        modules: Modules of the category.
        settings: What the run was asked to do.
    """
    absent = settings.state == "absent"
    destruction = Destruction(plan, modules)
    to_confirm = destruction.to_confirm(settings.stack, absent=absent)
    found: dict[str, Any] = {
        "changed": plan.changed,
        "counts": plan.counts(),
        "resources": [change.summary() for change in plan.changes],
        "paid_calls": plan.paid_calls(),
        "estimate": money.estimate(plan, modules),
        "costs": money.costs(plan, outputs, modules, check_mode=settings.check_mode),
        "api_calls": dict(api_calls),
        "outputs": with_days_left(outputs),
        "destroyed": len(destruction),
        "to_confirm": to_confirm,
    }
    if not settings.check_mode:
        found["cost"] = money.spent(plan, outputs, modules)
    if settings.check_mode and to_confirm:
        warnings = [*warnings, destruction.notice(settings.stack, absent=absent)]
    if sinks := destinations(modules, outputs):
        found["sinks"] = sinks
    if told := list(dict.fromkeys(warnings)):
        found["warnings"] = told
    if settings.diff:
        found["diff"] = _diff(plan, modules, check_mode=settings.check_mode)
    return found


def paid_items(plan: Plan, modules: Iterable[Module]) -> list[str]:
    """Return the places of the items for which a plan makes paid calls, each with what is paid for."""
    variables = {module.name: module.variable for module in modules}
    return [
        f"{place(variables[change.module], change.item)}: {money.described(change)}"
        for change in plan.changes
        if change.paid
    ]


def _diff(plan: Plan, modules: list[Module], *, check_mode: bool) -> list[dict[str, Any]]:
    by_name = {module.name: module for module in modules}
    diff = [difference(change, by_name) for change in plan.changes]
    if paid := "".join(f"  {name}\n" for name in paid_items(plan, modules)):
        verb = "would be" if check_mode else "are"
        total = money.words(money.estimate(plan, modules))
        diff.append({"prepared": f"Paid calls that {verb} made, for {total}:\n{paid}"})
    return diff

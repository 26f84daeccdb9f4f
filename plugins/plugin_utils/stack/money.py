# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the paid calls of a run cost: estimates before the first of them, limits, and what was spent.

Sums are exact: amounts are decimal numbers from the plan's text on, and become floats in the result alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..errors import StackError
from .items import place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .plan import Change, Plan
    from .root_module import Module
    from .settings import Settings

CURRENCY = "USD"
DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
MOST_NAMED = 10
"""Items that a refusal names."""
UNTOLD = "it is known only after apply"


def price_list(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the settings ``prices`` and ``prices_date`` of what ``openai_prices`` holds.

    Raises:
        StackError: Its ``date`` is none.
    """
    rows = dict(given or {})
    day = str(rows.pop("date", None) or "")
    if day and not DAY.fullmatch(day):
        raise StackError(f"openai_prices: date is a date in quotes, such as '2026-11-20', not {day!r}")
    return {"prices": rows or None, "prices_date": day or None}


def amount(value: Any) -> Decimal | None:
    """Return an amount of money as a decimal number; None where it is not known."""
    return None if value is None or isinstance(value, bool) else Decimal(str(value))


def estimate(plan: Plan, modules: Iterable[Module]) -> dict[str, Any]:
    """Return what the paid calls of a plan cost at most.

    Returns:
        ``cost`` (the sum of the known ones), ``currency``, ``unknown`` (places of items whose cost is not
        known, each with the reason) and ``items`` (place, words and cost of each call).
    """
    variables = {module.name: module.variable for module in modules}
    total, unknown, items = Decimal(0), [], []
    for change in plan.changes:
        if not change.paid:
            continue
        where, found = place(variables[change.module], change.item), change.estimate
        cost = amount(found.get("cost"))
        items.append({"item": where, "text": str(found.get("text") or UNTOLD), "cost": _plain(cost)})
        if cost is None:
            unknown.append(f"{where}: {found.get('reason') or UNTOLD}")
        else:
            total += cost
    return {"cost": _plain(total), "currency": CURRENCY, "unknown": unknown, "items": items}


def spent(plan: Plan, outputs: Mapping[str, Any], modules: Iterable[Module]) -> dict[str, Any]:
    """Return what a run has spent: by what its calls used, not by the estimate.

    A job that goes on counts with what it spent since the last run.

    Returns:
        ``cost``, ``currency``, ``unknown`` (places of items whose cost is not known, or not yet) and
        ``items`` (place and cost of each).
    """
    variables = {module.name: module.variable for module in modules}
    total, unknown, items = Decimal(0), [], []
    for change in plan.changes:
        made = (outputs.get(change.module) or {}).get(change.item)
        if change.action not in {"create", "update", "replace"} or not isinstance(made, Mapping):
            continue
        if not change.paid and "cost" not in change.after and "cost" not in change.unknown:
            continue
        where, added = place(variables[change.module], change.item), _added(change, made)
        if added is None:
            if change.paid:
                unknown.append(where)
        elif change.paid or added:
            items.append({"item": where, "cost": _plain(added)})
            total += added
    return {"cost": _plain(total), "currency": CURRENCY, "unknown": unknown, "items": items}


def costs(
    plan: Plan, outputs: Mapping[str, Any], modules: Iterable[Module], *, check_mode: bool
) -> list[dict[str, Any]]:
    """Return what each item that is paid for was estimated to cost, and cost.

    Args:
        plan: What the run has done, or would do.
        outputs: Outputs by module; in check mode those from before.
        modules: Modules of the category.
        check_mode: Whether the plan was not applied.

    Returns:
        For each its place as ``item``, ``paid`` (``planned``, ``now`` or ``before``), the ``estimate`` and
        the ``cost`` in ``currency``, null where they are not known, whether the API ``counted`` the input,
        the estimate in words as ``text``, the ``reason`` why it is not known, and the ``prices`` with their
        ``prices_date``.
    """
    calls = {(change.module, change.item): change for change in plan.changes if change.paid}
    rows = []
    for module in modules:
        made = outputs.get(module.name) or {}
        keys = [*made, *(item for name, item in calls if name == module.name and item not in made)]
        for key in keys:
            found = made.get(key)
            change = calls.get((module.name, key))
            row = found if isinstance(found, Mapping) else {}
            if change is not None and check_mode:
                row = {"estimate": change.estimate}
            elif row.get("cost") is None and not row.get("estimate"):
                continue
            elif change is not None:
                row = {**row, "cost": _added(change, row)}
            paid = "before" if change is None else "planned" if check_mode else "now"
            rows.append({"item": place(module.variable, key), "paid": paid, **_row(row)})
    return rows


def _added(change: Change, made: Mapping[str, Any]) -> Decimal | None:
    """Return what a change has cost: an object that is changed in place adds to what it cost before."""
    now = amount(made.get("cost"))
    before = (amount(change.before.get("cost")) if change.action == "update" else None) or Decimal(0)
    return None if now is None else now - before


def _row(found: Mapping[str, Any]) -> dict[str, Any]:
    given = found.get("estimate")
    estimate = given if isinstance(given, Mapping) else {}
    cost = amount(estimate.get("cost"))
    return {
        "text": str(estimate.get("text") or UNTOLD),
        "estimate": _plain(cost),
        "counted": estimate.get("counted") is True,
        "reason": "" if cost is not None else str(estimate.get("reason") or UNTOLD),
        "cost": _plain(amount(found.get("cost"))),
        "currency": CURRENCY,
        "prices": str(estimate.get("prices") or ""),
        "prices_date": str(estimate.get("prices_date") or ""),
    }


def words(found: Mapping[str, Any], at_most: str = "at most ") -> str:
    """Return a sum in words, such as ``at most 0.0123 USD, and 2 items of unknown cost``."""
    text = f"{at_most}{_text(Decimal(str(found['cost'])))}"
    count = len(found["unknown"])
    return f"{text}, and {count} item{'s' if count > 1 else ''} of unknown cost" if count else text


def earlier(results: Mapping[str, Any]) -> Decimal:
    """Return what the roles of a play that ran before have cost, or would cost in check mode.

    Args:
        results: Variables of the play; those named ``*_result`` hold what roles returned.
    """
    total = Decimal(0)
    for name, result in results.items():
        if name.endswith("_result") and isinstance(result, Mapping):
            for part in ("cost", "estimate"):
                found = result.get(part)
                if isinstance(found, Mapping) and "currency" in found:
                    total += amount(found.get("cost")) or Decimal(0)
                    break
    return total


def check(plan: Plan, modules: list[Module], settings: Settings) -> None:
    """Refuse a plan that would cost more than the role or the play may, or whose cost is not known.

    Raises:
        StackError: It names the items, their estimates and the limit. Nothing was called.
    """
    limits = [
        ("openai_max_cost", settings.max_cost, Decimal(0)),
        ("openai_max_cost_of_play", settings.max_cost_of_play, settings.spent_before),
    ]
    found = estimate(plan, modules) if any(limit is not None for _name, limit, _before in limits) else {}
    for name, limit, before in limits:
        if limit is None or not found["items"]:
            continue
        allowed = f"{name} allows {_text(limit)}"
        if found["unknown"]:
            raise _refusal(f"{allowed}, and what these paid calls cost is not known:", found["unknown"])
        total = Decimal(str(found["cost"]))
        if before + total > limit:
            rest = f", after {_text(before)} of the roles before" if before else ""
            lines = [f"{each['item']}: {each['text']}" for each in found["items"]]
            sentence = f"{allowed}, and the paid calls would cost at most {_text(total)}{rest}:"
            raise _refusal(sentence, lines)


def described(change: Change) -> str:
    """Return the paid call of a change with its estimate in words."""
    text = change.estimate.get("text")
    return f"{change.paid}: {text}" if text else change.paid


def _refusal(sentence: str, lines: list[str]) -> StackError:
    more = [f"and {len(lines) - MOST_NAMED} more"] if len(lines) > MOST_NAMED else []
    return StackError("\n".join([sentence, *lines[:MOST_NAMED], *more, "nothing was called"]))


def _text(value: Decimal) -> str:
    return f"{value.normalize():f} {CURRENCY}"


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)

"""What the plan of a paid call says: that it is paid for, what it uses at most, and what that costs.

A plan with such a call holds `paid_call` and `estimate`, and counts one more in `payments`; the state holds
`cost` once it was made. The estimate is a value of the plan, so it is the same when Terraform plans once more
before it applies: what it is made of, such as a count by the API, is written down the first time.
"""

from __future__ import annotations

import os
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.settings import events_file
from fjcorp_openai.money.prices import CURRENCY
from fjcorp_openai.money.usage import UNITS
from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, optional, result
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, map_of, object_of
from fjcorp_openai.provider.protocol.validators import between
from fjcorp_openai.provider.protocol.values import UNKNOWN, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.money.limit import Limit
    from fjcorp_openai.money.prices import Cost
    from fjcorp_openai.money.usage import Usage
    from fjcorp_openai.provider.protocol.diagnostics import Path
    from fjcorp_openai.provider.protocol.resource import Context, Plan

MAX_COST = "max_cost"
PAYMENTS = "payments"
_ESTIMATE = object_of(
    {
        "text": STRING,
        "model": STRING,
        "usage": map_of(NUMBER),
        "unbounded": STRING,
        "counted": BOOL,
        "cost": NUMBER,
        "currency": STRING,
        "prices": STRING,
        "prices_date": STRING,
        "reason": STRING,
    }
)


def paid_call() -> Attribute:
    """Return the schema of `paid_call`: by it whoever reads a plan knows that a create is paid for."""
    return result(STRING, "The call that making it pays for, such as `POST /chat/completions`.")


def paid_attributes() -> dict[str, Attribute]:
    """Return the attributes of a paid call: `max_cost`, `paid_call`, `payments`, `estimate` and `cost`."""
    return {
        MAX_COST: optional(
            NUMBER,
            "US dollars that it may cost at most, by the estimate. A plan above it is refused before the "
            "first call, and so is one whose cost is not known.",
            between(0),
        ),
        "paid_call": paid_call(),
        PAYMENTS: result(
            NUMBER, "How often it was paid for: a plan that pays, in place too, has one more than the state."
        ),
        "estimate": result(
            _ESTIMATE,
            "What it uses at most, and what that costs: `text` in words, `usage` by what is billed, whether "
            "the API `counted` the input, `cost` in `currency` by the price list `prices` of `prices_date`, "
            "or the `reason` why it is not known.",
        ),
        "cost": result(
            NUMBER, "What it cost in US dollars, by what was used; null where that or a price is not known."
        ),
    }


def plan_paid_call(
    plan: Plan,
    context: Context,
    operation: str,
    does: str,
    what: str = "",
    usage: Usage | None = None,
    further: Sequence[Usage | None] = (),
) -> None:
    """Name a paid call in `paid_call`, count it in `payments`, put its estimate beside, and warn of it.

    Where an event file is kept, its reader shows the paid calls, which the plan names as data.

    Args:
        plan: The plan.
        context: The call's context.
        operation: The call, such as `POST /batches`.
        does: What applying the plan does, such as `asks gpt-5.6-luna`.
        what: What is paid for, such as `20 requests`, where one call is not what is counted.
        usage: What it uses at most; None while that is known only after apply.
        further: The same of paid calls that follow it, such as a judge's.

    Raises:
        ProviderError: It would cost more than its own `max_cost` or the provider's allows, or nobody knows
            what.
    """
    plan.proposed["paid_call"] = f"{operation}: {what}" if what else operation
    said = ""
    if PAYMENTS in plan.proposed:
        made = 0 if plan.prior is None or plan.replacements else plan.prior.get(PAYMENTS) or 0
        plan.proposed[PAYMENTS] = made + 1
    if "estimate" in plan.proposed:
        estimate = estimated(usage, context, further)
        plan.proposed["estimate"] = estimate
        if estimate is not UNKNOWN:
            said = f" Estimate: {estimate['text']}."
            # Terraform plans a replacement twice: the second time as a create, which counts.
            check_limits(plan.proposed, operation, estimate, context, counts=not plan.replacements)
        plan.set_unknown("cost")
    if not events_file(os.environ):
        plan.warn(f"Paid call: {operation}", f"Applying this plan {does}.{said}")


def estimated(usage: Usage | None, context: Context, further: Sequence[Usage | None] = ()) -> Any:
    """Return the value of `estimate` for what calls use at most; UNKNOWN while that is not known.

    Args:
        usage: What a call uses; None while that is not known.
        context: The call's context.
        further: The same of calls that follow it.
    """
    try:
        api: Api = context.api
    except ConfigurationUnknown:
        return UNKNOWN
    whole: Any = None
    for each in (usage, *further):
        one = UNKNOWN if each is None else _estimate(each, api, context)
        whole = one if whole is None else together(whole, one)
    return whole


def _estimate(usage: Usage, api: Api, context: Context) -> dict[str, Any]:
    cost = api.prices.cost(usage, at_most=True)
    if warning := api.prices.warning(cost):
        context.warn(*warning)
    return {
        "text": _words(usage, cost),
        "model": usage.model,
        "usage": {name: number(value) for name, value in usage.known.items()},
        "unbounded": ", ".join(usage.unbounded),
        "counted": usage.counted,
        "cost": None if cost.amount is None else number(cost.amount),
        "currency": CURRENCY,
        "prices": cost.source,
        "prices_date": cost.date,
        "reason": cost.reason,
    }


def check_limits(
    values: Mapping[str, Any],
    operation: str,
    estimate: Mapping[str, Any],
    context: Context,
    *,
    counts: bool = True,
) -> None:
    """Refuse a call that would cost more than its `max_cost` or that of the provider, or nobody knows what.

    Args:
        values: The values of the resource.
        operation: The call.
        estimate: Its estimate, which is known.
        context: The call's context.
        counts: Whether the call takes its part of what the provider allows; one that is planned a second
            time takes it then.

    Raises:
        ProviderError: It names the call, its estimate and the limit.
    """
    own = values.get(MAX_COST)
    if own is not None and own is not UNKNOWN:
        most = f"max_cost allows {own} {CURRENCY}"
        _check_known(operation, estimate, most, (MAX_COST,))
        if Decimal(str(estimate["cost"])) > Decimal(str(own)):
            raise ProviderError(
                f"{operation} would cost more than it may",
                f"{most}, and the estimate is {estimate['text']}. Nothing was called.",
                (MAX_COST,),
            )
    limit: Limit = context.api.limit
    if limit.most is None or not counts:
        return
    most = f"max_cost of the provider allows {limit.most:f} {CURRENCY}"
    _check_known(operation, estimate, most, ())
    above = limit.take(Decimal(str(estimate["cost"])))
    if above is not None:
        raise ProviderError(
            f"{operation} would cost more than is left",
            f"{most} for all paid calls together. With this one they would cost {above.normalize():f} "
            f"{CURRENCY}; its estimate is {estimate['text']}. It was not called.",
        )


def _check_known(operation: str, estimate: Mapping[str, Any], most: str, path: Path) -> None:
    if estimate["cost"] is None:
        raise ProviderError(
            f"What {operation} costs is not known, and it has a limit",
            f"{most}, but {estimate['reason']}. Nothing was called.",
            path,
        )


def check_reckoned(planned: Mapping[str, Any], operation: str, context: Context) -> None:
    """Refuse a call that has a limit, and of whose cost nothing is known by the time that it is made.

    Raises:
        ProviderError: It names the call and the limit.
    """
    if planned["estimate"] is not UNKNOWN:
        return
    own, most = planned.get(MAX_COST), context.api.limit.most
    if own is None and most is None:
        return
    limit = f"max_cost of the provider allows {most:f}" if own is None else f"max_cost allows {own}"
    raise ProviderError(
        f"What {operation} costs is not known, and it has a limit",
        f"{limit} {CURRENCY}, and what is asked could not be read. Nothing was called. Name a local copy of "
        "it, or take the limit out.",
        () if own is None else (MAX_COST,),
    )


def together(estimate: Any, other: Any) -> Any:
    """Return the estimate of a call with that of another one that follows it; UNKNOWN while one is."""
    if estimate is UNKNOWN or other is UNKNOWN:
        return UNKNOWN
    return {
        **estimate,
        "text": f"{estimate['text']}; {other['model']}: {other['text']}",
        "cost": total((estimate["cost"], other["cost"])),
        "reason": estimate["reason"] or other["reason"],
    }


def total(costs: Iterable[Any]) -> Any:
    """Return the sum of costs; None where one is not known."""
    known = [None if each is None else Decimal(str(each)) for each in costs]
    return None if None in known else number(sum(each or Decimal(0) for each in known))


def spent(usage: Usage | None, context: Context) -> Any:
    """Return the value of `cost` for what a call used; None where that or a price is not known."""
    amount = None if usage is None else context.api.prices.cost(usage).amount
    return None if amount is None else number(amount)


def _words(usage: Usage, cost: Cost) -> str:
    """Return an estimate in words, such as `120 tokens in (counted), at most 500 tokens out: 0.0012 USD`."""
    parts = []
    for name in (each for each in UNITS if each in usage.units):
        value, words = usage.units[name], UNITS[name].words
        if value is None:
            parts.append(f"an unknown number of {words}")
        elif value:
            sure = usage.counted and name == "input_tokens"
            parts.append(f"{'' if sure else 'at most '}{value:,} {words}{' (counted)' if sure else ''}")
    money = cost.reason
    if cost.amount is not None:
        money = f"at most {cost.amount.normalize():f} {CURRENCY} ({cost.list_words})"
    note = f" ({usage.note})" if usage.note else ""
    return f"{', '.join(parts) or 'nothing that is billed'}{note}: {money}"

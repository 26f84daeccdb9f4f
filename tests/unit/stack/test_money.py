"""What a run may cost, would cost and has cost."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack import money
from plugins.plugin_utils.stack.plan import Plan
from plugins.plugin_utils.stack.root_module import Module

MODULES = [Module("card", "openai_cards")]


def change(key: str, cost: Any, action: str = "create", before: Any = None, **more: Any) -> dict[str, Any]:
    estimate = {"cost": cost, "text": f"5 tokens in: {cost}", "reason": "no price of m is known", **more}
    after = {"paid_call": "POST /cards", "estimate": estimate}
    return {
        "address": f'module.card["{key}"].openai_card.this',
        "type": "openai_card",
        "change": {"actions": [action], "before": before, "after": after, "after_unknown": {"cost": True}},
    }


def plan(*changes: dict[str, Any]) -> Plan:
    return Plan({"resource_changes": list(changes)})


def settings(role: Any = None, play: Any = None, before: str = "0") -> Any:
    return SimpleNamespace(
        max_cost=money.amount(role), max_cost_of_play=money.amount(play), spent_before=Decimal(before)
    )


def test_estimates_are_summed_exactly_and_what_is_unknown_is_named() -> None:
    found = money.estimate(plan(*(change(str(each), 0.1) for each in range(3)), change("x", None)), MODULES)
    assert found["cost"] == 0.3
    assert found["unknown"] == ['openai_cards["x"]: no price of m is known']
    assert [each["cost"] for each in found["items"]] == [0.1, 0.1, 0.1, None]
    assert money.words(found) == "at most 0.3 USD, and 1 item of unknown cost"


def test_an_estimate_that_is_known_after_apply_is_unknown() -> None:
    entry = change("a", 1)
    del entry["change"]["after"]["estimate"]
    found = money.estimate(plan(entry), MODULES)
    assert found["unknown"] == ['openai_cards["a"]: it is known only after apply']
    assert found["cost"] == 0


def test_what_is_not_paid_has_no_estimate() -> None:
    entry = change("a", 1, "update", before={"paid_call": "POST /cards"})
    assert money.estimate(plan(entry), MODULES)["items"] == []


@pytest.mark.parametrize(
    "limits", [settings(role=0.3), settings(play=0.3), settings(0.3, 1, "0.7"), settings(None, None, "99")]
)
def test_a_limit_that_is_just_reached_holds(limits: Any) -> None:
    """As floats, three times 0.1 is more than 0.3."""
    money.check(plan(*(change(str(each), 0.1) for each in range(3))), MODULES, limits)


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (settings(role=0.29), ["openai_max_cost allows 0.29 USD", "at most 0.3 USD", 'openai_cards["0"]']),
        (settings(play=1, before="0.71"), ["openai_max_cost_of_play allows 1 USD", "after 0.71 USD of the"]),
        (settings(role=0), ["openai_max_cost allows 0 USD"]),
    ],
)
def test_a_plan_above_a_limit_is_refused(limits: Any, told: list[str]) -> None:
    with pytest.raises(StackError) as refused:
        money.check(plan(*(change(str(each), 0.1) for each in range(3))), MODULES, limits)
    assert [text for text in [*told, "nothing was called"] if text not in str(refused.value)] == []


def test_a_cost_that_is_not_known_is_refused_where_there_is_a_limit() -> None:
    with pytest.raises(StackError, match="no price of m is known") as refused:
        money.check(plan(change("a", 0.1), change("b", None)), MODULES, settings(role=100))
    assert 'openai_cards["a"]' not in str(refused.value)


def test_a_refusal_names_ten_items_and_counts_the_rest() -> None:
    with pytest.raises(StackError, match="and 2 more"):
        money.check(plan(*(change(str(each), 1) for each in range(12))), MODULES, settings(role=1))


def test_a_run_that_pays_for_nothing_is_not_refused() -> None:
    money.check(plan(), MODULES, settings(role=0, play=0, before="5"))


def test_what_was_spent_is_what_was_used() -> None:
    outputs = {"card": {"a": {"cost": 0.01}, "b": {"cost": None}, "c": {"cost": 0.5}}}
    going_on = change("c", 9, "update", before={"paid_call": "POST /cards", "cost": 0.2})
    found = money.spent(plan(change("a", 7), change("b", 7), going_on), outputs, MODULES)
    assert found["cost"] == 0.31
    assert found["unknown"] == ['openai_cards["b"]']
    assert [each["item"] for each in found["items"]] == ['openai_cards["a"]', 'openai_cards["c"]']


def test_a_replacement_counts_whole() -> None:
    entry = change("a", 7, before={"paid_call": "POST /cards", "cost": 0.2})
    entry["change"]["actions"] = ["delete", "create"]
    assert money.spent(plan(entry), {"card": {"a": {"cost": 0.5}}}, MODULES)["cost"] == 0.5


def test_roles_before_count_with_what_they_spent_else_with_their_estimate() -> None:
    results = {
        "core_ai_result": {
            "estimate": {"cost": 5, "currency": "USD"},
            "cost": {"cost": 0.1, "currency": "USD"},
        },
        "content_generation_result": {"estimate": {"cost": 0.2, "currency": "USD"}},
        "somebodys_result": {"cost": 7},
        "cost_result": "no result",
        "core_ai": {"cost": {"cost": 3, "currency": "USD"}},
    }
    assert money.earlier(results) == Decimal("0.3")


def test_each_item_is_shown_with_its_estimate_before_and_its_cost_after() -> None:
    known = {"text": "5 tokens in", "counted": True, "prices": "p 1", "prices_date": "2026-11-20"}
    outputs = {
        "card": {
            "a": {"estimate": {**known, "cost": 0.2}, "cost": 0.1},
            "b": {"estimate": {**known, "cost": None, "reason": "no price"}, "cost": None},
            "free": {"id": "c1"},
            "none": {"estimate": None, "cost": None},
            "gone": None,
        }
    }
    read = plan(change("a", 0.2), change("new", 0.3))
    after = money.costs(read, outputs, MODULES, check_mode=False)
    assert [
        (each["item"], each["paid"], each["estimate"], each["cost"], each["reason"]) for each in after
    ] == [
        ('openai_cards["a"]', "now", 0.2, 0.1, ""),
        ('openai_cards["b"]', "before", None, None, "no price"),
    ]
    assert (after[0]["counted"], after[0]["prices"], after[0]["prices_date"]) == (True, "p 1", "2026-11-20")
    again = change("a", 0.2, "update", before={"cost": 0.04, "payments": 1}, **known)
    again["change"]["after"]["payments"] = 2
    (row, _other) = money.costs(plan(again), outputs, MODULES, check_mode=False)
    assert (row["paid"], row["cost"]) == ("now", 0.06), "what this run has added"
    before = money.costs(read, outputs, MODULES, check_mode=True)
    assert [(each["item"], each["paid"], each["estimate"], each["cost"]) for each in before] == [
        ('openai_cards["a"]', "planned", 0.2, None),
        ('openai_cards["b"]', "before", None, None),
        ('openai_cards["new"]', "planned", 0.3, None),
    ]


def test_the_users_prices_may_say_their_date() -> None:
    given = {"date": "2026-11-20", "gpt-6-sol": {"input": 2}}
    assert money.price_list(given) == {"prices": {"gpt-6-sol": {"input": 2}}, "prices_date": "2026-11-20"}
    assert money.price_list(None) == {"prices": None, "prices_date": None}
    with pytest.raises(StackError, match="openai_prices: date is a date in quotes"):
        money.price_list({"date": 20261120})

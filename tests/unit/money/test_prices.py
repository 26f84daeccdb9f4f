"""What a usage costs: by the user's prices, by the package's, and when nobody knows."""

from dataclasses import fields
from decimal import Decimal

import pytest
from genai_prices.types import ModelInfo

from fjcorp_openai.money.prices import Prices, package_date
from fjcorp_openai.money.usage import RATES, UNITS, Sum, Usage, of_answer

AT = 1_795_651_200.0
OWN = {
    "gpt-6-sol": {
        "input": 2,
        "cached_input": "0.2",
        "output": 10,
        "training": 25,
        "minute": "0.006",
        "image": "0.04",
        "characters": 15,
        "web_search": "0.01",
    }
}


def cost(usage: Usage, own: object = None, **how: bool) -> Decimal | None:
    return Prices(own, lambda: AT).cost(usage, **how).amount  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("units", "dollars"),
    [
        ({"input_tokens": 1_000_000}, "2"),
        ({"input_tokens": 1, "output_tokens": 1}, "0.000012"),
        ({"cached_tokens": 500_000}, "0.1"),
        ({"cache_write_tokens": 10}, "0.00002"),
        ({"image_input_tokens": 10}, "0.00002"),
        ({"training_tokens": 40_000}, "1"),
        ({"audio_minutes": 0.5}, "0.003"),
        ({"images": 3}, "0.12"),
        ({"characters": 4096}, "0.06144"),
        ({"web_searches": 2}, "0.02"),
        ({}, "0"),
    ],
)
def test_each_unit_has_its_price(units: dict[str, float], dollars: str) -> None:
    assert cost(Usage("gpt-6-sol", units), OWN) == Decimal(dollars)


def test_a_tenth_of_a_cent_a_thousand_times_is_a_dollar() -> None:
    own = {"gpt-6-sol": {"input": 1000}}
    each = cost(Usage("gpt-6-sol", {"input_tokens": 1}), own)
    assert each is not None
    assert sum([each] * 1000, Decimal(0)) == Decimal(1)


@pytest.mark.parametrize(
    ("rate", "share"),
    [("standard", "1"), ("batch", "0.5"), ("flex", "0.5"), ("2h", "0.7"), ("8h", "0.6")],
)
def test_each_rate_is_a_share_of_the_standard_price(rate: str, share: str) -> None:
    assert cost(Usage("gpt-6-sol", {"input_tokens": 1_000_000}, rate=rate), OWN) == 2 * Decimal(share)


def test_a_share_of_the_users_own_wins() -> None:
    own = {"gpt-6-sol": {"input": 2, "batch": 0.25, "priority": 2}}
    prices = [cost(Usage("gpt-6-sol", {"input_tokens": 1_000_000}, rate=rate), own) for rate in RATES]
    assert prices == [Decimal(each) for each in ("2", "0.5", "1", "4", "1.4", "1.2")]


@pytest.mark.parametrize(
    "model",
    ["ft:gpt-4o-mini:acme:support:abc", "ft:gpt-4o-mini-2024-07-18:acme::abc", "ft:gpt-4o-mini"],
)
def test_a_tuned_model_costs_what_all_on_its_base_cost(model: str) -> None:
    usage = Usage(model, {"input_tokens": 1_000_000})
    assert cost(usage) == Decimal("0.3")
    assert cost(usage, {"ft:gpt-4o-mini": {"input": 7}, "gpt-4o-mini": {"input": 1}}) == 7
    assert cost(usage, {"gpt-4o-mini": {"input": 1}}) == Decimal("0.3")


def test_a_tuned_model_of_an_unknown_base_has_no_price() -> None:
    assert cost(Usage("ft:gpt-9:acme::abc", {"input_tokens": 1})) is None


def test_a_sum_has_a_bound_where_each_call_has_one() -> None:
    total = Sum()
    total.add(Usage("gpt-6-luna", {"input_tokens": 3, "output_tokens": 2}))
    total.add(Usage("gpt-6-luna", {"input_tokens": 5}))
    assert total.usage("gpt-6-luna", "batch") == Usage(
        "gpt-6-luna", {"input_tokens": 8, "output_tokens": 2}, rate="batch", largest_input=5
    )
    total.add(Usage("gpt-6-luna", {"input_tokens": 1, "output_tokens": None}, hint="set it"))
    total.add(Usage("gpt-6-luna", {"output_tokens": 9}, hint="another"))
    last = total.usage("gpt-6-luna", "batch")
    assert (last.units, last.hint, total.count) == ({"input_tokens": 9, "output_tokens": None}, "set it", 4)


def test_the_users_prices_win_over_the_package() -> None:
    usage = Usage("gpt-6-luna", {"input_tokens": 100_000})
    assert cost(usage) == Decimal("0.01")
    assert cost(usage, {"gpt-6-luna": {"input": 70}}) == 7
    assert cost(Usage("gpt-6-luna-2026-09-22", usage.units), {"gpt-6-luna": {"input": 70}}) == 7


@pytest.mark.parametrize(
    ("usage", "dollars"),
    [
        (Usage("gpt-6-luna", {"input_tokens": 1000, "output_tokens": 100}), "0.00015"),
        (Usage("gpt-6-luna", {"input_tokens": 1000, "output_tokens": 100}, rate="batch"), "0.000075"),
        (Usage("gpt-6-luna", {"input_tokens": 1000, "output_tokens": 100}, rate="8h"), "0.00009"),
        (Usage("gpt-transcribe", {"audio_minutes": 2}), "0.009"),
        (Usage("tts-1", {"characters": 1_000_000}), "15"),
        (Usage("gpt-6-luna", {"web_searches": 3}), "0.03"),
    ],
)
def test_the_package_knows_todays_models(usage: Usage, dollars: str) -> None:
    assert cost(usage) == Decimal(dollars)


def test_a_price_that_rises_with_the_input_rises_by_the_largest_request() -> None:
    """In a batch of many requests none is long, however many tokens they have together."""
    long = Usage("gpt-6.1-terra", {"input_tokens": 1_000_000})
    many = Usage("gpt-6.1-terra", {"input_tokens": 1_000_000}, largest_input=2000)
    assert (cost(long), cost(many)) == (Decimal(2), Decimal(1))


def test_a_bound_counts_the_input_as_written_to_the_cache() -> None:
    usage = Usage("gpt-6-luna", {"input_tokens": 100_000})
    assert (cost(usage), cost(usage, at_most=True)) == (Decimal("0.01"), Decimal("0.0125"))


@pytest.mark.parametrize(
    ("usage", "reason"),
    [
        (Usage("no-such-model", {"input_tokens": 1}), "no price of no-such-model is known: state it in"),
        (Usage("gpt-6.2-sol", {"input_tokens": 1}), "no price of gpt-6.2-sol is known"),
        (Usage("ft:gpt-4.1-mini:acme::1", {"input_tokens": 1}), "no price of ft:gpt-4.1-mini:acme::1"),
        (Usage("gpt-6-luna", {"training_tokens": 1}), "no price training of gpt-6-luna is known"),
        (Usage("gpt-4o-mini-tts", {"characters": 1}), "no price characters of gpt-4o-mini-tts is known"),
        (Usage("gpt-image-2", {"images": 1}), "no price image of gpt-image-2 is known"),
        (Usage("", {"input_tokens": 1}), "the model is known only after apply"),
        (
            Usage("gpt-6-luna", {"output_tokens": None}, hint="set max_completion_tokens"),
            "nothing bounds tokens out: set max_completion_tokens",
        ),
        (Usage("gpt-6-sol", {"input_tokens": 1}, rate="priority"), "no price priority of gpt-6-sol is known"),
    ],
)
def test_an_unknown_price_is_said_and_never_zero(usage: Usage, reason: str) -> None:
    own = OWN if usage.rate == "priority" else None
    found = Prices(own, lambda: AT).cost(usage)
    assert found.amount is None
    assert reason in found.reason


@pytest.mark.parametrize(
    ("own", "date", "words"),
    [
        (OWN, "2026-11-20", "your prices of 2026-11-20"),
        (OWN, "", "your prices, without a date"),
        (None, "2026-11-20", "prices of 2026-"),
    ],
)
def test_the_date_of_the_list_is_said(own: object, date: str, words: str) -> None:
    found = Prices(own, lambda: AT, date).cost(Usage("gpt-6-sol", {}))  # type: ignore[arg-type]
    assert found.list_words.startswith(words)


def test_the_package_says_when_its_prices_were_checked() -> None:
    """Its notes on prices say so; the newest of them is later than the start of the models of today."""
    assert "2026-10-26" <= package_date() <= "2030"


def test_the_package_has_no_date_but_in_its_notes() -> None:
    """Its sources have `prices_checked` of each model: once that is shipped, it is the better date."""
    assert not {"prices_checked", "updated_at", "checked"} & {each.name for each in fields(ModelInfo)}
    assert {"price_comments", "prices"} <= {each.name for each in fields(ModelInfo)}


@pytest.mark.parametrize(
    ("date", "days"), [("2026-05-30", None), ("2026-05-29", 181), ("2020-01-01", 2521), ("", None)]
)
def test_an_old_list_is_warned_of_once(date: str, days: int | None) -> None:
    """AT is 2026-11-26."""
    prices = Prices(OWN, lambda: AT, date)
    cost = prices.cost(Usage("gpt-6-sol", {}))
    warning = prices.warning(cost)
    assert (warning and warning[0]) == (f"The prices are {days} days old" if days else None)
    assert prices.warning(cost) is None


def test_the_source_is_said() -> None:
    assert Prices(OWN, lambda: AT).cost(Usage("gpt-6-sol", {})).source == "openai_prices"
    assert Prices(None, lambda: AT).cost(Usage("gpt-6-luna", {})).source.startswith("genai-prices 0.")


def test_a_usage_of_an_unknown_unit_or_rate_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no units: tokens"):
        Usage("m", {"tokens": 1})
    with pytest.raises(ValueError, match="no rate: cheap"):
        Usage("m", {}, rate="cheap")


@pytest.mark.parametrize(
    ("answer", "units"),
    [
        ({"prompt_tokens": 10, "completion_tokens": 5}, {"input_tokens": 10, "output_tokens": 5}),
        (
            {
                "input_tokens": 100,
                "input_tokens_details": {"cached_tokens": 60, "cache_write_tokens": 10},
                "output_tokens": 7,
                "output_tokens_details": {"reasoning_tokens": 3},
            },
            {"input_tokens": 30, "cached_tokens": 60, "cache_write_tokens": 10, "output_tokens": 7},
        ),
        (
            {
                "prompt_tokens": 20,
                "prompt_tokens_details": {"audio_tokens": 12, "cached_tokens": 0},
                "completion_tokens": 30,
                "completion_tokens_details": {"audio_tokens": 25},
            },
            {"input_tokens": 8, "audio_input_tokens": 12, "output_tokens": 5, "audio_output_tokens": 25},
        ),
        ({"type": "duration", "seconds": 90}, {"audio_minutes": 1.5}),
        ({"prompt_tokens": 8, "total_tokens": 8}, {"input_tokens": 8, "output_tokens": 0}),
    ],
)
def test_every_spelling_of_the_apis_usage_is_read(answer: dict[str, object], units: dict[str, float]) -> None:
    found = of_answer("m", answer)
    assert found is not None
    assert found.units == units


def test_no_usage_is_no_usage() -> None:
    assert of_answer("m", None) is None
    assert of_answer("m", {"total_tokens": 3}) is None


def test_each_unit_has_a_price_of_its_own_name() -> None:
    assert len({unit.price for unit in UNITS.values()}) == len(UNITS)

"""What a usage costs in US dollars: by the user's own price list, else by that of genai-prices.

An unknown price is never zero: the cost is unknown then, and the reason says which price is missing. Each
cost says how old the list is that it is by.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from fjcorp_openai.money.usage import INPUTS, UNITS, Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CURRENCY = "USD"
PACKAGE = "genai-prices"
OWN = "openai_prices"
OLD_DAYS = 180
"""A list that is older is warned of."""

_OF_THE_PACKAGE: dict[str, tuple[str, int]] = {
    "input_tokens": ("input_mtok", 1),
    "cached_tokens": ("cache_read_mtok", 1),
    "cache_write_tokens": ("cache_write_mtok", 1),
    "image_input_tokens": ("input_image_mtok", 1),
    "audio_input_tokens": ("input_audio_mtok", 1),
    "output_tokens": ("output_mtok", 1),
    "audio_output_tokens": ("output_audio_mtok", 1),
    "characters": ("input_mchars", 1),
    "audio_minutes": ("audio_hours", 60),
    "web_searches": ("web_searches_kcount", 1000),
    "file_searches": ("storage_searches_kcount", 1000),
}
"""Key of the package's price of a unit, and by what it is divided for the price of `Unit.per`."""

_INSTEAD = {
    "cached_tokens": "input_tokens",
    "cache_write_tokens": "input_tokens",
    "image_input_tokens": "input_tokens",
}
"""What a unit costs where it has no price of its own: the API bills it as the other one then."""

_FACTORS = {
    "standard": Decimal(1),
    "batch": Decimal("0.5"),
    "flex": Decimal("0.5"),
    "2h": Decimal("0.7"),
    "8h": Decimal("0.6"),
}
"""Share of the standard price. Priority costs more, by how much depends on the model."""
_CONTEXTS = {
    "batch": {"processing": "batch"},
    "flex": {"service_tier": "flex"},
    "priority": {"service_tier": "priority"},
}
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")
_CHECKED = re.compile(r"\b(?:verified|checked|as of)\b[^.;]{0,80}?(\d{4}-\d{2}-\d{2})")
_TUNED = "ft:"

PRICE_NAMES = tuple(unit.price for unit in UNITS.values() if unit.price)
"""Names of prices in a user's list."""
FACTOR_NAMES = ("batch", "flex", "priority", "2h", "8h")
"""Names in a user's list that are no prices but shares of the standard price."""


@dataclass(frozen=True)
class Cost:
    """What something costs.

    Attributes:
        amount: US dollars; None where it is not known.
        reason: Why it is not known.
        source: Whose price list it is by; empty for none.
        date: The date of that list, as in `2026-11-20`; empty where the list has none.
    """

    amount: Decimal | None
    reason: str = ""
    source: str = ""
    date: str = ""

    @property
    def list_words(self) -> str:
        """Return whose price list it is by, and its date, in words."""
        whose = "your prices" if self.source == OWN else "prices"
        return f"{whose} of {self.date}" if self.date else f"{whose}, without a date"


class Prices:
    """Price lists.

    Args:
        own: The user's prices: by model, dollars by name of the price, and shares of the standard price
            by rate, as in `{"gpt-6-sol": {"input": 2, "output": 10, "batch": 0.5}}`.
        now: Returns the time in Unix seconds, for prices that change on a day.
        date: The date of the user's prices, as in `2026-11-20`; empty where they have none.
    """

    def __init__(
        self, own: Mapping[str, Mapping[str, Any]] | None, now: Callable[[], float], date: str = ""
    ) -> None:
        """Read nothing of the package yet: that takes a quarter of a second."""
        self._date, self._lock, self._warned = date, threading.Lock(), set[str]()
        self._own = {model: _decimals(row) for model, row in (own or {}).items()}
        self._now = now

    def cost(self, usage: Usage, *, at_most: bool = False) -> Cost:
        """Return what a usage costs.

        Args:
            usage: What is, or may be, used.
            at_most: Whether the input counts as if it were written to the cache, where that is dearer.
        """
        if not usage.model:
            return Cost(None, "the model is known only after apply")
        if usage.unbounded:
            words = " and ".join(UNITS[name].words for name in usage.unbounded)
            return Cost(None, f"nothing bounds {words}" + (f": {usage.hint}" if usage.hint else ""))
        own = self._row(usage.model)
        if own is not None:
            return self._by(usage, _user_price(own), _share(own, usage.rate), (OWN, self._date), at_most)
        return self._by_package(usage, at_most)

    def warning(self, cost: Cost) -> tuple[str, str] | None:
        """Return summary and detail of a warning of the list that a cost is by, when it is old.

        It is returned once for each list.
        """
        if not cost.date:
            return None
        days = (datetime.fromtimestamp(self._now(), UTC).date() - date.fromisoformat(cost.date)).days
        with self._lock:
            if days <= OLD_DAYS or cost.source in self._warned:
                return None
            self._warned.add(cost.source)
        own = cost.source == OWN
        new = "Look them up, and state their date" if own else f"pip install -U {PACKAGE} brings new ones"
        return (
            f"The prices are {days} days old",
            f"Estimates are by {cost.source}, of {cost.date}. {new}.",
        )

    def _row(self, model: str) -> Mapping[str, Decimal] | None:
        """Return the user's prices of a model: by its whole name, else by one it shares with others."""
        return next((self._own[name] for name in _names(model) if name in self._own), None)

    def _by_package(self, usage: Usage, at_most: bool) -> Cost:
        # Late: whoever pays for nothing does not wait for it.
        from importlib.metadata import version

        from genai_prices.data_snapshot import get_snapshot
        from genai_prices.types import TieredPrices

        try:
            _provider, model = get_snapshot().find_provider_model(usage.model, None, "openai", None)
        except LookupError:
            # The package knows tuned models by a base with its date, and lists them without.
            names = {name for name in _names(usage.model) if name.startswith(_TUNED)}
            listed = (each for provider in get_snapshot().providers for each in provider.models)
            found = next((each for each in listed if each.id in names), None)
            if found is None:
                return Cost(None, missing(usage.model, ""))
            model = found
        context = _CONTEXTS.get(usage.rate, {})
        special = any(variant.when == context for variant in model.price_variants or ())
        share = Decimal(1) if special else _FACTORS.get(usage.rate)
        prices = model.get_prices(datetime.fromtimestamp(self._now(), UTC), context or None)
        read = usage.largest_input
        if read is None:
            read = sum(int(number) for name, number in usage.known.items() if name in INPUTS)

        def price(name: str) -> Decimal | None:
            key, parts = _OF_THE_PACKAGE.get(name, ("", 1))
            found = getattr(prices, key, None) if key else None
            if isinstance(found, TieredPrices):
                above = [tier.price for tier in found.tiers if tier.start < read]
                found = above[-1] if above else found.base
            return None if found is None else Decimal(found) / parts

        return self._by(usage, price, share, (f"{PACKAGE} {version(PACKAGE)}", package_date()), at_most)

    def _by(
        self,
        usage: Usage,
        price: Callable[[str], Decimal | None],
        share: Decimal | None,
        source: tuple[str, str],
        at_most: bool,
    ) -> Cost:
        if share is None:
            return Cost(None, missing(usage.model, usage.rate), *source)
        total = Decimal(0)
        for name, number in usage.known.items():
            found = price(name)
            if found is None:
                found = price(_INSTEAD.get(name, ""))
            if found is None:
                return Cost(None, missing(usage.model, UNITS[name].price), *source)
            if at_most and name == "input_tokens":
                found = max(found, price("cache_write_tokens") or found)
            total += Decimal(str(number)) * found / UNITS[name].per
        return Cost(total * share, "", *source)


@cache
def package_date() -> str:
    """Return the last day on which the package's prices of OpenAI were checked; empty where it names none.

    The package has no date of its own. Its notes on prices say when they were compared with OpenAI's page.
    """
    from genai_prices.data_snapshot import get_snapshot

    found = [
        day
        for provider in get_snapshot().providers
        if provider.id == "openai"
        for model in provider.models
        for day in _CHECKED.findall(model.price_comments or "")
    ]
    return max(found, default="")


def base_of(model: str) -> str:
    """Return the model that a tuned model is tuned on; another model itself."""
    return model.split(":")[1] if model.startswith(_TUNED) else model


def tuned_on(base: str) -> str:
    """Return the name that what is tuned on a model has its price under."""
    return f"{_TUNED}{base_of(base)}"


def _names(model: str) -> tuple[str, ...]:
    """Return the names that a model's price may stand under, the most special one first.

    A tuned model costs what all that are tuned on its base cost: `ft:gpt-4o-mini` is enough for them.
    """
    tuned = tuned_on(model) if model.startswith(_TUNED) else model
    return model, tuned, _DATED.sub("", tuned)


def missing(model: str, price: str) -> str:
    """Return the sentence about a price that is not known, and how to state it."""
    what = f"no price {price} of {model}" if price else f"no price of {model}"
    example = "{" + f"{model}: {{{price or 'input'}: ...}}" + "}"
    return f"{what} is known: state it in openai_prices, as in {example}"


def _user_price(row: Mapping[str, Decimal]) -> Callable[[str], Decimal | None]:
    return lambda name: row.get(UNITS[name].price) if name else None


def _share(row: Mapping[str, Decimal], rate: str) -> Decimal | None:
    return row.get(rate, _FACTORS.get(rate))


def _decimals(row: Mapping[str, Any]) -> dict[str, Decimal]:
    return {name: Decimal(str(value)) for name, value in row.items() if value is not None}

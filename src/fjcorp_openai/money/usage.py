"""What a paid call uses: `Usage`, as a bound before the call and as the API's count after it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Unit(NamedTuple):
    """Something that is billed.

    Args:
        price: Name of its price in a user's price list; empty where nothing shows before or after how much of
            it is used.
        per: How many of it the price is for.
        words: What it is called in a sentence.
    """

    price: str
    per: int
    words: str


UNITS: dict[str, Unit] = {
    "input_tokens": Unit("input", 1_000_000, "tokens in"),
    "cached_tokens": Unit("cached_input", 1_000_000, "cached tokens in"),
    "cache_write_tokens": Unit("cache_write", 1_000_000, "tokens written to the cache"),
    "image_input_tokens": Unit("image_input", 1_000_000, "tokens of images in"),
    "audio_input_tokens": Unit("audio_input", 1_000_000, "tokens of sound in"),
    "output_tokens": Unit("output", 1_000_000, "tokens out"),
    "audio_output_tokens": Unit("audio_output", 1_000_000, "tokens of sound out"),
    "training_tokens": Unit("training", 1_000_000, "tokens of training"),
    "training_hours": Unit("", 1, "hours of training"),
    "characters": Unit("characters", 1_000_000, "characters"),
    "audio_minutes": Unit("minute", 1, "minutes of sound"),
    "images": Unit("image", 1, "images"),
    "web_searches": Unit("web_search", 1, "web searches"),
    "file_searches": Unit("file_search", 1, "file searches"),
    "code_sessions": Unit("code_session", 1, "sessions of the code interpreter"),
}
"""What is billed, by its name in `Usage.units`. No unit holds another: cached tokens are no input tokens."""

INPUTS = ("input_tokens", "cached_tokens", "cache_write_tokens", "image_input_tokens", "audio_input_tokens")
"""Those of them that a model reads."""

RATES = ("standard", "batch", "flex", "priority", "2h", "8h")
"""Ways to be billed: the Batch API, a service tier, or the completion window of a background response."""


@dataclass(frozen=True)
class Usage:
    """What a paid call uses, or may use at most.

    Attributes:
        model: The model that is billed; empty while it is known only after apply.
        units: How much of each of `UNITS`; None where nothing bounds it. What is not used is left out.
        counted: Whether the API counted the input; else it is an upper bound.
        rate: One of `RATES`.
        largest_input: Tokens of the largest single input, by which some prices rise; None for all of them.
        hint: How the user bounds what has no bound, such as `set max_completion_tokens`.
        note: What the reader should know about the numbers, such as `3 epochs, the default`.
    """

    model: str
    units: Mapping[str, float | None] = field(default_factory=dict)
    counted: bool = False
    rate: str = "standard"
    largest_input: int | None = None
    hint: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no unit or rate: its price would never be found."""
        if wrong := self.units.keys() - UNITS:
            raise ValueError(f"no units: {', '.join(sorted(wrong))}")
        if self.rate not in RATES:
            raise ValueError(f"no rate: {self.rate}")

    @property
    def unbounded(self) -> tuple[str, ...]:
        """The units that nothing bounds."""
        return tuple(name for name in UNITS if name in self.units and self.units[name] is None)

    @property
    def known(self) -> dict[str, float]:
        """The units whose number is known, without those of which nothing is used."""
        return {name: number for name in UNITS if (number := self.units.get(name))}


class Sum:
    """What many calls of one model use together.

    Attributes:
        count: How many calls there are.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.count = 0
        self._units: dict[str, float | None] = {}
        self._largest: float = 0
        self._hint = ""

    def add(self, usage: Usage) -> None:
        """Add what one call uses; a unit that nothing bounds in one call has no bound in the sum."""
        self.count += 1
        for name, value in usage.units.items():
            so_far = self._units.get(name, 0)
            self._units[name] = None if value is None or so_far is None else so_far + value
        self._largest = max(self._largest, sum(usage.units.get(name) or 0 for name in INPUTS))
        self._hint = self._hint or usage.hint

    def usage(self, model: str, rate: str) -> Usage:
        """Return the sum.

        Args:
            model: The model that is billed.
            rate: One of `RATES`.
        """
        return Usage(model, dict(self._units), rate=rate, largest_input=int(self._largest), hint=self._hint)


def of_answer(model: str, usage: Mapping[str, Any] | None, rate: str = "standard") -> Usage | None:
    """Return what an answer says was used; None where it does not say.

    Args:
        model: The model that answered.
        usage: The API's object `usage` in any of its spellings, `prompt_tokens` as well as `input_tokens`,
            or `{"type": "duration", "seconds": ...}` of a transcription.
        rate: One of `RATES`.
    """
    if not usage:
        return None
    if usage.get("seconds") is not None:
        return Usage(model, {"audio_minutes": float(usage["seconds"]) / 60}, counted=True, rate=rate)
    read = _first(usage, "input_tokens", "prompt_tokens")
    written = _first(usage, "output_tokens", "completion_tokens")
    if read is None:
        return None
    inside = _first(usage, "input_tokens_details", "prompt_tokens_details", "input_token_details") or {}
    outside = _first(usage, "output_tokens_details", "completion_tokens_details") or {}
    parts = {
        "cached_tokens": inside.get("cached_tokens"),
        "cache_write_tokens": inside.get("cache_write_tokens"),
        "audio_input_tokens": inside.get("audio_tokens"),
        "image_input_tokens": inside.get("image_tokens"),
    }
    units = {name: int(number) for name, number in parts.items() if number}
    units["input_tokens"] = max(0, int(read) - sum(units.values()))
    if spoken := int(outside.get("audio_tokens") or 0):
        units["audio_output_tokens"] = spoken
    units["output_tokens"] = int(written or 0) - spoken
    return Usage(model, units, counted=True, rate=rate)


def _first(values: Mapping[str, Any], *names: str) -> Any:
    return next((values[name] for name in names if values.get(name) is not None), None)

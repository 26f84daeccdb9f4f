"""A price list: plausible dollars for what calls used, so that costs are sums and limits can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_PER_MILLION_TOKENS = (
    ("text-embedding-3-small", 0.02, 0.0),
    ("text-embedding", 0.13, 0.0),
    ("nano", 0.10, 0.40),
    ("mini", 0.25, 2.00),
    ("pro", 15.00, 120.00),
    ("", 1.25, 10.00),
)
"""Part of a model's name, dollars of a million input and output tokens; the first that fits counts."""

_PER_UNIT: dict[str, tuple[str, float, str]] = {
    "images": ("images", 0.04, "images"),
    "audio_speeches": ("characters", 0.000015, "characters"),
    "audio_transcriptions": ("seconds", 0.0001, "duration_seconds"),
    "code_interpreter_sessions": ("num_sessions", 0.03, ""),
    "file_search_calls": ("num_requests", 0.0025, ""),
    "web_search_calls": ("num_requests", 0.01, ""),
}
"""Kind of usage: what is counted, dollars of one, and the service's unit."""


@dataclass(frozen=True)
class Line:
    """A line of a bill.

    Args:
        item: What it is for, for example ``gpt-5.4, input_tokens``.
        dollars: The amount.
        quantity: How much was used.
        unit: Of the quantity, in the service's words; None where it has none.
    """

    item: str
    dollars: float
    quantity: float
    unit: str | None


def lines(row: dict[str, Any]) -> Iterator[Line]:
    """Yield the lines of the bill for one row of usage; its ``_kind`` says what it is. Moderation is free."""
    kind, model = row["_kind"], row.get("model") or ""
    if kind in {"completions", "embeddings"}:
        prices = next((each[1:] for each in _PER_MILLION_TOKENS if each[0] in model), (0.0, 0.0))
        discount = 0.5 if row.get("batch") else 1.0
        for name, price in zip(("input_tokens", "output_tokens"), prices, strict=True):
            tokens = row.get(name) or 0
            if tokens and price:
                yield Line(f"{model}, {name}", tokens * price * discount / 1e6, tokens, "tokens")
    elif kind in _PER_UNIT:
        name, price, unit = _PER_UNIT[kind]
        quantity = row.get(name, 1 if name in {"num_requests", "num_sessions"} else 0) or 0
        if quantity:
            yield Line(f"{model or kind}, {name}", quantity * price, quantity, unit or None)

"""Checks of configured values: each takes a known value and its path and yields what is wrong with it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.diagnostics import Diagnostic
from fjcorp_openai.provider.protocol.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fjcorp_openai.provider.protocol.diagnostics import Path
    from fjcorp_openai.provider.protocol.schema import Validator


def _names(values: tuple[Any, ...]) -> str:
    return ", ".join(json.dumps(each) for each in values)


def one_of(*allowed: Any) -> Validator:
    """Accept only these values."""

    def check(value: Any, path: Path) -> Iterator[Diagnostic]:
        if value not in allowed:
            yield Diagnostic(
                "error", "Value not allowed", f"{json.dumps(value)} is none of {_names(allowed)}.", path
            )

    return check


def length(minimum: int = 0, maximum: int | None = None) -> Validator:
    """Accept text of so many characters, or a collection of so many elements."""

    def check(value: Any, path: Path) -> Iterator[Diagnostic]:
        if len(value) < minimum or (maximum is not None and len(value) > maximum):
            unit = "characters" if isinstance(value, str) else "elements"
            wanted = f"at least {minimum}" if maximum is None else f"{minimum} to {maximum}"
            yield Diagnostic(
                "error", "Wrong length", f"It has {len(value)} {unit}; {wanted} are allowed.", path
            )

    return check


def between(minimum: float | None = None, maximum: float | None = None) -> Validator:
    """Accept numbers from `minimum` to `maximum`, both included."""

    def check(value: Any, path: Path) -> Iterator[Diagnostic]:
        if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
            low, high = ("" if each is None else f"{each:g}" for each in (minimum, maximum))
            wanted = (
                f"from {low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}"
            )
            yield Diagnostic("error", "Number out of range", f"{value} is not {wanted}.", path)

    return check


def whole() -> Validator:
    """Accept whole numbers."""

    def check(value: Any, path: Path) -> Iterator[Diagnostic]:
        if not isinstance(value, int):
            yield Diagnostic("error", "Not a whole number", f"{value} is not a whole number.", path)

    return check


def matches(pattern: str, meaning: str) -> Validator:
    """Accept text that a regular expression matches wholly; `meaning` says in words what is wanted."""
    expression = re.compile(pattern)

    def check(value: Any, path: Path) -> Iterator[Diagnostic]:
        if expression.fullmatch(value) is None:
            yield Diagnostic("error", "Wrong form", f"{json.dumps(value)} is not {meaning}.", path)

    return check


def json_object() -> Validator:
    """Accept text that holds one JSON object."""

    def check(value: Any, path: Path) -> Iterator[Diagnostic]:
        try:
            good = isinstance(json.loads(value), dict)
            reason = "it holds another kind of value"
        except ValueError as error:
            good, reason = False, str(error)
        if not good:
            detail = f"A JSON object is wanted, as jsonencode({{…}}) writes it; {reason}."
            yield Diagnostic("error", "Not a JSON object", detail, path)

    return check


def exactly_one_of(*names: str) -> Validator:
    """Accept objects with one of these attributes set; for `Schema(validators=…)` or a nested attribute."""
    return _count(names, 1, 1, "Set exactly one of")


def at_most_one_of(*names: str) -> Validator:
    """Accept objects with none or one of these attributes set."""
    return _count(names, 0, 1, "Set only one of")


def at_least_one_of(*names: str) -> Validator:
    """Accept objects with one or more of these attributes set."""
    return _count(names, 1, len(names), "Set at least one of")


def _count(names: tuple[str, ...], minimum: int, maximum: int, demand: str) -> Validator:
    def check(value: Any, path: Path) -> Iterator[Diagnostic]:
        for place, each in _objects(value, path):
            # What is not known yet may turn out to be null: it counts neither for nor against.
            unknown = sum(each.get(name) is UNKNOWN for name in names)
            given = [name for name in names if each.get(name) is not None and each[name] is not UNKNOWN]
            if len(given) > maximum or len(given) + unknown < minimum:
                found = " and ".join(given) + " are set" if given else "none is set"
                where = (*place, given[-1]) if given else place
                yield Diagnostic(
                    "error", "Wrong combination", f"{demand} {', '.join(names)}; {found}.", where
                )

    return check


def _objects(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
    elif isinstance(value, list):
        yield from (((*path, index), each) for index, each in enumerate(value) if isinstance(each, dict))

"""Attribute filters of a search: comparisons, and compounds of them."""

from __future__ import annotations

from typing import Any

from fjcorp_openai.emulator.http.errors import bad_request

_OF_MANY = ("in", "nin")


def check(condition: dict[str, Any], where: str = "filters") -> None:
    """Check that a filter compares with what it can: ``in``, ``nin`` with a list, the others with one value.

    Args:
        condition: ``ComparisonFilter`` or ``CompoundFilter`` of the API.
        where: Where it is in the body.

    Raises:
        ApiError: 400, naming the value.
    """
    if condition["type"] in {"and", "or"}:
        for number, part in enumerate(condition["filters"]):
            check(part, f"{where}.filters[{number}]")
        return
    many = condition["type"] in _OF_MANY
    if isinstance(condition["value"], list) is not many:
        wanted = "a list" if many else "one value"
        raise bad_request(
            f"Invalid '{where}.value': '{condition['type']}' compares with {wanted}.",
            f"{where}.value",
            "invalid_value",
        )


def matches(condition: dict[str, Any], attributes: dict[str, Any]) -> bool:
    """Return whether a file's attributes satisfy a filter.

    A comparison with an attribute that is absent or of another type is false; ``ne`` and ``nin`` are true.

    Args:
        condition: ``ComparisonFilter`` or ``CompoundFilter`` of the API.
        attributes: The file's attributes.

    Returns:
        True when it does.
    """
    kind = condition["type"]
    if kind in {"and", "or"}:
        results = (matches(part, attributes) for part in condition["filters"])
        return all(results) if kind == "and" else any(results)
    value, wanted = attributes.get(condition["key"]), condition["value"]
    if kind in _OF_MANY:
        return any(_equal(value, each) for each in wanted) is (kind == "in")
    if kind in {"eq", "ne"}:
        return _equal(value, wanted) is (kind == "eq")
    return _ordered(kind, value, wanted)


def _equal(left: Any, right: Any) -> bool:
    """Compare as JSON does: true is not 1."""
    return isinstance(left, bool) is isinstance(right, bool) and bool(left == right)


def _ordered(kind: str, value: Any, wanted: Any) -> bool:
    numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in (value, wanted))
    if not numbers and not (isinstance(value, str) and isinstance(wanted, str)):
        return False
    order = (value > wanted) - (value < wanted)
    return bool({"gt": order > 0, "gte": order >= 0, "lt": order < 0, "lte": order <= 0}[kind])

"""Rules for configured values, as data: called with a known value and its path, each yields what is wrong.

Their fields are read too: `scripts/derive.py` writes the validations of the HCL modules from them. So a rule
is a function of its own only where no class here can say it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.diagnostics import Diagnostic
from fjcorp_openai.provider.protocol.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fjcorp_openai.provider.protocol.diagnostics import Path
    from fjcorp_openai.provider.protocol.schema import Validator


@dataclass(frozen=True, slots=True)
class OneOf:
    """Accept only some values.

    Attributes:
        allowed: The values.
    """

    allowed: tuple[Any, ...]

    def __call__(self, value: Any, path: Path) -> Iterator[Diagnostic]:
        """Yield what is wrong with a value."""
        if value not in self.allowed:
            names = ", ".join(map(json.dumps, self.allowed))
            yield Diagnostic("error", "Value not allowed", f"{json.dumps(value)} is none of {names}.", path)


@dataclass(frozen=True, slots=True)
class Former:
    """Refuse what was accepted once, and say what to do in its place.

    Attributes:
        words: The values; all of them when there is none.
        instead: What to do, in words that follow "no longer taken: ".
    """

    words: tuple[str, ...]
    instead: str

    def __call__(self, value: Any, path: Path) -> Iterator[Diagnostic]:
        """Yield what is wrong with a value."""
        if not self.words or value in self.words:
            yield Diagnostic("error", "No longer taken", f"{json.dumps(value)}: {self.instead}.", path)


@dataclass(frozen=True, slots=True)
class Length:
    """Accept text of so many characters, or a collection of so many elements.

    Attributes:
        minimum: Fewest.
        maximum: Most, if there is a bound.
    """

    minimum: int = 0
    maximum: int | None = None

    def __call__(self, value: Any, path: Path) -> Iterator[Diagnostic]:
        """Yield what is wrong with a value."""
        if len(value) < self.minimum or (self.maximum is not None and len(value) > self.maximum):
            unit = "characters" if isinstance(value, str) else "elements"
            at_least = f"at least {self.minimum}"
            wanted = at_least if self.maximum is None else f"{self.minimum} to {self.maximum}"
            detail = f"It has {len(value)} {unit}; {wanted} are allowed."
            yield Diagnostic("error", "Wrong length", detail, path)


@dataclass(frozen=True, slots=True)
class Between:
    """Accept numbers from a smallest to a largest, both included.

    Attributes:
        minimum: The smallest, if there is a bound.
        maximum: The largest, if there is a bound.
    """

    minimum: float | None = None
    maximum: float | None = None

    def __call__(self, value: Any, path: Path) -> Iterator[Diagnostic]:
        """Yield what is wrong with a value."""
        low, high = self.minimum, self.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            if high is None:
                wanted = f"at least {low:.12g}"
            elif low is None:
                wanted = f"at most {high:.12g}"
            else:
                wanted = f"from {low:.12g} to {high:.12g}"
            yield Diagnostic("error", "Number out of range", f"{value} is not {wanted}.", path)


@dataclass(frozen=True, slots=True)
class Whole:
    """Accept whole numbers."""

    def __call__(self, value: Any, path: Path) -> Iterator[Diagnostic]:
        """Yield what is wrong with a value."""
        if not isinstance(value, int):
            yield Diagnostic("error", "Not a whole number", f"{value} is not a whole number.", path)


@dataclass(frozen=True, slots=True)
class Matches:
    r"""Accept text that a regular expression matches wholly.

    Attributes:
        pattern: The expression, in what Python and Terraform (RE2) read alike: classes such as `\s` are
            ASCII, and there is no looking ahead or back.
        meaning: What is wanted, in words that end "... is not".
        hidden: Whether the text may be secret, and is not shown.
    """

    pattern: str
    meaning: str
    hidden: bool = False

    def __call__(self, value: Any, path: Path) -> Iterator[Diagnostic]:
        """Yield what is wrong with a value."""
        if re.fullmatch(self.pattern, value, re.ASCII) is None:
            shown = "The value (not shown)" if self.hidden else json.dumps(value)
            yield Diagnostic("error", "Wrong form", f"{shown} is not {self.meaning}.", path)


@dataclass(frozen=True, slots=True)
class NotBlank:
    """Accept text with at least one character that is not white space.

    Attributes:
        meaning: What is wanted, in words that end "... is not".
    """

    meaning: str

    def __call__(self, value: Any, path: Path) -> Iterator[Diagnostic]:
        """Yield what is wrong with a value."""
        if not value.strip():
            yield Diagnostic("error", "Wrong form", f"{json.dumps(value)} is not {self.meaning}.", path)


@dataclass(frozen=True, slots=True)
class NotPrefixed:
    """Accept text that does not begin in a certain way. The text itself may be secret, and is not shown.

    Attributes:
        prefix: How it does not begin.
        meaning: What would begin so, in words that follow "... is".
    """

    prefix: str
    meaning: str

    def __call__(self, value: Any, path: Path) -> Iterator[Diagnostic]:
        """Yield what is wrong with a value."""
        if value.startswith(self.prefix):
            yield Diagnostic("error", "Wrong form", f"The value (not shown) is {self.meaning}.", path)


@dataclass(frozen=True, slots=True)
class JsonObject:
    """Accept text that holds one JSON object.

    Attributes:
        summary: What is wrong with an object that has a fault, on one line.
        fault: Called with the object. It returns what is wrong, without the last full stop, or an empty text.
    """

    summary: str = ""
    fault: Callable[[dict[str, Any]], str] | None = None

    def __call__(self, value: Any, path: Path) -> Iterator[Diagnostic]:
        """Yield what is wrong with a value."""
        try:
            found, reason = json.loads(value), "it holds another kind of value"
        except ValueError as error:
            found, reason = None, str(error)
        if not isinstance(found, dict):
            detail = f"A JSON object is wanted, as jsonencode({{…}}) writes it; {reason}."
            yield Diagnostic("error", "Not a JSON object", detail, path)
        elif self.fault and (fault := self.fault(found)):
            yield Diagnostic("error", self.summary, f"{fault}.", path)


@dataclass(frozen=True, slots=True)
class EachElement:
    """Accept a list, set or map whose elements a rule accepts.

    Attributes:
        rule: Called with each known element.
    """

    rule: Validator

    def __call__(self, value: Any, path: Path) -> Iterator[Diagnostic]:
        """Yield what is wrong with the elements."""
        elements = value.items() if isinstance(value, dict) else enumerate(value)
        for place, element in elements:
            if element is not None and element is not UNKNOWN:
                yield from self.rule(element, (*path, place))


@dataclass(frozen=True, slots=True)
class EachKey:
    """Accept a map whose keys a rule accepts.

    Attributes:
        rule: Called with each key.
    """

    rule: Validator

    def __call__(self, value: Any, path: Path) -> Iterator[Diagnostic]:
        """Yield what is wrong with the keys."""
        for key in value:
            yield from self.rule(key, (*path, key))


@dataclass(frozen=True, slots=True)
class CountOf:
    """Accept objects that set so many of some attributes: one object, or each of a list.

    Attributes:
        names: The attributes.
        minimum: Fewest of them that are set.
        maximum: Most of them that are set.
        where: Only objects are asked in which this attribute has one of these values; None is null.
    """

    names: tuple[str, ...]
    minimum: int
    maximum: int
    where: tuple[str, tuple[Any, ...]] | None = None

    def __call__(self, value: Any, path: Path) -> Iterator[Diagnostic]:
        """Yield what is wrong with the objects."""
        for place, each in _objects(value, path):
            if self.where is not None and each.get(self.where[0]) not in self.where[1]:
                continue
            # What is not known yet may turn out to be null: it counts neither for nor against.
            unknown = sum(each.get(name) is UNKNOWN for name in self.names)
            given = [name for name in self.names if each.get(name) is not None and each[name] is not UNKNOWN]
            if len(given) > self.maximum or len(given) + unknown < self.minimum:
                found = f"{' and '.join(given)} {'is' if len(given) == 1 else 'are'} set"
                detail = f"{self._demand(each)} {', '.join(self.names)}; {found if given else 'none is set'}."
                where = (*place, given[-1]) if given else place
                yield Diagnostic("error", "Wrong combination", detail, where)

    def _demand(self, value: dict[str, Any]) -> str:
        if self.maximum == 0:
            demand = "Set none of"
        elif self.maximum > 1:
            demand = "Set at least one of"
        else:
            demand = "Set exactly one of" if self.minimum else "Set only one of"
        if self.where is None or value.get(self.where[0]) is None:
            return demand
        return f"With {self.where[0]} {json.dumps(value[self.where[0]])}, {demand[0].lower()}{demand[1:]}"


length, between, whole, matches = Length, Between, Whole, Matches
not_blank, not_prefixed, json_object = NotBlank, NotPrefixed, JsonObject
each_element, each_key = EachElement, EachKey


def former(*words: str, instead: str) -> Former:
    """Refuse these values, or any when none is named, and say what to do in their place."""
    return Former(words, instead)


def one_of(*allowed: Any) -> OneOf:
    """Accept only these values."""
    return OneOf(allowed)


def exactly_one_of(*names: str, where: tuple[str, tuple[Any, ...]] | None = None) -> CountOf:
    """Accept objects with one of these attributes set; for `Schema(validators=…)` or a nested attribute."""
    return CountOf(names, 1, 1, where)


def at_most_one_of(*names: str, where: tuple[str, tuple[Any, ...]] | None = None) -> CountOf:
    """Accept objects with none or one of these attributes set."""
    return CountOf(names, 0, 1, where)


def at_least_one_of(*names: str, where: tuple[str, tuple[Any, ...]] | None = None) -> CountOf:
    """Accept objects with one or more of these attributes set."""
    return CountOf(names, 1, len(names), where)


def none_of(*names: str, where: tuple[str, tuple[Any, ...]] | None = None) -> CountOf:
    """Accept objects with none of these attributes set."""
    return CountOf(names, 0, 0, where)


def _objects(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
    elif isinstance(value, list):
        yield from (((*path, index), each) for index, each in enumerate(value) if isinstance(each, dict))

"""The rules of a schema in HCL: conditions that Terraform checks before it starts the provider."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.schema import Attribute, Nested
from fjcorp_openai.provider.protocol.validators import (
    Between,
    CountOf,
    EachElement,
    EachKey,
    Former,
    JsonObject,
    Length,
    Matches,
    NotBlank,
    NotPrefixed,
    OneOf,
    Whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Validation = tuple[str, str]


def validations(name: str, attribute: Attribute) -> Iterator[Validation]:
    """Yield condition and message of each rule for a variable, those for what is in it included.

    A rule that is a function of its own, and not data, is checked by the provider alone.
    """
    for condition, demand in _conditions(f"var.{name}", attribute, ()):
        yield condition, f"{name}: {demand}."


def demands(attribute: Attribute) -> Iterator[str]:
    """Yield what the rules of an attribute itself demand, without choices that its words name."""
    for rules in _grouped(attribute.validators):
        rule = rules[0]
        if isinstance(rule, OneOf) and all(str(each) in attribute.description for each in rule.allowed):
            continue
        found = _condition("value", attribute.type, rules, ())
        if found:
            yield found[1]


def _conditions(value: str, attribute: Attribute, path: tuple[str, ...]) -> Iterator[Validation]:
    """Yield condition and demand of each rule for a value, which may be null where it is optional."""
    unset = f"{value} == null ? true : " if attribute.optional and attribute.default is None else ""
    kind = attribute.type
    for rules in _grouped(attribute.validators):
        found = _condition(value, kind, rules, path)
        if found:
            yield unset + found[0], found[1]
    if not isinstance(kind, Nested):
        return
    for name, inner in kind.attributes.items():
        if kind.mode == "single":
            yield from _inside(unset, value, name, inner, path)
            continue
        element = _element(value)
        for condition, demand in _conditions(f"{element}.{name}", inner, (*path, name)):
            yield f"{unset}alltrue([for {element} in {value} : {condition}])", demand


def _inside(
    unset: str, value: str, name: str, inner: Attribute, path: tuple[str, ...]
) -> Iterator[Validation]:
    for condition, demand in _conditions(f"{value}.{name}", inner, (*path, name)):
        yield unset + condition, demand


def _grouped(validators: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield rules that make one sentence: whole numbers with their bounds."""
    numbers = [each for each in validators if isinstance(each, Whole | Between)]
    if numbers:
        yield numbers
    yield from ([each] for each in validators if each not in numbers)


def _condition(value: str, kind: Any, rules: Sequence[Any], path: tuple[str, ...]) -> Validation | None:
    rule = rules[0]
    place = f"{'.'.join(path)} " if path else ""
    if isinstance(rule, CountOf):
        if isinstance(kind, Nested) and kind.mode != "single":
            element = _element(value)
            demand = (f"in {place}" if place else "") + _demanded(rule)
            return f"alltrue([for {element} in {value} : {_count(element, rule)}])", demand
        return _count(value, rule), place + _demanded(rule)
    if isinstance(rule, EachElement | EachKey):
        inner = _condition("each", None, [rule.rule], ())
        if inner is None:
            return None
        if isinstance(rule, EachKey):
            return f"alltrue([for each in keys({value}) : {inner[0]}])", f"{place}each key {inner[1]}"
        # A null element is refused too.
        return f"alltrue([for each in {value} : try({inner[0]}, false)])", f"{place}each {inner[1]}"
    parts = [_simple(value, each) for each in rules]
    if None in parts:
        return None
    conditions, demands = zip(*(part for part in parts if part), strict=True)
    return " && ".join(
        conditions
    ), f"{place}must {', '.join(demands).replace(', be ', ', ').replace(', lie ', ' ')}"


def _simple(value: str, rule: Any) -> Validation | None:
    """Return the condition of one rule for one value, and what it demands after "must"."""
    match rule:
        case OneOf(allowed):
            demand = f"be {_or(allowed)}" if len(allowed) < 3 else f"be one of {', '.join(allowed)}"
            return _among(value, allowed), demand
        case Former(words, instead):
            refused = f"!contains([{', '.join(map(text, words))}], {value})" if words else "false"
            return refused, f"not be {_or(words)}: {instead}" if words else f"not be given: {instead}"
        case Length(minimum, maximum):
            return _bounds(f"length({value})", minimum or None, maximum), _long(minimum, maximum)
        case Between(minimum, maximum):
            return _bounds(value, minimum, maximum), _range(minimum, maximum)
        case Whole():
            return f"floor({value}) == {value}", "be a whole number"
        case Matches(pattern, meaning):
            # RE2 writes a character by its number in braces.
            pattern = re.sub(r"\\u([0-9a-fA-F]{4})", r"\\x{\1}", pattern)
            return f"can(regex({text(f'^(?:{pattern})$')}, {value}))", f"be {meaning}"
        case NotBlank(meaning):
            return f'trimspace({value}) != ""', f"be {meaning}"
        case NotPrefixed(prefix, meaning):
            return f"!startswith({value}, {text(prefix)})", f"not be {meaning}"
        case JsonObject():
            return f"can(keys(jsondecode({value})))", "be a JSON object; write it with jsonencode()"
    return None


def _among(value: str, allowed: Sequence[Any]) -> str:
    if len(allowed) == 1:
        return f"{value} == {text(allowed[0])}"
    return f"contains([{', '.join(map(text, allowed))}], {value})"


def _bounds(value: str, minimum: float | None, maximum: float | None) -> str:
    low = None if minimum is None else f"{value} >= {minimum:.12g}"
    high = None if maximum is None else f"{value} <= {maximum:.12g}"
    return " && ".join(each for each in (low, high) if each)


def _long(minimum: int, maximum: int | None) -> str:
    if maximum is None:
        return "not be empty" if minimum == 1 else f"have a length of {minimum} or more"
    return f"have a length of {minimum} to {maximum}" if minimum else f"have a length of {maximum} or less"


def _range(minimum: float | None, maximum: float | None) -> str:
    if maximum is None:
        return f"be at least {minimum:.12g}"
    if minimum is None:
        return f"be at most {maximum:.12g}"
    return f"lie between {minimum:.12g} and {maximum:.12g}"


def _count(value: str, rule: CountOf) -> str:
    """Return the condition that so many attributes of an object are set."""
    given = [f"{value}.{name} != null" for name in rule.names]
    if rule.maximum == 0:
        condition = " && ".join(each.replace("!=", "==") for each in given)
    elif rule.maximum == len(given):
        condition = " || ".join(given)
    else:
        equals = "==" if rule.minimum else "<="
        condition = f"length([for given in [{', '.join(given)}] : given if given]) {equals} {rule.maximum}"
    if rule.where is None:
        return condition
    name, values = rule.where
    known = [each for each in values if each is not None]
    asked = [f"{value}.{name} == null"] if None in values else []
    asked += [f"{value}.{name} == {text(each)}" for each in known] if len(known) < 3 else []
    if len(known) >= 3:  # of null, `contains` makes an error
        asked = [f"try({_among(f'{value}.{name}', known)}, {text(None in values)})"]
    return f"{' || '.join(asked)} ? {condition} : true"


def _demanded(rule: CountOf) -> str:
    names = list(rule.names)
    if rule.maximum == 0:
        demand = f"{_or(names)} must not be given"
    elif len(names) == 1:
        demand = f"{names[0]} must be given"
    elif rule.maximum > 1:
        demand = f"at least one of {_or(names)} must be given"
    elif rule.minimum:
        demand = f"exactly one of {_or(names)} must be given"
    else:
        demand = f"only one of {_or(names)} may be given"
    if rule.where is None:
        return demand
    return f"with {rule.where[0]} {_or([each for each in rule.where[1] if each is not None])}, {demand}"


def _or(names: Sequence[Any]) -> str:
    *others, last = (each if isinstance(each, str) else text(each) for each in names)
    return f"{', '.join(others)} or {last}" if others else last


def _element(value: str) -> str:
    """Return a name for one element of a value: `message` of `var.messages`."""
    name = value.rpartition(".")[2]
    return f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")


def text(value: Any) -> str:
    """Return a value as HCL writes it."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{name} = {text(each)}' for name, each in value.items())} }}"
    if not isinstance(value, str):
        return json.dumps(value)
    return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")

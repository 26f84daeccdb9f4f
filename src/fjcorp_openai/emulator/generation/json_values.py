"""JSON that satisfies a schema, made of words at hand: arguments of tools and structured answers."""

from __future__ import annotations

import itertools
import math
import re
from typing import Any

import jsonschema_rs

from fjcorp_openai.emulator.generation import text_values

_parser: Any = re._parser  # type: ignore[attr-defined]  # noqa: SLF001 - the only reader of patterns in Python
_DEPTH = 8

_OPENERS = frozenset(
    (
        "a",
        "an",
        "and",
        "are",
        "can",
        "could",
        "do",
        "does",
        "give",
        "how",
        "is",
        "please",
        "tell",
        "the",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
    )
)
_FORMATS = {
    "date-time": "2026-11-23T12:00:00Z",
    "date": "2026-11-23",
    "time": "12:00:00Z",
    "duration": "PT1H",
    "email": "person@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uuid": "123e4567-e89b-42d3-a456-426614174000",
    "uri": "https://example.com/",
}


class UnsatisfiableError(Exception):
    """No value could be made that satisfies the schema."""


def json_for_schema(schema: Any, text: str = "", variant: int = 0, *, sparing: bool = False) -> Any:
    """Return a value that satisfies a JSON Schema; the same arguments always give the same value.

    Args:
        schema: The schema, with its own ``$defs``.
        text: What strings and numbers are taken from.
        variant: Another number gives another value where the schema leaves the choice.
        sparing: Whether members that need not be there are left out unless the text has them.

    Raises:
        UnsatisfiableError: None was found, or the schema is none.
    """
    try:
        validator = jsonschema_rs.Draft202012Validator(schema)
    except (ValueError, jsonschema_rs.ValidationError) as error:
        raise UnsatisfiableError(str(error).splitlines()[0]) from error
    for attempt in range(4):
        value = _Maker(schema, text, variant + attempt, sparing=sparing).make(schema, "", 0)
        if validator.is_valid(value):
            return value
    raise UnsatisfiableError("no value was found that satisfies the schema")


class _Maker:
    """Makes one value."""

    def __init__(self, root: Any, text: str, variant: int, *, sparing: bool) -> None:
        self.root = root
        self.said = text
        self.sparing = sparing
        self.spent: set[float] = set()
        self.variant = variant
        self.words: list[str] = re.findall(r"[^\W\d_][\w'-]*", text) or ["example"]
        self.numbers = [float(each) for each in re.findall(r"-?\d{1,9}(?:\.\d{1,6})?", text)]
        self.text = " ".join(text.split())[:200] or "example"

    def make(self, schema: Any, name: str, depth: int) -> Any:
        """Return a value for a schema; ``name`` is the member it is for."""
        if not isinstance(schema, dict):
            return None
        schema = self._flat(schema, depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._choice(schema["enum"])
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = next((each for each in kind if each != "null"), "null")
        if kind is None:
            kind = next(
                (
                    each
                    for key, each in (("properties", "object"), ("items", "array"), ("minimum", "number"))
                    if key in schema
                ),
                "string",
            )
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            return self._array(schema, name, depth)
        if kind in {"integer", "number"}:
            return self._number(schema, name, whole=kind == "integer")
        if kind == "boolean":
            return self.variant % 2 == 0
        return None if kind == "null" else self._string(schema, name)

    def _flat(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        """Follow references and unions, and join what must hold together."""
        for _index in range(32):
            if "$ref" in schema:
                rest = {key: value for key, value in schema.items() if key != "$ref"}
                schema = self._joined(self._target(schema["$ref"]), rest)
                continue
            for key in ("anyOf", "oneOf"):
                if key in schema:
                    branches = [each for each in schema[key] if isinstance(each, dict)]
                    solid = [each for each in branches if each.get("type") != "null"]
                    small = [each for each in branches if "$ref" not in each and "properties" not in each]
                    chosen = (small if depth >= _DEPTH and small else solid) or branches or [{}]
                    rest = {name: value for name, value in schema.items() if name != key}
                    schema = self._joined(rest, chosen[self.variant % len(chosen)])
                    break
            else:
                if "allOf" not in schema:
                    return schema
                joined = {name: value for name, value in schema.items() if name != "allOf"}
                for part in schema["allOf"]:
                    joined = self._joined(joined, self._flat(part, depth) if isinstance(part, dict) else {})
                schema = joined
        return schema

    @staticmethod
    def _joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
        result = {**one, **other}
        if "properties" in one and "properties" in other:
            result["properties"] = {**one["properties"], **other["properties"]}
        if "required" in one and "required" in other:
            result["required"] = [*one["required"], *other["required"]]
        return result

    def _target(self, reference: str) -> dict[str, Any]:
        target: Any = self.root
        for part in filter(None, reference.removeprefix("#").split("/")):
            key = part.replace("~1", "/").replace("~0", "~")
            target = target.get(key, {}) if isinstance(target, dict) else {}
        return target if isinstance(target, dict) else {}

    def _choice(self, options: list[Any]) -> Any:
        lowered = self.text.lower()
        named = [
            each for each in options if isinstance(each, str) and len(each) > 2 and each.lower() in lowered
        ]
        options = named or options
        return options[self.variant % len(options)] if options else None

    def _object(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        properties: dict[str, Any] = schema.get("properties", {})
        required = schema.get("required", [])
        wanted = properties if depth < _DEPTH // 2 else [name for name in properties if name in required]
        if self.sparing:
            wanted = [each for each in wanted if each in required or self._is_told(properties[each], each)]
        names = list(dict.fromkeys([*wanted, *required]))
        value = {name: self.make(properties.get(name, {}), name, depth + 1) for name in names}
        extra = schema.get("additionalProperties", True)
        for number in itertools.count(1):
            if len(value) >= schema.get("minProperties", 0) or extra is False:
                return value
            value.setdefault(
                f"member_{number}", self.make(extra if isinstance(extra, dict) else {}, "member", depth + 1)
            )
        return value

    def _is_told(self, schema: Any, name: str) -> bool:
        """Return whether the text says something for a member."""
        schema = self._flat(schema, 0) if isinstance(schema, dict) else {}
        lowered = self.said.lower()
        if "enum" in schema:
            return any(isinstance(each, str) and each.lower() in lowered for each in schema["enum"])
        if schema.get("type") in {"integer", "number"}:
            words = text_values.words_of(name)
            told = any(word.rstrip("s") in lowered for word in words if len(word) > 2)
            return told and text_values.number_for(name, self.said) is not None
        if schema.get("type") == "string":
            return text_values.text_for(name, schema.get("format", ""), self.said) is not None
        return False

    def _array(self, schema: dict[str, Any], name: str, depth: int) -> list[Any]:
        first = [self.make(each, name, depth + 1) for each in schema.get("prefixItems", ())]
        least, most = schema.get("minItems", 0), schema.get("maxItems", math.inf)
        count = int(min(max(least, 1 if depth >= _DEPTH else 2), most)) if depth < 2 * _DEPTH else least
        items = schema.get("items", {})
        if items is False:
            return first
        words, variant = self.words, self.variant
        values = list(first)
        for number in range(min(count, 1000) * 4):
            if len(values) >= count:
                break
            self.words, self.variant = words[number % len(words) :] + words, variant + number
            value = self.make(items, name.removesuffix("s"), depth + 1)
            if value in values and number >= count and isinstance(items, dict) and "enum" not in items:
                value = self._other(value, number)
            if value not in values or (not schema.get("uniqueItems") and number >= count):
                values.append(value)
        self.words, self.variant = words, variant
        return values

    @staticmethod
    def _other(value: Any, number: int) -> Any:
        """Return another value of the same kind, for lists without repetition."""
        if isinstance(value, str):
            return f"{value} {number}"
        return value + number if isinstance(value, (int, float)) and not isinstance(value, bool) else value

    def _number(self, schema: dict[str, Any], name: str, *, whole: bool) -> int | float:
        low = schema.get("minimum", -math.inf)
        high = schema.get("maximum", math.inf)
        step = schema.get("multipleOf") or (1 if whole else 0)
        if schema.get("exclusiveMinimum") is not None:
            low = max(low, schema["exclusiveMinimum"] + (1 if whole else 1e-3))
        if schema.get("exclusiveMaximum") is not None:
            high = min(high, schema["exclusiveMaximum"] - (1 if whole else 1e-3))
        near = text_values.number_for(name, self.said, self.spent)
        numbers = self.numbers if near is None or self.variant else [near, *self.numbers]
        fitting = [each for each in numbers if low <= each <= high and (not whole or each.is_integer())]
        self.spent.update(fitting[:1])
        value = fitting[self.variant % len(fitting)] if fitting else min(max(self.variant + 1, low), high)
        if step:
            value = math.floor(value / step) * step
            value = value + step if value < low else value
        return int(value) if whole or float(value).is_integer() else round(float(value), 6)

    def _string(self, schema: dict[str, Any], name: str) -> str:
        pattern = schema.get("pattern")
        if pattern:
            try:
                return "".join(self._from_pattern(_parser.parse(pattern)))
            except re.error:
                return ""
        told = None if self.variant else text_values.text_for(name, schema.get("format", ""), self.said)
        if schema.get("format") in _FORMATS:
            return told or str(_FORMATS[schema["format"]])
        least = schema.get("minLength", 0)
        most = schema.get("maxLength", max(400, least))
        long = any(
            part in name.lower()
            for part in ("text", "summary", "description", "answer", "explanation", "reason")
        )
        text = told or (self.text if long else self._word(name))
        while len(text) < least:
            text += f" {self._word(name)}"
        return str(text[: int(most)])

    def _word(self, name: str) -> str:
        parts = [part for part in re.split(r"[\W_]+", name.lower()) if len(part) > 2]
        for number, word in enumerate(self.words[:-1]):
            if word.lower() in parts:
                return self.words[number + 1]
        names = text_values.names_in(self.said) or [
            word
            for word in self.words
            if word[0].isupper() and len(word) > 2 and word.lower() not in _OPENERS
        ]
        words = names or [word for word in self.words if len(word) > 3] or self.words
        return words[self.variant % len(words)]

    def _from_pattern(self, parsed: Any) -> list[str]:
        """Return the pieces of the shortest text that a pattern matches."""
        pieces: list[str] = []
        for operation, value in parsed:
            name = str(operation)
            if name == "LITERAL":
                pieces.append(chr(value))
            elif name == "NOT_LITERAL":
                pieces.append("a" if value != ord("a") else "b")
            elif name == "ANY":
                pieces.append("a")
            elif name == "IN":
                pieces.append(self._from_set(value))
            elif name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
                least, most, inner = value
                for _index in range(max(least, min(most, 1))):
                    pieces += self._from_pattern(inner)
            elif name == "SUBPATTERN":
                pieces += self._from_pattern(value[-1])
            elif name == "BRANCH":
                pieces += self._from_pattern(value[1][self.variant % len(value[1])])
        return pieces

    @staticmethod
    def _from_set(items: Any) -> str:
        negated = str(items[0][0]) == "NEGATE"
        classes = {"CATEGORY_DIGIT": "7", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " ",
                   "CATEGORY_NOT_DIGIT": "a",
                   "CATEGORY_NOT_SPACE": "a", "CATEGORY_NOT_WORD": "-"}  # fmt: skip
        if not negated:
            operation, value = items[0]
            if str(operation) == "CATEGORY":
                return classes[str(value)]
            return chr(value[0] if str(operation) == "RANGE" else value)
        expression = re.compile(r"[\w\s!-~]")
        refused = set()
        for operation, value in items[1:]:
            if str(operation) == "RANGE":
                refused |= set(range(value[0], value[1] + 1))
            elif str(operation) == "LITERAL":
                refused.add(value)
            elif str(operation) == "CATEGORY":
                kind = re.compile({"DIGIT": r"\d", "WORD": r"\w", "SPACE": r"\s"}.get(str(value)[9:], r"\W"))
                refused |= {code for code in range(32, 127) if kind.match(chr(code))}
        codes = [*range(97, 123), *range(32, 97), *range(123, 127)]
        return next((chr(code) for code in codes if code not in refused and expression.match(chr(code))), "a")

"""What a resource, data source, ephemeral resource or the provider itself takes and gives."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from fjcorp_openai.provider.protocol.diagnostics import Diagnostic
from fjcorp_openai.provider.protocol.types import STRING, Type, list_of, map_of, object_of, set_of
from fjcorp_openai.provider.protocol.validators import CountOf
from fjcorp_openai.provider.protocol.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from fjcorp_openai.provider.protocol.diagnostics import Path

    Validator = Callable[[Any, Path], Iterable[Diagnostic]]

_COLLECTIONS = {"list": list_of, "set": set_of, "map": map_of}
_UNIT_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|[hms])")
DEFAULT_TIMEOUT = 1200.0


@dataclass(frozen=True, slots=True)
class Nested:
    """The type of an attribute made of attributes.

    Attributes:
        mode: `single` (one object), `list`, `set` (elements are matched by value) or `map`.
        attributes: The attributes of each object.
    """

    mode: Literal["single", "list", "set", "map"]
    attributes: Mapping[str, Attribute]

    @property
    def type(self) -> Type:
        """The plain type of the values."""
        single = object_of({name: each.value_type for name, each in self.attributes.items()})
        return single if self.mode == "single" else _COLLECTIONS[self.mode](single)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute.

    Attributes:
        type: A type, or `Nested`.
        description: One sentence for the user, in Markdown.
        required: The configuration must set it.
        optional: The configuration may set it.
        computed: The provider may set it.
        sensitive: Terraform hides its value.
        write_only: It is passed to create and update and kept nowhere; null in plan and state.
        default: Value in place of null; makes the attribute optional and computed.
        replace: A change of it replaces the object.
        stable: A computed value that an update does not change.
        validators: Rules for each known value, from `validators`.
        deprecated: What to use in its place.
    """

    type: Type | Nested
    description: str = ""
    required: bool = field(default=False, kw_only=True)
    optional: bool = field(default=False, kw_only=True)
    computed: bool = field(default=False, kw_only=True)
    sensitive: bool = field(default=False, kw_only=True)
    write_only: bool = field(default=False, kw_only=True)
    default: Any = field(default=None, kw_only=True)
    replace: bool = field(default=False, kw_only=True)
    stable: bool = field(default=False, kw_only=True)
    validators: Sequence[Validator] = field(default=(), kw_only=True)
    deprecated: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        """Refuse combinations that Terraform would refuse later, without a name."""
        if self.default is not None:
            object.__setattr__(self, "optional", True)
            object.__setattr__(self, "computed", True)
        if self.required == (self.optional or self.computed):
            raise ValueError("an attribute is either required, or optional, computed or both")
        if self.write_only and self.computed:
            raise ValueError("a write-only attribute cannot be computed nor have a default")

    @property
    def value_type(self) -> Type:
        """The plain type of the values."""
        return self.type.type if isinstance(self.type, Nested) else self.type


def optional(kind: Type | Nested, description: str, *rules: Validator, deprecated: str = "") -> Attribute:
    """Return an attribute that the configuration may set."""
    return Attribute(kind, description, optional=True, validators=rules, deprecated=deprecated)


def required(kind: Type | Nested, description: str, *rules: Validator) -> Attribute:
    """Return an attribute that the configuration must set."""
    return Attribute(kind, description, required=True, validators=rules)


def computed(kind: Type | Nested, description: str) -> Attribute:
    """Return an attribute that the provider sets, and that an update may change."""
    return Attribute(kind, description, computed=True)


def result(kind: Type | Nested, description: str) -> Attribute:
    """Return an attribute that the provider sets, and that an update does not change."""
    return Attribute(kind, description, computed=True, stable=True)


class Schema:
    """The attributes of one kind of object.

    Attributes:
        attributes: By name, `timeouts` included.
        version: Raised when old states must be rewritten by `Resource.upgrade`.
        description: What it is, in Markdown.
        timeouts: Default seconds of each operation whose timeout the user may set.
        validators: Called with the whole configuration and an empty path.
        type: The plain type of the values.
    """

    def __init__(
        self,
        attributes: Mapping[str, Attribute],
        version: int = 0,
        description: str = "",
        timeouts: Sequence[str] | dict[str, float] = (),
        validators: Sequence[Validator] = (),
    ) -> None:
        """Take the attributes; `timeouts` adds the attribute of that name."""
        self.attributes = dict(attributes)
        self.version = version
        self.description = description
        self.validators = validators
        self.timeouts: dict[str, float] = (
            dict(timeouts) if isinstance(timeouts, dict) else dict.fromkeys(timeouts, DEFAULT_TIMEOUT)
        )
        if self.timeouts:
            each = {
                operation: Attribute(
                    STRING,
                    f'How long to wait at {operation}, such as "90s" or "1h30m". Default: {seconds:g}s.',
                    optional=True,
                    validators=[_check_duration],
                )
                for operation, seconds in self.timeouts.items()
            }
            description = "How long to wait for slow operations."
            self.attributes["timeouts"] = Attribute(Nested("single", each), description, optional=True)
        self.type = Nested("single", self.attributes).type

    def timeout(self, operation: str, values: Mapping[str, Any] | None) -> float:
        """Return the seconds that an operation may take, given the object's values."""
        settings = (values or {}).get("timeouts")
        chosen = settings.get(operation) if isinstance(settings, dict) else None
        return duration(chosen) if isinstance(chosen, str) else self.timeouts.get(operation, DEFAULT_TIMEOUT)

    def validate(self, config: dict[str, Any]) -> Iterator[Diagnostic]:
        """Yield what the validators find in a configuration."""
        yield from _validate(self.attributes, config, ())
        for validator in self.validators:
            yield from validator(config, ())


def duration(text: str) -> float:
    """Return the seconds of a text such as `90s`, `1h30m` or `250ms`.

    Raises:
        ValueError: The text is no duration.
    """
    parts = _DURATION.findall(text)
    if not parts or "".join(map("".join, parts)) != text:
        raise ValueError(f'"{text}" is no duration; write one like "90s", "20m" or "1h30m"')
    return sum(float(amount) * _UNIT_SECONDS[unit] for amount, unit in parts)


def objects(nested: Nested, value: Any) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the known objects inside a nested value, each with the path from the value down to it."""
    if nested.mode == "single":
        items: Iterable[tuple[Path, Any]] = [((), value)]
    elif isinstance(value, dict):
        items = (((key,), each) for key, each in value.items())
    else:
        items = (((index,), each) for index, each in enumerate(value if isinstance(value, list) else ()))
    return ((path, each) for path, each in items if isinstance(each, dict))


def _validate(
    attributes: Mapping[str, Attribute], values: dict[str, Any], path: Path, secret: bool = False
) -> Iterator[Diagnostic]:
    for name, attribute in attributes.items():
        value = values.get(name)
        if value is None or value is UNKNOWN:
            continue
        if attribute.deprecated:
            yield Diagnostic("warning", f"{name} is deprecated", attribute.deprecated, (*path, name))
        hidden = secret or attribute.sensitive or attribute.write_only
        for validator in attribute.validators:
            if isinstance(validator, CountOf):
                # Which attributes are set together is no secret. Of a map, each object is asked.
                kind = attribute.type
                mapped = isinstance(kind, Nested) and kind.mode == "map"
                elements = value.items() if mapped and isinstance(value, dict) else [(None, value)]
                for key, each in elements:
                    yield from validator(each, (*path, name) if key is None else (*path, name, key))
                continue
            for each in validator(value, (*path, name)):
                yield _without(value, each) if hidden else each
        if isinstance(attribute.type, Nested):
            for inner, element in objects(attribute.type, value):
                yield from _validate(attribute.type.attributes, element, (*path, name, *inner), hidden)


def _without(value: Any, diagnostic: Diagnostic) -> Diagnostic:
    """Return a diagnostic about a secret without the secret in its text."""
    if not isinstance(value, str):
        return replace(diagnostic, detail="The value is not acceptable; it is secret and not shown here.")
    detail = diagnostic.detail.replace(json.dumps(value), "The value (not shown)")
    return replace(diagnostic, detail=detail.replace(value, "(not shown)") if len(value) > 1 else detail)


def _check_duration(value: Any, path: Path) -> Iterator[Diagnostic]:
    try:
        duration(value)
    except ValueError as error:
        yield Diagnostic("error", "Not a duration", str(error), path)

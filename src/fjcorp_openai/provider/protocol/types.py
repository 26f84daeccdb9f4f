"""Terraform's type system: the types that attributes, parameters and results may have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Type:
    """One type; build it with the constants and functions of this module.

    Attributes:
        kind: `string`, `number`, `bool`, `dynamic`, `list`, `set`, `map`, `object` or `tuple`.
        element: Type of the elements of a list, set or map.
        attributes: Types of an object's attributes by name.
        elements: Types of a tuple's elements in order.
    """

    kind: str
    element: Type | None = None
    attributes: Mapping[str, Type] = field(default_factory=dict)
    elements: tuple[Type, ...] = ()

    def to_json(self) -> Any:
        """Return the type as Terraform writes it in JSON, such as `["list", "string"]`."""
        if self.element is not None:
            return [self.kind, self.element.to_json()]
        if self.kind == "object":
            return ["object", {name: each.to_json() for name, each in self.attributes.items()}]
        if self.kind == "tuple":
            return ["tuple", [each.to_json() for each in self.elements]]
        return self.kind

    @classmethod
    def from_json(cls, document: Any) -> Type:
        """Read a type from Terraform's JSON form."""
        if isinstance(document, str):
            return cls(document)
        kind, inner = document[0], document[1]
        if kind == "object":
            return object_of({name: cls.from_json(each) for name, each in inner.items()})
        if kind == "tuple":
            return tuple_of([cls.from_json(each) for each in inner])
        return cls(kind, cls.from_json(inner))


STRING = Type("string")
NUMBER = Type("number")
BOOL = Type("bool")
DYNAMIC = Type("dynamic")


def list_of(element: Type) -> Type:
    """Return the type of lists whose elements all have one type."""
    return Type("list", element)


def set_of(element: Type) -> Type:
    """Return the type of sets: no order, no element twice. Their Python value is a list."""
    return Type("set", element)


def map_of(element: Type) -> Type:
    """Return the type of maps from text to one type."""
    return Type("map", element)


def object_of(attributes: Mapping[str, Type]) -> Type:
    """Return the type of objects with exactly these attributes."""
    return Type("object", attributes=dict(attributes))


def tuple_of(elements: Sequence[Type]) -> Type:
    """Return the type of sequences that hold exactly these types in this order."""
    return Type("tuple", elements=tuple(elements))

"""Values on the wire and in Python, both ways.

| Terraform | Python |
|---|---|
| string, bool | str, bool |
| number | int; float when its shortest decimal text, or the float itself, is the very number; else Decimal |
| list, set, tuple | list |
| map, object | dict |
| null | None |
| not known yet | UNKNOWN |

Terraform's numbers have 512 bits, so that 0.1 is not the double 0.1; it sends such a number as decimal text,
and one that is a double as a double. Each must go back the way it came: Terraform reads even the exact
digits of 2^-40 as another number. A plain float, as an API gives it, leaves as its decimal text.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NoReturn, final

import msgpack  # type: ignore[import-untyped]

from fjcorp_openai.provider.protocol.types import BOOL, DYNAMIC, NUMBER, STRING, Type, object_of, tuple_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNKNOWN_CODE = 0
_REFINED_UNKNOWN_CODE = 12
_LARGEST_WHOLE = Decimal(10) ** 155


@final
class Unknown:
    """The type of `UNKNOWN`."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        """Refuse: a value that is not known is neither true nor false."""
        raise TypeError("the value is not known yet; compare with `is UNKNOWN` before using it")

    def __repr__(self) -> str:
        """Return `UNKNOWN`."""
        return "UNKNOWN"

    def __copy__(self) -> Unknown:
        """Return itself: there is one."""
        return self

    def __deepcopy__(self, memory: dict[int, Any]) -> Unknown:
        """Return itself: there is one."""
        return self


UNKNOWN: Final = Unknown()


class Double(float):
    """A number that came as a double and goes back as one."""

    __slots__ = ()


class DynamicList(list[Any]):
    """A sequence that stood in an attribute of any type; remembers which type it had."""

    type: Type


class DynamicDict(dict[str, Any]):
    """A map or object that stood in an attribute of any type; remembers which type it had."""

    type: Type


def is_known(value: Any) -> bool:
    """Return whether a value holds no unknown at any depth."""
    if isinstance(value, dict):
        return all(map(is_known, value.values()))
    if isinstance(value, list):
        return all(map(is_known, value))
    return value is not UNKNOWN


def same(left: Any, right: Any, kind: Type) -> bool:
    """Return whether two values of a type are equal; the order of a set's elements does not count."""
    if left is None or right is None or left is UNKNOWN or right is UNKNOWN:
        return left is right
    if kind.kind == "set" and kind.element is not None:
        if len(left) != len(right):
            return False
        rest = list(right)
        for each in left:
            for position, other in enumerate(rest):
                if same(each, other, kind.element):
                    del rest[position]
                    break
            else:
                return False
        return True
    if kind.kind in ("list", "tuple"):
        kinds = kind.elements or [kind.element or DYNAMIC] * len(left)
        return len(left) == len(right) and all(map(same, left, right, kinds))
    if kind.kind == "map":
        return left.keys() == right.keys() and all(
            same(each, right[key], kind.element or DYNAMIC) for key, each in left.items()
        )
    if kind.kind == "object":
        return all(same(left.get(name), right.get(name), each) for name, each in kind.attributes.items())
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)


def retain(old: Any, new: Any, kind: Type) -> Any:
    """Return the new value, but the old one wherever they differ only in what an API's JSON cannot hold.

    JSON's readers make doubles of all numbers: 1/3 comes back with 16 digits. And it has one kind of sequence
    where an attribute of any type distinguishes lists, sets and tuples.
    """
    if old is None or new is None or old is UNKNOWN or new is UNKNOWN:
        return new
    if kind.kind == "number" and not (isinstance(old, int) and isinstance(new, int)):
        return old if float(old) == float(new) else new
    if kind.kind == "dynamic":
        return old if json.dumps(old, default=str) == json.dumps(new, default=str) else new
    if kind.kind == "list" and len(old) == len(new):
        return [retain(*each, kind.element or DYNAMIC) for each in zip(old, new, strict=True)]
    if kind.kind == "map":
        return {key: retain(old.get(key), each, kind.element or DYNAMIC) for key, each in new.items()}
    if kind.kind == "object":
        return {
            name: retain(old.get(name), each, kind.attributes.get(name, DYNAMIC))
            for name, each in new.items()
        }
    return new


def number(value: float | str | Decimal) -> float | Decimal:
    """Return a number in the simplest Python type that holds it exactly."""
    if isinstance(value, int):
        return value
    exact = Decimal(value)
    if exact == exact.to_integral_value() and abs(exact) < _LARGEST_WHOLE:
        return int(exact)
    if isinstance(value, float):
        return Double(value)
    double = float(exact)
    return double if Decimal(repr(double)) == exact else exact


def decode(data: bytes, kind: Type) -> Any:
    """Return the Python value of MessagePack bytes that hold a value of a type; empty bytes are null."""
    if not data:
        return None
    return _from_plain(msgpack.unpackb(data, strict_map_key=False, ext_hook=_extension), kind)


def encode(value: Any, kind: Type) -> bytes:
    """Return a value as MessagePack.

    Raises:
        ValueError: The value does not fit the type; the message names the place.
    """
    data: bytes = msgpack.packb(_to_plain(value, kind, ""))
    return data


def restore_unknown(planned: bytes, config: bytes, names: Iterable[str]) -> bytes:
    """Return a planned object with the unknowns of these attributes as the configuration has them.

    In an attribute of any type an unknown has a type of its own, which `UNKNOWN` does not hold, and which
    Terraform does not allow the plan to lose.
    """
    values, origin = (msgpack.unpackb(each, strict_map_key=False) for each in (planned, config))
    values.update({name: origin[name] for name in names})
    data: bytes = msgpack.packb(values)
    return data


def decode_json(data: bytes) -> Any:
    """Return the plain value of a JSON text with its numbers exact."""
    return json.loads(data, parse_float=number)


def conform(value: Any, kind: Type) -> Any:
    """Bring a plain JSON value into a type's shape: absent attributes become null, foreign ones go."""
    if value is None:
        return None
    if kind.kind == "object":
        return {name: conform(value.get(name), each) for name, each in kind.attributes.items()}
    if kind.kind == "tuple":
        return [conform(each, inner) for each, inner in zip(value, kind.elements, strict=True)]
    if kind.element is not None:
        if kind.kind == "map":
            return {key: conform(each, kind.element) for key, each in value.items()}
        return [conform(each, kind.element) for each in value]
    if kind.kind == "dynamic":
        inner = Type.from_json(value["type"])
        return _remember(conform(value["value"], inner), inner)
    return number(value) if kind.kind == "number" and not isinstance(value, bool) else value


def _extension(code: int, data: bytes) -> Any:
    if code in (_UNKNOWN_CODE, _REFINED_UNKNOWN_CODE):
        return UNKNOWN
    raise ValueError(
        f"MessagePack extension {code} with {len(data)} bytes has no meaning in Terraform's protocol"
    )


def _from_plain(value: Any, kind: Type) -> Any:
    if value is None or value is UNKNOWN:
        return value
    if kind.kind == "number":
        return number(value)
    if kind.kind == "object":
        return {name: _from_plain(value.get(name), each) for name, each in kind.attributes.items()}
    if kind.kind == "tuple":
        return [_from_plain(each, inner) for each, inner in zip(value, kind.elements, strict=True)]
    if kind.element is not None:
        if kind.kind == "map":
            return {key: _from_plain(each, kind.element) for key, each in value.items()}
        return [_from_plain(each, kind.element) for each in value]
    if kind.kind == "dynamic":
        inner = Type.from_json(json.loads(value[0]))
        return _remember(_from_plain(value[1], inner), inner)
    return value


def _remember(value: Any, kind: Type) -> Any:
    if isinstance(value, list):
        sequence = DynamicList(value)
        sequence.type = kind
        return sequence
    if isinstance(value, dict):
        mapping = DynamicDict(value)
        mapping.type = kind
        return mapping
    return value


def _guess(value: Any) -> Type:
    if isinstance(value, DynamicList | DynamicDict):
        return value.type
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, int | float | Decimal):
        return NUMBER
    if isinstance(value, str):
        return STRING
    if isinstance(value, dict):
        return object_of({key: _guess(each) for key, each in value.items()})
    if isinstance(value, list):
        return tuple_of([_guess(each) for each in value])
    return DYNAMIC


def _to_plain(value: Any, kind: Type, place: str) -> Any:
    if value is None:
        return None
    if value is UNKNOWN:
        return msgpack.ExtType(_UNKNOWN_CODE, b"")
    match kind.kind, value:
        case "string", str():
            return value
        case "bool", bool():
            return value
        case "number", int() | float() | Decimal() if not isinstance(value, bool):
            return _number_to_plain(value, place)
        case "list" | "set", list() | tuple() if kind.element is not None:
            return _each(((f"[{i}]", each, kind.element) for i, each in enumerate(value)), place)
        case "tuple", list() | tuple() if len(value) == len(kind.elements):
            return _each(((f"[{i}]", each, kind.elements[i]) for i, each in enumerate(value)), place)
        case "map", dict() if kind.element is not None:
            return {key: _to_plain(each, kind.element, f"{place}.{key}") for key, each in value.items()}
        case "object", dict():
            if foreign := value.keys() - kind.attributes.keys():
                raise ValueError(
                    f"{place.lstrip('.') or 'the value'} has no attribute {', '.join(sorted(foreign))}"
                )
            return {
                name: _to_plain(value.get(name), each, f"{place}.{name}")
                for name, each in kind.attributes.items()
            }
        case "dynamic", _:
            guess = _guess(value)
            return [json.dumps(guess.to_json()).encode(), _to_plain(value, guess, place)]
    raise ValueError(
        f"{place.lstrip('.') or 'the value'} is of type {type(value).__name__} where a {kind.kind} belongs"
    )


def _each(items: Iterable[tuple[str, Any, Type]], place: str) -> list[Any]:
    return [_to_plain(each, kind, place + step) for step, each, kind in items]


def _number_to_plain(value: float | Decimal, place: str) -> float | str:
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**64 else str(value)
    if isinstance(value, Double):
        return float(value)
    text = repr(value) if isinstance(value, float) else str(value)
    if not Decimal(text).is_finite():
        raise ValueError(f"{place.lstrip('.') or 'the value'} is {text}, which is no number in Terraform")
    return text

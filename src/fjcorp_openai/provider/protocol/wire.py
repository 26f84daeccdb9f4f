"""Our schemas, values and diagnostics as protobuf messages, and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgpack  # type: ignore[import-untyped]

from fjcorp_openai.provider.protocol import messages
from fjcorp_openai.provider.protocol.diagnostics import path_text
from fjcorp_openai.provider.protocol.schema import Nested
from fjcorp_openai.provider.protocol.values import conform, decode, decode_json, encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fjcorp_openai.provider.protocol.diagnostics import Diagnostic
    from fjcorp_openai.provider.protocol.resource import Function
    from fjcorp_openai.provider.protocol.schema import Attribute, Schema
    from fjcorp_openai.provider.protocol.types import Type

_SEVERITY = {"error": 1, "warning": 2}
_NESTING = {"single": 1, "list": 2, "set": 3, "map": 4}
_MARKDOWN = 1


def read_value(message: Any, kind: Type) -> Any:
    """Return the Python value of a DynamicValue."""
    if message.json and not message.msgpack:
        return conform(decode_json(message.json), kind)
    return decode(message.msgpack, kind)


def write_value(value: Any, kind: Type) -> Any:
    """Return a Python value as a DynamicValue.

    Raises:
        ValueError: The value does not fit the type.
    """
    return messages.DynamicValue(msgpack=encode(value, kind))


def read_private(data: bytes) -> dict[str, bytes]:
    """Return what we keep beside a state."""
    return dict(msgpack.unpackb(data)) if data else {}


def write_private(private: Mapping[str, bytes]) -> bytes:
    """Return what we keep beside a state as bytes; none when there is nothing."""
    return bytes(msgpack.packb(dict(private))) if private else b""


def write_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Any]:
    """Return diagnostics as messages.

    Only the path's first step travels as a path: Terraform 1.11 points at a wrong place, or at none, for what
    lies inside a nested attribute. The detail holds the whole path.
    """
    result = []
    for each in diagnostics:
        message = messages.Diagnostic(
            severity=_SEVERITY[each.severity], summary=each.summary, detail=each.detail
        )
        if each.path:
            message.attribute.steps.add(attribute_name=str(each.path[0]))
        if len(each.path) > 1:
            message.detail = f"At {path_text(each.path)}: {each.detail}"
        result.append(message)
    return result


def write_path(name: str) -> Any:
    """Return the path of a top-level attribute."""
    return messages.AttributePath(steps=[messages.Step(attribute_name=name)])


def write_type(kind: Type) -> bytes:
    """Return a type as Terraform's JSON."""
    return json.dumps(kind.to_json()).encode()


def write_schema(schema: Schema) -> Any:
    """Return a schema as a message."""
    block = messages.Block(
        version=schema.version,
        attributes=_attributes(schema.attributes),
        description=schema.description,
        description_kind=_MARKDOWN,
    )
    return messages.Schema(version=schema.version, block=block)


def write_function(function: Function) -> Any:
    """Return a function's signature as a message."""
    message = messages.Function(
        parameters=[
            messages.Parameter(name=name, type=write_type(kind)) for name, kind in function.parameters.items()
        ],
        summary=function.description,
        description=function.description,
        description_kind=_MARKDOWN,
    )
    getattr(message, "return").type = write_type(function.result)
    return message


def _attributes(attributes: Mapping[str, Attribute]) -> list[Any]:
    result = []
    for name, each in sorted(attributes.items()):
        message = messages.Attribute(
            name=name,
            description=each.description,
            description_kind=_MARKDOWN,
            required=each.required,
            optional=each.optional,
            computed=each.computed,
            sensitive=each.sensitive,
            write_only=each.write_only,
            deprecated=bool(each.deprecated),
        )
        if isinstance(each.type, Nested):
            message.nested_type.nesting = _NESTING[each.type.mode]
            message.nested_type.attributes.extend(_attributes(each.type.attributes))
        else:
            message.type = write_type(each.type)
        result.append(message)
    return result

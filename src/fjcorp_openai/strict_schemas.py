"""What a JSON Schema must be like for an answer that keeps to it strictly, in the service's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOP = ("oneOf", "anyOf", "allOf", "enum", "not")
_UNIONS = ("oneOf", "allOf")
_DEEPEST = 200
_PLACES = ("properties", "$defs", "definitions")


def wrong_root(schema: Any) -> str | None:
    """Return what is wrong with a schema of arguments, strict or not; None when it describes an object."""
    kind = schema.get("type") if isinstance(schema, dict) else None
    if kind != "object":
        return f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{kind}\"'."
    if any(name in schema for name in _TOP):
        return (
            "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top "
            "level."
        )
    return None


def problem(schema: Any) -> str | None:
    """Return the first thing for which a strict schema is refused, or None."""
    return next(iter(problems(schema)), None)


def problems(schema: Any) -> list[str]:
    """Return all for which a strict schema is refused, what is outside before what is in it."""
    root = wrong_root(schema)
    return [root] if root else [*_problems(schema, ())]


def _problems(schema: Any, path: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(schema, dict) or len(path) > _DEEPEST:
        return
    where = f"In context={path!r}, "
    for name in _UNIONS:
        if name in schema:
            yield f"{where}'{name}' is not permitted."
    if not {"type", "$ref", "anyOf", "enum", "const"} & set(schema):
        yield f"{where}schema must have a 'type' key."
    kinds = schema.get("type")
    if "object" in (kinds if isinstance(kinds, list) else [kinds]):
        yield from _object_problems(schema, where)
    for place in _PLACES:
        members = schema.get(place)
        for name, inner in members.items() if isinstance(members, dict) else ():
            yield from _problems(inner, (*path, place, name))
    yield from _problems(schema.get("items"), (*path, "items"))
    for number, inner in enumerate(schema.get("anyOf") or ()):
        yield from _problems(inner, (*path, "anyOf", str(number)))


def _object_problems(schema: dict[str, Any], where: str) -> Iterator[str]:
    if schema.get("additionalProperties") is not False:
        yield f"{where}'additionalProperties' is required to be supplied and to be false."
    names, required = list(schema.get("properties") or {}), list(schema.get("required") or ())
    every = (
        f"{where}'required' is required to be supplied and to be an array including every key in properties."
    )
    for name in names:
        if name not in required:
            yield f"{every} Missing '{name}'."
    for name in required:
        if name not in names:
            yield f"{every} Extra required key '{name}' supplied."

"""Values brought into the form in which the document shows them: what was sent has often another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.spec.schemas import merged_properties

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "#/components/schemas/"
_UNIONS = ("anyOf", "oneOf")
_TELLING = ("type", "role")


def shown(value: Any, schema: dict[str, Any], components: dict[str, Any]) -> Any:
    """Return a value in the form of a schema.

    Members that the schema does not know go, and so do those that are null where it has no null. Members that
    it asks for come: null where that is allowed, ``completed`` for a status, else what is empty.

    Args:
        value: A JSON value.
        schema: A schema of the document.
        components: The document's component schemas.
    """
    if not isinstance(value, (dict, list)):
        return value
    chosen = _chosen(value, schema, components)
    if isinstance(value, list):
        return [shown(each, chosen.get("items", {}), components) for each in value]
    properties = merged_properties(chosen, components)
    if not properties:
        return value
    result = {}
    for name, each in value.items():
        known = properties.get(name)
        if known is None or (each is None and not _takes_null(known, components)):
            continue
        allowed = _alternatives(known, components)
        values = next((branch["enum"] for branch in allowed if "enum" in branch), None)
        wrong = name == "status" and values is not None and each not in values
        result[name] = "incomplete" if wrong else shown(each, known, components)
    for name in _required(chosen, components):
        if name not in result:
            result[name] = _empty(properties.get(name, {}), components)
    return result


def _follow(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = components[schema["$ref"].removeprefix(_PREFIX)]
    return schema


def _alternatives(schema: dict[str, Any], components: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what a value may be, with the unions within unions."""
    schema = _follow(schema, components)
    branches = [each for key in _UNIONS for each in schema.get(key, ())]
    if not branches:
        yield schema
    for each in branches:
        yield from _alternatives(each, components)


def _chosen(value: Any, schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """Return the alternative that a list or an object is meant to be, or an empty schema."""
    for each in _alternatives(schema, components):
        if isinstance(value, list):
            if "items" in each:
                return each
            continue
        properties = merged_properties(each, components)
        telling = [
            (value[name], next(_alternatives(properties[name], components)).get("enum"))
            for name in _TELLING
            if name in properties and name in value
        ]
        if properties and all(values is None or told in values for told, values in telling):
            return each
    return {}


def _takes_null(schema: dict[str, Any], components: dict[str, Any]) -> bool:
    return bool(_follow(schema, components).get("nullable")) or any(
        each.get("nullable") or each.get("type") == "null" or not each
        for each in _alternatives(schema, components)
    )


def _required(schema: dict[str, Any], components: dict[str, Any]) -> list[str]:
    schema = _follow(schema, components)
    names = list(schema.get("required", ()))
    for part in schema.get("allOf", ()):
        names += _required(part, components)
    return list(dict.fromkeys(names))


def _empty(schema: dict[str, Any], components: dict[str, Any]) -> Any:
    if _takes_null(schema, components):
        return None
    first = next(_alternatives(schema, components))
    if "enum" in first:
        return "completed" if "completed" in first["enum"] else first["enum"][0]
    kinds = {"string": "", "integer": 0, "number": 0, "boolean": False, "array": []}
    return kinds[first["type"]] if first.get("type") in kinds else shown({}, first, components)

"""Turns the document's schemas into validators, and what they find into the service's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs

from fjcorp_openai.emulator.http.errors import ApiError, bad_request

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST = 1 << 63
"""Whole numbers from here on are refused: no member of the API holds one."""
_PREFIX = "#/components/schemas/"
_IN_PLACE = ("anyOf", "allOf", "oneOf")
_IGNORED = frozenset(
    {"discriminator", "nullable", "default", "deprecated", "format", "$recursiveAnchor", "not"}
)
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_NAMES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a decimal",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
    "null": "null",
}


class Compiler:
    """Makes validators of the document's schemas, each when it is first wanted.

    Every object that the document describes is closed (a member that it does not name is an error), and
    ``oneOf`` is read as ``anyOf`` because many of its branches overlap.

    Args:
        components: The document's component schemas.
    """

    def __init__(self, components: dict[str, Any]) -> None:
        """Bind the component schemas."""
        self.components = components
        self._converted: dict[str, tuple[Any, set[str]]] = {}

    def compile(self, schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
        """Return a validator of a schema of the document."""
        used: set[str] = set()
        root = self._convert(schema, used, whole=True)
        definitions: dict[str, Any] = {}
        pending = list(used)
        while pending:
            name = pending.pop()
            if name in definitions:
                continue
            if name not in self._converted:
                needs: set[str] = set()
                self._converted[name] = (self._convert(self.components[name], needs, whole=False), needs)
            definitions[name], needs = self._converted[name]
            pending.extend(needs)
        if isinstance(root, dict) and definitions:
            root = root | {"$defs": definitions}
        return jsonschema_rs.Draft202012Validator(root)

    def _convert(self, schema: Any, used: set[str], *, whole: bool) -> Any:
        """Return a JSON Schema; ``whole`` when nothing beside it describes the same value."""
        if not isinstance(schema, dict):
            return schema
        result: dict[str, Any] = {}
        for key, value in schema.items():
            if key in _IGNORED or key.startswith("x-"):
                continue
            if key == "$ref":
                name = value.removeprefix(_PREFIX)
                used.add(name)
                result[key] = f"#/$defs/{name}"
            elif key == "properties":
                result[key] = {name: self._convert(each, used, whole=True) for name, each in value.items()}
            elif key in {"items", "additionalProperties"}:
                result[key] = self._convert(value, used, whole=True)
            elif key in _IN_PLACE:
                branches = [self._convert(each, used, whole=False) for each in value]
                result.setdefault("anyOf" if key == "oneOf" else key, []).extend(branches)
            elif isinstance(value, bool) and key.startswith(
                "exclusiveM"
            ):  # the older form: a flag beside the bound
                if value:
                    result[key] = schema["m" + key.removeprefix("exclusiveM")]
            elif key in _BOUNDS and schema.get("type") == "number":
                result[key] = float(value)  # what sets a decimal's bound apart from an integer's in an error
            elif key == "required":
                result[key] = list(dict.fromkeys(value))
            else:
                result[key] = value
        describes = any(key in result for key in ("properties", "$ref", *_IN_PLACE))
        if whole and describes and "additionalProperties" not in result:
            result["unevaluatedProperties"] = False
        elif not describes and result.get("type", "object") == "object" and "enum" not in result:
            result.setdefault("additionalProperties", True)
        if schema.get("nullable"):
            result = {"anyOf": [result, {"type": "null"}]}
        return result


def resolve(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """Follow references and unions (first branch that is not null) to what a text is converted to."""
    while True:
        if "$ref" in schema:
            schema = components[schema["$ref"].removeprefix(_PREFIX)]
            continue
        branches = [
            each for key in ("anyOf", "oneOf") for each in schema.get(key, ()) if each.get("type") != "null"
        ]
        if not branches or "properties" in schema:
            return schema
        schema = next((each for each in branches if "array" in (each.get("type"), "")), branches[0])


def merged_properties(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """Return the members that a schema and its parts describe."""
    schema = resolve(schema, components)
    properties = dict(schema.get("properties", {}))
    for part in schema.get("allOf", ()):
        properties |= merged_properties(part, components)
    return properties


def _members_of_branches(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """Return the members of all objects that a value may be."""
    if "$ref" in schema:
        schema = components[schema["$ref"].removeprefix(_PREFIX)]
    members = dict(schema.get("properties", {}))
    for key in ("anyOf", "oneOf", "allOf"):
        for part in schema.get(key, ()):
            members |= _members_of_branches(part, components)
    return members


def convert_text(value: Any, schema: dict[str, Any], components: dict[str, Any]) -> Any:
    """Convert a query's or form's text to the schema's type; what does not fit stays text, to be found."""
    if isinstance(value, dict):
        members = _members_of_branches(schema, components)
        return {name: convert_text(each, members.get(name, {}), components) for name, each in value.items()}
    schema = resolve(schema, components)
    kind = schema.get("type")
    if kind == "array" or (kind is None and "items" in schema):
        values = value if isinstance(value, list) else [value]
        return [convert_text(each, schema.get("items", {}), components) for each in values]
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, str):
        return _convert_scalar(value, kind)
    return value


def _convert_scalar(text: str, kind: Any) -> Any:
    if kind == "boolean" and text in {"true", "false"}:
        return text == "true"
    if kind in {"integer", "number"}:
        try:
            number = int(text)
        except ValueError:
            pass
        else:
            return number if abs(number) < LARGEST else text
        try:
            return float(text) if kind == "number" else text
        except ValueError:
            return text
    return text


def first_problem(errors: Iterable[jsonschema_rs.ValidationError]) -> jsonschema_rs.ValidationError | None:
    """Return the error that says most: of a value rather than of the members that it made unknown."""
    found = sorted(errors, key=_rank)
    return _innermost(found[0]) if found else None


def _rank(error: jsonschema_rs.ValidationError) -> tuple[bool, int]:
    unknown = error.kind.name == "unevaluatedProperties"
    return unknown, -len(error.instance_path) if unknown else 0


def _innermost(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Follow a failed union into the branch that was most likely meant."""
    kind: Any = error.kind
    if kind.name != "anyOf":
        return error
    here = len(error.instance_path)
    best: jsonschema_rs.ValidationError | None = None
    for branch in kind.context:
        if any(len(each.instance_path) == here and each.kind.name == "type" for each in branch):
            continue
        if any(
            len(each.instance_path) == here + 1 and each.kind.name in {"enum", "const"} for each in branch
        ):
            continue
        candidate = first_problem(branch)
        if candidate is None or _says_nothing(candidate, here):
            continue
        if best is None or len(candidate.instance_path) > len(best.instance_path):
            best = candidate
    return best or error


def _says_nothing(error: jsonschema_rs.ValidationError, here: int) -> bool:
    """Return whether it is a union within the union, such as of a type and null, of other types alone."""
    return error.kind.name == "anyOf" and len(error.instance_path) == here and not _tags(error)


def path_text(path: Iterable[Any]) -> str:
    """Return a path as the service writes it, for example ``messages[0].content``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def type_name(value: Any) -> str:
    """Return the service's name for a value's type, with its article."""
    if value is None:
        return "null"
    kinds: list[tuple[Any, str]] = [
        (bool, "a boolean"),
        (int, "an integer"),
        (float, "a decimal"),
        (str, "a string"),
        (list, "an array"),
        (dict, "an object"),
    ]
    return next((name for kind, name in kinds if isinstance(value, kind)), "a file")


def _expected(error: jsonschema_rs.ValidationError) -> str:
    kind: Any = error.kind
    names: list[str] = []
    if kind.name == "anyOf":
        for branch in kind.context:
            for each in branch:
                if each.kind.name == "type" and len(each.instance_path) == len(error.instance_path):
                    names += [_NAMES.get(name, name) for name in each.kind.types]
    elif kind.name == "type":
        names = [_NAMES.get(name, name) for name in kind.types]
    names = list(dict.fromkeys(name for name in names if name != "null")) or ["another type"]
    if len(names) == 1:
        return names[0]
    first, *others = names
    bare = [name.partition(" ")[2] or name for name in others]  # the article stands once
    return f"one of {', '.join([first, *bare[:-1]])} or {bare[-1]}"


def refusal(error: jsonschema_rs.ValidationError, *, where: str = "parameter") -> ApiError:
    """Return the service's 400 for what a validator found in a request."""
    kind: Any = error.kind
    name = kind.name
    value: Any = error.instance
    path = list(error.instance_path)
    if name == "required":
        param = path_text([*path, kind.property])
        return bad_request(f"Missing required {where}: '{param}'.", param, "missing_required_parameter")
    if name in {"unevaluatedProperties", "additionalProperties"}:
        param = path_text([*path, kind.unexpected[0]])
        return bad_request(f"Unknown {where}: '{param}'.", param, "unknown_parameter")
    param = path_text(path)
    if name == "enum":
        options = listed(each for each in kind.options if each is not None)
        return bad_request(
            f"Invalid value: '{value}'. Supported values are: {options}.", param, "invalid_value"
        )
    if name == "const":
        expected = kind.expected_value
        return bad_request(
            f"Invalid value: '{value}'. Supported values are: '{expected}'.", param, "invalid_value"
        )
    tags = _tags(error)
    if tags:
        member = next(iter(tags))
        supported = listed(tags[member])
        param = path_text([*path, member])
        return bad_request(
            f"Invalid value: '{value[member]}'. Supported values are: {supported}.", param, "invalid_value"
        )
    if name in {"type", "anyOf"}:
        got = type_name(value)
        return bad_request(
            f"Invalid type for '{param}': expected {_expected(error)}, but got {got} instead.",
            param,
            "invalid_type",
        )
    return _bound(name, kind, value, param)


def listed(values: Iterable[Any]) -> str:
    """Return values as the service lists them: ``'a'``, ``'a' and 'b'``, ``'a', 'b', and 'c'``."""
    *first, last = [f"'{each}'" for each in values] or ["''"]
    if not first:
        return last
    return f"{first[0]} and {last}" if len(first) == 1 else f"{', '.join(first)}, and {last}"


def _tags(error: jsonschema_rs.ValidationError) -> dict[str | int, list[Any]]:
    """Return the member (or place in a list) at which a failed union is wrong, and what it may be."""
    kind: Any = error.kind
    found: dict[str | int, list[Any]] = {}
    if kind.name != "anyOf":
        return found
    here = len(error.instance_path)
    for branch in kind.context:
        for each in branch:
            inner: Any = each.kind
            if inner.name == "anyOf" and len(each.instance_path) == here:
                for member, values in _tags(each).items():
                    found.setdefault(member, []).extend(values)
            elif inner.name in {"enum", "const"} and len(each.instance_path) == here + 1:
                values = inner.options if inner.name == "enum" else [inner.expected_value]
                found.setdefault(each.instance_path[-1], []).extend(values)
    return {member: list(dict.fromkeys(values)) for member, values in found.items()}


def _bound(name: str, kind: Any, value: Any, param: str) -> ApiError:
    if name in _BOUNDS:
        low = "inimum" in name
        number = "decimal" if isinstance(kind.limit, float) or isinstance(value, float) else "integer"
        return out_of_bounds(param, value, kind.limit, number=number, low=low)
    if name == "propertyNames":
        inner = _bound(kind.error.kind.name, kind.error.kind, kind.error.instance, f"{param} key")
        return bad_request(inner.message, param, inner.code)
    limit = getattr(kind, "limit", None)
    if name == "pattern":
        return bad_request(
            f"Invalid '{param}': string does not match pattern. "
            f"Expected a string that matches the pattern '{kind.pattern}'.",
            param,
            "invalid_value",
        )
    if limit is None:
        return bad_request(f"Invalid '{param}': {name}.", param, "invalid_value")
    noun = {"Length": "string", "Items": "array"}.get(name[3:], "object")
    article = "an" if noun[0] in "ao" else "a"
    if noun == "object":
        many, most = ("many", "most") if name.startswith("max") else ("few", "least")
        side = "above_max" if many == "many" else "below_min"
        return bad_request(
            f"Invalid '{param}': too {many} properties. Expected an object with at {most} {limit} "
            f"properties, but got an object with {len(value)} properties instead.",
            param,
            f"object_{side}_properties",
        )
    bound, long, side = (
        ("maximum", "long", "above_max") if name.startswith("max") else ("minimum", "short", "below_min")
    )
    if not value:
        return bad_request(
            f"Invalid '{param}': empty {noun}. Expected {article} {noun} with minimum length {limit}, "
            f"but got an empty {noun} instead.",
            param,
            f"empty_{noun}",
        )
    return bad_request(
        f"Invalid '{param}': {noun} too {long}. Expected {article} {noun} with {bound} length {limit}, "
        f"but got {article} {noun} with length {len(value)} instead.",
        param,
        f"{noun}_{side}_length",
    )


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def out_of_bounds(param: str, value: Any, limit: Any, *, number: str, low: bool) -> ApiError:
    """Return the service's 400 for a number that is too small or too large.

    Args:
        param: The parameter.
        value: What it is.
        limit: What it may be at least or at most.
        number: ``integer`` or ``decimal``: what the parameter is, not how the value is written.
        low: Whether it is too small.
    """
    side, code = ("below minimum", "below_min_value") if low else ("above maximum", "above_max_value")
    return bad_request(
        f"Invalid '{param}': {number} {side} value. "
        f"Expected a value {'>=' if low else '<='} {_number(limit)}, but got {value} instead.",
        param,
        f"{number}_{code}",
    )

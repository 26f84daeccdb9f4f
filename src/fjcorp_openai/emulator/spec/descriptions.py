"""Pieces of which operations are described that the official client knows and the document does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FILLED: Schema = {"type": "string", "minLength": 1}
NULLABLE: Schema = {"anyOf": [TEXT, {"type": "null"}]}
TIME: Schema = {"type": "integer", "format": "unixtime"}
SWITCH: Schema = {"type": "boolean"}
PAGE: dict[str, Schema] = {
    "after": TEXT,
    "limit": {"type": "integer", "minimum": 1, "maximum": 100},
    "order": {"type": "string", "enum": ["asc", "desc"]},
}
"""Query of a list."""


def word(value: str) -> Schema:
    """Return the schema of one word."""
    return {"type": "string", "enum": [value]}


def closed_object(members: dict[str, Any], *required: str) -> Schema:
    """Return the schema of an object that has no other members."""
    return {
        "type": "object",
        "properties": members,
        "required": list(required),
        "additionalProperties": False,
    }


def page_of(item: Schema) -> Schema:
    """Return the schema of a page of a list."""
    members = {
        "object": word("list"),
        "data": {"type": "array", "items": item},
        "first_id": NULLABLE,
        "last_id": NULLABLE,
        "has_more": SWITCH,
    }
    return closed_object(members, "object", "data", "has_more")


def deleted(kind: str) -> Schema:
    """Return the schema of what tells that an object of a kind was deleted."""
    members = {"id": TEXT, "object": word(f"{kind}.deleted"), "deleted": SWITCH}
    return closed_object(members, *members)


def content(schema: Schema) -> dict[str, Any]:
    """Return a body of JSON."""
    return {"content": {"application/json": {"schema": schema}}}


def operation(
    id_: str,
    answer: Schema,
    body: Schema | None = None,
    *,
    path: Iterable[str] = (),
    query: Mapping[str, Schema] | None = None,
) -> dict[str, Any]:
    """Return an operation that takes an admin key.

    Args:
        id_: Its id.
        answer: What it answers with.
        body: What it takes; None for no body.
        path: Names of the parts of the path that are ids.
        query: Parameters that may be given.
    """
    described: dict[str, Any] = {
        "operationId": id_,
        "parameters": [
            *({"in": "path", "name": name, "required": True, "schema": TEXT} for name in path),
            *(
                {"in": "query", "name": name, "required": False, "schema": schema}
                for name, schema in (query or {}).items()
            ),
        ],
        "responses": {"200": content(answer)},
        "security": [{"AdminApiKeyAuth": []}],
    }
    if body is not None:
        described["requestBody"] = {"required": True, **content(body)}
    return described

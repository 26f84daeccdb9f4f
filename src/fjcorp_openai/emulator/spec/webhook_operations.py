"""The operations on webhook endpoints, which the official client knows and the document does not."""

from __future__ import annotations

from typing import Any

from fjcorp_openai.emulator.spec.descriptions import deleted

EVENT_TYPES = (
    *(f"batch.{each}" for each in ("completed", "failed", "expired", "cancelled")),
    *(f"response.{each}" for each in ("completed", "failed", "cancelled", "incomplete")),
    *(f"eval.run.{each}" for each in ("succeeded", "failed", "canceled")),
    *(f"fine_tuning.job.{each}" for each in ("succeeded", "failed", "cancelled")),
    "realtime.call.incoming",
    *(f"video.{each}" for each in ("completed", "failed")),
    *(f"agent.environment.{each}" for each in ("ready", "failed", "suspended", "expired")),
    *(f"agent.session.{each}" for each in ("created", "action_required", "in_progress", "idle", "failed")),
    "safety.alert.created",
)
"""Events that an endpoint may receive."""

_TEXT: dict[str, Any] = {"type": "string"}
_TIME: dict[str, Any] = {"type": "integer", "format": "unixtime"}
_TYPES: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "string", "enum": list(EVENT_TYPES)},
}
_MEMBERS: dict[str, Any] = {"name": _TEXT, "url": _TEXT, "event_types": _TYPES}
_ENDPOINT: dict[str, Any] = {
    "id": _TEXT,
    "object": {"type": "string", "enum": ["webhook_endpoint"]},
    "created_at": _TIME,
    "updated_at": _TIME,
    **_MEMBERS,
    "signing_secret_hint": _TEXT,
}


def _object(members: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": list(required or members)}


def _operation(
    id_: str, answer: dict[str, Any], body: dict[str, Any] | None = None, *, path: bool = True
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": id_,
        "parameters": [],
        "responses": {"200": {"content": {"application/json": {"schema": answer}}}},
    }
    if path:
        name = {"in": "path", "name": "webhook_endpoint_id", "required": True, "schema": _TEXT}
        operation["parameters"].append(name)
    if body is not None:
        needed = bool(body["required"])
        operation["requestBody"] = {"required": needed, "content": {"application/json": {"schema": body}}}
    return operation


def _optional(members: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": []}


_SHOWN = _object(_ENDPOINT)
_WITH_SECRET = _object({**_ENDPOINT, "signing_secret": _TEXT})
_NULLABLE: dict[str, Any] = {"anyOf": [_TEXT, {"type": "null"}]}
_LIST = _object(
    {
        "object": {"type": "string", "enum": ["list"]},
        "data": {"type": "array", "items": _SHOWN},
        "has_more": {"type": "boolean"},
        "first_id": _NULLABLE,
        "last_id": _NULLABLE,
    }
)
_TEST = _object(
    {
        "object": {"type": "string", "enum": ["webhook_endpoint.test"]},
        "webhook_endpoint_id": _TEXT,
        "event_type": _TEXT,
        "status_code": {"type": "integer"},
        "success": {"type": "boolean"},
    }
)
_TYPE_LIST = _object({"object": _TEXT, "data": {"type": "array", "items": _TEXT}})
_PAGE = [
    {"in": "query", "name": "after", "required": False, "schema": _TEXT},
    {"in": "query", "name": "limit", "required": False, "schema": {"type": "integer"}},
]
_KEEP = {"keep_old_secret_active_for_24_hours": {"type": "boolean"}}

PATHS: dict[str, dict[str, Any]] = {
    "/webhook_event_types": {"get": _operation("list-webhook-event-types", _TYPE_LIST, path=False)},
    "/webhook_endpoints": {
        "get": _operation("list-webhook-endpoints", _LIST, path=False) | {"parameters": _PAGE},
        "post": _operation("create-webhook-endpoint", _WITH_SECRET, _object(_MEMBERS), path=False),
    },
    "/webhook_endpoints/{webhook_endpoint_id}": {
        "get": _operation("retrieve-webhook-endpoint", _SHOWN),
        "post": _operation("update-webhook-endpoint", _SHOWN, _optional(_MEMBERS)),
        "delete": _operation("delete-webhook-endpoint", deleted("webhook_endpoint")),
    },
    "/webhook_endpoints/{webhook_endpoint_id}/rotate_secret": {
        "post": _operation("rotate-webhook-endpoint-secret", _WITH_SECRET, _optional(_KEEP)),
    },
    "/webhook_endpoints/{webhook_endpoint_id}/test": {
        "post": _operation(
            "test-webhook-endpoint",
            _TEST,
            _object({"event_type": {"type": "string", "enum": list(EVENT_TYPES)}}),
        ),
    },
}
"""Paths of the document with their operations."""

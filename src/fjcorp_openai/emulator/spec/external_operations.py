"""The operations on external keys, which the official client knows and the document does not."""

from __future__ import annotations

from typing import Any

_TEXT: dict[str, Any] = {"type": "string"}
_FILLED: dict[str, Any] = {"type": "string", "minLength": 1}
_NULLABLE: dict[str, Any] = {"anyOf": [_TEXT, {"type": "null"}]}
_TIME: dict[str, Any] = {"type": "integer", "format": "unixtime"}
_PURPOSE: dict[str, Any] = {"type": "string", "enum": ["ekm", "psp_decryption"]}

KEY_FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "aws": (("external_id", "kms_arn", "role_arn"), ()),
    "gcp": (
        (
            *("audience", "kms_key_location", "kms_key_name", "kms_key_ring_name", "kms_project_id"),
            *("workload_identity_pool_id", "workload_identity_project_number"),
            "workload_identity_provider_id",
        ),
        ("kms_key_version",),
    ),
    "azure": (("key_name", "tenant_id", "vault_uri"), ("key_version",)),
    "oci": (("key_ocid", "region", "vault_ocid"), ("key_version_ocid",)),
}
"""What says where a key is: what must be said and what may be, by the kind of cloud."""


def _object(members: dict[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": members,
        "required": list(required),
        "additionalProperties": False,
    }


def _word(value: str) -> dict[str, Any]:
    return {"type": "string", "enum": [value]}


def _list(item: dict[str, Any]) -> dict[str, Any]:
    members = {
        "object": _word("list"),
        "data": {"type": "array", "items": item},
        "first_id": _NULLABLE,
        "last_id": _NULLABLE,
        "has_more": {"type": "boolean"},
    }
    return _object(members, "object", "data", "has_more")


def _operation(
    id_: str,
    answer: dict[str, Any],
    body: dict[str, Any] | None = None,
    *,
    path: str = "",
    query: dict[str, Any] | None = None,
) -> dict[str, Any]:
    named = [{"in": "path", "name": path, "required": True, "schema": _TEXT}] if path else []
    asked = [
        {"in": "query", "name": name, "required": False, "schema": each}
        for name, each in (query or {}).items()
    ]
    operation: dict[str, Any] = {
        "operationId": id_,
        "parameters": [*named, *asked],
        "responses": {"200": {"content": {"application/json": {"schema": answer}}}},
        "security": [{"AdminApiKeyAuth": []}],
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return operation


_PAGE: dict[str, Any] = {
    "after": _TEXT,
    "limit": {"type": "integer", "minimum": 1, "maximum": 100},
    "order": {"type": "string", "enum": ["asc", "desc"]},
}
_EVERY = {name for needed, more in KEY_FIELDS.values() for name in (*needed, *more)}
_NEW_KEY = {
    "anyOf": [
        _object(
            {
                "type": _word(cloud),
                "name": _FILLED,
                "purpose": _PURPOSE,
                **dict.fromkeys((*needed, *more), _FILLED),
            },
            *("type", "name", *needed),
        )
        for cloud, (needed, more) in KEY_FIELDS.items()
    ]
}
_SHOWN = {
    "id": _TEXT,
    "object": _TEXT,
    "api_project_ids": {"type": "array", "items": _TEXT},
    "created_at": _TIME,
    "name": _TEXT,
    "type": _TEXT,
    "workspace_id": _TEXT,
}
_KEY = _object({**_SHOWN, "purpose": _PURPOSE, **dict.fromkeys(sorted(_EVERY), _NULLABLE)}, *_SHOWN)
_KEYS, _KEY_ID = "/organization/external_keys", "external_key_id"

PATHS: dict[str, dict[str, Any]] = {
    _KEYS: {
        "get": _operation("list-external-keys", _list(_KEY), query={**_PAGE, "purpose": _PURPOSE}),
        "post": _operation("create-external-key", _KEY, _NEW_KEY),
    },
    f"{_KEYS}/{{{_KEY_ID}}}": {
        "get": _operation("retrieve-external-key", _KEY, path=_KEY_ID),
        "delete": _operation("delete-external-key", _KEY, path=_KEY_ID),
    },
    f"{_KEYS}/{{{_KEY_ID}}}/validate": {
        "post": _operation("validate-external-key", _object({"status": _TEXT}, "status"), path=_KEY_ID),
    },
}
"""Paths of the document with their operations."""

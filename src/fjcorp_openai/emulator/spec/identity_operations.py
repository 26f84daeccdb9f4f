"""The operations on workload identity, which the official client knows and the document does not.

Bounds are in the API's reference. The exchange of a token is served by another host,
``auth.openai.com``; the emulator has it at ``/oauth/token`` beside ``/v1``.
"""

from __future__ import annotations

from typing import Any

AUTHORIZATION_HOST = "auth.openai.com"

_TEXT: dict[str, Any] = {"type": "string"}
_FILLED: dict[str, Any] = {"type": "string", "minLength": 1}
_NULLABLE: dict[str, Any] = {"anyOf": [_TEXT, {"type": "null"}]}
_TIME: dict[str, Any] = {"type": "integer", "format": "unixtime"}
_SWITCH: dict[str, Any] = {"type": "boolean"}


def _word(value: str) -> dict[str, Any]:
    return {"type": "string", "enum": [value]}


def _object(members: dict[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": members,
        "required": list(required),
        "additionalProperties": False,
    }


_DISCOVERY = _object({"type": _word("discovery"), "discovery_url": _NULLABLE}, "type")
_UPLOADED = _object({"type": _word("uploaded_jwks"), "jwks": {"type": "object"}}, "type", "jwks")
_VERIFICATION = {"anyOf": [_DISCOVERY, _UPLOADED]}
_TRANSFORMATIONS = {
    "type": "array",
    "maxItems": 20,
    "items": _object(
        {
            "attribute": {**_FILLED, "maxLength": 256},
            "expression": {**_FILLED, "maxLength": 4096},
        },
        "attribute",
        "expression",
    ),
}
_MATCHERS = {
    "type": "object",
    "additionalProperties": {"anyOf": [_TEXT, _SWITCH, {"type": "number"}]},
}
_PERMISSIONS = {
    "anyOf": [
        _object({"type": _word("service_account_default")}, "type"),
        _object(
            {"type": _word("restricted"), "scopes": {"type": "array", "minItems": 1, "items": _TEXT}},
            "type",
            "scopes",
        ),
    ]
}
_PROVIDER_MEMBERS: dict[str, Any] = {
    "name": _FILLED,
    "issuer": _FILLED,
    "audience": _FILLED,
    "attribute_transformations": _TRANSFORMATIONS,
    "enabled": _SWITCH,
    "verification": _VERIFICATION,
}
_RULE_MEMBERS: dict[str, Any] = {
    "attribute_matchers": _MATCHERS,
    "enabled": _SWITCH,
    "permissions": _PERMISSIONS,
}
_KIND = "organization.workload_identity"
_SHOWN = {"id": _TEXT, "description": _NULLABLE, "created_at": _TIME, "updated_at": _TIME}
_PROVIDER_SHOWN = {
    **_PROVIDER_MEMBERS,
    **_SHOWN,
    "type": _word("oidc"),
    "object": _word(f"{_KIND}_provider"),
}
_RULE_SHOWN = {
    **_RULE_MEMBERS,
    **_SHOWN,
    "name": _NULLABLE,
    "project_id": _TEXT,
    "service_account_id": _TEXT,
    "workload_identity_provider_id": _TEXT,
    "object": _word(f"{_KIND}_federation_rule"),
}
_PROVIDER = _object(_PROVIDER_SHOWN, *_PROVIDER_SHOWN)
_RULE = _object(_RULE_SHOWN, *_RULE_SHOWN)


def _list(item: dict[str, Any]) -> dict[str, Any]:
    members = {
        "object": _word("list"),
        "data": {"type": "array", "items": item},
        "first_id": _NULLABLE,
        "last_id": _NULLABLE,
        "has_more": _SWITCH,
    }
    return _object(members, "object", "data", "has_more")


def _deleted(kind: str) -> dict[str, Any]:
    members = {"id": _TEXT, "object": _word(f"{_KIND}_{kind}.deleted"), "deleted": _SWITCH}
    return _object(members, *members)


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _query(*names: str) -> list[dict[str, Any]]:
    kinds = {
        "limit": {"type": "integer", "minimum": 1, "maximum": 100},
        "order": {"type": "string", "enum": ["asc", "desc"]},
    }
    return [
        {"in": "query", "name": name, "required": False, "schema": kinds.get(name, _TEXT)} for name in names
    ]


def _operation(
    id_: str,
    answer: dict[str, Any],
    body: dict[str, Any] | None = None,
    *,
    path: tuple[str, ...] = (),
    query: tuple[str, ...] = (),
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": id_,
        "parameters": [
            *({"in": "path", "name": name, "required": True, "schema": _TEXT} for name in path),
            *_query(*query),
        ],
        "responses": {"200": _content(answer)},
        "security": [{"AdminApiKeyAuth": []}],
    }
    if body is not None:
        operation["requestBody"] = {"required": True, **_content(body)}
    return operation


_PROVIDER_ID = "workload_identity_provider_id"
_RULE_ID = "workload_identity_federation_rule_id"
_ONE, _BOTH = (_PROVIDER_ID,), (_PROVIDER_ID, _RULE_ID)
_PAGE = ("after", "limit", "order")
_ROOT = "/organization/workload_identity_providers"
_RULES = f"{_ROOT}/{{{_PROVIDER_ID}}}/federation_rules"
_CHANGES = {**_PROVIDER_MEMBERS, "description": _NULLABLE}
_RULE_CHANGES = {**_RULE_MEMBERS, "description": _NULLABLE, "name": _NULLABLE}
_NEW = {**_PROVIDER_MEMBERS, "description": _TEXT, "type": _word("oidc")}
_NEW_RULE = {
    **_RULE_MEMBERS,
    "description": _TEXT,
    "name": _TEXT,
    "project_id": _FILLED,
    "service_account_id": _FILLED,
}

_EXCHANGE_FIELDS = (
    "grant_type",
    "subject_token",
    "subject_token_type",
    "identity_provider_id",
    "service_account_id",
    "scope",
)
_TOKEN = _object(
    {
        "access_token": _TEXT,
        "issued_token_type": _TEXT,
        "token_type": _word("Bearer"),
        "expires_in": {"type": "integer", "minimum": 1, "maximum": 3600},
        "scope": _TEXT,
    },
    "access_token",
    "issued_token_type",
    "token_type",
    "expires_in",
)
_REFUSAL = _object({"error": _TEXT, "error_description": _TEXT}, "error", "error_description")

PATHS: dict[str, dict[str, Any]] = {
    _ROOT: {
        "get": _operation("list-workload-identity-providers", _list(_PROVIDER), query=_PAGE),
        "post": _operation(
            "create-workload-identity-provider",
            _PROVIDER,
            _object(_NEW, "audience", "issuer", "name", "type"),
        ),
    },
    f"{_ROOT}/{{{_PROVIDER_ID}}}": {
        "get": _operation("retrieve-workload-identity-provider", _PROVIDER, path=_ONE),
        "post": _operation("update-workload-identity-provider", _PROVIDER, _object(_CHANGES), path=_ONE),
        "delete": _operation("delete-workload-identity-provider", _deleted("provider"), path=_ONE),
    },
    _RULES: {
        "get": _operation(
            "list-federation-rules", _list(_RULE), path=_ONE, query=(*_PAGE, "service_account_id")
        ),
        "post": _operation(
            "create-federation-rule",
            _RULE,
            _object(_NEW_RULE, "attribute_matchers", "project_id", "service_account_id"),
            path=_ONE,
        ),
    },
    f"{_RULES}/{{{_RULE_ID}}}": {
        "get": _operation("retrieve-federation-rule", _RULE, path=_BOTH),
        "post": _operation("update-federation-rule", _RULE, _object(_RULE_CHANGES), path=_BOTH),
        "delete": _operation("delete-federation-rule", _deleted("federation_rule"), path=_BOTH),
    },
    f"/{AUTHORIZATION_HOST}/oauth/token": {
        "post": {
            "operationId": "exchange-identity-token",
            "parameters": [],
            "responses": {"200": _content(_TOKEN), "400": _content(_REFUSAL)},
            "security": [],
            "requestBody": {
                "required": True,
                # Which of them are there, and right, is the exchange's own to say, in OAuth's words.
                **_content({"type": "object", "properties": dict.fromkeys(_EXCHANGE_FIELDS, _TEXT)}),
            },
        }
    },
}
"""Paths of the document with their operations."""

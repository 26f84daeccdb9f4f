"""The operations on workload identity, which the official client knows and the document does not.

Bounds are in the API's reference. The exchange of a token is served by another host,
``auth.openai.com``; the emulator has it at ``/oauth/token`` beside ``/v1``.
"""

from __future__ import annotations

from typing import Any

from fjcorp_openai.emulator.spec.descriptions import (
    FILLED,
    NULLABLE,
    PAGE,
    SWITCH,
    TEXT,
    TIME,
    closed_object,
    content,
    deleted,
    operation,
    page_of,
    word,
)

SERVED_EXCHANGE = "/oauth/token"
"""Where the emulator has the exchange of tokens, which another host serves."""
EXCHANGE = f"/auth.openai.com{SERVED_EXCHANGE}"
"""Its path among the operations."""

_DISCOVERY = closed_object({"type": word("discovery"), "discovery_url": NULLABLE}, "type")
_UPLOADED = closed_object({"type": word("uploaded_jwks"), "jwks": {"type": "object"}}, "type", "jwks")
_VERIFICATION = {"anyOf": [_DISCOVERY, _UPLOADED]}
_TRANSFORMATIONS = {
    "type": "array",
    "maxItems": 20,
    "items": closed_object(
        {
            "attribute": {**FILLED, "maxLength": 256},
            "expression": {**FILLED, "maxLength": 4096},
        },
        "attribute",
        "expression",
    ),
}
_MATCHERS = {
    "type": "object",
    "additionalProperties": {"anyOf": [TEXT, SWITCH, {"type": "number"}]},
}
_PERMISSIONS = {
    "anyOf": [
        closed_object({"type": word("service_account_default")}, "type"),
        closed_object(
            {"type": word("restricted"), "scopes": {"type": "array", "minItems": 1, "items": TEXT}},
            "type",
            "scopes",
        ),
    ]
}
_PROVIDER_MEMBERS: dict[str, Any] = {
    "name": FILLED,
    "issuer": FILLED,
    "audience": FILLED,
    "attribute_transformations": _TRANSFORMATIONS,
    "enabled": SWITCH,
    "verification": _VERIFICATION,
}
_RULE_MEMBERS: dict[str, Any] = {
    "attribute_matchers": _MATCHERS,
    "enabled": SWITCH,
    "permissions": _PERMISSIONS,
}
_KIND = "organization.workload_identity"
_SHOWN = {"id": TEXT, "description": NULLABLE, "created_at": TIME, "updated_at": TIME}
_PROVIDER_SHOWN = {
    **_PROVIDER_MEMBERS,
    **_SHOWN,
    "type": word("oidc"),
    "object": word(f"{_KIND}_provider"),
}
_RULE_SHOWN = {
    **_RULE_MEMBERS,
    **_SHOWN,
    "name": NULLABLE,
    "project_id": TEXT,
    "service_account_id": TEXT,
    "workload_identity_provider_id": TEXT,
    "object": word(f"{_KIND}_federation_rule"),
}
_PROVIDER = closed_object(_PROVIDER_SHOWN, *_PROVIDER_SHOWN)
_RULE = closed_object(_RULE_SHOWN, *_RULE_SHOWN)


_PROVIDER_ID = "workload_identity_provider_id"
_RULE_ID = "workload_identity_federation_rule_id"
_ONE, _BOTH = (_PROVIDER_ID,), (_PROVIDER_ID, _RULE_ID)
_ROOT = "/organization/workload_identity_providers"
_RULES = f"{_ROOT}/{{{_PROVIDER_ID}}}/federation_rules"
_CHANGES = {**_PROVIDER_MEMBERS, "description": NULLABLE}
_RULE_CHANGES = {**_RULE_MEMBERS, "description": NULLABLE, "name": NULLABLE}
_NEW = {**_PROVIDER_MEMBERS, "description": TEXT, "type": word("oidc")}
_NEW_RULE = {
    **_RULE_MEMBERS,
    "description": TEXT,
    "name": TEXT,
    "project_id": FILLED,
    "service_account_id": FILLED,
}

_EXCHANGE_FIELDS = (
    "grant_type",
    "subject_token",
    "subject_token_type",
    "identity_provider_id",
    "service_account_id",
    "scope",
)
_TOKEN = closed_object(
    {
        "access_token": TEXT,
        "issued_token_type": TEXT,
        "token_type": word("Bearer"),
        "expires_in": {"type": "integer", "minimum": 1, "maximum": 3600},
        "scope": TEXT,
    },
    "access_token",
    "issued_token_type",
    "token_type",
    "expires_in",
)
_REFUSAL = closed_object({"error": TEXT, "error_description": TEXT}, "error", "error_description")

PATHS: dict[str, dict[str, Any]] = {
    _ROOT: {
        "get": operation("list-workload-identity-providers", page_of(_PROVIDER), query=PAGE),
        "post": operation(
            "create-workload-identity-provider",
            _PROVIDER,
            closed_object(_NEW, "audience", "issuer", "name", "type"),
        ),
    },
    f"{_ROOT}/{{{_PROVIDER_ID}}}": {
        "get": operation("retrieve-workload-identity-provider", _PROVIDER, path=_ONE),
        "post": operation("update-workload-identity-provider", _PROVIDER, closed_object(_CHANGES), path=_ONE),
        "delete": operation("delete-workload-identity-provider", deleted(f"{_KIND}_provider"), path=_ONE),
    },
    _RULES: {
        "get": operation(
            "list-federation-rules", page_of(_RULE), path=_ONE, query={**PAGE, "service_account_id": TEXT}
        ),
        "post": operation(
            "create-federation-rule",
            _RULE,
            closed_object(_NEW_RULE, "attribute_matchers", "project_id", "service_account_id"),
            path=_ONE,
        ),
    },
    f"{_RULES}/{{{_RULE_ID}}}": {
        "get": operation("retrieve-federation-rule", _RULE, path=_BOTH),
        "post": operation("update-federation-rule", _RULE, closed_object(_RULE_CHANGES), path=_BOTH),
        "delete": operation("delete-federation-rule", deleted(f"{_KIND}_federation_rule"), path=_BOTH),
    },
    EXCHANGE: {
        "post": {
            "operationId": "exchange-identity-token",
            "parameters": [],
            "responses": {"200": content(_TOKEN), "400": content(_REFUSAL)},
            "security": [],
            "requestBody": {
                "required": True,
                # Which of them are there, and right, is the exchange's own to say, in OAuth's words.
                **content({"type": "object", "properties": dict.fromkeys(_EXCHANGE_FIELDS, TEXT)}),
            },
        }
    },
}
"""Paths of the document with their operations."""

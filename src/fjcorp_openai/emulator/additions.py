"""What the service gained after the document was written, as its official client 3.54 shows."""

from __future__ import annotations

from typing import Any

from fjcorp_openai.emulator.corrections import Correction, schema

_TIME: dict[str, Any] = {"anyOf": [{"type": "integer", "format": "unixtime"}, {"type": "null"}]}
_LIFETIME: dict[str, Any] = {"type": "integer", "minimum": 1}
_KEYS = "The official client knows when a key ends and can set it."
_KEY = {"$ref": "#/components/schemas/ProjectApiKey"}
_KEY_PATH = "paths|/organization/projects/{project_id}/api_keys/{api_key_id}|post"

_TIERS = {
    "anyOf": [
        {"type": "string", "enum": ["all"]},
        {"type": "array", "items": {"type": "string", "enum": ["flex", "fast", "ultrafast"]}},
    ]
}
_DEFAULT_TIER = {"type": "string", "enum": ["standard", "fast", "scale"]}


def _operation(id_: str, names: tuple[str, ...], answer: dict[str, Any], body: Any = None) -> dict[str, Any]:
    """Return an operation of the administration API, as the document would describe it."""
    parameters = [
        {"in": "path", "name": name, "required": True, "schema": {"type": "string"}} for name in names
    ]
    operation: dict[str, Any] = {
        "operationId": id_,
        "parameters": parameters,
        "responses": {"200": {"content": {"application/json": {"schema": answer}}}},
        "security": [{"AdminApiKeyAuth": []}],
    }
    if body is not None:
        schema_of = {"schema": {"type": "object", "properties": body}}
        operation["requestBody"] = {"required": True, "content": {"application/json": schema_of}}
    return operation


_TIER_SETTINGS = {
    "type": "object",
    "required": ["object", "default", "enabled_tiers"],
    "properties": {
        "object": {"type": "string", "enum": ["project.service_tier_settings"]},
        "default": _DEFAULT_TIER,
        "enabled_tiers": _TIERS,
    },
}

ADDITIONS: list[Correction] = [
    *(
        schema(f"{name}|properties|expires_at", _TIME, _KEYS)
        for name in ("ProjectApiKey", "ProjectServiceAccountApiKey", "ServiceAccountApiKeyBody")
    ),
    *(
        schema(f"{name}|properties|expires_in_seconds", {"anyOf": [_LIFETIME, {"type": "null"}]}, _KEYS)
        for name in ("ProjectServiceAccountCreateRequest", "CreateProjectServiceAccountApiKeyBody")
    ),
    Correction(
        _KEY_PATH,
        _operation(
            "update-project-api-key",
            ("project_id", "api_key_id"),
            _KEY,
            {"expires_in_seconds": _LIFETIME, "scopes": {"type": "array", "items": {"type": "string"}}},
        ),
        "The official client changes a key's scopes and lifetime in place.",
    ),
    Correction(
        "paths|/organization/projects/{project_id}/service_tier_settings",
        {
            "get": _operation("retrieve-project-service-tier-settings", ("project_id",), _TIER_SETTINGS),
            "post": _operation(
                "update-project-service-tier-settings",
                ("project_id",),
                _TIER_SETTINGS,
                {"default": _DEFAULT_TIER, "enabled_tiers": _TIERS},
            ),
        },
        "The official client reads and sets the service tiers of a project.",
    ),
]

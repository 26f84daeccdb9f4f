"""What the service gained after the document was written, by its official client 3.54: keys that expire."""

from __future__ import annotations

from typing import Any

from fjcorp_openai.emulator.corrections import Correction, schema

_TIME: dict[str, Any] = {"anyOf": [{"type": "integer", "format": "unixtime"}, {"type": "null"}]}
_LIFETIME: dict[str, Any] = {"type": "integer", "minimum": 1}
_KEYS = "The official client knows when a key ends and can set it."
_KEY = {"$ref": "#/components/schemas/ProjectApiKey"}
_KEY_PATH = "paths|/organization/projects/{project_id}/api_keys/{api_key_id}|post"

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
        {
            "operationId": "update-project-api-key",
            "parameters": [
                {"in": "path", "name": name, "required": True, "schema": {"type": "string"}}
                for name in ("project_id", "api_key_id")
            ],
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "properties": {
                                "expires_in_seconds": _LIFETIME,
                                "scopes": {"type": "array", "items": {"type": "string"}},
                            },
                        }
                    }
                },
            },
            "responses": {
                "200": {"content": {"application/json": {"schema": _KEY}}},
            },
            "security": [{"AdminApiKeyAuth": []}],
        },
        "The official client changes a key's scopes and lifetime in place.",
    ),
]

"""What the service gained after the document was written, as its official client 3.54 shows."""

from __future__ import annotations

from typing import Any

from fjcorp_openai.emulator.spec.corrections import Correction, schema
from fjcorp_openai.emulator.spec.descriptions import deleted
from fjcorp_openai.emulator.spec.external_operations import EVENT_DETAILS
from fjcorp_openai.emulator.spec.external_operations import PATHS as EXTERNAL_PATHS
from fjcorp_openai.emulator.spec.identity_operations import PATHS as IDENTITY_PATHS
from fjcorp_openai.emulator.spec.image_additions import IMAGE_ADDITIONS
from fjcorp_openai.emulator.spec.webhook_operations import PATHS

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
_VOICE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "type": {"type": "string", "enum": ["audio_sample", "prompt"]},
        "audio_sample": {"type": "string", "format": "binary"},
        "consent": {"type": "string"},
        "prompt": {"type": "string"},
        "model": {"type": "string"},
        "script_hint": {"type": "string"},
    },
}
_VOICES = "The official client makes voices from a prompt too, and deletes voices."
_DEFAULT_TIER = {"type": "string", "enum": ["standard", "fast", "scale"]}


def _operation(
    id_: str, names: tuple[str, ...], answer: dict[str, Any], body: Any = None, *, admin: bool = True
) -> dict[str, Any]:
    """Return an operation, as the document would describe it."""
    parameters = [
        {"in": "path", "name": name, "required": True, "schema": {"type": "string"}} for name in names
    ]
    operation: dict[str, Any] = {
        "operationId": id_,
        "parameters": parameters,
        "responses": {"200": {"content": {"application/json": {"schema": answer}}}},
        "security": [{"AdminApiKeyAuth" if admin else "ApiKeyAuth": []}],
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

_TEXT: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "null"}]}
_MEMBERS = "The official client sends it."


def _of(*values: str, null: bool = True) -> dict[str, Any]:
    """Return the schema of one of some words."""
    words = {"type": "string", "enum": list(values)}
    return {"anyOf": [words, {"type": "null"}]} if null else words


def _object(required: tuple[str, ...] = (), **members: Any) -> dict[str, Any]:
    """Return the schema of an object, or null."""
    shape = {"type": "object", "properties": members, "required": list(required)}
    return {"anyOf": [shape, {"type": "null"}]}


_COMPRESSION = _object(context_compression=_of("auto", "enabled", "disabled", null=False))
_RESPONSE: dict[str, dict[str, Any]] = {
    "access_programs": _object(cyber=_of("standard", "daybreak_blue", "daybreak_red", null=False)),
    "background_options": _object(
        completion_window=_of("soonest", "2h", "8h", null=False), continuation_id={"type": "string"}
    ),
    "image": _COMPRESSION,
}


def _parameter(path: str, name: str, schema_of: dict[str, Any]) -> Correction:
    """Return a new parameter of a list's query."""
    return Correction(f"paths|{path}|get|parameters|+", query_parameter(name, schema_of), _MEMBERS)


def query_parameter(name: str, schema_of: dict[str, Any]) -> dict[str, Any]:
    """Return an optional parameter of a query, as the document describes one."""
    return {"in": "query", "name": name, "required": False, "schema": schema_of}


_NAMES: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
_GROUPS = ("project_id", "user_id", "api_key_id", "model", "batch", "service_tier", "api_source")
_DECISIONS: dict[str, Any] = {
    "type": "object",
    "required": ["object", "input_tokens", "output_tokens", "num_model_requests"],
    "properties": {
        "object": {"type": "string", "enum": ["organization.usage.decisions.result"]},
        **{
            name: {"type": "integer"}
            for name in ("input_tokens", "output_tokens", "num_model_requests", "input_cached_tokens")
        },
        **dict.fromkeys((name for name in _GROUPS if name != "batch"), _TEXT),
        "batch": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
    },
}
_USAGE = {"$ref": "#/components/schemas/UsageResponse"}
_USAGE_QUERY = [
    query_parameter("start_time", {"type": "integer"}) | {"required": True},
    query_parameter("end_time", {"type": "integer"}),
    query_parameter("bucket_width", _of("1m", "1h", "1d", null=False) | {"default": "1d"}),
    *(query_parameter(name, _NAMES) for name in ("project_ids", "user_ids", "api_key_ids", "models")),
    query_parameter("batch", {"type": "boolean"}),
    query_parameter("group_by", {"type": "array", "items": _of(*_GROUPS, null=False)}),
    query_parameter("limit", {"type": "integer"}),
    query_parameter("page", {"type": "string"}),
]

ADDITIONS: list[Correction] = [
    *(
        schema(f"{name}|properties|geography", _TEXT, _MEMBERS)
        for name in ("ProjectCreateRequest", "ProjectUpdateRequest")
    ),
    *IMAGE_ADDITIONS,
    schema(
        "Response|allOf|2|properties|incomplete_details|anyOf|0|properties|reason|enum",
        ["max_output_tokens", "content_filter", "max_messages", "steered"],
        _MEMBERS,
    ),
    schema("PromptCacheTTLEnum", _of("30m", "12h", null=False), _MEMBERS),
    *(
        schema(f"Response|allOf|2|properties|{name}", shape, _MEMBERS)
        for name, shape in (
            ("access_programs", _RESPONSE["access_programs"]),
            ("image", _object(context_compression=_of("enabled", "disabled", null=False))),
        )
    ),
    *(
        schema(f"{name}|allOf|2|properties|{member}", shape, _MEMBERS)
        for name in ("CreateResponse", "BetaCreateResponse")
        for member, shape in _RESPONSE.items()
    ),
    *(
        schema(f"{name}|properties|image", _COMPRESSION, _MEMBERS)
        for name in ("CompactResponseMethodPublicBody", "BetaCompactResponseMethodPublicBody")
    ),
    _parameter("/organization/costs", "line_items", _NAMES),
    *(
        schema(f"{name}|properties|expires_at", _TIME, _KEYS)
        for name in ("ProjectApiKey", "ProjectServiceAccountApiKey", "ServiceAccountApiKeyBody")
    ),
    *(
        schema(f"{name}|properties|expires_in_seconds", {"anyOf": [_LIFETIME, {"type": "null"}]}, _KEYS)
        for name in ("ProjectServiceAccountCreateRequest", "CreateProjectServiceAccountApiKeyBody")
    ),
    schema("CreateVoiceRequest", _VOICE, _VOICES),
    Correction(
        "paths|/audio/voices|post|requestBody|content|application/json",
        {"schema": {"$ref": "#/components/schemas/CreateVoiceRequest"}},
        _VOICES,
    ),
    schema("VoiceResource|properties|type", {"type": "string", "enum": ["audio_sample", "prompt"]}, _VOICES),
    schema("VoiceResource|properties|prompt", {"type": "string"}, _VOICES),
    Correction(
        "paths|/audio/voices/{voice_id}",
        {"delete": _operation("deleteVoice", ("voice_id",), deleted("audio.voice"), admin=False)},
        _VOICES,
    ),
    schema("UsageTimeBucket|properties|results|items|oneOf|+", _DECISIONS, "The official client knows it."),
    Correction(
        "paths|/organization/usage/decisions",
        {"get": _operation("usage-decisions", (), _USAGE) | {"parameters": _USAGE_QUERY}},
        "The official client asks what decisions have used.",
    ),
    *(
        Correction(f"paths|{path}", item, "The official client knows webhook endpoints.")
        for path, item in PATHS.items()
    ),
    *(
        Correction(f"paths|{path}", item, "The official client knows workload identity providers.")
        for path, item in IDENTITY_PATHS.items()
    ),
    *(
        Correction(f"paths|{path}", item, "The official client knows external keys and external storage.")
        for path, item in EXTERNAL_PATHS.items()
    ),
    *(
        schema(where, value, "The official client knows what the audit log says of external storage.")
        for event, details in EVENT_DETAILS.items()
        for where, value in (
            ("AuditLogEventType|enum|+", event),
            (f"AuditLog|properties|{event}", details),
        )
    ),
    schema(
        "MCPApprovalResponse|required",
        ["type", "approve", "approval_request_id"],
        "The request is named by approval_request_id; the document describes no request_id.",
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

"""What the official document has wrong, as the service and its official client show: one row, one reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fjcorp_openai.emulator.spec import limits

NULLABLE_STRING: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


@dataclass(frozen=True)
class Correction:
    """One change of the document.

    Args:
        where: Keys from the document's root, joined by ``|``; the last may be new, as an operation is
            that only the official client knows, or ``+`` for one more of a list.
        value: What stands there; None removes it.
        reason: Why.
    """

    where: str
    value: Any
    reason: str


def schema(where: str, value: Any, reason: str) -> Correction:
    """Return a correction of a component schema."""
    return Correction(f"components|schemas|{where}", value, reason)


_GRADERS = [
    {"$ref": f"#/components/schemas/Grader{kind}"}
    for kind in ("StringCheck", "TextSimilarity", "Python", "ScoreModel", "LabelModel")
]

_FUNCTION_NAME = {"type": "string", "pattern": "^[a-zA-Z0-9_-]+$", "minLength": 1, "maxLength": 64}

CORRECTIONS: list[Correction] = [
    *(
        schema(f"{name}|properties|name", _FUNCTION_NAME, "The document tells the bounds in prose alone.")
        for name in (
            "FunctionObject",
            "ChatCompletionFunctions",
            "ChatCompletionMessageToolCall|properties|function",
            "CustomToolChatCompletions|properties|custom",
        )
    ),
    schema(
        "FunctionTool|properties|name",
        {**_FUNCTION_NAME, "maxLength": 128},
        "The document tells the bounds where a tool is part of a namespace.",
    ),
    *(
        schema(f"{name}|required", ["type"], "The detail of an image is optional, as its guide shows.")
        for name in ("InputImageContent", "BetaInputImageContent")
    ),
    *(
        schema(
            f"{name}|required",
            ["type", "name"],
            "A tool need not say whether it is strict, nor what it takes, where it is part of a namespace.",
        )
        for name in ("FunctionTool", "BetaFunctionTool")
    ),
    schema(
        "ChatCompletionRequestToolMessage|properties|name",
        {"type": "string"},
        "The name of the function is deprecated in a tool's message, and taken.",
    ),
    schema(
        "CreateUploadRequest|properties|purpose|enum",
        ["assistants", "batch", "fine-tune", "vision", "user_data", "evals"],
        "An upload makes a file of any purpose that a file may have.",
    ),
    schema(
        "OpenAIFile|properties|purpose|enum",
        [
            "assistants",
            "assistants_output",
            "batch",
            "batch_output",
            "evals",
            "fine-tune",
            "fine-tune-results",
            "vision",
            "user_data",
        ],
        "A file may be uploaded with the purpose evals, so it is shown with it.",
    ),
    schema(
        "OpenAIFile|properties|expires_at",
        {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "The service shows null for a file that does not expire.",
    ),
    schema(
        "OpenAIFile|properties|status_details",
        NULLABLE_STRING,
        "The service shows null when there is nothing to tell.",
    ),
    schema(
        "CreateChatCompletionResponse|properties|system_fingerprint",
        NULLABLE_STRING,
        "The service shows null for models without a fingerprint.",
    ),
    schema(
        "CreateChatCompletionStreamResponse|properties|usage",
        {"anyOf": [{"$ref": "#/components/schemas/CompletionUsage"}, {"type": "null"}]},
        "With include_usage every chunk but the last has usage null.",
    ),
    Correction(
        "paths|/files/{file_id}/content|get|responses|200|content",
        {"application/octet-stream": {"schema": {}}},
        "The content is the file's bytes, not a JSON string.",
    ),
    Correction(
        "paths|/chat/completions|get|parameters|1|style",
        "deepObject",
        "The official client sends metadata[key]=value.",
    ),
    schema(
        "ChatCompletionMessageList|properties|data|items",
        {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "role": {
                    "enum": ["developer", "system", "user", "assistant", "tool", "function"],
                    "type": "string",
                },
                "content": NULLABLE_STRING,
                "content_parts": {
                    "anyOf": [{"type": "array", "items": {"type": "object"}}, {"type": "null"}],
                },
                "name": NULLABLE_STRING,
                "refusal": NULLABLE_STRING,
                "tool_call_id": {"type": "string"},
                "tool_calls": {"$ref": "#/components/schemas/ChatCompletionMessageToolCalls"},
            },
            "required": ["id", "role", "content"],
        },
        "The messages of a stored completion are what was sent, so of every role.",
    ),
    schema(
        "ChatCompletionRequestAssistantMessage|properties|annotations",
        {"type": "array", "items": {"type": "object"}},
        "An answer may be sent back as it came, and it came with annotations.",
    ),
    schema(
        "ChatCompletionMessageToolCallChunk|properties|type|enum",
        ["function", "custom"],
        "Calls of custom tools are streamed too.",
    ),
    schema(
        "ChatCompletionMessageToolCallChunk|properties|custom",
        {"type": "object", "properties": {"name": {"type": "string"}, "input": {"type": "string"}}},
        "Calls of custom tools are streamed too.",
    ),
    *(
        Correction(
            f"paths|/fine_tuning/checkpoints/{{fine_tuned_model_checkpoint}}/permissions{path}|{method}|security",
            [{"AdminApiKeyAuth": []}],
            "Permissions of checkpoints want an admin key, as the official client's own words say.",
        )
        for path, method in (("", "get"), ("", "post"), ("/{permission_id}", "delete"))
    ),
    schema(
        "Embedding|properties|embedding",
        {"anyOf": [{"type": "array", "items": {"type": "number"}}, {"type": "string"}]},
        "With encoding_format base64 a vector is a string; the official client asks for it by default.",
    ),
    schema(
        "UpdateVectorStoreRequest|properties|expires_after",
        {"anyOf": [{"$ref": "#/components/schemas/VectorStoreExpirationAfter"}, {"type": "null"}]},
        "Null takes the expiry away; the document says so in a part that describes nothing else.",
    ),
    schema(
        "InputMessage|properties|id",
        {"type": "string"},
        "The items of a conversation or of a compaction can be given back as input as they are.",
    ),
    schema(
        "ImagesResponse|properties|size|enum",
        None,
        "The newer image models draw other sizes too.",
    ),
    *(
        schema(
            f"{event}|properties|size|enum",
            None,
            "The newer image models draw other sizes too.",
        )
        for event in (
            "ImageGenPartialImageEvent",
            "ImageGenCompletedEvent",
            "ImageEditPartialImageEvent",
            "ImageEditCompletedEvent",
        )
    ),
    schema(
        "FineTuningJob|properties|status|enum",
        ["validating_files", "queued", "running", "paused", "succeeded", "failed", "cancelled"],
        "A job that was paused says so.",
    ),
    schema(
        "EmptyModelParam",
        {"type": "object", "additionalProperties": True},
        "The arguments of a tool's call have whatever members the tool has.",
    ),
    schema(
        "Metadata",
        {
            "anyOf": [
                {
                    "type": "object",
                    "maxProperties": 16,
                    "propertyNames": {"maxLength": 64},
                    "additionalProperties": {"type": "string", "maxLength": 512},
                },
                {"type": "null"},
            ]
        },
        "The document tells the bounds in prose alone.",
    ),
    schema(
        "GraderMulti|properties|graders",
        {"anyOf": [*_GRADERS, {"type": "object", "additionalProperties": {"anyOf": _GRADERS}}]},
        "The graders of a multi grader come by name.",
    ),
]


def apply(document: dict[str, Any]) -> None:
    """Correct the document in place.

    Raises:
        LookupError: A correction's place is not in the document (any more).
    """
    from fjcorp_openai.emulator.spec.additions import ADDITIONS

    for correction in (*CORRECTIONS, *ADDITIONS):
        *parents, last = correction.where.split("|")
        target: Any = document
        for key in parents:
            target = target[int(key)] if isinstance(target, list) else target[key]
        if last == "+":
            target.append(correction.value)
        elif correction.value is None:
            del target[last]
        else:
            target[last] = correction.value
    limits.apply(document)
    for component in document["components"]["schemas"].values():
        # The first and last id of an empty list are null: there is nothing that they could name.
        properties = component.get("properties", {})
        if "has_more" in properties:
            for name in ("first_id", "last_id"):
                if properties.get(name, {}).get("type") == "string":
                    properties[name] = NULLABLE_STRING
                if name in component.get("required", ()):
                    component["required"].remove(name)

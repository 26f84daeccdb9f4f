"""What images gained after the document was written, as the official client 3.57 shows."""

from __future__ import annotations

from typing import Any

from fjcorp_openai.emulator.spec.corrections import Correction, schema

_SENT = "The official client sends it."
_KNOWN = "The official client knows it."
_TEXT: dict[str, Any] = {"type": "string", "nullable": True}
_NUMBER: dict[str, Any] = {"type": "integer"}
_FORMATS = ["png", "jpeg", "webp", "gif", "svg"]
_LEVELS = ["low", "medium", "high", "xhigh", "max"]
_OLD_LEVELS = ["standard", "hd"]
_EFFORT = {"type": "string", "enum": ["none", "minimal", *_LEVELS], "nullable": True}
_SVG: dict[str, Any] = {
    "type": "object",
    "nullable": True,
    "properties": {
        "model": {"type": "string"},
        "reasoning": {"type": "object", "nullable": True, "properties": {"effort": _EFFORT}},
    },
}
_PARAMETERS: dict[str, dict[str, Any]] = {
    "complexity": _TEXT | {"enum": ["low", "medium", "high"]},
    "frame_count": _NUMBER | {"minimum": 2, "maximum": 16, "nullable": True},
    "frame_duration_ms": _NUMBER | {"minimum": 1, "nullable": True},
    "output_format": _TEXT | {"enum": _FORMATS},
    "quality": _TEXT | {"enum": [*_LEVELS, "auto", *_OLD_LEVELS]},
    "safety_identifier": _TEXT,
    "size": _TEXT,
    "svg": _SVG,
}
_SVG_USAGE = {
    "type": "object",
    "required": ["input_tokens", "model", "output_tokens", "reasoning_tokens", "total_tokens"],
    "properties": {
        "model": {"type": "string"},
        **dict.fromkeys(("input_tokens", "output_tokens", "reasoning_tokens", "total_tokens"), _NUMBER),
    },
}
_EVENTS = (
    "ImageGenPartialImageEvent",
    "ImageGenCompletedEvent",
    "ImageEditPartialImageEvent",
    "ImageEditCompletedEvent",
)

IMAGE_ADDITIONS: list[Correction] = [
    *(
        schema(f"{name}|properties|{member}", shape, _SENT)
        for name in ("CreateImageRequest", "CreateImageEditRequest", "EditImageBodyJsonParam")
        for member, shape in _PARAMETERS.items()
    ),
    schema("CreateImageEditRequest|properties|markup", {"type": "string", "format": "binary"}, _SENT),
    schema("ImagesResponse|properties|output_format|enum", _FORMATS, _KNOWN),
    schema("ImagesResponse|properties|quality|enum", _LEVELS, _KNOWN),
    schema("ImagesResponse|properties|svg_usage", _SVG_USAGE, _KNOWN),
    schema("ImagesResponse|properties|safety_identifier", {"type": "string"}, _KNOWN),
    *(schema(f"{name}|properties|quality|enum", [*_LEVELS, "auto"], _KNOWN) for name in _EVENTS),
]
"""New parameters, and the sizes, formats and qualities of the newer models."""

"""Input items of a response, and the parts of messages: texts, images and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles.digest import data_url
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, optional, required
from fjcorp_openai.provider.protocol.types import BOOL, STRING
from fjcorp_openai.provider.protocol.validators import (
    at_most_one_of,
    exactly_one_of,
    length,
    matches,
    none_of,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.protocol.schema import Validator

PART_SOURCES = {
    "input_text": ("text",),
    "output_text": ("text",),
    "refusal": ("refusal",),
    "input_image": ("image_url", "file_id", "path"),
    "input_file": ("file_id", "file_url", "file_data", "path"),
}
"""What a part of each type is made of; one of these attributes must be set."""
ROLES = ("user", "assistant", "system", "developer")
_ITEM_NAMES = {
    "function_call": ("call_id", "name", "arguments"),
    "function_call_output": ("call_id", "output"),
    "custom_tool_call_output": ("call_id", "output"),
    "mcp_approval_response": ("approval_request_id", "approve"),
    "item_reference": ("id",),
}
"""What an item of each type other than a message is made of."""
_MESSAGE = ("role", "content", "parts")
_OTHERS = tuple(dict.fromkeys(name for names in _ITEM_NAMES.values() for name in names))

PARTS = Nested(
    "list",
    {
        "type": required(
            STRING, f"{', '.join(f'`{each}`' for each in PART_SOURCES)}.", one_of(*PART_SOURCES)
        ),
        "text": optional(STRING, "Text of an `input_text`, or of an `output_text` in an earlier answer."),
        "refusal": optional(STRING, "Words of a `refusal` in an earlier answer."),
        "image_url": optional(STRING, "Address or data URL of an image."),
        "file_id": optional(STRING, "Id of an uploaded image or file."),
        "file_url": optional(STRING, "Address of a file."),
        "file_data": optional(STRING, "Content of a file, as data URL."),
        "filename": optional(STRING, "Name of the file in `file_data` or `path`."),
        "detail": optional(
            STRING,
            "How closely to look at it: `auto`, `low`, `high`, or for an image `original`.",
            one_of("auto", "low", "high", "original"),
        ),
        "path": optional(STRING, "Local image or file; its bytes are sent, and are part of the digest."),
    },
)
PART_RULES: tuple[Validator, ...] = (
    length(1),
    *(exactly_one_of(*names, where=("type", (kind,))) for kind, names in PART_SOURCES.items()),
)

MESSAGE: dict[str, Attribute] = {
    "role": optional(STRING, f"Who speaks: {', '.join(f'`{each}`' for each in ROLES)}.", one_of(*ROLES)),
    "content": optional(STRING, "Text of the message, in place of `parts`."),
    "parts": optional(PARTS, "Parts of the message, in place of `content`.", *PART_RULES),
}
"""A message; its role is optional, for other items stand beside it."""

ITEMS = Nested(
    "list",
    {
        "type": optional(
            STRING,
            f"Kind of the item: `message`, the default, {', '.join(f'`{each}`' for each in _ITEM_NAMES)}.",
            one_of("message", *_ITEM_NAMES),
        ),
        **MESSAGE,
        "call_id": optional(STRING, "The call that is meant."),
        "name": optional(STRING, "Name of the function that was called."),
        "arguments": optional(STRING, "Arguments of the function that was called, as JSON text."),
        "output": optional(STRING, "What the tool returned."),
        "approval_request_id": optional(
            STRING,
            "The request for approval that is answered (`mcpr_...`).",
            matches(r"mcpr_.+", "the id of a request"),
        ),
        "approve": optional(BOOL, "Whether the tool may be used."),
        "id": optional(STRING, "Id of an item that the API keeps."),
    },
)
"""Input items, oldest first."""
ITEM_RULES: tuple[Validator, ...] = (
    length(1),
    exactly_one_of("role", where=("type", ("message", None))),
    exactly_one_of("content", "parts", where=("type", ("message", None))),
    none_of(*_OTHERS, where=("type", ("message", None))),
    at_most_one_of("content", "parts"),
    none_of(*_MESSAGE, where=("type", tuple(_ITEM_NAMES))),
    *(exactly_one_of(name, where=("type", (kind,))) for kind, names in _ITEM_NAMES.items() for name in names),
)


def api_part(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return a part as the API takes it, with the bytes of a local file in it."""
    kind, path = part["type"], part["path"]
    match kind:
        case "input_image":
            image = part["image_url"] if path is None else data_url(path)
            return {
                "type": kind,
                "detail": part["detail"] or "auto",
                "image_url": image,
                "file_id": part["file_id"],
            }
        case "input_file":
            sent = {name: part[name] for name in ("file_id", "file_url", "file_data", "filename", "detail")}
            if path is not None:
                sent |= {"file_data": data_url(path), "filename": part["filename"] or expanded(path).name}
            return {"type": kind, **sent}
        case "output_text":
            return {"type": kind, "text": part["text"], "annotations": []}
        case _:
            name = PART_SOURCES[kind][0]
            return {"type": kind, name: part[name]}


def api_message(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message as the API takes it."""
    parts = message["parts"]
    content = message["content"] if parts is None else [api_part(each) for each in parts]
    return {"type": "message", "role": message["role"], "content": content}


def api_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an input item as the API takes it."""
    kind = item["type"] or "message"
    if kind == "message":
        return api_message(item)
    return {"type": kind, **{name: item[name] for name in _ITEM_NAMES[kind]}}


def from_api(item: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return an item of the API as the schema has it; None for one that only the API makes."""
    kind = item.get("type", "message")
    if kind in _ITEM_NAMES:
        output = item.get("output")
        told = {name: item.get(name) for name in _ITEM_NAMES[kind]}
        return {"type": kind, **told, **({"output": output} if isinstance(output, str) else {})}
    if kind != "message":
        return None
    content = item.get("content")
    message = {"role": item.get("role"), "content": None, "parts": None}
    if isinstance(content, str):
        return {**message, "content": content}
    parts = [{**each, "path": None} for each in content or ()]
    if len(parts) == 1 and parts[0]["type"] == "input_text":
        return {**message, "content": parts[0]["text"]}
    return {**message, "parts": [each for each in parts if each["type"] in PART_SOURCES]}

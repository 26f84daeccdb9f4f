"""Parts of a chat message: text, images, sound and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles.digest import base64_text, data_url
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.validators import exactly_one_of, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a part of each type is made of; one of these attributes must be set.
SOURCES = {
    "text": ("text",),
    "refusal": ("refusal",),
    "image_url": ("image_url", "path"),
    "input_audio": ("data", "path"),
    "file": ("file_id", "file_data", "path"),
}


def _optional(description: str, *validators: Any) -> Attribute:
    return Attribute(STRING, description, optional=True, validators=validators)


PARTS: dict[str, Attribute] = {
    "type": Attribute(
        STRING, f"{', '.join(f'`{each}`' for each in SOURCES)}.", required=True, validators=[one_of(*SOURCES)]
    ),
    "text": _optional("Text of a `text` part."),
    "refusal": _optional("Words of a `refusal` part."),
    "image_url": _optional("Address or data URL of an image."),
    "detail": _optional("How closely to look at an image.", one_of("auto", "low", "high")),
    "data": _optional("Sound in base64."),
    "format": _optional(
        "Format of the sound; of a local file it is known by its ending.", one_of("wav", "mp3")
    ),
    "file_id": _optional("Id of an uploaded file."),
    "file_data": _optional("Content of a file, as data URL."),
    "filename": _optional("Name of the file in `file_data` or `path`."),
    "path": _optional("Local image, sound or file; its bytes are sent, and are part of the digest."),
}


PART_RULES = tuple(exactly_one_of(*names, where=("type", (kind,))) for kind, names in SOURCES.items())


def api_part(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return a part as the API takes it, with the bytes of a local file in it."""
    kind, path = part["type"], part["path"]
    match kind:
        case "image_url":
            return {
                "type": kind,
                kind: {"url": part[kind] if path is None else data_url(path), "detail": part["detail"]},
            }
        case "input_audio":
            ending = part["format"]
            if path is not None:
                ending = ending or expanded(path).suffix.lstrip(".").lower()
            return {
                "type": kind,
                kind: {"data": part["data"] if path is None else base64_text(path), "format": ending},
            }
        case "file":
            data, name = part["file_data"], part["filename"]
            if path is not None:
                data, name = data_url(path), name or expanded(path).name
            return {"type": kind, kind: {"file_id": part["file_id"], "file_data": data, "filename": name}}
        case _:
            return {"type": kind, kind: part[kind]}

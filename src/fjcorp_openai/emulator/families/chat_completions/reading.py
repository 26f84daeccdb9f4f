"""Reads a chat's messages: their text, their files, their images."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.errors import bad_request
from fjcorp_openai.emulator.families.files import file_path, find_file
from fjcorp_openai.emulator.generation import Document, Turn, count_tokens

if TYPE_CHECKING:
    from fjcorp_openai.emulator.request import Context

IMAGE_TOKENS = 85


def read_turns(context: Context, messages: list[dict[str, Any]]) -> list[Turn]:
    """Return a chat's messages as turns.

    Raises:
        ApiError: 400 or 404 for a part that cannot be read, or for a tool's message without its call.
    """
    turns = []
    called: set[str] = set()
    for number, message in enumerate(messages):
        for call in message.get("tool_calls") or ():
            called.add(call["id"])
        if message["role"] == "tool" and message["tool_call_id"] not in called:
            raise bad_request(
                "Invalid parameter: messages with role 'tool' must be a response to a preceding message with "
                "'tool_calls'.",
                f"messages[{number}].role",
            )
        turns.append(_turn(context, message, f"messages[{number}].content"))
    return turns


def _turn(context: Context, message: dict[str, Any], place: str) -> Turn:
    content = message.get("content")
    if not isinstance(content, list):
        return Turn(message["role"], content or message.get("refusal") or "")
    texts: list[str] = []
    documents: list[Document] = []
    images = 0
    for number, part in enumerate(content):
        where = f"{place}[{number}]"
        if part["type"] == "text":
            texts.append(part["text"])
        elif part["type"] == "refusal":
            texts.append(part["refusal"])
        elif part["type"] == "image_url":
            _check_image(part["image_url"]["url"], f"{where}.image_url.url")
            images += 1
        elif part["type"] == "input_audio":
            decoded(part["input_audio"]["data"], f"{where}.input_audio.data")
        elif part["type"] == "file":
            documents.append(read_document(context, part["file"], f"{where}.file"))
    return Turn(message["role"], "\n".join(texts), tuple(documents), images)


def _check_image(url: str, where: str) -> None:
    head, comma, data = url.partition(",")
    if head.startswith("data:image/") and comma:
        decoded(data, where)
    elif not url.startswith(("http://", "https://")):
        raise bad_request(
            f"Invalid '{where}': expected a URL or a data URL of an image.", where, "invalid_image_url"
        )


def decoded(data: str, where: str) -> bytes:
    """Decode base64.

    Raises:
        ApiError: 400, it is none.
    """
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise bad_request(
            f"Invalid '{where}': expected base64-encoded data.", where, "invalid_base64"
        ) from error


def read_document(context: Context, file: dict[str, Any], where: str) -> Document:
    """Return the text of a file part, given by ``file_id`` or by ``file_data`` and ``filename``.

    Raises:
        ApiError: 400, it cannot be read; 404, there is no such file.
    """
    if file.get("file_id"):
        record = find_file(context, file["file_id"], context.project_id, f"{where}.file_id")
        return Document(
            record["filename"], read_text(record["filename"], file_path(context, record["id"]).read_bytes())
        )
    if not file.get("file_data"):
        raise bad_request(
            f"Missing required parameter: '{where}.file_id'.",
            f"{where}.file_id",
            "missing_required_parameter",
        )
    data: str = file["file_data"]
    content = decoded(data.partition(",")[2] if data.startswith("data:") else data, f"{where}.file_data")
    name = file.get("filename") or "file"
    return Document(name, read_text(name, content))


def read_text(filename: str, content: bytes) -> str:
    """Return the text of a file's content, as well as it can be read."""
    from fjcorp_openai.emulator.families.vector_stores.documents import (
        InvalidFileError,
        UnsupportedFileError,
        extract,
    )

    try:
        return extract(filename, content)
    except (InvalidFileError, UnsupportedFileError):
        return content.decode("utf-8", "replace")


def prompt_tokens(messages: list[dict[str, Any]], turns: list[Turn], extras: int = 0) -> int:
    """Return how many tokens a chat has: its texts, files and images, and the frame around each message."""
    count = 3 + extras
    for message, turn in zip(messages, turns, strict=True):
        count += 4 + count_tokens(turn.text) + IMAGE_TOKENS * turn.images
        count += sum(count_tokens(document.text) for document in turn.documents)
        count += sum(count_tokens(str(call)) for call in message.get("tool_calls") or ())
    return count

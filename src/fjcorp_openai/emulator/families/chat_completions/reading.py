"""Reads a chat's messages: their text, their files, their images."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.files import file_path, find_file
from fjcorp_openai.emulator.families.images import checking
from fjcorp_openai.emulator.generation.answers import Document, Turn, count_tokens
from fjcorp_openai.emulator.http.errors import bad_request

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context

IMAGE_TOKENS = 85


def read_turns(context: Context, messages: list[dict[str, Any]]) -> list[Turn]:
    """Return a chat's messages as turns.

    Raises:
        ApiError: 400 or 404 for a part that cannot be read, for a tool's message without its call, and for
            a call that no message answers.
    """
    _check_calls(messages)
    return [_turn(context, message, f"messages[{number}].content") for number, message in enumerate(messages)]


def _check_calls(messages: list[dict[str, Any]]) -> None:
    """Check that the tools' messages follow the calls that they answer, and answer all of them."""
    waiting: dict[str, None] = {}
    called: set[str] = set()
    for number, message in enumerate(messages):
        if message["role"] == "tool":
            _check_answer(called, message["tool_call_id"], f"messages.[{number}]")
            waiting.pop(message["tool_call_id"], None)
            continue
        _refuse_waiting(waiting, number)
        called = {call["id"] for call in message.get("tool_calls") or ()}
        waiting = dict.fromkeys(call["id"] for call in message.get("tool_calls") or ())
    _refuse_waiting(waiting, len(messages))


def _check_answer(called: set[str], call_id: str, where: str) -> None:
    if not called:
        raise bad_request(
            "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with "
            "'tool_calls'.",
            f"{where}.role",
        )
    if call_id not in called:
        raise bad_request(
            f"Invalid parameter: 'tool_call_id' of '{call_id}' not found in 'tool_calls' of previous "
            "message.",
            f"{where}.tool_call_id",
        )


def _refuse_waiting(waiting: dict[str, None], number: int) -> None:
    if waiting:
        raise bad_request(
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
            "'tool_call_id'. The following tool_call_ids did not have response messages: "
            f"{', '.join(waiting)}",
            f"messages.[{number}].role",
        )


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
    if head.startswith("data:") and comma:
        try:
            picture = base64.b64decode(data, validate=True)
        except (binascii.Error, ValueError) as error:
            raise bad_request("Invalid base64 image_url.", where, "invalid_base64") from error
        if not checking.format_of(picture):
            raise bad_request(
                "You uploaded an unsupported image. Please make sure your image has of one the following "
                f"formats: {list(checking.FORMATS)}.",
                code="invalid_image_format",
            )
        if not checking.is_whole(picture):
            raise bad_request(
                "You uploaded an unsupported image. Please make sure your image is valid.",
                code="image_parse_error",
            )
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
        for call in message.get("tool_calls") or ():
            used = call[call["type"]]
            count += count_tokens(f"{used['name']} {used.get('arguments') or used.get('input') or ''}")
    return count

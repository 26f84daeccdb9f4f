"""Items of responses and conversations: what comes in gets its id and full form, and can be read as turns."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.chat_completions.reading import IMAGE_TOKENS, decoded, read_document
from fjcorp_openai.emulator.families.files import find_file
from fjcorp_openai.emulator.families.images import checking
from fjcorp_openai.emulator.generation.answers import Document, Turn, count_tokens
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.spec.response_shapes import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fjcorp_openai.emulator.http.request import Context

    Lookup = Callable[[str], dict[str, Any] | None]

_PREFIXES = {
    "message": "msg",
    "function_call": "fc",
    "function_call_output": "fco",
    "custom_tool_call": "ctc",
    "custom_tool_call_output": "ctco",
    "reasoning": "rs",
    "file_search_call": "fs",
    "web_search_call": "ws",
    "image_generation_call": "ig",
    "code_interpreter_call": "ci",
    "compaction": "cmp",
    "mcp_list_tools": "mcpl",
    "mcp_call": "mcp",
    "mcp_approval_request": "mcpr",
    "mcp_approval_response": "mcprsp",
}
_WITH_STATUS = frozenset(
    ("message", "function_call", "function_call_output", "custom_tool_call", "custom_tool_call_output")
)
_CALLS = {"function_call": "function_call_output", "custom_tool_call": "custom_tool_call_output"}


def normalize(context: Context, given: Any, lookup: Lookup) -> list[dict[str, Any]]:
    """Return input items in their full form.

    Args:
        context: The emulator.
        given: A text, or the items of the request.
        lookup: Finds the item that an ``item_reference`` names.

    Returns:
        The items, each with an id.

    Raises:
        ApiError: 404 for a reference to nothing.
    """
    if isinstance(given, str):
        given = [{"role": "user", "content": given}]
    return [_item(context, each, f"input[{number}]", lookup) for number, each in enumerate(given)]


def _item(context: Context, given: dict[str, Any], where: str, lookup: Lookup) -> dict[str, Any]:
    kind = given.get("type") or ("message" if "role" in given else "item_reference")
    if kind == "item_reference":
        found = lookup(given["id"])
        if found is None:
            raise not_found("item", given["id"], f"{where}.id")
        return found
    item = {name: value for name, value in given.items() if value is not None} | {"type": kind}
    item["id"] = given.get("id") or context.new_id(_PREFIXES.get(kind, "item"))
    if kind in _WITH_STATUS:
        item.setdefault("status", "completed")
    if kind == "message":
        item["content"] = _content(item["role"], item["content"])
    return item


def _content(role: str, content: Any) -> list[dict[str, Any]]:
    parts = content if isinstance(content, list) else [{"type": "input_text", "text": content}]
    full = []
    for part in parts:
        kind = part["type"]
        if kind in {"input_text", "output_text"}:
            kind = "output_text" if role == "assistant" else "input_text"
        part = {**part, "type": kind}
        if kind == "output_text":
            part = {"annotations": [], "logprobs": []} | part
        if kind == "input_image":
            part = {"detail": "auto"} | {name: value for name, value in part.items() if value is not None}
        full.append(part)
    return full


def show(context: Context, item: dict[str, Any], union: str) -> dict[str, Any]:
    """Return an item as a list of items shows it: input is described in other words than what is shown.

    Args:
        context: The emulator.
        item: The item.
        union: The document's schema of the list's items.
    """
    components = context.emulator.specification.components
    result: dict[str, Any] = shown(item, components[union], components)
    return result


def check_calls(items: Sequence[dict[str, Any]]) -> None:
    """Check that every output belongs to a call, and every call has its output.

    Raises:
        ApiError: 400, one does not.
    """
    for kind, answer in _CALLS.items():
        name = kind.replace("_", " ")
        called = [item["call_id"] for item in items if item["type"] == kind]
        answered = {item.get("call_id") for item in items if item["type"] == answer}
        for call_id in answered - set(called):
            raise bad_request(f"No tool call found for {name} output with call_id {call_id}.", "input")
        for call_id in called:
            if call_id not in answered:
                raise bad_request(f"No tool output found for {name} {call_id}.", "input")


def read_turns(context: Context, items: Sequence[dict[str, Any]]) -> list[Turn]:
    """Read items as the turns of a conversation.

    Raises:
        ApiError: 400 or 404 for a file or image that cannot be read.
    """
    turns: list[Turn] = []
    for number, item in enumerate(items):
        kind = item["type"]
        if kind == "message":
            turns.append(_turn(context, item, f"input[{number}].content"))
        elif kind in _CALLS.values():
            turns.append(Turn("tool", _output_text(item["output"])))
        elif kind in _CALLS:
            called = f"{item['name']} {item.get('arguments') or item.get('input') or ''}"
            turns.append(Turn("assistant", "", called=called))
        elif kind == "compaction":
            turns.extend(unpack(item["encrypted_content"], f"input[{number}].encrypted_content"))
    return turns


def _turn(context: Context, item: dict[str, Any], where: str) -> Turn:
    texts: list[str] = []
    documents: list[Document] = []
    images = 0
    for number, part in enumerate(item["content"]):
        place = f"{where}[{number}]"
        if part["type"] == "input_image":
            _check_image(context, part, place)
            images += 1
        elif part["type"] == "input_file":
            if part.get("file_url"):
                raise bad_request("Only files given by id or data can be read here.", f"{place}.file_url")
            documents.append(read_document(context, part, place))
        else:
            texts.append(part.get("text") or part.get("refusal") or "")
    return Turn(item["role"], "\n".join(texts), tuple(documents), images)


def _check_image(context: Context, part: dict[str, Any], where: str) -> None:
    if part.get("file_id"):
        find_file(context, part["file_id"], context.project_id, f"{where}.file_id")
        return
    url = str(part.get("image_url", ""))
    if url.startswith(("http://", "https://")):
        return
    name, (head, comma, data) = f"{where}.image_url", url.partition(",")
    if not head.startswith("data:image/") or not comma or not data:
        got = "empty base64-encoded bytes" if comma else "a value without the 'data:' prefix"
        raise bad_request(
            f"Invalid '{name}'. Expected a base64-encoded data URL with an image MIME type "
            f"(e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU='), but got {got}.",
            name,
            "invalid_value",
        )
    if not checking.is_whole(decoded(data, name)):
        raise bad_request(
            "The image data you provided does not represent a valid image. Please check your input and try "
            "again with one of the supported image formats: "
            f"{[f'image/{each}' for each in ('jpeg', 'png', 'gif', 'webp')]}.",
            "input",
            "invalid_value",
        )


def _output_text(output: Any) -> str:
    if isinstance(output, str):
        return output
    return "\n".join(part.get("text", "") for part in output)


def count(turns: Sequence[Turn], extras: Sequence[Any] = ()) -> int:
    """Count the tokens of turns, of the frame around each, and of tools and formats."""
    total = 3 + sum(count_tokens(json.dumps(each)) for each in extras)
    for turn in turns:
        total += 4 + count_tokens(turn.text) + count_tokens(turn.called) + IMAGE_TOKENS * turn.images
        total += sum(count_tokens(document.text) for document in turn.documents)
    return total


def pack(turns: Sequence[Turn]) -> str:
    """Pack turns into the opaque text of a compaction item."""
    rows = [[turn.role, turn.text, [[each.name, each.text] for each in turn.documents]] for turn in turns]
    return base64.urlsafe_b64encode(json.dumps(rows).encode()).decode()


def unpack(text: str, where: str) -> list[Turn]:
    """Read the turns of a compaction item.

    Raises:
        ApiError: 400, it is none of this emulator's.
    """
    try:
        rows = json.loads(base64.urlsafe_b64decode(text))
        return [
            Turn(role, said, tuple(Document(*each) for each in documents)) for role, said, documents in rows
        ]
    except (ValueError, TypeError, binascii.Error) as error:
        raise bad_request(
            "The encrypted content could not be verified.", where, "invalid_encrypted_content"
        ) from error

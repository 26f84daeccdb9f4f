# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A former thread and its messages as an item of ``openai_threads``, and what of them has no place there.

All messages of a thread become one list, for that keeps their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .assistants import labels_of, texts_of
from .sources import list_of, map_of, quoted, text_of, time_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROLES = ("user", "assistant")
CITED = "Where texts cited files is left out: the citations named parts of the former answer."


def thread_item(
    values: Mapping[str, Any], messages: Iterable[Mapping[str, Any]]
) -> tuple[dict[str, Any], list[str]]:
    """Return a thread's item and a sentence for each thing that is lost.

    Args:
        values: The thread in the API's form; `messages` are those that it began with.
        messages: Its messages in the API's form, in the order in which they were found.
    """
    lost: list[str] = []
    own = sorted(messages, key=time_of)
    began = [each for each in list_of(values.get("messages")) if isinstance(each, dict)]
    written = [made for each in [*began, *own] if (made := _message(each, lost)) is not None]
    item: dict[str, Any] = {}
    if written:
        item["messages"] = written
    if labels := labels_of(values.get("metadata"), lost):
        item["metadata"] = labels
    resources = map_of(values.get("tool_resources"))
    stores = texts_of(map_of(resources.get("file_search")).get("vector_store_ids"))
    files = texts_of(map_of(resources.get("code_interpreter")).get("file_ids"))
    if stores:
        lost.append(f"A conversation searches no files: name {', '.join(stores)} in a tool of its runs.")
    if files:
        lost.append(f"A conversation has no files of its own: name {', '.join(files)} in a tool of its runs.")
    return item, list(dict.fromkeys(lost))


def _message(message: Mapping[str, Any], lost: list[str]) -> dict[str, Any] | None:
    role = message.get("role")
    name = quoted(text_of(message.get("id")) or text_of(message.get("content"))[:40])
    if role not in ROLES:
        lost.append(f"The message {name} is left out: nobody said it.")
        return None
    if map_of(message.get("metadata")):
        lost.append("The labels of messages are left out: an item of a conversation has none.")
    if text_of(message.get("status")) == "incomplete":
        lost.append(f"The message {name} was not whole.")
    parts = [*_parts(message.get("content"), role, lost), *_attached(message, role, lost)]
    if not parts:
        lost.append(f"The message {name} is left out: nothing of it can be kept.")
        return None
    if len(parts) == 1 and parts[0]["type"] in ("input_text", "output_text"):
        return {"role": role, "content": parts[0]["text"]}
    return {"role": role, "parts": parts}


def _parts(content: Any, role: str, lost: list[str]) -> list[dict[str, Any]]:
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    made = []
    for part in list_of(content):
        kind = text_of(part.get("type")) if isinstance(part, dict) else ""
        told = part.get(kind) if kind else None
        if kind == "text":
            text = told if isinstance(told, str) else text_of(map_of(told).get("value"))
            if list_of(map_of(told).get("annotations")):
                lost.append(CITED)
            if text:
                made.append({"type": "input_text" if role == "user" else "output_text", "text": text})
        elif kind == "refusal" and isinstance(told, str) and role == "assistant":
            made.append({"type": "refusal", "refusal": told})
        elif kind in ("image_file", "image_url") and role == "user" and (image := _image(kind, map_of(told))):
            made.append(image)
        else:
            lost.append(f"A part of the kind {quoted(kind)} of the {role} is left out.")
    return made


def _image(kind: str, told: Mapping[str, Any]) -> dict[str, Any] | None:
    name = "file_id" if kind == "image_file" else "image_url"
    where = text_of(told.get("file_id" if kind == "image_file" else "url"))
    detail = told.get("detail")
    known = {"detail": detail} if detail in ("low", "high") else {}
    return {"type": "input_image", name: where, **known} if where else None


def _attached(message: Mapping[str, Any], role: str, lost: list[str]) -> list[dict[str, Any]]:
    attachments = [each for each in list_of(message.get("attachments")) if isinstance(each, dict)]
    if any(list_of(each.get("tools")) for each in attachments):
        lost.append("The tools of attachments are left out: a tool is named where an answer is asked for.")
    ids = texts_of([*(each.get("file_id") for each in attachments), *list_of(message.get("file_ids"))])
    if ids and role != "user":
        lost.append(f"Files of the {role} are left out, for only the user sends some: {', '.join(ids)}.")
        return []
    return [{"type": "input_file", "file": each} for each in ids]

"""The items of a conversation: how they are distinguished, listed, appended once and deleted.

Operations: GET and POST /conversations/{conversation_id}/items,
DELETE /conversations/{conversation_id}/items/{item_id}.
"""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.api.errors import MalformedAnswer, NotFound
from fjcorp_openai.provider.lifecycles.digest import text_sha256
from fjcorp_openai.provider.lifecycles.managed import plain
from fjcorp_openai.provider.protocol.validators import Matches
from fjcorp_openai.provider.resources.responses.items import api_message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fjcorp_openai.api.client import Api

Item = dict[str, Any]

MOST_AT_ONCE = 20
"""Items that one call takes."""
OLDEST_FIRST = {"order": "asc", "limit": 100}
A_CONVERSATION = Matches(
    r"conv_\S+",
    "the id of a conversation (conv_...). The ids thread_... ended with the Assistants API on 2026-08-26: "
    "docs/assistants-migration.md is the way out",
)
_TOLD = ("text", "refusal", "image_url", "file_id", "file_url", "filename", "file_data")
"""What distinguishes two parts of a message; the rest is how they are looked at."""


def path_of(conversation: str) -> str:
    """Return the path of a conversation's items."""
    return f"/conversations/{quote(conversation, safe='')}/items"


def items_of(api: Api, conversation: str) -> list[Item]:
    """Return the items of a conversation, oldest first.

    Raises:
        MalformedAnswer: What the API lists are no items.
    """
    listed = api.list(path_of(conversation), OLDEST_FIRST)
    if not all(map(_is_item, listed)):
        raise MalformedAnswer(f"The API lists what is no item in {conversation}: is base_url the API's?")
    return listed


def _is_item(item: Any) -> bool:
    content = item.get("content") if isinstance(item, dict) else None
    whole = isinstance(item, dict) and isinstance(item.get("id"), str)
    parts = content is None or (isinstance(content, list) and all(isinstance(part, dict) for part in content))
    return whole and parts


def missing(api: Api, conversation: str, ids: Sequence[str]) -> list[str]:
    """Return which of some items are gone: those that the list lacks, and the API itself by their ids."""
    gone = []
    for id_ in ids:
        try:
            api.find(path_of(conversation), id_, params=OLDEST_FIRST)
        except NotFound:
            gone.append(id_)
    return gone


def digest_of(message: Mapping[str, Any]) -> str:
    """Return the digest of a message in the API's form, with the bytes of its files in it."""
    return text_sha256(json.dumps(_essence(message), sort_keys=True, ensure_ascii=False))


def sent(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return a configured message as it is sent, with the bytes of its local files in it.

    Raises:
        OSError: A local file cannot be read.
    """
    body: dict[str, Any] = plain(api_message(message))
    return body


def shows(item: Mapping[str, Any], message: Mapping[str, Any]) -> bool:
    """Return whether an item of the API can be what became of a message that was sent.

    What the API does not show, such as the bytes of a file, counts for equal.

    Args:
        item: The API's item.
        message: The message in the API's form.
    """
    if item.get("type", "message") != "message":
        return False
    shown, sent = _essence(item), _essence(message)
    return (
        shown["role"] == sent["role"]
        and len(shown["parts"]) == len(sent["parts"])
        and all(
            one["type"] == other["type"] and all(other.get(name) == one[name] for name in one)
            for one, other in zip(shown["parts"], sent["parts"], strict=True)
        )
    )


def _essence(message: Mapping[str, Any]) -> dict[str, Any]:
    content = message.get("content")
    parts = [{"type": "input_text", "text": content}] if isinstance(content, str) else content or []
    return {"role": message.get("role"), "parts": [_part(each) for each in parts]}


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    kind = part.get("type")
    told = {name: part[name] for name in _TOLD if part.get(name) is not None}
    return {"type": "text" if kind in ("input_text", "output_text") else kind, **told}


def append(
    api: Api,
    conversation: str,
    messages: Sequence[Mapping[str, Any]],
    known: Sequence[str],
    *,
    resource: str,
) -> list[str]:
    """Put messages at the end of a conversation in one call, once, whatever became of an earlier call.

    Args:
        api: The client.
        conversation: Its id.
        messages: The messages in the API's form, 20 at most.
        known: Ids of items that are something else, whatever they look like.
        resource: What they are for, in messages.

    Returns:
        Their ids, in the same order.
    """
    path, made = path_of(conversation), {}

    def send() -> Item:
        answer = api.post(path, {"items": [*messages]})
        made["ids"] = [str(each["id"]) for each in answer["data"]]
        return {"id": made["ids"][0]}

    body = {"items": [_essence(each) for each in messages], "after": [*known][-1:]}
    first = api.create_by(
        send,
        path,
        body,
        natural_key=lambda item: item["id"] not in known and shows(item, messages[0]),
        resource=resource,
        list_params=OLDEST_FIRST,
    )
    if made.get("ids", [None])[0] == first["id"]:
        return list(made["ids"])
    # An earlier call made them: they follow each other.
    ids = [str(each["id"]) for each in items_of(api, conversation)]
    place = ids.index(str(first["id"]))
    return ids[place : place + len(messages)]


def pair_of(items: Sequence[Mapping[str, Any]], id_: str) -> str | None:
    """Return the id of the reasoning item that a message needs, which stands before it; else None."""
    for before, item in pairwise(items):
        if item["id"] == id_ and before.get("type") == "reasoning" and item.get("role") != "user":
            return str(before["id"])
    return None


def delete_item(api: Api, conversation: str, id_: str) -> None:
    """Delete an item; one that is gone already counts as deleted."""
    with suppress(NotFound):
        api.delete(f"{path_of(conversation)}/{quote(id_, safe='')}")

"""`openai_thread`, `openai_message` and `openai_messages`: a conversation and what is in it.

Operations: GET /conversations/{conversation_id}, GET /conversations/{conversation_id}/items.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from fjcorp_openai.api.errors import MalformedAnswer, NotFound
from fjcorp_openai.provider.data_sources.base import Fields, computed, pick
from fjcorp_openai.provider.data_sources.looked_up import Keys, ListData, Listed, OneData
from fjcorp_openai.provider.lifecycles.json_text import json_text
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, map_of
from fjcorp_openai.provider.resources.responses.media import without_bytes
from fjcorp_openai.provider.resources.thread.items import A_CONVERSATION, OLDEST_FIRST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.protocol.resource import Context

FIELDS: Fields = {
    "id": (STRING, "Id of the conversation."),
    "created_at": (NUMBER, "Time of creation in Unix seconds."),
    "metadata": (map_of(STRING), "Labels of the conversation."),
}
ITEM_FIELDS: Fields = {
    "id": (STRING, "Id of the item."),
    "type": (STRING, "`message`, `reasoning`, `function_call` or another kind."),
    "role": (STRING, "Who speaks; null for what is no message."),
    "status": (STRING, "`in_progress`, `completed` or `incomplete`."),
    "text": (STRING, "Texts of a message, one below the other."),
    "content": (STRING, "Parts of a message, as JSON text, without the bytes of files."),
    "item": (STRING, "The whole item, as JSON text, without the bytes of files."),
}
KEYS: Keys = {"message_id": ("id", "Id of the message, or of another item.")}
_PATH = "/conversations/{thread_id}/items"


class ThreadData(DataSource):
    """One conversation; the API lists none."""

    type_name = "openai_thread"
    schema = Schema(
        {
            "thread_id": Attribute(STRING, "Id of the conversation (`conv_...`).", required=True),
            **computed(FIELDS),
        },
        description="A conversation.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Get the conversation.

        Raises:
            ProviderError: There is none.
        """
        id_ = config["thread_id"]
        try:
            found = context.api.get(f"/conversations/{quote(id_, safe='')}")
        except NotFound:
            advice = "Check the id, and that the key is of its project."
            if id_.startswith("thread_"):
                advice = f"It is not {A_CONVERSATION.meaning}."
            raise ProviderError(f"There is no conversation {id_}", advice) from None
        return config | pick(found, FIELDS)


class _Item(Listed):
    """The list that both data sources read."""

    path, noun, fields = _PATH, "message", ITEM_FIELDS
    parameters: ClassVar[Mapping[str, Any]] = OLDEST_FIRST

    def shown(self, item: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return an item with its texts."""
        return _shown(item)


class MessageData(_Item, OneData):
    """One item of a conversation."""

    type_name = "openai_message"
    keys = KEYS
    description = "A message of a conversation, or another item of it."


class MessagesData(_Item, ListData):
    """All items of a conversation."""

    type_name = "openai_messages"
    nouns = "messages"
    description = "The items of a conversation, oldest first: messages, and what tools and models did."


def _shown(item: dict[str, Any]) -> dict[str, Any]:
    content = item.get("content")
    if not (content is None or isinstance(content, list)) or not all(
        isinstance(each, dict) for each in content or ()
    ):
        raise MalformedAnswer("The content of an item is no list of parts: is base_url the API's?")
    texts = [str(part[name]) for part in content or () for name in ("text", "refusal") if part.get(name)]
    return {
        **item,
        "text": "\n".join(texts) if content is not None else None,
        "content": None if content is None else json_text(without_bytes(content)),
        "item": json_text(without_bytes(item)),
    }

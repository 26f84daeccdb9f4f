"""`openai_message`: one message in a conversation.

Operations: GET and POST /conversations/{conversation_id}/items,
DELETE /conversations/{conversation_id}/items/{item_id}.

A message cannot be changed: a new one stands at the end. Messages of one conversation are written one at a
time; `after` says in which order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.errors import NotFound
from fjcorp_openai.provider.lifecycles.managed import (
    IMPORTED,
    Managed,
    Values,
    deletion_protection,
    identifier,
)
from fjcorp_openai.provider.lifecycles.one_writer import one_writer
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, Schema, computed, optional, result
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, map_of
from fjcorp_openai.provider.protocol.validators import (
    at_least_one_of,
    at_most_one_of,
    each_element,
    each_key,
    length,
    matches,
    one_of,
)
from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known
from fjcorp_openai.provider.resources.responses.items import PART_RULES, PARTS, ROLES, from_api
from fjcorp_openai.provider.resources.thread import items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

_SAID = ("role", "content", "parts", "attachments")
"""What a message says, and by whom."""


class Message(Managed):
    """A message."""

    type_name = "openai_message"
    noun = "message"
    schema = Schema(
        {
            "id": identifier("Conversation and message, as `<thread_id>/<message_id>`."),
            "thread_id": Attribute(
                STRING,
                "Id of the conversation (`conv_...`).",
                required=True,
                replace=True,
                validators=[items.A_CONVERSATION],
            ),
            "role": Attribute(
                STRING,
                f"Who speaks: {', '.join(f'`{each}`' for each in ROLES)}. Default: `user`.",
                default="user",
                validators=[one_of(*ROLES)],
            ),
            "content": optional(STRING, "Text of the message, in place of `parts`."),
            "parts": optional(PARTS, "Parts of the message, in place of `content`.", *PART_RULES),
            "attachments": optional(
                Nested(
                    "list",
                    {
                        "file_id": Attribute(STRING, "Id of the file.", required=True),
                        "tools": optional(
                            Nested("list", {"type": Attribute(STRING, "Kind of the tool.", required=True)}),
                            "Tools that the file was for. Kept for former configurations; a conversation has "
                            "none.",
                        ),
                    },
                ),
                "Files of the message in the form of the former API; each becomes a part `input_file`.",
            ),
            "metadata": optional(
                map_of(STRING),
                "Up to 16 labels of your own. They are in the state alone: the API keeps none for a message.",
                length(0, 16),
                each_key(length(0, 64)),
                each_element(length(0, 512)),
            ),
            "after": Attribute(
                STRING,
                "Id of a message (`msg_...`) of the conversation that this one comes after. When that one is "
                "replaced, so is this one, so that the order stays.",
                optional=True,
                replace=True,
                validators=[matches(r"\S*msg_\S+", "the id of a message (msg_...)")],
            ),
            "delete_pair": Attribute(
                BOOL,
                "Whether the reasoning item before an answer of a model is deleted with it. One without the "
                "other makes every further response for the conversation fail, so that deleting the answer "
                "alone is refused.",
                default=False,
            ),
            "deletion_protection": deletion_protection("It would be missing in the conversation."),
            "message_id": result(STRING, "Id of the message (`msg_...`)."),
            "position": computed(NUMBER, "Its place among all items of the conversation, from 1."),
            "content_sha256": computed(STRING, "Digest of what it says, with the bytes of its local files."),
        },
        description="A message in a conversation. A change replaces it, and puts it at the end.",
        validators=[at_most_one_of("content", "parts"), at_least_one_of("content", "parts", "attachments")],
    )
    collection = "/conversations/{thread_id}/items"
    key = "message_id"
    import_parts = ("thread_id", "message_id")
    listed = True
    list_parameters: ClassVar[Mapping[str, Any]] = items.OLDEST_FIRST
    defaults_on_import: ClassVar[Mapping[str, Any]] = {"delete_pair": False, "deletion_protection": False}

    def is_gone(self, answer: Mapping[str, Any]) -> bool:
        """Return False: an item is there or is not."""
        return False

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state of a message; what it says stays as it was written."""
        return super().to_state({"id": answer["id"]}, known)

    # Planning.

    def plan(self, plan: Plan, context: Context) -> None:
        """Compare what is said, refuse to tear a pair apart, and say that a replaced message comes last."""
        prior = plan.prior or {}
        if plan.is_destroy:
            _pair(prior, context.api)
            super().plan(plan, context)
            return
        plan.proposed["content_sha256"] = _digest(plan.proposed)
        if plan.is_update:
            if plan.changed("content_sha256"):
                for name in [name for name in _SAID if plan.changed(name)] or ["parts"]:
                    plan.replace(name)
            if plan.replacements or plan.changed("after") or plan.changed("thread_id"):
                _pair(prior, context.api)
                plan.warn(
                    f"The {self.named(prior)} will be replaced and come last",
                    "A message cannot be changed: the former one is deleted and a new one appended to the "
                    "conversation. Messages that name it in `after` are replaced as well, others are not.",
                )
        super().plan(plan, context)

    # The life cycle.

    def create(self, planned: Values, context: Context) -> Values:
        """Append the message, or adopt the one that an interrupted run appended."""
        context.private.pop(IMPORTED, None)
        api: Api = context.api
        thread, digest = planned["thread_id"], _digest(planned)
        if planned["content_sha256"] not in (UNKNOWN, digest):
            raise ProviderError(
                "A local file changed after the plan was made",
                "The plan was for other bytes, so nothing is sent. Plan and apply again.",
                ("parts",),
            )
        with one_writer(thread, context, context.timeout("create")):
            there = items.items_of(api, thread)
            _check_after(planned["after"], there, thread)
            known = [planned["after"].rpartition("/")[2]] if planned["after"] else []
            (id_,) = items.append(
                api, thread, [_message(planned)], known, resource=f"{self.noun} in {thread}"
            )
        ids = [each["id"] for each in there]
        position = ids.index(id_) + 1 if id_ in ids else len(ids) + 1
        state = {**planned, "content_sha256": digest, "position": position}
        return self.to_state({"id": id_}, state)

    def read(self, state: Values, context: Context) -> Values | None:
        """Return the message's state; what it says is taken over at an import."""
        found = super().read(state, context)
        if found is None:
            return None
        api: Api = context.api
        ids = [each["id"] for each in items.items_of(api, state["thread_id"])]
        if found["message_id"] in ids:
            found["position"] = ids.index(found["message_id"]) + 1
        if IMPORTED in context.private and found["content_sha256"] is None:
            found |= self._told(self.fetch(found, api))
        return found

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Keep the state as it is: nothing of a message can be changed at the API."""
        context.private.pop(IMPORTED, None)
        return {name: value if is_known(value) else prior.get(name) for name, value in planned.items()}

    def delete(self, state: Values, context: Context) -> None:
        """Delete the message in turn with the other writers of its conversation."""
        with one_writer(state["thread_id"], context, context.timeout("delete")):
            super().delete(state, context)

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Delete the message, and before it the reasoning item that belongs to it."""
        # The message comes last: were it gone first, nothing would know of the rest.
        pair = _pair(state, api)
        if pair:
            items.delete_item(api, state["thread_id"], pair)
        items.delete_item(api, state["thread_id"], state["message_id"])

    def import_state(self, identifier: str, context: Context) -> Values:
        """Return what `read` needs to find a message by conversation and message.

        Raises:
            ProviderError: The id has another form.
        """
        state = super().import_state(identifier, context)
        for fault in items.A_CONVERSATION(state["thread_id"], ("thread_id",)):
            raise ProviderError(f"Cannot import {self.noun} {identifier}", fault.detail)
        return state

    def _told(self, item: Mapping[str, Any]) -> Values:
        """Return what an item says, as a configuration would have it.

        Raises:
            ProviderError: It is no message.
        """
        message = from_api(item)
        if message is None or item.get("type", "message") != "message":
            raise ProviderError(
                f"{item.get('id')} is no message",
                f"It is an item of type {item.get('type')}, which only the API makes. Import messages alone.",
            )
        kind = self.schema.attributes["parts"].type
        names = kind.attributes if isinstance(kind, Nested) else {}
        parts = [{name: each.get(name) for name in names} for each in message["parts"] or ()] or None
        told = {"role": message["role"], "content": message["content"], "parts": parts}
        return {**told, "content_sha256": _digest({**told, "attachments": None})}


def _message(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the message in the API's form; attachments are parts of it."""
    message = items.sent(values)
    files = [{"type": "input_file", "file_id": each["file_id"]} for each in values["attachments"] or ()]
    if files:
        content = message["content"]
        texts = [{"type": "input_text", "text": content}] if isinstance(content, str) else content or []
        message = {**message, "content": [*texts, *files]}
    return message


def _digest(values: Mapping[str, Any]) -> Any:
    """Return the digest of what a message says; unknown as long as a part of it is.

    Raises:
        ProviderError: A local file cannot be read.
    """
    if not is_known({name: values[name] for name in _SAID}):
        return UNKNOWN
    try:
        return items.digest_of(_message(values))
    except OSError as error:
        raise ProviderError(
            f'Cannot read the file "{error.filename}"', f"{error.strerror or error}.", ("parts",)
        ) from None


def _check_after(after: str | None, there: list[items.Item], thread: str) -> None:
    """Refuse a predecessor that is not in the conversation."""
    if after is not None and after.rpartition("/")[2] not in {each["id"] for each in there}:
        raise ProviderError(
            f"{after} is not in {thread}",
            "A message can only come after one of the same conversation. Check the id, or leave `after` out.",
            ("after",),
        )


def _pair(state: Mapping[str, Any], api: Api) -> str | None:
    """Return the reasoning item to delete with a message, if there is one.

    Raises:
        ProviderError: There is, and it was not said that it may be deleted.
    """
    try:
        there = items.items_of(api, state["thread_id"])
    except NotFound:
        return None
    pair = items.pair_of(there, state["message_id"])
    if pair is None or state.get("delete_pair"):
        return pair
    raise ProviderError(
        f"{state['message_id']} needs {pair}, and {pair} needs it",
        f"A model made the message after the reasoning item {pair}. With one of them gone, the API refuses "
        f"every further response for {state['thread_id']}. Set delete_pair = true and apply that change "
        "alone; then both are deleted.",
        ("delete_pair",),
    )

"""`openai_thread`: a conversation and the messages that it begins with.

Operations: POST /conversations, GET, POST and DELETE /conversations/{conversation_id}; GET and POST
/conversations/{conversation_id}/items, DELETE /conversations/{conversation_id}/items/{item_id}.

The API lists no conversations. What an interrupted run made is known from the journal, and what is in it
from its items: the next run goes on after the last message that is there.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.errors import (
    AnswerLost,
    MalformedAnswer,
    NotFound,
    NotYetVisible,
    OpenAIError,
    ServerError,
)
from fjcorp_openai.api.interrupted import list_delay
from fjcorp_openai.provider.lifecycles.managed import IMPORTED, Managed, Values, identifier
from fjcorp_openai.provider.lifecycles.one_writer import one_writer
from fjcorp_openai.provider.protocol.diagnostics import PartialState, ProviderError
from fjcorp_openai.provider.protocol.schema import Schema
from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known
from fjcorp_openai.provider.resources.responses.items import from_api
from fjcorp_openai.provider.resources.thread import items, transcript
from fjcorp_openai.provider.resources.thread.inputs import INPUTS, MESSAGE, RESULTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

_MISSING = "missing"
"""Key in the private state: ids of messages that somebody deleted."""
_TRANSCRIPTS = "transcripts"
"""Key in the private state: digest of each transcript as it would be written now."""


class Thread(Managed):
    """A conversation."""

    type_name = "openai_thread"
    noun = "conversation"
    schema = Schema(
        {"id": identifier("Id of the conversation (`conv_...`)."), **INPUTS, **RESULTS},
        description="A conversation: the history that responses are made for, kept until it is deleted.",
    )
    collection = "/conversations"
    update_fields = ("metadata",)
    listed = False
    problems = (
        "Terraform would throw away a conversation whose create ended with an error: what is wrong is told "
        "here."
    )
    defaults_on_import: ClassVar[Mapping[str, Any]] = {"delete_items": False, "deletion_protection": False}

    def is_gone(self, answer: Mapping[str, Any]) -> bool:
        """Return False: a conversation is there or is not."""
        return False

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state of a conversation, empty metadata as configured."""
        told = {name: answer[name] for name in ("id", "created_at", "metadata") if name in answer}
        if not told.get("metadata") and known.get("metadata") in (None, {}):
            told["metadata"] = known.get("metadata")
        return super().to_state(told, known)

    # Planning.

    def plan(self, plan: Plan, context: Context) -> None:
        """Compare the messages with those in the conversation, and the transcripts with the files."""
        if plan.is_destroy:
            self._warn_of_items(plan.prior or {}, plan)
        else:
            self._plan_messages(plan, context)
            self._plan_transcripts(plan)
            if plan.replacements:
                self._warn_of_items(plan.prior or {}, plan)
        super().plan(plan, context)

    def _warn_of_items(self, prior: Mapping[str, Any], plan: Plan) -> None:
        if not prior.get("delete_items") and prior.get("items_count"):
            plan.warn(
                f"The items of {self.named(prior)} will not be deleted",
                "The API deletes a conversation, and keeps its items. To delete them as well, first set "
                "delete_items = true and apply that change alone.",
            )

    def _plan_messages(self, plan: Plan, context: Context) -> None:
        wanted = plan.proposed["messages"]
        digests = _digests([] if wanted is None else wanted)
        plan.proposed["messages_sha256"] = digests
        if not plan.is_update:
            return
        prior = plan.prior or {}
        before: list[str] = prior.get("messages_sha256") or []
        ids: list[str] = prior.get("item_ids") or []
        reason = _why_replaced(before, digests, json.loads(plan.private.get(_MISSING, b"[]")))
        if IMPORTED in plan.private and digests is not UNKNOWN:
            there = items.items_of(context.api, prior["id"])
            ids = [each["id"] for each in there[: len(digests)]]
            reason = _why_other(there, wanted or [])
        if reason:
            plan.replace("messages")
            plan.warn(
                f"The {self.named(prior)} will be replaced",
                f"{reason} A message cannot be changed, and a new one stands at the end: so a conversation "
                "of the described messages is made, and the former one deleted. It has "
                f"{prior.get('items_count') or 0} items.",
            )
        elif digests is UNKNOWN or len(ids) < len(digests):
            for name in ("item_ids", "items_count", "problems"):
                plan.set_unknown(name)
        else:
            plan.proposed["item_ids"] = ids
            if prior.get("problems"):
                plan.set_unknown("problems")

    def _plan_transcripts(self, plan: Plan) -> None:
        prior = plan.prior or {}
        current = json.loads(plan.private.get(_TRANSCRIPTS, b"{}"))
        for form in transcript.FORMS:
            file, digest = f"transcript_{form}_file", f"transcript_{form}_sha256"
            if plan.proposed[file] is None:
                plan.proposed[digest] = None
            elif not plan.is_update or plan.changed(file) or prior.get(digest) != current.get(form):
                plan.set_unknown(digest)

    # The life cycle.

    def create(self, planned: Values, context: Context) -> Values:
        """Make the conversation, or go on with the one that an interrupted run made.

        What fails once the conversation exists is a warning and is in `problems`: Terraform throws away
        what a create with an error has made. The next apply goes on, and reports an error.
        """
        context.private.clear()
        api: Api = context.api
        digests = _as_planned(planned)
        messages = [items.sent(each) for each in planned["messages"] or ()]
        first = messages[: items.MOST_AT_ONCE]
        metadata = planned["metadata"] or {}
        try:
            answer = api.create_unlisted(
                self.collection,
                {"metadata": metadata, **({"items": first} if first else {})},
                {"metadata": metadata, "messages": digests},
                resource=self.noun,
            )
        except (AnswerLost, MalformedAnswer, ServerError) as lost:
            raise ProviderError(
                "It is not known whether the conversation was made",
                f"{lost}. The API lists no conversations, so it cannot be looked for: if it was made, it "
                "exists beside the one that the next apply makes, costs nothing, and nobody uses it.",
            ) from None
        state = {**self.to_state(answer, planned), "item_ids": [], "items_count": 0, "problems": []}
        context.save(state)
        there = _shown(context, state["id"], len(first)) if messages else []
        if not _begins(there, messages):
            context.warn(
                f"{state['id']} is not what an interrupted run left",
                "Somebody wrote to it since. It stays as it is; delete it if nobody needs it.",
            )
            api.confirm(state["id"])
            return self.create(planned, context)
        return self._filled(state, planned, messages, context, "create")

    def read(self, state: Values, context: Context) -> Values | None:
        """Return the conversation's state; what others added counts, and changes nothing."""
        api: Api = context.api
        found = super().read(state, context)
        if found is None:
            return None
        try:
            there = items.items_of(api, state["id"])
        except NotFound:
            return None
        ids = [each["id"] for each in there]
        known = found["item_ids"] or []
        api.confirm(*known)
        hidden = [each for each in known if each not in ids]
        gone = items.missing(api, state["id"], hidden)
        _remember(context, _MISSING, gone)
        if IMPORTED in context.private and found["messages"] is None:
            found |= {"item_ids": [], "messages_sha256": [], "problems": []}
            said = [from_api(each) for each in there]
            if said and all(each is not None and _is_plain(each) for each in said):
                found["messages"] = [{name: each[name] for name in MESSAGE} for each in said if each]
                found["messages_sha256"] = _digests(found["messages"])
                found["item_ids"] = ids
        digests = {}
        for form, write in transcript.FORMS.items():
            file = found[f"transcript_{form}_file"]
            if file is not None:
                digests[form] = transcript.sha256(write(found["id"], there))
                found[f"transcript_{form}_sha256"] = transcript.on_disk(file)
        _remember(context, _TRANSCRIPTS, digests)
        return {**found, "items_count": len(there) + len(hidden) - len(gone)}

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Send the labels that changed, append what is missing, and write the transcripts."""
        _as_planned(planned)
        context.private.pop(IMPORTED, None)
        known = {**planned, "metadata": planned["metadata"] or ({} if prior["metadata"] else None)}
        state = super().update({**prior, "metadata": prior["metadata"] or None}, known, context)
        ids = planned["item_ids"] if is_known(planned["item_ids"]) else prior["item_ids"]
        state |= {
            "metadata": planned["metadata"],
            "item_ids": list(ids or []),
            "items_count": prior["items_count"],
            "problems": [],
        }
        messages = [items.sent(each) for each in planned["messages"] or ()]
        return self._filled(state, planned, messages, context, "update")

    def delete(self, state: Values, context: Context) -> None:
        """Delete the conversation in turn with its other writers."""
        with one_writer(state["id"], context, context.timeout("delete")):
            super().delete(state, context)

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Delete the items, where that is wanted, and the conversation."""
        if state["delete_items"]:
            with suppress(NotFound):
                for each in items.items_of(api, state["id"]):
                    items.delete_item(api, state["id"], each["id"])
        super().remove(state, api)

    def import_state(self, identifier: str, context: Context) -> Values:
        """Return what `read` needs to find a conversation by its id.

        Raises:
            ProviderError: It is no id of a conversation.
        """
        for fault in items.A_CONVERSATION(identifier, ("id",)):
            raise ProviderError(f"Cannot import {self.noun} {identifier}", fault.detail)
        return super().import_state(identifier, context)

    # Messages and transcripts.

    def _filled(
        self,
        state: Values,
        planned: Values,
        messages: Sequence[Mapping[str, Any]],
        context: Context,
        operation: str,
    ) -> Values:
        """Append the messages that are missing, write the transcripts, and return the state afterwards."""
        api: Api = context.api
        ids, fault = state["item_ids"], None
        try:
            with one_writer(state["id"], context, context.timeout(operation)):
                there = items.items_of(api, state["id"]) if len(ids) < len(messages) else []
                if len(there) < min(len(messages), items.MOST_AT_ONCE) and operation == "create":
                    raise NotYetVisible(f"the API does not show yet what is in {state['id']}")
                if _begins(there, messages):
                    ids += [each["id"] for each in there[len(ids) :]]
                count = len(there) or state["items_count"] or 0
                while len(ids) < len(messages):
                    group = messages[len(ids) : len(ids) + items.MOST_AT_ONCE]
                    made = items.append(api, state["id"], group, ids, resource=self.named(state))
                    ids += made
                    count += len(made)
                    context.save(state)
            state["items_count"] = count
            state |= self._transcripts(state, planned, context)
        except (OpenAIError, ProviderError, OSError) as error:
            fault = error
        if fault is None:
            return state
        told = f"{len(ids)} of {len(messages)} messages are in {state['id']}: {fault}"
        state = {**state, "problems": [told]}
        state = {name: value if is_known(value) else None for name, value in state.items()}
        if operation == "update":
            raise PartialState(state, fault)
        context.warn(
            f"The {self.named(state)} is made, and not as described",
            f"{told}\nApply again: the next apply goes on where this one stopped.",
        )
        return state

    def _transcripts(self, state: Mapping[str, Any], planned: Values, context: Context) -> Values:
        """Write the transcripts whose digest the plan left open; return their digests."""
        wanted = [form for form in transcript.FORMS if planned[f"transcript_{form}_sha256"] is UNKNOWN]
        if not wanted:
            return {}
        there = items.items_of(context.api, state["id"])
        written: Values = {"items_count": len(there)}
        for form in wanted:
            file = f"transcript_{form}_file"
            content = transcript.FORMS[form](state["id"], there)
            written[f"transcript_{form}_sha256"] = transcript.write(planned[file], content, file)
        return written


def _shown(context: Context, conversation: str, least: int) -> list[items.Item]:
    """Return the items of a conversation that holds at least so many; a list that lags is waited for."""
    pause, waited = 1.0, 0.0
    while len(there := items.items_of(context.api, conversation)) < least and waited < list_delay():
        if context.stopping.wait(pause):
            break
        waited, pause = waited + pause, 2 * pause
        context.api.invalidate(items.path_of(conversation))
    return there


def _digests(messages: Any) -> Any:
    """Return the digest of each message; unknown as long as a part of the messages is.

    Raises:
        ProviderError: A local file cannot be read.
    """
    if not is_known(messages):
        return UNKNOWN
    digests = []
    for number, message in enumerate(messages):
        try:
            digests.append(items.digest_of(items.sent(message)))
        except OSError as error:
            raise ProviderError(
                f'Cannot read the file "{error.filename}"',
                f"{error.strerror or error}.",
                ("messages", number, "parts"),
            ) from None
    return digests


def _as_planned(planned: Values) -> list[str]:
    """Return the digests of the messages, which must still be those of the plan.

    Raises:
        ProviderError: A local file changed after the plan was made.
    """
    digests: list[str] = _digests([] if planned["messages"] is None else planned["messages"])
    if planned["messages_sha256"] not in (UNKNOWN, digests):
        raise ProviderError(
            "Local files changed after the plan was made",
            "The plan was for other bytes, so nothing is sent. Plan and apply again.",
            ("messages",),
        )
    planned["messages_sha256"] = digests
    return digests


def _why_replaced(before: Sequence[str], wanted: Any, missing: Sequence[str]) -> str:
    """Return why messages cannot be appended to those that are there; nothing when they can."""
    if missing:
        return f"{len(missing)} of its messages were deleted: {', '.join(missing[:3])}."
    if wanted is UNKNOWN:
        return "What its messages are is known only after apply." if before else ""
    if len(wanted) < len(before) and [*wanted] == [*before[: len(wanted)]]:
        return f"{len(before) - len(wanted)} of its messages are not described any more."
    changed = next(
        (n for n, pair in enumerate(zip(before, wanted, strict=False)) if pair[0] != pair[1]), None
    )
    return "" if changed is None else f"Message {changed + 1} is not the one that is there."


def _why_other(there: Sequence[Mapping[str, Any]], wanted: Sequence[Mapping[str, Any]]) -> str:
    """Return why an imported conversation does not begin as described, or is shorter in between."""
    messages = [items.sent(each) for each in wanted]
    if _begins(there[: len(messages)], messages):
        return ""
    return "It does not begin with the described messages."


def _begins(there: Sequence[Mapping[str, Any]], messages: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether items are what the first of some messages became, and nothing else."""
    pairs = zip(there, messages, strict=False)
    return len(there) <= len(messages) and all(items.shows(item, message) for item, message in pairs)


def _is_plain(message: Mapping[str, Any]) -> bool:
    return message.get("type", "message") == "message" and message.get("parts") is None


def _remember(context: Context, key: str, value: Any) -> None:
    if value:
        context.private[key] = json.dumps(value).encode()
    else:
        context.private.pop(key, None)

"""`openai_run`: an assistant's answer in a conversation, with the calls of tools that it makes on the way.

Operations: POST /responses, the paid call, once for each digest of the inputs and once for each round of
outputs of tools; GET and DELETE /responses/{response_id}; POST /responses/{response_id}/cancel for one that
runs. Before the paid call, of stores that are searched: GET /vector_stores/{vector_store_id}. What the API
calls a response is a run here, because it answers in a conversation.

The response is made in the background, so that its id is in the state before the wait begins. That it is not
whole, failed, or waits for outputs of tools is a result, and no error.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from fjcorp_openai.api.errors import AnswerLost, NotFound, NotYetVisible, UnattributedNotFound
from fjcorp_openai.money.usage import of_answer
from fjcorp_openai.provider.lifecycles.expecting import FOUND, Expecting, expecting_attributes
from fjcorp_openai.provider.lifecycles.job import Job
from fjcorp_openai.provider.lifecycles.managed import IMPORTED, Values, identifier
from fjcorp_openai.provider.lifecycles.one_shot import OneShot, digest
from fjcorp_openai.provider.lifecycles.one_writer import one_writer
from fjcorp_openai.provider.lifecycles.paid import paid_attributes, plan_paid_call, spent
from fjcorp_openai.provider.protocol.diagnostics import Diagnostic, ProviderError
from fjcorp_openai.provider.protocol.schema import Schema
from fjcorp_openai.provider.protocol.values import is_known, number
from fjcorp_openai.provider.resources.generation import files_of_parts
from fjcorp_openai.provider.resources.responses.answers import (
    INCOMPLETE_HINTS,
    answer_seconds,
    no_answer,
    said,
)
from fjcorp_openai.provider.resources.responses.definitions import model_of
from fjcorp_openai.provider.resources.responses.refusals import check_parameters
from fjcorp_openai.provider.resources.responses.stores import check_stores, named
from fjcorp_openai.provider.resources.responses.tools import with_tokens
from fjcorp_openai.provider.resources.run.estimate import countable, rate, usage_at_most
from fjcorp_openai.provider.resources.run.inputs import INPUTS, RESULTS, RULES
from fjcorp_openai.provider.resources.run.request import (
    called,
    first_body,
    next_body,
    unanswered,
)
from fjcorp_openai.provider.resources.run.rounds import has_outputs, is_answered, results, seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.money.usage import Usage
    from fjcorp_openai.provider.lifecycles.answer_form import Said
    from fjcorp_openai.provider.protocol.diagnostics import Path
    from fjcorp_openai.provider.protocol.resource import Context, Plan

OPERATION = "POST /responses"
THREADS_ENDED = "2026-08-26"
_NOT_ASKED = (
    "assistant_id",
    "after",
    "tool_outputs",
    "tool_output_files",
    "max_tool_rounds",
    "delete_response",
    "wait",
)
"""Inputs that change nothing about what is asked first."""


class Run(Expecting, Job):
    """One answer in a conversation, and what it takes to get it."""

    type_name = "openai_run"
    noun = "run"
    operation = OPERATION
    collection = "/responses"
    outside_digest = frozenset(_NOT_ASKED)
    create_before_destroy = "An answer that was paid for goes only when the next one is there."
    ended = frozenset(
        {"completed", "incomplete", "failed", "cancelled", "requires_action", "expired", "lost"}
    )
    progress_fields: ClassVar[tuple[str, ...]] = (*RESULTS, "cost", *FOUND)
    defaults_on_import: ClassVar[Mapping[str, Any]] = {
        "background": True,
        "store": True,
        "wait": True,
        "max_tool_rounds": 8,
        "delete_response": False,
    }
    schema = Schema(
        {
            "id": identifier("Id of the run's first response (`resp_...`)."),
            **INPUTS,
            "digest": digest(),
            **paid_attributes(),
            **RESULTS,
            **expecting_attributes(),
        },
        description="A paid answer of an assistant in a conversation, with the calls of tools on the way.",
        timeouts={"create": 1200.0, "update": 1200.0, "delete": 300.0},
        validators=RULES,
    )

    def validate(self, config: dict[str, Any]) -> Iterable[Diagnostic]:
        """Return what is wrong with a configuration: a thread of the API that has ended."""
        thread = config.get("thread_id")
        if isinstance(thread, str) and thread.startswith("thread_"):
            yield Diagnostic(
                "error",
                f"The API has had no threads since {THREADS_ENDED}",
                f"{thread} is gone, and nothing brings it back. Make a conversation (openai_thread), and "
                "name its id (conv_...).",
                ("thread_id",),
            )

    # Planning.

    def files(self, values: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
        """Yield the local files in parts of messages."""
        return files_of_parts(values["additional_messages"], ("additional_messages",))

    def models(self, values: Mapping[str, Any]) -> Iterator[tuple[Any, Path]]:
        """Yield the model that answers."""
        yield model_of(values), ("model" if values.get("model") is not None else "assistant",)

    def question(self, planned: Values) -> str:
        """Return which model is asked, and how often at most."""
        model = model_of(planned)
        name = model if isinstance(model, str) else "a model known after apply"
        rounds = planned["max_tool_rounds"]
        if has_outputs(planned) and isinstance(rounds, int) and rounds:
            return f"{name}, and up to {rounds} times more to answer calls of tools"
        return name

    def estimate(self, values: Mapping[str, Any]) -> Usage:
        """Return what the run uses at most, with the rounds that may follow by themselves."""
        return usage_at_most(first_body(values), values["max_tool_rounds"] if has_outputs(values) else 0)

    def countable(self, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return what the API counts of the first request; nothing when more of them may follow."""
        return None if has_outputs(values) else countable(first_body(values))

    def used(self, state: Mapping[str, Any]) -> Usage | None:
        """Return what the last response used."""
        billed = rate(state["response_service_tier"], state["completion_window"])
        return of_answer(str(state["response_model"]), state["usage"], billed)

    def answer(self, state: Mapping[str, Any]) -> str | None:
        """Return the text of the last response."""
        text: str | None = state["output_text"]
        return text

    def is_there(self, state: Mapping[str, Any]) -> bool:
        """Return whether the run came to an answer."""
        return state["status"] in ("completed", "incomplete")

    def failures(self, state: Mapping[str, Any]) -> list[str]:
        """Return why there is no answer."""
        return no_answer(state)

    def form(self, values: Mapping[str, Any]) -> tuple[str, Mapping[str, Any] | None]:
        """Return the form that `text_format` asks for, of the run or of its assistant."""
        own, assistant = values["text_format"], values["assistant"]
        if own is not None or not isinstance(assistant, str):
            return "text_format", own
        return "assistant", (json.loads(assistant).get("text") or {}).get("format")

    def said(self, state: Mapping[str, Any]) -> list[Said]:
        """Return the answer of the last response."""
        return [said(state, state["pending_calls"])]

    def seconds(self, state: Mapping[str, Any], measured: float | None) -> float | None:
        """Return the seconds from the request to the answer, as the API says them."""
        return answer_seconds(state)

    def plan(self, plan: Plan, context: Context) -> None:
        """Plan the run when its digest is new, or the next round when its calls are answered."""
        super().plan(plan, context)
        if plan.is_destroy:
            return
        values = plan.proposed
        if plan.is_create or "digest" in plan.replacements:
            check_parameters({**values, "model": model_of(values)})
            check_stores(named(values["tools"]), context)
            if values["background"] is True and values["store"] is False:
                plan.warn(
                    "The answer can be read for about ten minutes",
                    "It is made in the background and not stored (store = false). A run that waits longer, "
                    "or is interrupted for longer, loses an answer that was paid for.",
                )
        elif plan.prior is not None and is_answered(seen(plan.prior, values)):
            self._plan_round(plan, context, seen(plan.prior, values))

    def _plan_round(self, plan: Plan, context: Context, state: Values) -> None:
        place, calls = state["rounds"] + 1, len(state["pending_calls"])
        body = next_body(state)
        usage = usage_at_most(body)
        counted = context.api.tokens.count(countable(body))
        if counted is not None:
            usage = replace(usage, units={**usage.units, "input_tokens": counted}, counted=True)
        does = f"answers {calls} call{'' if calls == 1 else 's'} of tools, round {place}"
        further = self.further(plan.proposed, usage, context)
        plan_paid_call(plan, context, OPERATION, does, f"round {place}", usage, further)

    # The life cycle.

    def create(self, planned: Values, context: Context) -> Values:
        """Ask, save the id, and wait, in turn with the other writers of the conversation."""
        with one_writer(planned["thread_id"], context, context.timeout("create")):
            return self.checked(Job.create(self, planned, context), None, context)

    def start(self, planned: Values, context: Context) -> Values:
        """Ask, and return the state of what has begun."""
        made = OneShot.create(self, planned, context)
        return {name: value if is_known(value) else None for name, value in made.items()}

    def run(self, planned: Values, context: Context) -> Values:
        """Send the first request."""
        try:
            answer = context.api.post("/responses", with_tokens(first_body(planned), os.environ))
        except (NotFound, UnattributedNotFound) as error:
            if error.code != "conversation_not_found":
                raise
            raise ProviderError(
                f"There is no conversation {planned['thread_id']}",
                "It was deleted, or belongs to another project. Nothing was asked, nor paid for.",
                ("thread_id",),
            ) from None
        known = {**planned, "rounds": 0, "response_ids": [answer["id"]], "stored": bool(planned["store"])}
        return {"id": answer["id"], **results(answer, known)}

    def read(self, state: Values, context: Context) -> Values | None:
        """Return what the API says now; that its copy is gone is reported, and asks nothing again."""
        if state["status"] is None:
            return self._imported(state, context)
        if not state["stored"] and state["status"] in self.ended:
            return state
        try:
            answer = context.api.get(self.item_path(state))
        except NotYetVisible:
            return state
        except NotFound:
            return self._without_copy(state, context)
        if state["status"] in self.ended:
            return state
        return self.to_state(self._seen_now(answer, state, context), state)

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Go on with a run that has not ended, or whose calls are answered now."""
        context.private.pop(IMPORTED, None)
        if not self._goes_on(prior, planned):
            return self.checked(Job.update(self, prior, planned, context), prior, context)
        with one_writer(planned["thread_id"], context, context.timeout("update")):
            return self.checked(Job.update(self, prior, planned, context), prior, context)

    def delete(self, state: Values, context: Context) -> None:
        """Cancel a run that has not ended; delete the stored responses where that is wanted."""
        Job.delete(self, {**state, **dict.fromkeys(("tool_outputs", "tool_output_files"))}, context)

    def import_state(self, identifier: str, context: Context) -> Values:
        """Return what `read` needs to find a stored response by its id."""
        return Job.import_state(self, identifier, context)

    # As a job.

    def item_path(self, values: Mapping[str, Any]) -> str:
        """Return the path of the last response."""
        return f"/responses/{quote(values.get('response_id') or values['id'], safe='')}"

    def awaited(self, state: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the id of the last response; none where its calls are answered, for it has ended."""
        return () if is_answered(state) else (str(state.get("response_id") or state["id"]),)

    def has_ended(self, state: Mapping[str, Any]) -> bool:
        """Return whether a run has ended: one whose calls are all answered goes on."""
        return super().has_ended(state) and not is_answered(state)

    def is_finished(self, state: Mapping[str, Any]) -> bool:
        """Return whether a run has ended."""
        return self.has_ended(state)

    def _goes_on(self, prior: Mapping[str, Any], planned: Mapping[str, Any]) -> bool:
        now = seen(prior, planned)
        return super()._goes_on(now, planned) or is_answered(now)

    def look(self, state: Mapping[str, Any], context: Context) -> tuple[Mapping[str, Any], float | None]:
        """Return the state with what the API says of the last response; answered calls have no pause."""
        if self.has_ended(state):
            return state, None
        try:
            answer, pause = context.api.poll(self.item_path(state))
        except NotYetVisible:
            raise
        except NotFound:
            return {**state, "status": "expired", "stored": False}, None
        now = self._seen_now(answer, state, context)
        return now, 0.0 if is_answered(now) else pause

    def advance(self, state: Mapping[str, Any], context: Context) -> tuple[Mapping[str, Any], float | None]:
        """Answer the calls of tools whose outputs are there; look at the response otherwise."""
        if not is_answered(state):
            return self.look(state, context)
        place = state["rounds"] + 1
        body = next_body(state)
        context.api.paid(self.type_name, f"{OPERATION}: round {place}")
        try:
            answer = context.api.post("/responses", with_tokens(body, os.environ))
        except AnswerLost as error:
            context.warn(f"The answer of round {place} of {self.named(state)} was lost", f"{error}")
            return {**state, "status": "lost", "pending_calls": []}, None
        known = {**state, "rounds": place, "response_ids": [*state["response_ids"], answer["id"]]}
        return self._seen_now(answer, known, context), None

    def finish(self, state: Values, answer: Mapping[str, Any], context: Context) -> Values:
        """Say what there is to know of a run that has ended otherwise than whole."""
        status = state["status"]
        if status == "requires_action":
            missing = unanswered(state)
            hint = (
                f"Set tool_outputs for {', '.join(missing)} and apply again."
                if missing
                else f"They are not answered, because max_tool_rounds is {state['max_tool_rounds']}."
            )
            calls = ", ".join(map(called, state["pending_calls"]))
            context.warn(f"{self.named(state)} waits for outputs of tools: {calls}", hint)
        elif status == "incomplete":
            reason = state["incomplete_reason"]
            context.warn(
                f"The answer of {self.named(state)} is not whole ({reason})",
                INCOMPLETE_HINTS.get(str(reason), "What there is of it is kept."),
            )
        return state

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state of a run from what `look` and `advance` return."""
        told = {name: answer[name] for name in self.progress_fields if name in answer}
        state = self.complete({**known, **told})
        return {name: value if is_known(value) else None for name, value in state.items()}

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Delete the stored responses, where that is wanted."""
        if state["delete_response"]:
            for each in state["response_ids"] or [state["id"]]:
                with suppress(NotFound):
                    api.delete(f"/responses/{quote(each, safe='')}")

    def _seen_now(self, answer: Mapping[str, Any], state: Mapping[str, Any], context: Context) -> Values:
        """Return the state of a run that has not ended with what the API says, and what it cost so far."""
        now = {**state, **results(answer, state)}
        if now["usage"] is not None and now["status"] in self.ended:
            before, last = state["cost"], spent(self.used(now), context)
            before = 0 if before is None and not now["rounds"] else before
            now["cost"] = (
                None if before is None or last is None else number(Decimal(str(before)) + Decimal(str(last)))
            )
        return now

    def _without_copy(self, state: Values, context: Context) -> Values | None:
        if IMPORTED in context.private:
            return None
        if state["status"] not in self.ended:
            state = {**state, "status": "expired"}
        context.warn(
            f"The stored response of {self.named(state)} is gone from the API",
            "What is known of it stays in the state. To ask anew, which is paid for, change triggers.",
        )
        return {**state, "stored": False}

    def _imported(self, state: Values, context: Context) -> Values | None:
        """Return the state of a stored response; of the inputs, the API gives conversation and model back."""
        try:
            answer = context.api.get(self.item_path(state))
        except NotFound:
            return None
        conversation = (answer.get("conversation") or {}).get("id")
        if conversation is None:
            raise ProviderError(
                f"The response {state['id']} is no run", "It answers in no conversation. Import another one."
            )
        known = {**state, "thread_id": conversation, "model": answer.get("model")}
        known |= {"rounds": 0, "response_ids": [state["id"]], "stored": True}
        found = self.to_state(self._seen_now(answer, known, context), known)
        return {**found, "digest": self.digest(found)}

"""`openai_chat_completion`: a paid answer of a model.

Operations: POST /chat/completions, the paid call, once for each digest of the inputs. Of a stored completion
also GET and DELETE /chat/completions/{completion_id}, POST for its metadata, and for an import
GET /chat/completions/{completion_id}/messages.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.api.errors import NotFound
from fjcorp_openai.money.chat import rate
from fjcorp_openai.money.usage import of_answer
from fjcorp_openai.provider.lifecycles.answer_form import ANEW, Said
from fjcorp_openai.provider.lifecycles.expecting import Expecting, expecting_attributes
from fjcorp_openai.provider.lifecycles.managed import IMPORTED, Values, identifier
from fjcorp_openai.provider.lifecycles.one_shot import digest
from fjcorp_openai.provider.lifecycles.paid import paid_attributes
from fjcorp_openai.provider.protocol.schema import Schema
from fjcorp_openai.provider.protocol.values import conform
from fjcorp_openai.provider.resources.chat_completion import sounds
from fjcorp_openai.provider.resources.chat_completion.estimate import as_response, usage_at_most
from fjcorp_openai.provider.resources.chat_completion.inputs import INPUTS
from fjcorp_openai.provider.resources.chat_completion.request import request_body
from fjcorp_openai.provider.resources.chat_completion.results import RESULTS, Assembly, results, said
from fjcorp_openai.provider.resources.generation import files_of_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.money.usage import Usage
    from fjcorp_openai.provider.protocol.diagnostics import Diagnostic, Path
    from fjcorp_openai.provider.protocol.resource import Context, Plan

UNUSABLE = {
    "length": "It ran into the token limit: raise max_completion_tokens.",
    "content_filter": "The API's content filter cut it.",
}


class ChatCompletion(Expecting):
    """An answer to a conversation."""

    type_name = "openai_chat_completion"
    noun = "chat completion"
    operation = "POST /chat/completions"
    create_before_destroy = "An answer that was paid for goes only when the next one is there."
    # Metadata changes in place; how the answer travels changes nothing about it.
    outside_digest = frozenset({"metadata", "stream", "audio_folder"})
    schema = Schema(
        {
            "id": identifier("Id of the completion (`chatcmpl-...`)."),
            **INPUTS,
            "digest": digest(),
            **paid_attributes(),
            **RESULTS,
            **expecting_attributes(),
        },
        description="A paid answer of a model, asked for once and again only when its inputs change.",
    )

    def validate(self, config: dict[str, Any]) -> Iterable[Diagnostic]:
        """Return what is wrong with a configuration: a spoken answer without a folder to write it to."""
        yield from sounds.lacking(config)

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse a folder for sound that cannot be written, before the answer is paid for."""
        super().plan(plan, context)
        if plan.is_create or "digest" in plan.replacements:
            sounds.check(plan.proposed[sounds.FOLDER])

    def files(self, values: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
        """Yield the local files in parts of messages."""
        return files_of_parts(values["messages"], ("messages",))

    def question(self, planned: Values) -> str:
        """Return which model is asked for how many answers."""
        model, number = planned["model"], planned["n"]
        name = model if isinstance(model, str) else "a model known after apply"
        return f"{name} for {number} answers" if isinstance(number, int) and number > 1 else name

    def estimate(self, values: Mapping[str, Any]) -> Usage:
        """Return the tokens that the messages have, and the answers may have, at most."""
        return usage_at_most(values)

    def countable(self, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the messages as the call that counts takes them."""
        return as_response(request_body(values))

    def used(self, state: Mapping[str, Any]) -> Usage | None:
        """Return the tokens that were used."""
        tier = rate(state.get("response_service_tier") or state["service_tier"])
        return of_answer(str(state["response_model"]), state["usage"], tier)

    def answer(self, state: Mapping[str, Any]) -> str | None:
        """Return the text of the first answer, or what is said in it."""
        content: str | None = state["content"]
        if content is None and state["choices"]:
            content = (state["choices"][0]["message"]["audio"] or {}).get("transcript")
        return content

    def is_there(self, state: Mapping[str, Any]) -> bool:
        """Return whether the answer came to its end."""
        return not self.failures(state)

    def failures(self, state: Mapping[str, Any]) -> list[str]:
        """Return that the answer is empty, or broke off while it was streamed."""
        choices = state["choices"]
        if choices and not all(each["finish_reason"] for each in choices):
            return [f"It broke off. What came is kept, and was paid for. {ANEW}"]
        return [f"The API answered nothing, and it was paid for. {ANEW}"] if choices == [] else []

    def form(self, values: Mapping[str, Any]) -> tuple[str, Mapping[str, Any] | None]:
        """Return the form that `response_format` asks for."""
        return "response_format", values["response_format"]

    def said(self, state: Mapping[str, Any]) -> list[Said]:
        """Return all answers."""
        return [said(each) for each in state["choices"] or ()]

    def run(self, planned: Values, context: Context) -> Values:
        """Ask the model."""
        body, api = request_body(planned), context.api
        answer = (
            self._stream(body, api, context) if planned["stream"] else api.post("/chat/completions", body)
        )
        for choice in answer.get("choices") or ():
            if (reason := choice.get("finish_reason")) in UNUSABLE:
                context.warn(f"An answer of {planned['model']} is not whole ({reason})", UNUSABLE[reason])
        found = results(answer, stored=bool(planned["store"]), form=planned["response_format"])
        return {**found, "audio_files": self._sounds(answer, planned, context)}

    def read(self, state: Values, context: Context) -> Values | None:
        """Look a stored completion up; its loss is reported, and does not make another paid call."""
        if not state["stored"]:
            return state
        try:
            answer = context.api.get(_path(state))
        except NotFound:
            if state["content"] is None and state["choices"] is None:
                return None
            context.warn(
                f"The stored chat completion {state['id']} is gone from the API",
                "Its result stays in the state. To ask the model again, which is paid for, change triggers.",
            )
            return {**state, "stored": False}
        state = {**state, "metadata": answer.get("metadata") or (state["metadata"] and {})}
        return (
            state
            if IMPORTED not in context.private or state["choices"] is not None
            else self._imported(state, answer, context)
        )

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Change the metadata of a stored completion."""
        if prior["stored"] and planned["metadata"] != prior["metadata"]:
            context.api.post(_path(prior), {"metadata": planned["metadata"] or {}}, retry_unsafe=True)
        return super().update(prior, planned, context)

    def delete(self, state: Values, context: Context) -> None:
        """Delete a stored completion, forget one that is not stored; remove sounds that are as written."""
        for path in sounds.remove(state["audio_files"] or ()):
            context.warn(f'"{path}" stays', "It is not as it was written, so somebody wants it.")
        if not state["stored"]:
            return
        with suppress(NotFound):
            context.api.delete(_path(state))

    def import_state(self, identifier: str, context: Context) -> Values:
        """Return what `read` needs to find a stored completion by its id."""
        context.private[IMPORTED] = b"1"
        return self.complete({"id": identifier, "stored": True, "store": True})

    def _imported(self, state: Values, answer: Mapping[str, Any], context: Context) -> Values:
        """Return the state of a stored completion; of the inputs the API gives back the messages alone."""
        kind = self.schema.attributes["messages"].value_type
        inputs = [_message(each) for each in context.api.list(f"{_path(state)}/messages")]
        state = {**state, "model": answer.get("model"), "messages": conform(inputs, kind)}
        found = {**results(answer, stored=True), "audio_files": []}
        return {**state, **found, "digest": self.digest(state)}

    def _sounds(self, answer: Mapping[str, Any], planned: Values, context: Context) -> list[dict[str, Any]]:
        """Write the sounds of an answer, and return their files; one that cannot be written is reported."""
        if planned["audio"] is None or planned[sounds.FOLDER] is None:
            return []
        written, failed = sounds.write(answer, planned[sounds.FOLDER], planned["audio"]["format"])
        if failed:
            context.warn("The sound of a paid answer is lost", "; ".join(failed))
        return written

    def _stream(self, body: dict[str, Any], api: Api, context: Context) -> dict[str, Any]:
        assembly = Assembly()
        try:
            for chunk in api.stream("/chat/completions", body):
                assembly.add(chunk)
        except Exception as error:  # whatever it is, what came was paid for and is kept
            if not assembly.begun:
                raise
            if not assembly.ended:
                context.warn(f"The answer of {body['model']} broke off", f"{error}")
        return assembly.answer()


def _path(state: Mapping[str, Any]) -> str:
    return f"/chat/completions/{quote(state['id'], safe='')}"


def _message(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored message as the schema has it."""
    message = {
        name: stored.get(name) or None
        for name in ("role", "content", "name", "refusal", "tool_call_id", "tool_calls")
    }
    if parts := stored.get("content_parts"):
        flat = ((each["type"], each.get(each["type"])) for each in parts)
        message["content"] = None
        message["parts"] = [
            {"type": kind, "image_url": value["url"], "detail": value.get("detail")}
            if isinstance(value, dict)
            else {"type": kind, kind: value}
            for kind, value in flat
        ]
    return message

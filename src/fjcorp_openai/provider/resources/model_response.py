"""`openai_model_response`: a paid response of a model, made at once or in the background.

Operations: POST /responses, the paid call, once for each digest of the inputs. Of a stored response also GET
and DELETE /responses/{response_id}, POST of its cancel while it is made in the background, and for an import
GET /responses/{response_id}/input_items. Before the paid call, of stores that are searched: GET
/vector_stores/{vector_store_id}.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import object_in
from fjcorp_openai.provider.lifecycles.expecting import FOUND, Expecting, expecting_attributes
from fjcorp_openai.provider.lifecycles.job import wait
from fjcorp_openai.provider.lifecycles.managed import Values, identifier
from fjcorp_openai.provider.lifecycles.one_shot import base_model, digest, triggers
from fjcorp_openai.provider.lifecycles.one_shot_job import OneShotJob, stored
from fjcorp_openai.provider.lifecycles.one_writer import one_writer
from fjcorp_openai.provider.lifecycles.paid import paid_attributes
from fjcorp_openai.provider.protocol.diagnostics import Diagnostic, ProviderError
from fjcorp_openai.provider.protocol.schema import Schema, computed, optional, result
from fjcorp_openai.provider.protocol.types import STRING, list_of
from fjcorp_openai.provider.protocol.validators import at_least_one_of, at_most_one_of, not_blank
from fjcorp_openai.provider.protocol.values import conform, is_known
from fjcorp_openai.provider.resources.generation import files_of_parts
from fjcorp_openai.provider.resources.responses import estimate, image_files
from fjcorp_openai.provider.resources.responses.answers import (
    ANSWER,
    ENDED,
    INCOMPLETE_HINTS,
    RUNNING,
    answer_seconds,
    images,
    no_answer,
    read_answer,
    said,
)
from fjcorp_openai.provider.resources.responses.definitions import ASSISTANT, model_of, version_of
from fjcorp_openai.provider.resources.responses.items import ITEM_RULES, ITEMS, from_api
from fjcorp_openai.provider.resources.responses.options import (
    CALL_OPTIONS,
    CALL_RULES,
    CONVERSATION,
    MODEL_OPTIONS,
    PREVIOUS_RESPONSE,
    REFUSED,
)
from fjcorp_openai.provider.resources.responses.refusals import check_parameters
from fjcorp_openai.provider.resources.responses.request import request_body
from fjcorp_openai.provider.resources.responses.stores import check_stores, named
from fjcorp_openai.provider.resources.responses.tools import with_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fjcorp_openai.money.usage import Usage
    from fjcorp_openai.provider.lifecycles.answer_form import Said
    from fjcorp_openai.provider.protocol.diagnostics import Path
    from fjcorp_openai.provider.protocol.resource import Context, Plan

_GIVEN_BACK = (
    "model",
    "instructions",
    "previous_response_id",
    "max_output_tokens",
    "max_tool_calls",
    "metadata",
)
"""Inputs that the API gives back as they were sent."""


class ModelResponse(Expecting, OneShotJob):
    """A response of a model to an input."""

    type_name = "openai_model_response"
    noun = "response"
    operation = "POST /responses"
    create_before_destroy = "An answer that was paid for goes only when the next one is there."
    # How it is made and where its images go changes nothing about it; labels are the API's from the call on.
    outside_digest = frozenset({
        "background",
        "completion_window",
        "continuation_id",
        "wait",
        "metadata",
        "image_folder",
    })  # fmt: skip
    schema = Schema(
        {
            "id": identifier("Id of the response (`resp_...`)."),
            "assistant": ASSISTANT,
            "assistant_version": computed(
                STRING, "SHA-256 of the assistant's definition: the version that answers."
            ),
            "model": optional(
                STRING,
                "Model that answers, such as gpt-5.6-terra or the id of a fine-tuned model. With an "
                "assistant, in place of the assistant's.",
                not_blank("the name of a model"),
            ),
            "base_model": base_model(),
            "input": optional(
                STRING, "Text that the model answers, in place of `input_items`.", not_blank("a text")
            ),
            "input_items": optional(
                ITEMS,
                "What the model answers, oldest first: messages with `content` (text) or `parts` (text, "
                "images, files), outputs of tools, and references to items that the API keeps.",
                *ITEM_RULES,
            ),
            "conversation": CONVERSATION,
            "previous_response_id": PREVIOUS_RESPONSE,
            **MODEL_OPTIONS,
            **CALL_OPTIONS,
            **REFUSED,
            "image_folder": optional(
                STRING,
                "Folder that generated images are written to. The tool `image_generation` needs it.",
            ),
            "wait": wait(),
            "triggers": triggers(),
            "digest": digest(),
            **paid_attributes(),
            **ANSWER,
            "images": result(list_of(image_files.IMAGE), "Generated images, as they were written to files."),
            "stored": stored("response"),
            **expecting_attributes(),
        },
        description="A paid response of a model, asked for once and again only when its inputs change.",
        timeouts={"create": 1200.0, "update": 1200.0, "delete": 120.0},
        validators=[
            at_least_one_of("assistant", "model"),
            at_most_one_of("input", "input_items"),
            at_least_one_of("input", "input_items", "conversation", "previous_response_id"),
            at_most_one_of("conversation", "previous_response_id"),
            *CALL_RULES,
        ],
    )
    collection = "/responses"
    ended = ENDED
    progress_fields = (*ANSWER, "images", "stored", "cost", *FOUND)

    # Planning.

    def validate(self, config: dict[str, Any]) -> Iterable[Diagnostic]:
        """Return what is wrong with a configuration: images without a folder to write them to."""
        tools = config.get("tools")
        draws = isinstance(tools, list) and any(
            isinstance(each, dict) and each.get("image_generation") is not None for each in tools
        )
        if draws and config.get("image_folder") is None:
            yield Diagnostic(
                "error",
                "Wrong combination",
                "The tool image_generation needs image_folder: nothing else keeps its images.",
                ("image_folder",),
            )

    def files(self, values: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
        """Yield the local files in parts of messages."""
        return files_of_parts(values["input_items"], ("input_items",))

    def models(self, values: Mapping[str, Any]) -> Iterator[tuple[Any, Path]]:
        """Yield the model that answers."""
        yield model_of(values), ("model" if values.get("model") is not None else "assistant",)

    def question(self, planned: Values) -> str:
        """Return which model is asked, and when it answers."""
        model, window = model_of(planned), planned["completion_window"]
        name = model if isinstance(model, str) else "a model known after apply"
        return f"{name}, to answer within {window}" if window in ("2h", "8h") else name

    def answer(self, state: Mapping[str, Any]) -> str | None:
        """Return the text of the response."""
        text: str | None = state["output_text"]
        return text

    def is_there(self, state: Mapping[str, Any]) -> bool:
        """Return whether the response is made, whole or not."""
        return state["status"] in ("completed", "incomplete")

    def failures(self, state: Mapping[str, Any]) -> list[str]:
        """Return why there is no answer."""
        vanished = state["status"] in RUNNING and state["stored"] is False
        return no_answer({**state, "status": "expired"} if vanished else state)

    def form(self, values: Mapping[str, Any]) -> tuple[str, Mapping[str, Any] | None]:
        """Return the form that `text_format` asks for."""
        return "text_format", values["text_format"]

    def said(self, state: Mapping[str, Any]) -> list[Said]:
        """Return the answer."""
        return [said(state, state["tool_calls"])]

    def seconds(self, state: Mapping[str, Any], measured: float | None) -> float | None:
        """Return the seconds that the response took: as measured, or as the API says them."""
        return answer_seconds(state) if measured is None or state["background"] else measured

    def plan(self, plan: Plan, context: Context) -> None:
        """Say which version of an assistant answers, and refuse what its model is known to refuse."""
        if not plan.is_destroy:
            plan.proposed["assistant_version"] = version_of(plan.proposed["assistant"])
        super().plan(plan, context)
        if plan.is_create or "digest" in plan.replacements:
            check_parameters({**plan.proposed, "model": model_of(plan.proposed)})
            check_stores(named(plan.proposed["tools"]), context)
            image_files.check(plan.proposed["image_folder"])
            _check_folder(plan.proposed)
            if plan.proposed["background"] is True and plan.proposed["store"] is False:
                plan.warn(
                    "The API keeps a background response that is not stored for about ten minutes",
                    "If it is not fetched by then, its answer is lost and paid for all the same.",
                )

    def estimate(self, values: Mapping[str, Any]) -> Usage:
        """Return the tokens that the input has, and the answer may have, at most."""
        return estimate.usage_at_most(values)

    def countable(self, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the input as the call that counts takes it."""
        return estimate.countable(values)

    def used(self, state: Mapping[str, Any]) -> Usage | None:
        """Return the tokens that were used."""
        return estimate.used(state)

    # The answer.

    def create(self, planned: Values, context: Context) -> Values:
        """Ask and wait; in a conversation, in turn with its other writers."""
        if planned["conversation"] is None:
            return super().create(planned, context)
        with one_writer(planned["conversation"], context, context.timeout("create")):
            return super().create(planned, context)

    def ask(self, planned: Values, context: Context) -> Mapping[str, Any]:
        """Ask the model."""
        body = with_tokens(request_body(planned), os.environ)
        answer: Mapping[str, Any] = context.api.post(self.collection, body)
        return answer

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state of a response."""
        found = read_answer(answer)
        running = found["status"] not in ENDED
        state = {
            **self.complete(known),
            **found,
            "id": answer.get("id"),
            "assistant_version": version_of(known.get("assistant")),
            # Until it has ended, one that is not to be stored can be asked for as well.
            "stored": known.get("store") is not False or running,
        }
        if not is_known(state["images"]) or state["images"] is None:
            drawn = bool(images(answer)) and isinstance(state["image_folder"], str)
            state["images"] = None if running or drawn else []
        return {name: value if is_known(value) else None for name, value in state.items()}

    def finish(self, state: Values, answer: Mapping[str, Any], context: Context) -> Values:
        """Write the images, and say when the answer is not whole."""
        if state["images"] is None:
            try:
                state = {**state, "images": image_files.write(answer, state["image_folder"])}
            except (OSError, ProviderError) as error:
                if state["stored"]:
                    raise
                context.warn(f"The images of {self.named(state)} are lost", str(error))
                state = {**state, "images": []}
        self.told_incomplete(state, context)
        return state

    def is_finished(self, state: Mapping[str, Any]) -> bool:
        """Return whether the answer has ended, and its images are written."""
        return super().is_finished(state) and (state["images"] is not None or not state["stored"])

    def told_incomplete(self, state: Mapping[str, Any], context: Context) -> None:
        """Warn when the answer is not whole."""
        if state["status"] == "incomplete":
            reason = state["incomplete_reason"]
            context.warn(
                f"The answer of {model_of(state)} is not whole ({reason})",
                f"{INCOMPLETE_HINTS.get(reason, 'The API does not say more.')} It was paid for and is kept.",
            )

    def delete(self, state: Values, context: Context) -> None:
        """Cancel or delete what the API keeps, and delete images that are as they were written."""
        super().delete(state, context)
        image_files.remove(state["images"] or ())

    def imported(self, state: Values, answer: Mapping[str, Any], context: Context) -> Values:
        """Return the state of a stored response, with the inputs that the API gives back."""
        api = context.api
        kind = self.schema.attributes["input_items"].value_type
        given = map(from_api, reversed(api.list(f"{self.item_path(state)}/input_items")))
        items = conform([each for each in given if each is not None], kind)
        told = {name: answer.get(name) or None for name in _GIVEN_BACK}
        lone = items[0] if len(items) == 1 and items[0]["role"] == "user" else {}
        if lone.get("content") is not None:
            told["input"] = lone["content"]
        else:
            told["input_items"] = items or None
        told["conversation"] = object_in(answer, "conversation").get("id")
        state = self.to_state(answer, {**state, **told})
        return {**state, "digest": self.digest(state)}


def _check_folder(values: Mapping[str, Any]) -> None:
    """Refuse an assistant that draws where nothing keeps its images.

    Raises:
        ProviderError: There is no folder for them.
    """
    if not is_known([values["assistant"], values["tools"]]) or values["image_folder"] is not None:
        return
    if "image_generation" in estimate.kinds_of_tools(values):
        raise ProviderError(
            "The assistant's tool image_generation needs image_folder",
            "Nothing else keeps its images. Nothing was asked.",
            ("image_folder",),
        )

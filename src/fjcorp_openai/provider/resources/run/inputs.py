"""The inputs and results of `openai_run`: their schema."""

from __future__ import annotations

from fjcorp_openai.provider.lifecycles.job import wait
from fjcorp_openai.provider.lifecycles.one_shot import triggers
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, optional, required, result
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of, map_of
from fjcorp_openai.provider.protocol.validators import (
    at_least_one_of,
    between,
    exactly_one_of,
    length,
    none_of,
    not_blank,
    one_of,
    whole,
)
from fjcorp_openai.provider.resources.generation import metadata
from fjcorp_openai.provider.resources.responses.answers import ANSWER, CALL
from fjcorp_openai.provider.resources.responses.definitions import ASSISTANT
from fjcorp_openai.provider.resources.responses.items import MESSAGE
from fjcorp_openai.provider.resources.responses.options import MODEL_OPTIONS, WINDOWS

RULES = (
    at_least_one_of("assistant", "model"),
    none_of("completion_window", where=("background", (False,))),
)
"""Rules for the attributes together."""

OVERRIDES: dict[str, Attribute] = {
    "model": optional(
        STRING,
        "Model that answers, in place of the assistant's.",
        not_blank("the name of a model"),
    ),
    **MODEL_OPTIONS,
}
"""What a run says in place of its assistant."""

INPUTS: dict[str, Attribute] = {
    "thread_id": required(
        STRING,
        "Id of the conversation (`conv_...`) that the run answers in. Its answer is added to it.",
        not_blank("the id of a conversation"),
    ),
    "assistant": ASSISTANT,
    "assistant_id": optional(
        STRING, "Id of the assistant, for whoever reads the state. The API knows nothing of it."
    ),
    **OVERRIDES,
    "additional_instructions": optional(STRING, "Instructions of this run, after those of the assistant."),
    "additional_messages": optional(
        Nested("list", MESSAGE),
        "Messages that are added to the conversation with this run, oldest first.",
        length(1, 20),
        exactly_one_of("content", "parts"),
    ),
    "after": optional(
        list_of(STRING),
        "Ids of messages and runs that come before this one. They are not sent: naming them orders the work.",
    ),
    "tool_outputs": Attribute(
        map_of(STRING),
        "What tools returned, as text or JSON text, by the id of the call or the name of the function. Of a "
        "request for approval, `approve` or `deny`. Calls that it answers are answered by the next apply.",
        optional=True,
        sensitive=True,
    ),
    "tool_output_files": optional(
        map_of(STRING), "Paths of text files with what tools returned, by the same keys as `tool_outputs`."
    ),
    "max_tool_rounds": Attribute(
        NUMBER,
        "How often calls of tools are answered at most. Each time is another paid call.",
        default=8,
        validators=[whole(), between(0, 100)],
    ),
    "background": Attribute(
        BOOL,
        "Have the answer made in the background: its id is in the state before the wait begins, so that no "
        "interruption pays twice.",
        default=True,
    ),
    "completion_window": optional(
        STRING,
        "Time in which it is made in the background: `soonest`, or at a lower price `2h` or `8h`.",
        one_of(*WINDOWS),
    ),
    "store": Attribute(
        BOOL,
        "Keep the response at the API. Of one in the background that is not kept, the answer can be read for "
        "about ten minutes.",
        default=True,
    ),
    "metadata": metadata(
        "Up to 16 labels of the response (keys up to 64 characters, values up to 512), the assistant's "
        "included."
    ),
    "delete_response": Attribute(
        BOOL,
        "Delete the stored response when this is destroyed. The conversation keeps its items.",
        default=False,
    ),
    "wait": wait(),
    "triggers": triggers(),
}

RESULTS: dict[str, Attribute] = {
    **{name: each for name, each in ANSWER.items() if name != "tool_calls"},
    "status": result(
        STRING,
        "State: `queued`, `in_progress`, `completed`, `incomplete`, `failed` or `cancelled`; "
        "`requires_action` when calls of tools wait for their output; `expired` when the API keeps no answer "
        "any more; `lost` when the answer to outputs of tools did not arrive.",
    ),
    "pending_calls": result(
        list_of(CALL), "Calls of tools that wait for their output; answer them in `tool_outputs`."
    ),
    "rounds": result(NUMBER, "How often calls of tools were answered."),
    "response_id": result(STRING, "Id of the last response; `id` is that of the first."),
    "response_ids": result(
        list_of(STRING), "Ids of all responses, in order: one, and one more for each round."
    ),
    "stored": result(BOOL, "Whether the API keeps the response, as far as it was last seen."),
}

"""What else a response is asked for with: the model, its settings, and where its answer is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.diagnostics import Diagnostic
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, optional, required
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of
from fjcorp_openai.provider.protocol.validators import (
    between,
    each_element,
    length,
    matches,
    not_blank,
    one_of,
    whole,
)
from fjcorp_openai.provider.protocol.values import UNKNOWN
from fjcorp_openai.provider.resources.generation import (
    FORM,
    FORM_RULES,
    metadata,
    moderation,
    prompt_cache_options,
)
from fjcorp_openai.provider.resources.responses.tools import TOOL_RULES, TOOLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from fjcorp_openai.provider.protocol.diagnostics import Path
    from fjcorp_openai.provider.protocol.schema import Validator

INCLUDABLE = (
    "file_search_call.results",
    "web_search_call.results",
    "web_search_call.action.sources",
    "message.input_image.image_url",
    "code_interpreter_call.outputs",
    "reasoning.encrypted_content",
    "message.output_text.logprobs",
)
WINDOWS = ("soonest", "2h", "8h")
_NOT_IN_RESPONSES = "POST /responses has no such parameter"


def _refused(reason: str, *harmless: Any) -> Callable[[Any, Path], Iterable[Diagnostic]]:
    """Return a rule that accepts nothing but values that change nothing."""

    def rule(value: Any, path: Path) -> Iterable[Diagnostic]:
        if value not in harmless:
            yield Diagnostic("error", f"{path[-1]} cannot be sent", f"{reason}. Leave it out.", path)

    return rule


MODEL_OPTIONS: dict[str, Attribute] = {
    "instructions": optional(STRING, "What the model is told before the input, such as its role."),
    "tools": optional(
        TOOLS, "Tools the model may use; each object sets the attribute of its kind.", *TOOL_RULES
    ),
    "tool_choice": optional(
        STRING,
        "Which tool the model uses: `none`, `auto`, `required`, a kind of a hosted tool such as "
        "`file_search`, or the name of one of `tools`.",
    ),
    "parallel_tool_calls": optional(BOOL, "Whether the model may call several tools at once."),
    "max_tool_calls": optional(NUMBER, "Most calls of hosted tools.", whole(), between(1)),
    "text_format": optional(
        FORM,
        "Form of the answer: `text`, `json_object`, or `json_schema` with a schema.",
        *FORM_RULES,
    ),
    "verbosity": optional(
        STRING, "Length of the answer: `low`, `medium` or `high`.", one_of("low", "medium", "high")
    ),
    "reasoning": optional(
        Nested(
            "single",
            {
                "effort": optional(
                    STRING,
                    "Effort: `none`, `minimal`, `low`, `medium`, `high`, `xhigh` or `max`, as far as the "
                    "model knows them.",
                    one_of("none", "minimal", "low", "medium", "high", "xhigh", "max"),
                ),
                "summary": optional(
                    STRING,
                    "Summary of the reasoning: `auto`, `concise` or `detailed`.",
                    one_of("auto", "concise", "detailed"),
                ),
                "mode": optional(
                    STRING, "Mode: `standard` or `pro`, as far as the model knows them.", not_blank("a mode")
                ),
                "context": optional(
                    STRING,
                    "Earlier reasoning that the model sees: `auto`, `current_turn` or `all_turns`.",
                    one_of("auto", "current_turn", "all_turns"),
                ),
            },
        ),
        "How a reasoning model thinks.",
    ),
    "max_output_tokens": optional(
        NUMBER, "Most tokens the answer may take, reasoning included; 16 or more.", whole(), between(16)
    ),
    "temperature": optional(
        NUMBER, "Randomness of the answer, from 0 to 2. Reasoning models refuse it.", between(0, 2)
    ),
    "top_p": optional(NUMBER, "Share of probability the tokens are drawn from, from 0 to 1.", between(0, 1)),
    "top_logprobs": optional(
        NUMBER,
        "Number of likeliest tokens to return at each place, from 0 to 20.",
        whole(),
        between(0, 20),
    ),
    "include": optional(
        list_of(STRING),
        f"What else the answer holds: {', '.join(f'`{each}`' for each in INCLUDABLE)}.",
        length(1),
        each_element(one_of(*INCLUDABLE)),
    ),
    "truncation": optional(
        STRING,
        "What happens to an input that is too long: `disabled`, an error, or `auto`, its beginning goes.",
        one_of("auto", "disabled"),
    ),
    "compact_threshold": optional(
        NUMBER, "Tokens of context from which on the API compacts it.", whole(), between(1000)
    ),
    "image_context_compression": optional(
        STRING,
        "Compression of images in the context: `auto`, `enabled` or `disabled`.",
        one_of("auto", "enabled", "disabled"),
    ),
    "moderation": moderation("score", "block"),
    "safety_identifier": optional(
        STRING,
        "Stable id of the end user for abuse detection, up to 128 characters; hash names and addresses.",
        length(0, 128),
    ),
    "user": optional(
        STRING,
        "Id of the end user; the API calls it deprecated in favor of `safety_identifier` and "
        "`prompt_cache_key`.",
    ),
    "prompt_cache_key": optional(STRING, "Key under which the API caches alike prompts."),
    "prompt_cache_options": prompt_cache_options(
        optional(STRING, "How long the prompt stays cached: `30m` or `12h`.", one_of("30m", "12h"))
    ),
    "service_tier": optional(
        STRING,
        "Tier that serves the call: `auto`, `default`, `flex`, `scale`, `priority`, `fast` or `ultrafast`.",
        one_of("auto", "default", "flex", "scale", "priority", "fast", "ultrafast"),
    ),
    "access_programs": optional(
        Nested(
            "single",
            {
                "cyber": required(
                    STRING,
                    "Program: `standard`, `daybreak_blue` or `daybreak_red`.",
                    one_of("standard", "daybreak_blue", "daybreak_red"),
                )
            },
        ),
        "Access programs that the call makes use of.",
    ),
}
"""How a model answers: what a definition of an assistant may hold too."""

CALL_OPTIONS: dict[str, Attribute] = {
    "store": optional(BOOL, "Keep the response at the API, where it can be read, imported and deleted."),
    "background": optional(
        BOOL, "Have the response made in the background; it is then waited for, within `timeouts`."
    ),
    "completion_window": optional(
        STRING,
        "Time in which a background response is made: `soonest`, or at a lower price `2h` or `8h`.",
        one_of(*WINDOWS),
    ),
    "continuation_id": optional(STRING, "Id of yours by which related background responses go first."),
    "metadata": metadata(
        "Up to 16 labels of the response (keys up to 64 characters, values up to 512). The API takes them "
        "with the call alone: a later change asks nothing, and is for the next response."
    ),
}
"""How a call is made."""


def _needs_background(values: Any, path: Path) -> Iterator[Diagnostic]:
    """Yield what only a background response can have."""
    if values.get("background") not in (None, False):
        return
    for name in ("completion_window", "continuation_id"):
        if values.get(name) not in (None, UNKNOWN, "soonest"):
            yield Diagnostic("error", "Wrong combination", f"{name} needs background = true.", (*path, name))


CALL_RULES: tuple[Validator, ...] = (_needs_background,)

REFUSED: dict[str, Attribute] = {
    "top_k": optional(NUMBER, "Not sent; null alone is accepted.", _refused(_NOT_IN_RESPONSES)),
    "frequency_penalty": optional(NUMBER, "Not sent; 0 alone is accepted.", _refused(_NOT_IN_RESPONSES, 0)),
    "presence_penalty": optional(NUMBER, "Not sent; 0 alone is accepted.", _refused(_NOT_IN_RESPONSES, 0)),
    "stop_sequences": optional(
        list_of(STRING), "Not sent; an empty list alone is accepted.", _refused(_NOT_IN_RESPONSES, [])
    ),
    "prompt": optional(
        STRING,
        "Not sent; null alone is accepted.",
        _refused("Reusable prompts end on 2026-11-30; write what one said in instructions"),
    ),
}
"""What other tools offer and the API does not take. It is there so that the plan says why."""

MODEL = required(
    STRING,
    "Model that answers, such as gpt-5.6-terra or the id of a fine-tuned model.",
    not_blank("the name of a model"),
)
CONVERSATION = optional(
    STRING,
    "Id of the conversation that is continued (`conv_...`); input and answer are added to it.",
    matches(r"conv_.+", "the id of a conversation"),
)
PREVIOUS_RESPONSE = optional(
    STRING,
    "Id of the stored response that is continued (`resp_...`).",
    matches(r"resp_.+", "the id of a response"),
)

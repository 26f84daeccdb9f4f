"""The inputs of `openai_chat_completion`: their schema."""

from __future__ import annotations

from typing import Any

from fjcorp_openai.provider.lifecycles.one_shot import triggers
from fjcorp_openai.provider.protocol.schema import Attribute, Nested
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of, map_of
from fjcorp_openai.provider.protocol.validators import (
    at_least_one_of,
    at_most_one_of,
    between,
    each_element,
    each_key,
    exactly_one_of,
    json_object,
    length,
    none_of,
    not_blank,
    one_of,
    whole,
)
from fjcorp_openai.provider.resources.chat_completion.parts import PART_RULES, PARTS

AUDIO_FORMATS = ("wav", "aac", "mp3", "flac", "opus", "pcm16")
ROLES = ("developer", "system", "user", "assistant", "tool", "function")


_OTHER_THAN_ASSISTANT = ("role", tuple(role for role in ROLES if role != "assistant"))
_OTHER_THAN_TOOL = ("role", tuple(role for role in ROLES if role != "tool"))
_MESSAGE_RULES = (
    at_most_one_of("content", "parts"),
    at_least_one_of("content", "parts", where=_OTHER_THAN_ASSISTANT),
    exactly_one_of("tool_call_id", where=("role", ("tool",))),
    none_of("tool_call_id", where=_OTHER_THAN_TOOL),
)
# `type` is null for a function.
_TOOL_RULES = (
    exactly_one_of("function", where=("type", ("function", None))),
    none_of("custom", where=("type", ("function", None))),
    exactly_one_of("custom", where=("type", ("custom",))),
    none_of("function", where=("type", ("custom",))),
)
_RESPONSE_FORMAT_RULES = (
    exactly_one_of("json_schema", where=("type", ("json_schema",))),
    none_of("json_schema", where=("type", ("text", "json_object"))),
)


def _optional(kind: Any, description: str, *validators: Any, deprecated: str = "") -> Attribute:
    return Attribute(kind, description, optional=True, validators=validators, deprecated=deprecated)


def _required(kind: Any, description: str, *validators: Any) -> Attribute:
    return Attribute(kind, description, required=True, validators=validators)


_FUNCTION_CALL = Nested(
    "single",
    {
        "name": _required(STRING, "Name of the function."),
        "arguments": _required(STRING, "Arguments as JSON text."),
    },
)

_MESSAGE = {
    "role": _required(STRING, f"Who speaks: {', '.join(ROLES)}.", one_of(*ROLES)),
    "content": _optional(STRING, "Text of the message, in place of `parts`."),
    "parts": _optional(
        Nested("list", PARTS), "Parts of the message, in place of `content`.", length(1), *PART_RULES
    ),
    "name": _optional(STRING, "Name of the participant."),
    "refusal": _optional(STRING, "Words with which the assistant refused."),
    "audio_id": _optional(STRING, "Id of an earlier spoken answer of the assistant."),
    "tool_call_id": _optional(STRING, "The tool call that a message of role `tool` answers."),
    "tool_calls": _optional(
        Nested(
            "list",
            {
                "id": _required(STRING, "Id of the call."),
                "type": _optional(
                    STRING,
                    "Kind of the tool: `function`, the default, or `custom`.",
                    one_of("function", "custom"),
                ),
                "function": _optional(_FUNCTION_CALL, "The function called."),
                "custom": _optional(
                    Nested(
                        "single",
                        {
                            "name": _required(STRING, "Name of the tool."),
                            "input": _required(STRING, "What the tool was given."),
                        },
                    ),
                    "The custom tool called.",
                ),
            },
        ),
        "Tools the assistant called in an earlier answer.",
        *_TOOL_RULES,
    ),
    "function_call": _optional(
        _FUNCTION_CALL, "Function the assistant called in an earlier answer, in the API's older form."
    ),
}

_FUNCTION = {
    "name": _required(STRING, "Name of the function."),
    "description": _optional(STRING, "What the function does, for the model."),
    "parameters": _optional(STRING, "JSON Schema of the arguments, as JSON text.", json_object()),
}

_TOOL = {
    "type": _optional(
        STRING, "Kind of the tool: `function`, the default, or `custom`.", one_of("function", "custom")
    ),
    "function": _optional(
        Nested("single", {**_FUNCTION, "strict": _optional(BOOL, "Hold the model to the schema exactly.")}),
        "A function.",
    ),
    "custom": _optional(
        Nested(
            "single",
            {
                "name": _required(STRING, "Name of the tool."),
                "description": _optional(STRING, "What the tool does, for the model."),
                "format": _optional(
                    Nested(
                        "single",
                        {
                            "type": _required(
                                STRING, "Kind of the form: `text` or `grammar`.", one_of("text", "grammar")
                            ),
                            "syntax": _optional(
                                STRING, "Syntax of the grammar: `lark` or `regex`.", one_of("lark", "regex")
                            ),
                            "definition": _optional(STRING, "The grammar."),
                        },
                    ),
                    "Form of the input.",
                ),
            },
        ),
        "A tool that takes free text.",
    ),
}

_JSON_SCHEMA = {
    "name": _required(STRING, "Name of the schema."),
    "description": _optional(STRING, "What the answer is for, for the model."),
    "schema": _optional(STRING, "JSON Schema of the answer, as JSON text.", json_object()),
    "strict": _optional(BOOL, "Hold the model to the schema exactly."),
}

_LOCATION = {
    name: _optional(STRING, f"The user's {name}{hint}.")
    for name, hint in (
        ("city", ""),
        ("country", ", as two letters"),
        ("region", ""),
        ("timezone", ", such as `Europe/Berlin`"),
    )
}

INPUTS: dict[str, Attribute] = {
    "model": _required(
        STRING,
        "Model that answers, such as gpt-5.6-terra or the id of a fine-tuned model.",
        not_blank("the name of a model"),
    ),
    "messages": _required(
        Nested("list", _MESSAGE),
        "The conversation so far, oldest first. A message has `content` (text) or `parts` (text, "
        "images, sound, files).",
        length(1),
        *_MESSAGE_RULES,
    ),
    "tools": _optional(
        Nested("list", _TOOL), "Tools the model may call: functions and custom tools.", *_TOOL_RULES
    ),
    "tool_choice": _optional(
        STRING, "Which tool the model calls: `none`, `auto`, `required`, or the name of one of `tools`."
    ),
    "allowed_tools": _optional(
        list_of(STRING),
        "Names of the tools the model may choose from; `tool_choice` then is `auto` or `required`.",
        length(1),
    ),
    "parallel_tool_calls": _optional(BOOL, "Whether the model may call several tools at once."),
    "functions": _optional(
        Nested("list", _FUNCTION),
        "Functions the model may call, in the API's older form. Use `tools` for new work.",
        length(1, 128),
        deprecated="Use tools.",
    ),
    "function_call": _optional(
        STRING,
        "Which of `functions` the model calls: `none`, `auto`, or a name. Use `tool_choice` for new work.",
        deprecated="Use tool_choice.",
    ),
    "response_format": _optional(
        Nested(
            "single",
            {
                "type": _required(
                    STRING,
                    "Kind of the form: `text`, `json_object` or `json_schema`.",
                    one_of("text", "json_object", "json_schema"),
                ),
                "json_schema": _optional(Nested("single", _JSON_SCHEMA), "Schema of the answer."),
            },
        ),
        "Form of the answer: `text`, `json_object`, or `json_schema` with a schema.",
        *_RESPONSE_FORMAT_RULES,
    ),
    "temperature": _optional(
        NUMBER, "Randomness of the answer, from 0 to 2. Reasoning models refuse it.", between(0, 2)
    ),
    "top_p": _optional(NUMBER, "Share of probability the tokens are drawn from, from 0 to 1.", between(0, 1)),
    "max_completion_tokens": _optional(
        NUMBER, "Most tokens the answer may take, reasoning included.", whole(), between(1)
    ),
    "max_tokens": _optional(
        NUMBER, "Older form of `max_completion_tokens`, which reasoning models refuse.", whole(), between(1)
    ),
    "n": _optional(NUMBER, "Number of answers, from 1 to 128. Each is paid for.", whole(), between(1, 128)),
    "stop": _optional(list_of(STRING), "Up to four texts that end the answer.", length(1, 4)),
    "presence_penalty": _optional(
        NUMBER, "Penalty on tokens that have appeared at all, from -2 to 2.", between(-2, 2)
    ),
    "frequency_penalty": _optional(
        NUMBER, "Penalty on tokens by how often they have appeared, from -2 to 2.", between(-2, 2)
    ),
    "logit_bias": _optional(
        map_of(NUMBER), "Bias by token id, from -100 to 100.", each_element(between(-100, 100))
    ),
    "logprobs": _optional(BOOL, "Whether to return the log probabilities of the answer's tokens."),
    "top_logprobs": _optional(
        NUMBER,
        "Number of likeliest tokens to return at each place, from 0 to 20. Needs `logprobs`.",
        whole(),
        between(0, 20),
    ),
    "seed": _optional(
        NUMBER, "Seed for answers that repeat as far as the API can; the API calls it deprecated.", whole()
    ),
    "user": _optional(
        STRING,
        "Id of the end user; the API calls it deprecated in favor of `safety_identifier` and "
        "`prompt_cache_key`.",
    ),
    "safety_identifier": _optional(
        STRING,
        "Stable id of the end user for abuse detection, up to 64 characters; hash names and addresses.",
        length(0, 64),
    ),
    "prompt_cache_key": _optional(STRING, "Key under which the API caches alike prompts."),
    "prompt_cache_options": _optional(
        Nested(
            "single",
            {
                "mode": _optional(
                    STRING,
                    "What is cached: `implicit` leaves it to the API, or `explicit`.",
                    one_of("implicit", "explicit"),
                ),
                "ttl": _optional(STRING, "How long the prompt stays cached, such as `30m`."),
            },
        ),
        "How the API caches the prompt.",
    ),
    "prompt_cache_retention": _optional(
        STRING,
        "How long the prompt stays cached: `in_memory` or `24h`; the API calls it deprecated in "
        "favor of `prompt_cache_options`.",
    ),
    "reasoning_effort": _optional(
        STRING,
        "Effort of a reasoning model: `none`, `minimal`, `low`, `medium`, `high`, `xhigh` or "
        "`max`, as far as the model knows them.",
    ),
    "verbosity": _optional(
        STRING, "Length of the answer: `low`, `medium` or `high`.", one_of("low", "medium", "high")
    ),
    "modalities": _optional(
        list_of(STRING),
        "What the answer consists of: `text`, `audio` or both.",
        length(1),
        each_element(one_of("text", "audio")),
    ),
    "audio": _optional(
        Nested(
            "single",
            {
                "voice": _required(STRING, "The voice."),
                "format": _required(STRING, "Format of the sound, such as `mp3`.", one_of(*AUDIO_FORMATS)),
            },
        ),
        "Voice and format of a spoken answer. Needs `audio` in `modalities`.",
    ),
    "prediction": _optional(
        STRING, "Text the answer is expected to repeat for the most part, which speeds it up."
    ),
    "web_search_options": _optional(
        Nested(
            "single",
            {
                "search_context_size": _optional(
                    STRING,
                    "How much of the found pages the model reads: `low`, `medium` or `high`.",
                    one_of("low", "medium", "high"),
                ),
                "user_location": _optional(Nested("single", _LOCATION), "Approximate location of the user."),
            },
        ),
        "Web search of a search model.",
    ),
    "moderation": _optional(
        Nested(
            "single",
            {
                "model": _required(STRING, "The moderation model."),
                "input_mode": _optional(STRING, "What to do about the input."),
                "output_mode": _optional(STRING, "What to do about the output."),
            },
        ),
        "Moderation of input and answer in the same call.",
    ),
    "service_tier": _optional(
        STRING,
        "Tier that serves the call: `auto`, `default`, `flex`, `scale`, `priority` or `fast`.",
        one_of("auto", "default", "flex", "scale", "priority", "fast"),
    ),
    "stream": _optional(
        BOOL,
        "Receive the answer piece by piece. The whole answer and its usage are kept all the same; "
        "long answers then outlive idle timeouts.",
    ),
    "store": _optional(
        BOOL, "Keep the completion at the API, where it can be read, listed, imported and deleted."
    ),
    "metadata": _optional(
        map_of(STRING),
        "Up to 16 labels of the completion (keys up to 64 characters, values up to 512). Of a "
        "stored completion they can be changed without a new paid call.",
        length(0, 16),
        each_key(length(0, 64)),
        each_element(length(0, 512)),
    ),
    "triggers": triggers(),
}

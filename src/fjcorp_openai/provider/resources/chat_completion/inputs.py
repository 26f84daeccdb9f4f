"""The inputs of `openai_chat_completion`: their schema."""

from __future__ import annotations

from fjcorp_openai.provider.lifecycles.one_shot import base_model, triggers
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, optional, required
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of, map_of
from fjcorp_openai.provider.protocol.validators import (
    at_least_one_of,
    at_most_one_of,
    between,
    each_element,
    exactly_one_of,
    length,
    none_of,
    not_blank,
    one_of,
    whole,
)
from fjcorp_openai.provider.resources.chat_completion.parts import PART_RULES, PARTS
from fjcorp_openai.provider.resources.generation import (
    CUSTOM_TOOL,
    FORM,
    FORM_RULES,
    FUNCTION,
    STRICT_FUNCTION,
    USER_LOCATION,
    metadata,
    moderation,
    prompt_cache_options,
)

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

_FUNCTION_CALL = Nested(
    "single",
    {
        "name": required(STRING, "Name of the function."),
        "arguments": required(STRING, "Arguments as JSON text."),
    },
)

_MESSAGE = {
    "role": required(STRING, f"Who speaks: {', '.join(ROLES)}.", one_of(*ROLES)),
    "content": optional(STRING, "Text of the message, in place of `parts`."),
    "parts": optional(
        Nested("list", PARTS), "Parts of the message, in place of `content`.", length(1), *PART_RULES
    ),
    "name": optional(STRING, "Name of the participant."),
    "refusal": optional(STRING, "Words with which the assistant refused."),
    "audio_id": optional(STRING, "Id of an earlier spoken answer of the assistant."),
    "tool_call_id": optional(STRING, "The tool call that a message of role `tool` answers."),
    "tool_calls": optional(
        Nested(
            "list",
            {
                "id": required(STRING, "Id of the call."),
                "type": optional(
                    STRING,
                    "Kind of the tool: `function`, the default, or `custom`.",
                    one_of("function", "custom"),
                ),
                "function": optional(_FUNCTION_CALL, "The function called."),
                "custom": optional(
                    Nested(
                        "single",
                        {
                            "name": required(STRING, "Name of the tool."),
                            "input": required(STRING, "What the tool was given."),
                        },
                    ),
                    "The custom tool called.",
                ),
            },
        ),
        "Tools the assistant called in an earlier answer.",
        *_TOOL_RULES,
    ),
    "function_call": optional(
        _FUNCTION_CALL, "Function the assistant called in an earlier answer, in the API's older form."
    ),
}

_TOOL = {
    "type": optional(
        STRING, "Kind of the tool: `function`, the default, or `custom`.", one_of("function", "custom")
    ),
    "function": optional(Nested("single", STRICT_FUNCTION), "A function."),
    "custom": optional(Nested("single", CUSTOM_TOOL), "A tool that takes free text."),
}

INPUTS: dict[str, Attribute] = {
    "model": required(
        STRING,
        "Model that answers, such as gpt-5.6-terra or the id of a fine-tuned model.",
        not_blank("the name of a model"),
    ),
    "base_model": base_model(),
    "messages": required(
        Nested("list", _MESSAGE),
        "The conversation so far, oldest first. A message has `content` (text) or `parts` (text, "
        "images, sound, files).",
        length(1),
        *_MESSAGE_RULES,
    ),
    "tools": optional(
        Nested("list", _TOOL), "Tools the model may call: functions and custom tools.", *_TOOL_RULES
    ),
    "tool_choice": optional(
        STRING, "Which tool the model calls: `none`, `auto`, `required`, or the name of one of `tools`."
    ),
    "allowed_tools": optional(
        list_of(STRING),
        "Names of the tools the model may choose from; `tool_choice` then is `auto` or `required`.",
        length(1),
    ),
    "parallel_tool_calls": optional(BOOL, "Whether the model may call several tools at once."),
    "functions": optional(
        Nested("list", FUNCTION),
        "Functions the model may call, in the API's older form. Use `tools` for new work.",
        length(1, 128),
        deprecated="Use tools.",
    ),
    "function_call": optional(
        STRING,
        "Which of `functions` the model calls: `none`, `auto`, or a name. Use `tool_choice` for new work.",
        deprecated="Use tool_choice.",
    ),
    "response_format": optional(
        FORM,
        "Form of the answer: `text`, `json_object`, or `json_schema` with a schema.",
        *FORM_RULES,
    ),
    "temperature": optional(
        NUMBER, "Randomness of the answer, from 0 to 2. Reasoning models refuse it.", between(0, 2)
    ),
    "top_p": optional(NUMBER, "Share of probability the tokens are drawn from, from 0 to 1.", between(0, 1)),
    "max_completion_tokens": optional(
        NUMBER, "Most tokens the answer may take, reasoning included.", whole(), between(1)
    ),
    "max_tokens": optional(
        NUMBER, "Older form of `max_completion_tokens`, which reasoning models refuse.", whole(), between(1)
    ),
    "n": optional(NUMBER, "Number of answers, from 1 to 128. Each is paid for.", whole(), between(1, 128)),
    "stop": optional(list_of(STRING), "Up to four texts that end the answer.", length(1, 4)),
    "presence_penalty": optional(
        NUMBER, "Penalty on tokens that have appeared at all, from -2 to 2.", between(-2, 2)
    ),
    "frequency_penalty": optional(
        NUMBER, "Penalty on tokens by how often they have appeared, from -2 to 2.", between(-2, 2)
    ),
    "logit_bias": optional(
        map_of(NUMBER), "Bias by token id, from -100 to 100.", each_element(between(-100, 100))
    ),
    "logprobs": optional(BOOL, "Whether to return the log probabilities of the answer's tokens."),
    "top_logprobs": optional(
        NUMBER,
        "Number of likeliest tokens to return at each place, from 0 to 20. Needs `logprobs`.",
        whole(),
        between(0, 20),
    ),
    "seed": optional(
        NUMBER, "Seed for answers that repeat as far as the API can; the API calls it deprecated.", whole()
    ),
    "user": optional(
        STRING,
        "Id of the end user; the API calls it deprecated in favor of `safety_identifier` and "
        "`prompt_cache_key`.",
    ),
    "safety_identifier": optional(
        STRING,
        "Stable id of the end user for abuse detection, up to 64 characters; hash names and addresses.",
        length(0, 64),
    ),
    "prompt_cache_key": optional(STRING, "Key under which the API caches alike prompts."),
    "prompt_cache_options": prompt_cache_options(
        optional(STRING, "How long the prompt stays cached, such as `30m`.")
    ),
    "prompt_cache_retention": optional(
        STRING,
        "How long the prompt stays cached: `in_memory` or `24h`; the API calls it deprecated in "
        "favor of `prompt_cache_options`.",
    ),
    "reasoning_effort": optional(
        STRING,
        "Effort of a reasoning model: `none`, `minimal`, `low`, `medium`, `high`, `xhigh` or "
        "`max`, as far as the model knows them.",
    ),
    "verbosity": optional(
        STRING, "Length of the answer: `low`, `medium` or `high`.", one_of("low", "medium", "high")
    ),
    "modalities": optional(
        list_of(STRING),
        "What the answer consists of: `text`, `audio` or both.",
        length(1),
        each_element(one_of("text", "audio")),
    ),
    "audio": optional(
        Nested(
            "single",
            {
                "voice": required(STRING, "The voice."),
                "format": required(STRING, "Format of the sound, such as `mp3`.", one_of(*AUDIO_FORMATS)),
            },
        ),
        "Voice and format of a spoken answer. Needs `audio` in `modalities`.",
    ),
    "audio_folder": optional(
        STRING,
        "Folder that spoken answers are written to, a file for each. `audio` in `modalities` needs it.",
    ),
    "prediction": optional(
        STRING, "Text the answer is expected to repeat for the most part, which speeds it up."
    ),
    "web_search_options": optional(
        Nested(
            "single",
            {
                "search_context_size": optional(
                    STRING,
                    "How much of the found pages the model reads: `low`, `medium` or `high`.",
                    one_of("low", "medium", "high"),
                ),
                "user_location": optional(USER_LOCATION, "Approximate location of the user."),
            },
        ),
        "Web search of a search model.",
    ),
    "moderation": moderation(),
    "service_tier": optional(
        STRING,
        "Tier that serves the call: `auto`, `default`, `flex`, `scale`, `priority` or `fast`.",
        one_of("auto", "default", "flex", "scale", "priority", "fast"),
    ),
    "stream": optional(
        BOOL,
        "Receive the answer piece by piece. The whole answer and its usage are kept all the same; "
        "long answers then outlive idle timeouts.",
    ),
    "store": optional(
        BOOL, "Keep the completion at the API, where it can be read, listed, imported and deleted."
    ),
    "metadata": metadata(
        "Up to 16 labels of the completion (keys up to 64 characters, values up to 512). Of a "
        "stored completion they can be changed without a new paid call."
    ),
    "triggers": triggers(),
}

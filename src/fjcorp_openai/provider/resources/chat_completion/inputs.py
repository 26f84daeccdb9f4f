"""The inputs of `openai_chat_completion`: their schema, and the request body they make."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.managed import plain
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
from fjcorp_openai.provider.resources.chat_completion.parts import PART_RULES, PARTS, api_part

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    "single", {"name": _required(STRING, "Name."), "arguments": _required(STRING, "Arguments as JSON text.")}
)

_MESSAGE = {
    "role": _required(STRING, f"Who speaks: {', '.join(ROLES)}.", one_of(*ROLES)),
    "content": _optional(STRING, "Text."),
    "parts": _optional(
        Nested("list", PARTS), "Parts of the message, in place of `content`.", length(1), *PART_RULES
    ),
    "name": _optional(STRING, "Name of the speaker."),
    "refusal": _optional(STRING, "Words with which the assistant refused."),
    "audio_id": _optional(STRING, "Id of an earlier spoken answer of the assistant."),
    "tool_call_id": _optional(STRING, "The tool call that a message of role `tool` answers."),
    "tool_calls": _optional(
        Nested(
            "list",
            {
                "id": _required(STRING, "Id of the call."),
                "type": _optional(
                    STRING, "`function`, the default, or `custom`.", one_of("function", "custom")
                ),
                "function": _optional(_FUNCTION_CALL, "The function called."),
                "custom": _optional(
                    Nested(
                        "single", {"name": _required(STRING, "Name."), "input": _required(STRING, "Input.")}
                    ),
                    "The custom tool called.",
                ),
            },
        ),
        "Tools the assistant called.",
        *_TOOL_RULES,
    ),
    "function_call": _optional(_FUNCTION_CALL, "Function the assistant called, in the API's older form."),
}

_FUNCTION = {
    "name": _required(STRING, "Name."),
    "description": _optional(STRING, "What it does, for the model."),
    "parameters": _optional(STRING, "JSON Schema of the arguments, as text.", json_object()),
}

_TOOL = {
    "type": _optional(STRING, "`function`, the default, or `custom`.", one_of("function", "custom")),
    "function": _optional(
        Nested("single", {**_FUNCTION, "strict": _optional(BOOL, "Hold the model to the schema exactly.")}),
        "A function.",
    ),
    "custom": _optional(
        Nested(
            "single",
            {
                "name": _required(STRING, "Name."),
                "description": _optional(STRING, "What it does, for the model."),
                "format": _optional(
                    Nested(
                        "single",
                        {
                            "type": _required(STRING, "`text` or `grammar`.", one_of("text", "grammar")),
                            "syntax": _optional(STRING, "`lark` or `regex`.", one_of("lark", "regex")),
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
    "description": _optional(STRING, "What the answer is, for the model."),
    "schema": _optional(STRING, "JSON Schema of the answer, as text.", json_object()),
    "strict": _optional(BOOL, "Hold the model to the schema exactly."),
}

_LOCATION = {
    name: _optional(STRING, f"The user's {name}.") for name in ("city", "country", "region", "timezone")
}

INPUTS: dict[str, Attribute] = {
    "model": _required(STRING, "Model that answers.", not_blank("the name of a model")),
    "messages": _required(
        Nested("list", _MESSAGE),
        "The conversation, oldest first.",
        length(1),
        *_MESSAGE_RULES,
    ),
    "tools": _optional(Nested("list", _TOOL), "Tools the model may call.", *_TOOL_RULES),
    "tool_choice": _optional(STRING, "`none`, `auto`, `required`, or the name of one of `tools`."),
    "allowed_tools": _optional(
        list_of(STRING),
        "Names of the tools to choose from; `tool_choice` then is `auto` or `required`.",
        length(1),
    ),
    "parallel_tool_calls": _optional(BOOL, "Whether several tools may be called at once."),
    "functions": _optional(
        Nested("list", _FUNCTION),
        "Functions in the API's older form.",
        length(1, 128),
        deprecated="Use tools.",
    ),
    "function_call": _optional(
        STRING, "`none`, `auto`, or the name of a function.", deprecated="Use tool_choice."
    ),
    "response_format": _optional(
        Nested(
            "single",
            {
                "type": _required(
                    STRING,
                    "`text`, `json_object` or `json_schema`.",
                    one_of("text", "json_object", "json_schema"),
                ),
                "json_schema": _optional(Nested("single", _JSON_SCHEMA), "Schema of the answer."),
            },
        ),
        "Form of the answer.",
        *_RESPONSE_FORMAT_RULES,
    ),
    "temperature": _optional(NUMBER, "Randomness, 0 to 2.", between(0, 2)),
    "top_p": _optional(NUMBER, "Share of probability to draw from, 0 to 1.", between(0, 1)),
    "max_completion_tokens": _optional(
        NUMBER, "Most tokens of the answer, reasoning included.", whole(), between(1)
    ),
    "max_tokens": _optional(
        NUMBER, "Most tokens of the answer; reasoning models refuse it.", whole(), between(1)
    ),
    "n": _optional(NUMBER, "Number of answers, each paid for.", whole(), between(1, 128)),
    "stop": _optional(list_of(STRING), "Texts that end the answer.", length(1, 4)),
    "presence_penalty": _optional(NUMBER, "Penalty on tokens seen at all, -2 to 2.", between(-2, 2)),
    "frequency_penalty": _optional(NUMBER, "Penalty on tokens by frequency, -2 to 2.", between(-2, 2)),
    "logit_bias": _optional(
        map_of(NUMBER), "Bias by token id, -100 to 100.", each_element(between(-100, 100))
    ),
    "logprobs": _optional(BOOL, "Whether to return log probabilities."),
    "top_logprobs": _optional(NUMBER, "Likeliest tokens to return at each place.", whole(), between(0, 20)),
    "seed": _optional(NUMBER, "Seed for answers that repeat; the API calls it deprecated.", whole()),
    "user": _optional(STRING, "End user; the API calls it deprecated for safety_identifier."),
    "safety_identifier": _optional(STRING, "Stable id of the end user.", length(0, 64)),
    "prompt_cache_key": _optional(STRING, "Key under which alike prompts are cached."),
    "prompt_cache_options": _optional(
        Nested(
            "single",
            {"mode": _optional(STRING, "`implicit` or `explicit`."), "ttl": _optional(STRING, "`30m`.")},
        ),
        "How the prompt is cached.",
    ),
    "prompt_cache_retention": _optional(STRING, "`in_memory` or `24h`; the API calls it deprecated."),
    "reasoning_effort": _optional(STRING, "Effort of a reasoning model, such as `none`, `low` or `high`."),
    "verbosity": _optional(STRING, "`low`, `medium` or `high`."),
    "modalities": _optional(list_of(STRING), "`text`, `audio` or both.", length(1)),
    "audio": _optional(
        Nested(
            "single", {"voice": _required(STRING, "Voice."), "format": _required(STRING, "Such as `mp3`.")}
        ),
        "Voice and format of a spoken answer.",
    ),
    "prediction": _optional(STRING, "Text the answer repeats for the most part."),
    "web_search_options": _optional(
        Nested(
            "single",
            {
                "search_context_size": _optional(STRING, "`low`, `medium` or `high`."),
                "user_location": _optional(Nested("single", _LOCATION), "Approximate location of the user."),
            },
        ),
        "Web search of a search model.",
    ),
    "moderation": _optional(
        Nested(
            "single",
            {
                "model": _required(STRING, "Moderation model."),
                "input_mode": _optional(STRING, "What to do about the input."),
                "output_mode": _optional(STRING, "What to do about the output."),
            },
        ),
        "Moderation in the same call.",
    ),
    "service_tier": _optional(STRING, "Tier, such as `auto`, `default` or `flex`."),
    "stream": _optional(BOOL, "Receive the answer piece by piece; what is kept is the same."),
    "store": _optional(BOOL, "Keep the completion at the API, where it can be read and deleted."),
    "metadata": _optional(
        map_of(STRING),
        "Labels of a stored completion, changed in place without a paid call; else in the state alone.",
        length(0, 16),
        each_key(length(0, 64)),
        each_element(length(0, 512)),
    ),
    "triggers": triggers(),
}

_AS_THEY_ARE = (
    "model",
    "parallel_tool_calls",
    "temperature",
    "top_p",
    "max_completion_tokens",
    "max_tokens",
    "n",
    "stop",
    "presence_penalty",
    "frequency_penalty",
    "logit_bias",
    "logprobs",
    "top_logprobs",
    "seed",
    "user",
    "safety_identifier",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "reasoning_effort",
    "verbosity",
    "modalities",
    "audio",
    "service_tier",
    "store",
    "metadata",
)


def request_body(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of POST /chat/completions. What is null is left out; zeros and false are sent."""
    body = {name: values[name] for name in _AS_THEY_ARE}
    body["messages"] = [_api_message(message) for message in values["messages"]]
    body["tools"] = _each(values["tools"], _api_tool)
    body["tool_choice"] = _tool_choice(values)
    body["functions"] = _each(values["functions"], _api_function)
    call = values["function_call"]
    body["function_call"] = {"name": call} if call not in (None, "none", "auto") else call
    if (form := values["response_format"]) is not None:
        schema = form["json_schema"]
        body["response_format"] = {"type": form["type"], "json_schema": schema and _parsed(schema, "schema")}
    if values["prediction"] is not None:
        body["prediction"] = {"type": "content", "content": values["prediction"]}
    if (search := values["web_search_options"]) is not None:
        place = search["user_location"]
        location = None if place is None else {"type": "approximate", "approximate": place}
        body["web_search_options"] = {**search, "user_location": location}
    if (moderation := values["moderation"]) is not None:
        modes = {name: moderation[f"{name}_mode"] for name in ("input", "output")}
        policy = {name: {"mode": mode} for name, mode in modes.items() if mode is not None}
        body["moderation"] = {"model": moderation["model"], "policy": policy or None}
    if values["metadata"] and not values["store"]:
        body["metadata"] = None  # the API keeps metadata with what it stores, and may refuse it otherwise
    if values["stream"]:
        body["stream_options"] = {"include_usage": True}
    result: dict[str, Any] = plain(body)
    return result


def _each(values: Any, convert: Any) -> Any:
    return None if values is None else [convert(each) for each in values]


def _parsed(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {**values, name: None if values[name] is None else json.loads(values[name])}


def _api_function(function: Mapping[str, Any]) -> dict[str, Any]:
    return _parsed(function, "parameters")


def _api_tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    if (tool["type"] or "function") == "function":
        return {"type": "function", "function": _api_function(tool["function"])}
    custom = dict(tool["custom"])
    if (form := custom["format"]) is not None and form["type"] == "grammar":
        custom["format"] = {
            "type": "grammar",
            "grammar": {name: form[name] for name in ("syntax", "definition")},
        }
    return {"type": "custom", "custom": custom}


def _api_message(message: Mapping[str, Any]) -> dict[str, Any]:
    parts = message["parts"]
    result = {
        name: message[name]
        for name in ("role", "content", "name", "refusal", "tool_call_id", "function_call")
    }
    if parts is not None:
        result["content"] = [api_part(part) for part in parts]
    if message["audio_id"] is not None:
        result["audio"] = {"id": message["audio_id"]}
    result["tool_calls"] = _each(
        message["tool_calls"], lambda call: {**call, "type": call["type"] or "function"}
    )
    return result


def _tool_choice(values: Mapping[str, Any]) -> Any:
    choice, allowed = values["tool_choice"], values["allowed_tools"]
    named = {}
    for tool in values["tools"] or ():
        kind = tool["type"] or "function"
        name = tool[kind]["name"]
        named[name] = {"type": kind, kind: {"name": name}}
    if allowed is not None:
        tools = [named.get(name, {"type": "function", "function": {"name": name}}) for name in allowed]
        return {"type": "allowed_tools", "allowed_tools": {"mode": choice or "auto", "tools": tools}}
    if choice in (None, "none", "auto", "required"):
        return choice
    return named.get(choice, {"type": "function", "function": {"name": choice}})

"""The request body that the inputs of `openai_chat_completion` make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.managed import plain
from fjcorp_openai.provider.resources.chat_completion.parts import api_part
from fjcorp_openai.provider.resources.generation import moderation_body, with_json

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        body["response_format"] = {
            "type": form["type"],
            "json_schema": schema and with_json(schema, "schema"),
        }
    if values["prediction"] is not None:
        body["prediction"] = {"type": "content", "content": values["prediction"]}
    if (search := values["web_search_options"]) is not None:
        place = search["user_location"]
        location = None if place is None else {"type": "approximate", "approximate": place}
        body["web_search_options"] = {**search, "user_location": location}
    body["moderation"] = moderation_body(values["moderation"])
    if values["metadata"] and not values["store"]:
        body["metadata"] = None  # the API keeps metadata with what it stores, and may refuse it otherwise
    if values["stream"]:
        body["stream_options"] = {"include_usage": True}
    result: dict[str, Any] = plain(body)
    return result


def _each(values: Any, convert: Any) -> Any:
    return None if values is None else [convert(each) for each in values]


def _api_function(function: Mapping[str, Any]) -> dict[str, Any]:
    return with_json(function, "parameters")


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

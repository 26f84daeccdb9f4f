"""The body of POST /responses, and what it may cost at most."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from fjcorp_openai.provider.lifecycles.managed import plain
from fjcorp_openai.provider.protocol.values import is_known
from fjcorp_openai.provider.resources.generation import moderation_body, with_json
from fjcorp_openai.provider.resources.responses.items import api_item
from fjcorp_openai.provider.resources.responses.tools import api_tool, api_tool_choice

if TYPE_CHECKING:
    from collections.abc import Mapping

_AS_THEY_ARE = (
    "model",
    "instructions",
    "previous_response_id",
    "conversation",
    "parallel_tool_calls",
    "max_tool_calls",
    "reasoning",
    "max_output_tokens",
    "temperature",
    "top_p",
    "top_logprobs",
    "include",
    "truncation",
    "safety_identifier",
    "prompt_cache_key",
    "prompt_cache_options",
    "service_tier",
    "access_programs",
    "store",
    "background",
    "metadata",
)


def request_body(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of POST /responses. What is null is left out; zeros and false are sent.

    Args:
        values: Attributes of `options`, `input` or `input_items`; those that a resource lacks count as null.
    """
    get = values.get
    body = {name: get(name) for name in _AS_THEY_ARE}
    given = get("input_items")
    body["input"] = get("input") if given is None else [api_item(each) for each in given]
    tools = get("tools")
    if tools is not None:
        tokens = get("mcp_authorizations")
        body["tools"] = [api_tool(each, tokens) for each in tools]
    body["tool_choice"] = api_tool_choice(get("tool_choice"), tools)
    body["text"] = _text(values)
    if (threshold := get("compact_threshold")) is not None:
        body["context_management"] = [{"type": "compaction", "compact_threshold": threshold}]
    if (compression := get("image_context_compression")) is not None:
        body["image"] = {"context_compression": compression}
    body["background_options"] = _together(values, "completion_window", "continuation_id")
    body["moderation"] = moderation_body(get("moderation"))
    result: dict[str, Any] = plain(body)
    return result


def _text(values: Mapping[str, Any]) -> dict[str, Any] | None:
    form, verbosity = values.get("text_format"), values.get("verbosity")
    if form is None:
        return None if verbosity is None else {"verbosity": verbosity}
    schema = form["json_schema"]
    described = {} if schema is None else with_json(schema, "schema")
    return {"format": {"type": form["type"], **described}, "verbosity": verbosity}


def _together(values: Mapping[str, Any], *names: str) -> dict[str, Any] | None:
    found = {name: values.get(name) for name in names if values.get(name) is not None}
    return found or None


class Bounds(NamedTuple):
    """What a planned response may use at most.

    Attributes:
        model: The model; None while it is not known.
        input_tokens: Upper bound of the tokens of the request, by its UTF-8 bytes; None where it cannot be
            bounded: parts are not known yet, lie at the API, or are images or files.
        max_output_tokens: Most tokens of the answer; None where the request sets no bound.
    """

    model: str | None
    input_tokens: int | None
    max_output_tokens: int | None


def bounds(values: Mapping[str, Any]) -> Bounds:
    """Return what a planned response may use at most, without a call.

    A token is never less than a byte of UTF-8, so that the bytes of all that the model reads are a bound.

    Args:
        values: Planned values, as `request_body` takes them; some may be unknown.
    """
    model, most = values.get("model"), values.get("max_output_tokens")
    read = {
        name: values.get(name) for name in ("input", "input_items", "instructions", "tools", "text_format")
    }
    elsewhere = values.get("conversation"), values.get("previous_response_id")
    tokens = None
    if is_known(read) and elsewhere == (None, None) and not _unbounded(read):
        tokens = len(json.dumps(plain(read), ensure_ascii=False).encode())
    return Bounds(model if isinstance(model, str) else None, tokens, most if isinstance(most, int) else None)


def _unbounded(values: Mapping[str, Any]) -> bool:
    """Return whether the model reads what does not stand in the values."""
    for item in values["input_items"] or ():
        if item["type"] == "item_reference":
            return True
        if any(part["type"] in ("input_image", "input_file") for part in item["parts"] or ()):
            return True
    hosted = ("file_search", "web_search", "code_interpreter", "image_generation", "mcp")
    return any(tool[kind] is not None for tool in values["tools"] or () for kind in hosted)

"""The body of POST /responses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.managed import plain
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
    "user",
    "prompt_cache_key",
    "prompt_cache_options",
    "service_tier",
    "access_programs",
    "store",
    "background",
    "metadata",
)

_JOINED = ("metadata", "text")
"""Members of a body that a definition and a call may each say a part of."""


def request_body(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of POST /responses. What is null is left out; zeros and false are sent.

    Args:
        values: Attributes of `options`, `input` or `input_items`, and `assistant`, a definition that says
            what they do not; those that a resource lacks count as null.
    """
    get = values.get
    body = {name: get(name) for name in _AS_THEY_ARE}
    given = get("input_items")
    body["input"] = get("input") if given is None else [api_item(each) for each in given]
    tools = get("tools")
    if tools is not None:
        body["tools"] = [api_tool(each) for each in tools]
    definition: dict[str, Any] = json.loads(get("assistant") or "{}")
    body["tool_choice"] = api_tool_choice(
        get("tool_choice"), body.get("tools") or definition.get("tools") or ()
    )
    body["text"] = _text(values)
    if (threshold := get("compact_threshold")) is not None:
        body["context_management"] = [{"type": "compaction", "compact_threshold": threshold}]
    if (compression := get("image_context_compression")) is not None:
        body["image"] = {"context_compression": compression}
    body["background_options"] = _together(values, "completion_window", "continuation_id")
    body["moderation"] = moderation_body(get("moderation"))
    return with_definition(definition, plain(body))


def with_definition(definition: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body with what an assistant's definition says and the body does not.

    Args:
        definition: The definition as `openai_assistant` has it, read; empty where there is none.
        body: A body of POST /responses. Its labels, form and verbosity join those of the definition.
    """
    joined = {
        name: {**definition[name], **body[name]}
        for name in _JOINED
        if isinstance(definition.get(name), dict) and isinstance(body.get(name), dict)
    }
    return {**definition, **body, **joined}


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

"""What a response uses at most, and its input as the call that counts tokens takes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.money import bounds
from fjcorp_openai.money.usage import Usage, of_answer
from fjcorp_openai.provider.resources.responses.request import request_body
from fjcorp_openai.provider.resources.responses.tools import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_READ = ("input", "instructions", "tools", "text", "tool_choice")
_COUNTED = (
    "model",
    *_READ,
    "conversation",
    "previous_response_id",
    "parallel_tool_calls",
    "reasoning",
    "truncation",
)
_BILLED = {
    "web_search": "web_searches",
    "file_search": "file_searches",
    "code_interpreter": "code_sessions",
    "image_generation": "images",
}
"""What the use of a hosted tool is billed by."""
_OURS = {"function", "custom"}
"""Tools that are no hosted ones: what they find is in a later request."""
_HINT = "set max_output_tokens"


def usage_at_most(values: Mapping[str, Any]) -> Usage:
    """Return what a response uses at most, by known inputs."""
    return of_request(request_body(values), rate(values))


def of_request(body: Mapping[str, Any], billed: str) -> Usage:
    """Return what the body of POST /responses uses at most.

    What hosted tools find is read by the model as well, and so are a conversation and an earlier response:
    then nothing bounds the input.

    Args:
        body: The body.
        billed: The rate, one of `money.usage.RATES`.
    """
    kinds = {each["type"] for each in body.get("tools") or ()}
    elsewhere = body.get("conversation") or body.get("previous_response_id") or kinds - _OURS
    read = {name: body[name] for name in _READ if name in body}
    units: dict[str, float | None] = {
        "input_tokens": None if elsewhere else bounds.request(read),
        "output_tokens": body.get("max_output_tokens"),
        **{unit: body.get("max_tool_calls") for kind, unit in _BILLED.items() if kind in kinds},
    }
    return Usage(str(body["model"]), units, rate=billed, hint=_HINT)


def kinds_of_tools(values: Mapping[str, Any]) -> set[str]:
    """Return the kinds of the tools that a response is offered: its own, or those of its assistant."""
    if values.get("tools") is not None:
        return {kind_of(each) for each in values["tools"]}
    definition = json.loads(values["assistant"]) if values.get("assistant") else {}
    return {str(each.get("type")) for each in definition.get("tools") or ()}


def countable(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the body of POST /responses/input_tokens; None where the model reads what that does not see."""
    return as_counted(request_body(values))


def as_counted(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the body of POST /responses/input_tokens for one of POST /responses; None as of `countable`."""
    if any(each["type"] not in _OURS for each in body.get("tools") or ()):
        return None
    return {name: body[name] for name in _COUNTED if name in body}


def rate(values: Mapping[str, Any]) -> str:
    """Return how a response is billed: by its completion window, or its service tier."""
    window, tier = values.get("completion_window"), values.get("service_tier")
    if values.get("background") and window in ("2h", "8h"):
        return str(window)
    return tier if tier in ("flex", "priority") else "standard"


def used(state: Mapping[str, Any]) -> Usage | None:
    """Return what a response used, by its results.

    Hosted tools that are billed by use are not in the API's usage: where some are offered, it is not known.
    """
    if kinds_of_tools(state) & _BILLED.keys():
        return None
    billed = rate({**state, "service_tier": state.get("response_service_tier") or state.get("service_tier")})
    return of_answer(str(state["response_model"]), state["usage"], billed)

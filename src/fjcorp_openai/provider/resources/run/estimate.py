"""What a run uses at most, and what of its request the API counts for free."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.money.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

_COUNTED = (
    "model",
    "conversation",
    "input",
    "instructions",
    "tools",
    "text",
    "tool_choice",
    "reasoning",
    "parallel_tool_calls",
    "truncation",
)
_TIERS = ("flex", "priority")
_WINDOWS = ("2h", "8h")
_BILLED = {"web_search": "web_searches", "file_search": "file_searches", "code_interpreter": "code_sessions"}
"""Units by the kind of a hosted tool that is billed by use; nothing bounds how often it is used."""


def rate(tier: Any, window: Any) -> str:
    """Return how a response is billed: by its completion window, else by its service tier."""
    if window in _WINDOWS:
        return str(window)
    return str(tier) if tier in _TIERS else "standard"


def usage_at_most(body: Mapping[str, Any], rounds: int = 0) -> Usage:
    """Return what the body of POST /responses uses at most.

    The conversation that it continues is read too, and nothing here bounds that.

    Args:
        body: The body.
        rounds: How many rounds of outputs of tools may follow by themselves.
    """
    limit = body.get("max_output_tokens")
    window = (body.get("background_options") or {}).get("completion_window")
    units: dict[str, float | None] = {
        "input_tokens": None,
        "output_tokens": None if limit is None else limit * (1 + rounds),
    }
    units |= {_BILLED[tool["type"]]: None for tool in body.get("tools") or () if tool["type"] in _BILLED}
    hint = "" if limit else "set max_output_tokens"
    return Usage(str(body["model"]), units, rate=rate(body.get("service_tier"), window), hint=hint)


def countable(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of POST /responses/input_tokens that counts what a request has the model read."""
    return {name: body[name] for name in _COUNTED if body.get(name) is not None}

"""What a call of POST /chat/completions uses at most, by its body alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.money import bounds
from fjcorp_openai.money.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

_READ = ("messages", "tools", "functions", "response_format", "tool_choice")


def rate(service_tier: Any) -> str:
    """Return how calls of a service tier are billed."""
    return service_tier if service_tier in ("flex", "priority") else "standard"


def of_request(body: Mapping[str, Any], billed: str) -> Usage:
    """Return what the body of POST /chat/completions uses at most.

    Args:
        body: The body.
        billed: The rate, one of `money.usage.RATES`.
    """
    read = bounds.request({name: body[name] for name in _READ if body.get(name) is not None})
    limit = body.get("max_completion_tokens") or body.get("max_tokens")
    written = None if limit is None else limit * (body.get("n") or 1)
    if written is not None and (prediction := body.get("prediction")):
        # What was predicted and not used is billed as if it were written.
        written += bounds.text(str(prediction.get("content") or ""))
    spoken = "audio" in (body.get("modalities") or ())
    units: dict[str, float | None] = {
        "input_tokens": read,
        "audio_output_tokens" if spoken else "output_tokens": written,
    }
    if body.get("web_search_options") is not None:
        units["web_searches"] = None
    return Usage(str(body["model"]), units, rate=billed, hint="set max_completion_tokens")

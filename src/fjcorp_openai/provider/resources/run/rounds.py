"""How far a run is: what a response leaves to do, and whether that can be done now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.values import is_known
from fjcorp_openai.provider.resources.responses.answers import read_answer
from fjcorp_openai.provider.resources.run.request import unanswered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.lifecycles.managed import Values

_LATEST = ("tool_outputs", "tool_output_files", "max_tool_rounds", "wait")
"""Inputs of which the configuration's value counts while a run goes on."""


def results(answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
    """Return the results of a run from the API's response."""
    found = read_answer(answer)
    calls = found.pop("tool_calls") or []
    status = "requires_action" if calls and found["status"] == "completed" else found["status"]
    return {
        **found,
        "status": status,
        "pending_calls": calls,
        "rounds": known["rounds"],
        "response_id": answer["id"],
        "response_ids": known["response_ids"],
        "stored": known["stored"],
    }


def has_outputs(values: Mapping[str, Any]) -> bool:
    """Return whether outputs of tools are given."""
    return any(
        bool(values.get(name)) for name in ("tool_outputs", "tool_output_files") if is_known(values.get(name))
    )


def is_answered(state: Mapping[str, Any]) -> bool:
    """Return whether all pending calls have their outputs, and another round may be made."""
    if state.get("status") != "requires_action" or not state.get("pending_calls"):
        return False
    if not is_known([state.get(name) for name in _LATEST]):
        return False
    return not unanswered(state) and state["rounds"] < state["max_tool_rounds"]


def seen(prior: Mapping[str, Any], planned: Mapping[str, Any]) -> Values:
    """Return a state as it stands, with what the configuration says now of how it goes on."""
    return {**prior, **{name: planned[name] for name in _LATEST}}

"""Tools of remote MCP servers: their list, calls, and the approval that a call may need. None is asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.generation.answers import Turn, answer_text, json_for_schema
from fjcorp_openai.emulator.generation.tool_choice import Tool, calls_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fjcorp_openai.emulator.http.request import Context

_USUAL = ("search",)
"""What a server is taken to offer when the request does not say."""
_PARAMETERS: dict[str, Any] = {
    "type": "object",
    "properties": {"query": {"type": "string"}},
    "required": ["query"],
    "additionalProperties": False,
}


def use(
    context: Context, tool: dict[str, Any], question: str, before: Sequence[dict[str, Any]], *, forced: bool
) -> list[dict[str, Any]]:
    """Return the items that a server's tools give.

    Args:
        context: The emulator.
        tool: The tool of the request.
        question: The last thing that the user said.
        before: The items of the conversation.
        forced: Whether the request forces a call.
    """
    label, names = tool["server_label"], _names(tool)
    output: list[dict[str, Any]] = []
    if not any(item["type"] == "mcp_list_tools" and item["server_label"] == label for item in before):
        output.append(_listed(context, label, names))
    answers = {
        item["approval_request_id"]: item["approve"]
        for item in before
        if item["type"] == "mcp_approval_response"
    }
    asked = [
        item for item in before if item["type"] == "mcp_approval_request" and item["server_label"] == label
    ]
    if any(item["id"] in answers for item in asked):
        done = {item.get("approval_request_id") for item in before if item["type"] == "mcp_call"}
        approved = [each for each in asked if answers.get(each["id"]) and each["id"] not in done]
        return [*output, *(_called(context, each, each["id"]) for each in approved)]
    described = f"{label} {tool.get('server_description') or ''}"
    offered = [Tool(name, described, _PARAMETERS) for name in names]
    for wanted in calls_for(offered, question, must=forced)[:1]:
        call = {
            "name": wanted.tool.name,
            "server_label": label,
            "arguments": json.dumps(json_for_schema(_PARAMETERS, wanted.said)),
        }
        if _needs_approval(tool, wanted.tool.name):
            output.append({"id": context.new_id("mcpr"), "type": "mcp_approval_request", **call})
        else:
            output.append(_called(context, call, None))
    return output


def _names(tool: dict[str, Any]) -> list[str]:
    allowed = tool.get("allowed_tools")
    names = allowed.get("tool_names") if isinstance(allowed, dict) else allowed
    return list(names or _USUAL)


def _listed(context: Context, label: str, names: list[str]) -> dict[str, Any]:
    return {
        "id": context.new_id("mcpl"),
        "type": "mcp_list_tools",
        "server_label": label,
        "tools": [
            {"name": name, "description": None, "input_schema": _PARAMETERS, "annotations": None}
            for name in names
        ],
        "error": None,
    }


def _needs_approval(tool: dict[str, Any], name: str) -> bool:
    """Return whether a call must be approved: all must, unless the request says which need not."""
    wanted = tool.get("require_approval") or "always"
    if isinstance(wanted, str):
        return wanted == "always"
    return name not in ((wanted.get("never") or {}).get("tool_names") or ())


def _called(context: Context, call: dict[str, Any], approval: str | None) -> dict[str, Any]:
    query = json.loads(call["arguments"]).get("query", "")
    return {
        "id": context.new_id("mcp"),
        "type": "mcp_call",
        "approval_request_id": approval,
        "server_label": call["server_label"],
        "name": call["name"],
        "arguments": call["arguments"],
        "output": answer_text([Turn("user", query)], model=call["name"]),
        "error": None,
        "status": "completed",
    }


def results(items: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield what the calls among some items brought."""
    yield from (item["output"] for item in items if item["type"] == "mcp_call" and item["output"])

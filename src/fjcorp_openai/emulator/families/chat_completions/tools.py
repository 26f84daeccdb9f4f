"""Which tool a model calls, and with what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai import strict_schemas
from fjcorp_openai.emulator.generation.answers import UnsatisfiableError, json_for_schema
from fjcorp_openai.emulator.generation.tool_choice import Tool, Wanted, calls_for
from fjcorp_openai.emulator.http.errors import bad_request
from fjcorp_openai.emulator.state.ids import new_id

if TYPE_CHECKING:
    from fjcorp_openai.emulator.generation.answers import Turn


NO_PARAMETERS: dict[str, Any] = {"type": "object", "properties": {}}


def read_tools(body: dict[str, Any]) -> list[Tool]:
    """Return the tools of a request, in either form.

    Raises:
        ApiError: 400, a function's parameters are no schema.
    """
    tools = []
    for number, tool in enumerate(body.get("tools") or ()):
        if tool["type"] == "custom":
            tools.append(
                Tool(tool["custom"]["name"], tool["custom"].get("description") or "", None, custom=True)
            )
        else:
            tools.append(_function(tool["function"], f"tools[{number}].function"))
    tools += [
        _function(each, f"functions[{number}]") for number, each in enumerate(body.get("functions") or ())
    ]
    return tools


def _function(function: dict[str, Any], where: str) -> Tool:
    parameters = function.get("parameters")
    check_parameters(function["name"], parameters, f"{where}.parameters", strict=bool(function.get("strict")))
    strict = bool(function.get("strict"))
    return Tool(
        function["name"], function.get("description") or "", parameters or NO_PARAMETERS, strict=strict
    )


def check_parameters(name: str, parameters: Any, where: str, *, strict: bool) -> None:
    """Check the schema of a function's arguments.

    Args:
        name: The function's name.
        parameters: Its schema, or None for a function without arguments.
        where: The parameter at fault.
        strict: Whether the arguments must keep to the schema strictly.

    Raises:
        ApiError: 400, it cannot be used.
    """
    wanted = parameters or NO_PARAMETERS
    wrong = strict_schemas.problem(wanted) if strict else strict_schemas.wrong_root(wanted)
    if wrong is not None:
        raise bad_request(
            f"Invalid schema for function '{name}': {wrong}", where, "invalid_function_parameters"
        )


def choose(body: dict[str, Any], tools: list[Tool], turns: list[Turn]) -> list[Wanted]:
    """Return the calls that the model makes now; none for an answer in words.

    ``tool_choice`` and ``function_call`` are honoured. Left to itself the model calls what fits the
    request (see :func:`calls_for`), until a tool has answered; one call alone where calls in parallel are
    switched off.

    Raises:
        ApiError: 400, the choice names a tool that is not offered.
    """
    name = "function_call" if body.get("functions") else "tool_choice"
    said = next((turn.text for turn in reversed(turns) if turn.role == "user"), "")
    choice: Any = body.get(name)
    if choice is None:
        choice = "auto" if tools else "none"
    if choice != "none" and not tools:
        raise bad_request(
            f"Invalid value for '{name}': '{name}' is only allowed when tools are specified.", name
        )
    if choice == "none":
        return []
    if isinstance(choice, dict) and "allowed_tools" in choice:
        allowed = {
            (each.get("function") or each.get("custom") or each)["name"]
            for each in choice["allowed_tools"]["tools"]
        }
        tools = [tool for tool in tools if tool.name in allowed]
        choice = choice["allowed_tools"]["mode"]
    elif isinstance(choice, dict):
        wanted = (choice.get("function") or choice.get("custom") or choice)["name"]
        for tool in tools:
            if tool.name == wanted:
                return [Wanted(tool, said)]
        raise bad_request(f"Invalid value for '{name}': no tool with the name '{wanted}' was found.", name)
    must = choice == "required"
    if not tools or (not must and (not turns or turns[-1].role in {"tool", "function"})):
        return []
    found = calls_for(tools, said, must=must)
    alone = bool(body.get("functions")) or body.get("parallel_tool_calls") is False
    return found[:1] if alone else found


def arguments_for(wanted: Wanted, variant: int = 0) -> str:
    """Return the arguments of a call: JSON that satisfies the tool's schema, or text for a custom tool.

    Raises:
        ApiError: 400, nothing satisfies the schema.
    """
    tool = wanted.tool
    if tool.custom:
        return wanted.said
    try:
        sparing = not tool.strict
        return json.dumps(json_for_schema(tool.parameters, wanted.said, variant, sparing=sparing))
    except UnsatisfiableError as error:
        raise bad_request(
            f"Invalid schema for function '{tool.name}': {error}", "tools", "invalid_function_parameters"
        ) from error


def call_of(tool: Tool, arguments: str) -> dict[str, Any]:
    """Return a tool call as a message holds it."""
    if tool.custom:
        return {"id": new_id("call"), "type": "custom", "custom": {"name": tool.name, "input": arguments}}
    return {"id": new_id("call"), "type": "function", "function": {"name": tool.name, "arguments": arguments}}

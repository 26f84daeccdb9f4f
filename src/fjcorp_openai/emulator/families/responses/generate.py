"""Makes the output of a response: reasoning, tool calls, a message."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai import strict_schemas
from fjcorp_openai.emulator.families import _items as items
from fjcorp_openai.emulator.families.chat_completions import tools
from fjcorp_openai.emulator.families.models import tuned_model
from fjcorp_openai.emulator.families.responses import hosted_tools, moderating
from fjcorp_openai.emulator.generation.answers import (
    OTHER_FORM,
    Turn,
    UnsatisfiableError,
    answer_text,
    asks_for,
    count_tokens,
    cut,
    json_for_schema,
    log_probabilities,
)
from fjcorp_openai.emulator.generation.model_catalog import reasons
from fjcorp_openai.emulator.generation.tool_choice import Tool
from fjcorp_openai.emulator.http.errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fjcorp_openai.emulator.generation.tool_choice import Wanted
    from fjcorp_openai.emulator.http.request import Context

_CUT_SHORT = ("content_filter", "max_messages", "steered")
"""Reasons for an incomplete answer that a trigger brings about."""
_THOUGHTS = {"none": 0, "minimal": 0, "low": 32, "medium": 64, "high": 192}
_REFUSAL = "I'm sorry, but I can't help with that."


def respond(
    context: Context,
    body: dict[str, Any],
    turns: list[Turn],
    trigger: str,
    before: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Make what a response ends with.

    Args:
        context: The emulator, on behalf of the project.
        body: The request.
        turns: The whole conversation.
        trigger: Value of the test header.
        before: The items of the conversation.

    Returns:
        The members ``status``, ``output``, ``usage``, ``error`` and ``incomplete_details``, and
        ``moderation`` when it was asked for. What a moderation in the mode ``block`` flags ends as
        incomplete by the content filter, without a text.

    Raises:
        ApiError: 400 or 404 for tools and formats that cannot be used.
    """
    said, stopped = moderating.of_input(body, turns)
    if stopped:
        spent, unasked = items.count(turns), moderating.of_output(body, [])[0]
        ended = _ended("incomplete", [], spent, 0, 0, incomplete={"reason": "content_filter"})
        return ended | {"moderation": {"input": said, "output": unasked}}
    made = _respond(context, body, turns, trigger, before)
    written, held_back = moderating.of_output(body, made["output"])
    if held_back:
        output = [item for item in made["output"] if item["type"] != "message"]
        details = {"reason": "content_filter"}
        made |= {"status": "incomplete", "output": output, "incomplete_details": details}
    return made | ({"moderation": {"input": said, "output": written}} if said else {})


def _respond(
    context: Context,
    body: dict[str, Any],
    turns: list[Turn],
    trigger: str,
    before: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    extras = [body[name] for name in ("tools", "text") if body.get(name)]
    spent = items.count(turns, extras)
    if asks_for(turns, "failed", trigger):
        error = {"code": "server_error", "message": "The model failed to generate a response."}
        return _ended("failed", [], spent, 0, 0, error=error)
    output: list[dict[str, Any]] = []
    thoughts = _think(context, body, output)
    question = next((turn.text for turn in reversed(turns) if turn.role == "user"), "")
    called = _calls(context, body, turns)
    if called:
        output += called
        written = count_tokens(json.dumps(called))
        return _ended("completed", output, spent, written, thoughts)
    is_new = bool(turns) and turns[-1].role == "user"
    found = hosted_tools.use(context, body, question, before) if is_new else hosted_tools.Findings()
    output.extend(found.items)
    if found.wait:
        return _ended("completed", output, spent, count_tokens(json.dumps(found.items)), thoughts)
    if found.documents:
        turns = [*turns[:-1], Turn("user", turns[-1].text, turns[-1].documents + tuple(found.documents))]
    text, refused = _text(context, body, turns, question, found.said, trigger)
    most = body.get("max_output_tokens")
    text, reason = cut(text, (), None if most is None else max(most - thoughts, 0))
    if asks_for(turns, "length", trigger):
        reason = "length"
    incomplete = next((each for each in _CUT_SHORT if asks_for(turns, each, trigger)), "")
    filtered = incomplete == "content_filter"
    incomplete = incomplete or ("max_output_tokens" if reason == "length" else "")
    message = _message(context, body, "" if filtered else text, refused=refused, files=found.files)
    if incomplete:
        message["status"] = "incomplete"
    output.append(message)
    status = "incomplete" if incomplete else "completed"
    details = {"reason": incomplete} if incomplete else None
    return _ended(status, output, spent, count_tokens(text), thoughts, incomplete=details)


def _ended(
    status: str,
    output: list[dict[str, Any]],
    spent: int,
    written: int,
    thoughts: int,
    *,
    error: dict[str, Any] | None = None,
    incomplete: dict[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "status": status,
        "output": output,
        "error": error,
        "incomplete_details": incomplete,
        "usage": {
            "input_tokens": spent,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": written + thoughts,
            "output_tokens_details": {"reasoning_tokens": thoughts},
            "total_tokens": spent + written + thoughts,
        },
    }


def _think(context: Context, body: dict[str, Any], output: list[dict[str, Any]]) -> int:
    """Put a reasoning item before what a reasoning model says; return what it cost."""
    wanted = body.get("reasoning") or {}
    effort = wanted.get("effort") or "medium"
    if not reasons(body["model"]) or effort == "none":
        return 0
    item: dict[str, Any] = {"id": context.new_id("rs"), "type": "reasoning", "summary": []}
    if wanted.get("summary") or wanted.get("generate_summary"):
        text = "**Reading the question**\n\nI look for what is asked and for what is known about it."
        item["summary"] = [{"type": "summary_text", "text": text}]
    if "reasoning.encrypted_content" in (body.get("include") or ()):
        item["encrypted_content"] = items.pack([Turn("assistant", "I thought about it.")])
    output.append(item)
    thoughts, most = _THOUGHTS.get(effort, 256), body.get("max_output_tokens")
    return thoughts if most is None else min(thoughts, most)


def check_shapes(body: dict[str, Any]) -> None:
    """Check the schemas of functions and of the answer.

    Raises:
        ApiError: 400, one cannot be used.
    """
    for number, tool in enumerate(body.get("tools") or ()):
        if tool["type"] == "function" and tool.get("parameters") is not None:
            where = f"tools[{number}].parameters"
            tools.check_parameters(tool["name"], tool["parameters"], where, strict=bool(tool.get("strict")))
    shape = (body.get("text") or {}).get("format") or {}
    if shape.get("type") == "json_schema" and shape.get("strict"):
        wrong = strict_schemas.problem(shape["schema"])
        if wrong is not None:
            raise bad_request(
                f"Invalid schema for response_format '{shape['name']}': {wrong}",
                "text.format.schema",
                "invalid_json_schema",
            )


def _offered(body: dict[str, Any]) -> list[Tool]:
    offered = []
    for tool in body.get("tools") or ():
        if tool["type"] == "custom":
            offered.append(Tool(tool["name"], tool.get("description") or "", None, custom=True))
        elif tool["type"] == "function":
            parameters = tool.get("parameters") or tools.NO_PARAMETERS
            strict = bool(tool.get("strict"))
            offered.append(Tool(tool["name"], tool.get("description") or "", parameters, strict=strict))
    return offered


def _calls(context: Context, body: dict[str, Any], turns: list[Turn]) -> list[dict[str, Any]]:
    """Return the calls of functions and custom tools that the model makes now."""
    offered = _offered(body)
    choice: Any = body.get("tool_choice") or "auto"
    if isinstance(choice, dict) and choice["type"] == "allowed_tools":
        names = [each for each in choice["tools"] if "name" in each]
        choice = {"allowed_tools": {"mode": choice["mode"], "tools": names}}
    elif isinstance(choice, dict) and choice["type"] not in {"function", "custom"}:
        return []
    if not offered:
        if isinstance(choice, dict) or (choice == "required" and not body.get("tools")):
            raise bad_request("Tool choice must be 'auto' or 'none' when no tools are given.", "tool_choice")
        return []
    if not turns:
        return []
    asked = {
        "tools": body["tools"],
        "tool_choice": choice,
        "parallel_tool_calls": body.get("parallel_tool_calls"),
    }
    return [_made(context, wanted) for wanted in tools.choose(asked, offered, turns)]


def _made(context: Context, wanted: Wanted) -> dict[str, Any]:
    custom = wanted.tool.custom
    kind, member = ("custom_tool_call", "input") if custom else ("function_call", "arguments")
    return {
        "id": context.new_id("ctc" if custom else "fc"),
        "type": kind,
        "call_id": context.new_id("call"),
        "name": wanted.tool.name,
        member: tools.arguments_for(wanted),
        **({} if custom else {"status": "completed"}),
    }


def _text(
    context: Context, body: dict[str, Any], turns: list[Turn], question: str, said: str, trigger: str
) -> tuple[str, bool]:
    """Return the text of the answer, and whether it is a refusal."""
    if asks_for(turns, "refusal", trigger):
        return _REFUSAL, True
    shape = (body.get("text") or {}).get("format") or {}
    if asks_for(turns, "other_form", trigger):
        return OTHER_FORM, False
    if shape.get("type") == "json_schema":
        schema = shape["schema"]
        try:
            return json.dumps(json_for_schema(schema, question)), False
        except UnsatisfiableError as error:
            raise bad_request(
                f"Invalid schema for response_format '{shape['name']}': {error}",
                "text.format.schema",
                "invalid_json_schema",
            ) from error
    tuned = tuned_model(context, body["model"]) if body["model"].startswith("ft:") else None
    examples = [tuple(example) for example in (tuned or {}).get("_examples", ())]
    text = said or answer_text(turns, model=body["model"], examples=examples)
    if shape.get("type") == "json_object":
        if not any("json" in turn.text.lower() for turn in turns):
            raise bad_request(
                "Response input messages must contain the word 'json' in some form "
                "to use 'text.format' of type 'json_object'.",
                "input",
            )
        text = json.dumps({"answer": text})
    return text, False


def _message(
    context: Context, body: dict[str, Any], text: str, *, refused: bool, files: list[tuple[str, str]]
) -> dict[str, Any]:
    if refused:
        content: dict[str, Any] = {"type": "refusal", "refusal": text}
    else:
        wanted = "message.output_text.logprobs" in (body.get("include") or ())
        content = {
            "type": "output_text",
            "text": text,
            "annotations": [
                {"type": "file_citation", "file_id": file_id, "filename": name, "index": len(text)}
                for file_id, name in dict.fromkeys(files)
            ],
            "logprobs": log_probabilities(text, body.get("top_logprobs") or 0) if wanted else [],
        }
    return {
        "id": context.new_id("msg"),
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": [content],
    }

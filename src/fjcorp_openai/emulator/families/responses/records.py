"""Responses as they are kept: checked, begun, ended, and what went before them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families import _items as items
from fjcorp_openai.emulator.families import conversations
from fjcorp_openai.emulator.families.models import find_model
from fjcorp_openai.emulator.families.responses import generate, moderating
from fjcorp_openai.emulator.generation.answers import Turn
from fjcorp_openai.emulator.generation.model_catalog import reasons, snapshot
from fjcorp_openai.emulator.http.errors import ApiError, bad_request
from fjcorp_openai.emulator.http.request import Principal

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

KIND = "response"
LIFETIME = 30 * 86_400
SHORT_LIFETIME = 600
_WINDOWS = {"2h": 7200, "8h": 28_800}
_NO_LITTLE_EFFORT = re.compile(r"gpt-6\.2-.*|gpt-6(\.\d+)?-astra.*")
_NO_SAMPLING = re.compile(r"gpt-6(\.\d+)?-astra.*")


def find_response(context: Context, response_id: str, param: str = "response_id") -> dict[str, Any]:
    """Return a stored response of the project.

    Raises:
        ApiError: 404, there is none (any more).
    """
    response = context.store.get(KIND, response_id, context.project_id)
    if response is None:
        raise ApiError(404, f"Response with id '{response_id}' not found.", param=param)
    return response


def earlier(context: Context, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the items that come before the input: of the conversation, or of the response that is continued.

    Raises:
        ApiError: 400 for both at once, and for a conversation of which half a pair was deleted; 404 for one
            that does not exist.
    """
    conversation, previous = body.get("conversation"), body.get("previous_response_id")
    if conversation and previous:
        raise bad_request(
            "Mutually exclusive parameters: 'previous_response_id' and 'conversation'. Provide only one.",
            "previous_response_id",
            "mutually_exclusive_parameters",
        )
    if conversation:
        found = conversations.find_conversation(context, conversation_id(conversation))
        there = conversations.items_of(context, found["id"])
        conversations.check_pairs(there)
        return there
    if previous:
        response = find_response(context, previous, "previous_response_id")
        return [*response["_context"], *response["_input"], *response["output"]]
    return []


def conversation_id(given: Any) -> str:
    """Return the id of a conversation, which may come alone or as an object."""
    return str(given["id"]) if isinstance(given, dict) else str(given)


def check(request: Request) -> None:
    """Check what the document does not say about a request.

    Raises:
        ApiError: 400 or 404.
    """
    body = request.body
    if body.get("prompt"):
        raise ApiError(
            404,
            f"Prompt with id '{body['prompt']['id']}' not found.",
            param="prompt",
            code="prompt_not_found",
        )
    if not body.get("model"):
        raise bad_request("Missing required parameter: 'model'.", "model", "missing_required_parameter")
    model = body["model"]
    find_model(request, model, "chat")
    if not any(body.get(name) for name in ("input", "conversation", "previous_response_id")):
        raise bad_request(
            "One of 'input', 'previous_response_id', 'prompt' or 'conversation' must be provided.",
            "input",
            "missing_required_parameter",
        )
    generate.check_shapes(body)
    _check_strictness(request)
    _check_window(body)
    moderating.check(request, body)
    _check_sampling(body)
    if body.get("stream_options") is not None and not body.get("stream"):
        raise bad_request("'stream_options' is only allowed when 'stream' is true.", "stream_options")
    if reasons(model):
        if (body.get("reasoning") or {}).get("effort") != "none" and body.get("temperature") not in {None, 1}:
            raise bad_request(
                "Unsupported parameter: 'temperature' is not supported with this model.",
                "temperature",
                "unsupported_parameter",
            )
    elif body.get("reasoning") and any(body["reasoning"].get(name) for name in ("effort", "summary")):
        raise bad_request(
            "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
            "reasoning.effort",
            "unsupported_parameter",
        )


def _check_sampling(body: dict[str, Any]) -> None:
    """Refuse what the newest models no longer take."""
    model, effort = body["model"], (body.get("reasoning") or {}).get("effort")
    wrong = [
        name
        for name in ("temperature", "top_p", "top_logprobs")
        if body.get(name) is not None and _NO_SAMPLING.fullmatch(model)
    ]
    if wrong:
        raise bad_request(
            f"Unsupported parameter: '{wrong[0]}' is not supported with this model.",
            wrong[0],
            "unsupported_parameter",
        )
    if effort in {"none", "minimal"} and _NO_LITTLE_EFFORT.fullmatch(model):
        raise bad_request(
            f"Unsupported value: '{effort}' is not supported with this model.",
            "reasoning.effort",
            "unsupported_value",
        )


def _check_strictness(request: Request) -> None:
    """Refuse functions that do not say whether they are strict, if the service is taken to do so."""
    if request.answer_to("function_tool_without_strict") == "accepted":
        return
    for number, tool in enumerate(request.body.get("tools") or ()):
        if tool["type"] == "function" and "strict" not in tool:
            name = f"tools[{number}].strict"
            raise bad_request(f"Missing required parameter: '{name}'.", name, "missing_required_parameter")


def _check_window(body: dict[str, Any]) -> None:
    """Check the window in which a background response is to be made."""
    window = (body.get("background_options") or {}).get("completion_window") or "soonest"
    if window != "soonest" and (not body.get("background") or body.get("stream")):
        name = "background_options.completion_window"
        raise bad_request(
            f"Invalid '{name}': '{window}' needs 'background' to be true and 'stream' to be false.",
            name,
            "invalid_value",
        )


def begin(request: Request, before: list[dict[str, Any]], given: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a new response that has not been worked on, with what it needs for that under ``_``."""
    body = request.body
    text = {"format": {"type": "text"}, "verbosity": "medium"} | _given(body.get("text"))
    reasoning = {"effort": None, "summary": None} | _given(body.get("reasoning"))
    if reasons(body["model"]) and reasoning["effort"] is None:
        reasoning["effort"] = "medium"
    response: dict[str, Any] = {
        "id": request.new_id("resp"),
        "object": "response",
        "created_at": request.now,
        "completed_at": None,
        "status": "queued" if body.get("background") else "in_progress",
        "background": bool(body.get("background")),
        "error": None,
        "incomplete_details": None,
        "instructions": body.get("instructions"),
        "max_output_tokens": body.get("max_output_tokens"),
        "max_tool_calls": body.get("max_tool_calls"),
        "model": snapshot(body["model"]),
        "output": [],
        "parallel_tool_calls": body.get("parallel_tool_calls") is not False,
        "previous_response_id": body.get("previous_response_id"),
        "prompt_cache_key": body.get("prompt_cache_key"),
        "reasoning": reasoning,
        "safety_identifier": body.get("safety_identifier"),
        "service_tier": "default" if body.get("service_tier") in {None, "auto"} else body["service_tier"],
        "temperature": 1.0 if body.get("temperature") is None else body["temperature"],
        "text": text,
        "tool_choice": body.get("tool_choice") or "auto",
        "tools": [_tool(tool) for tool in body.get("tools") or ()],
        "top_logprobs": body.get("top_logprobs") or 0,
        "top_p": 1.0 if body.get("top_p") is None else body["top_p"],
        "truncation": body.get("truncation") or "disabled",
        "metadata": body.get("metadata") or {},
        "_context": before,
        "_input": given,
        "_body": {name: value for name, value in body.items() if name != "input"},
        "_trigger": request.trigger,
        "_stored": body.get("store") is not False,
        "_key": request.principal.key_id,
        "_owner": request.principal.owner,
        "_project": request.project_id,
    }
    if body.get("access_programs"):
        response["access_programs"] = body["access_programs"]
    if (body.get("image") or {}).get("context_compression") in {"enabled", "disabled"}:
        response["image"] = body["image"]
    if body.get("prompt_cache_options"):
        response["prompt_cache_options"] = {"mode": "implicit", "ttl": "30m"} | body["prompt_cache_options"]
    if body.get("user") is not None:
        response["user"] = body["user"]
    if body.get("conversation"):
        response["conversation"] = {"id": conversation_id(body["conversation"])}
    return response


def _given(settings: dict[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (settings or {}).items() if value is not None}


def _tool(tool: dict[str, Any]) -> dict[str, Any]:
    """Return a tool as it is shown: with what it lacks filled in."""
    if tool["type"] == "function":
        return {"strict": True, "parameters": None} | tool
    return tool


def end(context: Context, response: dict[str, Any]) -> dict[str, Any]:
    """Make the output of a response and, when it was begun for a conversation, add it there.

    Raises:
        ApiError: 400 or 404 for what only turns out now.
    """
    caller = context.acting_as(
        Principal("project", response["_key"], response["_project"], response["_owner"])
    )
    body = response["_body"]
    all_items = [*response["_context"], *response["_input"]]
    items.check_calls(all_items)
    turns = items.read_turns(caller, all_items)
    if body.get("instructions"):
        turns.insert(0, Turn("developer", body["instructions"]))
    made = generate.respond(caller, body, turns, response["_trigger"], all_items)
    usage = made["usage"]
    caller.meter(
        "completions",
        model=response["model"],
        input_tokens=usage["input_tokens"],
        output_tokens=usage["output_tokens"],
        input_cached_tokens=0,
    )
    ended = response | made | {"completed_at": context.now if made["status"] == "completed" else None}
    if "conversation" in response:
        conversations.append(caller, response["conversation"]["id"], response["_input"])
        conversations.append_output(caller, response["conversation"]["id"], made["output"])
    return ended


def keep(context: Context, response: dict[str, Any]) -> None:
    """Store a response for 30 days; one that is not to be stored can be asked for, for ten minutes.

    One with a window in which it is to be made is made when that is over, if not before.
    """
    context.store.insert(KIND, response["id"], response, parent=response["_project"])
    context.set_deadline(
        KIND,
        response["id"],
        response["created_at"] + (_window(response) or _lifetime(response)),
        response["_project"],
    )


def _window(response: dict[str, Any]) -> int:
    """Return the seconds within which a response is to be made; 0 for one that is made as soon as can be."""
    options = response["_body"].get("background_options") or {}
    return _WINDOWS.get(options.get("completion_window", "soonest"), 0)


def _lifetime(response: dict[str, Any]) -> int:
    return LIFETIME if response["_stored"] else SHORT_LIFETIME


def advance(context: Context, response: dict[str, Any]) -> bool:
    """Do the next step of a background response: queued, in progress, ended."""
    project = response["_project"]
    if response["status"] == "queued":
        context.store.update(KIND, response["id"], {"status": "in_progress"}, project)
        return False
    if response["status"] == "in_progress":
        try:
            ended = end(context, response)
        except ApiError as error:
            failure = {"code": "server_error", "message": error.message}
            ended = response | {"status": "failed", "error": failure}
        context.store.replace(KIND, response["id"], ended, project)
        context.notify(f"response.{ended['status']}", response["id"], project)
    return True


def expire(context: Context, response: dict[str, Any]) -> bool:
    """Make a response whose window is over; forget one after its 30 days."""
    project, id_ = response["_project"], response["id"]
    until = response["created_at"] + _window(response) + _lifetime(response)
    if not _window(response) or context.now >= until:
        context.store.delete(KIND, id_, project)
        return True
    while response["status"] in {"queued", "in_progress"}:
        advance(context, response)
        response = context.store.get(KIND, id_, project) or {"status": "deleted"}
    context.stop_job(KIND, id_, project)
    context.set_deadline(KIND, id_, until, project)
    return True

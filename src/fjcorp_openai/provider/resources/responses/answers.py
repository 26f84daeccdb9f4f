"""How a response is read: its text whatever stands before it, calls, citations, usage, and why it ended.

What the API says is data. Images are taken out before anything is kept: their bytes belong in files.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import malformed, object_in, objects_in
from fjcorp_openai.provider.lifecycles.answer_form import ANEW, Said, asked_schema, parsed
from fjcorp_openai.provider.protocol.schema import Attribute, result
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of, map_of, object_of
from fjcorp_openai.provider.protocol.values import conform
from fjcorp_openai.provider.resources.responses.media import without_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fjcorp_openai.provider.protocol.types import Type

ENDED = frozenset({"completed", "incomplete", "failed", "cancelled"})
FAILED = frozenset({"failed", "cancelled"})
RUNNING = frozenset({"queued", "in_progress"})
INCOMPLETE_HINTS = {
    "max_output_tokens": "It ran into the token limit, reasoning included: raise max_output_tokens.",
    "content_filter": "The API's content filter cut it.",
    "max_messages": "It reached the most messages that a response may have.",
    "steered": "The API steered the model away from going on.",
}
_CALL_KINDS = ("function_call", "custom_tool_call", "mcp_approval_request")

CALL = object_of(
    {
        "type": STRING,
        "id": STRING,
        "call_id": STRING,
        "name": STRING,
        "arguments": STRING,
        "server_label": STRING,
    }
)
"""A call that waits for its output: of a function, a custom tool, or a request for approval."""
CITATION = object_of(
    {
        "type": STRING,
        "file_id": STRING,
        "filename": STRING,
        "url": STRING,
        "title": STRING,
        "start_index": NUMBER,
        "end_index": NUMBER,
    }
)
ITEM = object_of({"id": STRING, "type": STRING, "status": STRING, "role": STRING, "text": STRING})
USAGE = object_of(
    {
        "input_tokens": NUMBER,
        "input_tokens_details": object_of({"cached_tokens": NUMBER, "cache_write_tokens": NUMBER}),
        "output_tokens": NUMBER,
        "output_tokens_details": object_of({"reasoning_tokens": NUMBER}),
        "total_tokens": NUMBER,
    }
)
_MODERATED = object_of(
    {
        "flagged": BOOL,
        "categories": map_of(BOOL),
        "category_scores": map_of(NUMBER),
        "code": STRING,
        "message": STRING,
    }
)
MODERATION = object_of({"input": _MODERATED, "output": _MODERATED})

ANSWER: dict[str, Attribute] = {
    "status": result(
        STRING,
        "State: `queued`, `in_progress`, `completed`, `incomplete`, `failed` or `cancelled`.",
    ),
    "output_text": result(STRING, "Text of the answer; null when the model refused or called a tool."),
    "refusal": result(STRING, "Words with which the model refused."),
    "finish_reason": result(
        STRING,
        "Why the answer ended: `stop`, `tool_calls`, `refusal`, or what cut it: `max_output_tokens`, "
        "`content_filter`, `max_messages` or `steered`.",
    ),
    "incomplete_reason": result(STRING, "Why an incomplete answer is not whole."),
    "error_code": result(STRING, "The API's code of a failure."),
    "error_message": result(STRING, "Why there is no answer, in the API's words."),
    "tool_calls": result(
        list_of(CALL),
        "Calls that wait for their output: of functions, custom tools and requests for approval.",
    ),
    "citations": result(list_of(CITATION), "Files and pages that the text cites."),
    "output_items": result(list_of(ITEM), "All items of the answer, reasoning and hosted tools included."),
    "parsed": result(
        STRING, "The answer as JSON text, when `text_format` asks for JSON and the answer has that form."
    ),
    "usage": result(USAGE, "Tokens used."),
    "token_count": result(NUMBER, "Tokens used, in sum."),
    "moderation_results": result(MODERATION, "What the moderation in the same call found."),
    "created": result(NUMBER, "Time of the response in Unix seconds."),
    "completed_at": result(NUMBER, "Time at which it was complete, in Unix seconds."),
    "response_model": result(STRING, "Model that really answered."),
    "response_service_tier": result(STRING, "Tier that really served the call."),
    "response_json": result(
        STRING, "The API's answer as JSON text, without the input, tools, and the bytes of images."
    ),
}
"""Results that every resource has that asks for a response."""

_TEXTS = ("arguments", "input", "code", "output")
"""Members of an item that are its text."""
_REPEATED = ("instructions", "tools", "text", "metadata", "prompt")
"""Members of a response that repeat the request."""


def read_answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of all attributes of `ANSWER`.

    Args:
        answer: The API's `response` object; of one that is not ended most results are null.
    """
    status = answer.get("status")
    items = _output(answer)
    texts = [part["text"] for part in _parts(items, "output_text")]
    refusals = [part["refusal"] for part in _parts(items, "refusal")]
    calls = pending_calls(answer)
    incomplete = object_in(answer, "incomplete_details").get("reason")
    usage = _shaped(answer, "usage", USAGE)
    ended = status in ENDED
    text = "".join(texts) if texts else None
    return {
        "status": status,
        "output_text": text,
        "refusal": "".join(refusals) if refusals else None,
        "finish_reason": _finish_reason(status, incomplete, calls, refusals),
        "incomplete_reason": incomplete,
        "error_code": object_in(answer, "error").get("code"),
        "error_message": failure(answer) if status in FAILED else None,
        "tool_calls": calls if ended else None,
        "citations": _citations(items) if ended else None,
        "output_items": as_items(items) if ended else None,
        "parsed": parsed(
            asked_schema(object_in(object_in(answer, "text"), "format")),
            Said(text, bool(refusals), "" if status == "completed" else str(status)),
        ),
        "usage": usage,
        "token_count": usage["total_tokens"] if usage else None,
        "moderation_results": _shaped(answer, "moderation", MODERATION),
        "created": answer.get("created_at"),
        "completed_at": answer.get("completed_at"),
        "response_model": answer.get("model"),
        "response_service_tier": answer.get("service_tier"),
        "response_json": _as_json(answer) if ended else None,
    }


def answer_seconds(state: Mapping[str, Any]) -> float | None:
    """Return the seconds that a response took, by its results; None while it is not complete."""
    begun, ended = state.get("created"), state.get("completed_at")
    return None if begun is None or ended is None else ended - begun


def pending_calls(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the calls of an answer that wait for their output, each as `CALL`."""
    items = _output(answer)
    answered = {each.get("call_id") for each in items if str(each.get("type")).endswith("_output")}
    return [
        conform({**each, "arguments": each.get("arguments", each.get("input"))}, CALL)
        for each in items
        if each.get("type") in _CALL_KINDS and each.get("call_id", "") not in answered
    ]


def images(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the items of an answer that hold a generated image."""
    return [
        each for each in _output(answer) if each.get("type") == "image_generation_call" and each.get("result")
    ]


def failure(answer: Mapping[str, Any]) -> str:
    """Return why a response failed, in the API's words and with its code."""
    if answer.get("status") == "cancelled":
        return "Somebody cancelled it."
    error = object_in(answer, "error")
    code = error.get("code")
    return f"{error.get('message') or 'The API gives no reason.'}{f' ({code})' if code else ''}"


def said(state: Mapping[str, Any], calls: Any) -> Said:
    """Return what a response says, by its results.

    Args:
        state: Values of `ANSWER`.
        calls: Its calls of tools.
    """
    cut = (state["incomplete_reason"] or state["status"]) if state["status"] == "incomplete" else ""
    return Said(state["output_text"], state["refusal"] is not None, cut, bool(calls))


def no_answer(state: Mapping[str, Any]) -> list[str]:
    """Return why a response that was paid for has no answer, one sentence each, by its results."""
    status = state["status"]
    if status in FAILED:
        return [f"It ended as {status}: {state['error_message']} {ANEW}"]
    if status == "lost":
        told = "It may have been made, and paid for; then it stands in the conversation."
        return [f"The answer to outputs of tools was lost. {told} {ANEW}"]
    if status == "expired":
        return [f"The API keeps no answer of it any more. It was paid for, and not read in time. {ANEW}"]
    return []


def _output(answer: Mapping[str, Any]) -> list[Any]:
    return _objects(answer, "output")


def _objects(holder: Mapping[str, Any], name: str) -> list[Any]:
    """Return the objects that a member lists; none for null or no such member."""
    return [] if holder.get(name) is None else objects_in(holder, name)


def _shaped(answer: Mapping[str, Any], name: str, kind: Type) -> Any:
    """Return a member as a type has it.

    Raises:
        MalformedAnswer: It is of another kind.
    """
    try:
        return conform(answer.get(name), kind)
    except (AttributeError, TypeError, ValueError):
        raise malformed("the API", f"something odd in `{name}`") from None


def _parts(items: list[Mapping[str, Any]], kind: str) -> Iterator[Mapping[str, Any]]:
    for item in items:
        if item.get("type") == "message":
            yield from (part for part in _objects(item, "content") if part.get("type") == kind)


def _finish_reason(status: Any, incomplete: Any, calls: list[Any], refusals: list[Any]) -> str | None:
    if status == "incomplete":
        return incomplete or "incomplete"
    if status != "completed":
        return None
    return "tool_calls" if calls else "refusal" if refusals else "stop"


def _citations(items: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        conform(each, CITATION)
        for part in _parts(items, "output_text")
        for each in _objects(part, "annotations")
    ]


def as_items(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return items of a response or a conversation, each as `ITEM`."""
    return [_item(each) for each in items]


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item with its text: what was said, thought, called with, or found."""
    kind = item.get("type")
    if kind == "message":
        text = "".join(part.get("text") or part.get("refusal") or "" for part in _objects(item, "content"))
    elif kind == "reasoning":
        text = "\n\n".join(part.get("text") or "" for part in _objects(item, "summary"))
    else:
        text = next((item[name] for name in _TEXTS if isinstance(item.get(name), str)), "")
    found: dict[str, Any] = conform({**item, "text": text or None}, ITEM)
    return found


def _as_json(answer: Mapping[str, Any]) -> str:
    kept = {name: each for name, each in answer.items() if name not in _REPEATED}
    kept["output"] = [without_bytes(item) for item in _output(answer)]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

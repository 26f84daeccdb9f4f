"""The events of a response's stream, in the order in which the service sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.generation.answers import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 2
_PHASES = {
    "file_search_call": ("in_progress", "searching", "completed"),
    "web_search_call": ("in_progress", "searching", "completed"),
    "image_generation_call": ("in_progress", "generating", "completed"),
    "code_interpreter_call": ("in_progress", "interpreting", "completed"),
    "mcp_list_tools": ("in_progress", "completed"),
    "mcp_call": ("in_progress", "calling", "completed"),
}


def events(response: dict[str, Any], after: int = -1) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the events of a response that has ended.

    Args:
        response: The response as the API shows it.
        after: Sequence number after which the stream is resumed.

    Yields:
        Names and events.
    """
    for number, event in enumerate(_all(response)):
        if number > after:
            yield event["type"], {**event, "sequence_number": number}


def _all(response: dict[str, Any]) -> Iterator[dict[str, Any]]:
    begun = {name: value for name, value in response.items() if name != "usage"}
    begun |= {"status": "in_progress", "output": []}
    begun |= dict.fromkeys(("completed_at", "error", "incomplete_details"))
    waiting = {**begun, "status": "queued"} if response.get("background") else begun
    yield {"type": "response.created", "response": waiting}
    if response.get("background"):
        yield {"type": "response.queued", "response": waiting}
    yield {"type": "response.in_progress", "response": begun}
    for index, item in enumerate(response["output"]):
        place = {"output_index": index, "item_id": item["id"]}
        yield {"type": "response.output_item.added", "output_index": index, "item": _opened(item)}
        yield from _inside(item, place)
        yield {"type": "response.output_item.done", "output_index": index, "item": item}
    yield {"type": f"response.{response['status']}", "response": response}


def _opened(item: dict[str, Any]) -> dict[str, Any]:
    empty: dict[str, Any] = {"content": [], "summary": [], "result": None, "outputs": None, "output": None}
    empty |= dict.fromkeys(("arguments", "input", "code"), "")
    opened = {name: empty.get(name, value) for name, value in item.items()}
    return opened | ({"status": "in_progress"} if "status" in item else {})


def _inside(item: dict[str, Any], place: dict[str, Any]) -> Iterator[dict[str, Any]]:
    kind = item["type"]
    if kind == "message":
        for number, part in enumerate(item["content"]):
            yield from _part(part, {**place, "content_index": number})
    elif kind == "reasoning":
        for number, part in enumerate(item["summary"]):
            yield from _summary(part, {**place, "summary_index": number})
    elif kind == "function_call":
        name = "response.function_call_arguments"
        yield from _text(name, item["arguments"], place, "arguments", {"name": item["name"]})
    elif kind == "custom_tool_call":
        yield from _text("response.custom_tool_call_input", item["input"], place, "input")
    for phase in _PHASES.get(kind, ()):
        if phase == "interpreting":
            yield from _text("response.code_interpreter_call_code", item["code"], place, "code")
        if phase == "calling":
            yield from _text("response.mcp_call_arguments", item["arguments"], place, "arguments")
            continue
        yield {"type": f"response.{kind}.{phase}", **place}


def _text(
    name: str, text: str, place: dict[str, Any], member: str, more: dict[str, Any] | None = None
) -> Iterator[dict[str, Any]]:
    for piece in tokens(text):
        yield {"type": f"{name}.delta", "delta": piece, **place}
    yield {"type": f"{name}.done", member: text, **(more or {}), **place}


def _part(part: dict[str, Any], place: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if part["type"] == "refusal":
        yield {"type": "response.content_part.added", "part": {**part, "refusal": ""}, **place}
        yield from _text("response.refusal", part["refusal"], place, "refusal")
    else:
        empty = {**part, "text": "", "annotations": [], "logprobs": []}
        yield {"type": "response.content_part.added", "part": empty, **place}
        pieces, logged = tokens(part["text"]), part["logprobs"]
        for start in range(0, len(pieces), _PIECE):
            delta = "".join(pieces[start : start + _PIECE])
            probabilities = logged[start : start + _PIECE]
            yield {"type": "response.output_text.delta", "delta": delta, "logprobs": probabilities, **place}
        for number, annotation in enumerate(part["annotations"]):
            yield {
                "type": "response.output_text.annotation.added",
                "annotation": annotation,
                "annotation_index": number,
                **place,
            }
        yield {"type": "response.output_text.done", "text": part["text"], "logprobs": logged, **place}
    yield {"type": "response.content_part.done", "part": part, **place}


def _summary(part: dict[str, Any], place: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"type": "response.reasoning_summary_part.added", "part": {**part, "text": ""}, **place}
    yield from _text("response.reasoning_summary_text", part["text"], place, "text")
    yield {"type": "response.reasoning_summary_part.done", "part": part, **place}

"""Cuts a completion into the chunks of a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.generation.answers import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 2


def chunks(completion: dict[str, Any], body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a completion's chunks, and the usage at the end when the stream's options ask for it."""
    with_usage = (body.get("stream_options") or {}).get("include_usage")
    head = {
        name: completion[name] for name in ("id", "created", "model", "service_tier", "system_fingerprint")
    }
    head["object"] = "chat.completion.chunk"
    if with_usage:
        head["usage"] = None

    def chunk(
        index: int, delta: dict[str, Any], logprobs: Any = None, reason: str | None = None
    ) -> dict[str, Any]:
        choice = {"index": index, "delta": delta, "logprobs": logprobs, "finish_reason": reason}
        return {**head, "choices": [choice]}

    for choice in completion["choices"]:
        index, message = choice["index"], choice["message"]
        yield chunk(
            index,
            {"role": "assistant", "content": None if message["content"] is None else "", "refusal": None},
        )
        logged = choice["logprobs"]
        for kind in ("content", "refusal"):
            pieces = tokens(message[kind] or "")
            for start in range(0, len(pieces), _PIECE):
                part = None
                if logged is not None:
                    part = {"content": None, "refusal": None, kind: logged[kind][start : start + _PIECE]}
                yield chunk(index, {kind: "".join(pieces[start : start + _PIECE])}, part)
        yield from (chunk(index, delta) for delta in _calls(message))
        yield chunk(index, {}, reason=choice["finish_reason"])
    if with_usage:
        yield {**head, "choices": [], "usage": completion["usage"]}


def _calls(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the deltas of a message's calls: first who is called, then the arguments in pieces."""
    function = message.get("function_call")
    if function:
        yield {"function_call": {"name": function["name"], "arguments": ""}}
        for piece in tokens(function["arguments"]):
            yield {"function_call": {"arguments": piece}}
    for number, call in enumerate(message.get("tool_calls") or ()):
        kind, member = ("custom", "input") if call["type"] == "custom" else ("function", "arguments")
        opening = {"name": call[kind]["name"], member: ""}
        yield {"tool_calls": [{"index": number, "id": call["id"], "type": call["type"], kind: opening}]}
        for piece in tokens(call[kind][member]):
            yield {"tool_calls": [{"index": number, kind: {member: piece}}]}

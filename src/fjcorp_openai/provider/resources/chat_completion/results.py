"""The results of `openai_chat_completion`: their schema, and how answers and streams become them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.answer_form import Said, asked_schema, parsed
from fjcorp_openai.provider.protocol.schema import Attribute, result
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of, object_of
from fjcorp_openai.provider.protocol.values import conform
from fjcorp_openai.provider.resources.chat_completion.sounds import SOUND, without

if TYPE_CHECKING:
    from collections.abc import Mapping

_FUNCTION_CALL = object_of({"name": STRING, "arguments": STRING})
_TOOL_CALLS = list_of(
    object_of(
        {
            "id": STRING,
            "type": STRING,
            "function": _FUNCTION_CALL,
            "custom": object_of({"name": STRING, "input": STRING}),
        }
    )
)
_CITATION = object_of({"start_index": NUMBER, "end_index": NUMBER, "title": STRING, "url": STRING})
_MESSAGE = object_of(
    {
        "role": STRING,
        "content": STRING,
        "refusal": STRING,
        "tool_calls": _TOOL_CALLS,
        "function_call": _FUNCTION_CALL,
        "annotations": list_of(object_of({"type": STRING, "url_citation": _CITATION})),
        "audio": object_of({"id": STRING, "expires_at": NUMBER, "transcript": STRING}),
    }
)
_CHOICES = list_of(object_of({"index": NUMBER, "finish_reason": STRING, "message": _MESSAGE}))
_PROMPT = ("audio_tokens", "cached_tokens", "cache_write_tokens", "image_tokens", "text_tokens")
_COMPLETION = (
    "accepted_prediction_tokens",
    "audio_tokens",
    "reasoning_tokens",
    "rejected_prediction_tokens",
    "text_tokens",
)
_USAGE = object_of(
    {
        "prompt_tokens": NUMBER,
        "completion_tokens": NUMBER,
        "total_tokens": NUMBER,
        "prompt_tokens_details": object_of(dict.fromkeys(_PROMPT, NUMBER)),
        "completion_tokens_details": object_of(dict.fromkeys(_COMPLETION, NUMBER)),
    }
)


RESULTS: dict[str, Attribute] = {
    "content": result(STRING, "Text of the first answer; null when the model refused or called a tool."),
    "refusal": result(STRING, "Words with which the model refused the first answer."),
    "finish_reason": result(
        STRING,
        "Why the first answer ended: `stop`, `length`, `tool_calls`, `content_filter` or `function_call`.",
    ),
    "parsed": result(
        STRING,
        "The first answer as JSON text, when `response_format` asks for JSON and the answer has that form.",
    ),
    "tool_calls": result(_TOOL_CALLS, "Tools called in the first answer."),
    "called_function": result(
        _FUNCTION_CALL, "Function called in the first answer, in the API's older form."
    ),
    "choices": result(_CHOICES, "All answers."),
    "usage": result(_USAGE, "Tokens used."),
    "created": result(NUMBER, "Time of the answer in Unix seconds."),
    "response_model": result(STRING, "Model that really answered."),
    "response_service_tier": result(STRING, "Tier that really served the call."),
    "audio_files": result(
        list_of(SOUND), "Files with spoken answers, in order; `choices` has what is said in them."
    ),
    "response_json": result(
        STRING, "The API's answer as JSON text, log probabilities included; without the bytes of sound."
    ),
    "stored": result(BOOL, "Whether the API keeps the completion, as far as it was last seen."),
}


CUT = ("length", "content_filter")
"""Reasons for which an answer is not whole."""


def results(
    answer: Mapping[str, Any], *, stored: bool, form: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the values of all results.

    Args:
        answer: The API's `chat.completion` object.
        stored: Whether the API keeps it.
        form: `response_format`, where that is known.
    """
    choices = conform(answer.get("choices") or [], _CHOICES)
    for choice in choices:
        # The API leaves out what is empty, in a stream more than elsewhere.
        for name in ("tool_calls", "annotations"):
            choice["message"][name] = choice["message"][name] or []
    message = choices[0]["message"] if choices else {}
    return {
        "id": answer.get("id"),
        "content": message.get("content"),
        "refusal": message.get("refusal"),
        "finish_reason": choices[0]["finish_reason"] if choices else None,
        "parsed": parsed(asked_schema(form), said(choices[0])) if choices else None,
        "tool_calls": message.get("tool_calls"),
        "called_function": message.get("function_call"),
        "choices": choices,
        "usage": conform(answer.get("usage"), _USAGE),
        "created": answer.get("created"),
        "response_model": answer.get("model"),
        "response_service_tier": answer.get("service_tier"),
        "response_json": json.dumps(without(answer), ensure_ascii=False, separators=(",", ":")),
        "stored": stored,
    }


def said(choice: Mapping[str, Any]) -> Said:
    """Return what one of `choices` says."""
    message, reason = choice["message"], choice["finish_reason"]
    called = bool(message["tool_calls"] or message["function_call"])
    cut = reason if reason in CUT else ""
    return Said(message["content"], message["refusal"] is not None, cut, called)


class Assembly:
    """Puts the pieces of a streamed answer together into what the API answers without a stream."""

    def __init__(self) -> None:
        """Start without a piece."""
        self._head: dict[str, Any] = {}
        self._choices: dict[int, dict[str, Any]] = {}

    def add(self, chunk: Mapping[str, Any]) -> None:
        """Take one `chat.completion.chunk`."""
        for name, value in chunk.items():
            if name not in ("choices", "object", "obfuscation") and value is not None:
                self._head[name] = value
        for piece in chunk.get("choices") or ():
            choice = self._choices.setdefault(
                piece["index"],
                {
                    "index": piece["index"],
                    "finish_reason": None,
                    "message": {"content": None, "refusal": None},
                    "logprobs": None,
                },
            )
            _merge(choice["message"], piece.get("delta") or {})
            if piece.get("finish_reason"):
                choice["finish_reason"] = piece["finish_reason"]
            if piece.get("logprobs"):
                choice["logprobs"] = choice["logprobs"] or {"content": None, "refusal": None}
                for name, tokens in piece["logprobs"].items():
                    if tokens:
                        choice["logprobs"][name] = (choice["logprobs"][name] or []) + tokens

    @property
    def begun(self) -> bool:
        """Whether anything was received."""
        return bool(self._head)

    @property
    def ended(self) -> bool:
        """Whether every answer came to its end."""
        return bool(self._choices) and all(each["finish_reason"] for each in self._choices.values())

    def answer(self) -> dict[str, Any]:
        """Return the `chat.completion` object as far as it was received."""
        choices = [self._choices[index] for index in sorted(self._choices)]
        for choice in choices:
            choice["message"].setdefault("role", "assistant")
            for call in choice["message"].get("tool_calls") or ():
                call.pop("index", None)
        return {"object": "chat.completion", **self._head, "choices": choices}


def _merge(target: dict[str, Any], piece: Mapping[str, Any]) -> None:
    """Add a piece: texts are continued, objects merged, elements of lists found by their index."""
    for name, value in piece.items():
        known = target.get(name)
        if value is None:
            target.setdefault(name, None)
        elif isinstance(value, dict):
            target[name] = known = known or {}
            _merge(known, value)
        elif isinstance(value, list):
            target[name] = known = known or []
            for each in value:
                _merge_element(known, each)
        elif isinstance(value, str) and isinstance(known, str) and name not in ("role", "id", "type"):
            target[name] = known + value
        else:
            target[name] = value


def _merge_element(elements: list[Any], piece: Any) -> None:
    index = piece.get("index") if isinstance(piece, dict) else None
    if index is None:
        elements.append(piece)
        return
    for element in elements:
        if element.get("index") == index:
            break
    else:
        elements.append(element := {"index": index})
    _merge(element, piece)

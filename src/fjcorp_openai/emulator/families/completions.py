"""Completions, the endpoint from before chat, for the models that still know it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.models import find_model
from fjcorp_openai.emulator.family import Answer, Family
from fjcorp_openai.emulator.generation.answers import (
    Turn,
    answer_text,
    count_tokens,
    cut,
    log_probabilities,
    tokens,
)
from fjcorp_openai.emulator.http.errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fjcorp_openai.emulator.http.request import Request

family = Family("completions")

_MOST_TOKENS = 16
_PIECE = 2


@family.operation("createCompletion", paid=True)
def create_completion(request: Request) -> dict[str, Any] | Answer:
    """POST /completions."""
    body = {name: value for name, value in request.body.items() if value is not None}
    find_model(request, body["model"], "completion")
    _check(body)
    prompts = _prompts(body.get("prompt", "<|endoftext|>"))
    choices: list[dict[str, Any]] = []
    spent = written = 0
    for prompt in prompts:
        spent += count_tokens(prompt)
        for number in range(body.get("n", 1)):
            choice, made = _choice(body, prompt, number, len(choices))
            choices.append(choice)
            written += made
    completion = {
        "id": request.new_id("cmpl"),
        "object": "text_completion",
        "created": request.now,
        "model": body["model"],
        "choices": choices,
        "usage": {"prompt_tokens": spent, "completion_tokens": written, "total_tokens": spent + written},
    }
    request.meter("completions", model=body["model"], input_tokens=spent, output_tokens=written)
    return Answer(events=_chunks(completion, body)) if body.get("stream") else completion


def _check(body: dict[str, Any]) -> None:
    best = body.get("best_of", body.get("n", 1))
    if best < body.get("n", 1):
        raise bad_request("'best_of' must be greater than or equal to 'n'.", "best_of", "invalid_value")
    if best > body.get("n", 1) and body.get("stream"):
        raise bad_request("'best_of' cannot be used with 'stream'.", "best_of", "invalid_value")
    if body.get("stream_options") is not None and not body.get("stream"):
        raise bad_request(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options"
        )


def _prompts(given: Any) -> list[str]:
    """Return the prompts, which may come as texts or as lists of tokens."""
    if isinstance(given, str):
        return [given]
    if not given:
        raise bad_request("Invalid 'prompt': empty array.", "prompt", "empty_array")
    if isinstance(given[0], int):
        return [_decoded(given)]
    return [each if isinstance(each, str) else _decoded(each) for each in given]


def _decoded(numbers: list[int]) -> str:
    return " ".join(f"token{number}" for number in numbers)


def _choice(body: dict[str, Any], prompt: str, number: int, index: int) -> tuple[dict[str, Any], int]:
    text = "\n\n" + answer_text([Turn("user", prompt)], model=body["model"], variant=number)
    stop = body.get("stop") or ()
    stops = [stop] if isinstance(stop, str) else stop
    text, reason = cut(text, stops, body.get("max_tokens", _MOST_TOKENS))
    made = count_tokens(text)
    text += body.get("suffix", "")
    shown = prompt + text if body.get("echo") else text
    logged = _logged(shown, body["logprobs"]) if "logprobs" in body else None
    return {"index": index, "text": shown, "logprobs": logged, "finish_reason": reason}, made


def _logged(text: str, top: int) -> dict[str, Any]:
    rows = log_probabilities(text, top)
    offsets, place = [], 0
    for row in rows:
        offsets.append(place)
        place += len(row["token"])
    return {
        "tokens": [row["token"] for row in rows],
        "token_logprobs": [row["logprob"] for row in rows],
        "top_logprobs": [{each["token"]: each["logprob"] for each in row["top_logprobs"]} for row in rows],
        "text_offset": offsets,
    }


def _chunks(completion: dict[str, Any], body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    head = {name: completion[name] for name in ("id", "object", "created", "model")}
    for choice in completion["choices"]:
        pieces = tokens(choice["text"])
        parts = ["".join(pieces[start : start + _PIECE]) for start in range(0, len(pieces), _PIECE)]
        for part in parts:
            empty = {"index": choice["index"], "logprobs": None, "finish_reason": None}
            yield {**head, "choices": [{**empty, "text": part}]}
        yield {**head, "choices": [{**choice, "text": "", "logprobs": None}]}
    if (body.get("stream_options") or {}).get("include_usage"):
        yield {**head, "choices": [], "usage": completion["usage"]}

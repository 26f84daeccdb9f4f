"""What the requests of a batch use at most, by their bodies, which are the user's as they are written.

What fails or expires is not billed, so that requests which are sent once more add nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fjcorp_openai.money import bounds, chat
from fjcorp_openai.money.usage import Sum, Usage, of_answer
from fjcorp_openai.provider.resources.chat_completion import estimate as chats
from fjcorp_openai.provider.resources.image import estimate as images
from fjcorp_openai.provider.resources.image.attributes import EDIT, GENERATION
from fjcorp_openai.provider.resources.responses import estimate as responses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

RATE = "batch"
MOST_COUNTED = 20
"""Requests whose input the API is asked to count, one call each; more are bounded by their bytes."""
MODERATIONS = "/v1/moderations"
_MODERATION_MODEL = "omni-moderation-latest"
_COMPLETION_TOKENS = 16
"""What a completion writes at most where its request does not say."""
_UNLIKE = (AttributeError, KeyError, TypeError, ValueError)
"""How a body fails to be read that the API will refuse."""


def of_body(endpoint: str, body: Mapping[str, Any]) -> Usage:
    """Return what one request uses at most.

    Args:
        endpoint: The endpoint, such as `/v1/responses`.
        body: Its body, which may be wrong: nothing bounds what cannot be read.
    """
    try:
        found = _OF_ENDPOINT[endpoint](body)
        known = [value for value in found.units.values() if value is not None]
        if all(isinstance(value, int | float) for value in known):
            return found
    except _UNLIKE:
        pass
    return Usage(str(body.get("model") or ""), {"input_tokens": None}, rate=RATE)


def counted(endpoint: str, bodies: Iterable[Mapping[str, Any]], count: Callable[[Any], int | None]) -> Usage:
    """Return what a few requests use at most, the input of each counted by the API.

    Operation: POST /responses/input_tokens, once for each request.

    Args:
        endpoint: The endpoint.
        bodies: The bodies.
        count: Counts the tokens of such a call; None where it cannot.
    """
    total, sure, model = Sum(), True, ""
    for body in bodies:
        usage = of_body(endpoint, body)
        number = None if (asked := _as_counted(endpoint, body)) is None else count(asked)
        if number is None:
            sure = False
        else:
            usage = replace(usage, units={**usage.units, "input_tokens": number})
        total.add(usage)
        model = usage.model
    return replace(total.usage(model, RATE), counted=sure)


def used(state: Mapping[str, Any]) -> Usage | None:
    """Return what batches that have ended used, by the API's own count; None where it does not say."""
    if state["endpoint"] == MODERATIONS or not state["request_counts"]["completed"]:
        return Usage(state["model"] or _MODERATION_MODEL, rate=RATE)
    return of_answer(state["model"] or "", state["usage"], RATE)


def _as_counted(endpoint: str, body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    reader = {"/v1/chat/completions": chats.as_response, "/v1/responses": responses.as_counted}.get(endpoint)
    try:
        return None if reader is None else reader(body)
    except _UNLIKE:
        return None


def _chat(body: Mapping[str, Any]) -> Usage:
    return replace(chat.of_request(body, RATE), hint="set max_completion_tokens in each request")


def _response(body: Mapping[str, Any]) -> Usage:
    return replace(responses.of_request(body, RATE), hint="set max_output_tokens in each request")


def _embedding(body: Mapping[str, Any]) -> Usage:
    return Usage(str(body["model"]), {"input_tokens": _tokens(body["input"])}, rate=RATE)


def _completion(body: Mapping[str, Any]) -> Usage:
    answers = max(body.get("n") or 1, body.get("best_of") or 1)
    written = (body.get("max_tokens") or _COMPLETION_TOKENS) * answers
    units = {"input_tokens": _tokens(body["prompt"]), "output_tokens": written}
    return Usage(str(body["model"]), units, rate=RATE)


def _moderation(body: Mapping[str, Any]) -> Usage:
    return Usage(str(body.get("model") or _MODERATION_MODEL), rate=RATE)


def _image(operation: str) -> Callable[[Mapping[str, Any]], Usage]:
    names = ("quality", "output_format", "size", "frame_count")

    def reckoned(body: Mapping[str, Any]) -> Usage:
        values = {name: body.get(name) for name in names}
        asked = {"model": body["model"], "prompt": body["prompt"], "n": body.get("n") or 1}
        return replace(images.usage_at_most({**values, **asked, "operation": operation}), rate=RATE)

    return reckoned


def _tokens(given: Any) -> int:
    """Return the tokens that a text, a list of texts, or a list of tokens has at most."""
    if isinstance(given, str):
        return bounds.text(given)
    return sum(1 if isinstance(each, int) else _tokens(each) for each in given)


_OF_ENDPOINT: Mapping[str, Callable[[Mapping[str, Any]], Usage]] = {
    "/v1/responses": _response,
    "/v1/chat/completions": _chat,
    "/v1/embeddings": _embedding,
    "/v1/completions": _completion,
    MODERATIONS: _moderation,
    "/v1/images/generations": _image(GENERATION),
    "/v1/images/edits": _image(EDIT),
}

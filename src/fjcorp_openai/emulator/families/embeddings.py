"""Embeddings: deterministic vectors of the model's dimensions; texts with like words and letters lie near."""

from __future__ import annotations

import base64
import sys
from array import array
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.models import find_model
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.generation.answers import count_tokens
from fjcorp_openai.emulator.generation.vectors import embed, features, token_features
from fjcorp_openai.emulator.http.errors import bad_request, empty_string

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Request

family = Family("embeddings")

DIMENSIONS = {"text-embedding-ada-002": 1536, "text-embedding-3-small": 1536, "text-embedding-3-large": 3072}
MOST_TOKENS = 8_192
MOST_TOKENS_A_REQUEST = 300_000


@family.operation("createEmbedding", paid=True)
def create_embedding(request: Request) -> dict[str, Any]:
    """POST /embeddings."""
    body = request.body
    size, dimensions = _dimensions(request)
    inputs = _inputs(body["input"])
    counts = [len(each) if isinstance(each, list) else count_tokens(each) for each in inputs]
    if longest := max((count for count in counts if count > MOST_TOKENS), default=0):
        raise bad_request(
            f"Invalid 'input': maximum context length is {MOST_TOKENS} tokens, but {longest} were given.",
            "input",
        )
    if sum(counts) > MOST_TOKENS_A_REQUEST:
        raise bad_request(
            f"Invalid 'input': maximum request size is {MOST_TOKENS_A_REQUEST} tokens per request.",
            "input",
            "max_tokens_per_request",
        )
    data = []
    for index, each in enumerate(inputs):
        weights = features(each) if isinstance(each, str) else token_features(each)
        vector = array("f", embed(weights, size, dimensions))
        as_text = body.get("encoding_format") == "base64"
        data.append({
            "object": "embedding",
            "index": index,
            "embedding": base64.b64encode(_little_endian(vector)).decode() if as_text else vector.tolist(),
        })  # fmt: skip
    request.meter("embeddings", model=body["model"], input_tokens=sum(counts))
    usage = {"prompt_tokens": sum(counts), "total_tokens": sum(counts)}
    return {"object": "list", "data": data, "model": body["model"], "usage": usage}


def _dimensions(request: Request) -> tuple[int, int | None]:
    """Return the model's dimensions and those asked for."""
    model, dimensions = request.body["model"], request.body.get("dimensions")
    find_model(request, model, "embedding")
    size = DIMENSIONS[model]
    if dimensions is None:
        return size, None
    if model == "text-embedding-ada-002":
        raise bad_request("This model does not support specifying dimensions.", "dimensions")
    if dimensions > size:
        raise bad_request(
            f"Invalid value for 'dimensions' = {dimensions}. Must be less than or equal to {size}.",
            "dimensions",
        )
    return size, dimensions


def _inputs(given: Any) -> list[str | list[int]]:
    """Return the inputs one by one: texts, or lists of token numbers."""
    inputs = [given] if isinstance(given, str) or isinstance(given[0], int) else given
    if any(not each for each in inputs):
        raise empty_string("input")
    return list(inputs)


def _little_endian(vector: array[float]) -> bytes:
    if sys.byteorder == "big":
        vector = array("f", vector)
        vector.byteswap()
    return vector.tobytes()

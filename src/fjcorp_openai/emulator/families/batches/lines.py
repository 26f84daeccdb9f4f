"""Reads and checks the input of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.generation.prompts import count_prompt_tokens
from fjcorp_openai.emulator.http.json_bodies import parse

if TYPE_CHECKING:
    from pathlib import Path

MOST_REQUESTS = 50_000
MOST_EMBEDDING_INPUTS = 50_000
MOST_BYTES = 200 * 1024**2
_MOST_ERRORS = 50


class InputError(Exception):
    """Input that a batch fails on."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        """Keep the objects of the batch's ``errors.data``."""
        super().__init__(errors[0]["message"])
        self.errors = errors


def read_lines(path: Path, endpoint: str) -> list[dict[str, Any]]:
    """Read the requests of a batch.

    Args:
        path: The input file.
        endpoint: The endpoint that every line must name.

    Returns:
        The requests in their order.

    Raises:
        InputError: What is wrong, up to 50 lines of it.
    """
    if path.stat().st_size > MOST_BYTES:
        raise InputError([_error("file_too_large", f"The input file is larger than {MOST_BYTES} bytes.")])
    errors: list[dict[str, Any]] = []
    requests: list[dict[str, Any]] = []
    seen: set[str] = set()
    with path.open("rb") as stream:
        for number, raw in enumerate(stream, start=1):
            if not raw.strip():
                continue
            request, problem = _parse(raw, endpoint, seen)
            if problem:
                errors.append({**problem, "line": number})
                if len(errors) == _MOST_ERRORS:
                    break
            else:
                requests.append(request)
    if errors:
        raise InputError(errors)
    if not requests:
        raise InputError([_error("empty_file", "The input file holds no requests.")])
    if len(requests) > MOST_REQUESTS:
        raise InputError(
            [_error("too_many_tasks", f"The input file holds more than {MOST_REQUESTS} requests.")]
        )
    inputs = sum(map(count_inputs, requests))
    if inputs > MOST_EMBEDDING_INPUTS:
        message = f"The requests hold {inputs} embedding inputs; a batch takes {MOST_EMBEDDING_INPUTS}."
        raise InputError([_error("too_many_embedding_inputs", message, "body.input")])
    models = {request["body"].get("model") for request in requests}
    if len(models) > 1:
        raise InputError(
            [_error("mismatched_model", "All requests of a batch must name the same model.", "body.model")]
        )
    return requests


def count_inputs(request: dict[str, Any]) -> int:
    """Return how many inputs a request for embeddings holds; 0 for one of another endpoint."""
    if request["url"] != "/v1/embeddings":
        return 0
    given = request["body"].get("input")
    is_list = isinstance(given, list) and bool(given) and not isinstance(given[0], int)
    return len(given) if is_list else 1


def count_enqueued_tokens(requests: list[dict[str, Any]]) -> int:
    """Return how many tokens the prompts of a batch have; the service counts these against its queue."""
    return sum(count_prompt_tokens(request["body"]) for request in requests)


def _parse(raw: bytes, endpoint: str, seen: set[str]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    try:
        request = parse(raw)
    except (ValueError, RecursionError):
        return {}, _error("invalid_json_line", "This line is not parseable as valid JSON.")
    if not isinstance(request, dict):
        return {}, _error("invalid_json_line", "This line is not a JSON object.")
    for name, kind in (("custom_id", str), ("method", str), ("url", str), ("body", dict)):
        if not isinstance(request.get(name), kind):
            return {}, _error("missing_required_parameter", f"Missing required parameter: '{name}'.", name)
    if request["method"] != "POST":
        return {}, _error(
            "invalid_method", f"Invalid method '{request['method']}': only POST can be batched.", "method"
        )
    if request["url"] != endpoint:
        return {}, _error(
            "invalid_url",
            f"The URL '{request['url']}' does not match the batch's endpoint '{endpoint}'.",
            "url",
        )
    if request["custom_id"] in seen:
        return {}, _error(
            "duplicate_custom_id", f"The custom_id '{request['custom_id']}' is used before.", "custom_id"
        )
    seen.add(request["custom_id"])
    return request, None


def _error(code: str, message: str, param: str | None = None) -> dict[str, Any]:
    return {"code": code, "message": message, "param": param, "line": None}

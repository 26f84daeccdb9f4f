"""The requests of a batch, read one at a time from where the configuration has them, and checked on the way.

What the API would refuse later is refused here, with the line it is in: no JSON, a `custom_id` that is
missing or used twice, another endpoint, method or model, a stream, a background response, too many bytes.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fjcorp_openai.home import expanded
from fjcorp_openai.lines import LineError, at, json_lines, parsed, rows
from fjcorp_openai.money.usage import Sum, Usage
from fjcorp_openai.provider.protocol.diagnostics import Diagnostic, ProviderError
from fjcorp_openai.provider.protocol.values import UNKNOWN
from fjcorp_openai.provider.resources.batch import estimate
from fjcorp_openai.provider.resources.batch.parts import MOST_BYTES, MOST_EMBEDDING_INPUTS, Part, Splitter
from fjcorp_openai.provider.resources.responses.request import with_definition
from fjcorp_openai.template import Template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SOURCES = ("requests", "requests_file", "rows_file")
"""Attributes of which one holds the requests, or names the file that does."""
_EMBEDDINGS = "/v1/embeddings"
_RESPONSES = "/v1/responses"
_MODEL_IS_OPTIONAL = frozenset({"/v1/moderations"})
_METHOD = "POST"


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        custom_id: What its result is known by.
        line: Its line of an input file, with the end of the line.
        inputs: How many texts it embeds; 0 at other endpoints.
    """

    custom_id: str
    line: bytes
    inputs: int = 0


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over all requests finds out.

    Attributes:
        count: How many there are.
        model: The model that they name; None where none does.
        parts: The batches that they are split into.
        sha256: SHA-256 of their lines, in hexadecimal.
        usage: What they use at most, by their bytes.
    """

    count: int
    model: str | None
    parts: tuple[Part, ...]
    sha256: str
    usage: Usage


def survey(values: Mapping[str, Any], subject: str = "", attribute: str = "") -> Survey:
    """Read and check all requests.

    Args:
        values: The resource's inputs, all known, with one of `SOURCES`.
        subject: What the requests are in, for errors; by default what the source names.
        attribute: Where the configuration names that; by default the source.

    Raises:
        ProviderError: A request, or the file that it is in, is wrong.
    """
    for fault in _token_faults(values.get("assistant") or "{}"):
        raise ProviderError(fault.summary, fault.detail, fault.path)
    splitter, digest, model, count = Splitter(), hashlib.sha256(), None, 0
    total = Sum()
    seen: set[str] = set()
    with _telling(values, subject, attribute):
        for place, custom_id, body, line in _read(values):
            with at(place):
                request = _checked(custom_id, body, line, values["endpoint"])
                if custom_id in seen:
                    raise LineError(
                        f"custom_id {json.dumps(custom_id)} is used before: give each request its own"
                    )
                if count and body.get("model") != model:
                    raise LineError(
                        f"model {json.dumps(body.get('model'))} is not that of the requests before, "
                        f"{json.dumps(model)}: make a batch of its own for each model"
                    )
            seen.add(custom_id)
            model, count = body.get("model"), count + 1
            digest.update(request.line)
            splitter.add(request)
            total.add(estimate.of_body(values["endpoint"], body))
        if not count:
            raise LineError("there are no requests in it")
    usage = total.usage(model or "", estimate.RATE)
    return Survey(count, model, tuple(splitter.all()), digest.hexdigest(), usage)


def bodies(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the bodies of the requests in their order; `survey` has checked them.

    Raises:
        ProviderError: A file cannot be read any more.
    """
    with _telling(values):
        for _place, _custom_id, body, _line in _read(values):
            yield body


def requests(values: Mapping[str, Any]) -> Iterator[Request]:
    """Yield the requests in their order; `survey` has checked them.

    Raises:
        ProviderError: A file cannot be read any more.
    """
    with _telling(values):
        for _place, custom_id, body, line in _read(values):
            yield Request(custom_id, line, _inputs(body, values["endpoint"]))


def custom_ids(path: Path) -> Iterator[str]:
    """Yield the `custom_id` of each request of an input file of the API, in their order."""
    for _number, line in json_lines(path):
        yield str(parsed(line)["custom_id"])


def assistant_faults(config: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Yield why the requests of a batch cannot have an assistant, or not this one."""
    assistant = config.get("assistant")
    if assistant is None:
        return
    if config.get("endpoint") not in (_RESPONSES, UNKNOWN):
        yield _wrong(f"assistant needs the endpoint {_RESPONSES}.")
    if config.get("requests") is None and config.get("template") is None:
        yield _wrong("assistant needs requests or template: the requests of a file are sent as they are.")
    if isinstance(assistant, str):
        yield from _token_faults(assistant)


def _token_faults(assistant: str) -> Iterator[Diagnostic]:
    try:
        definition = parsed(assistant)
    except LineError:
        return  # the rule of the attribute says so
    tools = definition.get("tools") if isinstance(definition, dict) else None
    named = tools if isinstance(tools, list) else ()
    if any(isinstance(each, dict) and "authorization_env" in each for each in named):
        yield _wrong(
            "The assistant has an MCP server with a token of its own. The requests of a batch lie in a file "
            "at the API, which is no place for one."
        )


def _wrong(detail: str) -> Diagnostic:
    return Diagnostic("error", "Wrong combination", detail, ("assistant",))


def source(values: Mapping[str, Any]) -> str:
    """Return the attribute that says where the requests are; `input_file_id` for a file at the API."""
    return next((name for name in SOURCES if values.get(name) is not None), "input_file_id")


@contextmanager
def _telling(values: Mapping[str, Any], subject: str = "", attribute: str = "") -> Iterator[None]:
    """Turn what is wrong with a line or a file into an error about the attribute that names it."""
    name = source(values)
    subject = subject or (name if name == "requests" else f'"{values[name]}"')
    name = attribute or name
    try:
        yield
    except LineError as error:
        raise ProviderError(f"{subject}: {error}", "Correct it; nothing was sent.", (name,)) from None
    except OSError as error:
        raise ProviderError(
            f"Cannot read the file {subject}",
            f"{error.strerror or error}. Paths are relative to terraform's folder, {Path.cwd()}.",
            (name,),
        ) from None


def _read(values: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any, bytes]]:
    """Yield place, `custom_id`, body and line of each request; the last three are not checked yet.

    Raises:
        LineError: One is no JSON, or no request.
        OSError: The file cannot be read.
    """
    if source(values) == "requests_file":
        yield from _from_file(expanded(values["requests_file"]), values["endpoint"])
        return
    for place, custom_id, body in _from_map(values) if values.get("requests") else _from_rows(values):
        request = {"custom_id": custom_id, "method": _METHOD, "url": values["endpoint"], "body": body}
        try:
            line = json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode()
        except UnicodeEncodeError:
            raise LineError(f"{place}: it holds half a character, which is no text") from None
        yield place, custom_id, body, line + b"\n"


def _from_map(values: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    definition = _definition(values)
    for custom_id, body in parsed(values["requests"]).items():
        yield json.dumps(custom_id, ensure_ascii=False), custom_id, _asked(definition, body)


def _from_rows(values: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    template, definition = Template(parsed(values["template"])), _definition(values)
    for index, (number, row) in enumerate(rows(expanded(values["rows_file"])), start=1):
        place = f"line {number}"
        with at(place):
            body = template.filled(row)
        yield place, row.get("custom_id", f"row-{index}"), _asked(definition, body)


def _definition(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the assistant of the requests says; nothing where they name none."""
    found: dict[str, Any] = json.loads(values.get("assistant") or "{}")
    return found


def _asked(definition: Mapping[str, Any], body: Any) -> Any:
    """Return the body of a request with what its assistant says and it does not."""
    return with_definition(definition, body) if isinstance(body, dict) else body


def _from_file(path: Path, endpoint: str) -> Iterator[tuple[str, Any, Any, bytes]]:
    for number, line in json_lines(path):
        place = f"line {number}"
        with at(place):
            request = parsed(line)
            if not isinstance(request, dict):
                raise LineError("a request is an object with custom_id, method, url and body")
            for name, wanted in (("method", _METHOD), ("url", endpoint)):
                if request.get(name) != wanted:
                    raise LineError(
                        f"{name} must be {json.dumps(wanted)}, not {json.dumps(request.get(name))}"
                    )
        yield place, request.get("custom_id"), request.get("body"), line + b"\n"


def _checked(custom_id: Any, body: Any, line: bytes, endpoint: str) -> Request:
    if not isinstance(custom_id, str) or not custom_id.strip():
        raise LineError("custom_id must be a text that is not empty")
    if not isinstance(body, dict):
        raise LineError("body must be an object, as the endpoint takes it")
    model = body.get("model")
    named = isinstance(model, str) and model.strip()
    if not named and (model is not None or endpoint not in _MODEL_IS_OPTIONAL):
        raise LineError("body.model must name a model")
    for name in ("stream", "background"):
        if body.get(name):
            raise LineError(f"body.{name} cannot be true in a batch: leave it out")
    if len(line) > MOST_BYTES:
        raise LineError(f"the request has {len(line)} bytes; a batch takes {MOST_BYTES}")
    inputs = _inputs(body, endpoint)
    if inputs > MOST_EMBEDDING_INPUTS:
        raise LineError(f"body.input holds {inputs} inputs; a batch takes {MOST_EMBEDDING_INPUTS}")
    return Request(custom_id, line, inputs)


def _inputs(body: Mapping[str, Any], endpoint: str) -> int:
    """Return how many inputs a request for embeddings holds; 0 for one of another endpoint."""
    if endpoint != _EMBEDDINGS:
        return 0
    given = body.get("input")
    return len(given) if isinstance(given, list) and given and not isinstance(given[0], int) else 1

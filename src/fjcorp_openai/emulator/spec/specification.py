"""The official API document: which operations there are, and what they take and give."""

from __future__ import annotations

import gzip
import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from fjcorp_openai.emulator.http.errors import ApiError, bad_request
from fjcorp_openai.emulator.spec import corrections
from fjcorp_openai.emulator.spec.schemas import Compiler, convert_text, first_problem, path_text, refusal

if TYPE_CHECKING:
    import jsonschema_rs

_DOCUMENT = Path(__file__).parent / "openapi-shapes.json.gz"
_MISSING = "missing_required_parameter"
_OLD_WORDS = frozenset(("createChatCompletion", "createCompletion", "createEmbedding"))
"""Operations that word a missing model in their own way."""
_METHODS = ("get", "post", "put", "patch", "delete")


class Endpoint:
    """One operation of the document.

    Args:
        specification: The document it belongs to.
        method: Upper-case HTTP method.
        template: Its path, with parameters in braces.
        shape: The document's operation object.
    """

    def __init__(
        self, specification: Specification, method: str, template: str, shape: dict[str, Any]
    ) -> None:
        """Bind one operation of the document."""
        self.specification = specification
        self.method = method
        self.template = template
        self.shape = shape
        self.id: str = shape["operationId"]
        self.segments = template.strip("/").split("/")
        self.admin = any("AdminApiKeyAuth" in each for each in shape.get("security", ()))
        self.is_open = shape.get("security") == []
        """Whether it is called without a key."""
        self.pace = "/".join(each for each in self.segments if not each.startswith("{"))
        """Endpoint family for the throttle: the path without its ids."""
        self.is_list = method == "GET" and (template == "/models" or "limit" in self.parameters)
        self.beta: Endpoint | None = None
        """The same operation as the beta client calls it, with ``?beta=true`` and its own schemas."""

    @cached_property
    def parameters(self) -> dict[str, dict[str, Any]]:
        """The query's parameters by name, without ``[]``."""
        shapes = self.shape.get("parameters", ())
        return {each["name"].removesuffix("[]"): each["schema"] for each in shapes if each["in"] == "query"}

    @cached_property
    def query_defaults(self) -> dict[str, Any]:
        """What the query's parameters are when they are not given."""
        return {
            name: shape["default"]
            for name, shape in self.parameters.items()
            if shape.get("default") is not None
        }

    @cached_property
    def _query_validator(self) -> jsonschema_rs.Draft202012Validator:
        shapes = self.shape.get("parameters", ())
        required = [
            each["name"].removesuffix("[]")
            for each in shapes
            if each["in"] == "query" and each.get("required")
        ]
        return self.specification.compiler.compile(
            {
                "type": "object",
                "properties": self.parameters,
                "required": required,
                "additionalProperties": False,
            }
        )

    @cached_property
    def contents(self) -> dict[str, dict[str, Any]]:
        """The request bodies' schemas by content type."""
        contents = self.shape.get("requestBody", {}).get("content", {})
        return {kind: content.get("schema", {}) for kind, content in contents.items()}

    @property
    def needs_body(self) -> bool:
        """Whether a request without a body is wrong."""
        return bool(self.shape.get("requestBody", {}).get("required"))

    @cached_property
    def _body_validators(self) -> dict[str, jsonschema_rs.Draft202012Validator]:
        return {}

    @cached_property
    def _answer_validators(self) -> dict[str, jsonschema_rs.Draft202012Validator | None]:
        return {}

    def read_query(self, pairs: list[tuple[str, str]]) -> dict[str, Any]:
        """Convert and check a query string's pairs.

        Raises:
            ApiError: 400, naming the parameter.
        """
        if not pairs:
            if self._required_query:
                self._check_query({})
            return dict(self.query_defaults)
        components = self.specification.components
        query = nested(pairs)
        for name, value in query.items():
            if name in self.parameters:
                query[name] = convert_text(value, self.parameters[name], components)
            elif isinstance(value, list) and len(value) == 1:
                query[name] = value[0]
        self._check_query(query)
        return self.query_defaults | query

    @cached_property
    def _required_query(self) -> bool:
        return any(
            each["in"] == "query" and each.get("required") for each in self.shape.get("parameters", ())
        )

    def _check_query(self, query: dict[str, Any]) -> None:
        if not self._query_validator.is_valid(query):
            problem = first_problem(self._query_validator.iter_errors(query))
            if problem is not None:
                raise refusal(problem, where="query parameter")

    def check_body(self, kind: str, body: Any) -> None:
        """Check a request's body; files stand as strings in it.

        Raises:
            ApiError: 400, naming the parameter.
        """
        validator = self._body_validators.get(kind)
        if validator is None:
            validator = self._body_validators[kind] = self.specification.compiler.compile(self.contents[kind])
        if not validator.is_valid(body):
            problem = first_problem(validator.iter_errors(body))
            if problem is not None:
                raise self._refusal(problem)

    def _refusal(self, problem: jsonschema_rs.ValidationError) -> ApiError:
        error = refusal(problem)
        if error.param == "model" and error.code == _MISSING and self.id in _OLD_WORDS:
            return bad_request("you must provide a model parameter")
        return error

    def check_answer(self, value: Any, kind: str = "application/json", status: int = 200) -> None:
        """Check what a handler answers.

        Raises:
            ApiError: 500: the answer is not what the document describes.
        """
        key = f"{status} {kind}"
        if key not in self._answer_validators:
            self._answer_validators[key] = self._compile_answer(kind, status)
        validator = self._answer_validators[key]
        if validator is None or validator.is_valid(value):
            return
        problem = first_problem(validator.iter_errors(value))
        if problem is not None:
            place = path_text(problem.instance_path) or "the answer"
            raise ApiError(
                500,
                f"Emulator fault: the answer of {self.id} is off the document at {place}: "
                f"{problem.message[:500]}",
                code="answer_off_document",
            )

    def _compile_answer(self, kind: str, status: int) -> jsonschema_rs.Draft202012Validator | None:
        responses = self.shape["responses"]
        response: dict[str, Any] = responses.get(str(status)) or next(
            (each for code, each in responses.items() if code[0] == "2" and status < 300), {}
        )
        schema = response.get("content", {}).get(kind, {}).get("schema")
        return self.specification.compiler.compile(schema) if schema else None


class Specification:
    """The vendored document with its corrections, and the way from a URL to an operation."""

    def __init__(self) -> None:
        """Load the document and its corrections."""
        with gzip.open(_DOCUMENT) as stream:
            self.document: dict[str, Any] = json.load(stream)
        corrections.apply(self.document)
        self.components: dict[str, Any] = self.document["components"]["schemas"]
        self.compiler = Compiler(self.components)
        self.endpoints: dict[str, Endpoint] = {}
        self._tree: dict[str, Any] = {}
        for template, item in self.document["paths"].items():
            for method in _METHODS:
                if method in item and "?" not in template:
                    self._add(Endpoint(self, method.upper(), template, item[method]))
        self._add_beta()

    def _add_beta(self) -> None:
        """Bind the operations that the document repeats under ``?beta=true`` to those without it."""
        plain = {(each.template, each.method): each for each in self.endpoints.values()}
        for template, item in self.document["paths"].items():
            path, mark, _query = template.partition("?")
            for method in _METHODS if mark else ():
                if method in item:
                    endpoint = plain[path, method.upper()]
                    shape = {**item[method], "operationId": endpoint.id}
                    endpoint.beta = Endpoint(self, method.upper(), path, shape)

    def _add(self, endpoint: Endpoint) -> None:
        self.endpoints[endpoint.id] = endpoint
        node = self._tree
        for segment in endpoint.segments:
            node = node.setdefault("{}" if segment.startswith("{") else segment, {})
        node.setdefault("", {})[endpoint.method] = endpoint

    def match(self, path: str) -> tuple[dict[str, Endpoint], list[str]] | None:
        """Find the operations of a URL's path (still percent-encoded, without ``/v1``).

        Returns:
            The operations by method, and the decoded segments; None when the document has no such URL.
        """
        segments = path.strip("/").split("/")
        node = self._walk(self._tree, segments, 0)
        return None if node is None else (node[""], [unquote(each) for each in segments])

    def _walk(self, node: dict[str, Any], segments: list[str], position: int) -> dict[str, Any] | None:
        if position == len(segments):
            return node if "" in node else None
        segment = segments[position]
        for key in (segment, "{}"):
            if segment and key in node:
                found = self._walk(node[key], segments, position + 1)
                if found is not None:
                    return found
        return None


def nested(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Read ``a[]=1&b[c]=2&b[d][e]=3&f=4`` as ``{"a": ["1"], "b": {"c": "2", "d": {…}}, "f": ["4"]}``."""
    result: dict[str, Any] = {}
    for name, value in pairs:
        head, bracket, rest = name.partition("[")
        inner = rest.removesuffix("]") if bracket and rest.endswith("]") else ""
        if not bracket or not inner:
            present = result.setdefault(head if bracket and rest == "]" else name, [])
            if isinstance(present, list):
                present.append(value)
            continue
        members, (*outer, last) = result.setdefault(head, {}), inner.split("][")
        for step in outer:
            members = members.setdefault(step, {}) if isinstance(members, dict) else None
        if isinstance(members, dict):
            members[last] = value
    return result

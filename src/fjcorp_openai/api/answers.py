"""Reads the API's answers, and believes none of them.

What is read is JSON as the API writes it: one object, no NaN, no key twice, no depth that nobody needs, text
that can be written again. What is missing or of another kind where something reads it is an error that names
the operation, and never a fault of the one who reads.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NoReturn, Self

from fjcorp_openai.api.errors import MalformedAnswer
from fjcorp_openai.api.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DEEPEST = 100
_TEXT = (str, type(None))
_NUMBER = (int, float, type(None))
_KINDS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(
        ("id", "object", "name", "email", "status", "purpose", "filename", "model", "redacted_value"), _TEXT
    ),
    **dict.fromkeys(
        (
            "created",
            "created_at",
            "added_at",
            "accepted_at",
            "archived_at",
            "expires_at",
            "last_used_at",
            "api_key_last_used_at",
            "invited_at",
            "bytes",
            "threshold_amount",
        ),
        _NUMBER,
    ),
    **dict.fromkeys(("owner",), (dict, type(None))),
}
"""What the fields of an object are, wherever the API has an object of that name for field."""
_OBJECTS = frozenset({"results", "projects"})
"""Fields that list objects, wherever the API has them."""
_ALWAYS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"GET /organization/projects"), ("id", "name")),
    (re.compile(r"GET /organization/invites"), ("id", "email")),
    (re.compile(r"GET /organization/(projects/[^/]+/(users|service_accounts|api_keys)|users)"), ("id",)),
    (re.compile(r"GET /organization/(projects/[^/]+/)?spend_alerts"), ("id", "threshold_amount")),
    (re.compile(r"GET /organization/projects/[^/]+/rate_limits"), ("model",)),
    (re.compile(r"GET /organization/usage/\w+"), ("results",)),
    (re.compile(r"GET /organization/external_keys"), ("id", "name", "type")),
    (re.compile(r"GET /organization/external_storage"), ("id", "project_id", "provider", "status")),
    (re.compile(r"GET /organization/workload_identity_providers"), ("id", "name", "issuer", "audience")),
    (
        re.compile(r"GET /organization/workload_identity_providers/[^/]+/federation_rules"),
        ("id", "project_id", "service_account_id", "attribute_matchers"),
    ),
    (re.compile(r"GET /webhook_endpoints"), ("id", "name", "url", "event_types")),
)
"""By the call that lists them: the fields that every object has."""
_SIGNING_SECRET = "signing_secret"  # noqa: S105 (its name)
"""Field of a new webhook endpoint, and of one whose secret was rotated."""
_WORDS = {str: "a text", int: "a number", float: "a number", bool: "true or false", list: "a list"}


class Answer(dict[str, Any]):
    """An object of the API. A field that is not there is reported as the API's fault.

    Attributes:
        operation: method and path of the call that brought it.
    """

    __slots__ = ("operation",)

    def __init__(self, fields: Any = (), operation: str = "the API") -> None:
        """Take fields, as `dict` does, and the operation."""
        super().__init__(fields)
        self.operation = operation

    def __missing__(self, name: str) -> NoReturn:
        """Say which call brought an object without a field.

        Raises:
            MalformedAnswer: always.
        """
        raise malformed(self.operation, f"an object without `{name}`")

    def copy(self) -> Self:
        """Return another one with the same fields."""
        return type(self)(self, self.operation)

    def __deepcopy__(self, memory: dict[int, Any]) -> Self:
        """Return another one that shares nothing."""
        import copy

        return type(self)({name: copy.deepcopy(each, memory) for name, each in self.items()}, self.operation)

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        """Leave the process as plain data."""
        return dict, (dict(self),)


def malformed(operation: str, what: str) -> MalformedAnswer:
    """Return the error about an answer that is not as the API answers."""
    return MalformedAnswer(
        f"{operation}: the API's answer is malformed, it holds {what}. Nothing of it was used. If "
        "base_url is the API's, run again later"
    )


def object_in(answer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the object that a field of an answer holds, an empty one for null or no such field.

    Raises:
        MalformedAnswer: it holds something else.
    """
    value = answer.get(name)
    if value is not None and not isinstance(value, dict):
        raise malformed(_operation(answer), f"{_kind(value)} in `{name}`")
    return Answer((), _operation(answer)) if value is None else value


def objects_in(answer: Mapping[str, Any], name: str) -> list[Any]:
    """Return the objects that a field of an answer lists.

    Raises:
        MalformedAnswer: it holds something else.
    """
    value = answer[name]
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise malformed(_operation(answer), f"no list of objects in `{name}`")
    return value


def text_in(answer: Mapping[str, Any], name: str) -> str:
    """Return the text that a field of an answer holds.

    Raises:
        MalformedAnswer: it holds something else.
    """
    value = answer[name]
    if not isinstance(value, str):
        raise malformed(_operation(answer), f"{_kind(value)} in `{name}`")
    return value


def fields_in(answer: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return some fields of an answer, without those that it lacks and those that are null."""
    return {name: answer[name] for name in names if answer.get(name) is not None}


def parsed(content: bytes, operation: str) -> Any:
    """Return what JSON text holds, its objects as `Answer`, and new keys and secrets as `Secret`.

    Raises:
        ValueError: it is no JSON.
        MalformedAnswer: it is, and of a kind that the API does not write.
    """

    def constant(name: str) -> NoReturn:
        raise malformed(operation, f"{name}, which is no number")

    def together(pairs: list[tuple[str, Any]]) -> Answer:
        fields = Answer(pairs, operation)
        if len(fields) != len(pairs):
            raise malformed(operation, "a key twice in one object")
        if str(fields.get("object")).endswith("api_key") and isinstance(fields.get("value"), str):
            fields["value"] = Secret(fields["value"])
        if isinstance(fields.get(_SIGNING_SECRET), str):
            fields[_SIGNING_SECRET] = Secret(fields[_SIGNING_SECRET])
        return fields

    try:
        value = json.loads(content, parse_constant=constant, object_pairs_hook=together)
        if b"\\u" in content:
            json.dumps(value, ensure_ascii=False, default=str).encode()
        too_deep = _is_deeper(value, _DEEPEST)
    except RecursionError:
        too_deep = True
    except UnicodeEncodeError:
        raise malformed(operation, "half a character") from None
    if too_deep:
        raise malformed(operation, f"values more than {_DEEPEST} levels deep")
    return value


def checked(answer: Answer) -> Answer:
    """Return an answer whose own fields, and those of the objects it lists, are of the right kind.

    Raises:
        MalformedAnswer: one is not.
    """
    _check(answer, answer.operation)
    data = answer.get("data")
    always = next((names for listing, names in _ALWAYS if listing.fullmatch(answer.operation)), ())
    for item in data if isinstance(data, list) else ():
        if isinstance(item, dict):
            _check(item, answer.operation)
            lacking = next((name for name in always if item.get(name) is None), None)
            if lacking:
                raise malformed(answer.operation, f"an object without `{lacking}`")
    return answer


def _check(fields: dict[str, Any], operation: str) -> None:
    for name, value in fields.items():
        kinds = _KINDS.get(name)
        if kinds and (not isinstance(value, kinds) or (kinds is _NUMBER and isinstance(value, bool))):
            raise malformed(operation, f"{_kind(value)} in `{name}`")
        if name in _OBJECTS and value is not None:
            objects_in(fields, name)


def _kind(value: object) -> str:
    return "an object" if isinstance(value, dict) else _WORDS.get(type(value), "nothing")


def _operation(answer: Mapping[str, Any]) -> str:
    return str(getattr(answer, "operation", "the API"))


def _is_deeper(value: Any, levels: int) -> bool:
    level = [value] if isinstance(value, (dict, list)) else []
    for _level in range(levels):
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return False
    return True

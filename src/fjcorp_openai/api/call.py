"""One call of the API, as data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from fjcorp_openai.api.errors import ConfigurationError

_PATH = re.compile(r"(?:/[^/?#\s]+)+")
_ADMINISTRATION = re.compile(
    r"/organization(?:/|$)"
    r"|/projects/[^/]+/(?:roles|users|groups)(?:/|$)"
    r"|/fine_tuning/checkpoints/[^/]+/permissions(?:/|$)"
)
_LITERAL = re.compile(r"[a-z_]+")
_UPLOADS = "/uploads"
"""Uploads, their parts and their ends count against one limit."""

Params = Mapping[str, Any]
Pairs = list[tuple[str, str | int | float | bool | None]]
Parts = Callable[[], AbstractContextManager[Mapping[str, Any]]]


@dataclass(slots=True)
class Call:
    """What is sent, whatever happens on the way.

    Attributes:
        method: GET, POST or DELETE.
        path: below the base address, for example `/files`.
        admin: whether it takes the admin key.
        params: query parameters; a list is sent as `name[]`, null not at all.
        body: JSON body.
        parts: opens the parts of a multipart body afresh for each try.
        stream: whether the answer's body is left unread for the caller.
        repeatable: whether doing it twice is the same as doing it once.
        listing: whether it asks for a page of a list.
        seconds: that one try may take where that is more than the setting `timeout`.
        lost: set once a try was sent without an answer.
        told: headers of the last answer, whatever its status.
    """

    method: str
    path: str
    admin: bool
    params: Params | None = None
    body: Any = None
    parts: Parts | None = None
    stream: bool = False
    repeatable: bool = False
    listing: bool = False
    seconds: float = 0.0
    lost: bool = field(default=False)
    told: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a path with a hole: `/files/` with an empty id would address the whole list.

        Raises:
            ConfigurationError: the path is not `/segment/segment…`.
        """
        if not _PATH.fullmatch(self.path) or {".", ".."} & set(self.path.split("/")):
            raise ConfigurationError(f"{self.path!r} is not a path of the API: is an id empty or malformed?")

    @property
    def operation(self) -> str:
        """Method and path, for people."""
        return f"{self.method} {self.path}"

    @property
    def family(self) -> str:
        """The path without ids: the calls that share one limit of the API, whatever their method."""
        family = endpoint(self.path)
        return _UPLOADS if family.startswith(f"{_UPLOADS}/") else family


def is_administration(path: str) -> bool:
    """Return whether the path takes the admin key."""
    return bool(_ADMINISTRATION.match(path))


def endpoint(path: str) -> str:
    """Return the path without ids.

    Ids are recognized by a digit, a capital, a dash, a dot or a colon, which no fixed segment holds.
    """
    return "/" + "/".join(segment for segment in path.split("/") if _LITERAL.fullmatch(segment))


def query(params: Params | None) -> Pairs:
    """Write query parameters the API's way: `emails[]=a&emails[]=b`, `true`, nothing for null."""
    pairs: Pairs = []
    for name, value in (params or {}).items():
        if isinstance(value, (list, tuple, set, frozenset)):
            bracketed = name if name.endswith("[]") else f"{name}[]"
            pairs += [(bracketed, _text(item)) for item in value]
        elif isinstance(value, Mapping):
            pairs += [(f"{name}[{inner}]", _text(item)) for inner, item in value.items() if item is not None]
        elif value is not None:
            pairs.append((name, _text(value)))
    return pairs


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

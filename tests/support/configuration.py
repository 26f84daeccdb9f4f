"""Reads the part of Terraform's language that the tests in this process write: resources and their values.

The published parser takes seconds to build its grammar, and leaves expressions as text; Terraform itself
reads what the tests in `tests/provider` write.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TOKEN = re.compile(
    r'\s*(?:#[^\n]*\n\s*)*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|[A-Za-z_][\w.-]*|[\[\]{}(),=:]|\n|$)', re.DOTALL
)
_INTERPOLATION = re.compile(r"(?<!\$)\$\{\s*([\w.]+)\s*\}")
_WORDS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True)
class Reference:
    """An attribute of another resource.

    Attributes:
        address: The resource.
        path: Names of the attribute and of what is below it.
    """

    address: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """A text with attributes of other resources in it: texts and references in turn."""

    parts: tuple[str | Reference, ...]


@dataclass(frozen=True)
class Encoded:
    """What `jsonencode` is given."""

    value: Any


def read(text: str) -> dict[str, dict[str, Any]]:
    """Return the arguments of each resource by its address; values may hold references.

    Raises:
        ValueError: The text is not of the part of the language that is read here.
    """
    reader = _Reader(text)
    found = {}
    while reader.token:
        reader.take("resource")
        kind, name = json.loads(reader.take()), json.loads(reader.take())
        reader.take("{")
        found[f"{kind}.{name}"] = reader.items("}")
    return found


def references(value: Any) -> Iterator[Reference]:
    """Yield the references in a value."""
    if isinstance(value, Reference):
        yield value
    elif isinstance(value, Encoded):
        yield from references(value.value)
    else:
        held = value.parts if isinstance(value, Template) else value
        if not isinstance(held, str):
            for each in held.values() if isinstance(held, dict) else held if _many(held) else ():
                yield from references(each)


def resolved(value: Any, look_up: Callable[[Reference], Any]) -> Any:
    """Return a value with what its references give in their places."""
    if isinstance(value, Reference):
        return look_up(value)
    if isinstance(value, Encoded):
        found = resolved(value.value, look_up)
        return json.dumps(found, separators=(",", ":")) if is_known(found) else UNKNOWN
    if isinstance(value, Template):
        parts = [resolved(each, look_up) for each in value.parts]
        return "".join(map(str, parts)) if is_known(parts) else UNKNOWN
    if isinstance(value, dict):
        return {name: resolved(each, look_up) for name, each in value.items()}
    return [resolved(each, look_up) for each in value] if isinstance(value, list) else value


def _many(value: Any) -> bool:
    return isinstance(value, (list, tuple))


class _Reader:
    """Takes one token after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self.token = ""
        self._next()

    def _next(self) -> None:
        found = _TOKEN.match(self._text, self._place)
        if found is None:
            raise ValueError(f"not read here: {self._text[self._place : self._place + 40]!r}")
        self.token, self._place = found[1], found.end()

    def take(self, *wanted: str) -> str:
        """Return the token and go on to the next."""
        token = self.token
        if not token or (wanted and token not in wanted):
            raise ValueError(f"{token!r} instead of {' or '.join(wanted) or 'a value'} in {self._text}")
        self._next()
        return token

    def items(self, end: str) -> dict[str, Any]:
        """Return what stands up to the end of a block or an object."""
        found = {}
        while self.token != end:
            name = self.take()
            self.take("=", ":")
            found[json.loads(name) if name.startswith('"') else name] = self.value()
            if self.token == ",":
                self.take()
        self.take(end)
        return found

    def value(self) -> Any:
        """Return the value that begins here."""
        token = self.take()
        if token == "{":
            return self.items("}")
        if token == "[":
            found = []
            while self.token != "]":
                found.append(self.value())
                if self.token == ",":
                    self.take()
            self.take("]")
            return found
        if token.startswith('"'):
            return _text(json.loads(token))
        if token in _WORDS:
            return _WORDS[token]
        if token == "jsonencode":
            self.take("(")
            encoded = Encoded(self.value())
            self.take(")")
            return encoded
        if re.match(r"-?\d", token):
            return float(token) if "." in token else int(token)
        return _reference(token)


def _reference(text: str) -> Reference:
    words = text.split(".")
    if len(words) < 3:
        raise ValueError(f"{text} is no attribute of a resource")
    return Reference(".".join(words[:2]), tuple(words[2:]))


def _text(text: str) -> str | Template:
    parts = _INTERPOLATION.split(text)
    for each in parts[::2]:
        if re.search(r"(?<!\$)[$%]\{", each):
            raise ValueError(f"not read here: {each!r}")
    parts[::2] = [each.replace("$${", "${").replace("%%{", "%{") for each in parts[::2]]
    if len(parts) == 1:
        return parts[0]
    return Template(
        tuple(_reference(each) if number % 2 else each for number, each in enumerate(parts) if each)
    )

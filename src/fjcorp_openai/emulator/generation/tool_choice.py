"""Which tools a model calls when it is left to itself, by rule.

A request is taken apart into its clauses. Each clause calls the tool that shares most words with it: of its
name, its description, and the names, descriptions and choices of its parameters. A clause that only names
something ("and London") asks for the clause before it again, unless the tool takes a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.generation.answers import terms
from fjcorp_openai.emulator.generation.text_values import names_in, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_CALLS = 16
_LONGEST = 4_000
"""Characters of a request that is taken apart; a longer one is a text, not a list of wishes."""
_CLAUSE = re.compile(
    r"[\n;]+|(?<=[.!?])\s+(?=[A-Z])"
    r"|,?\s+(?:and|then|&|as well as|plus)\s+(?:then\s+|also\s+)?|,\s+(?!\d)",
    re.IGNORECASE,
)
_QUOTES = re.compile('"[^"]*"|\u201c[^\u201d]*\u201d')
_EMPTY = frozenset(
    (
        "call", "current", "data", "function", "get", "given", "information", "input", "list", "name", "new",
        "return", "returns", "specified", "string", "tool", "use", "used", "useful", "user", "value",
        "values",
    )
)  # fmt: skip
"""Words that every description has, and that say nothing about what a tool is for."""
_SMALL = frozenset(("and", "also", "for", "in", "of", "please", "the", "to"))


@dataclass(frozen=True)
class Tool:
    """A function or a custom tool that the model may call."""

    name: str
    description: str
    parameters: dict[str, Any] | None
    custom: bool = False
    strict: bool = False


@dataclass(frozen=True)
class Wanted:
    """A call that a request asks for.

    Args:
        tool: What is called.
        said: The part of the request from which its arguments come.
    """

    tool: Tool
    said: str


def calls_for(tools: Sequence[Tool], said: str, *, must: bool = False) -> list[Wanted]:
    """Return the calls that a request asks for, in its order.

    Args:
        tools: What is offered.
        said: The request.
        must: Whether there is to be a call in any case.
    """
    found: list[Wanted] = []
    for clause in clauses(said):
        tool = _fitting(tools, clause)
        if tool is None and found and _names_alone(clause, found[-1].tool):
            tool = found[-1].tool
        if tool is not None and not _is_more_of(found, tool, clause):
            found.append(Wanted(tool, clause))
    if not found:
        best = max(tools, key=lambda tool: _likeness(tool, said), default=None)
        return [Wanted(best, said)] if best is not None and (must or _likeness(best, said) >= 1) else []
    first = found[0].tool
    if len(found) == 1 or (_takes_list(first) and all(each.tool is first for each in found)):
        return [Wanted(first, said)]
    return found[:MOST_CALLS]


def clauses(said: str) -> list[str]:
    """Take a request apart; what is quoted stays whole."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\x00{len(kept) - 1}\x00"

    def put_back(match: re.Match[str]) -> str:
        return kept[int(match[1])] if int(match[1]) < len(kept) else ""

    if len(said) > _LONGEST:
        return [said]
    parts = _CLAUSE.split(_QUOTES.sub(keep, said))
    whole = [re.sub("\x00(\\d+)\x00", put_back, part) for part in parts]
    return [part.strip() for part in whole if part.strip()]


def _fitting(tools: Sequence[Tool], said: str) -> Tool | None:
    best = max(tools, key=lambda tool: _likeness(tool, said), default=None)
    return best if best is not None and _likeness(best, said) >= 1 else None


def _likeness(tool: Tool, said: str) -> float:
    """Return how well a tool fits: words of its name and description count, those of parameters half."""
    heard = terms(said) - _EMPTY
    own = terms(" ".join((*words_of(tool.name), tool.description))) - _EMPTY
    inner = terms(" ".join(_parameter_words(tool.parameters or {}))) - _EMPTY - own
    named = terms(" ".join(words_of(tool.name))) - _EMPTY
    return len(heard & own) + len(heard & named) / 2 + len(heard & inner) / 2


def _parameter_words(parameters: dict[str, Any]) -> Iterator[str]:
    properties = parameters.get("properties")
    for name, schema in properties.items() if isinstance(properties, dict) else ():
        yield from words_of(name)
        if isinstance(schema, dict):
            yield str(schema.get("description") or "")
            yield from (each for each in schema.get("enum") or () if isinstance(each, str))


def _names_alone(clause: str, tool: Tool) -> bool:
    """Return whether a clause holds nothing but names, numbers and choices, which are calls of their own."""
    if _takes_list(tool):
        return False
    rest = clause
    for name in names_in(clause):
        rest = rest.replace(name, " ")
    known = _SMALL | {
        word.lower() for text in _parameter_words(tool.parameters or {}) for word in text.split()
    }
    words = [word for word in re.findall(r"[^\W\d_]+", rest) if word.lower() not in known]
    return not words and bool(re.search(r"\w", clause))


def _takes_list(tool: Tool) -> bool:
    """Return whether one call takes several values: a list, or numbers side by side."""
    properties = (tool.parameters or {}).get("properties")
    kinds = [
        schema.get("type")
        for schema in (properties.values() if isinstance(properties, dict) else ())
        if isinstance(schema, dict)
    ]
    return "array" in kinds or sum(kind in ("number", "integer") for kind in kinds) > 1


def _is_more_of(found: list[Wanted], tool: Tool, clause: str) -> bool:
    """Return whether a clause only says more about the call before it: it names nothing new."""
    return bool(found) and found[-1].tool is tool and not names_in(clause) and not re.search(r"\d", clause)

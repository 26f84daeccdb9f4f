"""Finds in a text what a member of an object asks for: an address, a place, a number of people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

_LONGEST = 4_000
"""Characters in which values are looked for."""
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"https?://[^\s\"'<>]+[^\s\"'<>.,;:!?)]")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_TIME = re.compile(r"\b(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?\b")
_MOMENT = re.compile(r"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})\b")
_QUOTED = re.compile("[\"\u201c]([^\"\u201d]+)[\"\u201d]|(?<!\\w)'([^']+)'(?!\\w)")
_IDENTIFIER = re.compile(r"\b(?=[\w-]*\d)[A-Za-z]*[_-]?[\w-]*\d[\w-]*\b")
_NAME = re.compile(
    r"\b[A-Z\u00c0-\u00de][\w'-]*(?:\s+(?:[A-Z\u00c0-\u00de][\w'-]*|of|de|del|am|an der)(?=\s|\W|$))*"
)
_PLACE = re.compile(
    r"\b(?:in|at|for|near|around|from|to|of)\s+(?:the\s+)?"
    r"([A-Z\u00c0-\u00de][\w'-]*(?:[\s-]+[A-Z\u00c0-\u00de][\w'-]*)*(?:,\s*[A-Z\u00c0-\u00de][\w'-]*)?)"
)
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w]|\.\d)")
_SMALL_PLACE = re.compile(r"\b(?:in|at|for|near)\s+([a-z][\w'-]+)")
_SAYING = re.compile(
    r"\b(?:(?:that\s+)?(?:saying|says|say)|tell(?:ing)? (?:him|her|them)|that)\s+(?:that\s+)?(.+?)[.!]?$",
    re.IGNORECASE | re.DOTALL,
)
_ASKING = frozenset(
    (
        "A", "Add", "An", "And", "Are", "Book", "Calculate", "Call", "Can", "Check", "Compare", "Convert",
        "Could", "Create", "Delete", "Do", "Does", "Find", "For", "Get", "Give", "How", "I", "If", "In", "Is",
        "It", "List", "Look", "My", "Order", "Please", "Remind", "Run", "Say", "Search", "Send", "Set",
        "Show", "Should", "Tell", "The", "Then", "There", "Update", "Use", "What", "What's", "When", "Where",
        "Which", "Who", "Why", "Will", "Would", "Write", "You",
    )
)  # fmt: skip
"""Words that begin a sentence and are no names."""
_PLACES = frozenset(
    ("location", "city", "place", "country", "address", "destination", "origin", "town", "region", "where")
)
_WHOLE = frozenset(("query", "question", "prompt", "input", "request", "search", "instructions"))
_SPOKEN = frozenset(("text", "message", "body", "content", "title", "subject", "name", "note", "summary"))
_LONG = frozenset(("text", "message", "body", "content", "note", "summary"))
_PATTERNS = (
    (frozenset(("email", "mail", "recipient", "to", "cc", "bcc")), _EMAIL),
    (frozenset(("url", "uri", "link", "website")), _URL),
    (frozenset(("date", "day", "deadline")), _DATE),
    (frozenset(("time", "hour")), _TIME),
    (frozenset(("id", "identifier", "number", "code", "sku", "key")), _IDENTIFIER),
)
_FORMATS = {"email": _EMAIL, "uri": _URL, "date": _DATE, "time": _TIME, "date-time": _MOMENT}


def words_of(name: str) -> list[str]:
    """Split the name of a member or function into its words, in lower case."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return [word.lower() for word in re.split(r"[\W_]+", spaced) if word]


def names_in(text: str) -> list[str]:
    """Return the proper names of a text, in their order."""
    found = []
    text = text[:_LONGEST]
    for match in _NAME.finditer(text):
        words = match[0].split()
        while words and (words[0] in _ASKING or words[0].islower()):
            words.pop(0)
        if words:
            found.append(" ".join(words).removesuffix("'s"))
    return found


def text_for(name: str, form: str, text: str) -> str | None:
    """Return the part of a text that a member of type string asks for, or None.

    Args:
        name: The member's name.
        form: Its schema's format, or an empty text.
        text: What was said.
    """
    text = text[:_LONGEST]
    if form in _FORMATS:
        return _first(_FORMATS[form], text)
    words = set(words_of(name))
    for known, pattern in _PATTERNS:
        if words & known and (found := _first(pattern, text)) is not None:
            return found
    if words & _PLACES:
        return _place(text)
    if words & _WHOLE:
        return " ".join(text.split())
    if words & _SPOKEN and (said := _spoken(words, text)) is not None:
        return said
    named = re.search(
        rf"\b{re.escape(name.replace('_', ' '))}\s+(?:is\s+|of\s+|called\s+)?(\w[\w'-]*)", text, re.IGNORECASE
    )
    if named is not None:
        return named[1]
    return None


def _spoken(words: set[str], text: str) -> str | None:
    """Return what is quoted behind a member's own name, or behind a word of saying, or anywhere."""
    lowered = text.lower()
    place = max((lowered.find(word) for word in words), default=-1)
    quoted = _QUOTED.search(text, max(place, 0))
    if quoted is not None and (place >= 0 or not words & _LONG):
        return quoted[1] or quoted[2]
    said = _SAYING.search(text) if words & _LONG else None
    if said is not None:
        inner = _QUOTED.search(said[1])
        return said[1].strip() if inner is None else inner[1] or inner[2]
    return None if quoted is None else quoted[1] or quoted[2]


def _place(text: str) -> str | None:
    found = _PLACE.search(text)
    if found is not None and found[1].split()[0] not in _ASKING:
        return found[1].removesuffix("'s")
    small = _SMALL_PLACE.search(text)
    return next(iter(names_in(text)), small[1] if small else None)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return None if found is None else found[0]


def number_for(name: str, text: str, spent: Container[float] = ()) -> float | None:
    """Return the number of a text that stands nearest to a word of a member's name, or None.

    Args:
        name: The member's name.
        text: What was said.
        spent: Numbers that other members have; they come last where the name says nothing.
    """
    found = [(match.start(), float(match[0])) for match in _NUMBER.finditer(text[:_LONGEST])]
    if not found:
        return None
    stems = [word.rstrip("s") for word in words_of(name) if len(word) > 2]
    lowered = text.lower()
    places = [lowered.find(stem) for stem in stems if stem in lowered]
    if not places:
        return next((number for _place, number in found if number not in spent), found[0][1])
    return min(found, key=lambda pair: min(abs(pair[0] - place) for place in places))[1]

"""Whose word a 404 is: the API's on one object, or anybody's.

A proxy, a server at a wrong address or a path that the API does not know answer 404 as well. Gone is only
what the API itself says so of, in an error object that is about the object asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from fjcorp_openai.api.call import Call

OWN = "own"
"""The API says it of the very object of the call."""
_LITERAL = re.compile(r"[a-z_]+")
_ID = re.compile(r"\b[a-z]+(?:_[a-z]+)*[-_](?=[A-Za-z_-]*[0-9A-Z])[A-Za-z0-9_-]+")
_UNKNOWN_URL = re.compile(r"(invalid|unknown request) url", re.IGNORECASE)
_UNKNOWN_CODES = frozenset({"unknown_url", "not_served"})


def subject(call: Call, content_type: str, body: object) -> str:
    """Return of what the API says that it is not there.

    Args:
        call: What was asked.
        content_type: Of the answer.
        body: The decoded JSON of the answer, or its text.

    Returns:
        `OWN`; else the path of what the object belongs to, such as its project; nothing when it is not the
        API's word on either.
    """
    error = body.get("error") if isinstance(body, dict) else None
    if content_type.partition(";")[0].strip().lower() != "application/json" or not isinstance(error, dict):
        return ""
    message = error.get("message")
    if not isinstance(message, str) or not isinstance(error.get("type"), str):
        return ""
    if _UNKNOWN_URL.match(message) or error.get("code") in _UNKNOWN_CODES:
        return ""
    segments = call.path.strip("/").split("/")
    collective = call.listing or (call.method == "POST" and bool(_LITERAL.fullmatch(segments[-1])))
    parents = segments[:-1]
    if not collective and _names(message, segments[-1]):
        return OWN
    # An id that was mistyped may look like a literal part.
    ids = [
        number
        for number, each in enumerate(parents)
        if number and (not _LITERAL.fullmatch(each) or _names(message, each))
    ]
    named = [number for number in ids if _names(message, segments[number])]
    if not named and any(each not in map(unquote, segments) for each in _ID.findall(message)):
        return ""  # it is about something else
    if not collective and (_LITERAL.fullmatch(segments[-1]) or not (named or _names_parent(error, parents))):
        return OWN
    closest = (named or ids)[-1:]
    return "/" + "/".join(segments[: closest[0] + 1]) if closest else ""


def readable(path: str) -> str:
    """Return the path at which an object can be read: under `/projects` stand roles alone."""
    return f"/organization{path}" if path.startswith("/projects/") and "/roles" not in path else path


def _names(message: str, segment: str) -> bool:
    return bool(re.search(rf"(?<![\w.-]){re.escape(unquote(segment))}(?![\w-]|\.\w)", message))


def _names_parent(error: dict[str, object], parents: list[str]) -> bool:
    """Return whether the parameter that is to blame is the id of what the object belongs to."""
    noun = str(error.get("param") or "").removesuffix("_id")
    own = parents[-1].removesuffix("s") if parents else ""
    return bool(noun) and not own.endswith(noun) and f"{noun}s" in parents[:-1]

"""What was said in a conversation, as a file: Markdown for people, JSON lines for programs.

What people and models wrote is data: in Markdown nothing of it becomes a heading, a link, a picture or HTML.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from fjcorp_openai import durable
from fjcorp_openai.home import expanded
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources.responses.media import without_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&:@=$^])")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPEAKERS = {"user": "User", "assistant": "Assistant", "system": "System", "developer": "Developer"}


def markdown(conversation: str, items: Sequence[Mapping[str, Any]]) -> bytes:
    """Return a conversation as Markdown.

    Args:
        conversation: Its id.
        items: Its items, oldest first.
    """
    blocks = [f"# Conversation {_escaped(conversation)}"]
    for item in items:
        kind = str(item.get("type", "message"))
        if kind == "message":
            blocks.append(f"## {_SPEAKERS.get(str(item.get('role')), _escaped(str(item.get('role'))))}")
            blocks += [_part(each) for each in item.get("content") or ()]
        else:
            blocks.append(f"## {_escaped(kind.replace('_', ' ').capitalize())}")
            told = [f"{name}: {item[name]}" for name in ("name", "arguments", "output") if item.get(name)]
            blocks += [_escaped(each) for each in told]
    return ("\n\n".join(filter(None, blocks)) + "\n").encode()


def json_lines(_conversation: str, items: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the items of a conversation as JSON, one on a line, without the bytes of files."""
    return "".join(
        json.dumps(without_bytes(dict(each)), ensure_ascii=False) + "\n" for each in items
    ).encode()


FORMS: dict[str, Callable[[str, Sequence[Mapping[str, Any]]], bytes]] = {
    "markdown": markdown,
    "jsonl": json_lines,
}


def sha256(content: bytes) -> str:
    """Return the digest of a transcript in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def on_disk(path: str) -> str | None:
    """Return the digest of the file that is there; None when there is none, or it cannot be read."""
    try:
        with expanded(path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def write(path: str, content: bytes, attribute: str) -> str:
    """Write a transcript, wholly or not at all, for its owner alone; return its digest.

    Raises:
        ProviderError: It cannot be written.
    """
    file: Path = expanded(path).absolute()
    try:
        durable.replace(file, content)
    except OSError as error:
        raise ProviderError(
            f'Cannot write the transcript to "{path}"', f"{error.strerror or error}.", (attribute,)
        ) from None
    return sha256(content)


def _part(part: Mapping[str, Any]) -> str:
    for name in ("text", "refusal"):
        if part.get(name) is not None:
            return _escaped(str(part[name]))
    source = next((str(part[name]) for name in ("filename", "file_id", "file_url") if part.get(name)), "")
    address = str(part.get("image_url") or "")
    if not source and address:
        source = "in the message" if address.startswith("data:") else address
    return (
        f"({_escaped(str(part.get('type', 'part')).removeprefix('input_'))}: {_escaped(source or 'no name')})"
    )


def _escaped(text: str) -> str:
    r"""Return text that Markdown shows as it stands; its lines stay lines.

    Spaces at a line's beginning, which would make code of it, and at its end go.
    """
    lines = _UNSEEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\t", " ")).split("\n")
    return "\\\n".join(_MARKS.sub(r"\\\1", line.strip()) or "\u00a0" for line in lines)

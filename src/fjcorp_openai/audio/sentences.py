"""Long texts in pieces that are read aloud one after the other."""

from __future__ import annotations

import re

_END_OF_SENTENCE = re.compile(r"[.!?…][\"'\u201d\u2019»)\]]*(?=\s)|[。！？]|\n(?=\s*\S)")
_SPACE = re.compile(r"\s+")


def split(text: str, most: int) -> list[str]:
    """Return the pieces of a text, each of at most so many characters.

    A piece ends with a sentence; where one sentence is longer, with a word; where one word is, anywhere.

    Args:
        text: Any text.
        most: Characters that a piece may have.
    """
    rest, pieces = text.strip(), []
    while len(rest) > most:
        head = rest[: most + 1]
        cut = max((each.end() for each in _END_OF_SENTENCE.finditer(head) if each.end() <= most), default=0)
        cut = cut or max((each.start() for each in _SPACE.finditer(head)), default=0) or most
        pieces.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [*pieces, rest] if rest else pieces

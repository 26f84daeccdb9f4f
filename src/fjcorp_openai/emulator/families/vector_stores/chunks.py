"""Cuts text into overlapping chunks, measured in tokens."""

import re

_TOKEN = re.compile(r"\w{1,12}|[^\w\s]")
"""A token here is a word, or up to twelve letters of a long one, or a sign."""


def count(text: str) -> int:
    """Count the tokens of a text."""
    return sum(1 for _unused in _TOKEN.finditer(text))


def split(text: str, maximum: int, overlap: int) -> list[str]:
    """Cut a text into chunks.

    A chunk ends at the end of a line where there is one in its last quarter.

    Args:
        text: What is cut.
        maximum: Tokens a chunk, 100 to 4096.
        overlap: Tokens that the next chunk repeats, at most half of ``maximum``.

    Returns:
        The chunks in order; together they hold every character but blanks at the cuts.
    """
    spans = [found.span() for found in _TOKEN.finditer(text)]
    chunks, first = [], 0
    while first < len(spans):
        last = min(first + maximum, len(spans))
        if last < len(spans):
            for candidate in range(last, max(first + overlap, last - maximum // 4), -1):
                if "\n" in text[spans[candidate - 1][1] : spans[candidate][0]]:
                    last = candidate
                    break
        chunks.append(text[spans[first][0] : spans[last - 1][1]])
        if last == len(spans):
            break
        first = max(last - overlap, first + 1)
    return chunks

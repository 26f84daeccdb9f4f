"""How many tokens a text has, found out without the API: never exactly, but between two bounds.

The encodings of the API's tokenizers are not shipped with any library, so nothing here counts: see decision
0037. The upper bound is that of prose and code in any script; the sure one, of money, is the number of bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[^\W\d_]+|\d{1,3}")
"""What is a token at least: the tokenizers join no two words, and no two groups of digits."""
_PIECE = re.compile(r" ?[^\W\d_]+| ?\d{1,3}|\s+| ?[^\w\s]+|_")


def at_least(text: str) -> int:
    """Return a number of tokens that a text surely has."""
    return sum(1 for _word in _WORD.finditer(text))


def at_most(text: str) -> int:
    """Return an upper bound of a text's tokens, about twice what prose has."""
    return sum(cost for _piece, cost in _pieces(text))


def surely_fits(text: str, most: int) -> bool:
    """Return whether a text has no more tokens than some; no token is shorter than a byte."""
    return (
        len(text) * 4 <= most or len(text.encode("utf-8", "surrogatepass")) <= most or at_most(text) <= most
    )


def chunks(text: str, most: int, overlap: int = 0) -> Iterator[str]:
    """Yield the parts of a text, none of more tokens than `most`, cut between words where there are any.

    Args:
        text: The text.
        most: Tokens of a part by their upper bound.
        overlap: Tokens, by the same bound, that a part shares with the one before it at most.
    """
    pieces = [small for piece in _pieces(text) for small in _cut(*piece, most)]
    start = 0
    while start < len(pieces):
        end, used = start, 0
        while end < len(pieces) and used + pieces[end][1] <= most:
            used += pieces[end][1]
            end += 1
        if part := "".join(piece for piece, _cost in pieces[start:end]).strip():
            yield part
        if end == len(pieces):
            return
        again, shared = end, 0
        while again > start + 1 and shared + pieces[again - 1][1] <= overlap:
            again -= 1
            shared += pieces[again][1]
        start = again


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    for found in _PIECE.finditer(text):
        piece = found[0]
        yield piece, _cost(piece)


def _cost(piece: str) -> int:
    """Return the most tokens of a piece: of Latin letters and blanks three a token, of signs one each."""
    if piece.isascii():
        return -(-len(piece) // 3) if piece.isspace() or piece.lstrip(" ").isalnum() else len(piece)
    size = len(piece.encode("utf-8", "surrogatepass"))
    return -(-size // 2) if piece.lstrip(" ").isalnum() else size


def _cut(piece: str, cost: int, most: int) -> Iterator[tuple[str, int]]:
    if cost <= most:
        yield piece, cost
        return
    # A character has at most four bytes, so no part of that many costs more.
    step = max(1, most // 4)
    for start in range(0, len(piece), step):
        part = piece[start : start + step]
        yield part, min(most, _cost(part))

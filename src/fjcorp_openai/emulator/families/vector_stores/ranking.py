"""How well a chunk of text answers a query."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from fjcorp_openai.emulator.generation.vectors import cosine, features

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMPARED = 60
_STOP = frozenset(
    re.findall(
        r"\w+",
        """a an and are as at be by can do does for from has have how i in is it its may my of on or our that
        the their there this to was we what when where which who why will with you your""",
    )
)


def significant(text: str) -> list[str]:
    """Return the words of a text that carry meaning; all of them when none does."""
    words = re.findall(r"\w+", text.lower())
    return [word for word in words if word not in _STOP] or words


def terms(text: str) -> list[str]:
    """Return the words of a text that carry meaning, without their commonest endings."""
    return [_stem(word) for word in significant(text)]


def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ings", "ing", "ies", "es", "ed", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def rank(query: str, texts: Sequence[str]) -> list[float]:
    """Score texts against a query.

    Half of a score is the share of the query's terms that the text has, rare ones weighing more; half is how
    alike their letters are, which also finds other forms of a word. Letters are compared only in the texts
    that have most of the terms, and in all of a small number of texts.

    Args:
        query: What is looked for.
        texts: Where.

    Returns:
        A score from 0 to 1 for each text, in their order.
    """
    wanted = set(terms(query))
    shared = [wanted & set(terms(text)) for text in texts]
    weight = {
        term: math.log(1 + (len(texts) + 1) / (1 + sum(term in each for each in shared))) for term in wanted
    }
    total = sum(weight.values()) or 1.0
    scores = [0.5 * sum(weight[term] for term in each) / total for each in shared]
    letters = features(query)
    for place in sorted(range(len(texts)), key=lambda place: -scores[place])[:_COMPARED]:
        scores[place] += 0.5 * cosine(letters, features(texts[place]))
    return [round(score, 6) for score in scores]

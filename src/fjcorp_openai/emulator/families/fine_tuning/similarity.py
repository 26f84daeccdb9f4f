"""How alike two texts are, by the measures that graders offer; every result lies between 0 and 1."""

from __future__ import annotations

import math
import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

from fjcorp_openai.emulator.generation.vectors import cosine, features

if TYPE_CHECKING:
    from collections.abc import Sequence


def similarity(metric: str, candidate: str, reference: str) -> float:
    """Measure how alike a candidate is to a reference.

    Args:
        metric: ``cosine``, ``fuzzy_match``, ``bleu``, ``gleu``, ``meteor``, ``rouge_1`` to ``_5`` or ``_l``.
        candidate: The text that is graded.
        reference: The text it should be like.

    Returns:
        0 to 1.
    """
    if metric == "cosine":
        return cosine(features(candidate), features(reference))
    if metric == "fuzzy_match":
        return SequenceMatcher(None, candidate, reference, autojunk=False).ratio()
    left, right = _words(candidate), _words(reference)
    if metric == "rouge_l":
        return _f_score(_longest_common(left, right), len(left), len(right))
    if metric.startswith("rouge_"):
        size = int(metric.removeprefix("rouge_"))
        ours, theirs = _groups(left, size), _groups(right, size)
        return _f_score((ours & theirs).total(), ours.total(), theirs.total())
    return {"bleu": _bleu, "gleu": _gleu, "meteor": _meteor}[metric](left, right)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _groups(words: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def _f_score(shared: int, left: int, right: int) -> float:
    return 2 * shared / (left + right) if left + right else 0.0


def _longest_common(left: Sequence[str], right: Sequence[str]) -> int:
    row = [0] * (len(right) + 1)
    for word in left:
        before = 0
        for place, other in enumerate(right, start=1):
            before, row[place] = row[place], before + 1 if word == other else max(row[place], row[place - 1])
    return row[-1]


def _bleu(left: Sequence[str], right: Sequence[str]) -> float:
    """Smoothed sentence BLEU over groups of one to four words."""
    if not left or not right:
        return 0.0
    logarithms = []
    for size in range(1, min(4, len(left), len(right)) + 1):
        ours, theirs = _groups(left, size), _groups(right, size)
        shared = (ours & theirs).total()
        if size == 1 and not shared:
            return 0.0
        logarithms.append(math.log((shared + (size > 1)) / (ours.total() + (size > 1))))
    brevity = min(1.0, math.exp(1 - len(right) / len(left)))
    return brevity * math.exp(sum(logarithms) / len(logarithms))


def _gleu(left: Sequence[str], right: Sequence[str]) -> float:
    """The smaller of precision and recall over all groups of one to four words."""
    shared = ours_total = theirs_total = 0
    for size in range(1, 5):
        ours, theirs = _groups(left, size), _groups(right, size)
        shared += (ours & theirs).total()
        ours_total, theirs_total = ours_total + ours.total(), theirs_total + theirs.total()
    return shared / max(ours_total, theirs_total) if shared else 0.0


def _meteor(left: Sequence[str], right: Sequence[str]) -> float:
    """METEOR with exact matches only: recall weighs most, scattered matches cost up to half."""
    free: dict[str, list[int]] = {}
    for place, word in enumerate(right):
        free.setdefault(word, []).append(place)
    matched = [free[word].pop(0) for word in left if free.get(word)]
    if not matched:
        return 0.0
    precision, recall = len(matched) / len(left), len(matched) / len(right)
    mean = 10 * precision * recall / (recall + 9 * precision)
    pieces = 1 + sum(after != before + 1 for before, after in pairwise(matched))
    penalty = 0.5 * (pieces / len(matched)) ** 3 if pieces > 1 else 0.0
    return mean * (1 - penalty)

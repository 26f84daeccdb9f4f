"""Text as numbers: features of words and letters, and vectors in which like texts lie near each other."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def features(text: str) -> dict[str, float]:
    """Return the weighted words and letter groups of a text.

    Args:
        text: Any text.

    Returns:
        Weight by feature; a feature that occurs often weighs the logarithm of its count.
    """
    counts: Counter[str] = Counter()
    for word in re.findall(r"\w+|[^\w\s]", text.lower()):
        counts["=" + word] += 1
        padded = f" {word} "
        counts.update(padded[at : at + 3] for at in range(len(padded) - 2))
    return {name: (2.0 if name[0] == "=" else 1.0) * (1 + math.log(count)) for name, count in counts.items()}


def token_features(tokens: Sequence[int]) -> dict[str, float]:
    """Return the features of a text that comes as token numbers."""
    return {f"#{token}": 1 + math.log(count) for token, count in Counter(tokens).items()}


def cosine(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """Return the likeness of two sets of features, 0 to 1."""
    shared = sum(weight * right[name] for name, weight in left.items() if name in right)
    norms = math.sqrt(sum(w * w for w in left.values()) * sum(w * w for w in right.values()))
    return shared / norms if norms else 0.0


def embed(weights: Mapping[str, float], size: int, dimensions: int | None = None) -> list[float]:
    """Turn features into a vector of length 1.

    Every feature stands at eight places, with a sign, all given by its hash: one anywhere, one in the first
    half, one in the first quarter and so on, so that a shortened vector (its first ``dimensions``, normalized
    again) still distinguishes texts.

    Args:
        weights: Features, for example of :func:`features`.
        size: Dimensions of the model.
        dimensions: Dimensions wanted, at most ``size``.

    Returns:
        The vector.
    """
    vector = [0.0] * size
    for name, weight in weights.items():
        for place, sign in _places(name, size):
            vector[place] += sign * weight
    vector = vector[: dimensions or size]
    length = math.sqrt(sum(value * value for value in vector))
    if not length:
        vector[0], length = 1.0, 1.0
    return [value / length for value in vector]


@lru_cache(maxsize=65_536)
def _places(name: str, size: int) -> tuple[tuple[int, float], ...]:
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=32).digest()
    places = []
    for turn in range(8):
        number = int.from_bytes(digest[4 * turn : 4 * turn + 4], "big")
        places.append(((number >> 1) % max(size >> turn, 1), 1.0 if number & 1 else -1.0))
    return tuple(places)

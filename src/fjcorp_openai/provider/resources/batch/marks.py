"""Marks in the metadata of batches: which requests of which resource a batch holds.

A mark is the beginning of the resource's digest, the round, the number of the first request and how many
there are, which is left out for a file that was uploaded before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import object_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MARK = "fjcorp_openai"
"""Key in the metadata."""
_FORM = re.compile(r"([0-9a-f]{32})/(\d{1,3})/(\d{1,12})\+(\d{1,12})?")


def mark(digest: str, number: int, first: int, count: int | None) -> str:
    """Return the mark of so many requests of a round."""
    return f"{digest[:32]}/{number}/{first}+{count or ''}"


def of(batch: Mapping[str, Any]) -> str:
    """Return the mark of a batch of the API; empty where it has none."""
    return str(object_in(batch, "metadata").get(MARK) or "")


def read(batch: Mapping[str, Any]) -> tuple[str, int, int, int | None] | None:
    """Return digest, round, first and count in the mark of a batch; None where it has none of ours."""
    found = _FORM.fullmatch(of(batch))
    return (found[1], int(found[2]), int(found[3]), int(found[4]) if found[4] else None) if found else None


def together(first: Mapping[str, Any], listed: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the batches that were made with one, and it: each part of each round once, in their order.

    The same requests may have been sent before, or once more since: of two batches of a part, the one made
    sooner after the first counts.

    Args:
        first: A batch that holds the first requests.
        listed: All batches.
    """
    own = read(first)
    if own is None:
        return [first]
    began = first.get("created_at") or 0
    found: dict[tuple[int, int], Mapping[str, Any]] = {own[1:3]: first}
    for each in sorted(listed, key=lambda batch: batch.get("created_at") or 0):
        told = read(each)
        if (
            told
            and told[0] == own[0]
            and each["status"] != "failed"
            and (each.get("created_at") or 0) >= began
        ):
            found.setdefault(told[1:3], each)
    return [found[place] for place in sorted(found)]

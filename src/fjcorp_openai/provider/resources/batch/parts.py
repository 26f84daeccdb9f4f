"""How requests are split into batches, each within what one batch of the API takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fjcorp_openai.provider.resources.batch.requests import Request

MOST_REQUESTS = 50_000
MOST_BYTES = 200 * 1024 * 1024
MOST_EMBEDDING_INPUTS = 50_000


@dataclass(frozen=True, slots=True)
class Part:
    """The requests of one batch: so many of a list, from one of them on.

    Attributes:
        first: Number of the first one, from 0.
        count: How many.
    """

    first: int
    count: int

    def halves(self) -> tuple[Part, Part]:
        """Return two parts with the same requests."""
        left = (self.count + 1) // 2
        return Part(self.first, left), Part(self.first + left, self.count - left)


@dataclass(slots=True)
class Splitter:
    """Cuts a list of requests where the next one would be too much for one batch."""

    _parts: list[Part] = field(default_factory=list)
    _first: int = 0
    _count: int = 0
    _bytes: int = 0
    _inputs: int = 0

    def add(self, request: Request) -> None:
        """Take the next request."""
        if (
            self._count + 1 > MOST_REQUESTS
            or self._bytes + len(request.line) > MOST_BYTES
            or self._inputs + request.inputs > MOST_EMBEDDING_INPUTS
        ):
            self._cut()
        self._count += 1
        self._bytes += len(request.line)
        self._inputs += request.inputs

    def all(self) -> list[Part]:
        """Return the parts, once the last request was taken."""
        self._cut()
        return self._parts

    def _cut(self) -> None:
        if self._count:
            self._parts.append(Part(self._first, self._count))
        self._first += self._count
        self._count = self._bytes = self._inputs = 0

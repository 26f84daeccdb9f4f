"""Gone needs proof: what lists lack and what a 404 says, weighed before anything is taken for gone.

Gone is an object of which the API's own error object says so; with the object that it belongs to, such as its
project, when the API says so of that one asked for by itself; or one that a whole list lacks where the API
shows no such object by itself. Nothing is gone that a run made just now and no later one has seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from fjcorp_openai.api.absence import readable
from fjcorp_openai.api.errors import (
    MalformedAnswer,
    NotFound,
    NotYetVisible,
    OpenAIError,
    UnattributedNotFound,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from fjcorp_openai.api.call import Call

Item = dict[str, Any]
GRACE_SECONDS = 300.0
"""For how long nothing that a run made, and no later one has seen, is taken for gone."""
_LISTED_ALONE = frozenset({"rate_limits"})
"""Last parts of the paths of lists whose objects the API does not show by themselves."""


def left(find: Callable[[], Item]) -> Item | None:
    """Return what a call finds, or None when it is proven to be gone, or archived."""
    try:
        found = find()
    except NotFound:
        return None
    return None if found.get("status") == "archived" else found


class Proof:
    """Weighs what says that an object is not there."""

    def __init__(self, read: Callable[[str], Item], age: Callable[[str], float | None]) -> None:
        """Weigh by further calls.

        Args:
            read: gets one object by its path.
            age: returns the seconds since an object was made that no run has seen, or may have deleted,
                since; None for others.
        """
        self._read = read
        self._age = age

    def weighed(self, error: NotFound | UnattributedNotFound, call: Call) -> OpenAIError:
        """Return what a 404 comes to: `NotFound` when it is proven, else an error that proves nothing."""
        if isinstance(error, NotFound) and call.lost and call.method == "DELETE":
            return error  # an earlier try of the same call has deleted it
        if isinstance(error, NotFound):
            return self._unless_young(error, unquote(call.path.rsplit("/", 1)[-1]))
        try:
            return error.proven() if error.parent and self._is_gone(error.parent) else error
        except NotYetVisible as young:
            return young

    def read_alone(self, path: str, id: str, key: str) -> Item:  # noqa: A002
        """Return an object that the list at a path lacks, as the API shows it by itself.

        Raises:
            NotFound: it is not there either, or is shown in lists alone.
            NotYetVisible: so it is, but it was made just now.
            MalformedAnswer: another object came.
        """
        if path.rsplit("/", 1)[-1] in _LISTED_ALONE:
            raise self._unless_young(NotFound(404, f"no item with {key} {id}", operation=f"GET {path}"), id)
        item = f"{readable(path)}/{quote(id, safe=':')}"
        found = self._read(item)
        if found.get(key) != id:
            raise MalformedAnswer(f"GET {item} answered with another object: is base_url the API's?")
        return found

    def _is_gone(self, path: str) -> bool:
        try:
            self._read(readable(path))
        except NotFound:
            return True
        except NotYetVisible:
            raise
        except OpenAIError:
            return False
        return False

    def _unless_young(self, error: NotFound, id: str) -> OpenAIError:  # noqa: A002
        age = self._age(id)
        if age is None or age > GRACE_SECONDS:
            return error
        return NotYetVisible(
            f"{error}. It was made {max(age, 0):.0f} s ago and no run has seen it since; the API may take a "
            f"while to show it, so this is no proof that it is gone before {GRACE_SECONDS:.0f} s have passed."
        )

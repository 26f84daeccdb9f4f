"""Creates that make one object, even if a run is killed or an answer lost on the way."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import (
    AmbiguousCreate,
    AnswerLost,
    MalformedAnswer,
    OpenAIError,
    ServerError,
)

if TYPE_CHECKING:
    from fjcorp_openai.api.journal import Entry, Journal

Item = dict[str, Any]
NaturalKey = Callable[[Item], bool]

CLOCK_SKEW_SECONDS = 60.0
"""By how much this machine's clock and the API's may differ."""
_TIMES = ("created_at", "created", "added_at", "invited_at")


class Creator:
    """Sends creates, writes them down, and looks for what a lost answer may have made."""

    def __init__(
        self, journal: Journal | None, sleep: Callable[[float], None], tries: int, pause: float
    ) -> None:
        """Use a journal, or none: then only answers lost in this run are looked for.

        Args:
            journal: the journal beside the state.
            sleep: waits a number of seconds.
            tries: how often a create is sent again after it was looked for in vain.
            pause: seconds before an object is looked for after its answer was lost.
        """
        self._journal = journal
        self._sleep = sleep
        self._tries = tries
        self._pause = pause
        self._lock = threading.Lock()
        self._taken: set[str] = set()

    def create(
        self,
        path: str,
        digest: bytes,
        send: Callable[[], Item],
        listed: Callable[[], list[Item]],
        natural_key: NaturalKey | None,
        resource: str,
    ) -> Item:
        """Create an object, or adopt the one that an interrupted create of it made.

        Args:
            path: what is posted to.
            digest: what tells this create from others on the path.
            send: posts once and returns the answer.
            listed: returns the objects there are, fresh.
            natural_key: whether an object is the one wanted; None when no object can be recognised.
            resource: for messages.

        Raises:
            AmbiguousCreate: several objects could be it.
            AnswerLost: the answer is lost and the object cannot be recognised.
            OpenAIError: the create failed, or the list could not be read.
        """
        mark = hashlib.sha256(digest).hexdigest()
        adopted = self._adopt(path, mark, listed, natural_key, resource)
        if adopted is not None:
            return adopted
        entry = self._journal.begin(path, mark, resource) if self._journal and natural_key else None
        answer = self._send(send, listed, natural_key, entry, path, resource)
        self._note(entry, str(answer.get("id", "")))
        return answer

    def take(self, id: str) -> None:  # noqa: A002
        """Never adopt the object with this id: it belongs to the state."""
        with self._lock:
            self._taken.add(id)
        if self._journal:
            self._journal.confirm(id)

    def _send(
        self,
        send: Callable[[], Item],
        listed: Callable[[], list[Item]],
        natural_key: NaturalKey | None,
        entry: Entry | None,
        path: str,
        resource: str,
    ) -> Item:
        since = entry.time if entry else time.time()
        for remaining in range(self._tries, -1, -1):
            try:
                return send()
            except (AnswerLost, ServerError, MalformedAnswer) as error:
                lost = error
            except OpenAIError:
                # Refused or not reached: nothing was made.
                if entry and self._journal:
                    self._journal.close_entry(entry)
                raise
            if natural_key is None:
                raise lost
            self._sleep(self._pause)
            found = self._matching(listed(), natural_key, since, path, resource)
            if found is not None:
                return found
            if not remaining:
                raise lost
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _adopt(
        self,
        path: str,
        mark: str,
        listed: Callable[[], list[Item]],
        natural_key: NaturalKey | None,
        resource: str,
    ) -> Item | None:
        if self._journal is None or natural_key is None:
            return None
        entries = self._journal.left_behind(path)
        if not entries:
            return None
        found = self._matching(listed(), natural_key, entries[0].time, path, resource)
        own = [entry for entry in entries if entry.digest == mark and not entry.id]
        if found is not None:
            own = [entry for entry in entries if entry.id == found.get("id")] or own
        for entry in own[:1]:
            self._journal.close_entry(entry)
        if found is not None:
            self._note(self._journal.begin(path, mark, resource), str(found.get("id", "")))
        return found

    def _matching(
        self, items: list[Item], natural_key: NaturalKey, since: float, path: str, resource: str
    ) -> Item | None:
        """Return the one object that fits and that nobody else has, and take it."""
        with self._lock:
            earliest = since - CLOCK_SKEW_SECONDS
            fitting = [
                item
                for item in items
                if item.get("id") not in self._taken
                and _created(item, otherwise=since) >= earliest
                and natural_key(item)
            ]
            if len(fitting) > 1:
                ids = [str(item.get("id")) for item in fitting]
                raise AmbiguousCreate(
                    f"An earlier create of {resource or path} was interrupted and {len(ids)} objects could "
                    f"be what it made: {', '.join(ids)}. Import the right one, or delete those not wanted.",
                    ids,
                )
            if not fitting:
                return None
            self._taken.add(str(fitting[0].get("id")))
            return fitting[0]

    def _note(self, entry: Entry | None, id: str) -> None:  # noqa: A002
        with self._lock:
            self._taken.add(id)
        if entry is not None and self._journal is not None:
            self._journal.answered(entry, id)


def _created(item: Item, *, otherwise: float) -> float:
    times = (item.get(name) for name in _TIMES)
    return next((float(value) for value in times if isinstance(value, (int, float))), otherwise)

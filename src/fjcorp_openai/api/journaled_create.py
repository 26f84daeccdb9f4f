"""Creates that make one object, even if a run is killed or an answer lost on the way."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import (
    AnswerLost,
    MalformedAnswer,
    NotYetVisible,
    OpenAIError,
    ServerError,
)
from fjcorp_openai.api.interrupted import CLOCK_SECONDS, ambiguous, created, list_delay, made_by

if TYPE_CHECKING:
    from fjcorp_openai.api.clock import Clock
    from fjcorp_openai.api.journal import Entry, Journal

Item = dict[str, Any]
NaturalKey = Callable[[Item], bool]
Discard = Callable[[Item], object]
IsOurs = Callable[[str, Item], bool | None]
Read = Callable[[str], Item | None]
Listed = Callable[..., list[Item]]

ANYWHERE = ""
"""Stands for every path, where an id is unique."""


class Creator:
    """Sends creates, writes them down, and looks for what a lost answer may have made."""

    def __init__(
        self,
        journal: Journal | None,
        clock: Clock,
        sleep: Callable[[float], None],
        tries: int,
        pause: float,
        is_ours: IsOurs = lambda _path, _item: None,
    ) -> None:
        """Use a journal, or none: then only answers lost in this run are looked for.

        Args:
            journal: the journal beside the state.
            clock: the API's clock.
            sleep: waits a number of seconds.
            tries: how often a create is sent again after it was looked for in vain.
            pause: seconds before an object is looked for after its answer was lost.
            is_ours: tells from path and object whether this key made it; None when the API does not say.
        """
        self._journal = journal
        self._clock = clock
        self._sleep = sleep
        self._tries = tries
        self._pause = pause
        self._is_ours = is_ours
        self._list_delay = list_delay()
        self._lock = threading.Lock()
        self._one_secret = threading.Lock()
        self._one_adoption = threading.Lock()
        self._looking = threading.Lock()
        self._taken: set[tuple[str, str]] = set()
        self._adopted: set[tuple[str, str]] = set()
        self._under_way: Counter[tuple[str, str]] = Counter()
        self._first_seen: dict[str, list[Item]] = {}

    def create_secret(
        self,
        path: str,
        digest: bytes,
        send: Callable[[], Item],
        listed: Listed,
        natural_key: NaturalKey,
        resource: str,
        discard: Discard,
    ) -> Item:
        """Create an object whose answer holds a secret, which is told once.

        What an interrupted create of it made is of no use, since its secret is lost: it is discarded, and
        another one made. One create at a time, so that no other thread's object can be taken for an orphan.

        Args:
            path: what is posted to.
            digest: what tells this create from others on the path.
            send: posts once and returns the answer.
            listed: returns the objects there are, from the cache or `fresh`.
            natural_key: whether an object is the one wanted.
            resource: for messages.
            discard: makes an object useless, for example deletes it.

        Raises:
            AmbiguousCreate: more objects could be orphans than creates were interrupted.
            OpenAIError: the create failed, or an orphan could not be discarded.
        """
        with self._one_secret:
            mark = hashlib.sha256(digest).hexdigest()
            self._discard_left_behind(path, listed, natural_key, resource, discard)
            entry = self._begin(path, mark, resource, self._like(path, listed, natural_key))
            answer = self._send(send, listed, natural_key, entry, path, mark, resource, discard)
            self._note(entry, answer)
            return answer

    def create(
        self,
        path: str,
        digest: bytes,
        send: Callable[[], Item],
        listed: Listed,
        natural_key: NaturalKey | None,
        resource: str,
        read: Read,
    ) -> Item:
        """Create an object, or adopt the one that an interrupted create of it made.

        Args:
            path: what is posted to.
            digest: what tells this create from others on the path.
            send: posts once and returns the answer.
            listed: returns the objects there are, from the cache or `fresh`.
            natural_key: whether an object is the one wanted; None when no object can be recognized.
            resource: for messages.
            read: gets one object by its id, whatever a list says; None when it is gone.

        Raises:
            AmbiguousCreate: several objects could be it.
            AnswerLost: the answer is lost and the object cannot be recognized.
            OpenAIError: the create failed, or the list could not be read.
        """
        mark = hashlib.sha256(digest).hexdigest()
        adopted = self._adopt(path, mark, listed, natural_key, resource, read)
        if adopted is not None:
            return adopted
        entry = None
        if natural_key is not None:
            entry = self._begin(path, mark, resource, self._like(path, listed, natural_key))
        with self._lock:
            self._under_way[path, mark] += 1
        try:
            answer = self._send(send, listed, natural_key, entry, path, mark, resource)
        finally:
            with self._lock:
                self._under_way[path, mark] -= 1
        self._note(entry, answer)
        return answer

    def take(self, id: str, path: str = ANYWHERE) -> None:  # noqa: A002
        """Never adopt the object with this id: it belongs to the state, or is gone.

        Args:
            id: the id.
            path: what was posted to, for ids that are unique only there.
        """
        with self._lock:
            self._taken.add((path, id))
            self._adopted.discard((path, id))
        if self._journal:
            self._journal.confirm(id)

    def deleting(self, id: str) -> AbstractContextManager[None]:  # noqa: A002
        """Write down that the object with this id is deleted while a block runs; see the journal."""
        return self._journal.deleting(id) if self._journal else nullcontext()

    def age(self, id: str) -> float | None:  # noqa: A002
        """Return the seconds since an object was made that nobody has seen since; None for others."""
        now = self._clock.now
        return self._journal.age(id, now) if self._journal else None

    def _send(
        self,
        send: Callable[[], Item],
        listed: Listed,
        natural_key: NaturalKey | None,
        entry: Entry | None,
        path: str,
        mark: str,
        resource: str,
        discard: Discard | None = None,
    ) -> Item:
        began = time.monotonic()
        for remaining in range(self._tries, -1, -1):
            try:
                answer = send()
                if self._claim(path, answer):
                    return answer
                lost: OpenAIError = AnswerLost(f"{resource or path}: what was made is taken by its like")
            except (AnswerLost, ServerError, MalformedAnswer) as error:
                lost = error
            except OpenAIError:
                # Refused or not reached: nothing was made.
                if entry and self._journal:
                    self._journal.close_entry(entry)
                raise
            if natural_key is None:
                raise lost
            found, pause, waited = None, self._pause, 0.0
            # A list may lag. Where nothing is sent again, it is the next run that waits for it.
            while found is None and (not waited or (remaining and waited < self._list_delay)):
                self._sleep(pause)
                waited, pause = waited + pause, min(2 * pause, max(self._pause, self._list_delay - waited))
                items = listed(fresh=True)  # which tells the API's time if nothing has yet
                since, alike = self._clock.at(began), self._under_way[path, mark]
                before = {item.get("id") for item in self._first_seen.get(path, ())}
                items = [item for item in items if item.get("id") not in before]
                found = self._matching(items, natural_key, since, path, resource, alike)
            if found is not None and discard is None:
                return found
            if found is not None and discard is not None:
                discard(found)
            if not remaining:
                raise lost
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _discard_left_behind(
        self,
        path: str,
        listed: Listed,
        natural_key: NaturalKey,
        resource: str,
        discard: Discard,
    ) -> None:
        entries = self._left_behind(path)
        if not entries or self._journal is None:
            return
        answered = {entry.id for entry in entries if entry.id}
        unanswered = [entry for entry in entries if not entry.id]
        orphans, ids = [], []
        for item in self._there(path, listed):
            if self._is_taken(path, item) or not natural_key(item) or item.get("last_used_at"):
                continue
            if item.get("id") in answered:
                orphans.append(item)
            elif any(made_by(entry, item) for entry in unanswered) and self._is_ours(path, item) is not False:
                orphans.append(item)
                ids.append(str(item.get("id")))
        if len(ids) > len(unanswered):
            raise ambiguous(resource or path, ids)
        for item in orphans:
            discard(item)
        gone = {item.get("id") for item in orphans}
        own = [entry for entry in unanswered if entry.resource == resource][: max(1, len(ids))]
        for entry in [*own, *(entry for entry in entries if entry.id in gone)]:
            self._journal.close_entry(entry)

    def _adopt(
        self,
        path: str,
        mark: str,
        listed: Listed,
        natural_key: NaturalKey | None,
        resource: str,
        read: Read,
    ) -> Item | None:
        if self._journal is None or natural_key is None:
            return None
        with self._one_adoption:
            entries = self._left_behind(path)
            if not entries:
                return None
            items = self._there(path, listed)
            own = [entry for entry in entries if entry.digest == mark]
            unanswered = [entry for entry in own if not entry.id]
            shown = {item.get("id") for item in items}
            alone = [read(entry.id) for entry in own if entry.id and entry.id not in shown]
            found = self._answered([*items, *filter(None, alone)], {entry.id for entry in own}, path)
            if found is None:
                # Each of the others finds what answered it; of another body, it may be what is wanted now.
                others = {entry.id for entry in entries} if own else set()
                lost = [entry for entry in own or entries if not own or not entry.id]
                items = [
                    item
                    for item in items
                    if item.get("id") not in others
                    and any(
                        entry.id == item.get("id") or (not entry.id and made_by(entry, item))
                        for entry in lost
                    )
                ]
                since = entries[0].time
                found = self._matching(items, natural_key, since, path, resource, len(unanswered))
            if found is not None:
                unanswered = [entry for entry in entries if entry.id == found.get("id")] or unanswered
            if found is not None:
                # In one line, and before the former entry is struck: on a full disk, one of them stays.
                self._journal.begin(path, mark, resource, self._clock.now(), str(found.get("id", "")))
            for entry in unanswered[:1]:
                self._journal.close_entry(entry)
            return found

    def _like(self, path: str, listed: Listed, natural_key: NaturalKey) -> tuple[str, ...]:
        """Return the ids of objects like the one wanted that are there before it is made."""
        try:
            there = self._there(path, listed)
        except NotYetVisible:
            # What it belongs to was made just now, so nothing is in it.
            there = self._first_seen[path] = []
        return tuple(str(item.get("id")) for item in there if natural_key(item))

    def _there(self, path: str, listed: Listed) -> list[Item]:
        """Return what there was before this run made anything there: also all that earlier runs made."""
        with self._looking:
            if path not in self._first_seen:
                lost = [entry.time for entry in self._left_behind(path) if not entry.id]
                if lost and (wait := max(lost) + self._list_delay - self._clock.now()) > 0:
                    self._sleep(min(wait, self._list_delay))
                self._first_seen[path] = listed(fresh=bool(lost))
            return self._first_seen[path]

    def _answered(self, items: list[Item], ids: set[str], path: str) -> Item | None:
        with self._lock:
            found = (item for item in items if item.get("id") in ids and not self._is_taken(path, item))
            return self._adopt_for_good(next(found, None), path)

    def _matching(
        self,
        items: list[Item],
        natural_key: NaturalKey,
        since: float,
        path: str,
        resource: str,
        alike: int,
    ) -> Item | None:
        """Return an object that fits and that nobody else has, and take it.

        Several fit if several creates of the same body are at stake: then it does not matter which is whose.
        """
        earliest = since - CLOCK_SECONDS
        fitting = [
            item
            for item in items
            if not self._is_taken(path, item)
            and not item.get("last_used_at")  # a key that was used is in somebody's hand
            and created(item, otherwise=since) >= earliest
            and natural_key(item)
            and self._is_ours(path, item) is not False
        ]
        with self._lock:
            fitting = [item for item in fitting if not self._is_taken(path, item)]
            if len(fitting) > max(1, alike):
                raise ambiguous(resource or path, [str(item.get("id")) for item in fitting])
            return self._adopt_for_good(next(iter(fitting), None), path)

    def _adopt_for_good(self, item: Item | None, path: str) -> Item | None:
        if item is not None:
            self._taken.add((path, str(item.get("id"))))
            self._adopted.add((path, str(item.get("id"))))
        return item

    def _is_taken(self, path: str, item: Item) -> bool:
        id_ = str(item.get("id"))
        known = self._journal is not None and self._journal.is_settled(id_)
        return known or not self._taken.isdisjoint({(path, id_), (ANYWHERE, id_)})

    def _claim(self, path: str, answer: Item) -> bool:
        """Take what was made; tell if somebody with the same wish has adopted it before its answer came."""
        with self._lock:
            mine = (path, str(answer.get("id")))
            self._taken.add(mine)
            return mine not in self._adopted

    def _begin(self, path: str, mark: str, resource: str, there: tuple[str, ...] = ()) -> Entry | None:
        if self._journal is None:
            return None
        return self._journal.begin(path, mark, resource, self._clock.now(), there=there)

    def _left_behind(self, path: str) -> list[Entry]:
        return self._journal.left_behind(path, self._clock.now()) if self._journal else []

    def _note(self, entry: Entry | None, answer: Item) -> None:
        if entry is not None and self._journal is not None:
            self._journal.answered(entry, str(answer.get("id", "")))

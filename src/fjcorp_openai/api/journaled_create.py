"""Creates that make one object, even if a run is killed or an answer lost on the way."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
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


@dataclass(frozen=True, kw_only=True)
class Create:
    """One create: what is sent, and how that which it makes is found again.

    Attributes:
        path: what is posted to.
        digest: what distinguishes this create from others on the path.
        send: posts once and returns the answer.
        listed: returns the objects there are, from the cache or `fresh`.
        read: gets one object by its id, whatever a list says; None when it is gone.
        natural_key: whether an object is the one wanted; None when no object can be recognized.
        resource: for messages.
        discard: for answers with a secret, which is shown once: makes an object useless.
        exact: whether only what an interrupted create of this digest made is adopted, because the API does
            not show all that distinguishes two objects.
        unlisted: whether no list shows such objects: one whose answer is lost is not found again.
    """

    path: str
    digest: bytes
    send: Callable[[], Item]
    listed: Listed
    read: Read
    natural_key: NaturalKey | None
    resource: str = ""
    discard: Discard | None = None
    exact: bool = False
    unlisted: bool = False

    @property
    def mark(self) -> str:
        """The digest as the journal holds it."""
        return hashlib.sha256(self.digest).hexdigest()

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.resource or self.path

    def fits(self, item: Item) -> bool:
        """Return whether an object is the one wanted."""
        return self.natural_key is not None and self.natural_key(item)


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
            is_ours: decides by path and object whether this key made it; None when the API does not say.
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

    def create(self, wanted: Create) -> Item:
        """Create an object, or adopt the one that an interrupted create of it made.

        Raises:
            AmbiguousCreate: several objects could be it.
            AnswerLost: the answer is lost and the object cannot be recognized.
            OpenAIError: the create failed, the list could not be read, or an orphan not be discarded.
        """
        if wanted.discard is not None and wanted.natural_key is not None:
            return self._create_secret(wanted)
        adopted = self._adopt(wanted)
        if adopted is not None:
            return adopted
        entry = None if wanted.natural_key is None else self._begin(wanted)
        with self._lock:
            self._under_way[wanted.path, wanted.mark] += 1
        try:
            answer = self._send(wanted, entry)
        finally:
            with self._lock:
                self._under_way[wanted.path, wanted.mark] -= 1
        self._note(entry, answer)
        return answer

    def take(self, *ids: str, path: str = ANYWHERE) -> None:
        """Never adopt the objects with these ids: they belong to the state, or are gone.

        Args:
            ids: the ids.
            path: what was posted to, for ids that are unique only there.
        """
        taken = {(path, each) for each in ids}
        with self._lock:
            self._taken |= taken
            self._adopted -= taken
        if self._journal:
            self._journal.confirm(*ids)

    def left_behind(
        self, path: str, resource: Callable[[Item], str], listed: Callable[[], list[Item]]
    ) -> set[str]:
        """Return the ids of what interrupted runs made and nobody took up since.

        Of a create whose answer never came, an object of its time is it that no other one can be.

        Args:
            path: what was posted to.
            resource: returns what an object would have been created for.
            listed: returns the objects there are.
        """
        entries = self._left_behind(path)
        items = [item for item in listed() if not self._is_taken(path, item)] if entries else []
        wanted = [entry for entry in entries if entry.resource in {resource(item) for item in items}]
        found = {entry.id for entry in wanted if entry.id}
        for entry in (entry for entry in wanted if not entry.id):
            like = [item for item in items if resource(item) == entry.resource and made_by(entry, item)]
            if len(like) == 1 and self._journal is not None:
                self._journal.answered(entry, str(like[0].get("id")))
                found.add(entry.id)
        return {id_ for id_ in found if id_ in {item.get("id") for item in items}}

    def deleting(self, id: str) -> AbstractContextManager[None]:  # noqa: A002
        """Write down that the object with this id is deleted while a block runs; see the journal."""
        return self._journal.deleting(id) if self._journal else nullcontext()

    def age(self, id: str) -> float | None:  # noqa: A002
        """Return the seconds since an object was made that nobody has seen since; None for others."""
        now = self._clock.now
        return self._journal.age(id, now) if self._journal else None

    def _create_secret(self, wanted: Create) -> Item:
        """Create an object whose answer holds a secret.

        What an interrupted create of it made is useless, since its secret is lost: it is discarded, and
        another one made. One create at a time, so that no other thread's object can be taken for an orphan.
        """
        with self._one_secret:
            self._discard_left_behind(wanted)
            entry = self._begin(wanted)
            answer = self._send(wanted, entry)
            self._note(entry, answer)
            return answer

    def _send(self, wanted: Create, entry: Entry | None) -> Item:
        path = wanted.path
        began = time.monotonic()
        for remaining in range(self._tries, -1, -1):
            try:
                answer = wanted.send()
                if self._claim(path, answer):
                    return answer
                lost: OpenAIError = AnswerLost(f"{wanted.name}: what was made is taken by its like")
            except (AnswerLost, ServerError, MalformedAnswer) as error:
                lost = error
            except OpenAIError:
                # Refused or not reached: nothing was made.
                if entry and self._journal:
                    self._journal.close_entry(entry)
                raise
            if wanted.natural_key is None or wanted.unlisted:
                raise lost
            found, pause, waited = None, self._pause, 0.0
            # A list may lag. Where nothing is sent again, it is the next run that waits for it.
            while found is None and (not waited or (remaining and waited < self._list_delay)):
                self._sleep(pause)
                waited, pause = waited + pause, min(2 * pause, max(self._pause, self._list_delay - waited))
                items = wanted.listed(fresh=True)  # which gives the API's time if nothing has yet
                since, alike = self._clock.at(began), self._under_way[path, wanted.mark]
                before = {item.get("id") for item in self._first_seen.get(path, ())}
                items = [item for item in items if item.get("id") not in before]
                found = self._matching(wanted, items, since, alike)
            if found is not None and wanted.discard is None:
                return found
            if found is not None and wanted.discard is not None:
                wanted.discard(found)
            if not remaining:
                raise lost
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _discard_left_behind(self, wanted: Create) -> None:
        path = wanted.path
        entries = self._left_behind(path)
        if not entries or self._journal is None or wanted.discard is None:
            return
        answered = {entry.id for entry in entries if entry.id}
        unanswered = [entry for entry in entries if not entry.id]
        orphans, ids = [], []
        for item in self._there(wanted):
            if self._is_taken(path, item) or not wanted.fits(item) or item.get("last_used_at"):
                continue
            if item.get("id") in answered:
                orphans.append(item)
            elif any(made_by(entry, item) for entry in unanswered) and self._is_ours(path, item) is not False:
                orphans.append(item)
                ids.append(str(item.get("id")))
        if len(ids) > len(unanswered):
            raise ambiguous(wanted.name, ids)
        for item in orphans:
            wanted.discard(item)
        gone = {item.get("id") for item in orphans}
        own = [entry for entry in unanswered if entry.resource == wanted.resource][: max(1, len(ids))]
        for entry in [*own, *(entry for entry in entries if entry.id in gone)]:
            self._journal.close_entry(entry)

    def _adopt(self, wanted: Create) -> Item | None:
        if self._journal is None or wanted.natural_key is None:
            return None
        path = wanted.path
        with self._one_adoption:
            entries = self._left_behind(path)
            if wanted.exact:
                entries = [entry for entry in entries if entry.digest == wanted.mark]
            if not entries:
                return None
            items = self._there(wanted)
            own = [entry for entry in entries if entry.digest == wanted.mark]
            unanswered = [entry for entry in own if not entry.id]
            shown = {item.get("id") for item in items}
            alone = [wanted.read(entry.id) for entry in own if entry.id and entry.id not in shown]
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
                found = self._matching(wanted, items, since, len(unanswered))
            if found is not None:
                unanswered = [entry for entry in entries if entry.id == found.get("id")] or unanswered
            if found is not None:
                # In one line, and before the former entry is struck: on a full disk, one of them stays.
                now, id_ = self._clock.now(), str(found.get("id", ""))
                self._journal.begin(path, wanted.mark, wanted.resource, now, id_)
            for entry in unanswered[:1]:
                self._journal.close_entry(entry)
            return found

    def _like(self, wanted: Create) -> tuple[str, ...]:
        """Return the ids of objects like the one wanted that are there before it is made."""
        try:
            there = self._there(wanted)
        except NotYetVisible:
            # What it belongs to was made just now, so nothing is in it.
            there = self._first_seen[wanted.path] = []
        return tuple(str(item.get("id")) for item in there if wanted.fits(item))

    def _there(self, wanted: Create) -> list[Item]:
        """Return what there was before this run made anything there: also all that earlier runs made."""
        path = wanted.path
        with self._looking:
            if path not in self._first_seen:
                lost = [entry.time for entry in self._left_behind(path) if not entry.id]
                if wanted.unlisted:
                    lost = []
                if lost and (wait := max(lost) + self._list_delay - self._clock.now()) > 0:
                    self._sleep(min(wait, self._list_delay))
                self._first_seen[path] = wanted.listed(fresh=bool(lost))
            return self._first_seen[path]

    def _answered(self, items: list[Item], ids: set[str], path: str) -> Item | None:
        with self._lock:
            found = (item for item in items if item.get("id") in ids and not self._is_taken(path, item))
            return self._adopt_for_good(next(found, None), path)

    def _matching(self, wanted: Create, items: list[Item], since: float, alike: int) -> Item | None:
        """Return an object that fits and that nobody else has, and take it.

        Several fit if several creates of the same body are at stake: then it does not matter which is whose.
        """
        path, earliest = wanted.path, since - CLOCK_SECONDS
        fitting = [
            item
            for item in items
            if not self._is_taken(path, item)
            and not item.get("last_used_at")  # a key that was used is in somebody's hand
            and created(item, otherwise=since) >= earliest
            and wanted.fits(item)
            and self._is_ours(path, item) is not False
        ]
        with self._lock:
            fitting = [item for item in fitting if not self._is_taken(path, item)]
            if len(fitting) > max(1, alike):
                raise ambiguous(wanted.name, [str(item.get("id")) for item in fitting])
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
        """Take what was made; return False if an equal create adopted it before its answer came."""
        with self._lock:
            mine = (path, str(answer.get("id")))
            self._taken.add(mine)
            return mine not in self._adopted

    def _begin(self, wanted: Create) -> Entry | None:
        there = self._like(wanted)
        if self._journal is None:
            return None
        now = self._clock.now()
        return self._journal.begin(wanted.path, wanted.mark, wanted.resource, now, there=there)

    def _left_behind(self, path: str) -> list[Entry]:
        return self._journal.left_behind(path, self._clock.now()) if self._journal else []

    def _note(self, entry: Entry | None, answer: Item) -> None:
        if entry is not None and self._journal is not None:
            self._journal.answered(entry, str(answer.get("id", "")))

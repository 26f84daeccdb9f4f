"""The client itself: see `Api`."""

from __future__ import annotations

import threading
import time
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api import sign_in
from fjcorp_openai.api.call import Call, Params, is_administration
from fjcorp_openai.api.errors import NotFound, Stopped, UnattributedNotFound
from fjcorp_openai.api.event_log import Events, acting_for
from fjcorp_openai.api.journal import Journal
from fjcorp_openai.api.journaled_create import Create, Creator, Discard, Item, NaturalKey
from fjcorp_openai.api.large_bodies import LargeBodies
from fjcorp_openai.api.list_cache import Lists
from fjcorp_openai.api.models import Models
from fjcorp_openai.api.paging import pages
from fjcorp_openai.api.proof import Proof, left
from fjcorp_openai.api.provenance import Provenance
from fjcorp_openai.api.retry import Allowance
from fjcorp_openai.api.sender import Sender
from fjcorp_openai.api.token_counts import TokenCounts
from fjcorp_openai.api.transport import decode, encode, poll_after
from fjcorp_openai.money.limit import Limit
from fjcorp_openai.money.prices import Prices
from fjcorp_openai.webhooks.deliveries import Deliveries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import httpx2

    from fjcorp_openai.api.settings import Settings

Items = list[Item]


class Api(LargeBodies):
    """The OpenAI API: paced, repeated where that is safe, lists cached. Safe to share between threads.

    A path is what follows the base address, for example `/files`. Whether a call takes the project key or
    the admin key follows from its path, unless `admin` says so.

    Every method that calls the API raises `ConfigurationError` before anything is sent when the key is
    missing or of the wrong kind, `ConnectionFailed` or `Timeout` when the API cannot be reached, `AnswerLost`
    when it may or may not have carried it out, and an `ApiStatusError` when it refuses; see `errors`.

    Attributes:
        settings, stopping: as given; once `stopping` is set, waits end with `Stopped`.
        clock, accounts: the API's clock, and whose keys they are as far as its answers showed.
        models, deliveries: what the project key can use, and events that jobs are waited for with.
        tokens, prices, limit: how many tokens an input has, what they cost, and may cost in this process.
    """

    def __init__(
        self, settings: Settings, *, stopping: threading.Event | None = None, first_pause: float = 0.5
    ) -> None:
        """Prepare a client; nothing is opened or imported before the first call.

        Args:
            settings: keys, address and limits.
            stopping: an event that ends waits.
            first_pause: seconds before a failed call is tried again; doubles from there.
        """
        self.settings, self.stopping = settings, stopping or threading.Event()
        self._events = Events(settings.events, settings.api_key, settings.admin_key)
        self._transport = sign_in.transport(settings, self._events, self._sleep, first_pause)
        self.clock, self.accounts = self._transport.clock, self._transport.accounts
        self._lists, self.models = Lists(), Models(self)
        self.tokens = TokenCounts(self._at_once, settings.journal_dir)
        self.prices = Prices(settings.prices, time.time, settings.prices_date)
        self.limit = Limit(settings.max_cost)
        self._sender = Sender(settings, self._transport, self._events, self._sleep, first_pause)
        self._journal = Journal(settings.journal_dir) if settings.journal_dir else None
        ours, retries = Provenance(self.list, settings.admin_key).is_ours, settings.max_retries
        self._creator = Creator(self._journal, self.clock, self._sleep, retries, first_pause, ours)
        self._proof = Proof(self.get, self._creator.age)
        self.deliveries = Deliveries(settings.webhook_listener, settings.environ, self.progress)

    # Reading
    def get(self, path: str, params: Params | None = None, *, admin: bool | None = None) -> Item:
        """GET one object."""
        return self._get(path, params, admin)

    def poll(self, path: str) -> tuple[Item, float | None]:
        """GET one object that changes by itself.

        Returns:
            The object, and the seconds after which the API says to ask again; None when it does not say.
        """
        response = self._send(self._call("GET", path, None, repeatable=True))
        return decode(response, f"GET {path}"), poll_after(response)

    def list(
        self, path: str, params: Params | None = None, *, admin: bool | None = None, limit: int | None = None
    ) -> Items:
        """Return all items of a list, from all pages.

        The whole list is fetched once and kept until something at, above or below its path is written. A
        `limit` in `params` is the page size; the argument `limit` is how many items are wanted, and reads
        no more pages than that takes (such a partial list is not kept).

        Raises:
            MalformedAnswer: the pages do not end.
        """
        if limit is None:
            return self._lists.items(path, dict(params or {}), self._fetcher(path, params, admin))
        return [*islice(self._items(path, params, admin), limit)]

    def find(
        self,
        path: str,
        id: str,  # noqa: A002
        *,
        params: Params | None = None,
        admin: bool | None = None,
        key: str = "id",
    ) -> Item:
        """Return the item of a list whose field `key` is `id`; the list comes from the cache.

        One that the list lacks is read by itself, for a list may lag behind or leave something out.

        Raises:
            NotFound: the whole list lacks it, and so does the API where it is asked for by itself.
            NotYetVisible: so it is, but it was made just now.
        """
        fetch = self._fetcher(path, params, admin)
        item = self._lists.item(path, dict(params or {}), key, id, fetch)
        if item is not None:
            return item
        return self._proof.read_alone(path, id, key)

    def invalidate(self, path: str = "/") -> None:
        """Forget the cached lists at, above and below a path."""
        self._lists.invalidate(path)

    # Writing
    def post(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        admin: bool | None = None,
        params: Params | None = None,
        retry_unsafe: bool = False,
    ) -> Item:
        """POST a JSON body.

        Args:
            path: for example `/organization/projects/{id}`.
            body: JSON object; an empty one when None.
            admin: which key; by path when None.
            params: query parameters.
            retry_unsafe: whether doing it twice does no harm (an update to given values), so that it is
                sent again after a lost answer or a server error. Otherwise it is sent again only if it was
                not carried out.
        """
        call = self._call("POST", path, admin, params=params, body=body, repeatable=retry_unsafe)
        with self._writing(path):
            return decode(self._send(call), call.operation)

    def delete(self, path: str, *, admin: bool | None = None) -> Item:
        """DELETE an object; that it is gone after a try whose answer was lost counts as done.

        Raises:
            NotFound: there was no such object.
        """
        collection, _separator, id_ = path.rpartition("/")
        call = self._call("DELETE", path, admin, repeatable=True)
        answer: Item = {"id": id_, "deleted": True}
        with self._writing(path), self._creator.deleting(id_):
            try:
                answer = decode(self._send(call), call.operation)
            except NotFound:
                if not call.lost:
                    raise
        self._creator.take(id_, path=collection)
        return answer

    def create(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        admin: bool | None = None,
        natural_key: NaturalKey | None,
        list_path: str | None = None,
        list_params: Params | None = None,
        resource: str = "",
        discard: Discard | None = None,
    ) -> Item:
        """POST a new object, once.

        The create is written to the journal before it is sent. If an earlier run was killed between sending
        it and saving its state, or the answer is lost now, the list shows whether the object was made, and
        it is adopted.

        Args:
            path: what is posted to.
            body: JSON object.
            admin: which key; by path when None.
            natural_key: returns whether a listed object is the one wanted; None when it cannot be recognized:
                then a lost answer is an error.
            list_path: the list to look in; `path` when None.
            list_params: query of that list.
            resource: what it is for, in messages.
            discard: for answers with a secret: makes an orphan useless; then another object is made.

        Raises:
            AmbiguousCreate: several objects could be the one an interrupted create made.
        """
        call = self._call("POST", path, admin, body=body)
        place = (list_path or path, list_params)
        return self._create(
            call, encode(body), place, natural_key=natural_key, resource=resource, discard=discard
        )

    def create_by(
        self,
        make: Callable[[], Item],
        path: str,
        body: Mapping[str, Any],
        *,
        natural_key: NaturalKey,
        resource: str,
        list_params: Params | None = None,
    ) -> Item:
        """Make a new object of a list by several calls, once, journalled as `create` is.

        Args:
            make: makes it and returns it; `AnswerLost` and `ServerError` say that it may be there.
            path: the list.
            body: all that sets it apart: what an interrupted create of another body made is never
                adopted.
            natural_key: see `create`.
            resource: see `create`.
            list_params: see `create`.
        """
        call = self._call("POST", path, None)
        return self._create(
            call,
            encode(body),
            (path, list_params),
            natural_key=natural_key,
            resource=resource,
            exact=True,
            make=make,
        )

    def create_unlisted(
        self, path: str, body: Mapping[str, Any], mark: Mapping[str, Any], *, resource: str
    ) -> Item:
        """POST a new object of a kind that the API does not list, once; see `create`.

        `mark` is all that distinguishes it from others. After `AnswerLost` nobody can find what was made.
        """
        return self._create(
            self._call("POST", path, None),
            encode(mark),
            (path, None),
            natural_key=lambda _unused: False,
            resource=resource,
            exact=True,
            unlisted=True,
            make=lambda: self.post(path, body),
        )

    def confirm(self, *ids: str) -> None:
        """Note that the saved state holds the objects with these ids, which closes their journal entries."""
        self._creator.take(*ids)

    def left_behind(self, path: str, resource: Callable[[Item], str]) -> set[str]:
        """Return the ids of objects that interrupted runs made and nobody took up since.

        Args:
            path: what was posted to; its list is read where an answer is missing.
            resource: returns the `resource` that an object would have been created for.
        """
        return self._creator.left_behind(path, resource, lambda: self.list(path))

    # Waiting and reporting
    def pause(self, seconds: float) -> None:
        """Wait.

        Raises:
            Stopped: the user asked to stop.
        """
        self._sleep(seconds)

    def acting_for(self, resource: str) -> AbstractContextManager[None]:
        """Name the resource that this thread's events belong to, for a `with` block."""
        return acting_for(resource)

    def progress(self, resource: str, message: str) -> None:
        """Show the user how far something is."""
        self._events.message("progress", resource, message)

    def paid(self, resource: str, message: str) -> None:
        """Note that a call that costs money was made."""
        self._events.message("paid", resource, message)

    def close(self) -> None:
        """Close connections and the journal."""
        self.deliveries.close()
        self._transport.close()
        if self._journal:
            self._journal.close()

    # Inside
    def _call(self, method: str, path: str, admin: bool | None, **fields: Any) -> Call:
        return Call(method, path, is_administration(path) if admin is None else admin, **fields)

    def _at_once(self, path: str, body: Mapping[str, Any]) -> Item:
        """POST once and without a wait what changes nothing."""
        call = self._call("POST", path, None, body=body, repeatable=True)
        return decode(self._sender.attempt(call, Allowance.at_once(self.settings)), call.operation)

    def _send(self, call: Call) -> httpx2.Response:
        try:
            return self._sender.run(call, lambda allowance: self._sender.attempt(call, allowance))
        except (NotFound, UnattributedNotFound) as error:
            weighed = self._proof.weighed(error, call)
        raise weighed

    def _create(
        self,
        call: Call,
        digest: bytes,
        place: tuple[str, Params | None],
        *,
        natural_key: NaturalKey | None,
        resource: str,
        discard: Discard | None = None,
        exact: bool = False,
        unlisted: bool = False,
        make: Callable[[], Item] | None = None,
    ) -> Item:
        """Send a create; `place` is the list to look in, and its query."""
        self.settings.key(admin=call.admin, operation=call.operation)
        path, params = place

        def listed(*, fresh: bool) -> Items:
            if unlisted:
                return []
            if fresh:
                self.invalidate(path)
            return self.list(path, params, admin=call.admin)

        def send() -> Item:
            with self._writing(call.path):
                return make() if make else decode(self._send(call), call.operation)

        def read(id: str) -> Item | None:  # noqa: A002
            if unlisted:
                return left(lambda: self.get(f"{path}/{id}"))
            return left(lambda: self.find(path, id, params=params, admin=call.admin))

        return self._creator.create(
            Create(
                path=call.path,
                digest=digest,
                send=send,
                listed=listed,
                read=read,
                natural_key=natural_key,
                resource=resource,
                discard=discard,
                exact=exact,
                unlisted=unlisted,
            )
        )

    def _items(self, path: str, params: Params | None, admin: bool | None) -> Iterator[Item]:
        for page in pages(path, params or {}, lambda query: self._get(path, query, admin, listing=True)):
            yield from page

    def _get(self, path: str, params: Params | None, admin: bool | None, *, listing: bool = False) -> Item:
        call = self._call("GET", path, admin, params=params, repeatable=True, listing=listing)
        return decode(self._send(call), call.operation)

    def _fetcher(self, path: str, params: Params | None, admin: bool | None) -> Callable[[], Items]:
        return lambda: [*self._items(path, params, admin)]

    @contextmanager
    def _writing(self, path: str) -> Iterator[None]:
        """Forget lists before a write, and after it whatever was fetched meanwhile."""
        self._lists.invalidate(path)
        try:
            yield
        finally:
            self._lists.invalidate(path)
            self.models.written(path)

    def _sleep(self, seconds: float) -> None:
        if self.stopping.wait(seconds):
            raise Stopped("Stopped while waiting for the API.")

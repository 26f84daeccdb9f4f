"""Takes what is delivered, believes what is signed, and wakes those who wait for it.

Of an event only its type and the id of its object are used, and the id is only compared with those that are
waited for: what has become of an object is asked of the API itself.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import OrderedDict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fjcorp_openai.webhooks.signature import is_signed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fjcorp_openai.api.secret import Secret

MOST_BYTES = 1 << 20
"""Of a body: an event of the API has a few hundred."""
_KEPT = 10_000
"""Ids of deliveries, and of objects, that are remembered; more than come within the tolerance."""
_LOOK_SECONDS = 0.2
"""How soon a wait notices that the run is stopped."""
_ID = re.compile(r"[\w.:-]{1,200}", re.ASCII)
_JOBS = ("batch.", "response.", "fine_tuning.job.", "eval.run.")
"""How the types of events of jobs begin."""


class Inbox:
    """Events that were delivered, by the object they are about. Safe to share between threads.

    Args:
        secret: Returns the signing secret; None where there is none now.
    """

    def __init__(self, secret: Callable[[], Secret | None]) -> None:
        """Begin empty."""
        self._secret = secret
        self._changed = threading.Condition()
        self._deliveries: OrderedDict[str, None] = OrderedDict()
        self._heard: OrderedDict[str, int] = OrderedDict()

    def take(self, payload: bytes, headers: Mapping[str, str]) -> HTTPStatus:
        """Take a delivery.

        Args:
            payload: The body, as it came.
            headers: Headers by their names in small letters.

        Returns:
            What it is answered with. One that came before is answered well, and has no effect.
        """
        if not self._is_signed(payload, headers):
            return HTTPStatus.UNAUTHORIZED
        try:
            event = json.loads(payload)
        except (ValueError, RecursionError):
            return HTTPStatus.BAD_REQUEST
        data = event.get("data") if isinstance(event, dict) else None
        kind, id_ = (event.get("type"), data.get("id")) if isinstance(data, dict) else (None, None)
        if not isinstance(kind, str) or not isinstance(id_, str) or not _ID.fullmatch(id_):
            return HTTPStatus.BAD_REQUEST
        with self._changed:
            if _is_new(self._deliveries, headers["webhook-id"]) and kind.startswith(_JOBS):
                self._heard[id_] = self._heard.pop(id_, 0) + 1
                _shortened(self._heard)
                self._changed.notify_all()
        return HTTPStatus.NO_CONTENT

    def heard(self, ids: Iterable[str]) -> dict[str, int]:
        """Return how often each of the objects was heard of."""
        with self._changed:
            return {id_: self._heard.get(id_, 0) for id_ in ids}

    def wait(
        self, ids: Iterable[str], before: Mapping[str, int], seconds: float, stopping: threading.Event
    ) -> bool:
        """Wait until one of the objects is heard of again, the time is up or the run is stopped.

        Args:
            ids: The objects.
            before: How often each was heard of before they were asked about last.
            seconds: How long to wait at most.
            stopping: Set when the run is stopped.

        Returns:
            Whether one was heard of.
        """
        until = time.monotonic() + seconds
        wanted = tuple(ids)
        with self._changed:
            while True:
                if any(self._heard.get(id_, 0) > before.get(id_, 0) for id_ in wanted):
                    return True
                rest = until - time.monotonic()
                if rest <= 0 or stopping.is_set():
                    return False
                self._changed.wait(min(rest, _LOOK_SECONDS))

    def _is_signed(self, payload: bytes, headers: Mapping[str, str]) -> bool:
        secret = self._secret()
        return secret is not None and is_signed(payload, headers, secret, time.time())


def _is_new(seen: OrderedDict[str, None], id_: str) -> bool:
    if id_ in seen:
        return False
    seen[id_] = None
    _shortened(seen)
    return True


def _shortened(seen: OrderedDict[str, Any]) -> None:
    while len(seen) > _KEPT:
        seen.popitem(last=False)

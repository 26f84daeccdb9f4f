"""What a call shows to be let in: a key, or an access token that is renewed in time."""

from __future__ import annotations

import threading
import time
from copy import copy
from typing import TYPE_CHECKING

from fjcorp_openai.api.errors import OpenAIError, SignInRefused, SubjectTokenError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fjcorp_openai.api.call import Call
    from fjcorp_openai.api.secret import Secret
    from fjcorp_openai.api.settings import Settings

    Exchange = Callable[[], tuple[Secret, float]]

_AHEAD_SECONDS = 1200.0
"""How long before its end a token is renewed, as the official client does; at half its life at the latest."""
_QUIET_SECONDS = 30.0
"""So long a refusal counts for all threads, and a token that could not be renewed is used on."""


class Credentials:
    """The credential of each call. Safe to share between threads: one of them exchanges for all.

    An access token lives in this object alone: it is written nowhere, and other processes get their own.
    """

    def __init__(self, settings: Settings, exchange: Exchange | None) -> None:
        """Take the settings.

        Args:
            settings: keys, or an identity.
            exchange: signs in: returns an access token and the seconds that it lives; None without an
                identity.
        """
        self._settings = settings
        self._exchange = exchange
        self._lock = threading.Lock()
        self._token: Secret | None = None
        self._renew_at = self._ends_at = 0.0
        self._failure: OpenAIError | None = None
        self._failed_at = 0.0

    def of(self, call: Call) -> Secret:
        """Return what a call shows.

        Raises:
            ConfigurationError: there is no key, or one of the wrong kind; or the workload has no token.
            SignInRefused: the workload's token is not accepted.
            OpenAIError: the exchange was not reached, or failed.
        """
        key = self._settings.key(admin=call.admin, operation=call.operation)
        if key is not None:
            return key
        if self._exchange is None:
            raise AssertionError("an identity comes with its exchange")
        with self._lock:
            now = time.monotonic()
            if self._token is not None and now < self._renew_at:
                return self._token
            if self._failure is not None and now < self._failed_at + _QUIET_SECONDS:
                raise copy(self._failure)
            return self._renewed(self._exchange, now)

    def _renewed(self, exchange: Exchange, now: float) -> Secret:
        try:
            token, seconds = exchange()
        except OpenAIError as error:
            if self._token is not None and now < self._ends_at:
                self._renew_at = min(self._ends_at, now + _QUIET_SECONDS)
                return self._token
            self._token = None
            if isinstance(error, (SubjectTokenError, SignInRefused)):
                self._failure, self._failed_at = error, time.monotonic()
            raise
        self._failure = None
        self._token, self._ends_at = token, now + seconds
        self._renew_at = self._ends_at - min(_AHEAD_SECONDS, seconds / 2)
        return token

    def refused(self, call: Call, shown: Secret) -> bool:
        """Note that the API did not take a credential; return whether there is another to be had.

        Args:
            call: the call, which was not carried out.
            shown: what it showed; if another thread has renewed it meanwhile, the new one stays.
        """
        if self._exchange is None or self._settings.key(admin=call.admin, operation=call.operation):
            return False
        with self._lock:
            if self._token == shown:
                self._token = None
        return True

"""How a call is sent: with the right key, in its turn, and again where that is safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.api.budgets import Budgets
from fjcorp_openai.api.errors import OpenAIError, RateLimited
from fjcorp_openai.api.pacing import Pacer
from fjcorp_openai.api.pacing_store import FileLedger, MemoryLedger
from fjcorp_openai.api.retry import Allowance, Result, run
from fjcorp_openai.api.secret import Secret, revealed

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from fjcorp_openai.api.call import Call
    from fjcorp_openai.api.event_log import Events
    from fjcorp_openai.api.pacing_store import Ledger
    from fjcorp_openai.api.settings import Settings
    from fjcorp_openai.api.transport import Transport


class Sender:
    """Sends calls over a transport, each in its turn among all processes of a play."""

    def __init__(
        self,
        settings: Settings,
        transport: Transport,
        events: Events,
        sleep: Callable[[float], None],
        first_pause: float,
    ) -> None:
        """Use a transport.

        Args:
            settings: keys and limits.
            transport: sends one call.
            events: where waits are reported.
            sleep: waits a number of seconds.
            first_pause: seconds before a failed call is tried again.
        """
        self._settings = settings
        self._transport = transport
        self._sleep = sleep
        self._first_pause = first_pause
        self._pacers = {admin: self._pacer(events, admin=admin) for admin in (False, True)}
        self._budgets = Budgets(
            self._ledger(settings.caller(admin=False)), sleep, events.wait, settings.max_wait
        )

    def run(self, call: Call, attempt: Callable[[Allowance], Result]) -> Result:
        """Try a call as often as that is safe and may help."""
        return run(call, self._settings, attempt, self._sleep, first_pause=self._first_pause)

    def attempt(self, call: Call, allowance: Allowance) -> httpx2.Response:
        """Send a call once, in its turn.

        Raises:
            ConfigurationError: the key is missing or of the wrong kind; nothing was sent.
            OpenAIError: the API was not reached, or refused; or an identity could not sign in.
        """
        # Before the slot: a wrong key is not worth a wait, and signing in takes its time.
        self._transport.credential(call)
        # The HTTP library's import comes before the slot, too: a slot is the time of sending.
        _unused = self._transport.client
        pacer = self._pacers[call.admin]
        call.told = {}
        deposit = self._budgets.take(call, allowance.waiting)
        told = False
        try:
            slot = pacer.take(call.family, allowance.waiting)
            try:
                response = self._transport.send(call, allowance.trying)
            except RateLimited as error:
                told = self._budgets.settled(deposit, call.told)
                deposit = None
                if told and error.retry_after is None:
                    # The budget makes the next try wait, as long as the API says that it takes.
                    pacer.settled(slot)
                else:
                    pacer.refused(slot, error.retry_after)
                raise
            except OpenAIError:
                pacer.settled(slot)
                raise
            pacer.settled(slot)
            return response
        finally:
            self._budgets.settled(deposit, call.told)

    def _pacer(self, events: Events, *, admin: bool) -> Pacer:
        settings = self._settings
        ledger = self._ledger(settings.caller(admin=admin))
        return Pacer(ledger, self._sleep, events.wait, max_wait=settings.max_wait)

    def _ledger(self, key: Secret | None) -> Ledger:
        settings = self._settings
        account = Secret(f"{settings.base_url} {settings.organization} {revealed(key)}")
        return FileLedger(settings.pacing_dir, account) if settings.pacing_dir else MemoryLedger()

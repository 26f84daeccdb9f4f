"""Signs in with a workload's identity: its token is exchanged for an access token (RFC 8693).

The official client can do the same, but not without its import, which takes longer than a whole plan
(decision 0050).

Operation: POST https://auth.openai.com/oauth/token.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fjcorp_openai.api.call import Call
from fjcorp_openai.api.credentials import Credentials
from fjcorp_openai.api.errors import (
    BadRequest,
    Forbidden,
    MalformedAnswer,
    NotFound,
    RateLimited,
    SignInRefused,
    UnattributedNotFound,
    Unauthorized,
)
from fjcorp_openai.api.retry import run
from fjcorp_openai.api.secret import Secret
from fjcorp_openai.api.transport import Transport, decode

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from fjcorp_openai.api.event_log import Events
    from fjcorp_openai.api.identity import Identity
    from fjcorp_openai.api.retry import Allowance
    from fjcorp_openai.api.settings import Settings

_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
_KIND = "urn:ietf:params:oauth:token-type:jwt"
_TRY_SECONDS = 30.0
_WAIT_SECONDS = 60.0
_TRIES = 2
_PAUSE_SECONDS = 1.0
_LONGEST_SECONDS = 24 * 3600.0
_RIGHT = "is identity_token_url (environment variable OPENAI_IDENTITY_TOKEN_URL) right?"


def transport(
    settings: Settings, events: Events, sleep: Callable[[float], None], first_pause: float
) -> Transport:
    """Return a transport whose calls show keys, or sign in before the first one.

    Args:
        settings: keys, or an identity.
        events: where calls are reported.
        sleep: waits a number of seconds.
        first_pause: seconds before an exchange that failed is tried again.
    """
    identity = settings.identity
    if identity is None:
        return Transport(settings, events, Credentials(settings, None))
    exchange = _Exchange(settings, identity, events, sleep, first_pause)
    return Transport(settings, events, Credentials(settings, exchange))


class _Exchange:
    """Exchanges the token of one identity."""

    def __init__(
        self,
        settings: Settings,
        identity: Identity,
        events: Events,
        sleep: Callable[[float], None],
        first_pause: float,
    ) -> None:
        parts = urlsplit(identity.token_url)
        self._settings = replace(
            settings,
            timeout=min(_TRY_SECONDS, settings.timeout),
            max_retries=min(_TRIES, settings.max_retries),
            max_wait=min(_WAIT_SECONDS, settings.max_wait),
            organization=None,
            project=None,
        ).at(f"{parts.scheme}://{parts.netloc}")
        self._path = parts.path
        self._identity = identity
        self._sleep, self._first_pause = sleep, first_pause
        self._transport = Transport(self._settings, events, None)

    def __call__(self) -> tuple[Secret, float]:
        """Return an access token and the seconds that it lives.

        Raises:
            SubjectTokenError: The workload has no token.
            SignInRefused: It is not accepted.
            MalformedAnswer: The answer holds no access token.
            OpenAIError: The exchange was not reached, or failed.
        """
        # Late: who signs in with a key does not wait for what starts programs.
        from fjcorp_openai.api.subject_token import subject_token

        identity, call = self._identity, Call("POST", self._path, admin=False, repeatable=True)

        def attempt(allowance: Allowance) -> httpx2.Response:
            call.body = {
                "grant_type": _GRANT,
                "subject_token_type": _KIND,
                "subject_token": subject_token(identity).reveal(),
                "identity_provider_id": identity.provider_id,
                "service_account_id": identity.service_account_id,
            }
            try:
                return self._transport.send(call, allowance.trying)
            except RateLimited as error:
                self._sleep(min(_WAIT_SECONDS, error.retry_after or _PAUSE_SECONDS))
                raise
            finally:
                call.body = None

        try:
            response = run(call, self._settings, attempt, self._sleep, first_pause=self._first_pause)
        except (BadRequest, Unauthorized, Forbidden) as error:
            refusal: SignInRefused | None = SignInRefused(
                error.status,
                error.message,
                code=error.code,
                operation=error.operation,
                request_id=error.request_id,
                hint=f"; {self._remedy(error.code)}",
            )
        except (NotFound, UnattributedNotFound):
            refusal = None
        else:
            return _read(decode(response, call.operation), call.operation)
        finally:
            # Nothing is exchanged for a long time now.
            self._transport.close()
        raise refusal or MalformedAnswer(f"{identity.token_url} is not there: {_RIGHT}")

    def _remedy(self, code: str) -> str:
        identity = self._identity
        if code == "invalid_subject_token":
            return (
                f"compare issuer, audience and end of the token from {identity.source} with the workload "
                f"identity provider {identity.provider_id}"
            )
        return (
            f"is {identity.provider_id} enabled, and does it have one enabled federation rule for "
            f"{identity.service_account_id} that fits the token from {identity.source}?"
        )


def _read(answer: dict[str, object], operation: str) -> tuple[Secret, float]:
    token, seconds = answer.get("access_token"), answer.get("expires_in")
    is_token = isinstance(token, str) and bool(token) and all(33 <= ord(each) <= 126 for each in token)
    is_time = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
    if not is_token or not is_time or not math.isfinite(float(str(seconds))) or float(str(seconds)) <= 0:
        raise MalformedAnswer(f"{operation} answered without an access token and its lifetime: {_RIGHT}")
    return Secret(str(token)), min(_LONGEST_SECONDS, float(str(seconds)))

"""Settings of the API client and where they come from."""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fjcorp_openai.api import identity as identities
from fjcorp_openai.api.errors import ConfigurationError, MissingKey, WrongKeyKind
from fjcorp_openai.api.secret import Secret, revealed
from fjcorp_openai.money.prices import FACTOR_NAMES, PRICE_NAMES
from fjcorp_openai.webhooks.description import Listener

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.identity import Identity

DEFAULT_BASE_URL = "https://api.openai.com/v1"
DEFAULT_TIMEOUT = 600.0
DEFAULT_MAX_RETRIES = 4
DEFAULT_MAX_WAIT = 900.0

_ENVIRONMENT: dict[str, tuple[str, ...]] = {
    "api_key": ("OPENAI_API_KEY",),
    "admin_key": ("OPENAI_ADMIN_KEY",),
    **{name: (variable,) for name, variable in identities.VARIABLES.items()},
    "organization": ("OPENAI_ORG_ID", "OPENAI_ORGANIZATION"),
    "project": ("OPENAI_PROJECT_ID",),
    "base_url": ("OPENAI_BASE_URL", "OPENAI_API_URL"),
    "timeout": ("OPENAI_TIMEOUT",),
    "max_retries": ("OPENAI_MAX_RETRIES",),
    "max_wait": ("OPENAI_MAX_WAIT",),
    "insecure": ("OPENAI_INSECURE",),
    "prices": ("OPENAI_PRICES",),
    "prices_date": ("OPENAI_PRICES_DATE",),
    "max_cost": ("OPENAI_MAX_COST",),
    "webhook_listener": ("OPENAI_WEBHOOK_LISTENER",),
    "events": ("FJCORP_OPENAI_EVENTS",),
    "pacing_dir": ("FJCORP_OPENAI_PACING_DIR",),
    "journal_dir": ("FJCORP_OPENAI_JOURNAL_DIR",),
    "play_dir": ("FJCORP_OPENAI_PLAY_DIR",),
}
_KEYS = ("api_key", "admin_key")
_CREDENTIALS = "FJCORP_OPENAI_CREDENTIALS"


def events_file(environ: Mapping[str, str]) -> str | None:
    """Return the path of the event file, or None where nobody reads events."""
    return next((environ[name] for name in _ENVIRONMENT["events"] if environ.get(name)), None)


@dataclass(frozen=True)
class Settings:
    """What a client needs to know.

    Attributes:
        api_key: key of a project or service account, for everything but administration.
        admin_key: key for `/organization/**` and the roles under `/projects/**`.
        identity_provider_id, service_account_id, identity_token_file, identity_token_command,
        identity_token_url: the identity that signs in where there is no `api_key`; see `identity`.
        organization: id sent as `OpenAI-Organization`.
        project: id sent as `OpenAI-Project` with calls that use the project key.
        base_url: always ends with `/v1`.
        timeout: seconds that one try of a call may take; bodies of files may take longer while they flow.
        max_retries: how often a call is tried again; 0 for never.
        max_wait: seconds that a call may wait for the API's limits at one stretch.
        insecure: whether keys may be sent unencrypted to another host.
        prices: the user's prices, see `money.prices`; in the environment as JSON.
        prices_date: the date of these prices, as in `2026-11-20`.
        max_cost: US dollars that the paid calls of one process may cost together; None for no limit.
        webhook_listener: where events are received while jobs are waited for; in the environment as JSON.
        events: file that gets one JSON line per call, wait and progress message.
        pacing_dir: folder through which all processes share what is known of the API's limits.
        journal_dir: folder of the create journal, beside the state.
        play_dir: folder of one run of Ansible, whose processes share the list of models through it.
        environ: the environment that names proxies and certificate authorities.
    """

    api_key: Secret | None = None
    admin_key: Secret | None = None
    identity_provider_id: str | None = None
    service_account_id: str | None = None
    identity_token_file: Path | str | None = None
    identity_token_command: tuple[str, ...] | list[str] | str | None = None
    identity_token_url: str | None = None
    organization: str | None = None
    project: str | None = None
    base_url: str = DEFAULT_BASE_URL
    timeout: float = DEFAULT_TIMEOUT
    max_retries: int = DEFAULT_MAX_RETRIES
    max_wait: float = DEFAULT_MAX_WAIT
    insecure: bool = False
    prices: Mapping[str, Mapping[str, Any]] | None = None
    prices_date: str = ""
    max_cost: Decimal | None = None
    webhook_listener: Listener | None = None
    events: Path | None = None
    pacing_dir: Path | None = None
    journal_dir: Path | None = None
    play_dir: Path | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False, compare=False)
    identity: Identity | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Normalise the values.

        Raises:
            ConfigurationError: a value cannot be used.
        """
        for name in _KEYS:
            object.__setattr__(self, name, _key(name, getattr(self, name)))
        for name in ("organization", "project"):
            object.__setattr__(self, name, _header(name, getattr(self, name)))
        object.__setattr__(self, "insecure", _switch("insecure", self.insecure))
        object.__setattr__(self, "base_url", _base_url(self.base_url, insecure=self.insecure))
        object.__setattr__(self, "timeout", _number("timeout", self.timeout, float, above=0))
        object.__setattr__(self, "max_retries", _number("max_retries", self.max_retries, int, above=-1))
        object.__setattr__(self, "max_wait", _number("max_wait", self.max_wait, float, above=-1))
        object.__setattr__(self, "prices", _prices(self.prices))
        object.__setattr__(self, "prices_date", _day("prices_date", self.prices_date))
        if self.max_cost is not None:
            object.__setattr__(self, "max_cost", _dollars("max_cost", self.max_cost))
        object.__setattr__(self, "webhook_listener", _listener(self.webhook_listener))
        for name in ("events", "pacing_dir", "journal_dir", "play_dir"):
            value = getattr(self, name)
            object.__setattr__(self, name, Path(value) if value else None)
        object.__setattr__(self, "identity", self._identity())

    def _identity(self) -> Identity | None:
        values = {name: getattr(self, name) for name in identities.VARIABLES}
        found = identities.read(values, self.base_url, insecure=self.insecure)
        if found is not None and self.api_key is not None:
            raise ConfigurationError(
                f"there are two ways to sign in: {named('api_key')} and {named('identity_provider_id')} are "
                "both set. Unset one of them."
            )
        return found

    def at(self, address: str) -> Settings:
        """Return the same settings for another address than the API's."""
        twin = copy(self)
        object.__setattr__(twin, "base_url", address)
        return twin

    @property
    def signs_in(self) -> bool:
        """Whether calls other than administration can be made: there is a key, or an identity."""
        return self.api_key is not None or self.identity is not None

    def caller(self, *, admin: bool) -> Secret | None:
        """Return what distinguishes the caller of a kind of call from others: a key, or a service account."""
        if admin or self.identity is None:
            return self.admin_key if admin else self.api_key
        return Secret(f"{self.identity.provider_id} {self.identity.service_account_id}")

    @classmethod
    def resolve(cls, config: Mapping[str, Any], environ: Mapping[str, str] | None = None) -> Settings:
        """Collect settings: configuration, else credentials file, else environment, else default.

        Args:
            config: attributes of the provider block; null and missing are the same.
            environ: the environment, `os.environ` when not given.

        Raises:
            ConfigurationError: a value cannot be used; the message names where it came from.
        """
        environ = os.environ if environ is None else environ
        credentials = _credentials(environ.get(_CREDENTIALS))
        values: dict[str, Any] = {}
        for name, variables in _ENVIRONMENT.items():
            found = [
                config.get(name),
                credentials.get(name),
                *(environ.get(variable) for variable in variables),
            ]
            value = next((item for item in found if item not in (None, "")), None)
            if value is not None:
                values[name] = Secret(str(value)) if name in _KEYS and isinstance(value, str) else value
        return cls(**values, environ=environ)

    def key(self, *, admin: bool, operation: str) -> Secret | None:
        """Return the key for a call; None where the identity signs in for it.

        Args:
            admin: whether the call is an administration call.
            operation: method and path, for the message.

        Raises:
            MissingKey: it is not set.
            WrongKeyKind: it is a key of the other kind.
        """
        name, kind, other = ("admin_key", "admin", "project") if admin else ("api_key", "project", "admin")
        variable = _ENVIRONMENT[name][0]
        value = self.admin_key if admin else self.api_key
        if value is None and not admin and self.identity is not None:
            return None
        if value is None and admin and self.identity is not None:
            raise MissingKey(
                f"{operation} is administration, for which no identity can sign in: it needs an admin key. "
                f"Set {name} or the environment variable {variable}."
            )
        if value is None:
            raise MissingKey(
                f"{operation} needs {'an admin' if admin else 'a project'} key: set {name} or the "
                f"environment variable {variable}."
            )
        wrong = value.reveal().startswith(("sk-proj-", "sk-svcacct-") if admin else "sk-admin-")
        if wrong:
            raise WrongKeyKind(
                f"{operation} needs {'an admin' if admin else 'a project'} key, but {named(name)} holds a "
                f"key of kind {other!r}, not {kind!r}."
            )
        return value


def named(name: str) -> str:
    """Return a setting's name and its environment variable, for messages."""
    return f"{name} (environment variable {_ENVIRONMENT[name][0]})"


def _key(name: str, value: Secret | str | None) -> Secret | None:
    # A stray newline would otherwise end up, with the whole key, in the HTTP library's error.
    key = Secret((revealed(value) or "").strip())
    if any(not 33 <= ord(character) <= 126 for character in key.reveal()):
        raise ConfigurationError(f"{name} holds a space, a control or a non-ASCII character.")
    return key or None


def _header(name: str, value: Any) -> str | None:
    text = str(value).strip() if value is not None else ""
    if any(not 33 <= ord(character) <= 126 for character in text):
        raise ConfigurationError(f"{name} is not an id: {text!r}.")
    return text or None


def _base_url(value: str, *, insecure: bool) -> str:
    text = str(value).strip().rstrip("/")
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        valid = False
    if not valid:
        raise ConfigurationError(
            f"base_url must be an http or https address, for example {DEFAULT_BASE_URL}."
        )
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ConfigurationError("base_url must hold no user name, password, query or fragment.")
    if parts.scheme == "http" and not insecure and not identities.is_loopback(str(parts.hostname)):
        raise ConfigurationError(
            f"{named('base_url')} is {text}: on the way to {parts.hostname} anybody could read the keys, so "
            f"nothing was sent. Write https://, or set {named('insecure')} to true if that is meant."
        )
    return text if text.endswith("/v1") else f"{text}/v1"


def _switch(name: str, value: Any) -> bool:
    text = str(value).strip().lower()
    if text in ("true", "yes", "on", "1"):
        return True
    if text in ("false", "no", "off", "0", ""):
        return False
    raise ConfigurationError(f"{named(name)} must be true or false, not {text!r}.")


def _number(name: str, value: Any, kind: type[Any], *, above: float) -> Any:
    try:
        number = kind(value)
        valid = number > above and 0 <= number < 1e9 and number == float(value)
    except (TypeError, ValueError, OverflowError):
        valid = False
    if not valid:
        least = "0 or more" if above < 0 else "above 0"
        whole = f"a whole number, {least}" if kind is int else f"a number of seconds, {least}"
        raise ConfigurationError(f"{named(name)} must be {whole}.")
    return number


def _listener(value: Any) -> Listener | None:
    try:
        return value if value is None or isinstance(value, Listener) else Listener.read(value)
    except ValueError as error:
        raise ConfigurationError(f"{named('webhook_listener')} {error}.") from None


def _dollars(name: str, value: Any) -> Any:
    with suppress(ArithmeticError):
        amount = Decimal(str(value))
        if not isinstance(value, bool) and amount.is_finite() and amount >= 0:
            return amount
    raise ConfigurationError(f"{named(name)} must be a number of US dollars, 0 or more, not {value!r}.")


def _day(name: str, value: Any) -> str:
    text = str(value or "").strip()
    with suppress(ValueError):
        # Only this form: fromisoformat takes weeks, and days without hyphens, as well.
        if not text or str(date.fromisoformat(text)) == text:
            return text
    raise ConfigurationError(f"{named(name)} must be a date such as 2026-11-20, not {text!r}.")


def _prices(value: Any) -> dict[str, dict[str, Any]] | None:
    if isinstance(value, str):
        try:
            value = json.loads(value, parse_float=Decimal)
        except ValueError:
            value = ""
    if value is None:
        return None
    if not isinstance(value, dict) or not all(isinstance(row, dict) for row in value.values()):
        raise ConfigurationError(
            f'{named("prices")} must be prices by model, as in {{"gpt-6-sol": {{"input": 2, "output": 10}}}}.'
        )
    for model, row in value.items():
        for name in row:
            if name not in (*PRICE_NAMES, *FACTOR_NAMES):
                known = ", ".join((*PRICE_NAMES, *FACTOR_NAMES))
                raise ConfigurationError(f"{named('prices')}: {model} has {name!r}; there are {known}.")
    return {
        str(model): {name: _dollars("prices", price) for name, price in row.items() if price is not None}
        for model, row in value.items()
    }


def _credentials(location: str | None) -> dict[str, Any]:
    if not location:
        return {}
    try:
        with Path(location).open(encoding="utf-8") as file:
            others = stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077
            content = None if others else json.load(file)
        reason = "others may read it: chmod 600" if others else "it is not a JSON object"
    except OSError as error:
        content, others, reason = None, 0, f"it cannot be read: {error.strerror}"
    except ValueError:
        content, others, reason = None, 0, "it is not JSON"
    if others or not isinstance(content, dict):
        # Raised here and not above: a JSON error carries the text, hence the keys, in its chain.
        raise ConfigurationError(f"The credentials file {location} ({_CREDENTIALS}) is not used: {reason}.")
    return {name: content.get(name) for name in (*_KEYS, *identities.VARIABLES)}

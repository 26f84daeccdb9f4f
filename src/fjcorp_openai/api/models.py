"""The models of an account and the days on which they end: see `Models`."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import NotFound, OpenAIError
from fjcorp_openai.api.pacing_store import FileLedger
from fjcorp_openai.api.secret import Secret
from fjcorp_openai.spelling import near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.api.settings import Settings

PATH = "/models"
WARNING_DAYS = 90
"""A model that ends in fewer days is warned of."""
_TUNED = "ft:"
_SHARED = "models"
"""Name of the list in the folder of a play."""


@dataclass(frozen=True)
class Standing:
    """How long a model can be used.

    Attributes:
        name: Its name.
        known: Whether the project key can use it.
        shutdown_date: Day on which it ends, once one is announced.
        days_left: Days from today to that day; 0 or less when it has ended.
        near: Names of models that the key can use, for one that is unknown.
        reason: Why it is unknown, in the API's words.
    """

    name: str
    known: bool
    shutdown_date: date | None = None
    days_left: int | None = None
    near: tuple[str, ...] = ()
    reason: str = ""

    @property
    def ended(self) -> bool:
        """Whether its last day is over."""
        return self.days_left is not None and self.days_left <= 0

    @property
    def ends_soon(self) -> bool:
        """Whether it ends in less than `WARNING_DAYS`."""
        return self.days_left is not None and 0 < self.days_left < WARNING_DAYS


def base(name: str) -> str:
    """Return the model that a fine-tuned one (`ft:<base>:...`) stands on; another model's own name."""
    parts = name.split(":")
    return parts[1] if name.startswith(_TUNED) and len(parts) > 1 else name


def is_tuned(name: str) -> bool:
    """Return whether a name is one of a fine-tuned model."""
    return name.startswith(_TUNED)


class Models:
    """The models that the project key can use.

    GET /models is called once for each client, and once for all clients of a play where they share a folder
    (`Settings.play_dir`), until a model is written; one that was refused is not called again. A model that
    the list lacks is asked for by itself, so that one made since is known. Safe to share between threads.
    """

    def __init__(self, api: Api) -> None:
        """Take the client."""
        self._api = api
        self._lock = threading.Lock()
        self._failure: OpenAIError | None = None
        self._untold = False
        self._ledger = _ledger(api.settings)
        self._shared: list[dict[str, Any]] | None = None

    def listed(self, *, fresh: bool = False) -> list[dict[str, Any]] | None:
        """Return the models as the API lists them; None when there is no project key, or it may not list.

        Operation: GET /models.

        Args:
            fresh: Whether this client is to have asked itself.
        """
        if not self._api.settings.signs_in:
            return None
        with self._lock:
            if self._failure is not None:
                return None
            try:
                return self._listed(fresh=fresh)
            except OpenAIError as error:
                self._failure, self._untold = error, True
                return None

    def _listed(self, *, fresh: bool) -> list[dict[str, Any]]:
        if self._ledger is None:
            return self._api.list(PATH)
        if self._shared is None and not fresh:
            with self._ledger.open(_SHARED) as kept:
                self._shared = _usable(kept.get("data"))
        if self._shared is None or fresh:
            listed = self._api.list(PATH)
            told = [{name: each.get(name) for name in ("id", "shutdown_date")} for each in listed]
            if told != self._shared:
                with self._ledger.open(_SHARED) as kept:
                    kept["data"] = told
            self._shared = told
        return self._shared

    def written(self, path: str) -> None:
        """Forget the models if a write to this path changed them."""
        if self._ledger is not None and (path == PATH or path.startswith(f"{PATH}/")):
            with self._lock, self._ledger.open(_SHARED) as kept:
                self._shared = None
                kept.clear()

    def failure(self) -> OpenAIError | None:
        """Return why the models could not be listed, to whoever asks first."""
        with self._lock:
            untold, self._untold = self._untold, False
            return self._failure if untold else None

    def standing(self, name: str, *, fresh: bool = False) -> Standing | None:
        """Return how long a model can be used; None when the API does not say.

        Operations: GET /models, and GET /models/{model} for one that the list lacks.

        Args:
            name: The model's name.
            fresh: See `listed`.
        """
        listed = self.listed(fresh=fresh)
        if listed is None:
            return None
        known = {str(each.get("id")): each for each in listed}
        try:
            model = known.get(name) or self._api.find(PATH, name)
        except NotFound as error:
            return Standing(name, known=False, near=tuple(near(name, known, 3)), reason=str(error))
        except OpenAIError:
            return None
        return self._standing(model, known)

    def all(self) -> list[Standing]:
        """Return how long each listed model can be used, in the API's order; nothing when it does not list.

        Operation: GET /models.
        """
        listed = self.listed(fresh=True) or []
        known = {str(each.get("id")): each for each in listed}
        return [self._standing(each, known) for each in listed]

    def _standing(self, model: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> Standing:
        name = str(model.get("id"))
        # A fine-tuned model ends with its base, whether or not its own entry says so.
        end = _day(model) or _day(known.get(base(name), {}))
        today = datetime.fromtimestamp(self._api.clock.now(), UTC).date()
        return Standing(name, known=True, shutdown_date=end, days_left=(end - today).days if end else None)


def _ledger(settings: Settings) -> FileLedger | None:
    """Return what the clients of a play with this address, account and key share."""
    caller = settings.caller(admin=False)
    if settings.play_dir is None or caller is None:
        return None
    # Only a digest of this is kept.
    named = f"{settings.base_url} {settings.organization} {settings.project}"
    return FileLedger(settings.play_dir, Secret(f"{named} {caller.reveal()}"))


def _usable(data: object) -> list[dict[str, Any]] | None:
    """Return a list of models that a file holds; it may hold anything."""
    if not isinstance(data, list) or not data:
        return None
    whole = [each for each in data if isinstance(each, dict) and isinstance(each.get("id"), str)]
    return whole if len(whole) == len(data) else None


def _day(model: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(model.get("shutdown_date"))[:10])
    except ValueError:
        return None

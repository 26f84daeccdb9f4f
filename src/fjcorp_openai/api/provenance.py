"""Who made an object, as far as the API shows it: the owner of a key, and the audit log.

Asked only when an object turns up that a create whose answer was lost may have made.
Operations: GET /organization/admin_api_keys, GET /organization/audit_logs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.call import is_administration
from fjcorp_openai.api.errors import OpenAIError
from fjcorp_openai.organization.guards import is_own_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from fjcorp_openai.api.secret import Secret

Item = dict[str, Any]
_KEYS = "/organization/admin_api_keys"
_LOG = "/organization/audit_logs"


class Provenance:
    """Finds out whether this key made an object. Safe to share between threads."""

    def __init__(self, listed: Callable[[str, dict[str, Any]], list[Item]], admin_key: Secret | None) -> None:
        """Ask nothing yet.

        Args:
            listed: returns a list by its path and query.
            admin_key: the key of administration calls; only compared with what the API shows of keys.
        """
        self._listed = listed
        self._admin_key = admin_key
        self._own: Item | None = None

    def is_ours(self, path: str, item: Item) -> bool | None:
        """Return whether this key made an object; None when the API does not say.

        Args:
            path: what is posted to in order to make such objects.
            item: the object, as the API lists it.
        """
        if not is_administration(path):
            return None
        own = self._own_key()
        if path == _KEYS and own and self._owner(item) not in (None, self._owner(own)):
            return False
        makers = {_maker(event) for event in self._events(item)} - {None}
        return own.get("id") in makers if makers and own else None

    def _own_key(self) -> Item:
        if self._own is None:
            found = [
                each
                for each in self._told(_KEYS, {})
                if is_own_key(each.get("redacted_value"), self._admin_key)
            ]
            self._own = found[0] if len(found) == 1 else {}
        return self._own

    def _events(self, item: Item) -> list[Item]:
        events = self._told(_LOG, {"resource_ids": [str(item.get("id"))]})
        return [each for each in events if str(each.get("type")).endswith((".created", ".sent", ".added"))]

    def _told(self, path: str, query: dict[str, Any]) -> list[Item]:
        try:
            return self._listed(path, query)
        except OpenAIError:
            return []  # no such log, or not for this key: then nothing is known

    @staticmethod
    def _owner(item: Item) -> str | None:
        owner = item.get("owner")
        return owner.get("id") if isinstance(owner, dict) else None


def _maker(event: Item) -> str | None:
    """Return the id of the key that acted; nothing of a person who used the dashboard, who is no key."""
    actor = event.get("actor")
    if not isinstance(actor, dict):
        return None
    key = actor.get("api_key")
    return str(key.get("id")) if isinstance(key, dict) else "a session"

"""Who is who: people by id or address, whether they have joined, and what stands in the way of changing them.

The organization's users and invites are read as whole lists. `Directory` keeps them for a minute, whatever is
written meanwhile: Terraform plans each change once more while it applies, and must not read the lists again
for each of 200 people.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from fjcorp_openai.organization.guards import ADDRESS, key_owners, leaves_no_owner, owners, same_address
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.validators import matches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Plan

USERS = "/organization/users"
INVITES = "/organization/invites"
KEYS = "/organization/admin_api_keys"
ORGANIZATION_OWNER = "organization_owner"
_AGE_SECONDS = 60.0

MAIL_ADDRESS = matches(ADDRESS, "a mail address")

Item = dict[str, Any]


def person_in(items: list[Item], wanted: str) -> Item | None:
    """Return the person with an id or an address."""
    return next(
        (each for each in items if each["id"] == wanted or same_address(each.get("email"), wanted)), None
    )


def keep_spelling(plan: Plan, name: str = "email") -> None:
    """Plan no change of an address that differs from the state in letter case only."""
    if plan.is_update and plan.prior and same_address(plan.prior[name], plan.proposed[name]):
        plan.proposed[name] = plan.prior[name]


class Directory:
    """The organization's people and invites, as they were at most a minute ago.

    Attributes:
        projects: Ids of projects that were seen active and are on no list yet.
    """

    def __init__(self) -> None:
        """Start empty; use `Directory.of`."""
        self.projects: set[str] = set()
        self._lists: dict[str, tuple[float, list[Item]]] = {}
        self._lock = threading.Lock()

    @classmethod
    def of(cls, api: Api) -> Directory:
        """Return the directory of a client, the same one each time."""
        with _GUARD:
            return _DIRECTORIES.setdefault(api, cls())

    def listed(self, api: Api, path: str) -> list[Item]:
        """Return a list, at most a minute old."""
        with self._lock:
            found = self._lists.get(path)
            if found is None or time.monotonic() - found[0] > _AGE_SECONDS:
                found = self._lists[path] = (time.monotonic(), api.list(path))
            return found[1]


_GUARD = threading.Lock()
_DIRECTORIES: WeakKeyDictionary[Api, Directory] = WeakKeyDictionary()


def users(api: Api) -> list[Item]:
    """Return the organization's users, at most a minute old."""
    return Directory.of(api).listed(api, USERS)


def invites(api: Api) -> list[Item]:
    """Return the organization's invites, at most a minute old."""
    return Directory.of(api).listed(api, INVITES)


def invited(items: list[Item], email: str) -> Item | None:
    """Return the invite of an address that counts most: a pending one, else the newest."""
    found = [each for each in items if same_address(each.get("email"), email)]
    return max(found, key=lambda each: (each["status"] == "pending", each["created_at"]), default=None)


def is_owner(api: Api, user_id: str) -> bool:
    """Return whether a user owns the organization."""
    return any(each["id"] == user_id and each.get("role") == "owner" for each in users(api))


def unknown_person(api: Api, wanted: str, place: str) -> ProviderError:
    """Return the error about somebody who is no user of the organization, saying how far they are.

    Args:
        api: The client.
        wanted: An id or an address.
        place: The attribute that names the person.
    """
    if "@" not in wanted:
        return ProviderError(
            f"There is no user {wanted} in the organization",
            "Check the id, or name the person by `email`.",
            (place,),
        )
    invite = invited(invites(api), wanted)
    if invite is None:
        return ProviderError(
            f"There is no user {wanted} in the organization",
            "The address was not invited either. Check its spelling, or send an invite (`openai_invite`) "
            "and apply again once it is accepted.",
            (place,),
        )
    if invite["status"] == "pending":
        return ProviderError(
            f"{wanted} has not accepted the invite yet",
            f"The invite {invite['id']} is pending. Apply again once it is accepted, or set allow_pending = "
            "true where the resource has it, to have the person added by the first run after that.",
            (place,),
        )
    return ProviderError(
        f"There is no user {wanted} in the organization",
        f"The invite {invite['id']} is {invite['status']}. "
        + (
            "Send another one (`openai_invite`)."
            if invite["status"] == "expired"
            else "It was accepted under another address, or the person was removed since."
        ),
        (place,),
    )


def refuse_last_owner(api: Api, user: Mapping[str, Any], action: str) -> None:
    """Stop what would leave the organization without owner, or take the user's own key its power.

    Args:
        api: The client.
        user: The person, as the API lists them.
        action: `lower` or `remove`.

    Operation: GET /organization/admin_api_keys.

    Raises:
        ProviderError: The person is the last owner, or the owner of the admin key in use.
    """
    shown = f"{user.get('email') or user['id']} ({user['id']})"
    if user.get("role") != "owner" and action == "lower":
        return
    if user.get("role") == "owner" and leaves_no_owner({user["id"], *owners(users(api))}, {user["id"]}):
        raise ProviderError(
            f"Cannot {action} {shown}: the last owner of the organization",
            "Make somebody else an owner first, in a run of its own.",
            ("role",) if action == "lower" else (),
        )
    if user["id"] in key_owners(api.list(KEYS), api.settings.admin_key):
        raise ProviderError(
            f"Cannot {action} {shown}: it is you",
            "The admin key in use belongs to this person and would lose its power in the middle of the run. "
            "Use another owner's admin key.",
            ("role",) if action == "lower" else (),
        )

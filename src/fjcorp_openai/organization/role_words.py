"""Which of the API's roles is which: its own by word, those of membership, and to whom one was given.

The provider and the plugins ask here, so that both read the same.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` itself takes 10 ms to import
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

OWN = "role-api-"
"""How the id of one of the service's own roles begins."""


def word(role: str) -> str:
    """Return the word in the id of one of the service's own roles, else the role as it is named.

    The service knows such an id in a short form (`role-api-project-member`) and one that goes on with the
    project or organization (`role-api-project-member__api-project__proj_...`).
    """
    return role.partition("__")[0].rpartition("-")[2] if role.startswith(OWN) else role


def shown(role: Mapping[str, Any]) -> str:
    """Return what a role is called: the service's own by their word, whatever title they have."""
    return word(role["id"]) if role.get("predefined_role") else str(role["name"])


def is_given_to(role: Mapping[str, Any], principal: str) -> bool:
    """Return whether a role was given to a principal itself, not to a group they are in."""
    sources = role.get("assignment_sources")
    return not sources or any(each.get("principal_id") == principal for each in sources)


def main_role(roles: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the role that the membership of a group in a project gives, of those that it has there.

    The API does not say which one it is: the service's own where there is one, else the first given.
    """
    return min(
        roles,
        key=lambda each: (not each["predefined_role"], each.get("created_at") or 0, each["id"]),
        default=None,
    )

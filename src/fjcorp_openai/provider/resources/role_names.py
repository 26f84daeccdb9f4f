"""The ways to name a role: the service's own by word, title or id, custom ones by name or id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.organization.role_words import OWN, word
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fjcorp_openai.api.client import Api

OWN_ROLES = frozenset({"owner", "member", "viewer"})
"""The service's own roles of a project."""


def roles_path(project_id: Any) -> str:
    """Return the path of the roles of a project, or of the organization."""
    return f"/projects/{quote(project_id, safe='')}/roles" if project_id else "/organization/roles"


def is_named(role: Mapping[str, Any], wanted: str) -> bool:
    """Return whether a role of the API is meant by a name or an id."""
    if wanted in (role["id"], role["name"]):
        return True
    return role["id"].startswith(OWN) and word(wanted) == word(role["id"])


def find_role(listed: Iterable[Any], wanted: str) -> dict[str, Any] | None:
    """Return the role that is meant; a custom role that has the very name comes before the service's own."""
    found = [role for role in listed if is_named(role, wanted)]
    return min(found, key=lambda role: wanted not in (role["id"], role["name"]), default=None)


def known_role(api: Api, project_id: Any, wanted: str, place: str = "role") -> dict[str, Any]:
    """Return a role of a project, or of the organization.

    Args:
        api: The client.
        project_id: The project; nothing for the organization.
        wanted: Name or id of the role.
        place: The attribute that names it.

    Raises:
        ProviderError: There is none.
    """
    return role_among(api.list(roles_path(project_id)), project_id, wanted, place)


def role_among(listed: Iterable[Any], project_id: Any, wanted: str, place: str = "role") -> dict[str, Any]:
    """Return the role that is meant among those of a project, or of the organization; see `known_role`.

    Raises:
        ProviderError: There is none.
    """
    roles = list(listed)
    role = find_role(roles, wanted)
    if role is None:
        names = sorted(each["name"] for each in roles)
        meant = did_you_mean(wanted, names)
        raise ProviderError(
            f'There is no role "{wanted}" in {f"project {project_id}" if project_id else "the organization"}',
            f"Known are {', '.join(names)}{f'; {meant}' if meant else '.'}",
            (place,),
        )
    return role


def project_role_id(api: Api, project_id: str, wanted: str) -> str:
    """Return the id of a role of a project; only the name of a custom role costs a look at the list.

    Raises:
        ProviderError: There is none of that name.
    """
    if word(wanted) in OWN_ROLES:
        return f"{OWN}project-{word(wanted)}"
    if wanted.startswith("role_"):
        return wanted
    return str(known_role(api, project_id, wanted)["id"])


def are_same(api: Api, project_id: Any, one: str, other: str) -> bool:
    """Return whether two ways to name a role of a project mean the same one."""
    if word(one) == word(other):
        return True
    if {word(one), word(other)} & OWN_ROLES or not isinstance(project_id, str):
        return False
    role = find_role(api.list(roles_path(project_id)), one)
    return role is not None and is_named(role, other)

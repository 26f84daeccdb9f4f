"""Who and what an organization consists of, found by the names that people use."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.organization import guards
from fjcorp_openai.organization.errors import OrganizationError
from fjcorp_openai.organization.guards import folded, same_address
from fjcorp_openai.spelling import did_you_mean

if TYPE_CHECKING:
    from fjcorp_openai.api.client import Api

Item = dict[str, Any]

PROJECTS = "/organization/projects"
USERS = "/organization/users"
INVITES = "/organization/invites"
DEFAULT_PROJECT = "Default project"


class Directory:
    """Finds projects and people. Everything comes from lists, each read once by the client's cache."""

    def __init__(self, api: Api) -> None:
        """Look up through a client of the API."""
        self.api = api

    def projects(self, *, archived: bool = False) -> list[Item]:
        """Return the projects, the archived ones among them on demand.

        Operation: GET /organization/projects.
        """
        everything = self.api.list(PROJECTS, {"include_archived": True})
        return [each for each in everything if archived or each["status"] != "archived"]

    def users(self) -> list[Item]:
        """Return the people of the organization, without its service accounts.

        Operation: GET /organization/users.
        """
        return [user for user in self.everybody() if not user.get("is_service_account") and user.get("email")]

    def everybody(self) -> list[Item]:
        """Return the users of the organization, service accounts among them.

        Operation: GET /organization/users.
        """
        return self.api.list(USERS)

    def users_by_address(self) -> dict[str, Item]:
        """Return the people by address in one letter case."""
        return {folded(user["email"]): user for user in self.users()}

    def invites_by_address(self) -> dict[str, list[Item]]:
        """Return the invites by address in one letter case, the oldest first.

        Operation: GET /organization/invites.
        """
        found: dict[str, list[Item]] = {}
        for invite in sorted(self.api.list(INVITES), key=lambda each: each.get("created_at") or 0):
            found.setdefault(folded(invite["email"]), []).append(invite)
        return found

    def members(self, project_id: str) -> dict[str, Item]:
        """Return the members of a project by their id.

        Operation: GET /organization/projects/{project_id}/users.
        """
        return {row["id"]: row for row in self.api.list(f"{PROJECTS}/{project_id}/users")}

    def project(self, wanted: str) -> Item:
        """Return the project with an id or a name.

        Raises:
            OrganizationError: There is none, several have the name, or it is archived.
        """
        everything = self.projects(archived=True)
        found = [each for each in everything if each["id"] == wanted]
        found = found or [each for each in everything if each["name"] == wanted]
        active = [each for each in found if each["status"] != "archived"]
        if len(active) > 1:
            ids = ", ".join(each["id"] for each in active)
            raise OrganizationError(
                f"{len(active)} projects have the name {quoted(wanted)}: {ids}. Give the id"
            )
        if active:
            return active[0]
        if found:
            raise OrganizationError(
                f"the project {quoted(wanted)} is archived, which is final ({found[0]['id']})"
            )
        names = [each["name"] for each in everything if each["status"] != "archived"]
        raise OrganizationError(f"there is no project {quoted(wanted)}{hint(wanted, names)}")

    def user(self, wanted: str) -> Item:
        """Return the person with an id or an address; the letter case of an address does not matter.

        Raises:
            OrganizationError: There is none, or several have the address.
        """
        found = self.find_user(wanted)
        if found is not None:
            return found
        invites = self.invites_by_address().get(folded(wanted), [])
        if invites:
            raise OrganizationError(
                f"{quoted(wanted)} is invited and not a member yet: the invite is {invites[-1]['status']}"
            )
        near = hint(wanted, [user["email"] for user in self.users()])
        raise OrganizationError(f"there is no person {quoted(wanted)} in the organization{near}")

    def find_user(self, wanted: str) -> Item | None:
        """Return the person with an id or an address, or None.

        Raises:
            OrganizationError: Several have the address.
        """
        users = self.users()
        found = [user for user in users if user["id"] == wanted]
        found = found or [user for user in users if same_address(user["email"], wanted)]
        if len(found) > 1:
            ids = ", ".join(user["id"] for user in found)
            raise OrganizationError(
                f"{len(found)} people have the address {quoted(wanted)}: {ids}. Give the id"
            )
        return found[0] if found else None

    def owners(self) -> set[str]:
        """Return the ids of the people who own the organization."""
        return guards.owners(self.users())


def default_project(projects: list[Item]) -> Item | None:
    """Return the organization's default project, which the API marks by a name that nobody can change."""
    named = [each for each in projects if each.get("name") == DEFAULT_PROJECT]
    return min(named, key=lambda each: (each["created_at"], each["id"]), default=None)


def quoted(text: str) -> str:
    """Return a text in quotation marks, for a message."""
    return json.dumps(text, ensure_ascii=False)


def hint(wanted: str, names: list[str]) -> str:
    """Return the end of a message about a name that is not there."""
    if question := did_you_mean(wanted, names):
        return f"; {question}"
    shown = ", ".join(sorted(names)[:10])
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return f"; there are {shown}{more}" if names else ""

"""Who has which roles where, read in as few lists as the API allows.

The API has no list of all assignments: the roles of one person or group at one place are one list. Whatever
cannot be there is not asked for: where there are no custom roles, nobody has one.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.api.errors import GONE
from fjcorp_openai.organization.directory import PROJECTS
from fjcorp_openai.organization.role_words import is_given_to, main_role, shown
from fjcorp_openai.threads import leave_signals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.organization.directory import Item

GROUPS = "/organization/groups"
ROLE_FIELDS = ("id", "name", "description", "permissions")
_AT_ONCE = 6
"""Lists read beside each other; the API's limits slow them down anyway."""


@dataclass
class Access:
    """Who has what.

    Attributes:
        groups: Groups of the organization, each with `users` and `roles`.
        roles: Custom roles of the organization.
        project_roles: Custom roles by project id.
        people: Custom roles in the organization by the id of the person who was given them.
        project_groups: Groups by project id, each with `role`, that of its membership, and other `roles`.
        project_people: Custom roles by project id, and by the id of the member who was given them on top.
    """

    groups: list[Item] = field(default_factory=list)
    roles: list[Item] = field(default_factory=list)
    project_roles: dict[str, list[Item]] = field(default_factory=dict)
    people: dict[str, list[Item]] = field(default_factory=dict)
    project_groups: dict[str, list[Item]] = field(default_factory=dict)
    project_people: dict[str, dict[str, list[Item]]] = field(default_factory=dict)

    def summary(self) -> dict[str, Any]:
        """Return what belongs to the organization, for a result; that of projects stands with them."""
        people = {id_: [each["name"] for each in roles] for id_, roles in self.people.items()}
        return {"groups": self.groups, "roles": self.roles, "people_roles": people}

    def of_project(self, project_id: str) -> dict[str, Any]:
        """Return what belongs to a project, for a result."""
        people = self.project_people.get(project_id, {})
        return {
            "groups": self.project_groups.get(project_id, []),
            "roles": self.project_roles.get(project_id, []),
            "people_roles": {id_: [each["name"] for each in roles] for id_, roles in people.items()},
        }


class AccessReader:
    """Reads who has what."""

    def __init__(self, api: Api) -> None:
        """Read through a client of the API."""
        self.api = api

    def read(self, people: Iterable[Item], members: Mapping[str, Iterable[Item]]) -> Access:
        """Read everything.

        Operations: GET /organization/groups and /organization/roles; for each group GET .../users and
        .../roles; for each person GET /organization/users/{user_id}/roles, where there are custom roles; for
        each project GET /projects/{project_id}/roles, and where there are groups GET
        /organization/projects/{project_id}/groups; for each of its groups, and where it has custom roles for
        each member, GET .../roles.

        Args:
            people: People of the organization.
            members: Members of the active projects, by the id of these.
        """
        found = Access(roles=self.roles())
        with ThreadPoolExecutor(_AT_ONCE, initializer=leave_signals) as pool:
            groups = pool.map(self.group, self.api.list(GROUPS))
            roles = pool.map(self.roles, members)
            given = pool.map(lambda each: self.given("users", each["id"]), people if found.roles else [])
            found.groups = list(groups)
            found.project_roles = dict(zip(members, roles, strict=True))
            found.people = {
                each["id"]: custom
                for each, listed in zip(people, given, strict=False)
                if (custom := _custom(listed))
            }
            inside = pool.map(self.project_groups, members if found.groups else [])
            found.project_groups = dict(zip(members, inside, strict=False))
            pairs = [
                (project, member)
                for project, rows in members.items()
                if found.project_roles[project]
                for member in rows
            ]
            for (project, member), extra in zip(pairs, pool.map(self._member, pairs), strict=True):
                if extra:
                    found.project_people.setdefault(project, {})[member["id"]] = extra
        return found

    def roles(self, project_id: str = "") -> list[Item]:
        """Return the custom roles of a project, or of the organization. Operation: GET of the roles."""
        path = f"/projects/{quote(project_id, safe='')}/roles" if project_id else "/organization/roles"
        return [
            {name: role.get(name) for name in ROLE_FIELDS}
            for role in self.api.list(path)
            if not role["predefined_role"]
        ]

    def given(self, kind: str, principal: str, project_id: str = "") -> list[Item]:
        """Return the roles that were given to a person or group itself.

        Operations: GET /organization/{kind}/{id}/roles, GET /projects/{project_id}/{kind}/{id}/roles.

        Args:
            kind: `users` or `groups`.
            principal: Id of the person or group.
            project_id: The project; empty for the organization.
        """
        root = f"/projects/{quote(project_id, safe='')}" if project_id else "/organization"
        try:
            listed = self.api.list(f"{root}/{kind}/{quote(principal, safe='')}/roles")
        except GONE:
            return []
        return [each for each in listed if is_given_to(each, principal)]

    def project_groups(self, project_id: str) -> list[Item]:
        """Return the groups of a project, each with its roles there.

        Operations: GET /organization/projects/{project_id}/groups, and for each group GET .../roles.
        """
        found = []
        for row in self.api.list(f"{PROJECTS}/{project_id}/groups"):
            given = self.given("groups", row["group_id"], project_id)
            main = main_role(given)
            found.append(
                {
                    "group_id": row["group_id"],
                    "group_name": row["group_name"],
                    "created_at": row.get("created_at"),
                    "role": shown(main) if main else "member",
                    "role_id": main["id"] if main else "",
                    "roles": [_role(each) for each in given if each is not main],
                }
            )
        return found

    def groups(self) -> list[Item]:
        """Return the groups of the organization with their members and roles."""
        return [self.group(each) for each in self.api.list(GROUPS)]

    def group(self, group: Item) -> Item:
        """Return a group with its members and roles. Operations: GET .../users and .../roles of the group."""
        users = self.api.list(f"{GROUPS}/{group['id']}/users")
        return {
            **{
                name: group[name] for name in ("id", "name", "created_at", "is_scim_managed") if name in group
            },
            "users": [
                {name: each[name] for name in ("id", "email", "name") if each.get(name)} for each in users
            ],
            "roles": [_role(each) for each in self.given("groups", group["id"])],
        }

    def _member(self, pair: tuple[str, Item]) -> list[Item]:
        project, member = pair
        given = _custom(self.given("users", member["id"], project))
        return [each for each in given if member.get("role") not in (each["id"], each["name"])]


def _role(role: Mapping[str, Any]) -> Item:
    return {"id": role["id"], "name": shown(role)}


def _custom(roles: Iterable[Mapping[str, Any]]) -> list[Item]:
    return [_role(each) for each in roles if not each["predefined_role"]]

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups, custom roles and who has them, of an organization that exists.

Groups and roles get their keys first. Where a role or a project is named, it is by key, which is known when
the projects are taken over as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..package import organization
from .import_result import GROUP, PERSON, PROJECT, ROLE
from .namesakes import oldest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fjcorp_openai.organization import Access

    from .import_result import ImportResult, Item, Kind


class AccessImport:
    """Takes over groups and roles, and who has them."""

    def __init__(self, imports: ImportResult, access: Access) -> None:
        """Take what there is.

        Args:
            imports: Collects what is taken over.
            access: Who has what.
        """
        self.imports, self.access = imports, access
        self._roles: dict[tuple[str, str], str] = {}
        self._in_projects: list[tuple[Item, str]] = []
        self._groups: dict[str, str] = {}
        self._new: dict[str, Item] = {}
        self._managed: set[str] = set()

    def take(self, projects: Mapping[str, str]) -> None:
        """Take over roles and groups.

        Args:
            projects: Names of the active projects by id.
        """
        for role in sorted(self.access.roles, key=_order):
            self._take_role(role, "", ())
        for project, roles in self.access.project_roles.items():
            for role in sorted(roles, key=_order):
                self._take_role(role, project, (projects[project],))
        for group in oldest(self.imports, "group", self.access.groups):
            self._take_group(group)

    def role(self, project_id: str, role: str) -> str:
        """Return what an item calls a role: its key, or the word or name that it has.

        Args:
            project_id: The project whose role it is; empty for the organization.
            role: Id or name.
        """
        listed = self.access.project_roles.get(project_id, []) if project_id else self.access.roles
        ids = [each["id"] for each in listed if role in (each["id"], each["name"])]
        return self._roles.get((project_id, ids[0]), role) if ids else role

    def groups_of(self, project_id: str) -> dict[str, str]:
        """Return the groups of a project as its item has them: role by group, each by key."""
        return {
            self._groups.get(str(row["group_id"]), str(row["group_id"])): self.role(project_id, row["role"])
            for row in self.access.project_groups.get(project_id, [])
        }

    def finish(self, names: Mapping[str, str], people: Mapping[str, str]) -> None:
        """Name projects by key, and take over who has which roles.

        Args:
            names: Keys of the active projects by id.
            people: Keys of the people by id.
        """
        for item, project in self._in_projects:
            item["project"] = names.get(project, project)
        for group in self.access.groups:
            key = self._groups.get(group["id"])
            inside = {
                project: row["roles"]
                for project, rows in self.access.project_groups.items()
                for row in rows
                if row["group_id"] == group["id"] and row["roles"]
            }
            if key and key not in self._managed:
                new = self._new.get(key)
                self._take_roles(GROUP, key, group["id"], new, group["roles"], inside, names)
        in_projects: dict[str, dict[str, list[Item]]] = {}
        for project, members in self.access.project_people.items():
            for id_, roles in members.items():
                in_projects.setdefault(id_, {})[project] = roles
        for id_ in sorted({*self.access.people, *in_projects}):
            key = people.get(id_)
            if key is not None and self.imports.manages(PERSON, "openai_user_roles", id_) is None:
                new = (self.imports.added.get(PERSON.variable) or {}).get(key)
                roles = self.access.people.get(id_, [])
                self._take_roles(PERSON, key, id_, new, roles, in_projects.get(id_, {}), names)

    def _take_role(self, role: Item, project: str, more: tuple[str, ...]) -> None:
        item: Item = {"name": role["name"]}
        if project:
            item["project"] = project
        if role.get("description"):
            item["description"] = role["description"]
        item["permissions"] = sorted(role["permissions"])
        places = self._aliases(project, more) if project else {None, ""}
        key, status = self.imports.take(
            ROLE,
            f"{project}/{role['id']}" if project else role["id"],
            item,
            (role["name"], *more),
            lambda each: (
                str(each.get("name") or "").casefold() == role["name"].casefold()
                and each.get("project") in places
            ),
        )
        self._roles[project, role["id"]] = key
        if project and status == "new":
            self._in_projects.append((item, project))

    def _take_group(self, group: Item) -> None:
        item: Item = {"name": group["name"]}
        if group.get("is_scim_managed"):
            item["from_identity_provider"] = True
        elif group["users"]:
            item["members"] = sorted((_who(each) for each in group["users"]), key=str.casefold)
        key, status = self.imports.take(
            GROUP, group["id"], item, (group["name"],), lambda each: each.get("name") == group["name"]
        )
        self._groups[group["id"]] = key
        if status == "managed":
            self._managed.add(key)
            return
        if status == "new":
            self._new[key] = item
        described = self.imports.item(GROUP, key)
        if described.get("members") and group["users"]:
            flags = "/allow_pending/exclusive" if described.get("exclusive") else "/allow_pending"
            resource, id_ = "openai_group_users.this[0]", group["id"]
            self.imports.block(GROUP, key, resource, id_, ["members"], f"{id_}{flags}")

    def _take_roles(
        self,
        kind: Kind,
        key: str,
        id_: str,
        new: Item | None,
        roles: Iterable[Item],
        inside: Mapping[str, Iterable[Item]],
        names: Mapping[str, str],
    ) -> None:
        """Take over the roles of a group or person: of the organization, and by project those in it."""
        given = sorted({self.role("", each["name"]) for each in roles})
        placed = [
            {"project": names.get(project, project), "role": self.role(project, each["name"])}
            for project in inside
            for each in sorted(inside[project], key=_order)
        ]
        if new is not None:
            new |= {"roles": given} if given else {}
            new |= {"project_roles": placed} if placed else {}
        described = self.imports.item(kind, key)
        part = next((part for part in ("roles", "project_roles") if described.get(part)), None)
        if part is None or not (given or placed):
            return
        named = [project for project in inside if described.get("project_roles")]
        parts = [id_, *named, *(["exclusive"] if described.get("exclusive") else [])]
        resource = "openai_group_roles" if kind is GROUP else "openai_user_roles"
        self.imports.block(kind, key, f"{resource}.this[0]", id_, [part], "/".join(parts))

    def _aliases(self, project: str, names: tuple[str, ...]) -> set[str]:
        """Return what an item may call a project: id, key, and the keys of items with its name."""
        # An item that names no project is the organization's.
        found = {project, self.imports.manages(PROJECT, PROJECT.type, project) or project}
        return found | {key for key, each in self.imports.known(PROJECT).items() if each.get("name") in names}


def _who(user: Item) -> str:
    return str(user.get("email") or user["id"])


def _order(role: Item) -> tuple[str, str]:
    return organization.folded(str(role["name"])), role["id"]

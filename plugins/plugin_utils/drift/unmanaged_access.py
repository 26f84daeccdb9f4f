# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups, custom roles, members of groups and assignments that no state holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..import_.import_result import GROUP, PERSON, PROJECT, ROLE
from ..package import organization

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from fjcorp_openai.organization import Item

    from ..import_.import_result import ImportResult, Kind

Row = dict[str, Any]
HELD = {"group": ("openai_group_roles", GROUP), "person": ("openai_user_roles", PERSON)}


class UnmanagedAccess:
    """Compares groups and roles with the states; what a list holds is in its state by id."""

    def __init__(
        self,
        info: Mapping[str, Any],
        active: Sequence[Mapping[str, Any]],
        imports: ImportResult,
        label: Callable[[Item], str],
    ) -> None:
        """Prepare to compare.

        Args:
            info: What there is.
            active: Its active projects.
            imports: Knows the states.
            label: Names a project.
        """
        self.info, self.active, self.imports, self.label = info, active, imports, label
        self._emails = {user["id"]: user["email"] for user in info["people"]}

    def rows(self) -> Iterator[Row]:
        """Yield a row for each."""
        yield from self._roles("", self.info.get("roles") or [], "")
        for group in self.info["groups"]:
            yield from self._group(group)
        for id_, roles in (self.info.get("people_roles") or {}).items():
            yield from self._assignments("person", id_, self._emails.get(id_, id_), roles)
        for entry in self.active:
            yield from self._project(entry)

    def _group(self, group: Item) -> Iterator[Row]:
        names = ", ".join(user.get("email") or user["id"] for user in group["users"])
        if not self._manages(GROUP, GROUP.type, group["id"]):
            by = "; an identity provider manages it" if group.get("is_scim_managed") else ""
            yield row("group", group["name"], group["id"], detail=(names or "nobody is in it") + by)
        elif not group.get("is_scim_managed"):
            held = self._held(GROUP, "openai_group_users", group["id"], "user_ids")
            for user in group["users"]:
                if user["id"] not in held:
                    name = user.get("email") or user["id"]
                    yield row("group member", name, user["id"], detail=f"in {group['name']}")
        roles = [each["name"] for each in group.get("roles") or []]
        yield from self._assignments("group", group["id"], group["name"], roles)

    def _project(self, entry: Mapping[str, Any]) -> Iterator[Row]:
        id_, label = entry["project"]["id"], self.label(entry["project"])
        yield from self._roles(id_, entry.get("roles") or [], label)
        compared = self._manages(PROJECT, "openai_project_groups", id_)
        for group in entry["groups"]:
            if not compared:
                detail = group.get("role") or ""
                yield row("group's access", group["group_name"], group["group_id"], label, detail)
            roles = [each["name"] for each in group.get("roles") or []]
            yield from self._assignments(
                "group", group["group_id"], group["group_name"], roles, entry["project"]
            )
        for who, roles in (entry.get("people_roles") or {}).items():
            name = self._emails.get(who, who)
            yield from self._assignments("person", who, name, roles, entry["project"])

    def _roles(self, project: str, roles: Iterable[Item], label: str) -> Iterator[Row]:
        for role in roles:
            id_ = f"{project}/{role['id']}" if project else role["id"]
            if not self._manages(ROLE, ROLE.type, id_):
                yield row("role", role["name"], role["id"], label, ", ".join(role["permissions"] or []))

    def _assignments(
        self, kind: str, id_: str, name: str, roles: Iterable[str], project: Item | None = None
    ) -> Iterator[Row]:
        """Yield the roles of a group or person that no list of a state holds."""
        type_, of = HELD[kind]
        held = self._held(of, type_, id_, "role_ids")
        held |= set(map(organization.word, held))
        listed = self._listed(project["id"] if project else "")
        for role in roles:
            if listed.get(role, role) not in held:
                label = self.label(project) if project else ""
                yield row(f"role of a {kind}", name, id_, label, role)

    def _listed(self, project: str) -> dict[str, str]:
        """Return the ids of custom roles by name."""
        roles = self.info.get("roles") or []
        for entry in self.active:
            if project and entry["project"]["id"] == project:
                roles = entry.get("roles") or []
        return {role["name"]: role["id"] for role in roles}

    def _held(self, kind: Kind, type_: str, id_: str, name: str) -> set[str]:
        values = self.imports.managed[kind.category].values(type_, id_)
        return {str(each) for each in (values.get(name) or {}).values()}

    def _manages(self, kind: Kind, type_: str, id_: str) -> bool:
        return self.imports.manages(kind, type_, id_) is not None


def row(kind: str, name: str, id_: str, project: str = "", detail: str = "") -> Row:
    """Return the row of an object, as the report has it."""
    return {"kind": kind, "name": name, "project": project, "id": id_, "detail": detail}

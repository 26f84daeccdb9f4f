# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has access to what, and through which group or role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from fjcorp_openai.organization import Item

Row = dict[str, Any]
Way = tuple[str, str, str]
"""Project id (empty for the organization), role, and the group that it comes through, if any."""

EVERY_PROJECT = "owner of the organization, and so of every project"


class AccessRows:
    """Explains the access of people, invites, service accounts and groups."""

    def __init__(
        self, info: Mapping[str, Any], active: Sequence[Mapping[str, Any]], label: Callable[[Item], str]
    ) -> None:
        """Read what there is.

        Args:
            info: All that there is, as ``OrganizationInfo.everything`` returns it.
            active: Its active projects.
            label: Names a project.
        """
        self.info, self.active = info, active
        self._labels = {entry["project"]["id"]: label(entry["project"]) for entry in active}
        self._ways: dict[str, list[Way]] = {}
        for id_, roles in (info.get("people_roles") or {}).items():
            self._ways.setdefault(id_, []).extend(("", role, "") for role in roles)
        members = {group["id"]: group["users"] for group in info["groups"]}
        for group in info["groups"]:
            for role in group.get("roles") or []:
                self._through(group["users"], "", role["name"], group["name"])
        for entry in active:
            self._inside(entry, members)

    def rows(self) -> Iterator[Row]:
        """Yield a row for each person, pending invite and service account.

        Each has ``email``, ``role``, ``status``, the ways into each project by its id in ``projects``, all
        ``ways`` one by one, and ``line``, which says the same in words.
        """
        for user in sorted(self.info["people"], key=_address):
            yield self._row(user["email"], user["role"], "member", self._ways.get(user["id"], []))
        for invite in sorted(self.info["invites"], key=_address):
            if invite["status"] == "pending":
                ways = [(each["id"], each["role"], "") for each in invite.get("projects") or []]
                yield self._row(invite["email"], invite["role"], "invited", ways)
        for entry in self.active:
            for account in entry["service_accounts"]:
                ways = [(entry["project"]["id"], account.get("role", "member"), "")]
                yield self._row(account["name"], "service account", "service account", ways)

    def groups(self) -> Iterator[Row]:
        """Yield a row for each group: who manages it, who is in it, and what its members have through it."""
        for group in sorted(self.info["groups"], key=lambda each: str(each["name"]).casefold()):
            projects = {
                self._labels[entry["project"]["id"]]: [row.get("role") or "member", *_names(row)]
                for entry in self.active
                for row in entry["groups"]
                if row["group_id"] == group["id"]
            }
            yield {
                "id": group["id"],
                "name": group["name"],
                "managed_by": "identity provider" if group.get("is_scim_managed") else "this organization",
                "members": sorted(str(user.get("email") or user["id"]) for user in group["users"]),
                "roles": _names(group),
                "projects": projects,
            }

    def _inside(self, entry: Mapping[str, Any], members: Mapping[str, list[Item]]) -> None:
        id_ = entry["project"]["id"]
        names = {role["id"]: role["name"] for role in entry.get("roles") or []}
        more = entry.get("people_roles") or {}
        for user in entry["users"]:
            roles = [names.get(user["role"], user["role"]), *more.get(user["id"], [])]
            self._ways.setdefault(user["id"], []).extend((id_, role, "") for role in roles)
        for group in entry["groups"]:
            for role in [group.get("role") or "member", *_names(group)]:
                self._through(members.get(group["group_id"], []), id_, role, group["group_name"])

    def _through(self, users: list[Item], project: str, role: str, group: str) -> None:
        for user in users:
            self._ways.setdefault(user["id"], []).append((project, role, group))

    def _row(self, email: str, role: str, status: str, ways: list[Way]) -> Row:
        projects: dict[str, list[str]] = {}
        for project, each, group in ways:
            if project:
                projects.setdefault(project, []).append(_words(each, group))
        return {
            "email": email,
            "role": role,
            "status": status,
            "projects": projects,
            "ways": [
                {
                    "project_id": project,
                    "project": self._labels.get(project, ""),
                    "role": each,
                    "through": group,
                }
                for project, each, group in ways
            ],
            "line": self._line(email, role, status, ways),
        }

    def _line(self, email: str, role: str, status: str, ways: list[Way]) -> str:
        """Say in one line what somebody has, and through what."""
        owns = role == "owner" and status == "member"
        first = EVERY_PROJECT if owns else f"invited as {role}" if status == "invited" else role
        parts = [", ".join([first, *(_words(each, group) for project, each, group in ways if not project)])]
        for project in dict.fromkeys(project for project, _role, _group in ways if project):
            inside = [
                _words(each, group)
                for place, each, group in ways
                if place == project and not (owns and not group and each == "owner")
            ]
            if inside:
                parts.append(f"{self._labels.get(project, project)}: {', '.join(inside)}")
        return f"{email}: {'; '.join(parts)}"


def _words(role: str, group: str) -> str:
    return f"{role} through {group}" if group else role


def _names(item: Mapping[str, Any]) -> list[str]:
    return [str(role["name"]) for role in item.get("roles") or []]


def _address(item: Item) -> str:
    return str(item["email"]).casefold()

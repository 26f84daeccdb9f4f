# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is in an organization, read in lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .directory import PROJECTS, Directory

if TYPE_CHECKING:
    from collections.abc import Collection

    from .directory import Item


KEPT = {
    "project": ("id", "name", "status", "created_at", "archived_at", "residency", "external_key_id"),
    "users": ("id", "email", "name", "role", "added_at"),
    "service_accounts": ("id", "name", "role", "created_at"),
}


class Survey:
    """Reads an organization."""

    def __init__(self, api: Any) -> None:
        """Read through a client of the API."""
        self.api = api
        self.directory = Directory(api)

    def projects(self, include: Collection[str], *, archived: bool = False) -> list[dict[str, Any]]:
        """Return the projects with parts of them.

        Operations: GET /organization/projects, and for each active project GET .../users,
        .../service_accounts, .../rate_limits.

        Args:
            include: Names of parts: ``users``, ``service_accounts``, ``rate_limits``.
            archived: Whether to return archived projects as well, whose parts are empty.

        Returns:
            For each project, a map with ``project`` and the parts: ``users`` and ``service_accounts`` as
            lists, ``rate_limits`` by model.
        """
        found = []
        for project in self.directory.projects(archived=archived):
            entry: dict[str, Any] = {"project": _keep(project, "project")}
            for part in include:
                rows = self._rows(project, part)
                if part == "rate_limits":
                    entry[part] = {row["model"]: limits(row) for row in rows}
                else:
                    entry[part] = [_keep(row, part) for row in rows]
            found.append(entry)
        return found

    def _rows(self, project: Item, part: str) -> list[Item]:
        if project["status"] == "archived":
            return []
        rows: list[Item] = self.api.list(f"{PROJECTS}/{project['id']}/{part}")
        return rows


def limits(row: Item) -> dict[str, int]:
    """Return the limits in a row of the API, by the API's names."""
    return {name: value for name, value in row.items() if "_1_" in name and value is not None}


def _keep(item: Item, part: str) -> Item:
    return {name: item[name] for name in KEPT[part] if item.get(name) is not None}

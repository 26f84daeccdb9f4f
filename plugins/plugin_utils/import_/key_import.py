# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys that exist, chosen by what is known of them and taken over."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from ..package import organization
from .import_result import ACCOUNT, ADMIN_KEY, PROJECT, PROJECT_KEY
from .importable_keys import (
    ENDED,
    NAMELESS,
    NAMESAKE,
    has_ended,
    take_account,
    take_admin_key,
    take_project_key,
)
from .namesakes import age

if TYPE_CHECKING:
    from fjcorp_openai.api import Api

    from .import_result import ImportResult, Item, Kind

PERSONS, ACCOUNTS, ADMINS = "project", "service_account", "admin"


@dataclass(frozen=True)
class Choice:
    """Which keys are wanted; an empty list is no restriction.

    Attributes:
        kinds: Of ``project``, ``service_account`` and ``admin``.
        projects: Names or ids of projects. Keys of administrators belong to none.
        names: Patterns of names, as the shell has them; letter case does not count.
        owners: Addresses, names or ids of owners; letter case does not count.
        used_days: Used within so many days.
        unused_days: Not used for so many days, or never.
    """

    kinds: list[str]
    projects: list[str]
    names: list[str]
    owners: list[str]
    used_days: float | None
    unused_days: float | None

    def takes(self, key: Item, now: float) -> bool:
        """Return whether a key is wanted at a time of the API."""
        folded = organization.folded
        name, owner = folded(key.get("name") or ""), key["owner"]
        if self.names and not any(fnmatchcase(name, folded(pattern)) for pattern in self.names):
            return False
        called = {folded(owner[part]) for part in ("id", "name", "email") if owner.get(part)}
        if self.owners and not called & set(map(folded, self.owners)):
            return False
        used = key.get("last_used_at")
        if self.used_days is not None and (used is None or used < now - self.used_days * organization.DAY):
            return False
        return self.unused_days is None or used is None or used < now - self.unused_days * organization.DAY


class KeyImport:
    """Finds keys and takes over those that are wanted."""

    def __init__(self, api: Api, imports: ImportResult) -> None:
        """Read through a client of the API."""
        self.info = organization.OrganizationInfo(api)
        self.imports = imports
        self.now = 0.0

    def run(self, choice: Choice) -> list[dict[str, Any]]:
        """Take the chosen keys over and return all that were found, none with its value.

        Operations: GET /organization/projects, for each chosen project GET .../api_keys, and GET
        .../service_accounts where one owns a chosen key; GET /organization/admin_api_keys.

        Raises:
            StackError: A project is unknown, archived or ambiguous.
        """
        found = []
        self.now = self.info.api.clock.now()
        if {PERSONS, ACCOUNTS} & set(choice.kinds):
            directory = self.info.directory
            wanted = [directory.project(name) for name in choice.projects]
            for project in wanted or directory.projects():
                found += self._of_project(project, choice)
        if ADMINS in choice.kinds and not choice.projects:
            found += self._of_administrators(choice)
        return found

    def project_names(self, project: Item) -> tuple[str, set[str]]:
        """Return how an item names a project, and all names by which it may: a managed key, the id."""
        key = self.imports.manages(PROJECT, PROJECT.type, project["id"])
        described = self.imports.describes(PROJECT, lambda item: item.get("name") == project["name"])
        return key or project["id"], {project["id"], key or described or project["id"]}

    def _of_project(self, project: Item, choice: Choice) -> list[dict[str, Any]]:
        named, aliases = self.project_names(project)
        found: list[dict[str, Any]] = []
        accounts: dict[str, list[dict[str, Any]]] = {}
        for key in sorted(self.info.project_keys(project["id"]), key=age):
            kind = ACCOUNTS if key["owner"]["type"] == "service_account" else PERSONS
            entry = {"kind": kind, "project": project["name"], **key}
            found.append(entry)
            if kind not in choice.kinds or not choice.takes(key, self.now):
                entry["status"] = "not chosen"
            elif has_ended(key, self.now):
                self._leave(entry, ENDED)
            elif not key.get("name"):
                self._leave(entry, NAMELESS)
            elif kind == PERSONS:
                self._taken(entry, PROJECT_KEY, *take_project_key(self.imports, key, named, aliases))
            else:
                accounts.setdefault(key["owner"]["id"], []).append(entry)
        if accounts:
            listed = self.info.service_accounts(project["id"])
            for id_, entries in accounts.items():
                item, taken = take_account(self.imports, listed[id_], project["id"], named, aliases, entries)
                for entry in entries:
                    if entry["id"] not in taken:
                        self._leave(entry, NAMESAKE)
                        continue
                    name, status = taken[entry["id"]]
                    self._taken(entry, ACCOUNT, item, status)
                    entry["item"] += f".api_keys.{name}" if status != "managed" else ""
        return found

    def _of_administrators(self, choice: Choice) -> list[dict[str, Any]]:
        keys = sorted(self.info.admin_keys(), key=age)
        names = [key.get("name") or "" for key in keys]
        found = []
        for key in keys:
            entry = {"kind": ADMINS, **key}
            found.append(entry)
            if not choice.takes(key, self.now):
                entry["status"] = "not chosen"
            elif has_ended(key, self.now):
                self._leave(entry, ENDED)
            elif not key.get("name"):
                self._leave(entry, NAMELESS)
            else:
                self._taken(entry, ADMIN_KEY, *take_admin_key(self.imports, key, names))
        return found

    def _leave(self, entry: dict[str, Any], reason: str) -> None:
        entry.update(status="left out", reason=reason)
        self.imports.leave(f"{entry['kind']} key", reason, entry.get("name") or entry["id"])

    def _taken(self, entry: dict[str, Any], kind: Kind, item: str, status: str) -> None:
        entry.update(status=status, item=f"{kind.variable}.{item}")

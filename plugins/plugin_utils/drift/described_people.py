# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the YAML of a play says of people: who is in the organization, as what, and in which projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..import_.import_result import INVITE, MEMBER, PERSON, PROJECT
from ..package import organization

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fjcorp_openai.organization import Item

    from ..import_.import_result import ImportResult


class DescribedPeople:
    """People in the items of a play and in ``openai_people``."""

    def __init__(self, imports: ImportResult, people: Iterable[Mapping[str, Any]]) -> None:
        """Read them.

        Args:
            imports: Knows the items.
            people: What ``openai_people`` holds.
        """
        self._imports = imports
        self._people = list(people)
        self._roles: dict[str, set[str]] = {}
        self._projects: dict[str, set[str]] = {}
        for kind in (PERSON, INVITE, MEMBER):
            for item in imports.known(kind).values():
                self._add(item, "" if kind is MEMBER else item.get("role"), [item.get("project")])
        for item in imports.known(PROJECT).values():
            for wanted in item.get("members") or {}:
                self._add({"email": wanted}, "", [])
        for person in self._people:
            self._add(person, person.get("role"), [])

    def knows(self, user: Item) -> bool:
        """Return whether a person or an invite is described anywhere, by its very address."""
        return self._address(user) in self._roles

    def owns(self, user: Item) -> bool:
        """Return whether somebody is described as an owner of the organization."""
        return "owner" in self._roles.get(self._address(user), set())

    def belongs(self, user: Item, project_names: set[str]) -> bool:
        """Return whether a person is described as a member of a project.

        Args:
            user: The person.
            project_names: Id, name and keys of the project.
        """
        return bool(self._projects.get(self._address(user), set()) & project_names)

    def _add(self, item: Mapping[str, Any], role: Any, projects: Iterable[Any]) -> None:
        address = self._address(item)
        self._roles.setdefault(address, set()).add(str(role or ""))
        named = {*projects, *_names(item.get("projects"))}
        self._projects.setdefault(address, set()).update(str(name) for name in named if name)

    @staticmethod
    def _address(item: Mapping[str, Any]) -> str:
        return organization.folded(str(item.get("email") or item.get("user") or item.get("id") or ""))


def _names(projects: Any) -> Iterator[Any]:
    for each in projects or []:
        yield (each.get("project") or each.get("id")) if isinstance(each, dict) else each

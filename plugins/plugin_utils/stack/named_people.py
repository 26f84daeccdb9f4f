# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The people whom the variables of a play name, and those among them whom nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..package import organization, spelling
from .items import place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fjcorp_openai.organization import Directory

    from .root_module import Items

NEAR = 0.9
"""How alike two addresses are of which one is probably a slip of the other; all of a company's are alike."""


@dataclass(frozen=True)
class Named:
    """A person whom an item names.

    Attributes:
        place: Where, as its author would write it.
        who: Address or id.
        needed: Whether the person has to belong to the organization already.
    """

    place: str
    who: str
    needed: bool


class NamedPeople:
    """Everybody whom the role administrative and ``openai_people`` name.

    Attributes:
        problems: One sentence for each address that is none.
        invited: Addresses of those who are asked in.
    """

    def __init__(self, items: Mapping[str, Items], people: list[Any]) -> None:
        """Collect them.

        Args:
            items: Items of the role administrative by module.
            people: ``openai_people``.
        """
        self.problems: list[str] = []
        invites = items.get("invite", {})
        self.invited = {organization.folded(str(item.get("email") or "")) for item in invites.values()}
        self.invited |= {
            organization.folded(str(each.get("email") or "")) for each in people if isinstance(each, dict)
        }
        self.named = list(self._named(items))
        texts = [
            (place("openai_invites", key, ["email"]), str(item["email"]))
            for key, item in invites.items()
            if item.get("email")
        ]
        texts += [(each.place, each.who) for each in self.named]
        for where, text in texts:
            if "@" in text and not organization.is_address(text.strip()):
                self.problems.append(f"{where}: {text!r} is not an address")

    def unknown(self, known: set[str]) -> list[Named]:
        """Return those whom nothing that is known without the API shows to be right.

        Args:
            known: Addresses and ids of people that the state holds, in one letter case.
        """
        return [
            each
            for each in self.named
            if organization.folded(each.who) not in known
            and (each.needed or organization.folded(each.who) not in self.invited)
        ]

    @staticmethod
    def missing(unknown: list[Named], directory: Directory) -> tuple[list[str], list[str]]:
        """Look for people in the organization. Operation: GET /organization/users.

        Returns:
            A problem for each who has to belong to it and does not, and a warning for each other one.
        """
        users = directory.users()
        there = {organization.folded(user["email"]) for user in users} | {
            organization.folded(user["id"]) for user in users
        }
        problems, warnings = [], []
        for each in unknown:
            if organization.folded(each.who) in there:
                continue
            hint = spelling.did_you_mean(organization.folded(each.who), there, NEAR)
            near = f"; {hint}" if hint else ""
            if each.needed:
                problems.append(f"{each.place}: {each.who} does not belong to the organization{near}")
            else:
                warnings.append(
                    f"{each.place}: {each.who} neither belongs to the organization nor is invited by these "
                    f"variables{near}"
                )
        return problems, warnings

    @staticmethod
    def _named(items: Mapping[str, Items]) -> Iterator[Named]:
        for key, item in items.get("organization_users", {}).items():
            for name in ("user_id", "email"):
                if item.get(name):
                    yield Named(place("openai_organization_users", key, [name]), str(item[name]), True)
        for key, item in items.get("project_user", {}).items():
            if item.get("email"):
                needed = not item.get("allow_pending")
                yield Named(place("openai_project_users", key, ["email"]), str(item["email"]), needed)
        for key, item in items.get("group", {}).items():
            for who in item.get("members") or []:
                yield Named(f"{place('openai_groups', key)}.members", str(who), False)
        for key, item in items.get("projects", {}).items():
            for who in item.get("members") or {}:
                yield Named(f"{place('openai_projects', key)}.members", str(who), False)

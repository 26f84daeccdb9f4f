# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings, alerts and groups of projects, as parts of their items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..import_.import_result import PROJECT
from ..package import organization
from .former_types import TOOLS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..import_.import_result import ImportResult, Item
    from .held_objects import Held

OWN_ROLE = "role-api-"
"""How the id of one of the service's own roles begins."""
GROUPS_LEFT = (
    "An item of openai_projects names all groups of its project or none: set project_groups when the state "
    "holds them all."
)
ALERT_TWICE = "Another alert has the same amount, and an item has one for each."
USUAL = {"currency": "USD", "interval": "month"}


class ProjectParts:
    """Takes over what belongs to projects that the states hold."""

    def __init__(self, imports: ImportResult, held: list[Held], projects: Mapping[str, str]) -> None:
        """Take what the states hold.

        Args:
            imports: Collects what is taken over.
            held: All objects.
            projects: Keys of the projects by id.
        """
        self.imports, self.held, self._projects = imports, held, projects

    def take(self, groups: Mapping[str, str] | None) -> None:
        """Take everything over.

        Args:
            groups: Keys of the groups by id; None where the groups of projects are left out.
        """
        self._take_groups(groups)
        self._take_settings()

    def _of(self, noun: str) -> Iterator[Held]:
        return (each for each in self.held if each.noun == noun)

    def _take_groups(self, names: Mapping[str, str] | None) -> None:
        rows: dict[str, dict[str, str]] = {}
        for each in [*self._of("project_group"), *self._of("project_group_role")]:
            own = [id_ for id_ in each.values.get("role_ids") or [] if id_.startswith(OWN_ROLE)]
            role = each.get("role_id") or each.get("role") or next(iter(own), "")
            if each.noun == "project_group_role" and not role.startswith(OWN_ROLE):
                continue
            project, group = each.get("project_id"), each.get("group_id")
            if project not in self._projects or names is None:
                each.notes.append(GROUPS_LEFT)
                continue
            each.becomes = f"{PROJECT.variable}: {self._projects[project]}"
            rows.setdefault(project, {})[names.get(group, group)] = organization.word(role) or "member"
        for project, groups in rows.items():
            self._set(project, "groups", dict(sorted(groups.items())))
            key = self._projects[project]
            if self.imports.item(PROJECT, key).get("groups"):
                self.imports.block(PROJECT, key, "openai_project_groups.this[0]", project, ["groups"])

    def _take_settings(self) -> None:
        for option, resource in organization.SETTING_TYPES.items():
            for each in self._of(option):
                project = each.get("project_id")
                if not self._has_project(each):
                    continue
                self._set(project, option, _setting(option, each))
                key = self._projects[project]
                if self.imports.item(PROJECT, key).get(option) is not None:
                    self.imports.block(PROJECT, key, f"{resource}.this[0]", project, [option])
        for each in sorted(self._of("spend_alert"), key=lambda held: held.values["threshold_amount"]):
            if self._has_project(each):
                self._alert(each)

    def _alert(self, held: Held) -> None:
        project, amount = held.get("project_id"), held.values["threshold_amount"]
        key = self._projects[project]
        new = (self.imports.added.get(PROJECT.variable) or {}).get(key)
        alerts = new.setdefault("spend_alerts", []) if new is not None else []
        if any(each["threshold_amount"] == amount for each in alerts):
            held.becomes, held.noun = "", ""
            held.left = ALERT_TWICE
            return
        alerts.append(alert_of(held))
        described = self.imports.item(PROJECT, key).get("spend_alerts") or []
        if any(each.get("threshold_amount") == amount for each in described):
            resource = f'openai_project_spend_alert.this["{amount}"]'
            needs = ["spend_alerts", {"threshold_amount": amount}]
            self.imports.block(PROJECT, key, resource, f"{project}/{held.get('id')}", needs)

    def _has_project(self, held: Held) -> bool:
        if held.get("project_id") in self._projects:
            held.becomes = f"{PROJECT.variable}: {self._projects[held.get('project_id')]}"
            return True
        held.notes.append("Its project is not in the states: its import block is in HCL alone.")
        return False

    def _set(self, project: str, option: str, value: Any) -> None:
        new = (self.imports.added.get(PROJECT.variable) or {}).get(self._projects[project])
        if new is not None:
            new[option] = value


def _setting(option: str, held: Held) -> Any:
    if option == "model_permissions":
        return {"mode": held.get("mode"), "model_ids": held.values["model_ids"]}
    if option == "hosted_tools":
        return {name: held.values[name] for name in TOOLS if isinstance(held.values.get(name), bool)}
    return held.get("type") if option == "data_retention" else amount_of(held)


def alert_of(held: Held) -> Item:
    """Return an alert as an item has it."""
    prefix = {"subject_prefix": held.get("subject_prefix")} if held.get("subject_prefix") else {}
    return {**amount_of(held), "recipients": held.values["recipients"], **prefix}


def amount_of(held: Held) -> Item:
    """Return an amount as an item has it; what is usual is left out."""
    amount: Item = {"threshold_amount": held.values["threshold_amount"]}
    return amount | {
        name: held.get(name) for name, usual in USUAL.items() if held.get(name) not in ("", usual)
    }

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An organization that exists, as items of the roles administrative and api_management.

What is as the API has it by default is not written. Memberships are ``members`` of their project: one line
each, and a person whom somebody adds by hand is seen. Limits count as changed when another project has more
of the same model, because the API shows nobody what the organization has.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from ..package import organization, threads
from .access_import import AccessImport
from .external_key_import import import_external_keys
from .external_storage_import import import_external_storages
from .import_result import LIMIT, MEMBER, PERSON, PROJECT
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
from .people_import import import_invites, import_people, members
from .settings_import import SettingsImport
from .webhook_endpoint_import import import_webhook_endpoints
from .workload_identity_import import import_workload_identity

if TYPE_CHECKING:
    from fjcorp_openai.api import Api

    from .import_result import ImportResult, Item

PARTS = ("users", "service_accounts", "keys", "rate_limits", "spend_alerts", "certificates")
LIMITS = {
    "max_requests_per_1_minute": "rpm_limit",
    "max_tokens_per_1_minute": "tpm_limit",
}
"""Limits that are called otherwise in an item than at the API."""

SEVERAL = "another alert of the project has the same amount, and an item has one for each"


class OrganizationImport:
    """Reads an organization and takes over what there is in it."""

    def __init__(self, api: Api, imports: ImportResult) -> None:
        """Read through a client of the API."""
        self.info = organization.OrganizationInfo(api)
        self.imports = imports
        self._people: dict[str, str] = {}
        self._names: Counter[str] = Counter()
        self._accounts: dict[str, str] = {}
        self._now = 0.0

    def run(self) -> dict[str, int]:
        """Take everything over.

        Operations: GET /organization/projects, /organization/users, /organization/invites,
        /organization/admin_api_keys, /organization/external_keys, /organization/external_storage and
        /organization/workload_identity_providers with the rules of each; for each project the lists and
        settings that ``OrganizationInfo`` reads; those of ``AccessReader`` and ``SettingsImport``; with a
        project's key GET /webhook_endpoints.

        Returns:
            The number of objects read, by kind.
        """
        with ThreadPoolExecutor(3, initializer=threads.leave_signals) as pool:
            people, invites, keys = map(
                pool.submit, (self.info.people, self.info.invites, self.info.admin_keys)
            )
            projects = sorted(self.info.projects((*PARTS, *organization.SETTINGS), archived=True), key=_order)
        owners, self._now = self.info.directory.owners(), self.info.api.clock.now()
        for entry in projects:
            if entry["project"]["status"] == "archived":
                self.imports.leave("project", "it is archived, which is final", _shown(entry["project"]))
        active = [entry for entry in projects if entry["project"]["status"] != "archived"]
        self._names.update(entry["project"]["name"] for entry in active)
        default = organization.default_project([entry["project"] for entry in active])
        access = self.info.access(people.result(), projects)
        self._access = AccessImport(self.imports, access)
        self._access.take({entry["project"]["id"]: entry["project"]["name"] for entry in active})
        self._settings_import = SettingsImport(self.imports, self.info)
        self._settings_import.take()
        external_keys = self.info.listed("external_keys")
        self._external_keys = import_external_keys(self.imports, external_keys)
        self._people = import_people(self.imports, self.info.directory.everybody())
        waiting = import_invites(self.imports, invites.result(), set(self._people))
        names = {}
        for entry in active:
            id_ = entry["project"]["id"]
            if default and id_ == default["id"]:
                names[id_] = id_
                self.imports.leave(
                    "project", "the API changes neither the default project nor its members", _shown(default)
                )
            else:
                names[id_] = self._project(entry, members(entry, owners, waiting))
        self._finish_invites(waiting, names, default)
        external_storages = self.info.listed("external_storages")
        import_external_storages(self.imports, external_storages, names)
        ids = {each["id"]: organization.folded(each["email"]) for each in people.result()}
        keys_of_people = {id_: self._people[email] for id_, email in ids.items() if email in self._people}
        self._access.finish(names, keys_of_people)
        highest = organization.highest_limits(active)
        for entry in active:
            self._inside(entry, names[entry["project"]["id"]], highest)
        providers = self.info.listed("workload_identity_providers")
        import_workload_identity(self.imports, providers, names, self._accounts)
        self._admin_keys(keys.result())
        webhook_endpoints = self.info.webhook_endpoints()
        import_webhook_endpoints(self.imports, webhook_endpoints)
        return {
            "projects": len(projects),
            "people": len(people.result()),
            "invites": len(invites.result()),
            "memberships": sum(len(entry["users"]) for entry in active),
            "groups": len(access.groups),
            "certificates": self._settings_import.number,
            "external_keys": len(external_keys),
            "external_storages": len(external_storages),
            "webhook_endpoints": len(webhook_endpoints),
            "roles": len(access.roles) + sum(map(len, access.project_roles.values())),
            "service_accounts": sum(len(entry["service_accounts"]) for entry in active),
            "workload_identity_providers": len(providers),
            "federation_rules": sum(len(each["federation_rules"]) for each in providers),
            "keys": sum(len(entry["keys"]) for entry in active) + len(keys.result()),
            "limits": sum(len(entry["rate_limits"]) for entry in active),
        }

    def _project(self, entry: dict[str, Any], everybody: dict[str, str]) -> str:
        """Take over a project with its settings, and return the key of its item."""
        project = entry["project"]
        item: Item = {"name": project["name"]}
        if project.get("residency"):
            item["residency"] = project["residency"]
        if key_id := project.get("external_key_id"):
            item["external_key_id"] = self._external_keys.get(key_id, key_id)
        settings = self._settings(entry)
        if groups := self._access.groups_of(project["id"]):
            settings["groups"] = groups
        everybody = {who: self._access.role(project["id"], role) for who, role in everybody.items()}
        if not self._has_own_memberships(entry, everybody):
            settings["members"] = everybody
        key, status = self.imports.take(
            PROJECT,
            project["id"],
            item | settings,
            (project["name"],),
            lambda each: self._names[project["name"]] == 1 and each.get("name") == project["name"],
        )
        if status == "managed":
            return key
        described = self.imports.item(PROJECT, key)
        if described.get("members") is not None and "members" in settings:
            # The module lets people wait who have not joined.
            id_ = f"{project['id']}/allow_pending"
            resource = "openai_project_users.this[0]"
            self.imports.block(PROJECT, key, resource, project["id"], ["members"], id_)
        if described.get("groups") and "groups" in settings:
            resource = "openai_project_groups.this[0]"
            self.imports.block(PROJECT, key, resource, project["id"], ["groups"])
        for name, resource in organization.SETTING_TYPES.items():
            if described.get(name) is not None and name in settings:
                self.imports.block(PROJECT, key, f"{resource}.this[0]", project["id"], [name])
        amounts = {each["threshold_amount"] for each in described.get("spend_alerts") or []}
        for alert in organization.alerts_of(entry)[0]:
            if alert["threshold_amount"] in amounts:
                resource = f'{organization.ALERT_TYPE}.this["{alert["threshold_amount"]}"]'
                needs = ["spend_alerts", {"threshold_amount": alert["threshold_amount"]}]
                self.imports.block(PROJECT, key, resource, f"{project['id']}/{alert['id']}", needs)
        return key

    def _settings(self, entry: dict[str, Any]) -> Item:
        """Return the settings of a project that are not as the API has them by default."""
        for alert in organization.alerts_of(entry)[1]:
            self.imports.leave("spend alert", SEVERAL, f"{_shown(entry['project'])}: {alert['id']}")
        found = organization.changed_settings(entry)
        if "certificates" in found:
            found["certificates"] = self._settings_import.named(found["certificates"])
        return found

    def _has_own_memberships(self, entry: dict[str, Any], everybody: dict[str, str]) -> bool:
        """Return whether items of openai_project_users name members of a project, and take those over."""
        project = entry["project"]
        known = {project["id"], self.imports.manages(PROJECT, PROJECT.type, project["id"]) or project["id"]}
        known |= {
            key for key, each in self.imports.known(PROJECT).items() if each.get("name") == project["name"]
        }
        if not any(each.get("project") in known for each in self.imports.known(MEMBER).values()):
            return False
        for user in entry["users"]:
            if user.get("email", user["id"]) in everybody and not self._membership(
                user, project["id"], known
            ):
                reason = "openai_project_users names other members of the project, and not this one"
                self.imports.leave("member", reason, f"{_shown(project)}: {user.get('email', user['id'])}")
        return True

    def _membership(self, user: Item, project_id: str, known: set[str]) -> bool:
        """Return whether an item has a membership, which is imported if it is not managed yet."""
        id_, person = f"{project_id}/{user['id']}", self.imports.manages(PERSON, PERSON.type, user["id"])
        if self.imports.manages(MEMBER, MEMBER.type, id_) is not None:
            return True
        person = person or self._people.get(organization.folded(user.get("email") or ""))
        # An item that names somebody by address alone has no user, and fits nobody else.
        names = {user["id"], person or user["id"]}
        key = self.imports.describes(
            MEMBER,
            lambda each: (
                each.get("project") in known
                and (
                    each.get("user") in names
                    or organization.folded(each.get("email") or "-")
                    == organization.folded(user.get("email") or "")
                )
            ),
        )
        if key is not None:
            self.imports.block(MEMBER, key, f"{MEMBER.type}.this", id_)
        return key is not None

    def _finish_invites(self, waiting: list[dict[str, Any]], names: dict[str, str], default: Any) -> None:
        """Write into the items of invites which projects they lead to, by the keys of these."""
        for each in waiting:
            roles = {project["id"]: project["role"] for project in each["projects"]}
            # An invite that says nothing of projects leads to the default one.
            if each["status"] == "new" and not (default and roles == {default["id"]: "member"}):
                each["item"]["projects"] = [
                    {"project": names.get(id_, id_), **({} if role == "member" else {"role": role})}
                    for id_, role in roles.items()
                ]

    def _inside(self, entry: dict[str, Any], project: str, highest: dict[tuple[str, str], int]) -> None:
        """Take over accounts, keys and changed limits of a project."""
        id_ = entry["project"]["id"]
        aliases = {project, id_}
        keys: dict[str, list[Item]] = {each["id"]: [] for each in entry["service_accounts"]}
        for key in sorted(entry["keys"], key=age):
            kind = "service account key" if key["owner"]["type"] == "service_account" else "project key"
            shown = f"{_shown(entry['project'])}: {key.get('name')} ({key['id']})"
            if has_ended(key, self._now):
                self.imports.leave(kind, ENDED, shown)
            elif not key.get("name"):
                self.imports.leave(kind, NAMELESS, shown)
            elif key["owner"]["type"] != "service_account":
                take_project_key(self.imports, key, project, aliases)
            else:
                keys.setdefault(key["owner"]["id"], []).append(key)
        for account in sorted(entry["service_accounts"], key=age):
            mine = keys[account["id"]]
            self._accounts[account["id"]], taken = take_account(
                self.imports, account, id_, project, aliases, mine
            )
            for key in mine:
                if key["id"] not in taken:
                    shown = f"{_shown(entry['project'])}: {key['name']} ({key['id']})"
                    self.imports.leave("service account key", NAMESAKE, shown)
        for model, values in sorted(entry["rate_limits"].items()):
            changed = {
                LIMITS.get(name, name): value
                for name, value in values.items()
                if value != highest[model, name]
            }
            if changed:
                self._limit(id_, project, model, changed)

    def _limit(self, project_id: str, project: str, model: str, changed: dict[str, int]) -> None:
        self.imports.take(
            LIMIT,
            f"{project_id}/{model}",
            {"project": project, "model": model, **changed},
            ("" if project == project_id else project, model),
            lambda each: each.get("model") == model and each.get("project") in (project, project_id),
        )

    def _admin_keys(self, keys: list[Item]) -> None:
        names = [key.get("name") or "" for key in keys]
        for key in sorted(keys, key=age):
            if has_ended(key, self._now):
                self.imports.leave("admin key", ENDED, f"{key.get('name')} ({key['id']})")
            elif not key.get("name"):
                self.imports.leave("admin key", NAMELESS, key["id"])
            else:
                take_admin_key(self.imports, key, names)


def _shown(project: Item) -> str:
    return f"{project['name']} ({project['id']})"


def _order(entry: dict[str, Any]) -> tuple[int, str]:
    return age(entry["project"])

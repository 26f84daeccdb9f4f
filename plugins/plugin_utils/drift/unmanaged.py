# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is in an organization, and what neither a state nor an item of the play holds."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from ..import_.import_result import (
    ACCOUNT,
    ACCOUNT_KEY,
    ADMIN_KEY,
    CERTIFICATE,
    ENDPOINT,
    EXTERNAL_KEY,
    EXTERNAL_STORAGE,
    FEDERATION_RULE,
    IDENTITY_PROVIDER,
    INVITE,
    LIMIT,
    MEMBER,
    PERSON,
    PROJECT,
    PROJECT_KEY,
    SETTINGS,
)
from ..package import organization
from .described_people import DescribedPeople
from .unmanaged_access import UnmanagedAccess, row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fjcorp_openai.organization import Item

    from ..import_.import_result import ImportResult

Row = dict[str, Any]
DAY = 86_400
MEMBERS = "openai_project_users"


class Unmanaged:
    """Compares what there is with states and items."""

    def __init__(
        self, info: Mapping[str, Any], imports: ImportResult, people: Iterable[Mapping[str, Any]], now: float
    ) -> None:
        """Prepare to compare.

        Args:
            info: What there is, archived projects, groups, files and settings among it.
            imports: Knows states and items.
            people: What ``openai_people`` holds.
            now: The API's time in seconds.
        """
        self.info, self.imports, self.now = info, imports, now
        self.people = DescribedPeople(imports, people)
        self.active = [each for each in info["projects"] if each["project"]["status"] != "archived"]
        self._names = Counter(each["project"]["name"] for each in info["projects"])
        self._labels = {each["project"]["id"]: self.label(each["project"]) for each in info["projects"]}
        self._owners = {user["id"] for user in info["people"] if user["role"] == "owner"}

    def label(self, project: Item) -> str:
        """Return the name of a project, with its id where another one has the same name."""
        name = project["name"]
        return f"{name} ({project['id']})" if self._names[name] > 1 else str(name)

    def rows(self, held: set[str]) -> list[Row]:
        """Return a row for each object, with ``kind``, ``name``, ``project``, ``id`` and ``detail``.

        Args:
            held: Ids that the outputs of roles hold, for objects that no administrator's state has.
        """
        access = UnmanagedAccess(self.info, self.active, self.imports, self.label)
        rows = [*self._people(), *access.rows(), *self._organization()]
        highest = organization.highest_limits(self.active)
        for entry in self.active:
            rows += self._project(entry, highest)
        rows += [self._key_row("admin key", key) for key in self.info["admin_keys"] if not self.has(key)]
        for each in self.info.get("webhook_endpoints") or []:
            if self.imports.manages(ENDPOINT, ENDPOINT.type, each["id"]) is None:
                rows.append(row("webhook endpoint", each["name"], each["id"], detail=f"at {each['url']}"))
        for kind, name in (("file", "filename"), ("model", "id")):
            for each in self.info.get(f"{kind}s") or []:
                if each["id"] not in held:
                    rows.append(row(kind, each[name], each["id"], detail=self.since(each)))
        return rows

    def archived(self) -> list[Row]:
        """Return the projects of the YAML that somebody archived."""
        return [
            row(
                "project",
                self.label(project),
                project["id"],
                detail=f"archived on {day(project.get('archived_at'))}",
            )
            for project in (entry["project"] for entry in self.info["projects"])
            if project["status"] == "archived" and self.imports.manages(PROJECT, PROJECT.type, project["id"])
        ]

    def has(self, key: Item, project_id: str = "") -> bool:
        """Return whether a state holds a key, of a project or of an administrator."""
        kind, type_, id_ = ADMIN_KEY, ADMIN_KEY.type, key["id"]
        if project_id:
            owner = key["owner"]
            account = owner["type"] == "service_account"
            kind, type_ = (ACCOUNT, ACCOUNT_KEY) if account else (PROJECT_KEY, PROJECT_KEY.type)
            middle = f"/{owner['id']}" if account else ""
            id_ = f"{project_id}{middle}/{key['id']}"
        return self.imports.manages(kind, type_, id_) is not None

    def since(self, item: Item) -> str:
        """Return when something was made."""
        return f"made on {day(item['created_at'])}" if item.get("created_at") else ""

    def key(self, kind: str, key: Item, project: Item | None = None) -> Row:
        """Return what there is to know of a key: owner, age in days, and last use."""
        owner, created = key["owner"], key.get("created_at")
        used = key.get("last_used_at")
        return row(kind, key.get("name") or key["id"], key["id"], self.label(project) if project else "") | {
            "owner": owner.get("email") or owner.get("name") or owner.get("id") or "",
            "created": day(created),
            "age_days": max(0, int((self.now - created) // DAY)) if created else None,
            "last_used": day(used) if used else "never",
            "expires": day(key["expires_at"]) if key.get("expires_at") else "",
            "in_yaml": self.has(key, project["id"] if project else ""),
        }

    def keys(self) -> list[Row]:
        """Return all keys, those of administrators first."""
        found = [self.key("admin key", key) for key in self.info["admin_keys"]]
        for entry in self.active:
            found += [self.key("key", key, entry["project"]) for key in entry["keys"]]
        return found

    def _key_row(self, kind: str, key: Item, project: Item | None = None) -> Row:
        found = self.key(kind, key, project)
        detail = f"of {found['owner']}, {found['age_days']} days old, last used: {found['last_used']}"
        return found | {"detail": detail}

    def _people(self) -> Iterator[Row]:
        for user in self.info["people"]:
            managed = self.imports.manages(PERSON, PERSON.type, user["id"]) is not None
            if not managed and not self.people.knows(user):
                yield row("person", user["email"], user["id"], detail=user["role"])
            elif user["role"] == "owner" and not managed and not self.people.owns(user):
                yield row("owner", user["email"], user["id"], detail="owns the organization")
        for invite in self.info["invites"]:
            described = self.people.owns(invite) if invite["role"] == "owner" else self.people.knows(invite)
            id_ = invite["email"].casefold()
            if invite["status"] == "pending" and not described:
                managed = self.imports.manages(INVITE, INVITE.type, id_) is not None
                if not managed or invite["role"] == "owner":
                    detail = f"pending, as {invite['role']}, {self.since(invite)}"
                    yield row("invite", invite["email"], invite["id"], detail=detail)

    def _organization(self) -> Iterator[Row]:
        settings, certificates = self.info["settings"], self.info["certificates"]
        for each in certificates:
            if self.imports.manages(CERTIFICATE, CERTIFICATE.type, each["id"]) is None:
                detail = f"ends on {day(each['expires_at'])}"
                yield row("certificate", each["name"] or each["id"], each["id"], detail=detail)
        for each in self.info["external_keys"]:
            if self.imports.manages(EXTERNAL_KEY, EXTERNAL_KEY.type, each["id"]) is None:
                detail = f"at {each['type']}, {self.since(each)}"
                yield row("external key", each["name"], each["id"], detail=detail)
        for each in self.info["external_storages"]:
            if self.imports.manages(EXTERNAL_STORAGE, EXTERNAL_STORAGE.type, each["id"]) is None:
                name = str(each.get("bucket") or each.get("container") or each["id"])
                detail = f"at {each['type']}, {each['status']}, {self.since(each)}"
                label = self._labels.get(each["project_id"], "")
                yield row("external storage", name, each["id"], label, detail)
        yield from self._identities()
        for name, value in organization.changed_organization(settings, certificates).items():
            type_ = organization.ORGANIZATION_TYPES.get(name)
            if type_ and self.imports.manages(SETTINGS, type_, "organization") is None:
                yield row("setting", name, "organization", detail=str(value))
        for alert in organization.alerts_of(settings)[0]:
            alert_type = organization.ORGANIZATION_ALERT_TYPE
            if self.imports.manages(SETTINGS, alert_type, alert["id"]) is None:
                yield row("spend alert", str(alert["threshold_amount"]), alert["id"])

    def _identities(self) -> Iterator[Row]:
        """Yield who signs in without a key, as nobody described it."""
        accounts = {each["id"]: each["name"] for entry in self.active for each in entry["service_accounts"]}
        for provider in self.info["workload_identity_providers"]:
            id_ = provider["id"]
            if self.imports.manages(IDENTITY_PROVIDER, IDENTITY_PROVIDER.type, id_) is None:
                detail = f"of {provider['issuer']}, {self.since(provider)}"
                yield row("workload identity provider", provider["name"], id_, detail=detail)
            for rule in provider["federation_rules"]:
                if self.imports.manages(FEDERATION_RULE, FEDERATION_RULE.type, f"{id_}/{rule['id']}") is None:
                    account, label = rule["service_account_id"], self._labels.get(rule["project_id"], "")
                    detail = f"lets {provider['name']} act as {accounts.get(account, account)}"
                    name, detail = rule.get("name") or rule["id"], f"{detail}, {self.since(rule)}"
                    yield row("federation rule", name, rule["id"], label, detail)

    def _project(self, entry: dict[str, Any], highest: Mapping[tuple[str, str], int]) -> Iterator[Row]:
        project, id_ = entry["project"], entry["project"]["id"]
        label, key = self.label(project), self.imports.manages(PROJECT, PROJECT.type, project["id"])
        if key is None:
            yield row("project", label, id_, detail=self.since(project))
        else:
            yield from self._members(entry, {id_, key, project["name"]})
            yield from self._settings(entry, label)
        for account in entry["service_accounts"]:
            if self.imports.manages(ACCOUNT, ACCOUNT.type, f"{id_}/{account['id']}") is None:
                detail = f"{account.get('role', 'member')}, {self.since(account)}"
                yield row("service account", account["name"], account["id"], label, detail)
        for each in entry["keys"]:
            if not self.has(each, id_):
                yield self._key_row("key", each, project)
        for model, values in sorted(entry["rate_limits"].items()):
            lower = [f"{name} {value}" for name, value in values.items() if value != highest[model, name]]
            if lower and self.imports.manages(LIMIT, LIMIT.type, f"{id_}/{model}") is None:
                yield row("limit", model, model, label, ", ".join(lower))

    def _members(self, entry: dict[str, Any], names: set[str]) -> Iterator[Row]:
        id_ = entry["project"]["id"]
        if self.imports.manages(PROJECT, MEMBERS, id_) is not None:
            return  # The role compares all members.
        for user in entry["users"]:
            managed = self.imports.manages(MEMBER, MEMBER.type, f"{id_}/{user['id']}") is not None
            if user["id"] not in self._owners and not managed and not self.people.belongs(user, names):
                label = self.label(entry["project"])
                yield row("member", user.get("email") or user["id"], user["id"], label, user["role"])

    def _settings(self, entry: dict[str, Any], label: str) -> Iterator[Row]:
        id_ = entry["project"]["id"]
        for name, value in organization.changed_settings(entry).items():
            type_ = organization.SETTING_TYPES.get(name)
            if type_ and self.imports.manages(PROJECT, type_, id_) is None:
                yield row("setting", name, id_, label, str(value))
        for alert in organization.alerts_of(entry)[0]:
            if self.imports.manages(PROJECT, organization.ALERT_TYPE, f"{id_}/{alert['id']}") is None:
                yield row("spend alert", str(alert["threshold_amount"]), alert["id"], label)


def day(seconds: float | None) -> str:
    """Return a moment as a day of the calendar (UTC), or an empty text."""
    return time.strftime("%Y-%m-%d", time.gmtime(seconds)) if seconds is not None else ""

"""What there is in an organization, read in lists."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.api.answers import fields_in
from fjcorp_openai.api.errors import MissingKey, NotFound
from fjcorp_openai.api.models import base, is_tuned
from fjcorp_openai.organization.access import Access, AccessReader
from fjcorp_openai.organization.directory import INVITES, PROJECTS, Directory
from fjcorp_openai.organization.external_keys import external_keys
from fjcorp_openai.organization.external_storages import external_storages
from fjcorp_openai.organization.lists import list_if_enabled
from fjcorp_openai.organization.workload_identity import workload_identity_providers
from fjcorp_openai.threads import leave_signals

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.organization.directory import Item

ADMIN_KEYS = "/organization/admin_api_keys"
FILE_FIELDS = ("id", "filename", "purpose", "bytes", "created_at")
DAY = 86_400
MINUTES = 1_440
"""Buckets of one minute on a page of the API's usage."""

KINDS = {
    "completions": ("input_tokens", "output_tokens"),
    "embeddings": ("input_tokens",),
    "moderations": ("input_tokens",),
    "images": (),
    "audio_speeches": (),
    "audio_transcriptions": (),
}
"""Kinds of usage that count against the limits of a model, and what their tokens are called."""

KEY_FIELDS = (
    "id",
    "name",
    "redacted_value",
    "created_at",
    "expires_at",
    "last_used_at",
    "owner_project_access",
)

CERTIFICATES = "/organization/certificates"

SETTINGS = (
    "model_permissions",
    "hosted_tool_permissions",
    "data_retention",
    "service_tier_settings",
    "spend_limit",
)
"""Parts of a project of which there is one, or none."""

PARTS = (
    *("users", "service_accounts", "groups", "roles", "keys", "rate_limits", "spend_alerts", "certificates"),
    *SETTINGS,
)
"""All parts of a project."""

OF_SETTINGS = ("spend_alerts", *SETTINGS)
"""Parts of a project that are its settings."""

KEPT = {
    "project": ("id", "name", "status", "created_at", "archived_at", "residency", "external_key_id"),
    "users": ("id", "email", "name", "role", "added_at"),
    "service_accounts": ("id", "name", "role", "created_at"),
    "spend_alerts": ("id", "threshold_amount", "currency", "interval", "notification_channel"),
    "people": ("id", "email", "name", "role", "added_at", "is_scim_managed", "api_key_last_used_at"),
    "webhook_endpoints": ("id", "name", "url", "event_types", "created_at"),
    "invites": ("id", "email", "role", "status", "created_at", "expires_at", "accepted_at", "projects"),
}


LISTS: dict[str, Callable[[Api], list[Item]]] = {
    "external_keys": external_keys,
    "external_storages": external_storages,
    "workload_identity_providers": workload_identity_providers,
}
"""Parts of the organization that are read alike: what returns each."""


class OrganizationInfo:
    """Reads an organization."""

    def __init__(self, api: Api) -> None:
        """Read through a client of the API."""
        self.api = api
        self.directory = Directory(api)

    def projects(self, include: Collection[str], *, archived: bool = False) -> list[dict[str, Any]]:
        """Return the projects with parts of them.

        The API limits the calls of each kind by themselves, so the kinds are read beside each other.

        Operations: GET /organization/projects, and for each active project GET .../users,
        .../service_accounts, .../groups, .../api_keys, .../rate_limits, .../spend_alerts,
        .../model_permissions, .../hosted_tool_permissions, .../data_retention, .../service_tier_settings,
        .../spend_limit, and GET /projects/{project_id}/roles; for each group of a project GET .../roles;
        where the organization has certificates, GET .../certificates.

        Args:
            include: Names of parts: ``users``, ``service_accounts``, ``groups``, ``roles`` (custom ones),
                ``keys``, ``rate_limits``, ``spend_alerts``, ``certificates`` (ids of active ones) and the
                :data:`SETTINGS`.
            archived: Whether to return archived projects as well, whose parts are empty.

        Returns:
            For each project, a map with ``project`` and the parts: ``rate_limits`` by model, a setting as a
            map, which is empty where nothing is set, all others as lists.
        """
        projects = self.directory.projects(archived=archived)
        found: list[dict[str, Any]] = [{"project": _keep(project, "project")} for project in projects]
        if not include:
            return found
        with ThreadPoolExecutor(len(include), initializer=leave_signals) as pool:
            columns = pool.map(lambda part: [self._part(project, part) for project in projects], include)
            for part, column in zip(include, columns, strict=True):
                for entry, value in zip(found, column, strict=True):
                    entry[part] = value
        return found

    def read(self, include: Collection[str], *, archived: bool = False) -> dict[str, Any]:
        """Return projects, people and what else is asked for.

        Operations: those of the other methods.

        Args:
            include: What to read beside projects and people: ``users``, ``service_accounts`` and
                ``rate_limits`` of projects; ``invites``, ``external_keys``, ``external_storages`` and
                ``workload_identity_providers`` of the organization; ``groups``, ``roles``, ``keys``,
                ``settings`` and ``certificates`` of both; ``peaks``.
            archived: Whether to return archived projects as well, whose parts are empty.

        Returns:
            A map of ``projects``, ``people`` and what was asked for, ``keys`` of the organization as
            ``admin_keys``; each project has its own parts, with ``settings`` as one map of
            :data:`OF_SETTINGS`.
        """
        parts = [part for part in PARTS if part in include]
        wanted = [*parts, *OF_SETTINGS] if "settings" in include else parts
        projects = self.projects(wanted, archived=archived)
        found: dict[str, Any] = {"projects": projects, "people": self.people()}
        reads: dict[str, tuple[str, Callable[[], Any]]] = {
            "invites": ("invites", self.invites),
            "groups": ("groups", self.groups),
            "keys": ("admin_keys", self.admin_keys),
            "settings": ("settings", self.settings),
            "certificates": ("certificates", self.certificates),
            **{name: (name, partial(self.listed, name)) for name in LISTS},
        }
        found |= {name: read() for part, (name, read) in reads.items() if part in include}
        if "settings" in include:
            for entry in projects:
                entry["settings"] = {name: entry.pop(name) for name in OF_SETTINGS}
        if "roles" in include:
            members = projects if "users" in include else self.projects(["users"])
            access = self.access(found["people"], members)
            found |= access.summary()
            for entry in projects:
                entry |= access.of_project(entry["project"]["id"])
        if "peaks" in include:
            peaks = self.peaks()
            for entry in projects:
                entry["peaks"] = peaks.get(entry["project"]["id"], {})
        return found

    def everything(self) -> dict[str, Any]:
        """Return all that there is, as far as the keys of the client reach.

        Operations: those of the other methods.

        Returns:
            A map of what the other methods return, by their names: ``projects`` with all parts and the
            archived ones, each with its ``peaks`` and ``people_roles``; ``roles`` and ``people_roles`` of the
            organization, see :class:`Access`; with a project's key ``files``, ``models`` and
            ``webhook_endpoints`` as well.
        """
        with ThreadPoolExecutor(6, initializer=leave_signals) as pool:
            reads: dict[str, Callable[[], Any]] = {
                "people": self.people,
                "invites": self.invites,
                "admin_keys": self.admin_keys,
                "peaks": self.peaks,
                "settings": self.settings,
                "certificates": self.certificates,
                **{name: partial(self.listed, name) for name in LISTS},
            }
            jobs = {name: pool.submit(read) for name, read in reads.items()}
            projects = self.projects(PARTS, archived=True)
            found: dict[str, Any] = {"projects": projects}
            found |= {name: job.result() for name, job in jobs.items()}
        peaks = found.pop("peaks")
        access = self.access(found["people"], projects)
        found |= access.summary()
        for entry in projects:
            entry["peaks"] = peaks.get(entry["project"]["id"], {})
            entry |= access.of_project(entry["project"]["id"])
        if self.api.settings.signs_in:
            found |= {"files": self.files(), "models": self.own_models()}
            found["webhook_endpoints"] = self.webhook_endpoints()
        return found

    def people(self) -> list[Item]:
        """Return the people of the organization. Operation: GET /organization/users."""
        return [_keep(user, "people") for user in self.directory.users()]

    def invites(self) -> list[Item]:
        """Return the invites. Operation: GET /organization/invites."""
        return [_keep(invite, "invites") for invite in self.api.list(INVITES)]

    def settings(self) -> Item:
        """Return the settings of the organization; a limit that is not set is empty.

        Operations: GET /organization/spend_limit, /organization/spend_alerts and
        /organization/data_retention.
        """
        alerts = [_keep(each, "spend_alerts") for each in self.api.list("/organization/spend_alerts")]
        named = {name: self._setting(f"/organization/{name}") for name in ("data_retention", "spend_limit")}
        return {"spend_alerts": alerts, **named}

    def certificates(self) -> list[Item]:
        """Return the certificates, without their texts, and whether each is active in the organization.

        Operation: GET /organization/certificates.
        """
        return [
            {"id": each["id"], "name": each.get("name"), "active": bool(each.get("active"))}
            | {name: each["certificate_details"].get(name) for name in ("valid_at", "expires_at")}
            for each in self.api.list(CERTIFICATES)
        ]

    def certificate_text(self, id_: str) -> str:
        """Return the PEM text of a certificate.

        Operation: GET /organization/certificates/{certificate_id}.
        """
        answer = self.api.get(f"{CERTIFICATES}/{quote(id_, safe='')}", {"include": ["content"]})
        return str(answer["certificate_details"]["content"])

    def listed(self, name: str) -> list[Item]:
        """Return what one of :data:`LISTS` holds."""
        return LISTS[name](self.api)

    def groups(self) -> list[Item]:
        """Return the groups of the organization with their members and roles.

        Operations: GET /organization/groups, and for each GET .../users and .../roles.
        """
        return AccessReader(self.api).groups()

    def access(self, people: list[Item], projects: list[dict[str, Any]]) -> Access:
        """Return who has which roles where; see :class:`AccessReader`.

        Args:
            people: People of the organization.
            projects: Projects with their ``users``.
        """
        active = [each for each in projects if each["project"]["status"] != "archived"]
        members = {each["project"]["id"]: each["users"] for each in active}
        return AccessReader(self.api).read(people, members)

    def files(self) -> list[Item]:
        """Return the files of the key's project. Operation: GET /files."""
        return [{name: each.get(name) for name in FILE_FIELDS} for each in self.api.list("/files")]

    def webhook_endpoints(self) -> list[Item]:
        """Return the webhook endpoints of the key's project; the API never shows their secrets again.

        There are none without a key of a project, and where it may not read them.

        Operation: GET /webhook_endpoints.
        """
        try:
            rows = list_if_enabled(self.api, "/webhook_endpoints")
        except MissingKey:
            return []
        return [_keep(each, "webhook_endpoints") for each in rows]

    def own_models(self) -> list[Item]:
        """Return the models that were tuned in the key's project, each with its base and its last day.

        A day that is not announced is null, and so are the days that are left. Operation: GET /models.
        """
        created = {each["id"]: each.get("created") for each in self.api.list("/models")}
        return [
            {
                "id": each.name,
                "created_at": created.get(each.name),
                "base": base(each.name),
                "shutdown_date": each.shutdown_date.isoformat() if each.shutdown_date else None,
                "days_left": each.days_left,
            }
            for each in self.api.models.all()
            if is_tuned(each.name)
        ]

    def admin_keys(self) -> list[Item]:
        """Return the admin keys, without values. Operation: GET /organization/admin_api_keys."""
        return [key_of(key) for key in self.api.list(ADMIN_KEYS)]

    def project_keys(self, project_id: str) -> list[Item]:
        """Return the keys of a project, without values, those whose owner lost access among them.

        Operation: GET /organization/projects/{project_id}/api_keys.
        """
        rows = self.api.list(f"{PROJECTS}/{project_id}/api_keys", {"owner_project_access": "any"})
        return [key_of(row) | {"project_id": project_id} for row in rows]

    def service_accounts(self, project_id: str) -> dict[str, Item]:
        """Return the service accounts of a project by their id.

        Operation: GET /organization/projects/{project_id}/service_accounts.
        """
        rows = self.api.list(f"{PROJECTS}/{project_id}/service_accounts")
        return {row["id"]: _keep(row, "service_accounts") for row in rows}

    def peaks(self, now: float | None = None) -> dict[str, dict[str, dict[str, int]]]:
        """Return the busiest minute of the last day by project id and model.

        Operations: GET /organization/usage/{kind} for each kind that has limits.

        Returns:
            For each model the highest number of ``requests`` and of ``tokens`` of a minute.
        """
        start = int(self.api.clock.now() if now is None else now) - DAY + 120
        found: dict[str, dict[str, dict[str, int]]] = {}
        for kind, tokens in KINDS.items():
            query = {
                "start_time": start,
                "bucket_width": "1m",
                "limit": MINUTES,
                "group_by": ["project_id", "model"],
            }
            for bucket in self.api.list(f"/organization/usage/{kind}", query):
                for row in bucket["results"]:
                    models = found.setdefault(row.get("project_id") or "", {})
                    peak = models.setdefault(row.get("model") or "", {"requests": 0, "tokens": 0})
                    peak["requests"] = max(peak["requests"], row.get("num_model_requests") or 0)
                    peak["tokens"] = max(peak["tokens"], sum(row.get(name) or 0 for name in tokens))
        return found

    def _part(self, project: Item, part: str) -> Any:
        archived, path = project["status"] == "archived", f"{PROJECTS}/{project['id']}/{part}"
        if part in SETTINGS:
            return {} if archived else self._setting(path)
        if part == "keys":
            return [] if archived else self.project_keys(project["id"])
        if part == "groups":
            return [] if archived else AccessReader(self.api).project_groups(project["id"])
        if part == "roles":
            return [] if archived else AccessReader(self.api).roles(project["id"])
        if part == "certificates" and not self.api.list(CERTIFICATES):
            return []
        rows: list[Item] = [] if archived else self.api.list(path)
        if part == "certificates":
            return [row["id"] for row in rows if row.get("active")]
        if part == "rate_limits":
            return {row["model"]: limits(row) for row in rows}
        return [_keep(row, part) for row in rows]

    def _setting(self, path: str) -> Item:
        try:
            return self.api.get(path)
        except NotFound:
            # The API's own word that nothing is set; no other 404 is.
            return {}


def limits(row: Item) -> dict[str, int]:
    """Return the limits in a row of the API, by the API's names."""
    return {name: value for name, value in row.items() if "_1_" in name and value is not None}


def key_of(row: Item) -> Item:
    """Return what there is to know of a key, with its owner in one form; a value is never among it."""
    owner = row.get("owner") or {}
    kind = str(owner.get("type") or "user")
    who = owner.get(kind) or owner
    return fields_in(row, KEY_FIELDS) | {
        "owner": {"type": kind} | {name: who[name] for name in ("id", "name", "email") if who.get(name)}
    }


def _keep(item: Item, part: str) -> Item:
    return fields_in(item, KEPT[part])

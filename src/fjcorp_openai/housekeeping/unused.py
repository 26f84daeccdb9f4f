"""Finds what nobody uses.

Operations: with the key of a project GET /files, /vector_stores, /vector_stores/{vector_store_id}/files,
/batches and /fine_tuning/jobs; with an admin key GET /organization/projects and of each .../users,
.../service_accounts, .../groups and .../api_keys, GET /organization/usage/{kind} and /organization/costs, GET
/organization/admin_api_keys and GET /organization/invites.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.upload_journal import SUFFIX, ended
from fjcorp_openai.housekeeping.usage import KINDS as USED
from fjcorp_openai.organization.directory import default_project
from fjcorp_openai.organization.guards import is_own_key
from fjcorp_openai.organization.info import DAY, OrganizationInfo

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from fjcorp_openai.api.client import Api

Row = dict[str, Any]

KINDS = {
    "file": "files",
    "vector_store": "vector_stores",
    "upload": "uploads",
    "project_api_key": "keys",
    "admin_api_key": "keys",
    "project": "projects",
    "invite": "invites",
}
"""Kinds of objects, and what chooses them."""

FOR_STORES = ("assistants", "user_data", "vision")
FOR_BATCHES, FOR_TUNING = "batch", "fine-tune"
_GIGABYTE = 1024**3
_MONTH = 30


class UnusedObjects:
    """Finds objects that nobody has used for some days.

    Args:
        api: Client; what its keys do not reach is named by :attr:`left_out`.
        days: Days without use.
        held: Ids that states hold: what Terraform manages is not removed here.
        keep: Ids and names of what stays.
        storage_price: Dollars for a gigabyte in a vector store a day; None where nobody said it.

    Attributes:
        left_out: What was not looked at, and why.
    """

    def __init__(
        self,
        api: Api,
        *,
        days: int,
        held: Collection[str] = (),
        keep: Collection[str] = (),
        storage_price: Decimal | None = None,
    ) -> None:
        """Prepare to look; nothing is called yet."""
        self.api, self.days, self.held, self.keep = api, days, held, keep
        self.storage_price = storage_price
        self.info = OrganizationInfo(api)
        self.left_out: list[str] = []

    @property
    def now(self) -> float:
        """The API's time in Unix seconds, as far as its answers said."""
        return self.api.clock.now()

    def find(self, wanted: Collection[str], journals: Iterable[Path] = ()) -> list[Row]:
        """Return a row for each object, the longest unused of a kind first.

        Args:
            wanted: Values of :data:`KINDS`.
            journals: Folders of journals, for what uploads left behind.

        Returns:
            Maps of ``kind``, ``id``, ``name``, ``project`` and ``project_id`` (empty for the one of the
            key), ``age_days`` and ``unused_days`` (None where nobody knows), ``bytes`` and ``cost`` (dollars
            in 30 days; both None where it has none), ``reason``, whether it is ``removable`` and, where it
            is not, ``why_not``, and ``final`` where nothing brings it back.
        """
        rows: list[Row] = []
        if {"files", "vector_stores"} & set(wanted):
            if self.api.settings.signs_in:
                rows += [row for row in self._project_data() if KINDS[row["kind"]] in wanted]
            else:
                self.left_out.append("files and vector stores: there is no key of a project")
        if "uploads" in wanted:
            rows += expired_uploads(journals, self.now)
        if {"keys", "projects", "invites"} & set(wanted):
            if self.api.settings.admin_key:
                rows += self._administration(wanted)
            else:
                self.left_out.append("keys, projects and invites: there is no admin key")
        order = list(KINDS)
        return sorted(rows, key=lambda row: (order.index(row["kind"]), -(row["unused_days"] or 0), row["id"]))

    # With the key of a project

    def _project_data(self) -> Iterator[Row]:
        stores = self.api.list("/vector_stores")
        members = {
            each["id"] for store in stores for each in self.api.list(f"/vector_stores/{store['id']}/files")
        }
        in_batches = _named(self.api.list("/batches"), ("input_file_id", "output_file_id", "error_file_id"))
        in_jobs = _named(self.api.list("/fine_tuning/jobs"), ("training_file", "validation_file"))
        used = {
            **dict.fromkeys(FOR_STORES, (members, "in no vector store")),
            FOR_BATCHES: (in_batches, "named by no batch"),
            FOR_TUNING: (in_jobs, "named by no fine-tuning job"),
        }
        for file in self.api.list("/files"):
            users, reason = used.get(str(file.get("purpose")), (None, ""))
            if users is not None and file["id"] not in users and self._is_over(file.get("created_at")):
                yield self._row("file", file, file.get("filename"), reason, file.get("created_at"))
        for store in stores:
            last = store.get("last_active_at") or store.get("created_at")
            if store.get("status") == "expired":
                reason = "expired"
            elif self._is_over(last):
                reason = f"no search and no change for {self._days(last)} days"
            else:
                continue
            yield self._row(
                "vector_store", store, store.get("name"), reason, last, size=store.get("usage_bytes")
            )

    # With an admin key

    def _administration(self, wanted: Collection[str]) -> Iterator[Row]:
        parts = ("users", "service_accounts", "groups", "keys") if "projects" in wanted else ("keys",)
        projects = self.info.projects(parts) if {"keys", "projects"} & set(wanted) else []
        if "keys" in wanted:
            for entry in projects:
                for key in entry["keys"]:
                    yield from self._key("project_api_key", key, entry["project"])
            for key in self.info.admin_keys():
                yield from self._key("admin_api_key", key, {})
        if "projects" in wanted:
            yield from self._empty_projects(projects)
        if "invites" in wanted:
            for invite in self.info.invites():
                if invite.get("status") == "expired":
                    reason, over = "expired without an answer", invite.get("expires_at")
                    yield self._row("invite", invite, invite["email"], reason, over)

    def _key(self, kind: str, key: Mapping[str, Any], project: Mapping[str, Any]) -> Iterator[Row]:
        ends = key.get("expires_at")
        last = key.get("last_used_at") or key.get("created_at")
        if ends and ends <= self.now:
            reason, last = "ended", ends
        elif not self._is_over(last):
            return
        elif key.get("last_used_at"):
            reason = f"not used for {self._days(last)} days"
        else:
            reason = "never used"
        row = self._row(kind, key, key.get("name"), reason, last, project)
        row["owner"] = dict(key.get("owner") or {})
        own = self.api.settings.admin_key if kind == "admin_api_key" else self.api.settings.api_key
        if is_own_key(key.get("redacted_value"), own):
            _keep(row, "it may be the key of this run")
        elif row["owner"].get("type") == "service_account" and reason == "ended":
            _keep(row, "the API deletes no single key of a service account; it goes with its account")
        yield row

    def _empty_projects(self, projects: list[Row]) -> Iterator[Row]:
        owners = {user["id"] for user in self.info.people() if user.get("role") == "owner"}
        default = default_project([entry["project"] for entry in projects]) or {}
        empty = [
            entry
            for entry in projects
            if entry["project"]["id"] != default.get("id")
            and self._is_over(entry["project"].get("created_at"))
            and not any(entry[part] for part in ("service_accounts", "groups", "keys"))
            and all(user["id"] in owners for user in entry["users"])
        ]
        used = self._used_projects() if empty else {}
        for entry in empty:
            project = entry["project"]
            if project["id"] not in used:
                reason = f"no people, accounts or keys, and not used for {self.days} days"
                row = self._row("project", project, project["name"], reason, project.get("created_at"))
                yield row | {"final": True}

    def _used_projects(self) -> set[str]:
        """Return the ids of the projects that used or paid for something in these days."""
        start = int(self.now) - max(self.days, 1) * DAY
        query = {"start_time": start - start % DAY, "bucket_width": "1d", "group_by": ["project_id"]}
        places = {f"/organization/usage/{kind}": 31 for kind in (*USED, "vector_stores")}
        return {
            str(result.get("project_id"))
            for path, limit in {**places, "/organization/costs": 180}.items()
            for bucket in self.api.list(path, {**query, "limit": limit})
            for result in bucket["results"]
        }

    # What is known of each

    def _is_over(self, moment: float | None) -> bool:
        """Return whether a time lies so many days back; of what has none nobody knows, so it does not."""
        return moment is not None and self.now - moment >= self.days * DAY

    def _days(self, moment: float | None) -> int | None:
        return None if moment is None else max(0, int((self.now - moment) // DAY))

    def _row(
        self,
        kind: str,
        item: Mapping[str, Any],
        name: Any,
        reason: str,
        last: float | None,
        project: Mapping[str, Any] | None = None,
        *,
        size: Any = None,
    ) -> Row:
        size = item.get("bytes") if size is None else size
        row = _row(kind, item["id"], str(name or ""), reason, self._days(item.get("created_at"))) | {
            "project": str((project or {}).get("name") or ""),
            "project_id": str((project or {}).get("id") or ""),
            "unused_days": self._days(last),
            "last": last,
            "bytes": size,
            "cost": self._cost(kind, size),
        }
        if item["id"] in self.held:
            _keep(row, "a state holds it: take its item out of the YAML")
        elif item["id"] in self.keep or (row["name"] and row["name"] in self.keep):
            _keep(row, "it is to be kept")
        return row

    def _cost(self, kind: str, size: Any) -> float | None:
        if kind != "vector_store" or self.storage_price is None or size is None:
            return None
        return float(round(Decimal(int(size)) / _GIGABYTE * self.storage_price * _MONTH, 6))


def expired_uploads(journals: Iterable[Path], now: float) -> list[Row]:
    """Return what uploads in parts left behind that have ended.

    The API lists no uploads, and drops one with its parts when its hour is over. What stays is the record of
    it in the journal of a role.

    Args:
        journals: Folders of journals.
        now: The API's time in Unix seconds.
    """
    rows = []
    for folder in journals:
        for file in sorted(folder.glob(f"*{SUFFIX}")):
            found = ended(file, now)
            if found is not None:
                upload, ends = found
                days = max(0, int((now - ends) // DAY))
                row = _row("upload", upload, str(file), "ended before it was complete", days)
                rows.append(row | {"unused_days": days, "last": ends})
    return rows


def _row(kind: str, id_: str, name: str, reason: str, age_days: int | None) -> Row:
    """Return a row of an object that can be removed, as far as all kinds have the same."""
    return {
        "kind": kind,
        "id": id_,
        "name": name,
        "project": "",
        "project_id": "",
        "age_days": age_days,
        "unused_days": None,
        "last": None,
        "bytes": None,
        "cost": None,
        "reason": reason,
        "removable": True,
        "why_not": "",
        "final": False,
    }


def _keep(row: Row, why: str) -> None:
    row["removable"], row["why_not"] = False, row["why_not"] or why


def _named(items: Iterable[Mapping[str, Any]], names: tuple[str, ...]) -> set[str]:
    return {str(item[name]) for item in items for name in names if item.get(name)}

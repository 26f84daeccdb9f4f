"""What the report of drift says of an organization in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plugins.plugin_utils.drift.report import Drift
from plugins.plugin_utils.import_.import_result import ImportResult
from plugins.plugin_utils.import_.items_file import ItemsFile
from plugins.plugin_utils.import_.managed_objects import ManagedObjects

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]
MAY, JUNE, NOW = 1_777_593_600, 1_780_272_000, 1_780_272_000 + 3 * 86_400 + 7.0
"""The first days of two months of 2026, and a moment three days later, in Unix seconds."""
LUNA = {"max_requests_per_1_minute": 7, "max_tokens_per_1_minute": 70}


def owner(who: str, **more: Any) -> Row:
    return {"type": "user", "id": f"user-{who}", **more}


def entry(id_: str, name: str, **more: Any) -> Row:
    """Return a project as `OrganizationInfo.everything` has it, with nothing in it but what is given."""
    project = {"id": id_, "name": name, "status": "active", "created_at": MAY, **more.pop("project", {})}
    lists = ("users", "service_accounts", "keys", "groups", "spend_alerts", "certificates")
    maps = (
        *("rate_limits", "peaks", "model_permissions", "hosted_tool_permissions", "data_retention"),
        *("service_tier_settings", "spend_limit", "people_roles"),
    )
    return {
        "project": project,
        **{each: [] for each in lists},
        **{each: {} for each in maps},
        "roles": [],
        **more,
    }


def everything(*entries: Row, **more: Any) -> Row:
    lists = (
        *("people", "invites", "admin_keys", "groups", "certificates", "external_keys", "roles"),
        *("external_storages", "workload_identity_providers"),
    )
    settings: Row = {"data_retention": {}, "spend_limit": {}, "spend_alerts": []}
    return {"projects": [*entries], **{each: [] for each in lists}, "settings": settings, **more}


class Drifted:
    """What the report says of an organization."""

    def __init__(self, folder: Path, info: Row, *held: tuple[str, str, str], **more: Any) -> None:
        resources = [
            {"module": module, "type": type_, "name": "this", "instances": [{"attributes": {"id": id_}}]}
            for module, type_, id_ in held
        ]
        managed = {
            name: ManagedObjects({"resources": resources}, [])
            for name in ("administrative", "api_management")
        }
        imports = ImportResult(more.get("items") or {}, ItemsFile(folder / "none.yml"), managed)
        self.report = Drift(info, imports, more.get("people") or [], more.get("results") or {}, NOW).report()

    def rows(self, *kinds: str) -> list[Row]:
        return [each for each in self.report["not_in_yaml"] if each["kind"] in kinds]


def row(kind: str, name: str, id_: str, project: str = "", detail: str = "") -> Row:
    return {"kind": kind, "name": name, "project": project, "id": id_, "detail": detail}

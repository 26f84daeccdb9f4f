"""How long the service keeps what passes through it, for the organization and for each project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.state import organization

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("data_retention")

_DEFAULTS = {"organization": "modified_abuse_monitoring", "project": "organization_default"}


def _place(request: Request) -> tuple[str, str]:
    id_ = request.path.get("project_id", "")
    if not id_:
        return "", "organization"
    return find_project(request, id_, active=True)["id"], "project"


def _retrieve(request: Request) -> dict[str, Any]:
    project_id, level = _place(request)
    stored = request.store.get("data_retention", project_id) or {"type": _DEFAULTS[level]}
    return {"object": f"{level}.data_retention", "type": stored["type"]}


def _update(request: Request) -> dict[str, Any]:
    project_id, _unused = _place(request)
    organization.put(request, "data_retention", project_id, {"type": request.body["retention_type"]})
    return _retrieve(request)


for _level in ("organization", "project"):
    family.operation(f"retrieve-{_level}-data-retention")(_retrieve)
    family.operation(f"update-{_level}-data-retention")(_update)


@family.seeder("data_retention", after=("projects",))
def seed_data_retention(context: Context, rows: list[dict[str, Any]]) -> None:
    """Set what is kept of projects: ``[{project: name or id, type}]``."""
    for each in rows:
        project = organization.project_named(context, each["project"])
        organization.put(context, "data_retention", project["id"], {"type": each["type"]})

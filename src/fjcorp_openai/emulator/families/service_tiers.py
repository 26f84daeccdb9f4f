"""Which service tiers the calls of a project may ask for, and which one they get when they ask for none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request
from fjcorp_openai.emulator.state import organization

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("service_tiers")

_OPTIONAL = ("flex", "fast", "ultrafast")


def settings(context: Context, project_id: str) -> dict[str, Any]:
    """Return the settings of a project: at first every tier, and the standard one by default."""
    stored = context.store.get("service_tier_settings", project_id)
    return stored or {
        "object": "project.service_tier_settings",
        "default": "standard",
        "enabled_tiers": "all",
    }


@family.guard
def refuse_tier(request: Request) -> None:
    """Let no billed call ask for a tier that its project has not enabled.

    Raises:
        ApiError: 400, naming the tier.
    """
    tier = request.body.get("service_tier")
    if tier not in _OPTIONAL:
        return
    enabled = settings(request, request.principal.project_id)["enabled_tiers"]
    if enabled != "all" and tier not in enabled:
        raise bad_request(
            f"The service tier '{tier}' is not enabled in this project.",
            "service_tier",
            "service_tier_not_enabled",
        )


@family.operation("retrieve-project-service-tier-settings")
def retrieve_settings(request: Request) -> dict[str, Any]:
    """GET /organization/projects/{project_id}/service_tier_settings."""
    return settings(request, find_project(request, request.path["project_id"], active=True)["id"])


@family.operation("update-project-service-tier-settings")
def update_settings(request: Request) -> dict[str, Any]:
    """POST /organization/projects/{project_id}/service_tier_settings: what is not named stays."""
    project = find_project(request, request.path["project_id"], active=True)
    changed = settings(request, project["id"]) | request.body
    if changed["enabled_tiers"] != "all":
        changed["enabled_tiers"] = list(dict.fromkeys(changed["enabled_tiers"]))
        if changed["default"] == "fast" and "fast" not in changed["enabled_tiers"]:
            raise bad_request("The default tier must be enabled.", "default", "service_tier_not_enabled")
    return organization.put(request, "service_tier_settings", project["id"], changed)


@family.seeder("service_tiers", after=("projects",))
def seed_settings(context: Context, rows: list[dict[str, Any]]) -> None:
    """Set tiers of projects: ``[{project: name or id, default?, enabled_tiers?}]``."""
    for each in rows:
        project = organization.project_named(context, each["project"])
        changed = settings(context, project["id"]) | {
            name: each[name] for name in ("default", "enabled_tiers") if name in each
        }
        organization.put(context, "service_tier_settings", project["id"], changed)

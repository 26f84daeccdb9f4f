"""Which of the service's own tools the models of a project may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import forbidden
from fjcorp_openai.emulator.state import organization

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("hosted_tool_permissions")

TOOLS = ("code_interpreter", "file_search", "image_generation", "mcp", "web_search")


def permissions(context: Context, project_id: str) -> dict[str, Any]:
    """Return the switches of a project; all are on until one is turned off."""
    stored = context.store.get("hosted_tool_permissions", project_id) or {}
    return {tool: {"enabled": stored.get(tool, True)} for tool in TOOLS}


@family.guard
def refuse_tool(request: Request) -> None:
    """Let no billed call use a tool that is switched off in its project.

    Raises:
        ApiError: 403, naming the tool.
    """
    tools = request.body.get("tools")
    kinds = (
        {str(each.get("type", "")) for each in tools if isinstance(each, dict)}
        if isinstance(tools, list)
        else set()
    )
    if not kinds:
        return
    for tool, switch in permissions(request, request.principal.project_id).items():
        if not switch["enabled"] and any(kind.startswith(tool) for kind in kinds):
            raise forbidden(f"The tool '{tool}' is disabled in this project.", "hosted_tool_disabled")


@family.operation("retrieve-project-hosted-tool-permissions")
def retrieve_permissions(request: Request) -> dict[str, Any]:
    """GET /organization/projects/{project_id}/hosted_tool_permissions."""
    return permissions(request, find_project(request, request.path["project_id"], active=True)["id"])


@family.operation("update-project-hosted-tool-permissions")
def update_permissions(request: Request) -> dict[str, Any]:
    """POST /organization/projects/{project_id}/hosted_tool_permissions: what is not named stays."""
    project = find_project(request, request.path["project_id"], active=True)
    switches = {tool: each["enabled"] for tool, each in permissions(request, project["id"]).items()}
    switches |= {tool: request.body[tool]["enabled"] for tool in TOOLS if request.body.get(tool) is not None}
    organization.put(request, "hosted_tool_permissions", project["id"], switches)
    return permissions(request, project["id"])


@family.seeder("hosted_tool_permissions", after=("projects",))
def seed_permissions(context: Context, rows: list[dict[str, Any]]) -> None:
    """Turn tools on or off: ``[{project: name or id, web_search?: false, …}]``."""
    for each in rows:
        switches = {tool: value for tool, value in each.items() if tool in TOOLS}
        project = organization.project_named(context, each["project"])
        organization.put(context, "hosted_tool_permissions", project["id"], switches)

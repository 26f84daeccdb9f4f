"""`openai_project_hosted_tool_permissions`: which of the API's own tools a project may use.

Operations: GET and POST /organization/projects/{project_id}/hosted_tool_permissions. Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import object_in
from fjcorp_openai.provider.lifecycles.managed import Values, identifier
from fjcorp_openai.provider.lifecycles.setting import Setting
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import BOOL
from fjcorp_openai.provider.resources.project_scope import project_id

if TYPE_CHECKING:
    from collections.abc import Mapping

TOOLS = ("code_interpreter", "file_search", "image_generation", "mcp", "web_search")


class ProjectHostedToolPermissions(Setting):
    """Five switches; destroying puts back how those that were set had been."""

    type_name = "openai_project_hosted_tool_permissions"
    noun = "hosted tools of project"
    schema = Schema(
        {
            "id": identifier("Id of the project."),
            "project_id": project_id(),
            **{
                tool: Attribute(
                    BOOL,
                    f"Whether `{tool}` may be used. Left as it is while unset.",
                    optional=True,
                    computed=True,
                    stable=True,
                )
                for tool in TOOLS
            },
        },
        description="Which hosted tools the project may use. Destroying puts back what was set before.",
    )
    path = "hosted_tool_permissions"
    fields = TOOLS
    deletable = False

    def body(self, values: Mapping[str, Any]) -> Values:
        """Return the switches that are set."""
        return {tool: {"enabled": value} for tool, value in super().body(values).items()}

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state that an answer describes."""
        return super().to_state(
            {tool: object_in(answer, tool)["enabled"] for tool in TOOLS if tool in answer}, known
        )

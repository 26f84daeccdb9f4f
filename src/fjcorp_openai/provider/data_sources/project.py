"""`openai_project` and `openai_projects`: GET /organization/projects. Needs an admin key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.data_sources.base import Fields, computed, listed, listing, only, pick
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import exactly_one_of

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Context

PATH = "/organization/projects"
FIELDS: Fields = {
    "id": (STRING, "Id of the project."),
    "name": (STRING, "Name of the project."),
    "status": (STRING, "`active` or `archived`."),
    "residency": (STRING, "Region of its data, where the API tells it."),
    "external_key_id": (STRING, "Id of its customer-managed encryption key, if there is one."),
    "created_at": (NUMBER, "Time of creation in Unix seconds."),
    "archived_at": (NUMBER, "Time it was archived in Unix seconds, if it was."),
}
_ARCHIVED = Attribute(BOOL, "Whether archived projects count. Default: false.", optional=True)


class ProjectData(DataSource):
    """One project, by id or by name."""

    type_name = "openai_project"
    schema = Schema(
        computed(FIELDS)
        | {
            "project_id": Attribute(STRING, "Id of the project; give this or `name`.", optional=True),
            "name": Attribute(
                STRING, "Name of the project; an error when several have it.", optional=True, computed=True
            ),
            "include_archived": _ARCHIVED,
        },
        description="A project of the organization, found by id or by name.",
        validators=[exactly_one_of("project_id", "name")],
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Find the project in the list of all."""
        key, wanted = ("id", config["project_id"]) if config["project_id"] else ("name", config["name"])
        items = [item for item in _projects(config, context) if item.get(key) == wanted]
        return pick(only(items, "project", f'with {key} "{wanted}"'), FIELDS)


class ProjectsData(DataSource):
    """All projects."""

    type_name = "openai_projects"
    schema = Schema(
        listing(FIELDS, "projects") | {"include_archived": _ARCHIVED},
        description="All projects of the organization.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """List the projects."""
        return listed(_projects(config, context), FIELDS, "projects")


def _projects(config: dict[str, Any], context: Context) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = context.api.list(
        PATH, {"include_archived": config["include_archived"] or None}
    )
    return items

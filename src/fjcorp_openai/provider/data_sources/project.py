"""`openai_project` and `openai_projects`: GET /organization/projects. Needs an admin key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from fjcorp_openai.provider.data_sources.looked_up import Keys, ListData, OneData
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields

FIELDS: Fields = {
    "id": (STRING, "Id of the project."),
    "name": (STRING, "Name of the project."),
    "status": (STRING, "`active` or `archived`."),
    "residency": (STRING, "Region of its data, where the API returns it."),
    "external_key_id": (STRING, "Id of its customer-managed encryption key, if there is one."),
    "created_at": (NUMBER, "Time of creation in Unix seconds."),
    "archived_at": (NUMBER, "Time it was archived in Unix seconds, if it was."),
}
KEYS: Keys = {
    "project_id": ("id", "Id of the project."),
    "name": ("name", "Name of the project; an error when several have it."),
}
ARCHIVED = {
    "include_archived": Attribute(BOOL, "Whether archived projects count. Default: false.", optional=True)
}


class ProjectData(OneData):
    """One project, by id or by name."""

    type_name = "openai_project"
    path, noun, fields, keys = "/organization/projects", "project", FIELDS, KEYS
    options: ClassVar = ARCHIVED
    sent = ("include_archived",)
    description = "A project of the organization, found by id or by name."


class ProjectsData(ListData):
    """All projects."""

    type_name = "openai_projects"
    path, fields = "/organization/projects", FIELDS
    noun, nouns = "project", "projects"
    options: ClassVar = ARCHIVED
    sent = ("include_archived",)
    description = "All projects of the organization."

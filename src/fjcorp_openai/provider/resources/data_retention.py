"""`openai_project_data_retention` and `openai_organization_data_retention`: what the API keeps, and how long.

Operations: GET and POST /organization/projects/{project_id}/data_retention and /organization/data_retention.
Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.managed import Values, identifier
from fjcorp_openai.provider.lifecycles.setting import Setting
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.validators import one_of
from fjcorp_openai.provider.resources.project_scope import project_id

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = (
    "zero_data_retention",
    "modified_abuse_monitoring",
    "enhanced_zero_data_retention",
    "enhanced_modified_abuse_monitoring",
)


def retention_type(*more: str) -> Attribute:
    """Return the schema of `retention_type`, with kinds of this level alone."""
    kinds = (*more, *KINDS)
    return Attribute(
        STRING,
        "What the API keeps: " + ", ".join(f"`{kind}`" for kind in kinds) + ".",
        required=True,
        validators=[one_of(*kinds)],
    )


class DataRetention(Setting):
    """What is kept; destroying puts back what was set before."""

    path = "data_retention"
    fields = ("retention_type",)
    deletable = False

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state that an answer describes."""
        return super().to_state({"retention_type": answer["type"]}, known)


class ProjectDataRetention(DataRetention):
    """What is kept of a project."""

    type_name = "openai_project_data_retention"
    noun = "data retention of project"
    schema = Schema(
        {
            "id": identifier("Id of the project."),
            "project_id": project_id(),
            "retention_type": retention_type("organization_default", "none"),
        },
        description="What the API keeps of a project's data. Destroying puts back what was set before.",
    )


class OrganizationDataRetention(DataRetention):
    """What is kept of the organization."""

    type_name = "openai_organization_data_retention"
    noun = "data retention of the organization"
    label = "id"
    schema = Schema(
        {"id": identifier("`organization`."), "retention_type": retention_type()},
        description="What the API keeps of all data. Destroying puts back what was set before.",
    )

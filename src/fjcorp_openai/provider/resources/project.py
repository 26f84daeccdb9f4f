"""`openai_project`: a project of the organization.

Operations: POST /organization/projects, POST /organization/projects/{project_id},
POST /organization/projects/{project_id}/archive; found in the pages of GET /organization/projects, which
leave archived projects out. Archiving is final. Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import Archived, BadRequest
from fjcorp_openai.provider.lifecycles.managed import Managed, Values, deletion_protection, identifier
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import matches, not_blank

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context


class Project(Managed):
    """A project; destroying it archives it."""

    type_name = "openai_project"
    noun = "project"
    label = "name"
    schema = Schema(
        {
            "id": identifier("Id of the project (`proj_...`)."),
            "name": Attribute(
                STRING,
                "Name of the project, as people see it. Need not be unique.",
                required=True,
                validators=[not_blank("a name that is not blank")],
            ),
            "external_key_id": Attribute(
                STRING,
                "Id of the customer-managed encryption key. Left as it is while unset.",
                optional=True,
                computed=True,
                stable=True,
            ),
            "residency": Attribute(
                STRING,
                "Region that stores, and for some regions processes, the project's data, such as "
                "`EU_STORAGE_PROCESSING`. Chosen at creation: another region plans a new project.",
                optional=True,
                computed=True,
                stable=True,
                replace=True,
                validators=[
                    matches(
                        r"[A-Z]+(_[A-Z]+)*", "a region as the API writes it, such as EU_STORAGE_PROCESSING"
                    )
                ],
            ),
            "status": Attribute(
                STRING, "`active`; an archived project leaves the state.", computed=True, stable=True
            ),
            "created_at": Attribute(NUMBER, "Time of creation in Unix seconds.", computed=True, stable=True),
            "deletion_protection": deletion_protection(
                "Archiving a project is final and ends its keys at once."
            ),
        },
        description="A project of the organization. Destroying it archives it, which is final.",
    )
    collection = "/organization/projects"
    create_fields = ("name", "external_key_id", "residency")
    update_fields = ("name", "external_key_id")
    unique = ("name",)

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Rename the project or give it another key."""
        try:
            return super().update(prior, planned, context)
        except BadRequest as error:
            raise self._explained(error, "change", prior) from error

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Archive the project."""
        try:
            api.post(f"{self.item_path(state)}/archive", retry_unsafe=True)
        except Archived:
            return
        except BadRequest as error:
            raise self._explained(error, "archive", state) from error

    def _explained(self, error: BadRequest, action: str, state: Mapping[str, Any]) -> Exception:
        if "default" not in f"{error.code} {error.message}".lower():
            return error
        return ProviderError(
            f"Cannot {action} {self.named(state)}: it is the organization's default project",
            "The API does not change or archive the default project. Leave it as it is and take it out of "
            f"the state with `terraform state rm`, or with a `removed` block. {error}",
        )

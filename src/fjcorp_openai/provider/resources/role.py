"""`openai_organization_role` and `openai_project_role`: custom roles.

Operations: POST /organization/roles and /projects/{project_id}/roles, POST and DELETE .../{role_id}; found in
the pages of GET. The API's own roles can be looked up, and not changed. Needs an admin key.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import GONE
from fjcorp_openai.provider.lifecycles.managed import Managed, Values, deletion_protection, identifier
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING, set_of
from fjcorp_openai.provider.protocol.validators import length, not_blank
from fjcorp_openai.provider.resources.project_scope import project_id, require_project

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

FIELDS: dict[str, Attribute] = {
    "name": Attribute(
        STRING,
        "Name of the role; unique at its level, letter case does not count.",
        required=True,
        validators=[not_blank("a name that is not blank")],
    ),
    "description": Attribute(STRING, "What the role is for.", optional=True),
    "permissions": Attribute(
        set_of(STRING),
        "What the role permits, such as `api.model.read`.",
        required=True,
        validators=[length(1)],
    ),
    "resource_type": Attribute(
        STRING, "What the permissions are about, such as `api.project`.", computed=True, stable=True
    ),
    "deletion_protection": deletion_protection("Its assignments end with it."),
}


class Role(Managed):
    """A custom role. Written fields are called otherwise than those read: the name goes as `role_name`."""

    label = "name"
    create_fields = ("name", "description", "permissions")
    update_fields = ("name", "description", "permissions")
    unique = ("name",)

    def body(self, values: Mapping[str, Any], fields: Any) -> Values:
        """Return the body of a create."""
        body = super().body(values, fields)
        body["role_name"] = body.pop("name")
        return body

    def is_gone(self, answer: Mapping[str, Any]) -> bool:
        """Tell that what the list shows is there, and the API's own roles are none of this resource."""
        return bool(answer.get("predefined_role"))

    def read(self, state: Values, context: Context) -> Values | None:
        """Return the role; the API's own ones are none of this resource.

        Raises:
            ProviderError: It is one of the API's own roles.
        """
        try:
            answer = self.fetch(state, context.api)
        except GONE:
            return None
        if answer.get("predefined_role"):
            raise ProviderError(
                f'"{answer["name"]}" is one of the API\'s own roles',
                "It cannot be changed, and needs no resource: assign it by its name.",
            )
        context.api.confirm(state[self.key])
        return self.to_state(answer, state)

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Send what changed."""
        changed = {
            "role_name" if name == "name" else name: planned[name]
            for name in self.update_fields
            if planned[name] != prior.get(name)
        }
        if not changed:
            return {**prior, **planned}
        return self.to_state(context.api.post(self.item_path(prior), changed, retry_unsafe=True), planned)

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Delete the role; one of an archived project is gone."""
        with suppress(*GONE):
            super().remove(state, api)


class OrganizationRole(Role):
    """A custom role of the organization."""

    type_name = "openai_organization_role"
    noun = "organization role"
    schema = Schema(
        {"id": identifier("Id of the role (`role_...`)."), **FIELDS},
        description="A custom role for users and groups of the organization.",
    )
    collection = "/organization/roles"


class ProjectRole(Role):
    """A custom role of a project."""

    type_name = "openai_project_role"
    noun = "project role"
    schema = Schema(
        {
            "id": identifier("`project_id/role_id`."),
            "project_id": project_id(),
            "role_id": identifier("Id of the role (`role_...`)."),
            **FIELDS,
        },
        description="A custom role for members and groups of a project.",
    )
    collection = "/projects/{project_id}/roles"
    key = "role_id"
    import_parts = ("project_id", "role_id")

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse projects that cannot be used."""
        super().plan(plan, context)
        if plan.is_create:
            require_project(context.api, plan.proposed["project_id"], self.noun)

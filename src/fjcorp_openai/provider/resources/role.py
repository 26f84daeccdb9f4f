"""`openai_role`, `openai_organization_role` and `openai_project_role`: custom roles.

Operations: POST /organization/roles and /projects/{project_id}/roles, POST and DELETE .../{role_id}; found in
the pages of GET, whose roles also show which permissions there are. The API's own roles can be looked up, and
not changed. Needs an admin key.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.errors import GONE
from fjcorp_openai.provider.lifecycles.managed import Managed, Values, deletion_protection, identifier
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import BOOL, STRING, set_of
from fjcorp_openai.provider.protocol.validators import length, not_blank
from fjcorp_openai.provider.protocol.values import is_known
from fjcorp_openai.provider.resources.people import Directory
from fjcorp_openai.provider.resources.project_scope import project_id, require_project
from fjcorp_openai.provider.resources.role_names import roles_path
from fjcorp_openai.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
        "What the role permits, such as `api.model.read`. One that no role of the API has is refused.",
        required=True,
        validators=[length(1)],
    ),
    "allow_unknown_permissions": Attribute(
        BOOL, "Accept permissions that no role of the API has, as it may have new ones.", default=False
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
    defaults_on_import: ClassVar[Mapping[str, Any]] = {
        **Managed.defaults_on_import,
        "allow_unknown_permissions": False,
    }

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse projects that cannot be used, and permissions that there are none of."""
        super().plan(plan, context)
        if plan.is_destroy:
            return
        project = plan.proposed.get("project_id")
        if plan.is_create:
            require_project(context.api, project, self.noun)
        wanted = plan.proposed["permissions"]
        if (
            plan.changed("permissions")
            and is_known(wanted)
            and plan.proposed["allow_unknown_permissions"] is False
        ):
            self._check_permissions(context.api, project, wanted)

    def _check_permissions(self, api: Api, project: Any, wanted: Iterable[str]) -> None:
        """Compare with those that the API's roles have; those of the organization's own are all there are."""
        place = project if isinstance(project, str) else None
        listed = Directory.of(api).listed(api, roles_path(place))
        there = {each for role in listed for each in role["permissions"]}
        missing = [each for each in wanted if each not in there]
        if not missing or not there:
            return
        shown = ", ".join(
            f'"{each}"' + (f" ({meant})" if (meant := did_you_mean(each, sorted(there))) else "")
            for each in sorted(missing)
        )
        raise ProviderError(
            f"No role of the API has the permission {shown}",
            "A custom role permits what the API's own roles do, in parts. Where the API has new permissions, "
            "set allow_unknown_permissions = true.",
            ("permissions",),
        )

    def body(self, values: Mapping[str, Any], fields: Any) -> Values:
        """Return the body of a create."""
        body = super().body(values, fields)
        body["role_name"] = body.pop("name")
        return body

    def is_gone(self, answer: Mapping[str, Any]) -> bool:
        """Return whether it is one of the API's own roles, which are none of this resource."""
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


class AnyRole(Role):
    """A custom role at the level that its item says: one kind for what a company describes as one list."""

    type_name = "openai_role"
    noun = "role"
    schema = Schema(
        {
            "id": identifier("`role_id`, or `project_id/role_id`."),
            "project_id": replace(
                project_id(),
                required=False,
                optional=True,
                description="Id of the project (`proj_...`) whose role it is. Unset: a role of the "
                "organization. Another one plans another object.",
            ),
            "role_id": identifier("Id of the role (`role_...`)."),
            **FIELDS,
        },
        description="A custom role, of the organization or of a project, to be given to people and groups.",
    )
    key = "role_id"
    collection = "/organization/roles"

    def collection_path(self, values: Mapping[str, Any]) -> str:
        """Return the path of the roles of the project, or of the organization."""
        return roles_path(values.get("project_id"))

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state, whose id names the project where there is one; an answer does not."""
        place = known.get("project_id")
        state = {**super().to_state(answer, known), "project_id": place}
        state["id"] = f"{place}/{state['role_id']}" if place else state["role_id"]
        return state

    def parse_import_id(self, text: str) -> dict[str, str]:
        """Split an import id: `role_id`, or `project_id/role_id`."""
        project, _slash, role = text.rpartition("/")
        return {"role_id": role, **({"project_id": project} if project else {})}

    def twins(self, planned: Values, api: Api) -> list[Mapping[str, Any]]:
        """Return the roles of the same name at the same level."""
        if not is_known(planned.get("project_id")):
            return []
        return super().twins(planned, api)

    def import_id(self, planned: Values, found: Mapping[str, Any]) -> str:
        """Return the import id of a role that `twins` found."""
        parts = (planned.get("project_id"), found["id"])
        return "/".join(str(part) for part in parts if part)

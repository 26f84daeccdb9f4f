"""Role assignments: a user's or a group's role in the organization or in a project.

`openai_organization_user_role`, `openai_organization_group_role`, `openai_project_user_role`,
`openai_project_group_role`.

Operations: GET and POST /organization/{users|groups}/{id}/roles and
/projects/{project_id}/{users|groups}/{id}/roles, DELETE .../{role_id}; GET /organization/roles and
/projects/{project_id}/roles for names. Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from fjcorp_openai.provider.lifecycles.managed import Values, identifier
from fjcorp_openai.provider.lifecycles.membership import Item, Membership
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import BOOL, STRING
from fjcorp_openai.provider.protocol.validators import length
from fjcorp_openai.provider.protocol.values import UNKNOWN
from fjcorp_openai.provider.resources.people import Directory
from fjcorp_openai.provider.resources.project_scope import project_id, require_project
from fjcorp_openai.provider.resources.role_names import find_role, is_named, known_role, roles_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.api.errors import ApiStatusError
    from fjcorp_openai.provider.protocol.resource import Context, Plan


def attributes(kind: Literal["user", "group"], *, project: bool) -> dict[str, Attribute]:
    """Return the schema of the assignments of one kind of principal at one level."""
    level = {"project_id": project_id()} if project else {}
    where = "the project" if project else "the organization"
    return {
        "id": identifier(f"`{'project_id/' if project else ''}{kind}_id/role_id`."),
        **level,
        f"{kind}_id": Attribute(
            STRING, f"Id of the {kind}.", required=True, replace=True, validators=[length(1)]
        ),
        "role": Attribute(STRING, f"Name or id of a role of {where}.", required=True, validators=[length(1)]),
        "role_id": Attribute(STRING, "Id of the role.", computed=True, stable=True),
        "predefined_role": Attribute(
            BOOL, "Whether it is one of the API's own roles.", computed=True, stable=True
        ),
    }


class RoleAssignment(Membership):
    """An assignment; another role plans another assignment, destroying takes the role away."""

    kind: ClassVar[Literal["user", "group"]]
    noun = "role assignment"
    key = "role_id"

    def plan(self, plan: Plan, context: Context) -> None:
        """Find the role by its name or id before anything is written."""
        super().plan(plan, context)
        if plan.is_destroy or not plan.changed("role"):
            return
        api, project, wanted = context.api, plan.proposed.get("project_id"), plan.proposed["role"]
        if not isinstance(wanted, str) or project is UNKNOWN:
            self._decide_later(plan)
            return
        if plan.is_create and project:
            require_project(api, project, self.noun)
        role = find_role(Directory.of(api).listed(api, roles_path(project)), wanted)
        if role is None:
            # A name that nobody has yet may be that of a role made, or renamed, in the same run.
            self._decide_later(plan)
        elif plan.is_create:
            plan.proposed["role_id"] = role["id"]
            plan.proposed["predefined_role"] = role["predefined_role"]
        elif plan.prior and role["id"] == plan.prior["role_id"]:
            # Another way to name the same role is no change, as long as the one in the state still names it.
            if is_named(role, plan.prior["role"]):
                plan.proposed["role"] = plan.prior["role"]
        else:
            plan.replace("role")

    def _decide_later(self, plan: Plan) -> None:
        if plan.is_update:
            for name in ("id", "role_id", "predefined_role"):
                plan.set_unknown(name)

    def create(self, planned: Values, context: Context) -> Values:
        """Give the role; one that was given already is taken over."""
        api: Api = context.api
        role = known_role(api, planned.get("project_id"), planned["role"])
        self.add(api, {**planned, "role_id": role["id"]}, {"role_id": role["id"]})
        return self.to_state(role, planned, api)

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Give the role that was not there at the plan; a renamed one is the same."""
        role = known_role(context.api, planned.get("project_id"), planned["role"])
        if role["id"] == prior["role_id"]:
            return self.to_state(role, planned, context.api)
        state = self.create(planned, context)
        self.delete(prior, context)
        return state

    def member(self, listed: list[Item], values: Mapping[str, Any]) -> Item | None:
        """Return the role if it was given to the principal itself, not to a group they are in."""
        principal = values[f"{self.kind}_id"]
        role = find_role(listed, values["role_id"] or values["role"])
        sources = (role or {}).get("assignment_sources")
        if sources and not any(each.get("principal_id") == principal for each in sources):
            return None
        return role

    def to_state(self, found: Mapping[str, Any], known: Mapping[str, Any], api: Api) -> Values:
        """Return the state of an assignment, with the role as it is written if that still names it."""
        parts = (known.get("project_id"), known[f"{self.kind}_id"], found["id"])
        return self.complete(
            {
                **known,
                "id": "/".join(part for part in parts if part),
                "role": known["role"] if is_named(found, known["role"]) else found["name"],
                "role_id": found["id"],
                "predefined_role": found["predefined_role"],
            }
        )

    def stays(self, error: ApiStatusError, state: Mapping[str, Any]) -> tuple[str, str] | None:
        """Warn of a role that comes with the membership."""
        if error.code != "base_role" and "membership" not in error.message:
            return None
        return (
            f"The role {state['role']} stays with {state[f'{self.kind}_id']}",
            "It comes with the membership: change or end that. The assignment is not managed any more.",
        )


class OrganizationUserRole(RoleAssignment):
    """A user's role in the organization."""

    type_name = "openai_organization_user_role"
    kind = "user"
    collection = "/organization/users/{user_id}/roles"
    import_parts = ("user_id", "role")
    schema = Schema(attributes("user", project=False), description="A role of a user in the organization.")


class OrganizationGroupRole(RoleAssignment):
    """A group's role in the organization."""

    type_name = "openai_organization_group_role"
    kind = "group"
    collection = "/organization/groups/{group_id}/roles"
    import_parts = ("group_id", "role")
    schema = Schema(attributes("group", project=False), description="A role of a group in the organization.")


class ProjectUserRole(RoleAssignment):
    """A user's role in a project."""

    type_name = "openai_project_user_role"
    kind = "user"
    collection = "/projects/{project_id}/users/{user_id}/roles"
    import_parts = ("project_id", "user_id", "role")
    schema = Schema(attributes("user", project=True), description="A role of a member in a project.")


class ProjectGroupRole(RoleAssignment):
    """A group's role in a project."""

    type_name = "openai_project_group_role"
    kind = "group"
    collection = "/projects/{project_id}/groups/{group_id}/roles"
    import_parts = ("project_id", "group_id", "role")
    schema = Schema(attributes("group", project=True), description="A role of a group in a project.")

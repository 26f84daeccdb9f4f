"""`openai_project_user`: one person's membership of a project.

Operations: POST /organization/projects/{project_id}/users, POST and DELETE .../users/{user_id}; found in the
pages of GET /organization/projects/{project_id}/users, one list for all members. Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from fjcorp_openai.api.errors import GONE, ApiStatusError, BadRequest
from fjcorp_openai.organization.guards import same_address
from fjcorp_openai.provider.lifecycles import membership
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import exactly_one_of, not_blank
from fjcorp_openai.provider.protocol.values import UNKNOWN
from fjcorp_openai.provider.resources.people import (
    ORGANIZATION_OWNER,
    is_owner,
    person_in,
    unknown_person,
    users,
)
from fjcorp_openai.provider.resources.person_membership import PersonMembership, person
from fjcorp_openai.provider.resources.project_scope import project_id, require_project
from fjcorp_openai.provider.resources.role_names import are_same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.lifecycles.managed import Values
    from fjcorp_openai.provider.protocol.resource import Context, Plan


def members_path(project_id: str) -> str:
    """Return the path of a project's members."""
    return f"/organization/projects/{quote(project_id, safe='')}/users"


def member_path(project_id: str, user_id: str) -> str:
    """Return the path of one member."""
    return f"{members_path(project_id)}/{quote(user_id, safe='')}"


def shown_role(api: Api, project_id: str, role: Any, known: Any) -> Any:
    """Return a member's role as the configuration writes it, if that means the same role."""
    if not isinstance(known, str) or not isinstance(role, str):
        return role
    return known if are_same(api, project_id, role, known) else role


def add_member(api: Api, project_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Add a person to a project; one who is a member already gets the role.

    Args:
        api: The client.
        project_id: The project.
        body: `role`, and `user_id` or `email`.
    """
    wanted = body.get("user_id") or body["email"]
    found, _added = membership.add(
        api, members_path(project_id), body, lambda listed: person_in(listed, wanted)
    )
    if shown_role(api, project_id, found["role"], body["role"]) == body["role"]:
        return found
    return set_role(api, project_id, found["id"], body["role"])


def set_role(api: Api, project_id: str, user_id: str, role: str) -> dict[str, Any]:
    """Give a member another role."""
    return api.post(member_path(project_id, user_id), {"role": role}, retry_unsafe=True)


def remove_member(api: Api, project_id: str, user_id: str) -> None:
    """End a membership; owners of the organization stay in every project."""
    try:
        api.delete(member_path(project_id, user_id))
    except GONE:
        return
    except ApiStatusError as error:
        if not is_about_owner(error):
            raise


def is_about_owner(error: ApiStatusError) -> bool:
    """Return whether the API refused because the person owns the organization, and so every project."""
    return error.code == ORGANIZATION_OWNER or "owner of the organization" in error.message.lower()


def refuse_lowered_owner(api: Api, person: Mapping[str, Any], role: Any, place: str) -> None:
    """Stop a role that an owner of the organization cannot have.

    Raises:
        ProviderError: The person owns the organization, and so every project.
    """
    if isinstance(role, str) and role != "owner" and is_owner(api, person["id"]):
        raise ProviderError(
            f"{person.get('email') or person['id']} is an owner of the organization and owns every project",
            f'The role "{role}" cannot be given. Set role = "owner", or make the person a reader of the '
            "organization first (`openai_organization_user`).",
            (place,),
        )


class ProjectUser(PersonMembership):
    """A membership; destroying it ends it."""

    type_name = "openai_project_user"
    noun = "project user"
    label = "email"
    schema = Schema(
        {
            "id": Attribute(
                STRING,
                "Id of the membership: `project_id/user_id`, with the address while pending.",
                computed=True,
            ),
            "project_id": project_id(),
            **person(),
            "role": Attribute(
                STRING,
                "Role in the project: `owner`, `member`, or name or id of a custom role of the project.",
                default="member",
                validators=[not_blank("the name or id of a role")],
            ),
            "allow_pending": Attribute(
                BOOL,
                "Accept people who have not joined the organization yet: the membership is "
                "`pending`, and the first run after the person joined adds them.",
                default=False,
            ),
            "status": Attribute(STRING, "`active` or `pending`.", computed=True, stable=True),
            "name": Attribute(STRING, "Name of the person.", computed=True, stable=True),
            "added_at": Attribute(
                NUMBER, "Time at which the membership began, in Unix seconds.", computed=True, stable=True
            ),
        },
        description="A person's membership of a project. An existing membership is imported.",
        validators=[exactly_one_of("user_id", "email")],
    )
    collection = "/organization/projects/{project_id}/users"
    import_parts = ("project_id", "user_id")
    defaults_on_import: ClassVar[Mapping[str, Any]] = {"allow_pending": False, "status": "active"}

    def plan(self, plan: Plan, context: Context) -> None:
        """Find what stands in the way before anything is written."""
        super().plan(plan, context)
        if plan.is_destroy:
            return
        prior, api = plan.prior, context.api
        if prior is not None and prior["status"] == "pending" and not plan.replacements:
            if person_in(users(api), prior["email"]) is not None:
                for name in ("id", "user_id", "status", "name", "added_at"):
                    plan.set_unknown(name)
            elif not plan.proposed["allow_pending"]:
                raise unknown_person(api, prior["email"], "email")
        elif plan.is_create or plan.replacements or plan.changed("project_id"):
            require_project(api, plan.proposed["project_id"], self.noun)
            self._check_person(plan, api)
        elif plan.changed("role") and prior:
            plan.proposed["id"] = prior["id"]
            wanted = plan.proposed["role"]
            if isinstance(wanted, str) and are_same(api, prior["project_id"], prior["role"], wanted):
                plan.proposed["role"] = prior["role"]  # another way to name the same role
            refuse_lowered_owner(api, {**prior, "id": prior["user_id"]}, plan.proposed["role"], "role")
        elif prior:
            plan.proposed["id"] = prior["id"]

    def create(self, planned: Values, context: Context) -> Values:
        """Add the person, or wait for them to join."""
        name = "email" if isinstance(planned["email"], str) else "user_id"
        body = {name: planned[name], "role": planned["role"]}
        try:
            answer = add_member(context.api, planned["project_id"], body)
        except BadRequest as error:
            if person_in(context.api.list("/organization/users"), planned[name]):
                raise self._explained(error, planned) from error
            if planned["allow_pending"] and name == "email":
                context.warn(
                    f"{planned['email']} has not joined the organization yet",
                    f"The membership of {planned['project_id']} is pending; the first run after the person "
                    "joined adds them.",
                )
                pending = {"status": "pending", "id": f"{planned['project_id']}/{planned['email']}"}
                return self.complete(
                    {name: None if value is UNKNOWN else value for name, value in planned.items()} | pending
                )
            raise unknown_person(context.api, planned[name], name) from error
        return self.to_state(answer, planned, context.api)

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Change the role; add somebody who has joined by now."""
        if prior["status"] == "pending":
            return self.create({**planned, "email": prior["email"]}, context)
        if prior["role"] == planned["role"]:
            return planned
        try:
            answer = set_role(context.api, prior["project_id"], prior["user_id"], planned["role"])
        except BadRequest as error:
            raise self._explained(error, planned) from error
        return self.to_state(answer, planned, context.api)

    def delete(self, state: Values, context: Context) -> None:
        """End the membership; a pending one is nothing yet."""
        if state["status"] != "pending":
            super().delete(state, context)

    def absent(self, state: Values) -> Values | None:
        """Return the state of a pending membership as it is."""
        return state if state["status"] == "pending" else None

    def stays(self, error: ApiStatusError, state: Mapping[str, Any]) -> tuple[str, str] | None:
        """Warn of an owner of the organization."""
        if not is_about_owner(error):
            return None
        detail = (
            "Owners of the organization own every project and cannot be removed from one. "
            "The membership is not managed any more."
        )
        return f"{self.named(state)} stays in the project", detail

    def to_state(self, found: Mapping[str, Any], known: Mapping[str, Any], api: Api) -> Values:
        """Return the state of a member, with address and role as they are written if they mean the same."""
        project = known["project_id"]
        email = found.get("email")
        return self.complete(
            {
                **known,
                "id": f"{project}/{found['id']}",
                "user_id": found["id"],
                "email": known["email"] if same_address(known["email"], email) else email,
                "role": shown_role(api, project, found["role"], known["role"]),
                "status": "active",
                "name": found.get("name"),
                "added_at": found.get("added_at"),
            }
        )

    def _check_person(self, plan: Plan, api: Api) -> None:
        name = "email" if plan.config.get("email") is not None else "user_id"
        wanted = plan.proposed[name]
        if not isinstance(wanted, str):
            return
        person = person_in(users(api), wanted)
        if person is not None:
            refuse_lowered_owner(api, person, plan.proposed["role"], "role")
        elif name == "user_id" or not plan.proposed["allow_pending"]:
            raise unknown_person(api, wanted, name)

    def _explained(self, error: BadRequest, planned: Values) -> Exception:
        if is_about_owner(error):
            return ProviderError(
                f"{self.named(planned)} is an owner of the organization and owns every project",
                f'Set role = "owner", or make the person a reader of the organization first. {error}',
                ("role",),
            )
        if "default" in f"{error.code} {error.message}".lower():
            return ProviderError(
                f"Cannot add {self.named(planned)}: {planned['project_id']} is the default project",
                f"The API takes no members into the default project; choose another project. {error}",
                ("project_id",),
            )
        return error

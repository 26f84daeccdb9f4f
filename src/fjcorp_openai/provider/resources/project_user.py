"""`openai_project_user`: one person's membership of a project.

Operations: POST /organization/projects/{project_id}/users, POST and DELETE .../users/{user_id}; found in the
pages of GET /organization/projects/{project_id}/users, one list for all members. Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.organization.guards import same_address
from fjcorp_openai.provider.lifecycles.managed import ApiResource, Values, found_alone
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import exactly_one_of, not_blank
from fjcorp_openai.provider.protocol.values import UNKNOWN
from fjcorp_openai.provider.resources.people import (
    MAIL_ADDRESS,
    ORGANIZATION_OWNER,
    is_owner,
    keep_spelling,
    person_in,
    unknown_person,
    users,
)
from fjcorp_openai.provider.resources.project_scope import is_gone, project_id, require_project
from fjcorp_openai.provider.resources.role_names import are_same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
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
    found: Mapping[str, Any] | None
    try:
        found = api.post(members_path(project_id), body, retry_unsafe=True)
    except Exception as error:
        if getattr(error, "status", None) not in (400, 409):
            raise
        api.invalidate(members_path(project_id))
        try:
            found = person_in(api.list(members_path(project_id)), body.get("user_id") or body["email"])
        except Exception as other:
            if not is_gone(other):
                raise
            found = None
        if found is None:
            raise
    if shown_role(api, project_id, found["role"], body["role"]) == body["role"]:
        return dict(found)
    return set_role(api, project_id, found["id"], body["role"])


def set_role(api: Api, project_id: str, user_id: str, role: str) -> dict[str, Any]:
    """Give a member another role."""
    return api.post(member_path(project_id, user_id), {"role": role}, retry_unsafe=True)


def remove_member(api: Api, project_id: str, user_id: str) -> bool:
    """End a membership, and tell whether it could be: owners of the organization stay in every project."""
    try:
        api.delete(member_path(project_id, user_id))
    except Exception as error:
        if is_gone(error):
            return True
        if getattr(error, "code", "") == ORGANIZATION_OWNER or (
            getattr(error, "status", None) == 400 and "owner of the organization" in str(error)
        ):
            return False
        raise
    return True


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


class ProjectUser(ApiResource):
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
            "user_id": Attribute(
                STRING,
                "Id of the person (`user-...`). Give this or `email`.",
                optional=True,
                computed=True,
                stable=True,
            ),
            "email": Attribute(
                STRING,
                "Address of the person, in any letter case. Give this or `user_id`.",
                optional=True,
                computed=True,
                stable=True,
                validators=[MAIL_ADDRESS],
            ),
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

    def plan(self, plan: Plan, context: Context) -> None:
        """Find what stands in the way before anything is written."""
        super().plan(plan, context)
        if plan.is_destroy:
            return
        keep_spelling(plan)
        for name in ("user_id", "email"):
            if plan.config.get(name) is not None and plan.changed(name):
                plan.replace(name)
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
        except Exception as error:
            if getattr(error, "status", None) != 400 or person_in(
                context.api.list("/organization/users"), planned[name]
            ):
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
        return self._state(answer, planned, context.api)

    def read(self, state: Values, context: Context) -> Values | None:
        """Find the member in the project's list."""
        api: Api = context.api
        try:
            members = api.list(members_path(state["project_id"]))
        except Exception as error:
            if is_gone(error):
                return None
            raise
        found = person_in(members, state["user_id"] or state["email"])
        if found is None and state["status"] != "pending":
            found = found_alone(api, members_path(state["project_id"]), state["user_id"])
        if found is not None:
            return self._state(found, state, api)
        return state if state["status"] == "pending" else None

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Change the role; add somebody who has joined by now."""
        if prior["status"] == "pending":
            return self.create({**planned, "email": prior["email"]}, context)
        if prior["role"] == planned["role"]:
            return planned
        try:
            answer = set_role(context.api, prior["project_id"], prior["user_id"], planned["role"])
        except Exception as error:
            raise self._explained(error, planned) from error
        return self._state(answer, planned, context.api)

    def delete(self, state: Values, context: Context) -> None:
        """End the membership."""
        if state["status"] != "pending" and not remove_member(
            context.api, state["project_id"], state["user_id"]
        ):
            context.warn(
                f"{self.named(state)} stays in the project",
                "Owners of the organization own every project and cannot be removed from one. "
                "The membership is not managed any more.",
            )

    def import_state(self, identifier: str, context: Context) -> Values:
        """Take `project_id/user_id` or `project_id/email`."""
        project, _separator, person = identifier.replace(":", "/", 1).partition("/")
        if not project or not person:
            raise ProviderError(
                f"Cannot import {self.noun} {identifier}",
                f"The import id of {self.type_name} is project_id/user_id or project_id/email.",
            )
        known = {"id": identifier, "project_id": project, "allow_pending": False, "status": "active"}
        return self.complete({**known, "email" if "@" in person else "user_id": person})

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

    def _state(self, answer: Mapping[str, Any], known: Mapping[str, Any], api: Api) -> Values:
        project = known["project_id"]
        email = answer.get("email")
        return self.complete(
            {
                **known,
                "id": f"{project}/{answer['id']}",
                "user_id": answer["id"],
                "email": known["email"] if same_address(known["email"], email) else email,
                "role": shown_role(api, project, answer["role"], known["role"]),
                "status": "active",
                "name": answer.get("name"),
                "added_at": answer.get("added_at"),
            }
        )

    def _explained(self, error: Exception, planned: Values) -> Exception:
        if getattr(error, "status", None) != 400:
            return error
        text = f"{getattr(error, 'code', '')} {error}".lower()
        if ORGANIZATION_OWNER in text or "owner of the organization" in text:
            return ProviderError(
                f"{self.named(planned)} is an owner of the organization and owns every project",
                f'Set role = "owner", or make the person a reader of the organization first. {error}',
                ("role",),
            )
        if "default" in text:
            return ProviderError(
                f"Cannot add {self.named(planned)}: {planned['project_id']} is the default project",
                f"The API takes no members into the default project; choose another project. {error}",
                ("project_id",),
            )
        return error

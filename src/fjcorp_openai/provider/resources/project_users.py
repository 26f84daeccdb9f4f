"""`openai_project_users`: all members of a project, and nobody else.

Operations: GET and POST /organization/projects/{project_id}/users, POST and DELETE .../users/{user_id}.
Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import GONE
from fjcorp_openai.provider.lifecycles.managed import ApiResource, Values, identifier
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import BOOL, STRING, list_of, map_of
from fjcorp_openai.provider.protocol.values import is_known
from fjcorp_openai.provider.resources.people import INVITES, is_owner, person_in, unknown_person, users
from fjcorp_openai.provider.resources.project_scope import project_id, require_project
from fjcorp_openai.provider.resources.project_user import (
    add_member,
    members_path,
    refuse_lowered_owner,
    remove_member,
    set_role,
    shown_role,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

Item = dict[str, Any]
ALLOW_PENDING = "allow_pending"


class ProjectUsers(ApiResource):
    """The whole membership of a project; whoever is not in it is removed."""

    type_name = "openai_project_users"
    noun = "members of project"
    label = "project_id"
    schema = Schema(
        {
            "id": identifier("Id of the project."),
            "project_id": project_id(),
            "members": Attribute(
                map_of(STRING),
                "Role (`owner`, `member`, or name or id of a custom role) by address or id of the person. "
                "Everybody else is removed; owners of the organization, who own every project, stay.",
                required=True,
            ),
            "allow_pending": Attribute(
                BOOL,
                "Accept people who have not joined the organization yet: the first run after "
                "the person joined adds them.",
                default=False,
            ),
            "pending": Attribute(
                list_of(STRING), "Addresses of those who have not joined the organization yet.", computed=True
            ),
        },
        description="Exactly these members. The plan lists everyone who will be removed. Do not use "
        "it beside `openai_project_user` for the same project.",
    )

    def plan(self, plan: Plan, context: Context) -> None:
        """Check the people, and name those whom the creation would remove."""
        super().plan(plan, context)
        if plan.is_destroy or (plan.prior and not any(map(plan.changed, ("project_id", "members")))):
            return
        api, project, members = context.api, plan.proposed["project_id"], plan.proposed["members"]
        if plan.prior and is_known(members):
            # Another way to name the same role is no change.
            before = plan.prior["members"]
            plan.proposed["members"] = members = {
                wanted: before[wanted] if shown_role(api, project, role, before.get(wanted)) != role else role
                for wanted, role in members.items()
            }
            if not any(map(plan.changed, ("project_id", "members", ALLOW_PENDING))):
                plan.proposed.update(id=plan.prior["id"], pending=plan.prior["pending"])
                return
        require_project(api, project, self.noun)
        if plan.is_create:
            plan.proposed["id"] = project
        if not isinstance(members, dict):
            return
        before = plan.prior["members"] if plan.prior else {}
        for wanted, role in members.items():
            person = person_in(users(api), wanted)
            if person is None:
                if not plan.proposed["allow_pending"] or "@" not in wanted:
                    raise unknown_person(api, wanted, "members")
            elif before.get(wanted) != role:
                refuse_lowered_owner(api, person, role, "members")
        if plan.is_create and isinstance(project, str) and is_known(members):
            strangers = [_name(each) for each in self._strangers(api, project, members)]
            if strangers:
                plan.warn(
                    f"{len(strangers)} members of {project} are not in the list and will be removed",
                    ", ".join(strangers),
                )

    def create(self, planned: Values, context: Context) -> Values:
        """Add, change and remove until the members are those of the list."""
        api: Api = context.api
        project, members = planned["project_id"], planned["members"]
        api.invalidate(members_path(project))
        present, everybody = api.list(members_path(project)), api.list("/organization/users")
        strangers = self._strangers(api, project, members)
        for wanted, role in members.items():
            member = person_in(present, wanted)
            if member is not None:
                if shown_role(api, project, member["role"], role) != role:
                    set_role(api, project, member["id"], role)
            elif person_in(everybody, wanted) is not None:
                name = "email" if "@" in wanted else "user_id"
                add_member(api, project, {name: wanted, "role": role})
            elif not planned["allow_pending"] or "@" not in wanted:
                raise unknown_person(api, wanted, "members")
        for stranger in strangers:
            remove_member(api, project, stranger["id"])
        pending = [each for each in members if person_in(everybody, each) is None]
        return {**planned, "id": project, "pending": pending}

    def read(self, state: Values, context: Context) -> Values | None:
        """List the members: strangers too, and without those who are to be added again."""
        api: Api = context.api
        project, known = state["project_id"], state["members"]
        try:
            present = api.list(members_path(project))
        except GONE:
            return None
        everybody = api.list("/organization/users")
        if known is None:
            # An import.
            known = _invited(api.list(INVITES), project) if state[ALLOW_PENDING] else {}
        owners = {each["id"] for each in everybody if each.get("role") == "owner"}
        members: dict[str, str] = {}
        pending = []
        for wanted, role in known.items():
            member = person_in(present, wanted)
            if member is not None:
                members[wanted] = shown_role(api, project, member["role"], role)
            elif person_in(everybody, wanted) is None and state["allow_pending"]:
                members[wanted] = role
                pending.append(wanted)
        for each in present:
            if each["id"] not in owners and not any(person_in([each], wanted) for wanted in members):
                members[_name(each)] = each["role"]
        return {**state, "id": project, "members": members, "pending": pending}

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Do what the list asks for."""
        return self.create(planned, context)

    def delete(self, state: Values, context: Context) -> None:
        """End the memberships of the list."""
        api: Api = context.api
        try:
            present = api.list(members_path(state["project_id"]))
        except GONE:
            return
        for wanted in state["members"]:
            member = person_in(present, wanted)
            if member is not None and not is_owner(api, member["id"]):
                remove_member(api, state["project_id"], member["id"])

    def import_state(self, identifier: str, context: Context) -> Values:
        """Take `project_id`, or `project_id/allow_pending` where the configuration says allow_pending = true.

        In the second form, those whose invite into the project is pending count among the members.
        """
        project, _separator, more = identifier.partition("/")
        if more not in ("", ALLOW_PENDING):
            raise ProviderError(
                f"Cannot import {self.noun} {identifier}",
                f"The import id of {self.type_name} is project_id, or project_id/{ALLOW_PENDING}.",
            )
        return self.complete({"id": project, "project_id": project, ALLOW_PENDING: bool(more)})

    def _strangers(self, api: Api, project: str, members: Mapping[str, Any]) -> list[Item]:
        """Return the members who are neither in the list nor owners of the organization."""
        return [
            each
            for each in api.list(members_path(project))
            if not any(person_in([each], wanted) for wanted in members) and not is_owner(api, each["id"])
        ]


def _invited(invites: list[Item], project: str) -> dict[str, str]:
    """Return the roles in a project by the addresses of those whose newest pending invite leads there."""
    newest = {
        each["email"].casefold(): each
        for each in sorted(invites, key=lambda each: each["created_at"])
        if each["status"] == "pending"
    }
    return {
        each["email"]: found["role"]
        for each in newest.values()
        for found in each.get("projects") or []
        if found["id"] == project
    }


def _name(member: Item) -> str:
    return str(member.get("email") or member["id"])

"""`openai_group_user`: one person's membership of a group.

Operations: POST /organization/groups/{group_id}/users, DELETE .../users/{user_id}; found in the pages of GET
/organization/groups/{group_id}/users, one list for all members. Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.provider.lifecycles.managed import ApiResource, Values, found_alone, is_not_found
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.validators import exactly_one_of, length
from fjcorp_openai.provider.resources.people import (
    MAIL_ADDRESS,
    Directory,
    keep_spelling,
    person_in,
    unknown_person,
    users,
)

if TYPE_CHECKING:
    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

GROUPS = "/organization/groups"


class GroupUser(ApiResource):
    """A membership of a group; destroying it ends it."""

    type_name = "openai_group_user"
    noun = "group user"
    label = "email"
    schema = Schema(
        {
            "id": Attribute(STRING, "`group_id/user_id`.", computed=True, stable=True),
            "group_id": Attribute(
                STRING, "Id of the group.", required=True, replace=True, validators=[length(1)]
            ),
            "user_id": Attribute(
                STRING, "Id of the person; give this or `email`.", optional=True, computed=True, stable=True
            ),
            "email": Attribute(
                STRING,
                "Address of the person, in any letter case; give this or `user_id`.",
                optional=True,
                computed=True,
                stable=True,
                validators=[MAIL_ADDRESS],
            ),
            "name": Attribute(STRING, "Name of the person.", computed=True, stable=True),
        },
        description="A person's membership of a group. An existing membership is imported.",
        validators=[exactly_one_of("user_id", "email")],
    )

    def plan(self, plan: Plan, context: Context) -> None:
        """Find the person, and groups that cannot be changed."""
        super().plan(plan, context)
        if plan.is_destroy:
            return
        keep_spelling(plan)
        for name in ("user_id", "email"):
            if plan.config.get(name) is not None and plan.changed(name):
                plan.replace(name)
        if not plan.is_create:
            return
        api: Api = context.api
        name = "email" if plan.config.get("email") is not None else "user_id"
        if isinstance(plan.proposed[name], str):
            person = person_in(users(api), plan.proposed[name])
            if person is None:
                raise unknown_person(api, plan.proposed[name], name)
            # Known now, so that what hangs on the person is not planned anew.
            plan.proposed.update(user_id=person["id"], name=person.get("name"))
        for group in Directory.of(api).listed(api, GROUPS):
            if group["id"] == plan.proposed["group_id"] and group.get("is_scim_managed"):
                raise ProviderError(
                    f'Cannot change the members of "{group["name"]}": an identity provider manages the group',
                    "Change the group there (SCIM).",
                    ("group_id",),
                )

    def create(self, planned: Values, context: Context) -> Values:
        """Add the person."""
        api: Api = context.api
        wanted = planned["email"] if isinstance(planned["email"], str) else planned["user_id"]
        person = person_in(users(api), wanted)
        if person is None:
            raise unknown_person(api, wanted, "email" if "@" in wanted else "user_id")
        try:
            api.post(_path(planned["group_id"]), {"user_id": person["id"]}, retry_unsafe=True)
        except Exception as error:
            if getattr(error, "status", None) not in (400, 409):
                raise
            api.invalidate(_path(planned["group_id"]))
            if person_in(api.list(_path(planned["group_id"])), person["id"]) is None:
                raise
        return self._state(person, planned)

    def read(self, state: Values, context: Context) -> Values | None:
        """Find the member in the group's list."""
        try:
            members = context.api.list(_path(state["group_id"]))
        except Exception as error:
            if is_not_found(error):
                return None
            raise
        found = person_in(members, state["user_id"] or state["email"])
        found = found or found_alone(context.api, _path(state["group_id"]), state["user_id"])
        return None if found is None else self._state(found, state)

    def delete(self, state: Values, context: Context) -> None:
        """End the membership."""
        try:
            context.api.delete(f"{_path(state['group_id'])}/{quote(state['user_id'], safe='')}")
        except Exception as error:
            if not is_not_found(error):
                raise

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Take over another way to name the same person."""
        return {**prior, **planned}

    def import_state(self, identifier: str, context: Context) -> Values:
        """Take `group_id/user_id` or `group_id/email`."""
        group, _separator, person = identifier.replace(":", "/", 1).partition("/")
        if not group or not person:
            raise ProviderError(
                f"Cannot import {self.noun} {identifier}",
                f"The import id of {self.type_name} is group_id/user_id or group_id/email.",
            )
        return self.complete(
            {"id": identifier, "group_id": group, "email" if "@" in person else "user_id": person}
        )

    def _state(self, person: dict[str, Any], known: Values) -> Values:
        email = known["email"] if isinstance(known["email"], str) else person.get("email")
        return {
            "id": f"{known['group_id']}/{person['id']}",
            "group_id": known["group_id"],
            "user_id": person["id"],
            "email": email,
            "name": person.get("name"),
        }


def _path(group_id: str) -> str:
    return f"{GROUPS}/{quote(group_id, safe='')}/users"

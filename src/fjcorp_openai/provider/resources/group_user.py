"""`openai_group_user`: one person's membership of a group.

Operations: POST /organization/groups/{group_id}/users, DELETE .../users/{user_id}; found in the pages of GET
/organization/groups/{group_id}/users, one list for all members. Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.managed import Values, identifier
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.validators import exactly_one_of, length
from fjcorp_openai.provider.resources.people import Directory, person_in, unknown_person, users
from fjcorp_openai.provider.resources.person_membership import PersonMembership, person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

GROUPS = "/organization/groups"


class GroupUser(PersonMembership):
    """A membership of a group; destroying it ends it."""

    type_name = "openai_group_user"
    noun = "group user"
    label = "email"
    schema = Schema(
        {
            "id": identifier("`group_id/user_id`."),
            "group_id": Attribute(
                STRING, "Id of the group.", required=True, replace=True, validators=[length(1)]
            ),
            **person(),
            "name": Attribute(STRING, "Name of the person.", computed=True, stable=True),
        },
        description="A person's membership of a group. An existing membership is imported.",
        validators=[exactly_one_of("user_id", "email")],
    )
    collection = f"{GROUPS}/{{group_id}}/users"
    import_parts = ("group_id", "user_id")

    def plan(self, plan: Plan, context: Context) -> None:
        """Find the person, and groups that cannot be changed."""
        super().plan(plan, context)
        if not plan.is_create:
            return
        api: Api = context.api
        name = "email" if plan.config.get("email") is not None else "user_id"
        if isinstance(plan.proposed[name], str):
            person = self._person(api, plan.proposed[name])
            # Known now, so that what hangs on the person is not planned again.
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
        person = self._person(api, wanted)
        self.add(api, {**planned, "user_id": person["id"]}, {"user_id": person["id"]})
        return self.to_state(person, planned, api)

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Take over another way to name the same person."""
        return {**prior, **planned}

    def to_state(self, found: Mapping[str, Any], known: Mapping[str, Any], api: Api) -> Values:
        """Return the state of a member, whose address stays as it is written."""
        return {
            "id": f"{known['group_id']}/{found['id']}",
            "group_id": known["group_id"],
            "user_id": found["id"],
            "email": known["email"] if isinstance(known["email"], str) else found.get("email"),
            "name": found.get("name"),
        }

    def _person(self, api: Api, wanted: str) -> dict[str, Any]:
        found = person_in(users(api), wanted)
        if found is None:
            raise unknown_person(api, wanted, "email" if "@" in wanted else "user_id")
        return found

"""`openai_project_group`: a group's membership of a project.

Operations: POST /organization/projects/{project_id}/groups, DELETE .../groups/{group_id}; found in the pages
of GET. The API returns no role there; to see one drift, use `openai_project_group_role`. Needs an admin key.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.provider.lifecycles.managed import Values, identifier
from fjcorp_openai.provider.lifecycles.membership import Item, Membership
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import length
from fjcorp_openai.provider.resources.project_scope import project_id, require_project
from fjcorp_openai.provider.resources.role_names import are_same, project_role_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

_SLACK_SECONDS = 5
"""By how much a new membership may seem older than the call that made it: times have whole seconds."""


class ProjectGroup(Membership):
    """A group in a project; destroying it ends what its members have through it."""

    type_name = "openai_project_group"
    noun = "project group"
    label = "group_name"
    schema = Schema(
        {
            "id": identifier("`project_id/group_id`."),
            "project_id": project_id(),
            "group_id": Attribute(
                STRING, "Id of the group.", required=True, replace=True, validators=[length(1)]
            ),
            "role": Attribute(
                STRING,
                "Role of its members in the project: `owner`, `member`, `viewer`, or name or id of a role. "
                "Another one plans another membership.",
                default="member",
                replace=True,
                validators=[length(1)],
            ),
            "group_name": Attribute(STRING, "Name of the group.", computed=True, stable=True),
            "created_at": Attribute(
                NUMBER, "Time it was added, in Unix seconds.", computed=True, stable=True
            ),
        },
        description="A group as a member of a project.",
    )

    collection = "/organization/projects/{project_id}/groups"
    key = "group_id"
    listed_key = "group_id"
    import_parts = ("project_id", "group_id", "role")
    defaults_on_import: ClassVar[Mapping[str, Any]] = {"role": "member"}

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse projects that cannot be used."""
        super().plan(plan, context)
        if plan.is_create:
            require_project(context.api, plan.proposed["project_id"], self.noun)
        elif plan.is_update and plan.prior and plan.changed("role"):
            # Another way to name the same role is no change.
            before, wanted = plan.prior["role"], plan.proposed["role"]
            if isinstance(wanted, str) and are_same(context.api, plan.prior["project_id"], before, wanted):
                plan.proposed["role"] = before

    def create(self, planned: Values, context: Context) -> Values:
        """Add the group; one that is there already is added again, for its role cannot be read."""
        api: Api = context.api
        role = project_role_id(api, planned["project_id"], planned["role"])
        body = {"group_id": planned["group_id"], "role": role}
        began = time.monotonic()
        answer, added = self.add(api, planned, body)
        if not added or answer.get("created_at", math.inf) < api.clock.at(began) - _SLACK_SECONDS:
            api.delete(self.item_path(planned))
            answer = api.post(self.collection_path(planned), body, retry_unsafe=True)
        return self.to_state(answer, planned, api)

    def member(self, listed: list[Item], values: Mapping[str, Any]) -> Item | None:
        """Return the group, as the project's list has it."""
        return next((each for each in listed if each["group_id"] == values["group_id"]), None)

    def to_state(self, found: Mapping[str, Any], known: Mapping[str, Any], api: Api) -> Values:
        """Return the state of a group in the project; the list does not say its role."""
        return self.complete(
            {
                **known,
                "id": f"{known['project_id']}/{known['group_id']}",
                "group_name": found.get("group_name"),
                "created_at": found.get("created_at"),
            }
        )

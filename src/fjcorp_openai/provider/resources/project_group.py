"""`openai_project_group`: a group's membership of a project.

Operations: POST /organization/projects/{project_id}/groups, DELETE .../groups/{group_id}; found in the pages
of GET. The API tells no role there; to see one drift, use `openai_project_group_role`. Needs an admin key.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.provider.lifecycles.managed import ApiResource, Values, identifier
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import length
from fjcorp_openai.provider.resources.project_scope import is_gone, project_id, require_project
from fjcorp_openai.provider.resources.role_names import are_same, project_role_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

_SLACK_SECONDS = 5
"""By how much a new membership may seem older than the call that made it: times have whole seconds."""


class ProjectGroup(ApiResource):
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
        """Add the group; one that is there already is added anew, for its role cannot be read."""
        api: Api = context.api
        role = project_role_id(api, planned["project_id"], planned["role"])
        path, body = _path(planned), {"group_id": planned["group_id"], "role": role}
        began = time.monotonic()
        try:
            answer = api.post(path, body, retry_unsafe=True)
            if answer.get("created_at", math.inf) >= api.clock.at(began) - _SLACK_SECONDS:
                return self._state(answer, planned)
        except Exception as error:
            if getattr(error, "status", None) not in (400, 409):
                raise
            api.invalidate(path)
            if not any(each["group_id"] == planned["group_id"] for each in api.list(path)):
                raise
        api.delete(_item(planned))
        return self._state(api.post(path, body, retry_unsafe=True), planned)

    def read(self, state: Values, context: Context) -> Values | None:
        """Find the group in the project's list."""
        try:
            answer = context.api.find(_path(state), state["group_id"], key="group_id")
        except Exception as error:
            if is_gone(error):
                return None
            raise
        return self._state(answer, state)

    def delete(self, state: Values, context: Context) -> None:
        """Take the group out of the project."""
        try:
            context.api.delete(_item(state))
        except Exception as error:
            if not is_gone(error):
                raise

    def import_state(self, identifier: str, context: Context) -> Values:
        """Take `project_id/group_id`, or `project_id/group_id/role` for another role than `member`."""
        parts = identifier.replace(":", "/").split("/")
        if len(parts) not in (2, 3) or not all(parts):
            raise ProviderError(
                f"Cannot import {self.noun} {identifier}",
                f"The import id of {self.type_name} is project_id/group_id, or project_id/group_id/role.",
            )
        project, group, role = (*parts, "member")[:3]
        return self.complete(
            {"id": f"{project}/{group}", "project_id": project, "group_id": group, "role": role}
        )

    def _state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        return self.complete(
            {
                **known,
                "id": f"{known['project_id']}/{known['group_id']}",
                "group_name": answer.get("group_name"),
                "created_at": answer.get("created_at"),
            }
        )


def _path(values: Mapping[str, Any]) -> str:
    return f"/organization/projects/{quote(values['project_id'], safe='')}/groups"


def _item(values: Mapping[str, Any]) -> str:
    return f"{_path(values)}/{quote(values['group_id'], safe='')}"

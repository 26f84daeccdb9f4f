"""`openai_project_groups`: all groups of a project, with their roles, and no others.

Operations: GET and POST /organization/projects/{project_id}/groups, DELETE .../groups/{group_id}; GET
/projects/{project_id}/groups/{group_id}/roles for the role of each, and POST of it, where a group that is
added again had more. Needs an admin key.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.api.errors import GONE
from fjcorp_openai.organization.role_words import main_role, shown, word
from fjcorp_openai.provider.lifecycles import membership
from fjcorp_openai.provider.lifecycles.entries import Entries, Item, Key
from fjcorp_openai.provider.lifecycles.managed import Values, found_alone, identifier
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, Schema
from fjcorp_openai.provider.protocol.types import STRING, map_of
from fjcorp_openai.provider.protocol.validators import not_blank
from fjcorp_openai.provider.resources.group import group_in
from fjcorp_openai.provider.resources.people import Directory
from fjcorp_openai.provider.resources.project_scope import project_id, require_project
from fjcorp_openai.provider.resources.role_names import (
    OWN_ROLES,
    are_same,
    find_role,
    is_named,
    project_role_id,
    role_among,
    roles_path,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan


class ProjectGroups(Entries):
    """The groups of a project; whichever is not among them is removed."""

    type_name = "openai_project_groups"
    noun = "groups of project"
    label = "project_id"
    held = ("groups",)
    schema = Schema(
        {
            "id": identifier("Id of the project."),
            "project_id": project_id(),
            "groups": Attribute(
                Nested(
                    "list",
                    {
                        "group_id": Attribute(STRING, "Id of the group (`group_...`).", required=True),
                        "role": Attribute(
                            STRING,
                            "Role of its members in the project: `owner`, `member`, `viewer`, or name or id "
                            "of a custom role of the project.",
                            default="member",
                            validators=[not_blank("the name or id of a role")],
                        ),
                    },
                ),
                "All groups of the project and no others. The order does not count.",
                required=True,
            ),
            "role_ids": Attribute(map_of(STRING), "Id of the role of each group, by its id.", computed=True),
        },
        description="Exactly these groups. The plan names every group that will be removed. Do not use it "
        "beside `openai_project_group` for the same project.",
    )

    def plan(self, plan: Plan, context: Context) -> None:
        """Find the groups and their roles before anything is written."""
        super().plan(plan, context)
        if plan.is_destroy:
            return
        api: Api = context.api
        project = plan.proposed["project_id"]
        self.keep_spelling(plan, api)
        if isinstance(project, str):
            plan.proposed["id"] = project
        if not any(map(plan.changed, ("project_id", "groups"))):
            return
        require_project(api, project, self.noun)
        seen: set[str] = set()
        for each in plan.proposed["groups"] if isinstance(plan.proposed["groups"], list) else ():
            self._check(each, project, seen, api)
        if isinstance(project, str):
            self.warn_of_others(plan, api, f"project {project}")

    def holds_all(self, values: Mapping[str, Any]) -> bool:
        """Return whether there are values: then groups that are not named are removed."""
        return bool(values)

    def wanted(self, values: Mapping[str, Any], api: Api) -> dict[Key, Item]:
        """Return the groups that are named, by id."""
        return {(each["group_id"],): each for each in values["groups"] or []}

    def present(self, values: Mapping[str, Any], api: Api) -> dict[Key, Item]:
        """Return the groups of the project by id, each with its roles there.

        Operations: GET /organization/projects/{project_id}/groups, and for each GET
        /projects/{project_id}/groups/{group_id}/roles.
        """
        return {(each["group_id"],): _with_roles(values, each, api) for each in api.list(_path(values))}

    def keys_of(self, state: Mapping[str, Any]) -> set[Key]:
        """Return the ids of the groups in the state."""
        return {(each["group_id"],) for each in state["groups"] or []}

    def alone(self, state: Mapping[str, Any], key: Key, api: Api) -> Item | None:
        """Ask for one group. Operation: GET /organization/projects/{project_id}/groups/{group_id}."""
        try:
            found = found_alone(api, _path(state), key[0], "group_id")
            return found and _with_roles(state, found, api)
        except GONE:
            return None

    def is_same(self, values: Mapping[str, Any], entry: Item, found: Item, api: Api) -> bool:
        """Return whether a group has the role that is wanted."""
        if "roles" in found:
            return find_role(found["roles"], entry["role"]) is not None
        return are_same(api, values["project_id"], entry["role"], found["role"])

    def to_state(self, values: Mapping[str, Any], there: Mapping[Key, Item], api: Api) -> Values:
        """Return the groups there are, with roles as they are written if the group has them."""
        known = {each["group_id"]: each["role"] for each in values["groups"] or []}
        order = [key for key in known if (key,) in there]
        order += [id_ for (id_,) in there if id_ not in known]
        groups: list[Item] = []
        ids: dict[str, str] = {}
        before = values["role_ids"] or {}
        for id_ in order:
            roles = there[(id_,)]["roles"]
            written = known.get(id_)
            role: Mapping[str, Any] | None = find_role(roles, written) if written is not None else None
            if role is None and id_ in before:
                # What the list lacks is asked for alone.
                role = found_alone(api, _roles_path(values, id_), before[id_])
            kept = role is not None and written is not None and is_named(role, written)
            role = role or main_role(roles)
            groups.append({"group_id": id_, "role": written if kept else _word(role)})
            ids |= {id_: role["id"]} if role else {}
        return {**values, "id": values["project_id"], "groups": groups, "role_ids": ids}

    def resolved(self, values: Mapping[str, Any], api: Api) -> Values:
        """Return which role is meant for each group."""
        listed = api.list(roles_path(values["project_id"]))
        roles = {each["group_id"]: find_role(listed, each["role"]) for each in values["groups"]}
        return {"role_ids": {group: role["id"] for group, role in roles.items() if role}}

    def put(self, values: Mapping[str, Any], key: Key, entry: Item, context: Context) -> None:
        """Add a group; one that is there with another role is added again, with what else it had."""
        api, path, group = context.api, _path(values), key[0]
        project = values["project_id"]
        body = {"group_id": group, "role": project_role_id(api, project, entry["role"])}
        api.invalidate(path)
        before = self.present(values, api).get(key)
        if before is None:
            found, added = membership.add(
                api, path, body, lambda listed: next((e for e in listed if e["group_id"] == group), None)
            )
            if added:
                return
            before = {**found, "roles": api.list(_roles_path(values, group))}
            if self.is_same(values, entry, before, api):
                return
        rest = [each for each in before["roles"] if not each["predefined_role"]]
        with suppress(*GONE):
            api.delete(f"{path}/{quote(group, safe='')}")
        api.post(path, body, retry_unsafe=True)
        former = _word(main_role(before["roles"]))
        for each in rest:
            if not is_named(each, former) and not is_named(each, entry["role"]):
                _give_back(api, _roles_path(values, group), each["id"])

    def take(self, values: Mapping[str, Any], key: Key, context: Context) -> None:
        """End what the group has in the project."""
        with suppress(*GONE):
            context.api.delete(f"{_path(values)}/{quote(key[0], safe='')}")

    def _check(self, entry: Item, project: Any, seen: set[str], api: Api) -> None:
        group, role = entry["group_id"], entry["role"]
        if isinstance(group, str):
            if group in seen:
                raise ProviderError(f"The group {group} stands there twice", "Give it one role.", ("groups",))
            seen.add(group)
            if group_in(api, group) is None and not _exists(api, group):
                raise ProviderError(
                    f"There is no group {group}",
                    "Check the id; a group is made by `openai_group`.",
                    ("groups",),
                )
        if isinstance(role, str) and isinstance(project, str) and word(role) not in OWN_ROLES:
            listed = Directory.of(api).listed(api, roles_path(project))
            if find_role(listed, role) is None:
                role_among(api.list(roles_path(project)), project, role, "groups")


def _word(role: Mapping[str, Any] | None) -> str:
    return shown(role) if role else "member"


def _give_back(api: Api, path: str, role_id: str) -> None:
    membership.add(api, path, {"role_id": role_id}, lambda listed: find_role(listed, role_id))


def _with_roles(values: Mapping[str, Any], group: Mapping[str, Any], api: Api) -> Item:
    roles = api.list(_roles_path(values, group["group_id"]))
    return {**group, "roles": roles, "shown": group["group_name"]}


def _exists(api: Api, group: str) -> bool:
    return any(each["id"] == group for each in api.list("/organization/groups"))


def _path(values: Mapping[str, Any]) -> str:
    return f"/organization/projects/{quote(str(values['project_id']), safe='')}/groups"


def _roles_path(values: Mapping[str, Any], group: str) -> str:
    project = quote(str(values["project_id"]), safe="")
    return f"/projects/{project}/groups/{quote(group, safe='')}/roles"

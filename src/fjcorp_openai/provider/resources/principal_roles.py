"""`openai_group_roles` and `openai_user_roles`: the roles of a group or a person beside those of membership.

Operations: GET and POST /organization/{groups|users}/{id}/roles and
/projects/{project_id}/{groups|users}/{id}/roles, DELETE .../{role_id}; GET /organization/roles and
/projects/{project_id}/roles for names. One list for the organization, and one for each project that is named.
Needs an admin key.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import quote

from fjcorp_openai.api.errors import GONE, ApiStatusError, NotFound
from fjcorp_openai.api.interrupted import list_delay
from fjcorp_openai.organization.role_words import is_given_to
from fjcorp_openai.provider.lifecycles import membership
from fjcorp_openai.provider.lifecycles.entries import Entries, Item, Key, exclusive
from fjcorp_openai.provider.lifecycles.managed import Values, found_alone, identifier
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, Schema
from fjcorp_openai.provider.protocol.types import STRING, list_of, map_of
from fjcorp_openai.provider.protocol.validators import EachElement, at_least_one_of, length, not_blank
from fjcorp_openai.provider.protocol.values import is_known
from fjcorp_openai.provider.resources.people import Directory
from fjcorp_openai.provider.resources.project_scope import require_project
from fjcorp_openai.provider.resources.role_names import find_role, is_named, role_among, roles_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

_PAUSE_SECONDS = 1.0
_NAMED = not_blank("the name or id of a role")


def attributes(kind: Literal["group", "user"]) -> dict[str, Attribute]:
    """Return the schema of the roles of one kind of principal."""
    return {
        "id": identifier(f"Id of the {kind}."),
        f"{kind}_id": Attribute(
            STRING,
            f"Id of the {kind}. Another one plans another object.",
            required=True,
            replace=True,
            validators=[length(1)],
        ),
        "roles": Attribute(
            list_of(STRING),
            "Name or id of each role in the organization. The order does not count.",
            optional=True,
            validators=[EachElement(_NAMED)],
        ),
        "project_roles": Attribute(
            Nested(
                "list",
                {
                    "project_id": Attribute(STRING, "Id of the project (`proj_...`).", required=True),
                    "role": Attribute(
                        STRING, "Name or id of a role of the project.", required=True, validators=[_NAMED]
                    ),
                },
            ),
            "Roles in projects, beside those that membership gives. The order does not count.",
            optional=True,
        ),
        "role_ids": Attribute(
            map_of(STRING),
            "Id of each role by the way it is named, after `project_id/` in a project.",
            computed=True,
        ),
        "exclusive": exclusive("roles, in the organization and in each project named,"),
    }


class PrincipalRoles(Entries):
    """Roles of a group or a person; destroying it takes away those that it holds."""

    kind: ClassVar[Literal["group", "user"]]
    held = ("roles", "project_roles")

    @property
    def owner(self) -> str:
        """The attribute that holds the id of the group or person."""
        return f"{self.kind}_id"

    def plan(self, plan: Plan, context: Context) -> None:
        """Find each role by its name or id before anything is written."""
        super().plan(plan, context)
        if plan.is_destroy:
            return
        api: Api = context.api
        self.keep_spelling(plan, api)
        if isinstance(plan.proposed[self.owner], str):
            plan.proposed["id"] = plan.proposed[self.owner]
        if not any(map(plan.changed, (self.owner, *self.held, "exclusive"))):
            return
        for project, role, place in _named(plan.proposed):
            if project:
                require_project(api, project, self.noun)
            _role(api, project, role, place)
        if is_known(plan.proposed[self.owner]):
            self.warn_of_others(plan, api, self.named(plan.proposed))

    def wanted(self, values: Mapping[str, Any], api: Api) -> dict[Key, Item]:
        """Return the roles that are named, by project (empty for the organization) and id."""
        return {
            (project, found["id"]): {**found, "written": role}
            for project, role, place in _named(values)
            for found in [_role(api, project, role, place)]
        }

    def present(self, values: Mapping[str, Any], api: Api) -> dict[Key, Item]:
        """Return the roles given to the principal itself, where the values say something of roles.

        Operations: GET of the roles in the organization, and in each project that is named.
        """
        found: dict[Key, Item] = {}
        places = {project for project, _role_, _place in _named(values)}
        if values.get("roles") is not None or values.get("project_roles") is None:
            places.add("")
        for project in sorted(places):
            try:
                listed = api.list(self._path(values, project))
            except GONE:
                if not project:
                    raise
                continue  # archived, or the principal is not in it
            for each in listed:
                if is_given_to(each, values[self.owner]):
                    shown = f"{each['name']} in {project or 'the organization'}"
                    found[project, each["id"]] = {**each, "shown": shown}
        return found

    def is_removable(self, key: Key, entry: Item, api: Api) -> bool:
        """Return whether a role can be taken away.

        The API's own come with membership; a group is no member of the organization.
        """
        return not entry.get("predefined_role") or (self.kind == "group" and not key[0])

    def keys_of(self, state: Mapping[str, Any]) -> set[Key]:
        """Return the roles in the state by project and id."""
        ids = state.get("role_ids") or {}
        return {
            (project, ids[_address(project, role)])
            for project, role, _place in _named(state)
            if _address(project, role) in ids
        }

    def alone(self, state: Mapping[str, Any], key: Key, api: Api) -> Item | None:
        """Ask for one role. Operation: GET of the roles, with the id."""
        try:
            found = found_alone(api, self._path(state, key[0]), key[1])
        except GONE:
            return None
        return found if found is not None and is_given_to(found, state[self.owner]) else None

    def resolved(self, values: Mapping[str, Any], api: Api) -> Values:
        """Return which role is meant by each name."""
        return {
            "role_ids": {
                _address(project, role): _role(api, project, role, place)["id"]
                for project, role, place in _named(values)
            }
        }

    def to_state(self, values: Mapping[str, Any], there: Mapping[Key, Item], api: Api) -> Values:
        """Return the roles that are named, as they are written, and the others where all are held."""
        known = values["role_ids"] or {}
        shown: dict[Key, str] = {}
        for project, text, _place in _named(values):
            role = there.get((project, known.get(_address(project, text), "")))
            role = role or find_role([each for key, each in there.items() if key[0] == project], text)
            if role is not None:
                shown[project, role["id"]] = text if is_named(role, text) else role["name"]
        imported = values["roles"] is None and values["project_roles"] is None
        if imported or self.holds_all(values):
            for key in sorted(there.keys() - shown.keys(), key=lambda each: (there[each]["name"], each)):
                if self.is_removable(key, there[key], api):
                    shown[key] = there[key]["name"]
        roles = [text for (project, _id), text in shown.items() if not project]
        inside = [{"project_id": key[0], "role": text} for key, text in shown.items() if key[0]]
        return {
            **values,
            "id": values[self.owner],
            "roles": roles if roles or values["roles"] is not None else None,
            "project_roles": inside if inside or values["project_roles"] is not None else None,
            "role_ids": {_address(project, text): id_ for (project, id_), text in shown.items()},
        }

    def put(self, values: Mapping[str, Any], key: Key, entry: Item, context: Context) -> None:
        """Give a role; in a project, wait for the membership that the same run may be making."""
        api, patience = context.api, list_delay()
        path, id_ = self._path(values, key[0]), key[1]

        def member(listed: list[Item]) -> Item | None:
            return next(
                (each for each in listed if each["id"] == id_ and is_given_to(each, values[self.owner])),
                None,
            )

        while True:
            try:
                membership.add(api, path, {"role_id": id_}, member)
            except NotFound:
                if not key[0] or patience <= 0:
                    raise
            else:
                return
            api.pause(_PAUSE_SECONDS)
            patience -= _PAUSE_SECONDS

    def take(self, values: Mapping[str, Any], key: Key, context: Context) -> None:
        """Take a role away; one that comes with the membership stays, with a warning."""
        path = f"{self._path(values, key[0])}/{quote(key[1], safe=':')}"
        try:
            with suppress(*GONE):
                context.api.delete(path)
        except ApiStatusError as error:
            if error.code != "base_role" and "membership" not in error.message:
                raise
            context.warn(
                f"The role {key[1]} stays with {values[self.owner]}",
                "It comes with the membership: change or end that. It is not managed any more.",
            )

    def import_state(self, identifier: str, context: Context) -> Values:
        """Take the id of the principal, and after it those of the projects whose roles count.

        The parts are joined by `/`; `exclusive` among them says that all roles are held.
        """
        first, *more = identifier.split("/")
        projects = [part for part in more if part != "exclusive"]
        state = self.complete({"id": first, self.owner: first, "exclusive": "exclusive" in more})
        there: dict[Key, Item] = {}
        for project in ("", *projects):
            named = [{"project_id": project, "role": "-"}] if project else None
            asked = {self.owner: first, "roles": None, "project_roles": named}
            there |= self.present(asked, context.api)
        return self.to_state(state, there, context.api)

    def _path(self, values: Mapping[str, Any], project: str) -> str:
        root = f"/projects/{quote(project, safe='')}" if project else "/organization"
        return f"{root}/{self.kind}s/{quote(str(values[self.owner]), safe='')}/roles"


class GroupRoles(PrincipalRoles):
    """Roles of a group."""

    type_name = "openai_group_roles"
    noun = "roles of group"
    label = "group_id"
    kind = "group"
    schema = Schema(
        attributes("group"),
        description="Roles of a group, in the organization and in projects that it belongs to.",
        validators=[at_least_one_of("roles", "project_roles")],
    )


class UserRoles(PrincipalRoles):
    """Roles of a person."""

    type_name = "openai_user_roles"
    noun = "roles of user"
    label = "user_id"
    kind = "user"
    schema = Schema(
        attributes("user"),
        description="Roles of a person, in the organization and in projects that they belong to, beside "
        "those of their membership.",
        validators=[at_least_one_of("roles", "project_roles")],
    )


def _named(values: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return project (empty for the organization), role and attribute of each role that is known by now."""
    found = [("", role, "roles") for role in _listed(values, "roles")]
    found += [
        (each["project_id"], each["role"], "project_roles") for each in _listed(values, "project_roles")
    ]
    return [each for each in found if isinstance(each[0], str) and isinstance(each[1], str)]


def _address(project: str, role: str) -> str:
    return f"{project}/{role}" if project else role


def _listed(values: Mapping[str, Any], name: str) -> list[Any]:
    value = values.get(name)
    return value if isinstance(value, list) else []


def _role(api: Api, project: str, wanted: str, place: str) -> Item:
    """Return a role; the lists are at most a minute old, unless they lack one that was just made."""
    role = find_role(Directory.of(api).listed(api, roles_path(project)), wanted)
    return role or role_among(api.list(roles_path(project)), project, wanted, place)

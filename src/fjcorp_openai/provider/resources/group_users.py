"""`openai_group_users`: the members of a group, by address; those that it names, or all.

Operations: GET and POST /organization/groups/{group_id}/users, DELETE .../users/{user_id}; GET
/organization/users for addresses. Needs an admin key.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.api.errors import GONE
from fjcorp_openai.provider.lifecycles import membership
from fjcorp_openai.provider.lifecycles.entries import Entries, Item, Key, exclusive
from fjcorp_openai.provider.lifecycles.managed import Values, found_alone, identifier
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import BOOL, STRING, list_of, map_of
from fjcorp_openai.provider.protocol.validators import EachElement, length, not_blank
from fjcorp_openai.provider.protocol.values import is_known
from fjcorp_openai.provider.resources.group import GROUPS, group_in
from fjcorp_openai.provider.resources.people import USERS, person_in, unknown_person, users

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan


class GroupUsers(Entries):
    """Members of a group; destroying it ends the memberships that it holds."""

    type_name = "openai_group_users"
    noun = "members of group"
    label = "group_id"
    held = ("members",)
    flags = ("allow_pending", "exclusive")
    schema = Schema(
        {
            "id": identifier("Id of the group."),
            "group_id": Attribute(
                STRING,
                "Id of the group (`group_...`). Another one plans another object.",
                required=True,
                replace=True,
                validators=[length(1)],
            ),
            "members": Attribute(
                list_of(STRING),
                "Addresses or ids of the members. The order does not count. A group that an identity "
                "provider manages is never changed: members that differ are refused.",
                required=True,
                validators=[EachElement(not_blank("an address or the id of a person"))],
            ),
            "exclusive": exclusive("members"),
            "allow_pending": Attribute(
                BOOL,
                "Accept people who have not joined the organization yet: the first run after the person "
                "joined adds them.",
                default=False,
            ),
            "user_ids": Attribute(
                map_of(STRING), "Id of each member who has joined, by the way they are named.", computed=True
            ),
            "pending": Attribute(
                list_of(STRING), "Addresses of those who have not joined the organization yet.", computed=True
            ),
        },
        description="Members of a group. Do not use it beside `openai_group_user` for the same person.",
    )

    def plan(self, plan: Plan, context: Context) -> None:
        """Find the people, and groups that cannot be changed."""
        super().plan(plan, context)
        if plan.is_destroy:
            return
        api: Api = context.api
        self.keep_spelling(plan, api)
        if isinstance(plan.proposed["group_id"], str):
            plan.proposed["id"] = plan.proposed["group_id"]
        if not any(map(plan.changed, ("group_id", "members", "exclusive"))):
            return
        members = plan.proposed["members"]
        if not isinstance(members, list):
            return
        for wanted in members:
            may_wait = plan.proposed["allow_pending"] and "@" in str(wanted)
            if isinstance(wanted, str) and not may_wait and person_in(users(api), wanted) is None:
                raise unknown_person(api, wanted, "members")
        group = group_in(api, plan.proposed["group_id"])
        if group and is_known(members):
            place = f'group "{group["name"]}"'
            if group.get("is_scim_managed"):
                self._refuse_change(plan, place, api)
            else:
                self.warn_of_others(plan, api, place)

    def wanted(self, values: Mapping[str, Any], api: Api) -> dict[Key, Item]:
        """Return the people who are named and have joined, by id."""
        found = [person_in(users(api), text) for text in values["members"] or []]
        return {(person["id"],): person for person in found if person}

    def unresolved(self, values: Mapping[str, Any], api: Api) -> set[str]:
        """Return the addresses of those who have not joined."""
        return {text for text in values["members"] or [] if person_in(users(api), text) is None}

    def present(self, values: Mapping[str, Any], api: Api) -> dict[Key, Item]:
        """Return the members of the group by id. Operation: GET /organization/groups/{group_id}/users."""
        return {
            (each["id"],): {**each, "shown": each.get("email") or each["id"]}
            for each in api.list(_path(values))
        }

    def keys_of(self, state: Mapping[str, Any]) -> set[Key]:
        """Return the ids of the members in the state."""
        return {(id_,) for id_ in (state.get("user_ids") or {}).values()}

    def alone(self, state: Mapping[str, Any], key: Key, api: Api) -> Item | None:
        """Ask for one member. Operation: GET /organization/groups/{group_id}/users/{user_id}."""
        found = found_alone(api, _path(state), key[0])
        return found and {**found, "shown": found.get("email") or found["id"]}

    def resolved(self, values: Mapping[str, Any], api: Api) -> Values:
        """Return who is who, and who has not joined yet."""
        found = {text: person_in(users(api), text) for text in values["members"]}
        return {
            "user_ids": {text: person["id"] for text, person in found.items() if person},
            "pending": sorted(text for text, person in found.items() if not person),
        }

    def to_state(self, values: Mapping[str, Any], there: Mapping[Key, Item], api: Api) -> Values:
        """Return the members that are named, as they are written, and the others where all are held."""
        found, known = list(there.values()), values["user_ids"] or {}
        ids: dict[str, str] = {}
        members, pending = [], []
        for text in values["members"] or []:
            person = there.get((known.get(text, ""),)) or person_in(found, text)
            if person is not None:
                members.append(text)
                ids[text] = person["id"]
            elif values["allow_pending"] and text not in known and person_in(api.list(USERS), text) is None:
                members.append(text)
                pending.append(text)
        if values["members"] is None or self.holds_all(values):
            others = {str(each["shown"]): each["id"] for each in found if each["id"] not in ids.values()}
            members += sorted(others, key=str.casefold)
            ids |= others
        return {
            **values,
            "id": values["group_id"],
            "members": members,
            "user_ids": ids,
            "pending": sorted(pending),
        }

    def put(self, values: Mapping[str, Any], key: Key, entry: Item, context: Context) -> None:
        """Add a member. Operation: POST /organization/groups/{group_id}/users."""
        membership.add(
            context.api, _path(values), {"user_id": key[0]}, lambda listed: person_in(listed, key[0])
        )

    def take(self, values: Mapping[str, Any], key: Key, context: Context) -> None:
        """End a membership. Operation: DELETE /organization/groups/{group_id}/users/{user_id}."""
        group = group_in(context.api, values["group_id"])
        if group and group.get("is_scim_managed"):
            return
        with suppress(*GONE):
            context.api.delete(f"{_path(values)}/{quote(key[0], safe='')}")

    def _refuse_change(self, plan: Plan, place: str, api: Api) -> None:
        """Stop what would change the members of a group that an identity provider manages."""
        there, wanted = self.present(plan.proposed, api), self.wanted(plan.proposed, api)
        more = [str(each.get("email") or each["id"]) for key, each in wanted.items() if key not in there]
        more += sorted(self.unresolved(plan.proposed, api))
        fewer = [str(each["shown"]) for key, each in there.items() if key not in wanted]
        if not self.holds_all(plan.proposed):
            fewer = []
        if more or fewer:
            changes = [f"add {', '.join(more)}"] if more else []
            changes += [f"remove {', '.join(fewer)}"] if fewer else []
            raise ProviderError(
                f"Cannot change the members of {place}: an identity provider manages the group",
                f"The plan would {' and '.join(changes)}. Change the group there (SCIM), or leave its "
                "members out here.",
                ("members",),
            )


def _path(values: Mapping[str, Any]) -> str:
    return f"{GROUPS}/{quote(str(values['group_id']), safe='')}/users"

"""`openai_group`: people of the organization under one name.

Operations: POST /organization/groups, POST and DELETE /organization/groups/{group_id}; found in the pages of
GET /organization/groups. A group that an identity provider manages is read, and never written. Needs an admin
key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.managed import Managed, Values, deletion_protection, identifier
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import not_blank
from fjcorp_openai.provider.resources.people import Directory
from fjcorp_openai.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

GROUPS = "/organization/groups"
FLAG = "from_identity_provider"


def group_in(api: Api, group_id: Any) -> dict[str, Any] | None:
    """Return a group by its id, as it was at most a minute ago; None for one that is not known yet.

    Operation: GET /organization/groups.
    """
    if not isinstance(group_id, str):
        return None
    return next((each for each in Directory.of(api).listed(api, GROUPS) if each["id"] == group_id), None)


class Group(Managed):
    """A group; one of an identity provider is looked up by its name, and stays as it is."""

    type_name = "openai_group"
    noun = "group"
    label = "name"
    schema = Schema(
        {
            "id": identifier("Id of the group (`group_...`)."),
            "name": Attribute(
                STRING,
                "Name of the group.",
                required=True,
                validators=[not_blank("a name that is not blank")],
            ),
            FLAG: Attribute(
                BOOL,
                "Whether an identity provider (SCIM) manages the group: it is found by its name, and never "
                "made, changed or deleted.",
                default=False,
            ),
            "is_scim_managed": Attribute(
                BOOL, "Whether an identity provider manages the group.", computed=True, stable=True
            ),
            "group_type": Attribute(STRING, "`group` or `tenant_group`.", computed=True, stable=True),
            "created_at": Attribute(NUMBER, "Time of creation in Unix seconds.", computed=True, stable=True),
            "deletion_protection": deletion_protection("What its members have through it ends."),
        },
        description="A group of people, to be given projects and roles as one.",
    )
    collection = GROUPS
    create_fields = ("name",)
    update_fields = ("name",)
    unique = ("name",)

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse to change what an identity provider manages, and find it where that was said."""
        super().plan(plan, context)
        if plan.is_create:
            self._find(plan, context.api)
        elif plan.prior and plan.prior["is_scim_managed"]:
            if not plan.is_destroy and plan.config.get(FLAG) is None:
                plan.proposed[FLAG] = plan.prior[FLAG]
            if plan.is_destroy:
                if not plan.prior[FLAG]:
                    raise _managed(f"delete {self.named(plan.prior)}")
            elif plan.changed("name"):
                raise _managed(f"rename {self.named(plan.prior)}")
        elif plan.is_update and plan.proposed[FLAG] and plan.prior:
            raise ProviderError(
                f"No identity provider manages {self.named(plan.prior)}",
                f"Take {FLAG} out, to manage the group here.",
                (FLAG,),
            )

    def create(self, planned: Values, context: Context) -> Values:
        """Make the group; one of an identity provider is there."""
        if planned[FLAG] is not True:
            return super().create(planned, context)
        return self.to_state(self._of_identity_provider(planned["name"], context.api), planned)

    def delete(self, state: Values, context: Context) -> None:
        """Delete the group; one of an identity provider stays."""
        if state[FLAG]:
            self.refuse_if_protected(state, "delete")
            return
        super().delete(state, context)

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state; an import, or a state of an older release, finds out whose the group is."""
        state = super().to_state(answer, known)
        flag = bool(answer.get("is_scim_managed")) if state[FLAG] is None else state[FLAG]
        return {**state, FLAG: flag}

    def twins(self, planned: Values, api: Api) -> list[Mapping[str, Any]]:
        """Return the groups of the same name; that of an identity provider is no second one."""
        return [] if planned.get(FLAG) else super().twins(planned, api)

    def _find(self, plan: Plan, api: Api) -> None:
        name = plan.proposed["name"]
        if not isinstance(name, str):
            return
        if plan.proposed[FLAG]:
            group = self._of_identity_provider(name, api)
            plan.proposed.update({each: group.get(each) for each in ("id", "group_type", "created_at")})
            plan.proposed["is_scim_managed"] = True
            return
        named = [each for each in Directory.of(api).listed(api, GROUPS) if each["name"] == name]
        if named and all(each.get("is_scim_managed") for each in named):
            raise _managed(f'make a second group "{name}"')

    def _of_identity_provider(self, name: str, api: Api) -> Mapping[str, Any]:
        groups = [each for each in Directory.of(api).listed(api, GROUPS) if each.get("is_scim_managed")]
        found = [each for each in groups if each["name"] == name]
        if len(found) == 1:
            return found[0]
        names = sorted(each["name"] for each in groups)
        if found:
            raise ProviderError(
                f'{len(found)} groups of an identity provider have the name "{name}"',
                "Give one of them another name there.",
                ("name",),
            )
        there = f"There are {', '.join(names)}." if names else "It manages none yet."
        meant = did_you_mean(name, names)
        raise ProviderError(
            f'No group of an identity provider has the name "{name}"',
            f"{there} {meant[0].upper()}{meant[1:]}" if meant else there,
            ("name",),
        )


def _managed(action: str) -> ProviderError:
    return ProviderError(
        f"Cannot {action}: an identity provider manages the group",
        f"Change the group there (SCIM). To give it roles and projects here, set {FLAG} = true and keep the "
        "name that it has there; taking the item out then leaves the group as it is.",
        ("name",),
    )

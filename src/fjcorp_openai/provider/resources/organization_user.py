"""`openai_organization_user`: a person who has joined the organization.

Operations: POST and DELETE /organization/users/{user_id}; found in the pages of GET /organization/users, one
list for all people. Nobody is created: people accept invites or come from the identity provider. Needs an
admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.api.errors import ApiStatusError, NotFound
from fjcorp_openai.organization.guards import same_address
from fjcorp_openai.provider.lifecycles.managed import ApiResource, Values, found_alone, plain
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import exactly_one_of, one_of
from fjcorp_openai.provider.resources.people import (
    MAIL_ADDRESS,
    USERS,
    keep_spelling,
    person_in,
    refuse_last_owner,
    unknown_person,
    users,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

CHANGEABLE = ("role", "technical_level", "developer_persona")
FOUND = ("name", "added_at", "is_scim_managed", "is_service_account")


class OrganizationUser(ApiResource):
    """A person, taken over; destroying it removes them only where that was asked for."""

    type_name = "openai_organization_user"
    noun = "user"
    label = "email"
    schema = Schema(
        {
            "id": Attribute(STRING, "Id of the person.", computed=True, stable=True),
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
                "Role in the organization: `owner` or `reader`. Unset leaves it as it is.",
                optional=True,
                computed=True,
                stable=True,
                validators=[one_of("owner", "reader")],
            ),
            "technical_level": Attribute(
                STRING,
                "What the person said of their skill. Unset leaves it as it is.",
                optional=True,
                computed=True,
                stable=True,
            ),
            "developer_persona": Attribute(
                STRING,
                "What the person said of their work. Unset leaves it as it is.",
                optional=True,
                computed=True,
                stable=True,
            ),
            "remove_on_destroy": Attribute(
                BOOL,
                "Whether destroying removes the person from the organization, with their keys and "
                "memberships. Otherwise they stay.",
                default=False,
            ),
            "name": Attribute(STRING, "Name of the person.", computed=True, stable=True),
            "added_at": Attribute(NUMBER, "Time of joining, in Unix seconds.", computed=True, stable=True),
            "is_scim_managed": Attribute(
                BOOL, "Whether an identity provider manages the person.", computed=True, stable=True
            ),
            "is_service_account": Attribute(
                BOOL, "Whether it is a service account and no person.", computed=True, stable=True
            ),
        },
        description="A person of the organization, found by address or id. Nobody is created; people are "
        "invited.",
        validators=[exactly_one_of("user_id", "email")],
    )

    def plan(self, plan: Plan, context: Context) -> None:
        """Find the person, and stop what would lock everybody out."""
        super().plan(plan, context)
        api: Api = context.api
        if plan.is_destroy:
            if plan.prior and plan.prior["remove_on_destroy"]:
                self._refuse_scim(plan.prior)
                refuse_last_owner(api, plan.prior, "remove")
            return
        keep_spelling(plan)
        for name in ("user_id", "email"):
            if plan.config.get(name) is not None and plan.changed(name):
                plan.replace(name)
        wanted = plan.config.get("email") or plan.config.get("user_id")
        if not isinstance(wanted, str):
            return
        if plan.is_create:
            person = person_in(users(api), wanted)
            if person is None:
                raise unknown_person(api, wanted, "email" if plan.config.get("email") else "user_id")
            plan.proposed["id"] = plan.proposed["user_id"] = person["id"]
            if plan.config.get("email") is None:
                plan.proposed["email"] = person.get("email")
        elif plan.replacements or not plan.changed("role"):
            return
        else:
            person = plan.prior or {}
        if plan.config.get("role") not in (None, person.get("role")):
            refuse_last_owner(api, person, "lower")

    def create(self, planned: Values, context: Context) -> Values:
        """Take the person over, and change what is not as wanted."""
        api: Api = context.api
        found = person_in(api.list(USERS), planned["id"])
        if found is None:
            raise unknown_person(api, planned["email"] or planned["user_id"], "email")
        return self._change(found, planned, api)

    def read(self, state: Values, context: Context) -> Values | None:
        """Find the person in the list of all."""
        found = person_in(context.api.list(USERS), state["id"])
        found = found or found_alone(context.api, USERS, state["user_id"])
        return None if found is None else self._state(found, state)

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Change what is not as wanted."""
        return self._change({**prior, "id": prior["id"]}, planned, context.api)

    def delete(self, state: Values, context: Context) -> None:
        """Remove the person if that was asked for."""
        if not state["remove_on_destroy"]:
            return
        try:
            context.api.delete(_path(state["id"]))
        except NotFound:
            pass
        except ApiStatusError as error:
            raise self._explained(error, "remove", state) from error

    def import_state(self, identifier: str, context: Context) -> Values:
        """Take an id or an address."""
        return self.complete({"id": identifier, "remove_on_destroy": False})

    def _change(self, found: Mapping[str, Any], planned: Values, api: Api) -> Values:
        body = {
            name: planned[name]
            for name in CHANGEABLE
            if plain({name: planned[name]}) and planned[name] != found.get(name)
        }
        if not body:
            return self._state(found, planned)
        try:
            answer = api.post(_path(found["id"]), body, retry_unsafe=True)
        except ApiStatusError as error:
            raise self._explained(error, "change", found) from error
        return self._state(answer, planned)

    def _state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        email = answer.get("email")
        return self.complete(
            {
                **{name: answer.get(name) for name in (*CHANGEABLE, *FOUND)},
                "id": answer["id"],
                "user_id": answer["id"],
                "email": known["email"] if same_address(known["email"], email) else email,
                "remove_on_destroy": known["remove_on_destroy"],
            }
        )

    def _refuse_scim(self, state: Mapping[str, Any]) -> None:
        if state.get("is_scim_managed"):
            raise ProviderError(
                f"Cannot remove {self.named(state)}: an identity provider manages the person",
                "Remove the person there (SCIM), or set remove_on_destroy = false.",
                ("remove_on_destroy",),
            )

    def _explained(self, error: ApiStatusError, action: str, found: Mapping[str, Any]) -> Exception:
        if error.code != "last_owner":
            return error
        return ProviderError(
            f"Cannot {action} {self.named(found)}: the last owner of the organization",
            f"Make somebody else an owner first, in a run of its own. {error}",
            ("role",),
        )


def _path(user_id: str) -> str:
    return f"{USERS}/{quote(user_id, safe='')}"

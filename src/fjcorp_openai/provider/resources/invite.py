"""`openai_invite`: a person is asked into the organization, once.

Operations: POST /organization/invites, DELETE /organization/invites/{invite_id}; found in the pages of GET
/organization/invites and GET /organization/users. The aim of an invite is that the person belongs to the
organization: it is met once they do, and stays met. Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.api.errors import ALREADY_THERE, BadRequest, NotFound
from fjcorp_openai.organization.guards import may_invite_again, same_address
from fjcorp_openai.provider.lifecycles.managed import ApiResource, Values, found_alone
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import between, one_of, whole
from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known
from fjcorp_openai.provider.resources.people import (
    INVITES,
    MAIL_ADDRESS,
    USERS,
    invited,
    invites,
    keep_spelling,
    person_in,
    users,
)
from fjcorp_openai.provider.resources.project_scope import require_project

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

ANSWERED = frozenset({"accepted", "member"})
FROM_API = ("invite_id", "status", "created_at", "expires_at", "accepted_at", "user_id", "sent")


class Invite(ApiResource):
    """An invite; destroying it withdraws one that was not accepted."""

    type_name = "openai_invite"
    noun = "invite of"
    label = "email"
    schema = Schema(
        {
            "id": Attribute(STRING, "The address in lower case.", computed=True, stable=True),
            "email": Attribute(
                STRING,
                "Address of the person. Letter case does not count.",
                required=True,
                validators=[MAIL_ADDRESS],
            ),
            "role": Attribute(
                STRING,
                "Role in the organization: `owner` or `reader`. It counts until the invite is accepted; "
                "afterwards see `openai_organization_user`.",
                default="reader",
                validators=[one_of("owner", "reader")],
            ),
            "projects": Attribute(
                Nested(
                    "list",
                    {
                        "project_id": Attribute(STRING, "Id of the project (`proj_...`).", required=True),
                        "role": Attribute(
                            STRING,
                            "Role in the project: `owner` or `member`.",
                            default="member",
                            validators=[one_of("owner", "member")],
                        ),
                    },
                ),
                "Projects that the person is a member of on acceptance. Unset: the default project. "
                "An empty list: none.",
                optional=True,
                computed=True,
                stable=True,
            ),
            "resend_limit": Attribute(
                NUMBER,
                "How often an invite that expired is sent again.",
                default=3,
                validators=[whole(), between(0)],
            ),
            "invite_id": Attribute(
                STRING,
                "Id of the invite; null for a person who was never invited.",
                computed=True,
                stable=True,
            ),
            "status": Attribute(
                STRING,
                "`pending`, `expired`, `accepted`, or `member` for a person who belongs to the organization "
                "without this invite.",
                computed=True,
                stable=True,
            ),
            "created_at": Attribute(
                NUMBER, "Time at which it was sent, in Unix seconds.", computed=True, stable=True
            ),
            "expires_at": Attribute(
                NUMBER, "Time at which it expires, in Unix seconds.", computed=True, stable=True
            ),
            "accepted_at": Attribute(
                NUMBER, "Time at which it was accepted, in Unix seconds.", computed=True, stable=True
            ),
            "user_id": Attribute(STRING, "Id of the person once they joined.", computed=True, stable=True),
            "sent": Attribute(NUMBER, "How often it was sent again.", computed=True, stable=True),
        },
        description="An invite into the organization. Somebody who belongs to it already is not invited, and "
        "whoever accepted is not invited again.",
    )

    def plan(self, plan: Plan, context: Context) -> None:
        """Look for the person and for invites there are; plan to send an expired one again."""
        super().plan(plan, context)
        if plan.is_destroy:
            return
        keep_spelling(plan)
        api, email = context.api, plan.proposed["email"]
        for each in plan.config.get("projects") or () if plan.config.get("projects") is not UNKNOWN else ():
            if plan.is_create or plan.changed("projects"):
                require_project(api, each["project_id"], self.noun)
        if plan.prior is None:
            if isinstance(email, str):
                plan.proposed["id"] = email.casefold()
                self._plan_create(plan, api, email)
            return
        if plan.config.get("projects") is None:
            # Terraform takes values that could have been configured for withdrawn ones.
            plan.proposed["projects"] = plan.prior["projects"]
        if plan.changed("email"):
            plan.replace("email")
        elif plan.prior["status"] == "expired":
            if may_invite_again((plan.prior["sent"] or 0) + 1, plan.proposed["resend_limit"]):
                self._send_again(plan)
            else:
                plan.warn(
                    f"The invite of {email} expired and was sent {plan.proposed['resend_limit']} times again",
                    "It is not sent any more. Raise resend_limit to go on, or take the person out.",
                )
        elif plan.changed("role") or plan.changed("projects"):
            if plan.prior["status"] == "pending":
                self._send_again(plan)
            else:
                plan.warn(
                    f"{email} has joined already: role and projects of the invite count no more",
                    "See openai_organization_user and openai_project_user.",
                )

    def create(self, planned: Values, context: Context) -> Values:
        """Send the invite, unless the plan found the person or an invite that fits."""
        api: Api = context.api
        known = {**planned, "id": planned["email"].casefold()}
        known["sent"] = 0 if known["sent"] is UNKNOWN else known["sent"]
        if planned["status"] == "member":
            person = person_in(api.list(USERS), planned["email"])
            return self._state(None, known, person)
        if is_known(planned["invite_id"]):
            found = invited(api.list(INVITES), planned["email"])
            if found is None or found["id"] != planned["invite_id"]:
                raise ProviderError(
                    f"The invite {planned['invite_id']} of {planned['email']} is gone since the plan",
                    "Plan and apply again.",
                )
            return self._state(found, known, self._person(api, found))
        for each in invites(api):
            # Expired ones, and a pending one with another role or other projects, make way.
            if same_address(each["email"], planned["email"]) and each["status"] != "accepted":
                self._withdraw(api, each["id"])
        return self._send(api, known)

    def read(self, state: Values, context: Context) -> Values | None:
        """Find the invite, or the person."""
        found = self._find(state, context.api)
        if found is not None and state["invite_id"]:
            context.api.confirm(state["invite_id"])
        return found

    def _find(self, state: Values, api: Api) -> Values | None:
        listed = api.list(INVITES)
        found = next((each for each in listed if each["id"] == state["invite_id"]), None)
        if found is None and state["status"] not in ANSWERED:
            found = found_alone(api, INVITES, state["invite_id"])
        if found is None or found["status"] == "expired":
            # Accepted under another invite, or sent again by hand.
            person = person_in(api.list(USERS), state["email"])
            if person is not None:
                return self._state(None, state, person)
            other = invited(listed, state["email"])
            found = other if other and other["status"] == "pending" else found
        if found is None:
            # Nothing shows it any more. Somebody who had joined and left since is not invited again.
            return {**state, "user_id": None} if state["status"] in ANSWERED else None
        api.confirm(found["id"])
        return self._state(found, state, self._person(api, found))

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Send the invite again when the plan says so."""
        if is_known(planned["invite_id"]):
            return planned
        api: Api = context.api
        if not self._withdraw(api, prior["invite_id"]):
            found = api.find(INVITES, prior["invite_id"])
            return self._state(found, {**planned, "sent": prior["sent"]}, self._person(api, found))
        expired = prior["status"] == "expired"
        return self._send(api, {**planned, "sent": (prior["sent"] or 0) + expired})

    def delete(self, state: Values, context: Context) -> None:
        """Withdraw an invite that nobody accepted; who accepted stays."""
        if state["status"] not in ANSWERED:
            self._withdraw(context.api, state["invite_id"])

    def import_state(self, identifier: str, context: Context) -> Values:
        """Take the invite's id or the address."""
        api: Api = context.api
        email = identifier
        if "@" not in identifier:
            email = next((each["email"] for each in api.list(INVITES) if each["id"] == identifier), "")
            if not email:
                raise ProviderError(
                    f"There is no invite {identifier}", "Give the id of an invite, or the person's address."
                )
        found = invited(api.list(INVITES), email)
        return self.complete(
            {
                "id": email.casefold(),
                "email": email,
                "invite_id": found["id"] if found else None,
                "role": "reader",
                "resend_limit": 3,
                "sent": 0,
            }
        )

    def _plan_create(self, plan: Plan, api: Api, email: str) -> None:
        person = person_in(users(api), email)
        found = invited(invites(api), email)
        if person is not None:
            plan.proposed.update(invite_id=None, status="member", user_id=person["id"], sent=0)
            if plan.proposed["projects"] is UNKNOWN:
                plan.proposed["projects"] = None
        elif found is not None and found["status"] == "pending" and self._fits(found, plan):
            plan.proposed.update(invite_id=found["id"], sent=0)

    def _fits(self, found: Mapping[str, Any], plan: Plan) -> bool:
        wanted = plan.config.get("projects")
        return found["role"] == plan.proposed["role"] and (
            wanted is None or _projects(found) == plan.proposed["projects"]
        )

    def _send_again(self, plan: Plan) -> None:
        for name in FROM_API:
            plan.set_unknown(name)

    def _send(self, api: Api, planned: Values) -> Values:
        body: dict[str, Any] = {"email": planned["email"], "role": planned["role"]}
        if isinstance(planned["projects"], list):
            body["projects"] = [
                {"id": each["project_id"], "role": each["role"]} for each in planned["projects"]
            ]
        try:
            answer = api.create(
                INVITES,
                body,
                natural_key=lambda each: (
                    same_address(each.get("email"), planned["email"]) and each.get("status") == "pending"
                ),
                resource=self.named({"email": planned["email"]}),
            )
        except ALREADY_THERE:
            api.invalidate(USERS)
            person = person_in(api.list(USERS), planned["email"])
            if person is None:
                raise
            return self._state(None, planned, person)
        return self._state(answer, planned, None)

    def _withdraw(self, api: Api, invite_id: str) -> bool:
        """Delete an invite, and return whether it was still to be answered."""
        try:
            api.delete(f"{INVITES}/{quote(invite_id, safe='')}")
        except NotFound:
            return True
        except BadRequest as error:
            if "accepted" not in error.message:
                raise
            return False
        return True

    def _person(self, api: Api, found: Mapping[str, Any]) -> dict[str, Any] | None:
        return person_in(api.list(USERS), found["email"]) if found["status"] == "accepted" else None

    def _state(
        self, found: Mapping[str, Any] | None, known: Mapping[str, Any], person: Mapping[str, Any] | None
    ) -> Values:
        state = {name: None if value is UNKNOWN else value for name, value in known.items()}
        state["user_id"] = person["id"] if person else None
        if found is None:
            joined = state.get("status") if state.get("status") in ANSWERED else "member"
            return self.complete({**state, "status": joined})
        told = {name: found.get(name) for name in ("status", "created_at", "expires_at", "accepted_at")}
        # Role and projects of an invite that was accepted are history, and no drift.
        if found["status"] == "pending" or known.get("status") is None:
            told |= {"role": found["role"], "projects": _projects(found)}
        return self.complete({**state, **told, "invite_id": found["id"]})


def _projects(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"project_id": each["id"], "role": each["role"]} for each in found.get("projects") or []]

"""`openai_service_account_api_key`: a key of a service account.

Operations: POST /organization/projects/{project_id}/service_accounts/{service_account_id}/api_keys,
POST /organization/projects/{project_id}/api_keys/{api_key_id} (scopes and end); found in the pages of
GET /organization/projects/{project_id}/api_keys. Needs an admin key.

The API deletes no single key of a service account. What would be deleted is made to end within a second; it
stays listed, and goes with its account.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from fjcorp_openai.api.errors import GONE, BadRequest, NotFound, OpenAIError
from fjcorp_openai.provider.lifecycles.managed import Values, alike, identifier
from fjcorp_openai.provider.lifecycles.secret_key import SecretKey, key_attributes, lifetime
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING, list_of
from fjcorp_openai.provider.resources.in_project import OfServiceAccount
from fjcorp_openai.provider.sinks import check_secret_sink

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

AT_ONCE = 1
"""Seconds: the shortest life the API gives a key."""
_TOLERANCE_SECONDS = 60
"""How much later than asked for a rotated key may end: the API counts from when it is asked."""


class ServiceAccountApiKey(SecretKey, OfServiceAccount):
    """A key of a service account."""

    type_name = "openai_service_account_api_key"
    noun = "service account key"
    label = "name"
    schema = Schema(
        {
            "id": identifier("Project, account and key: `proj_.../svc_acct_.../key_...`."),
            "project_id": Attribute(STRING, "Id of the project (`proj_...`).", required=True, replace=True),
            "service_account_id": Attribute(STRING, "Id of the account.", required=True, replace=True),
            "api_key_id": Attribute(STRING, "Id of the key.", computed=True, stable=True),
            **key_attributes(),
            "scopes": Attribute(
                list_of(STRING),
                "What the key is restricted to, such as `api.all.read`; unset for no restriction. Changed in "
                "place. The API does not return it, so no drift is seen.",
                optional=True,
            ),
            "expires_in_seconds": lifetime(
                "Seconds after which a key ends, from its creation or from the change of this value. The "
                "run after that makes another."
            ),
        },
        description="A key of a service account. Its value goes to `secret_sink` and is nowhere else. "
        "The API deletes no single key of an account: destroying one makes it end at once.",
        validators=[check_secret_sink],
    )
    collection = "/organization/projects/{project_id}/service_accounts/{service_account_id}/api_keys"
    key = "api_key_id"
    import_parts = ("project_id", "service_account_id", "api_key_id")
    create_fields = ("name", "scopes", "expires_in_seconds")
    update_fields = ("scopes", "expires_in_seconds")
    list_parameters: ClassVar[Mapping[str, Any]] = {"owner_project_access": "any"}

    def plan(self, plan: Plan, context: Context) -> None:
        """Plan another end where the lifetime changes."""
        super().plan(plan, context)
        if plan.is_update and plan.changed("expires_in_seconds"):
            plan.set_unknown("expires_at")

    def keys_path(self, values: Mapping[str, Any]) -> str:
        """Return the path of the list of the project's keys."""
        return f"/organization/projects/{quote(str(values['project_id']), safe='')}/api_keys"

    def item_path(self, values: Mapping[str, Any]) -> str:
        """Return the path of the key among the project's."""
        return f"{self.keys_path(values)}/{quote(str(values[self.key]), safe='')}"

    def fetch(self, state: Mapping[str, Any], api: Api) -> Mapping[str, Any]:
        """Find the key among the project's."""
        return api.find(self.keys_path(state), state[self.key], params=dict(self.list_parameters))

    def recognizes(self, item: Mapping[str, Any], values: Mapping[str, Any], now: float) -> bool:
        """Return whether a listed key has the name and the account, and has not ended."""
        account = (item.get("owner") or {}).get("service_account") or {}
        ends = item.get("expires_at")
        return bool(
            alike(item.get("name"), values["name"])
            and account.get("id") == values["service_account_id"]
            and (ends is None or ends > now)
        )

    def completed(self, answer: dict[str, Any], planned: Values, api: Api) -> dict[str, Any]:
        """Add what only the list of keys shows, such as the redacted value."""
        with suppress(OpenAIError):
            return {**api.get(self.item_path({**planned, self.key: answer["id"]})), **answer}
        return answer

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Rotate the key, or change its scopes and its end; no scopes are no restriction."""
        if planned["scopes"] is None and prior["scopes"] is not None and isinstance(planned[self.key], str):
            changed = super().update(prior, {**planned, "scopes": []}, context)
            return {**changed, "scopes": None}
        return super().update(prior, planned, context)

    def revoke(self, key_id: str, values: Mapping[str, Any], api: Api) -> None:
        """Make a key end within a second; one that has ended or is gone counts as revoked."""
        self._ends_in(AT_ONCE, key_id, values, api)

    def retire(self, prior: Values, overlap: float, context: Context) -> int | None:
        """Have the API end the key after the overlap, or when it ends anyway."""
        seconds = max(AT_ONCE, int(overlap))
        ends = prior["expires_at"]
        rotated_ends = context.api.clock.now() + seconds
        if ends is not None and ends <= rotated_ends:
            return int(ends)
        answer = self._ends_in(seconds, prior[self.key], prior, context.api)
        return int(answer.get("expires_at") or rotated_ends)

    def previous_needs_work(self, prior: Values, plan: Plan, api: Api) -> bool:
        """Return whether the API does not know yet when the rotated key ends."""
        try:
            found = self.fetch({**prior, self.key: prior["previous_id"]}, api)
        except NotFound:
            return False
        ends = found.get("expires_at")
        return bool(ends is None or ends > (prior["previous_expires_at"] or 0) + _TOLERANCE_SECONDS)

    def see_to_previous(self, prior: Values, state: Values, context: Context) -> Values:
        """Set at the API when the rotated key ends."""
        left = int((prior["previous_expires_at"] or 0) - context.api.clock.now())
        answer = self._ends_in(max(AT_ONCE, left), prior["previous_id"], prior, context.api)
        return {**state, "previous_expires_at": answer.get("expires_at") or prior["previous_expires_at"]}

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Make the key, and the one it followed, end within a second."""
        for key_id in (state["previous_id"], state[self.key]):
            if key_id:
                self._end(key_id, state, api)

    def delete(self, state: Values, context: Context) -> None:
        """Make the key end; where the API refuses that, say what stays."""
        try:
            super().delete(state, context)
        except BadRequest as error:
            context.warn(
                f"{self.named(state)} is still valid",
                f"The API deletes no single key of a service account, and refused to end this one: {error} "
                f"It is good until its account {state['service_account_id']} is deleted.",
            )

    def _ends_in(self, seconds: int, key_id: str, values: Mapping[str, Any], api: Api) -> dict[str, Any]:
        path = self.item_path({**values, self.key: key_id})
        try:
            return api.post(path, {"expires_in_seconds": seconds}, retry_unsafe=True)
        except GONE:
            return {}
        except BadRequest as error:
            if "expired" not in f"{error.code} {error.message}".lower():
                raise
            return {}

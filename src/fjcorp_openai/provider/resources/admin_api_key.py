"""`openai_admin_api_key`: a key for the administration API.

Operations: POST /organization/admin_api_keys, DELETE /organization/admin_api_keys/{key_id}; found in the
pages of GET /organization/admin_api_keys. The API changes no key, and shows its value once. Needs an admin
key, and never deletes the one that is in use.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import NotFound
from fjcorp_openai.organization.guards import is_own_key
from fjcorp_openai.provider.lifecycles.managed import Values, alike, identifier
from fjcorp_openai.provider.lifecycles.secret_key import SecretKey, key_attributes, lifetime
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Schema
from fjcorp_openai.provider.sinks import check_secret_sink

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan


class AdminApiKey(SecretKey):
    """A key for the administration API."""

    type_name = "openai_admin_api_key"
    noun = "admin key"
    label = "name"
    schema = Schema(
        {
            "id": identifier("Id of the key (`key_...`)."),
            **key_attributes(),
            "expires_in_seconds": lifetime(
                "Seconds from its creation after which a key ends; the next run then makes another. "
                "Another value rotates the key: the API changes none."
            ),
        },
        description="A key for the administration API. Its value goes to `secret_sink` and is nowhere else. "
        "The key that a run uses is never deleted by it.",
        validators=[check_secret_sink],
    )
    collection = "/organization/admin_api_keys"
    create_fields = ("name", "expires_in_seconds")
    rotated_by = ("name", "rotation", "expires_in_seconds")

    def recognizes(self, item: Mapping[str, Any], values: Mapping[str, Any], now: float) -> bool:
        """Return whether a listed key has the name."""
        return alike(item.get("name"), values["name"])

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse to delete the key that this run uses."""
        super().plan(plan, context)
        if plan.prior is not None and plan.is_destroy:
            self._refuse_if_in_use(plan.prior, context.api)

    def revoke(self, key_id: str, values: Mapping[str, Any], api: Api) -> None:
        """Delete a key; one that is gone counts as deleted."""
        with suppress(NotFound):
            api.delete(f"{self.collection}/{key_id}")

    def retire(self, prior: Values, overlap: float, context: Context) -> int | None:
        """Delete the key, or have the first apply after the overlap do it."""
        if overlap <= 0 and not in_use(prior["redacted_value"], context.api):
            self._end(prior["id"], prior, context.api)
            return None
        return int(context.api.clock.now() + overlap)

    def previous_needs_work(self, prior: Values, plan: Plan, api: Api) -> bool:
        """Return whether the rotated key is to be deleted, and can be."""
        if prior["previous_expires_at"] > api.clock.now():
            return False
        if in_use(self._redacted(prior["previous_id"], api), api):
            plan.warn(
                f"{self.named(prior)} was rotated, and the old key is still in use",
                f"This run uses the key {prior['previous_id']}. Give it the new one; the run after that "
                "deletes the old one.",
            )
            return False
        return True

    def see_to_previous(self, prior: Values, state: Values, context: Context) -> Values:
        """Delete the rotated key."""
        self._end(prior["previous_id"], prior, context.api)
        return {**state, "previous_id": None, "previous_expires_at": None}

    def end_previous(self, prior: Mapping[str, Any], api: Api) -> None:
        """Delete the rotated key, unless this run uses it."""
        if in_use(self._redacted(prior["previous_id"], api), api):
            raise _in_use(f"the key {prior['previous_id']}, which {self.named(prior)} followed,")
        super().end_previous(prior, api)

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Delete the key, and the one it followed."""
        self._refuse_if_in_use(state, api)
        if state["previous_id"]:
            self.end_previous(state, api)
        super().remove(state, api)

    def _redacted(self, key_id: str, api: Api) -> str | None:
        try:
            return api.find(self.collection, key_id).get("redacted_value")
        except NotFound:
            return None

    def _refuse_if_in_use(self, state: Mapping[str, Any], api: Api) -> None:
        if in_use(state.get("redacted_value"), api):
            raise _in_use(self.named(state))


def in_use(redacted: str | None, api: Api) -> bool:
    """Return whether a key, of which the API shows both ends, is the one that this run uses."""
    return is_own_key(redacted, api.settings.admin_key)


def _in_use(what: str) -> ProviderError:
    return ProviderError(
        f"Refused: {what} is the key in use",
        "Deleting it would lock this run out half way. Run with another admin key (OPENAI_ADMIN_KEY), or "
        "take the resource out of the state with `terraform state rm`.",
    )

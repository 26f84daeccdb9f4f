"""`openai_project_api_key`: a key that somebody made on the dashboard, taken over.

Operations: POST and DELETE /organization/projects/{project_id}/api_keys/{api_key_id}; found in the pages of
GET /organization/projects/{project_id}/api_keys. The API makes no such key. Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.errors import BadRequest
from fjcorp_openai.provider.lifecycles.managed import Values, identifier
from fjcorp_openai.provider.lifecycles.secret_key import lifetime, listed_attributes
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of
from fjcorp_openai.provider.protocol.validators import each_element, matches, not_blank, not_prefixed
from fjcorp_openai.provider.protocol.values import is_known
from fjcorp_openai.provider.resources.in_project import InProject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

_HOW = (
    "The API makes no keys of projects. Make it on the dashboard (https://platform.openai.com/api-keys), "
    "then set api_key_id to its id, or import it: terraform import ADDRESS PROJECT_ID/KEY_ID."
)


class ProjectApiKey(InProject):
    """A key of a project that was made elsewhere."""

    type_name = "openai_project_api_key"
    noun = "project key"
    label = "name"
    schema = Schema(
        {
            "id": identifier("Project and key: `proj_.../key_...`."),
            "project_id": Attribute(
                STRING,
                "Id of the project (`proj_...`). Another one takes over another key.",
                required=True,
                replace=True,
            ),
            "api_key_id": Attribute(
                STRING,
                "Id of the key (`key_...`), which must be there: the API makes none. Another one takes over "
                "another key.",
                optional=True,
                computed=True,
                stable=True,
                replace=True,
                validators=[
                    matches(r"\S+", "the id of a key (key_...)"),
                    not_prefixed("sk-", "the key itself; give its id (key_...)"),
                ],
            ),
            "scopes": Attribute(
                list_of(STRING),
                "What the key is restricted to; `[]` lifts all restrictions. Unset leaves them as they are. "
                "The API does not return them, so no drift is seen.",
                optional=True,
                validators=[each_element(not_blank("a scope"))],
            ),
            "expires_in_seconds": Attribute(
                NUMBER,
                "Seconds after which the key ends, from the time this value is set or changed. Unset leaves "
                "its end as it is.",
                optional=True,
                validators=lifetime("").validators,
            ),
            "delete_on_destroy": Attribute(
                BOOL,
                "Whether destroying deletes the key. Otherwise it is forgotten, and stays valid.",
                default=False,
            ),
            "name": Attribute(STRING, "Name of the key.", computed=True, stable=True),
            **listed_attributes("The API returns no more of it.", ends=True),
            "last_used_at": Attribute(
                NUMBER,
                "Time of the last use, in Unix seconds; null for a key that was never used.",
                computed=True,
                stable=True,
            ),
            "owner_type": Attribute(STRING, "`user` or `service_account`.", computed=True, stable=True),
            "owner_id": Attribute(STRING, "Id of the owner.", computed=True, stable=True),
            "owner_name": Attribute(STRING, "Name of the owner.", computed=True, stable=True),
            "owner_email": Attribute(
                STRING, "Address of the owner; null for a service account.", computed=True, stable=True
            ),
            "owner_project_access": Attribute(
                STRING,
                "`active`, or `inactive` when the owner has lost access to the project.",
                computed=True,
                stable=True,
            ),
        },
        description="A key of a project that was made on the dashboard. It can be taken over by its id or by "
        "an import, restricted, given an end and deleted, but not made.",
    )
    collection = "/organization/projects/{project_id}/api_keys"
    key = "api_key_id"
    import_parts = ("project_id", "api_key_id")
    update_fields = ("scopes", "expires_in_seconds")
    list_parameters: ClassVar[Mapping[str, Any]] = {"owner_project_access": "any"}
    defaults_on_import: ClassVar[Mapping[str, Any]] = {"delete_on_destroy": False}

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse to plan a key that would have to be made."""
        if plan.is_create and plan.config.get("api_key_id") is None:
            raise ProviderError("A project's key cannot be made here", _HOW, ("api_key_id",))
        super().plan(plan, context)

    def check(self, plan: Plan, siblings: list[dict[str, Any]]) -> None:
        """Refuse keys that are not there."""
        wanted = plan.proposed["api_key_id"]
        if isinstance(wanted, str) and all(each.get("id") != wanted for each in siblings):
            self._refuse(wanted, plan.proposed["project_id"])

    def create(self, planned: Values, context: Context) -> Values:
        """Take over a key that is there."""
        answer = next(
            (each for each in self.first_seen(planned, context.api) if each["id"] == planned[self.key]), None
        )
        if answer is None:
            self._refuse(planned[self.key], planned["project_id"])
        found = self.to_state(answer or {}, planned)
        before = {**found, "scopes": None, "expires_in_seconds": None}
        return self.update(before, found, context)

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Send scopes and end where they are set and changed; what is left out stays as it is."""
        wanted = {
            name: planned[name]
            for name in self.update_fields
            if planned[name] is not None and is_known(planned[name]) and planned[name] != prior[name]
        }
        known = {name: value if is_known(value) else prior.get(name) for name, value in planned.items()}
        if not wanted:
            return known
        return self.to_state(context.api.post(self.item_path(known), wanted, retry_unsafe=True), known)

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state, with the owner's details beside each other."""
        state = super().to_state(answer, known)
        owner = answer.get("owner") or {}
        who = owner.get(owner.get("type")) or {}
        details = {"type": owner.get("type"), **{name: who.get(name) for name in ("id", "name", "email")}}
        return {**state, **{f"owner_{name}": value for name, value in details.items()}}

    def delete(self, state: Values, context: Context) -> None:
        """Delete the key if that is wanted, else forget it."""
        if not state["delete_on_destroy"]:
            context.warn(
                f"{self.named(state)} is forgotten, not deleted",
                "It stays valid. To delete it, set delete_on_destroy = true and apply before.",
            )
            return
        super().delete(state, context)

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Delete the key, unless a service account owns it."""
        try:
            super().remove(state, api)
        except BadRequest as error:
            if state["owner_type"] != "service_account":
                raise
            raise ProviderError(
                f"Cannot delete {self.named(state)}: a service account owns it",
                "The API deletes such keys only with their account. Delete the account, or give the key an "
                f"end with expires_in_seconds. {error}",
            ) from error

    def _refuse(self, key_id: str, project_id: str) -> None:
        raise ProviderError(f"Project {project_id} has no key {key_id}", _HOW, ("api_key_id",))

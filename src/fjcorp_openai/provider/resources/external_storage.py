"""`openai_external_storage`: storage in your own cloud, for what the API has to keep of a project.

Operations: POST /organization/external_storage, POST .../{external_storage_id}/validate, DELETE
/organization/external_storage/{external_storage_id}; found in the pages of GET
/organization/external_storage. The API changes none. Needs an admin key.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import text_in
from fjcorp_openai.api.errors import NotFound
from fjcorp_openai.organization.external_storages import (
    FIELDS,
    LOCATION,
    PATH,
    PLACES,
    VALIDATED,
    flat,
    location,
)
from fjcorp_openai.provider.lifecycles.managed import Managed, Values, deletion_protection, identifier
from fjcorp_openai.provider.protocol.diagnostics import PartialState, ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema, result
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import matches
from fjcorp_openai.provider.protocol.values import UNKNOWN
from fjcorp_openai.provider.resources.cloud_places import cloud_rules, cloud_type, cloud_words, place
from fjcorp_openai.provider.resources.project_scope import project_id, require_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fjcorp_openai.provider.protocol.resource import Context, Plan

_WORDS = cloud_words(PLACES)
_ROLE = matches(r"arn:aws[a-z-]*:iam::\d+:role/\S+", "the ARN of a role")


class ExternalStorage(Managed):
    """The registration of storage. What is in it, and who may use it, stays in its cloud."""

    type_name = "openai_external_storage"
    noun = "external storage"
    label = "bucket"
    create_before_destroy = "The project has storage that is validated while another one takes its place."
    schema = Schema(
        {
            "id": identifier("Id of the external storage (`extstorage_...`)."),
            "project_id": project_id(),
            "type": cloud_type("storage"),
            **{name: place(words) for name, words in _WORDS.items()},
            "role_arn": place(_WORDS["role_arn"], rule=_ROLE),
            "region": place(f"{_WORDS['region']} Elsewhere the API finds it out.", computed=True),
            "validate": Attribute(
                BOOL,
                "Have the API try the storage when it is registered, and again where it is not `validated`. "
                "With storage that the API can use, the project has Zero Data Retention with Private Safety "
                "Processing from then on. False registers it and leaves the project as it is.",
                default=True,
            ),
            "deletion_protection": deletion_protection(
                "Without its last storage, a project has the data retention of the organization."
            ),
            "geography": result(STRING, "Geography that the region belongs to, such as `US`."),
            "status": result(STRING, "`pending`, `validated`, `degraded` or `unhealthy`, by the last trial."),
            "created_at": result(NUMBER, "Time of its registration in Unix seconds."),
        },
        description="Storage in your own cloud, for what the API has to keep of a project (Zero Data "
        "Retention with Private Safety Processing). Storage that cannot be used is not registered. The API "
        "changes no registration: another value plans another one. With "
        "`lifecycle { create_before_destroy = true }` the old one goes once the new one is validated.",
        validators=[*cloud_rules(PLACES)],
    )
    collection = PATH
    create_fields = ("project_id", *FIELDS)
    unique = ("project_id", *LOCATION)

    def plan(self, plan: Plan, context: Context) -> None:
        """Look for the project, and plan to try storage again that is not validated."""
        super().plan(plan, context)
        if plan.is_create:
            require_project(context.api, plan.proposed["project_id"], self.noun)
        elif plan.prior and not plan.is_destroy:
            if location(plan.prior)["bucket"] == location(plan.proposed)["bucket"]:
                plan.keep("bucket")
            if plan.proposed["validate"] and plan.prior["status"] != VALIDATED:
                plan.set_unknown("status")

    def body(self, values: Mapping[str, Any], fields: Iterable[str]) -> Values:
        """Return the body of a create call, with what says where the storage is in an object of its own."""
        told = super().body(values, fields)
        return {"project_id": told.pop("project_id"), "provider": {"type": values["type"], **told}}

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state; a bucket is called as it was, by its ARN or its name."""
        found = flat(answer)
        if location(known)["bucket"] == location(found)["bucket"]:
            found["bucket"] = known["bucket"]
        # Imported storage is to be tried if it was: so its import changes nothing.
        found["validate"] = answer["status"] == VALIDATED if known["validate"] is None else known["validate"]
        return super().to_state(found, known)

    def create(self, planned: Values, context: Context) -> Values:
        """Register the storage and have it tried; what cannot be used leaves nothing.

        Raises:
            PartialState: It cannot be used, and is still registered.
        """
        state = super().create(planned, context)
        if not planned["validate"] or state["status"] == VALIDATED:
            return state
        try:
            return self._validated(state, context)
        except Exception as error:
            try:
                with suppress(NotFound):
                    self.remove(state, context.api)
            except Exception:  # noqa: BLE001 (whatever it is, why it cannot be used is what the user must know)
                raise PartialState(state, error) from error
            raise

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Have the storage tried again, where that is planned."""
        state = super().update(prior, planned, context)
        tried = planned["status"] is UNKNOWN and planned["validate"]
        return self._validated(state, context) if tried else state

    def _validated(self, state: Values, context: Context) -> Values:
        """Return the state of storage that the API can use.

        Operation: POST /organization/external_storage/{external_storage_id}/validate.

        Raises:
            ProviderError: It cannot.
            MalformedAnswer: The API does not say its status.
        """
        answer = context.api.post(f"{self.item_path(state)}/validate", retry_unsafe=True)
        status = text_in(answer, "status")
        if status != VALIDATED:
            raise ProviderError(
                f"The API cannot use {self.named(state)}",
                f"Its status is {status}. Look in your cloud at what OpenAI may do there, and "
                "at the rule that deletes what is old, or set validate = false to register it alone.",
                ("validate",),
            )
        return self.to_state(answer, state)

    def named(self, values: Mapping[str, Any]) -> str:
        """Return the storage as messages name it, by its bucket or its container."""
        return super().named({**values, "bucket": values.get("bucket") or values.get("container")})

    def _recognize(self, planned: Values) -> Callable[[Mapping[str, Any]], bool]:
        fits = super()._recognize(location(planned))
        return lambda answer: fits(location(flat(answer)))

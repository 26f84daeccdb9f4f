"""`openai_assistant`: a named definition of who answers how, for runs and batches.

Operations: none of an assistant's own, for the API has had no assistants since 2026-08-26. When a version is
new, GET /models and GET /vector_stores/{vector_store_id} find what it names, both free.

An assistant is what a request says beside its question: model, instructions, tools, form of the answer. It
is kept in the state. Another definition is another version of the same assistant.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.managed import IMPORTED, ApiResource, Values, identifier
from fjcorp_openai.provider.lifecycles.models import check_models
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Schema, computed, result
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, list_of
from fjcorp_openai.provider.protocol.values import is_known
from fjcorp_openai.provider.resources.assistant.definition import (
    definition,
    differences,
    local_id,
    schema_faults,
    stores,
    version,
    written,
)
from fjcorp_openai.provider.resources.assistant.inputs import INPUTS, RULES
from fjcorp_openai.provider.resources.responses.refusals import check_parameters
from fjcorp_openai.provider.resources.responses.stores import check_stores

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fjcorp_openai.provider.protocol.diagnostics import Diagnostic
    from fjcorp_openai.provider.protocol.resource import Context, Plan

ENDED = "2026-08-26"
"""Day on which the API of assistants, threads and runs ended."""
_DERIVED = ("version", "definition", "changes")


class Assistant(ApiResource):
    """A definition that has a name and versions."""

    type_name = "openai_assistant"
    noun = "assistant"
    label = "name"
    schema = Schema(
        {
            "id": identifier(
                "Id of the assistant (`asst_...`), made of its first name. The API knows nothing of it."
            ),
            **INPUTS,
            "version": computed(STRING, "SHA-256 of the definition: another definition is another version."),
            "definition": computed(
                STRING,
                "The definition as JSON text: what the assistant says of the body of a request. `openai_run` "
                "takes it as `assistant`; in HCL, `jsondecode` makes it a part of a batch's request.",
            ),
            "changes": computed(
                list_of(STRING), "How this version differs from the one before it, a line for each change."
            ),
            "created_at": result(NUMBER, "Time of the first version in Unix seconds, by the API's clock."),
        },
        description="A named, versioned definition of who answers how, for runs and batches. Free.",
        validators=RULES,
    )

    def validate(self, config: dict[str, Any]) -> Iterable[Diagnostic]:
        """Return what the API would refuse about the schemas of functions and answers."""
        return schema_faults(config)

    def plan(self, plan: Plan, context: Context) -> None:
        """Work the definition out, and check what a new version names.

        Raises:
            ProviderError: The model or a vector store is not there.
        """
        if not plan.is_destroy:
            self._plan_version(plan, context)
        super().plan(plan, context)

    def _plan_version(self, plan: Plan, context: Context) -> None:
        values, prior = plan.proposed, plan.prior
        if prior is None and isinstance(values["name"], str):
            values["id"] = local_id(values["name"])
        if not is_known({name: values[name] for name in INPUTS}):
            for name in _DERIVED:
                plan.set_unknown(name)
            check_models(plan, context, [(values["model"], ("model",))])
            return
        body = definition(values)
        text = written(body)
        if prior is not None and text == prior["definition"]:
            for name in _DERIVED:
                values[name] = prior[name]
            return
        values.update(self._derived(body, prior))
        check_parameters(values)
        check_models(plan, context, [(values["model"], ("model",))])
        check_stores(stores(body), context)

    def _derived(self, body: dict[str, Any], prior: Values | None) -> Values:
        text = written(body)
        known = json.loads(prior["definition"]) if prior and prior["definition"] else None
        return {
            "version": version(text),
            "definition": text,
            "changes": differences(known, body) if known is not None else [],
        }

    def create(self, planned: Values, context: Context) -> Values:
        """Keep the definition.

        Raises:
            ProviderError: The file with the instructions changed since the plan was made.
        """
        state = {**planned, "id": local_id(planned["name"]), **self._settled(planned, None)}
        return {**state, "created_at": int(context.api.clock.now())}

    def read(self, state: Values, context: Context) -> Values | None:
        """Return the state: there is nothing at the API to compare it with."""
        if IMPORTED in context.private and state["definition"] is None:
            context.warn(
                f"The assistant {state['id']} was not read",
                f"The API has had no assistants since {ENDED}. The next apply keeps what the configuration "
                "says under this id, without a call.",
            )
        return state

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Keep another version."""
        context.private.pop(IMPORTED, None)
        return {**planned, "id": prior["id"], **self._settled(planned, prior)}

    def delete(self, state: Values, context: Context) -> None:
        """Forget the definition."""

    def import_state(self, identifier: str, context: Context) -> Values:
        """Return a state that takes the id of a former assistant over, without a call.

        Raises:
            ProviderError: It is no id of an assistant.
        """
        if not identifier.startswith("asst_"):
            raise ProviderError(
                f"Cannot import the assistant {identifier}", "The import id is that of an assistant, asst_..."
            )
        context.private[IMPORTED] = b"1"
        return self.complete({"id": identifier})

    def _settled(self, planned: Values, prior: Values | None) -> Values:
        body = definition(planned)
        if prior is not None and written(body) == prior["definition"]:
            return {name: prior[name] for name in _DERIVED}
        fresh = self._derived(body, prior)
        if isinstance(planned["version"], str) and planned["version"] != fresh["version"]:
            raise ProviderError(
                "The file with the instructions changed after the plan was made",
                "The plan was for another text. Plan and apply again.",
                ("instructions_file",),
            )
        return fresh

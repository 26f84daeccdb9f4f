"""The life cycle of one-shot calls: paid generations of which the API keeps nothing, or only a copy.

Such a call runs once. Its inputs, with the bytes of every local file they name, make a digest; only another
digest plans another call. The plan says that the call is paid. No refresh makes it, and deleting forgets the
result.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.errors import AnswerLost, MalformedAnswer
from fjcorp_openai.money.prices import tuned_on
from fjcorp_openai.provider.lifecycles.digest import inputs_sha256
from fjcorp_openai.provider.lifecycles.managed import IMPORTED, ApiResource, Values
from fjcorp_openai.provider.lifecycles.models import CONSEQUENCE, check_models
from fjcorp_openai.provider.lifecycles.paid import (
    MAX_COST,
    check_limits,
    estimated,
    plan_paid_call,
    spent,
)
from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, PartialState, ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, optional
from fjcorp_openai.provider.protocol.types import STRING, map_of
from fjcorp_openai.provider.protocol.validators import not_blank
from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fjcorp_openai.money.usage import Usage
    from fjcorp_openai.provider.protocol.diagnostics import Path
    from fjcorp_openai.provider.protocol.resource import Context, Plan


BASE_MODEL = "base_model"


def triggers() -> Attribute:
    """Return the schema of `triggers`."""
    return Attribute(
        map_of(STRING), "Any texts; a change of one of them makes the call again.", optional=True
    )


def base_model() -> Attribute:
    """Return the schema of `base_model`, of a call whose model may be tuned in the same apply."""
    return optional(
        STRING,
        "Model that `model` is tuned on, such as gpt-4o-mini. By it the call is reckoned while `model` is "
        "known only after apply: at the price of what is tuned on it.",
        not_blank("the name of a model"),
    )


def digest() -> Attribute:
    """Return the schema of `digest`."""
    return Attribute(
        STRING,
        "SHA-256 of all inputs, the bytes of local files included. Another digest makes the call again.",
        computed=True,
        stable=True,
    )


class OneShot(ApiResource):
    """A call that is made once for each digest of its inputs; it is paid for.

    The schema holds `triggers()`, `digest()` and, of a paid call, `paid_attributes()`; results are computed
    and stable.

    Attributes:
        operation: The call, such as `POST /chat/completions`.
        paid: Whether it is paid for.
        outside_digest: Inputs that change nothing about the result.
        consequence: What the end of its model means, in one or two sentences.
    """

    operation: ClassVar[str]
    paid: ClassVar[bool] = True
    outside_digest: ClassVar[frozenset[str]] = frozenset()
    consequence: ClassVar[str] = CONSEQUENCE

    # What a resource defines.

    def files(self, values: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
        """Yield each local file the inputs name, with the place where they name it."""
        yield from ()

    def models(self, values: Mapping[str, Any]) -> Iterator[tuple[Any, Path]]:
        """Yield each model that the call names, with its place: by default the attribute `model`."""
        if "model" in self.schema.attributes:
            yield values.get("model"), ("model",)

    def question(self, planned: Values) -> str:
        """Return what is asked of whom, for the plan's warning."""
        return self.noun

    def estimate(self, values: Mapping[str, Any]) -> Usage:
        """Return what the call uses at most, reckoned from known inputs alone; of a paid call."""
        raise NotImplementedError

    def further(
        self, values: Mapping[str, Any], usage: Usage | None, context: Context
    ) -> tuple[Usage | None, ...]:
        """Return what paid calls that follow it use at most, such as a judge's; None for what is not known.

        Args:
            values: The planned values.
            usage: What the call itself uses; None while that is not known.
            context: The call's context.
        """
        return ()

    def countable(self, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the body of POST /responses/input_tokens that counts the input; None where none does."""
        return None

    def used(self, state: Mapping[str, Any]) -> Usage | None:
        """Return what the call used, by its results; None where they do not say. Of a paid call."""
        return None

    def called(self, values: Mapping[str, Any]) -> str:
        """Return the call that is made for known inputs: by default `operation`."""
        return self.operation

    def taken_over(self, planned: Values, context: Context) -> Values | None:
        """Return the results that an interrupted run paid for and left; None where it left none."""
        return None

    def paid_for(self, planned: Values) -> str:
        """Return what is paid for, such as `3 calls, 60 min of audio`, where one call is not what counts."""
        return ""

    def run(self, planned: Values, context: Context) -> Values:
        """Make the paid call and return its results."""
        raise NotImplementedError

    # The life cycle.

    def inputs(self) -> list[str]:
        """Return the names of the inputs that the digest is made of."""
        return [
            name
            for name, attribute in self.schema.attributes.items()
            if (attribute.default is not None or not attribute.computed)
            and name not in self.outside_digest
            and name not in (MAX_COST, BASE_MODEL, "timeouts")
        ]

    def digest(self, values: Mapping[str, Any]) -> Any:
        """Return the digest of the inputs, or UNKNOWN while an input is.

        Raises:
            ProviderError: A local file cannot be read.
        """
        inputs = {name: values.get(name) for name in self.inputs()}
        if not is_known(inputs):
            return UNKNOWN
        return inputs_sha256(inputs, self.files(values))

    def plan(self, plan: Plan, context: Context) -> None:
        """Plan the call when its digest is new, and say that it is paid."""
        if not plan.is_destroy:
            fresh = self.digest(plan.proposed)
            if plan.prior is None or fresh != plan.prior["digest"]:
                plan.proposed["digest"] = fresh
                if IMPORTED not in plan.private:
                    # The inputs that changed are the reason; without one, bytes of a local file did.
                    for name in ["digest", *filter(plan.changed, self.inputs())]:
                        plan.replace(name)
            else:
                # The same bytes elsewhere, such as in another person's folder, are no change.
                for _unused, place in self.files(plan.proposed):
                    plan.proposed[str(place[0])] = plan.prior[str(place[0])]
        # Terraform plans a replacement a second time as a create, and leaves the warnings of that out.
        if plan.is_create or "digest" in plan.replacements:
            check_models(plan, context, self.models(plan.proposed), self.consequence)
            if self.paid:
                asks = f"asks {self.question(plan.proposed)}{_because(plan)}"
                what, usage = self.paid_for(plan.proposed), self._usage(plan.proposed, context)
                further = self.further(plan.proposed, usage, context)
                plan_paid_call(plan, context, self.called(plan.proposed), asks, what, usage, further)
        super().plan(plan, context)

    def create(self, planned: Values, context: Context) -> Values:
        """Make the paid call.

        Raises:
            ProviderError: A local file changed between plan and apply; nothing was called.
        """
        fresh = self.digest(planned)
        if planned["digest"] not in (fresh, UNKNOWN):
            raise ProviderError(
                f"A local file of {self.type_name} changed after the plan was made",
                "The plan was for other bytes, so the call was not made. Plan and apply again.",
            )
        context.private.pop(IMPORTED, None)
        planned = {**planned, "digest": fresh}
        found = self.taken_over(planned, context)
        if self.paid:
            if planned.get("estimate") is UNKNOWN:
                usage = self._usage(planned, context)
                planned["estimate"] = estimated(usage, context, self.further(planned, usage, context))
                if planned["estimate"] is not UNKNOWN:
                    check_limits(planned, self.called(planned), planned["estimate"], context)
            if found is None:
                context.api.paid(self.type_name, f"{self.called(planned)}: {self.question(planned)}")
        try:
            results = self.run(planned, context) if found is None else found
            return self._with_cost({**planned, **results}, context)
        except PartialState as part:
            raise PartialState(
                self._with_cost({**planned, **part.state}, context), part.error
            ) from part.error
        except AnswerLost as error:
            raise ProviderError(
                f"The answer of {self.called(planned)} was lost",
                f"It may have been carried out, and paid for. Applying again makes another call. {error}",
            ) from error
        except MalformedAnswer as error:
            if not self.paid:
                raise
            raise ProviderError(
                f"The answer of {self.called(planned)} cannot be used",
                f"It may have been paid for. Applying again makes another call. {error}",
            ) from error

    def read(self, state: Values, context: Context) -> Values | None:
        """Return the state as it is: the API keeps nothing to compare with."""
        return state

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Take over inputs that need no new call."""
        context.private.pop(IMPORTED, None)
        return {**planned, "digest": self.digest(planned)}

    def delete(self, state: Values, context: Context) -> None:
        """Forget the result."""

    def import_state(self, identifier: str, context: Context) -> Values:
        """Refuse: what the API does not keep cannot be imported.

        Raises:
            ProviderError: Always.
        """
        raise ProviderError(
            f"{self.type_name} cannot be imported",
            f"The API keeps no copy of a {self.noun}. Describe it, and the next apply asks for it.",
        )

    def _usage(self, values: Mapping[str, Any], context: Context) -> Usage | None:
        """Return what the call uses at most, its input counted by the API where it can be."""
        base = values.get(BASE_MODEL)
        if isinstance(base, str):
            values = {**values, "model": base}
        if "estimate" not in self.schema.attributes or base is UNKNOWN or self.digest(values) is UNKNOWN:
            return None
        usage = self.estimate(values)
        if isinstance(base, str):
            usage = replace(usage, model=tuned_on(base))
        body = self.countable(values)
        with suppress(ConfigurationUnknown):
            counted = None if body is None else context.api.tokens.count(body)
            if counted is not None:
                return replace(usage, units={**usage.units, "input_tokens": counted}, counted=True)
        return usage

    def _with_cost(self, state: Values, context: Context) -> Values:
        if "cost" in self.schema.attributes:
            state["cost"] = spent(self.used(state), context)
        return self.complete(state)


def _because(plan: Plan) -> str:
    if "digest" not in plan.replacements:
        return ""
    names = sorted(plan.replacements - {"digest"})
    return f", because of {', '.join(names)}" if names else ", because the bytes of a local file changed"

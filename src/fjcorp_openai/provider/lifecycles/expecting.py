"""Paid answers of which something is expected: `problems` says what does not hold, and the answer stays.

That there is an answer, and in the JSON form that was asked for, is expected of each. Other expectations are
checked against the answer that is in the state. A judge alone makes a call for that,
which is paid and planned as such. A module fails where `problems` names some, so that nothing is built on an
answer that is not as expected.

Operation: POST /chat/completions, by a judge.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai import expectations
from fjcorp_openai.expectations import ExpectationError, judge_countable, judge_usage
from fjcorp_openai.money.usage import of_answer
from fjcorp_openai.provider.lifecycles import answer_form
from fjcorp_openai.provider.lifecycles.models import check_models
from fjcorp_openai.provider.lifecycles.one_shot import OneShot
from fjcorp_openai.provider.lifecycles.paid import (
    plan_paid_call,
    spent,
    total,
)
from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, computed, optional, required
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, list_of, object_of
from fjcorp_openai.provider.protocol.validators import between, each_element, json_object, length, not_blank
from fjcorp_openai.provider.protocol.values import is_known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.money.usage import Usage
    from fjcorp_openai.provider.lifecycles.answer_form import Said
    from fjcorp_openai.provider.lifecycles.managed import Values
    from fjcorp_openai.provider.protocol.resource import Context, Plan

EXPECT = "expect"
FOUND = ("latency", "judgement", "problems")
"""What is known of an answer once it is there: the `progress_fields` of one that is waited for."""
_JUDGE = (EXPECT, "judge")
_TEXTS = (length(1), each_element(not_blank("a text")))
_EXPECTED = {
    "contains": optional(list_of(STRING), "Texts that the answer has.", *_TEXTS),
    "not_contains": optional(list_of(STRING), "Texts that the answer lacks.", *_TEXTS),
    "regex": optional(
        list_of(STRING), "Regular expressions of Python's; each matches somewhere in the answer.", *_TEXTS
    ),
    "json_schema": optional(STRING, "JSON Schema that the answer satisfies, as JSON text.", json_object()),
    "max_latency": optional(
        NUMBER, "Seconds that the call may take, waits for the API's limits included.", between(0)
    ),
    "judge": optional(
        Nested(
            "single",
            {
                "model": required(STRING, "Model that judges.", not_blank("the name of a model")),
                "criterion": required(STRING, "What the answer must meet.", not_blank("a text")),
            },
        ),
        "A model that says whether the answer meets a criterion, which is another paid call.",
    ),
}


def expecting_attributes() -> dict[str, Attribute]:
    """Return the attributes of what has expectations: `expect`, `latency`, `judgement` and `problems`."""
    return {
        EXPECT: optional(
            Nested("single", _EXPECTED),
            "What is expected of the answer. What does not hold is in `problems`, which the module fails "
            "by; the answer stays. Another expectation asks the model no second time.",
        ),
        "latency": computed(NUMBER, "Seconds that the answer took, waits for the API's limits included."),
        "judgement": computed(
            object_of({"verdict": STRING, "reason": STRING, "model": STRING}),
            "What the judge found: `verdict` is `meets` or `misses`.",
        ),
        "problems": computed(
            list_of(STRING),
            "What does not hold of the expectations, of the JSON form that was asked for, or why there is no "
            "answer; one sentence each.",
        ),
    }


class Expecting(OneShot):
    """A paid answer with expectations. The schema holds `expecting_attributes()`."""

    problems: ClassVar[str] = "An answer that was paid for stays, also where it is not as expected."

    # What a resource defines.

    def answer(self, state: Mapping[str, Any]) -> str | None:
        """Return the text that is checked; None where the model gave none."""
        raise NotImplementedError

    def is_there(self, state: Mapping[str, Any]) -> bool:
        """Return whether the answer has come, so that it can be checked."""
        return True

    def failures(self, state: Mapping[str, Any]) -> list[str]:
        """Return why there is no answer that was paid for, one sentence each; nothing while it is made."""
        return []

    def form(self, values: Mapping[str, Any]) -> tuple[str, Mapping[str, Any] | None]:
        """Return the attribute by which known values ask for a form of the answer, and that form."""
        raise NotImplementedError

    def said(self, state: Mapping[str, Any]) -> list[Said]:
        """Return all answers of the call."""
        raise NotImplementedError

    def seconds(self, state: Mapping[str, Any], measured: float | None) -> float | None:
        """Return how long an answer took that has just come.

        Args:
            state: Its state.
            measured: Seconds that the create took; None where an update found the answer.
        """
        return measured

    # The life cycle.

    def inputs(self) -> list[str]:
        """Return the inputs of the digest: what is expected of an answer does not change it."""
        return [name for name in super().inputs() if name != EXPECT]

    def plan(self, plan: Plan, context: Context) -> None:
        """Plan the call, and what its expectations are found to be.

        Raises:
            ProviderError: An expectation cannot be used; nothing was called.
        """
        if not plan.is_destroy:
            _check(plan.proposed.get(EXPECT))
            self._check_form(plan.proposed)
        super().plan(plan, context)
        if plan.is_destroy:
            return
        if plan.prior is not None and not plan.replacements and self._never_checked(plan):
            return
        judge = _judge(plan.proposed)
        if plan.is_create or plan.replacements or plan.prior is None:
            if judge is not None:
                check_models(plan, context, [(judge["model"], (*_JUDGE, "model"))])
            return
        self._plan_checks(plan, judge, context)

    def further(
        self, values: Mapping[str, Any], usage: Usage | None, context: Context
    ) -> tuple[Usage | None, ...]:
        """Return what the judge uses at most."""
        expect = values.get(EXPECT)
        if expect is None:
            return ()
        if usage is None or not is_known(expect):
            return (None,)
        judge = _judge(values)
        return () if judge is None else (judge_usage(judge, "", usage.units.get("output_tokens")),)

    def _plan_checks(self, plan: Plan, judge: Mapping[str, Any] | None, context: Context) -> None:
        """Plan what is found of an answer that is there."""
        prior: Values = plan.prior or {}
        if "status" in plan.proposed and not is_known(plan.proposed["status"]):
            return  # the answer is waited for
        if not self.is_there(prior):
            plan.proposed.update({name: prior[name] for name in FOUND})
            plan.proposed["problems"] = self.failures(prior)
            return
        plan.proposed["latency"] = self._latency(prior)
        if not is_known(plan.proposed.get(EXPECT)):
            plan.set_unknown("problems")
            plan.set_unknown("judgement")
            return
        text = self.answer(prior)
        if judge is None or text is None:
            plan.proposed["judgement"] = None
        elif _needs_judge(prior, judge):
            check_models(plan, context, [(judge["model"], (*_JUDGE, "model"))])
            what = f"the judge {judge['model']}"
            plan_paid_call(
                plan,
                context,
                expectations.JUDGE_OPERATION,
                f"asks {what} about the answer of the {self.named(prior)}",
                what,
                _judge_usage(judge, text, context),
            )
            plan.set_unknown("judgement")
            plan.set_unknown("problems")
            return
        else:
            plan.proposed["judgement"] = prior["judgement"]
        known = {name: plan.proposed[name] for name in ("judgement", "latency")}
        plan.proposed["problems"] = self._found(plan.proposed, {**prior, **known})

    def create(self, planned: Values, context: Context) -> Values:
        """Make the paid call, and check its answer."""
        begun = time.monotonic()
        state = super().create(planned, context)
        return self.checked(state, None, context, round(time.monotonic() - begun, 3))

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Take over inputs that need no new call, and check the answer by the expectations of now."""
        return self.checked(super().update(prior, planned, context), prior, context)

    def checked(
        self, state: Values, prior: Values | None, context: Context, measured: float | None = None
    ) -> Values:
        """Return a state with what was found of its answer; a judge is asked where it has to be.

        Args:
            state: The state after a create or an update.
            prior: The state before an update.
            context: The call's context.
            measured: Seconds that a create took.
        """
        if not self.is_there(state):
            if failures := self.failures(state):
                context.warn(f"There is no answer of the {self.named(state)}", "\n".join(failures))
            return self.complete({**state, "latency": None, "judgement": None, "problems": failures})
        if prior is None or not self.is_there(prior):
            state = {**state, "judgement": None, "latency": self.seconds(state, measured)}
            prior = None
        else:
            state = {**state, **{name: prior[name] for name in ("judgement", "latency", "cost")}}
            if state.get("problems") is None:  # nothing was ever expected
                return state
            state["latency"] = self._latency(prior)
        return self._judged(state, prior, context)

    def _latency(self, state: Mapping[str, Any]) -> float | None:
        """Return how long an answer took that is there: a refresh may have found it."""
        known: float | None = state["latency"]
        return self.seconds(state, None) if known is None else known

    def _judged(self, state: Values, prior: Values | None, context: Context) -> Values:
        text, judge, unasked = self.answer(state), _judge(state), list[str]()
        if judge is None or text is None:
            state["judgement"] = None
        elif prior is None or _needs_judge(prior, judge):
            context.api.paid(self.type_name, f"{expectations.JUDGE_OPERATION}: the judge {judge['model']}")
            found, problem = expectations.verdict_problem(judge, text, context.api)
            state["judgement"] = found and {
                "verdict": found.verdict,
                "reason": found.reason,
                "model": found.model,
            }
            used = of_answer(judge["model"], found.usage) if found else None
            state["cost"] = total((state.get("cost"), spent(used, context)))
            unasked = [problem] if found is None and problem else []
        problems = [*self._found(state, state), *unasked]
        state["problems"] = problems
        if problems:
            context.warn(f"The answer of the {self.named(state)} is not as expected", "\n".join(problems))
        return self.complete(state)

    def _found(self, values: Mapping[str, Any], state: Mapping[str, Any]) -> list[str]:
        """Return what does not hold of an answer in a state, by the expectations in other values."""
        if not self.is_there(state):
            return []
        name, form = self.form(values)
        found = answer_form.problems(name, answer_form.asked_schema(form), self.said(state))
        expect = values.get(EXPECT)
        if not expect:
            return found
        found += expectations.problems(_plain(expect), self.answer(state), state.get("latency"))
        judge, judgement = expect.get("judge"), state.get("judgement")
        if judge is not None and judgement is not None and judgement["verdict"] != expectations.MEETS:
            found.append(expectations.missed(judge))
        return found

    def _check_form(self, values: Mapping[str, Any]) -> None:
        """Refuse a form that no answer could be held against, before the answer is paid for."""
        name, form = self.form(values)
        if form is None or not is_known(form):
            return
        schema = answer_form.asked_schema(form)
        try:
            if schema:
                expectations.validator(schema)
        except ExpectationError as error:
            raise ProviderError("The form of the answer cannot be used", f"{error}.", (name,)) from None

    def _never_checked(self, plan: Plan) -> bool:
        """Return whether nothing is expected, and nothing ever was: such as of what was imported."""
        prior: Mapping[str, Any] = plan.prior or {}
        if plan.proposed.get(EXPECT) is not None or any(prior.get(name) is not None for name in FOUND):
            return False
        if "status" in plan.proposed and not is_known(plan.proposed["status"]):
            return False
        if self.failures(prior) or answer_form.asked_schema(self.form(plan.proposed)[1]) is not None:
            return False
        plan.proposed.update(dict.fromkeys(FOUND))
        return True


def _check(expect: Any) -> None:
    if not isinstance(expect, dict) or not is_known(expect):
        return
    try:
        expectations.check(_plain(expect))
    except ExpectationError as error:
        raise ProviderError("An expectation cannot be used", f"{error}.", (EXPECT,)) from None


def _plain(expect: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in expect.items() if value is not None}


def _judge(values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the judge where one is set and known."""
    expect = values.get(EXPECT)
    judge = expect.get("judge") if isinstance(expect, dict) else None
    return judge if isinstance(judge, dict) and is_known(judge) else None


def _judge_usage(judge: Mapping[str, Any], text: str, context: Context) -> Usage:
    """Return what a judge of an answer that is there uses at most, its input counted where it can be."""
    usage = judge_usage(judge, text, 0)
    with suppress(ConfigurationUnknown):
        counted = context.api.tokens.count(judge_countable(judge, text))
        if counted is not None:
            return replace(usage, units={**usage.units, "input_tokens": counted}, counted=True)
    return usage


def _needs_judge(prior: Mapping[str, Any], judge: Mapping[str, Any]) -> bool:
    """Return whether a judge has to be asked about an answer that is there."""
    return prior.get("judgement") is None or _judge(prior) != judge

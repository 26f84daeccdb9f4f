"""What an evaluation costs at most, before its first call: answers that are not there yet, and judges."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fjcorp_openai.evaluation.questions import EvaluationError, judge_sha256
from fjcorp_openai.expectations import judge_usage
from fjcorp_openai.money.chat import of_request, rate
from fjcorp_openai.money.prices import CURRENCY, Cost

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fjcorp_openai.evaluation.answers import Answers
    from fjcorp_openai.evaluation.questions import Question
    from fjcorp_openai.money.prices import Prices
    from fjcorp_openai.money.usage import Usage

Item = dict[str, Any]
ANSWER, JUDGE = "answers", "judges"
UNTOLD = Cost(None, "an answer did not say what it used")
MOST_NAMED = 5
"""Reasons that a refusal names."""


class Costs:
    """Costs of calls, summed up exactly by prompt.

    Attributes:
        warnings: Summary and detail of each warning of an old price list.
    """

    def __init__(self, prices: Prices) -> None:
        """Begin with nothing."""
        self._prices = prices
        self._of: dict[str, list[Cost]] = {}
        self._calls: Counter[str] = Counter()
        self.warnings: list[tuple[str, str]] = []

    def add(self, prompt: str, kind: str, usage: Usage | None, *, at_most: bool = False) -> None:
        """Add a call.

        Args:
            prompt: Key of the prompt for which it is made.
            kind: `ANSWER` or `JUDGE`.
            usage: What it uses; None where that is not known.
            at_most: Whether that is a bound.
        """
        self._calls[kind] += 1
        cost = self._prices.cost(usage, at_most=at_most) if usage else UNTOLD
        self._of.setdefault(prompt, []).append(cost)
        if warning := self._prices.warning(cost):
            self.warnings.append(warning)

    def of(self, prompt: str) -> float | None:
        """Return what the calls for a prompt cost; None where that is not known."""
        amounts = [each.amount for each in self._of.get(prompt, ())]
        return None if None in amounts else float(sum((each or Decimal(0) for each in amounts), Decimal(0)))

    def total(self) -> Item:
        """Return `cost` (the sum of those that are known), `currency`, `unknown` and what it is by.

        `unknown` holds the reasons, `answers` and `judges` the numbers of calls, `prices` and `prices_date`
        the price lists.
        """
        found = [each for costs in self._of.values() for each in costs]
        return {
            "cost": float(self.known),
            "currency": CURRENCY,
            "unknown": list(dict.fromkeys(each.reason for each in found if each.amount is None)),
            ANSWER: self._calls[ANSWER],
            JUDGE: self._calls[JUDGE],
            "prices": ", ".join(sorted({each.source for each in found if each.source})),
            "prices_date": ", ".join(sorted({each.date for each in found if each.date})),
        }

    @property
    def known(self) -> Decimal:
        """The sum of the costs that are known."""
        return sum((each.amount or Decimal(0) for costs in self._of.values() for each in costs), Decimal(0))


def estimate(asked: Sequence[Question], answers: Answers, prices: Prices) -> Costs:
    """Return what an evaluation costs at most; what is asked for twice is paid for once.

    Args:
        asked: The questions.
        answers: What was answered and judged before.
        prices: Price lists.
    """
    costs, seen = Costs(prices), set[str]()
    for question in asked:
        for kind, digest, usage in _calls(question, answers):
            if digest not in seen:
                seen.add(digest)
                costs.add(question.prompt, kind, usage, at_most=True)
    return costs


def check_limit(costs: Costs, most: Decimal | None) -> None:
    """Refuse an evaluation that would cost more than it may, or nobody knows what.

    Raises:
        EvaluationError: It says the limit and the estimate.
    """
    if most is None:
        return
    found = costs.total()
    if reasons := found["unknown"]:
        told = "; ".join(reasons[:MOST_NAMED])
        raise EvaluationError(f"max_cost allows {most:f} {CURRENCY}, and the cost is not known: {told}")
    if costs.known > most:
        raise EvaluationError(
            f"max_cost allows {most:f} {CURRENCY}, and {found[ANSWER]} answers and {found[JUDGE]} judgements "
            f"would cost at most {costs.known.normalize():f} {CURRENCY}"
        )


def _calls(question: Question, answers: Answers) -> Iterator[tuple[str, str, Usage]]:
    """Yield kind, digest and bound of each call that a question still needs."""
    judge: Mapping[str, Any] | None = question.expect.get("judge")
    known = answers.get(question.digest)
    if known is None:
        usage = of_request(question.body, rate(question.body.get("service_tier")))
        yield ANSWER, question.digest, usage
        if judge is not None:
            written = usage.units.get("output_tokens")
            yield JUDGE, judge_sha256(judge, question.digest), judge_usage(judge, "", written)
    elif judge is not None and known["text"] is not None:
        digest = judge_sha256(judge, known["text"])
        if answers.get(digest) is None:
            yield JUDGE, digest, judge_usage(judge, known["text"], 0)

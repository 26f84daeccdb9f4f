"""Asking: several requests at a time, each answer kept at once and then checked."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai import expectations
from fjcorp_openai.api.errors import Forbidden, OpenAIError, QuotaExceeded, Stopped, Unauthorized
from fjcorp_openai.evaluation.cost import ANSWER, JUDGE, Costs
from fjcorp_openai.evaluation.questions import judge_sha256
from fjcorp_openai.expectations import ExpectationError, Judgement
from fjcorp_openai.money.chat import rate
from fjcorp_openai.money.usage import of_answer
from fjcorp_openai.threads import leave_signals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.evaluation.answers import Answers
    from fjcorp_openai.evaluation.questions import Question
    from fjcorp_openai.money.usage import Usage

_HOPELESS = (Unauthorized, Forbidden, QuotaExceeded, Stopped)
"""Errors that every other call would end with too."""
REPORT_SECONDS = 10.0
"""Seconds between two lines of progress, at least."""


@dataclass(frozen=True)
class Checked:
    """What became of one question.

    Attributes:
        question: The question.
        answer: What is kept of the answer: `text`, `finish_reason`, `seconds`, `model`, `usage`; None when
            the call failed.
        problems: What does not hold, or why there is no answer.
        ran: Whether the answer came and all of it was checked, by the judge too.
        judgement: What the judge found.
    """

    question: Question
    answer: Mapping[str, Any] | None
    problems: tuple[str, ...]
    ran: bool
    judgement: Judgement | None = None

    @property
    def passed(self) -> bool:
        """Whether all that is expected holds."""
        return self.ran and not self.problems


@dataclass
class Run:
    """What became of all questions.

    Attributes:
        checked: One for each question, in their order.
        paid: How many calls were made.
        costs: What those cost that were answered, by what they used.
    """

    checked: list[Checked]
    paid: int
    costs: Costs


def run(
    asked: Sequence[Question],
    api: Api,
    answers: Answers,
    *,
    parallel: int,
    report: Callable[[str], None] = lambda _line: None,
) -> Run:
    """Ask what has no answer yet, and check all answers.

    Args:
        asked: The questions.
        api: Client with a project key; it paces the calls.
        answers: What was answered before, and what takes new answers.
        parallel: How many calls to make at a time.
        report: Shows one line of progress.

    Raises:
        OSError: An answer cannot be kept; no further call is made.
    """
    work = _Work(api, answers, len(asked), report)
    with ThreadPoolExecutor(parallel, "evaluation", initializer=leave_signals) as pool:
        try:
            checked = list(pool.map(work.one, asked))
        except BaseException:
            work.stop("the evaluation was ended")
            raise
    return Run(checked, work.paid, work.costs)


class _Work:
    """Asks and checks, from many threads."""

    def __init__(self, api: Api, answers: Answers, number: int, report: Callable[[str], None]) -> None:
        self._api, self._answers, self._number, self._report = api, answers, number, report
        self._alone = threading.Lock()
        self._same: dict[str, threading.Lock] = {}
        self._stopped: str | None = None
        self._done, self._reported = 0, time.monotonic()
        self.paid = 0
        self.costs = Costs(api.prices)

    def stop(self, reason: str) -> None:
        """Make no further call."""
        self._stopped = self._stopped or reason

    def one(self, question: Question) -> Checked:
        """Ask one question, unless its answer is known, and check the answer."""
        try:
            with self._lock(question.digest):
                answer = self._answers.get(question.digest) or self._ask(question)
            checked = self._check(question, answer)
        except OpenAIError as error:
            if isinstance(error, _HOPELESS):
                self.stop(str(error))
            checked = Checked(question, None, (f"it was not answered: {error}",), ran=False)
        except _StoppedError as error:
            checked = Checked(question, None, (f"it was not asked: {error}",), ran=False)
        except BaseException:
            self.stop("an answer could not be kept")
            raise
        self._count()
        return checked

    def _lock(self, digest: str) -> threading.Lock:
        """Return the lock of one request: the same one, asked twice, is paid for once."""
        with self._alone:
            return self._same.setdefault(digest, threading.Lock())

    def _call(self, what: str) -> None:
        if self._stopped:
            raise _StoppedError(self._stopped)
        with self._alone:
            self.paid += 1
        self._api.paid("evaluation", f"POST /chat/completions: {what}")

    def _ask(self, question: Question) -> Mapping[str, Any]:
        self._call(str(question.body["model"]))
        begun = time.monotonic()
        answer = self._api.post("/chat/completions", question.body)
        choice = (answer.get("choices") or [{}])[0]
        kept = {
            "prompt": question.prompt,
            "row": question.row,
            "text": (choice.get("message") or {}).get("content"),
            "finish_reason": choice.get("finish_reason"),
            "seconds": round(time.monotonic() - begun, 3),
            "model": answer.get("model"),
            "usage": answer.get("usage"),
        }
        self._answers.add(question.digest, kept)
        tier = rate(answer.get("service_tier"))
        self._spent(question.prompt, ANSWER, of_answer(question.body["model"], answer.get("usage"), tier))
        return kept

    def _check(self, question: Question, answer: Mapping[str, Any]) -> Checked:
        found = expectations.problems(question.expect, answer["text"], answer["seconds"])
        judge, text = question.expect.get("judge"), answer["text"]
        if judge is None or text is None:
            return Checked(question, answer, tuple(found), ran=True)
        try:
            judgement = self._judged(question.prompt, judge, text)
        except _StoppedError as error:
            return Checked(question, answer, (*found, f"judge: it was not asked: {error}"), ran=False)
        except (OpenAIError, ExpectationError) as error:
            if isinstance(error, _HOPELESS):
                self.stop(str(error))
            return Checked(question, answer, (*found, f"judge: it could not be asked: {error}"), ran=False)
        missed = () if judgement.met else (expectations.missed(judge),)
        return Checked(question, answer, (*found, *missed), ran=True, judgement=judgement)

    def _judged(self, prompt: str, judge: Mapping[str, Any], text: str) -> Judgement:
        digest = judge_sha256(judge, text)
        with self._lock(digest):
            if known := self._answers.get(digest):
                return Judgement(known["verdict"], known["reason"], known["model"], known.get("usage"))
            self._call(str(judge["model"]))
            found = expectations.judged(judge, text, self._api)
            self._answers.add(digest, asdict(found))
            self._spent(prompt, JUDGE, of_answer(judge["model"], found.usage))
            return found

    def _spent(self, prompt: str, kind: str, usage: Usage | None) -> None:
        with self._alone:
            self.costs.add(prompt, kind, usage)

    def _count(self) -> None:
        with self._alone:
            self._done += 1
            now = time.monotonic()
            if now - self._reported < REPORT_SECONDS:
                return
            self._reported = now
            line = f"{self._done:,} of {self._number:,} answers checked"
        self._report(line)


class _StoppedError(Exception):
    """No further call is made."""

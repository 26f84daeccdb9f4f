"""Evaluations against the emulator: what is asked, paid for once, checked and judged."""

from __future__ import annotations

import json
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai import evaluation
from fjcorp_openai.api import Api, Settings
from fjcorp_openai.evaluation import Answers, EvaluationError, questions
from fjcorp_openai.money.prices import package_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from support.emulator import Emulator

ASK = "createChatCompletion"
MODEL = "gpt-5.6-luna"
PROMPTS = MappingProxyType(
    {"short": {"model": MODEL, "messages": [{"role": "user", "content": "Say: {answer}"}]}}
)
EXPECT = MappingProxyType({"contains": ["{wanted}"]})
ROWS = tuple({"id": f"r{number}", "answer": f"answer {number}", "wanted": f"{number}"} for number in range(6))


class Desk:
    """A folder with a data set, and runs of an evaluation in it."""

    def __init__(self, folder: Path, emulator: Emulator, api: Api) -> None:
        self.folder, self.emulator, self.api = folder, emulator, api
        self.lines: list[str] = []

    def data(self, rows: Sequence[dict[str, Any]]) -> Path:
        path = self.folder / "data.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return path

    def run(
        self,
        rows: Sequence[dict[str, Any]] = ROWS,
        prompts: Mapping[str, Any] = PROMPTS,
        expect: Mapping[str, Any] = EXPECT,
        **options: Any,
    ) -> tuple[dict[str, Any], int]:
        """Evaluate; return the verdict and the number of calls that reached the API."""
        self.emulator.clear_calls()
        asked = questions(self.data(rows), prompts, expect)
        with Answers(self.folder / "answers.jsonl") as answers:
            estimate = evaluation.estimate(asked, answers, self.api.prices)
            evaluation.check_limit(estimate, options.pop("max_cost", None))
            run = evaluation.run(asked, self.api, answers, parallel=options.pop("parallel", 4))
        planned = estimate.total()
        rates: dict[str, Any] = {"pass_rate": 1.0, "pass_rates": {}, "before": None, "max_drop": 0.0}
        rates |= {"estimate": estimate, "cost": run.costs}
        found = evaluation.verdict(run.checked, **{**rates, **options})
        calls = len(self.emulator.calls(ASK))
        assert run.paid == calls
        assert planned["answers"] + planned["judges"] >= calls, "no call is left out of the estimate"
        return found, calls


@pytest.fixture
def desk(tmp_path: Path, shared_emulator: Emulator) -> Iterator[Desk]:
    api = Api(Settings.resolve({}, shared_emulator.environment()), first_pause=0.01)
    yield Desk(tmp_path, shared_emulator, api)
    api.close()


def test_each_answer_is_paid_for_once(desk: Desk) -> None:
    found, calls = desk.run()
    assert (found["passed"], calls) == (True, 6)
    assert found["prompts"]["short"]["pass_rate"] == 1.0
    assert found["prompts"]["short"]["usage"]["total_tokens"] > 0
    assert [each["text"] for each in found["results"]] == [f"answer {number}" for number in range(6)]
    assert (desk.folder / "answers.jsonl").stat().st_mode & 0o777 == 0o600

    assert desk.run()[1] == 0
    assert desk.run(expect={"not_contains": ["3"]})[1] == 0, "other expectations need no call"
    changed = [*ROWS[:5], {**ROWS[5], "answer": "answer 55"}]
    assert desk.run(rows=changed)[1] == 1
    twice = [*ROWS, {**ROWS[0], "id": "again"}]
    assert desk.run(rows=twice)[1] == 0


def test_the_same_request_is_paid_for_once_among_many_at_a_time(desk: Desk) -> None:
    rows = [{**ROWS[0], "id": f"r{number}"} for number in range(12)]
    assert desk.run(rows=rows, parallel=12)[1] == 1


def test_a_prompt_fails_by_its_threshold_and_by_its_baseline(desk: Desk) -> None:
    wrong = [{**row, "wanted": "other"} if row["id"] in {"r1", "r4"} else row for row in ROWS]
    found, _calls = desk.run(rows=wrong)
    short = found["prompts"]["short"]
    assert (found["passed"], short["verdict"], short["passed"], short["failed"]) == (
        False,
        "below the threshold",
        4,
        2,
    )
    assert desk.run(rows=wrong, pass_rate=0.6)[0]["passed"] is True
    assert desk.run(rows=wrong, pass_rates={"short": 0.6})[0]["passed"] is True

    earlier = desk.folder / "earlier.json"
    earlier.write_text(json.dumps(desk.run()[0]))
    before = evaluation.baseline(earlier)
    worse, _calls = desk.run(rows=wrong, pass_rate=0.6, before=before, max_drop=0.1)
    assert worse["prompts"]["short"]["verdict"] == "worse than the baseline"
    assert worse["prompts"]["short"]["regressions"] == ["r1", "r4"]
    assert desk.run(rows=wrong, pass_rate=0.6, before=before, max_drop=0.4)[0]["passed"] is True


def test_what_could_not_be_asked_fails_its_prompt_whatever_the_threshold(desk: Desk) -> None:
    desk.emulator.fault(ASK, nth=2, times=1, status=400)
    found, calls = desk.run(pass_rate=0.0, parallel=1)
    short = found["prompts"]["short"]
    assert (found["passed"], short["verdict"], short["not_run"], short["passed"]) == (
        False,
        "could not run",
        1,
        5,
    )
    assert calls == 6
    assert found["results"][1]["problems"][0].startswith("it was not answered: ")
    again, calls = desk.run(pass_rate=0.0)
    assert (again["passed"], calls) == (True, 1), "what was paid for is kept"


@pytest.mark.parametrize("rule", [{"code": "insufficient_quota"}, {"status": 401}, {"status": 403}])
def test_what_no_call_can_pass_stops_the_others(desk: Desk, rule: dict[str, Any]) -> None:
    desk.emulator.fault(ASK, nth=3, times=0, **rule)
    found, calls = desk.run(parallel=1)
    assert calls == 3
    assert [each["ran"] for each in found["results"]] == [True, True, False, False, False, False]
    assert found["results"][5]["problems"][0].startswith("it was not asked: ")


def test_a_judge_is_asked_once_for_each_answer(desk: Desk) -> None:
    rows = [
        {"id": "good", "answer": "this meets the point"},
        {"id": "bad", "answer": "this misses the point"},
    ]
    expect = {"judge": {"model": MODEL, "criterion": "It is about bicycles."}}
    found, calls = desk.run(rows=rows, expect=expect)
    assert calls == 4
    assert [each["passed"] for each in found["results"]] == [True, False]
    assert found["results"][1]["judge"]["verdict"] == "misses"
    assert "finds that the answer misses the criterion" in found["results"][1]["problems"][0]
    assert desk.run(rows=rows, expect=expect)[1] == 0
    other = {"judge": {"model": MODEL, "criterion": "It is short."}}
    assert desk.run(rows=rows, expect=other)[1] == 2


def test_a_judge_that_fails_is_no_open_gate(desk: Desk) -> None:
    desk.emulator.fault(ASK, nth=2, times=1, status=400)
    expect = {"judge": {"model": MODEL, "criterion": "It is about bicycles."}}
    rows = [{"id": "good", "answer": "this meets the point"}]
    found, _calls = desk.run(rows=rows, expect=expect, pass_rate=0.0)
    assert found["prompts"]["short"]["verdict"] == "could not run"
    assert "judge: it could not be asked: " in found["results"][0]["problems"][0]
    assert desk.run(rows=rows, expect=expect)[0]["passed"] is True


def test_a_kill_loses_no_answer_that_was_paid_for(desk: Desk) -> None:
    desk.run(rows=ROWS[:3])
    path = desk.folder / "answers.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    assert desk.run()[1] == 4, "the torn one, and those that were not asked"
    assert desk.run()[1] == 0


@pytest.mark.parametrize(
    ("rows", "prompts", "expect", "message"),
    [
        ([], PROMPTS, EXPECT, "data.jsonl has no rows, so nothing would be checked"),
        (ROWS, {}, EXPECT, "prompts: there are none"),
        (ROWS, PROMPTS, {}, "prompts.short, line 1: expect: nothing is expected"),
        (ROWS, PROMPTS, {"contain": ["a"]}, 'did you mean "contains"'),
        (ROWS, PROMPTS, {"contains": ["{want}"]}, "names the column {want}, which the row lacks"),
        (ROWS, {"a": {"model": MODEL}}, EXPECT, "prompts.a: a prompt needs a model and messages"),
        (ROWS, {"a": {**PROMPTS["short"], "stream": True}}, EXPECT, "prompts.a: leave stream out"),
        ([ROWS[0], ROWS[0]], PROMPTS, EXPECT, 'line 2: the id "r0" is that of line 1 too'),
    ],
)
def test_what_is_wrong_is_named_before_the_first_call(
    desk: Desk, rows: Any, prompts: dict[str, Any], expect: dict[str, Any], message: str
) -> None:
    with pytest.raises(EvaluationError) as caught:
        desk.run(rows=rows, prompts=prompts, expect=expect)
    assert message in str(caught.value)
    assert desk.emulator.calls(ASK) == []


@pytest.mark.parametrize("content", ["{", "[]", '{"results": [], "prompts": []}', '{"prompts": {}}'])
def test_a_baseline_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "verdict.json"
    with pytest.raises(EvaluationError, match="cannot read"):
        evaluation.baseline(path)
    path.write_text(content)
    with pytest.raises(EvaluationError, match="is no verdict of an evaluation"):
        evaluation.baseline(path)


JUDGE = MappingProxyType({"judge": {"model": MODEL, "criterion": "It is about bicycles."}})
BOUNDED = MappingProxyType({"short": {**PROMPTS["short"], "max_completion_tokens": 50}})


def test_the_estimate_holds_for_answers_and_judges_together(desk: Desk) -> None:
    rows = [{"id": name, "answer": f"this {name} the point"} for name in ("meets", "misses")]
    alone, _calls = desk.run(rows=rows, prompts=BOUNDED, expect={"contains": ["point"]})
    assert (alone["estimate"]["answers"], alone["estimate"]["judges"]) == (2, 0)
    judged, calls = desk.run(rows=rows, prompts=BOUNDED, expect=JUDGE)
    assert (judged["estimate"]["answers"], judged["estimate"]["judges"], calls) == (0, 2, 2)
    (desk.folder / "answers.jsonl").unlink()
    both, calls = desk.run(rows=rows, prompts=BOUNDED, expect=JUDGE)
    assert (both["estimate"]["answers"], both["estimate"]["judges"], calls) == (2, 2, 4)
    assert both["estimate"]["cost"] >= both["cost"]["cost"] > judged["cost"]["cost"] > 0
    assert both["estimate"]["unknown"] == both["cost"]["unknown"] == []
    short = both["prompts"]["short"]
    assert (short["estimate"], short["cost"]) == (both["estimate"]["cost"], both["cost"]["cost"])
    assert both["estimate"]["prices_date"] == package_date()
    known, calls = desk.run(rows=rows, prompts=BOUNDED, expect=JUDGE, max_cost=Decimal(0))
    assert (calls, known["estimate"]["cost"], known["cost"]["cost"]) == (0, 0, 0)


def test_a_judge_counts_into_the_limit(desk: Desk) -> None:
    """Without its judges the evaluation would be allowed."""
    asked = questions(desk.data(ROWS), BOUNDED, EXPECT)
    answers = evaluation.estimate(asked, Answers(None), desk.api.prices).known
    assert desk.run(prompts=BOUNDED, max_cost=answers)[1] == 6
    (desk.folder / "answers.jsonl").unlink()
    with pytest.raises(EvaluationError, match="6 answers and 6 judgements would cost at most"):
        desk.run(prompts=BOUNDED, expect=JUDGE, max_cost=answers)
    assert desk.emulator.calls(ASK) == []


def test_a_cost_that_is_not_known_is_refused_where_there_is_a_limit(desk: Desk) -> None:
    with pytest.raises(EvaluationError, match="the cost is not known: nothing bounds tokens out: set max_"):
        desk.run(max_cost=Decimal(100))
    assert desk.emulator.calls(ASK) == []
    found, _calls = desk.run()
    assert found["prompts"]["short"]["estimate"] is None
    assert found["estimate"]["unknown"] == ["nothing bounds tokens out: set max_completion_tokens"]
    assert found["cost"]["cost"] > 0


def test_the_same_request_of_two_prompts_stands_in_the_estimate_once(desk: Desk) -> None:
    asked = questions(desk.data(ROWS), {**BOUNDED, "twin": BOUNDED["short"]}, JUDGE)
    total = evaluation.estimate(asked, Answers(None), desk.api.prices).total()
    assert (len(asked), total["answers"], total["judges"]) == (12, 6, 6)

"""Paid answers with expectations, through the provider's wire calls: what is asked when, and what is kept."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from support import runs
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.emulator import Emulator

NAME = "openai_chat_completion"
ASK = "createChatCompletion"
MODEL = "gpt-5.6-luna"
JUDGE = {"model": MODEL, "criterion": "It is about bicycles."}


class Desk:
    """A completion that says what it is asked to, and its expectations."""

    def __init__(self, run: InProcess, emulator: Emulator) -> None:
        self.run, self.emulator = run, emulator
        self.saved: Saved | None = None

    def config(self, says: str, expect: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
        messages = [{"role": "user", "content": f"Say: {says}"}]
        return {"model": MODEL, "messages": messages, "expect": expect, **more}

    def plan(self, says: str, expect: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
        planned, _private = self.run.plan(NAME, self.config(says, expect, **more), self.saved)
        return planned

    def apply(self, says: str, expect: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
        if self.saved is not None:
            self.plan(says, expect, **more)
            self.saved = None if self.run.replaced else self.saved
        self.saved = self.run.apply(NAME, self.config(says, expect, **more), self.saved)
        assert self.saved is not None
        assert self.plan(says, expect, **more) == self.saved.state, "an empty plan"
        assert not self.run.replaced
        return self.saved.state

    @property
    def calls(self) -> int:
        return len(self.emulator.calls(ASK))


@pytest.fixture
def desk(shared_emulator: Emulator) -> Iterator[Desk]:
    with closing(InProcess(shared_emulator.environment())) as started:
        yield Desk(started, shared_emulator)


def test_an_answer_as_expected_has_no_problems(desk: Desk) -> None:
    state = desk.apply("the brakes take oil", {"contains": ["oil"], "max_latency": 600})
    assert (state["problems"], state["judgement"], desk.calls) == ([], None, 1)
    assert 0 < state["latency"] < 600


def test_an_answer_that_is_not_stays_and_is_not_asked_again(desk: Desk) -> None:
    state = desk.apply("the brakes take oil", {"contains": ["grease"]})
    assert state["content"] == "the brakes take oil"
    assert state["problems"] == ['contains: the answer lacks "grease"']
    assert desk.calls == 1
    assert desk.saved is not None
    assert desk.run.read(NAME, desk.saved) == desk.saved

    planned = desk.plan("the brakes take oil", {"contains": ["oil"]})
    assert planned["problems"] == []
    assert desk.apply("the brakes take oil", {"contains": ["oil"]})["problems"] == []
    assert desk.apply("the brakes take oil", {"max_latency": 0.000001})["problems"] != []
    assert desk.apply("the brakes take oil", None)["problems"] == []
    assert desk.calls == 1, "expectations ask the model no second time"
    assert desk.apply("the brakes take grease", {"contains": ["grease"]})["problems"] == []
    assert desk.calls == 2


def test_what_is_not_expected_of_is_as_it_was(desk: Desk) -> None:
    state = desk.apply("hello", None)
    assert state["problems"] == []
    assert desk.saved is not None
    before = Saved({**state, "problems": None, "judgement": None, "latency": None}, desk.saved.private)
    planned, _private = desk.run.plan(NAME, desk.config("hello", None), before)
    assert planned == before.state, "a state of before there were expectations"
    changed = desk.config("hello", None, stream=True)
    after = desk.run.apply(NAME, changed, before)
    assert after is not None
    assert after.state["problems"] is None
    planned, _private = desk.run.plan(NAME, desk.config("hello", {"max_latency": 5}), before)
    assert planned["problems"] == ["max_latency: how long the call took is not known; ask anew"]


def test_a_judge_is_one_more_paid_call_and_asked_when_it_changes(desk: Desk) -> None:
    good = desk.apply("this meets the point", {"judge": JUDGE})
    assert (good["judgement"]["verdict"], good["problems"], desk.calls) == ("meets", [], 2)
    assert good["payments"] == 1, "the answer and its judge are one plan"
    other = {"judge": {**JUDGE, "criterion": "It is short."}}
    planned = desk.plan("this meets the point", other)
    assert planned["paid_call"] == f"POST /chat/completions: the judge {MODEL}"
    assert planned["estimate"]["cost"] > 0
    assert planned["payments"] == 2
    desk.apply("this meets the point", other)
    assert desk.calls == 3
    again = desk.plan("this meets the point", {"judge": JUDGE})
    assert (again["paid_call"], again["payments"]) == (planned["paid_call"], 3)

    bad = desk.apply("this misses the point", other)
    assert bad["judgement"]["verdict"] == "misses"
    assert bad["problems"] == [f'judge: {MODEL} finds that the answer misses the criterion "It is short."']
    assert desk.calls == 5
    assert desk.apply("this misses the point", None)["judgement"] is None
    assert desk.calls == 5


@pytest.mark.parametrize("counts", [True, False])
def test_what_a_judge_reads_is_counted_once_the_answer_is_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, counts: bool
) -> None:
    text = "the chain of a bicycle lasts 3,000 km. " * 20
    desk.apply(text, None)
    if not counts:
        desk.emulator.fault("Getinputtokencounts", status=500, times=0)
    estimate = desk.plan(text, {"judge": JUDGE})["estimate"]
    judged: list[dict[str, Any]] = []
    post = desk.run.api.post

    def noted(path: str, body: Any = None, **more: Any) -> Any:
        judged.append(post(path, body, **more))
        return judged[-1]

    monkeypatch.setattr(desk.run.api, "post", noted)
    desk.apply(text, {"judge": JUDGE})
    (answer,) = judged
    told, used = estimate["usage"]["input_tokens"], answer["usage"]["prompt_tokens"]
    assert estimate["counted"] is counts
    assert used <= told <= (1.02 * used if counts else 6 * used)
    assert estimate["usage"]["output_tokens"] >= answer["usage"]["completion_tokens"] > 0


def test_estimate_limit_and_cost_hold_for_answer_and_judge(desk: Desk) -> None:
    bounded = {"max_completion_tokens": 100}
    alone = desk.plan("this meets the point", None, **bounded)["estimate"]["cost"]
    both = desk.plan("this meets the point", {"judge": JUDGE}, **bounded)["estimate"]
    assert both["cost"] > alone > 0
    limit = (alone + both["cost"]) / 2
    with pytest.raises(RefusedError, match="would cost more than it may"):
        desk.plan("this meets the point", {"judge": JUDGE}, max_cost=limit, **bounded)
    assert desk.calls == 0
    without = desk.apply("this meets the point", None, **bounded)["cost"]
    desk.saved = None
    judged = desk.apply("this meets the point", {"judge": JUDGE}, **bounded)["cost"]
    assert both["cost"] > judged > without > 0


def test_a_judge_that_cannot_be_asked_is_a_problem_and_asked_by_the_next_run(desk: Desk) -> None:
    desk.emulator.fault(ASK, nth=2, times=1, status=400)
    desk.saved = desk.run.apply(NAME, desk.config("this meets the point", {"judge": JUDGE}), None)
    assert desk.saved is not None
    state = desk.saved.state
    assert (state["content"], state["judgement"]) == ("this meets the point", None)
    assert state["problems"][0].startswith("judge: it could not be asked: ")
    assert desk.calls == 2
    assert desk.apply("this meets the point", {"judge": JUDGE})["problems"] == []
    assert desk.calls == 3, "the answer is not paid for twice"


def test_an_answer_by_schema(desk: Desk) -> None:
    schema = {"type": "object", "properties": {"price": {"type": "number"}}, "required": ["price"]}
    assert desk.apply("[1]", {"json_schema": json.dumps(schema)})["problems"] == [
        "json_schema: $ does not satisfy type of the schema"
    ]


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ({}, "nothing is expected"),
        ({"regex": ["("]}, "no regular expression"),
        ({"json_schema": '{"type": "objct"}'}, "no JSON Schema"),
        ({"judge": {"model": "gpt-nonsense", "criterion": "x"}}, "There is no model gpt-nonsense"),
    ],
)
def test_what_cannot_be_used_is_refused_before_the_call(
    desk: Desk, expect: dict[str, Any], message: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        desk.plan("hello", expect)
    assert message in str(caught.value)
    assert desk.calls == 0


SAYS = {"model": "gpt-5.6-luna", "input": "Say: the brakes take oil"}


@pytest.mark.parametrize("background", [False, True])
def test_a_response_has_expectations_however_it_is_made(shared_emulator: Emulator, background: bool) -> None:
    name = "openai_model_response"
    config = {**SAYS, "background": background, "store": True}
    with closing(InProcess(shared_emulator.environment(), None, shared_emulator.clock.advance)) as run:
        saved = run.apply(name, {**config, "expect": {"contains": ["grease"], "max_latency": 600}})
        assert saved is not None
        assert saved.state["problems"] == ['contains: the answer lacks "grease"']
        assert saved.state["latency"] is not None
        planned, _private = run.plan(name, {**config, "expect": {"contains": ["oil"]}}, saved)
        assert planned["problems"] == []
        assert not run.replaced
        right = run.apply(name, {**config, "expect": {"contains": ["oil"]}}, saved)
        assert right is not None
        planned, _private = run.plan(name, {**config, "expect": {"contains": ["oil"]}}, right)
        assert planned == right.state
    assert len(shared_emulator.calls("createResponse")) == 1


def test_a_response_that_is_waited_for_later_is_checked_then(shared_emulator: Emulator) -> None:
    name = "openai_model_response"
    config = {**SAYS, "background": True, "store": True, "wait": False, "expect": {"contains": ["grease"]}}
    shared_emulator.transitions("manual")
    with closing(InProcess(shared_emulator.environment(), None, shared_emulator.clock.advance)) as run:
        saved = run.apply(name, config)
        assert saved is not None
        assert (saved.state["problems"], saved.state["latency"]) == ([], None)
        while shared_emulator.advance():
            pass
        seen = run.read(name, saved)
        assert seen is not None
        assert seen.state["status"] == "completed"
        planned, _private = run.plan(name, config, seen)
        assert planned["problems"] == ['contains: the answer lacks "grease"']
        later = run.apply(name, config, seen)
        assert later is not None
        assert later.state["problems"] == planned["problems"]
        assert later.state["latency"] is not None


def test_a_run_has_expectations_and_its_judge_is_paid_for_in_place(shared_emulator: Emulator) -> None:
    room = runs.Desk(shared_emulator)
    config = room.config("Say: the brakes take oil", expect={"contains": ["grease"], "max_latency": 600})
    saved = room.apply(config)
    assert saved.state["problems"] == ['contains: the answer lacks "grease"']
    assert "is not as expected" in "".join(room.warnings)
    right = room.apply({**config, "expect": {"contains": ["oil"]}}, saved)
    assert (right.state["problems"], right.state["output_text"]) == ([], "the brakes take oil")
    assert (room.paid(), right.state["payments"]) == (1, 1)
    judged = room.apply({**config, "expect": {"judge": JUDGE}}, right)
    assert (judged.state["judgement"]["verdict"], judged.state["payments"]) == ("meets", 2)
    assert judged.state["cost"] > right.state["cost"] > 0
    assert (room.paid(), len(shared_emulator.calls(ASK))) == (1, 1)
    assert room.is_settled({**config, "expect": {"judge": JUDGE}}, judged)

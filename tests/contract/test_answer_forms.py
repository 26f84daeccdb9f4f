"""Answers in a JSON form, through the provider's wire calls: one without the form is kept and reported."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator

MODEL = "gpt-5.6-terra"
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}


class Asking:
    """One of the resources whose answer may be JSON.

    Args:
        name: The resource type.
        emulator: Where it asks.
    """

    def __init__(self, name: str, emulator: Emulator) -> None:
        self.name, self.emulator = name, emulator
        self.attribute = "response_format" if name == "openai_chat_completion" else "text_format"
        self.saved: Saved | None = None
        self.warnings: list[str] = []
        if name == "openai_run":
            self.thread = emulator.call("POST", "/conversations", json={}).json()["id"]

    def config(self, question: str, schema: Any = SCHEMA, **more: Any) -> dict[str, Any]:
        form = {"type": "json_schema", "json_schema": {"name": "place", "schema": json.dumps(schema)}}
        values: dict[str, Any] = {"model": MODEL, self.attribute: form, **more}
        messages = [{"role": "user", "content": question}]
        if self.name == "openai_chat_completion":
            return {**values, "messages": messages}
        if self.name == "openai_model_response":
            return {**values, "input": question}
        return {**values, "thread_id": self.thread, "additional_messages": messages}

    def run(self, action: Callable[[InProcess], Any]) -> Any:
        with closing(InProcess(self.emulator.environment(), None, self.emulator.clock.advance)) as started:
            try:
                return action(started)
            finally:
                self.warnings = started.warnings

    def apply(self, config: dict[str, Any]) -> dict[str, Any]:
        """Refresh, plan and apply; a plan after that has to be empty."""
        saved = self.saved and self.run(lambda started: started.read(self.name, self.saved))
        made = self.run(lambda started: started.apply(self.name, config, saved))
        told = self.warnings

        def plan_again(started: InProcess) -> tuple[Any, list[Any]]:
            read = started.read(self.name, made)
            return started.plan(self.name, config, read)[0], started.replaced

        assert self.run(plan_again) == (made.state, [])
        self.saved, self.warnings = made, told
        return dict(made.state)

    def paid(self) -> int:
        return sum(call["paid"] for call in self.emulator.calls())


@pytest.fixture(params=["openai_chat_completion", "openai_model_response", "openai_run"])
def asking(request: pytest.FixtureRequest, shared_emulator: Emulator) -> Asking:
    return Asking(request.param, shared_emulator)


def test_an_answer_in_its_form_is_parsed(asking: Asking) -> None:
    state = asking.apply(asking.config("Where is it?"))
    assert json.loads(state["parsed"]).keys() == {"city"}
    assert (state["problems"], asking.paid()) == ([], 1)


@pytest.mark.parametrize(
    ("trigger", "problem"),
    [
        ("refusal", "the model refused, in the words of refusal."),
        ("length", "so it is no whole JSON."),
        ("content_filter", "the answer was cut (content_filter), so it is no whole JSON."),
        ("other_form", "$ does not satisfy type of the schema"),
    ],
)
def test_one_that_has_not_the_form_is_kept_and_told_and_not_paid_again(
    asking: Asking, trigger: str, problem: str
) -> None:
    config = asking.config(f"Where is it? [emulator:{trigger}]")
    state = asking.apply(config)
    (told,) = state["problems"]
    assert told.startswith(f"{asking.attribute}: ")
    assert problem in told
    assert state["parsed"] is None
    assert state["id"]
    assert "not what was asked for" not in told, "no message quotes the answer"
    # The warning names the item by its id, and holds the sentence.
    assert any(told in each and state["id"] in each for each in asking.warnings)
    assert asking.paid() == 1
    # As the state of a run that was interrupted before it looked at the answer.
    assert asking.saved is not None
    asking.saved = Saved({**state, "problems": None, "latency": None}, asking.saved.private)
    assert asking.apply(config)["problems"] == [told]
    assert asking.paid() == 1


def test_a_form_that_nothing_can_be_held_against_is_refused_before_it_is_paid_for(asking: Asking) -> None:
    for schema, reason in (
        ({"type": "objct"}, "this is no JSON Schema"),
        ({"$ref": "file:///etc/passwd"}, "names another document"),
        ({"$ref": f"{asking.emulator.base_url}/schema.json"}, "names another document"),
    ):
        asking.emulator.clear_calls()
        config = asking.config("Where is it?", schema)
        with pytest.raises(RefusedError, match="The form of the answer cannot be used") as refused:
            asking.run(lambda started, config=config: started.plan(asking.name, config))
        assert reason in str(refused.value)
        assert asking.emulator.calls() == []


def test_each_of_several_answers_is_held_against_the_form(shared_emulator: Emulator) -> None:
    asking = Asking("openai_chat_completion", shared_emulator)
    state = asking.apply(asking.config("Where is it? [emulator:other_form]", n=2))
    assert state["problems"] == [
        f"response_format: answer {number} of 2: $ does not satisfy type of the schema" for number in (1, 2)
    ]


def test_a_call_of_a_tool_needs_no_form(shared_emulator: Emulator) -> None:
    asking = Asking("openai_model_response", shared_emulator)
    tool = {"function": {"name": "get_city", "parameters": json.dumps(SCHEMA)}}
    state = asking.apply(asking.config("Where is it?", tools=[tool], tool_choice="required"))
    assert [each["name"] for each in state["tool_calls"]] == ["get_city"]
    assert (state["parsed"], state["problems"]) == (None, [])


def test_a_run_is_held_against_the_form_of_its_assistant(shared_emulator: Emulator) -> None:
    asking = Asking("openai_run", shared_emulator)
    form = {"type": "json_schema", "name": "place", "schema": SCHEMA}
    assistant = json.dumps({"model": MODEL, "text": {"format": form}})
    config = asking.config("Where is it? [emulator:other_form]", assistant=assistant)
    state = asking.apply({**config, "text_format": None})
    assert state["problems"] == ["assistant: $ does not satisfy type of the schema"]

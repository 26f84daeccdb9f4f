"""Expectations in a play: a run that fails says which items and why, and each answer is paid for once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from support.ansible import Ansible

SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
FORM = {"type": "json_schema", "json_schema": {"name": "place", "schema": SCHEMA}}
ROLES = ["core_ai"]


def completion(question: str = "Say: the brakes take mineral oil", **more: Any) -> dict[str, Any]:
    return {"model": "gpt-5.6-luna", "messages": [{"role": "user", "content": question}], **more}


def items(contains: str) -> dict[str, Any]:
    """Return items whose answers are not as expected, each in another way; `oil` may be."""
    response = {"model": "gpt-5.6-terra"}
    return {
        "openai_chat_completions": {
            "oil": completion(expect={"contains": [contains]}),
            "form": completion("Where is it? [emulator:other_form]", response_format=FORM),
            "pattern": completion(expect={"regex": ["^[A-Z]+$"], "not_contains": ["mineral"]}),
            "no_json": completion(expect={"json_schema": SCHEMA}),
            "judged": completion(
                "Say: the brakes take mineral oil, which misses the point",
                expect={"judge": {"model": "gpt-5.6-terra", "criterion": "It names the silver fluid."}},
            ),
        },
        "openai_model_responses": {
            "failed": {**response, "input": "Tell me about bicycles. [emulator:failed]"},
            "refused": {**response, "input": "Where is it? [emulator:refusal]", "text_format": FORM},
            "late": {
                **response,
                "input": "Say: the brakes take mineral oil",
                "expect": {"max_latency": 0.001},
            },
        },
    }


TOLD = {
    'openai_chat_completions["oil"]': 'contains: the answer lacks "grease"',
    'openai_chat_completions["form"]': "response_format: $ does not satisfy type of the schema",
    'openai_chat_completions["pattern"]': 'not_contains: the answer has "mineral"',
    'openai_chat_completions["no_json"]': "json_schema: the answer is no JSON",
    'openai_chat_completions["judged"]': "judge: gpt-5.6-terra finds that the answer misses the criterion",
    'openai_model_responses["failed"]': "It ended as failed: The model failed to generate a response.",
    'openai_model_responses["refused"]': "text_format: the model refused",
    'openai_model_responses["late"]': "max_latency: the call took",
}


@pytest.mark.play
def test_a_run_fails_by_each_answer_that_is_not_as_expected_and_keeps_it(
    ansible: Ansible, emulator: Any
) -> None:
    def paid() -> int:
        return sum(call["paid"] for call in emulator.calls())

    failed = ansible.apply(items("grease"), roles=ROLES, expect=2)
    lacking = [item for item, problem in TOLD.items() if f"core_ai: {item}: {problem}" not in failed.message]
    assert lacking == [], failed.message
    assert "take mineral oil" not in failed.text
    assert paid() == 9, "eight answers and a judge"
    (state,) = ansible.state_dir.rglob("*.tfstate")
    kept = json.loads(state.read_text("utf-8"))["resources"]
    values = [each["attributes"] for resource in kept for each in resource["instances"]]
    answered = [each for each in values if each.get("problems")]
    assert len(answered) == len(TOLD)
    assert sum("take mineral oil" in json.dumps(each) for each in answered) == 5

    # Nothing is asked for again; one that is right by now is not reported any more.
    again = ansible.apply(items("mineral oil"), roles=ROLES, expect=2)
    assert [item for item in TOLD if item not in again.message] == ['openai_chat_completions["oil"]']
    assert paid() == 9

    oil = items("mineral oil")["openai_chat_completions"]["oil"]
    right = {"openai_chat_completions": {"oil": oil}, "openai_model_responses": {}}
    done = ansible.apply({**right, "openai_confirm_destroy": 7}, roles=ROLES)
    outputs = done.results["core_ai"]["outputs"]["chat_completion"]["oil"]
    assert outputs["problems"] == []
    assert outputs["content"].endswith("mineral oil")
    assert not ansible.apply(right, roles=ROLES).changed["core_ai"]
    assert paid() == 9

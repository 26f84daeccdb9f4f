"""Expectations in a play: a run that fails says which item and why, and the answer is paid for once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from support.ansible import Ansible


def completion(contains: str) -> dict[str, Any]:
    messages = [{"role": "user", "content": "Say: the brakes take mineral oil"}]
    item = {"model": "gpt-5.6-luna", "messages": messages, "expect": {"contains": [contains]}}
    return {"openai_chat_completions": {"oil": item}}


@pytest.mark.play
def test_a_run_fails_by_what_is_not_as_expected_and_keeps_the_answer(ansible: Ansible, emulator: Any) -> None:
    def paid() -> int:
        return len(emulator.calls("createChatCompletion"))

    failed = ansible.apply(completion("grease"), roles=["core_ai"], expect=2)
    assert 'openai_chat_completions["oil"]' in failed.message
    assert 'contains: the answer lacks "grease"' in failed.message
    assert "mineral oil" not in failed.text
    assert paid() == 1

    right = ansible.apply(completion("mineral oil"), roles=["core_ai"])
    assert right.results["core_ai"]["outputs"]["chat_completion"]["oil"]["problems"] == []
    assert right.results["core_ai"]["outputs"]["chat_completion"]["oil"]["content"].endswith("mineral oil")
    assert paid() == 1
    assert not ansible.apply(completion("mineral oil"), roles=["core_ai"]).changed["core_ai"]

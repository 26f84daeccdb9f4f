"""The role content_generation: a verdict once, and a gate that stops the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from support.ansible import Ansible

ROLES = ["content_generation"]


def test_a_gate_stops_the_run_and_names_the_item(ansible: Ansible, emulator: Any) -> None:
    reviews = {
        "brakes": {"text": "The brakes squeak."},
        "scene": {"text": "I will kill you, said the goblin."},
    }
    items = {"reviews": {"inputs": reviews, "thresholds": {"violence": 0.99, "violence/graphic": 0.99}}}
    both = {
        "openai_moderations": items,
        "openai_chat_completions": {
            "hello": {"model": "gpt-5.6-luna", "messages": [{"role": "user", "content": "Hello"}]}
        },
    }
    first = ansible.apply(both, roles=["core_ai", *ROLES])
    # Two roles, each with several starts of the provider, and one list of models for the whole run.
    assert len(emulator.calls("createChatCompletion")) == 1
    assert len(emulator.calls("listModels")) == 1
    outputs = first.results["content_generation"]["outputs"]["moderation"]["reviews"]
    assert outputs["results"]["scene"]["flagged"] is True
    assert first.results["content_generation"]["paid_calls"] == []
    assert len(emulator.calls("createModeration")) == 1

    again = ansible.apply({"openai_moderations": items}, roles=ROLES)
    assert again.changed == {"content_generation": False}
    assert len(emulator.calls("createModeration")) == 1

    items["gate"] = {"inputs": reviews, "fail_on_flagged": True}
    refused = ansible.apply({"openai_moderations": items}, roles=ROLES, expect=2)
    assert 'openai_moderations["gate"]' in refused.message
    assert len(emulator.calls("listModels")) == 2, "another run lists them anew"
    assert "scene: violence 0." in refused.message
    assert "goblin" not in refused.message
    assert "brakes" not in refused.message

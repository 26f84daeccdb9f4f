"""Responses by the role core_ai: a store of another role by key, one payment, and the answer as a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from support.ansible import Ansible

MANUAL = "Hydraulic brakes take mineral oil. Bleed them once a year."


def asked(store: str) -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {"oil": {"type": "string"}},
        "required": ["oil"],
        "additionalProperties": False,
    }
    return {
        "openai_model_responses": {
            "brakes": {
                "model": "gpt-5.6-terra",
                "input": "Which oil do hydraulic brakes take?",
                "tools": [{"file_search": {"vector_stores": [store]}}],
                "text_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "answer", "strict": True, "schema": schema},
                },
            },
            "plain": {
                "model": "gpt-5.6-luna",
                "input_items": [{"role": "user", "content": "Tell me about bicycles."}],
                "background": True,
            },
        }
    }


def test_a_store_by_key_one_payment_and_an_answer_as_a_value(ansible: Ansible, emulator: Any) -> None:
    manuals = {
        "openai_files": {"manual": {"content": MANUAL, "filename": "manual.txt", "purpose": "user_data"}},
        "openai_vector_stores": {"manuals": {"name": "Manuals", "files": {"manual": {"file": "manual"}}}},
    }
    made = ansible.apply(manuals | asked("manuals"), roles=["data_management", "core_ai"])
    assert len(emulator.calls("createResponse")) == 2
    assert len(made.results["core_ai"]["paid_calls"]) == 2
    outputs = made.results["core_ai"]["outputs"]["model_response"]
    assert outputs["brakes"]["parsed"].keys() == {"oil"}
    assert [each["type"] for each in outputs["brakes"]["output"]] == [
        "reasoning",
        "file_search_call",
        "message",
    ]
    assert "bicycles" in outputs["plain"]["output_text"]
    assert outputs["plain"]["status"] == "completed"

    again = ansible.apply(asked("manuals"), roles=["core_ai"])
    assert again.changed == {"core_ai": False}
    unknown = ansible.apply(asked("manual"), roles=["core_ai"], expect=2)
    assert "is neither a key of data_management/vector_store nor an id (vs_...)" in unknown.message
    assert len(emulator.calls("createResponse")) == 2

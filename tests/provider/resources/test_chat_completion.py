"""`openai_chat_completion` from the paid call to its end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contract.resources.test_chat_completion import ADDRESS, MODEL, chat

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack


def test_it_is_asked_once_and_again_when_the_question_changes(stack: Callable[..., Stack]) -> None:
    made = stack(chat())
    plan = made.plan()
    assert "Paid call: POST /chat/completions" in plan.text
    assert f"asks {MODEL}" in plan.text
    assert made.paid() == 0
    made.apply()
    values = made.values(ADDRESS)
    assert made.paid() == 1
    assert values["id"].startswith("chatcmpl-")
    assert values["content"]
    assert values["finish_reason"] == "stop"
    assert values["refusal"] is None
    assert values["response_model"] == MODEL
    assert values["stored"] is False
    assert values["choices"][0]["message"]["content"] == values["content"]
    usage = values["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"] > 0
    assert json.loads(values["response_json"])["usage"]["total_tokens"] == usage["total_tokens"]

    again = made.plan()
    assert again.code == 0
    assert "Paid call" not in again.text
    made.apply()
    assert made.paid() == 1, "an unchanged question is not asked again"

    made.configure(chat("Say goodbye"))
    plan = made.plan("-out=changes.tfplan")
    assert plan.text.count("Paid call: POST /chat/completions") == 1
    assert "forces replacement" in plan.text
    made.apply()
    assert made.paid() == 2
    assert made.values(ADDRESS)["digest"] != values["digest"]
    made.destroy()
    assert made.paid() == 2


def test_import_of_a_stored_completion(stack: Callable[..., Stack]) -> None:
    made = stack(chat(lines='store = true\nmetadata = { team = "care" }'))
    body = {
        "model": MODEL,
        "messages": [{"role": "user", "content": "Say hello"}],
        "store": True,
        "metadata": {"team": "care"},
    }
    stored = made.emulator.call("POST", "/chat/completions", json=body).json()
    made.emulator.clear_calls()
    made.import_(ADDRESS, stored["id"])
    values = made.values(ADDRESS)
    assert values["content"] == stored["choices"][0]["message"]["content"]
    assert values["messages"][0]["content"] == "Say hello"
    plan = made.plan()
    assert plan.code == 0
    made.configure(chat("Say hello", "store = true\ntemperature = 0.5"))
    assert made.changes() == {ADDRESS: ["update"]}, "what the API does not tell is taken over without a call"
    made.apply()
    assert made.plan().code == 0
    made.configure(chat("Say goodbye", "store = true\ntemperature = 0.5"))
    assert made.changes() == {ADDRESS: ["delete", "create"]}
    assert made.paid() == 0
    missing = made.import_("openai_chat_completion.that", "chatcmpl-absent", check=False)
    assert missing.code == 1


def test_a_key_is_in_no_state_and_no_plan(stack: Callable[..., Stack]) -> None:
    made = stack(chat(lines="store = true"))
    shown: Any = made.plan("-out=saved.tfplan", env={"TF_LOG": "TRACE"})
    made.apply()
    text = shown.stdout + shown.stderr + (made.folder / "terraform.tfstate").read_text()
    assert made.emulator.api_key not in text
    assert made.emulator.api_key.encode() not in (made.folder / "saved.tfplan").read_bytes()

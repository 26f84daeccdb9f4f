"""The playbook `converse`: an assistant calls a function, and tasks answer it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from integration.conftest import paid
from support.ansible import ROOT

if TYPE_CHECKING:
    from support.ansible import Ansible

PLAYBOOK = ROOT / "playbooks/converse.yml"
ITEMS = ("-e", f"@{ROOT / 'examples/converse/items.yml'}")


@pytest.mark.play
def test_tasks_answer_the_functions_that_an_assistant_calls(ansible: Ansible, emulator: Any) -> None:
    thread = emulator.call("POST", "/conversations", json={}).json()["id"]

    def converse(**variables: Any) -> Any:
        tools = {"get_order": str(ROOT / "examples/converse/tasks/get_order.yml")}
        given = {"thread": thread, "openai_tools": tools, **variables}
        return ansible.run(PLAYBOOK, *ITEMS, "-e", json.dumps(given))

    # Without tasks for the function, the run waits and is paid for once.
    refused = converse(openai_tools={})
    assert refused.code == 2
    assert "openai_tools has no tasks for get_order" in " ".join(refused.text.split())
    assert paid(emulator) == 1

    made = converse()
    assert made.code == 0, made.text
    path = f"/conversations/{thread}/items"
    items = emulator.call("GET", path, params={"order": "asc"}).json()["data"]
    kinds = [each["type"] for each in items if each["type"] != "reasoning"]
    assert kinds == ["message", "function_call", "function_call_output", "message"]
    (output,) = [each["output"] for each in items if each["type"] == "function_call_output"]
    (call,) = [each["arguments"] for each in items if each["type"] == "function_call"]
    order = json.loads(call)["order"]
    states = {"17": "shipped on Tuesday", "18": "packed"}
    assert json.loads(output) == {"order": order, "state": states.get(order, "unknown")}
    assert paid(emulator) == 2
    again = converse()
    assert again.code == 0, again.text
    assert paid(emulator) == 2

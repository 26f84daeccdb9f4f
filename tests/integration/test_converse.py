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
HOSTILE = """---
openai_assistants:
  parrot:
    name: Parrot
    model: gpt-5.6-terra
    tools:
      - function:
          name: repeat
          description: Repeat what is said
          parameters: !unsafe SCHEMA
openai_runs:
  repeated:
    thread: "{{ thread }}"
    assistant: parrot
    tool_choice: repeat
    additional_messages: [{role: user, content: Repeat this.}]
    max_output_tokens: 40000
    max_tool_rounds: 1
"""
REPEAT = """---
- name: Return what the model wrote
  ansible.builtin.set_fact:
    tool_output: "{{ tool_call.arguments }}"
"""
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

    # What a model writes as arguments is data: no template, path or expression in it does anything.
    sentinel = ansible.folder / "evaluated"
    hostile = {
        "template": f"{{{{ lookup('pipe', 'touch {sentinel}') }}}}",
        "header": f"#jinja2:variable_start_string:'[%'\n[% lookup('pipe', 'touch {sentinel}') ]",
        "path": "../../../etc/passwd",
        "expression": '${file("/etc/passwd")} %{ if true }yes%{ endif }',
        "shell": f"$(touch {sentinel})`touch {sentinel}`; touch {sentinel}",
        "huge": "x" * 50_000,
    }
    schema = {
        "type": "object",
        "properties": {name: {"type": "string", "enum": [text]} for name, text in hostile.items()},
        "required": list(hostile),
        "additionalProperties": False,
    }
    items, tasks = ansible.folder / "hostile.yml", ansible.folder / "repeat.yml"
    items.write_text(HOSTILE.replace("SCHEMA", json.dumps(json.dumps(schema))), "utf-8")
    tasks.write_text(REPEAT, "utf-8")
    talk = emulator.call("POST", "/conversations", json={}).json()["id"]
    given = {"thread": talk, "openai_tools": {"repeat": str(tasks)}}
    made = ansible.run(PLAYBOOK, "-e", f"@{items}", "-e", json.dumps(given))
    assert made.code == 0, made.text
    found = emulator.call("GET", f"/conversations/{talk}/items", params={"order": "asc"}).json()["data"]
    (arguments,) = [each["arguments"] for each in found if each["type"] == "function_call"]
    assert json.loads(arguments) == hostile
    (output,) = [each["output"] for each in found if each["type"] == "function_call_output"]
    assert json.loads(output) == hostile
    assert not sentinel.exists()
    assert "root:" not in made.text

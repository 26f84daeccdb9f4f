"""`openai_assistant` and `openai_run`: their life with the real terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack
    from support.emulator import Emulator

DEFINED = """
resource "openai_assistant" "this" {{
  name         = "Support"
  model        = "gpt-5.6-terra"
  instructions = "{instructions}"
  tools = [{{
    function = {{
      name        = "get_order"
      description = "Get an order"
      parameters = jsonencode({{
        type                 = "object"
        properties           = {{ order = {{ type = "string" }} }}
        required             = ["order"]
        additionalProperties = false
      }})
    }}
  }}]
}}
"""
ASKED = """
resource "openai_run" "this" {{
  thread_id           = "{thread}"
  assistant           = openai_assistant.this.definition
  additional_messages = [{{ role = "user", content = "Get the order 17." }}]
  {lines}
}}
"""


def test_an_assistant_answers_with_a_tool(stack: Callable[..., Stack], shared_emulator: Emulator) -> None:
    thread = shared_emulator.call("POST", "/conversations", json={}).json()["id"]

    def configuration(instructions: str = "Be kind.", lines: str = "") -> str:
        return DEFINED.format(instructions=instructions) + ASKED.format(thread=thread, lines=lines)

    made = stack(configuration())
    made.apply()
    run = made.values("openai_run.this")
    assert (run["status"], run["pending_calls"][0]["name"]) == ("requires_action", "get_order")
    assert made.paid() == 1
    assert made.plan().code == 0

    # The output of a tool stands in no plan.
    made.configure(configuration(lines='tool_outputs = { get_order = "shipped on Tuesday" }'))
    plan = made.plan("-out=answer.tfplan")
    assert "Paid call: POST /responses" in plan.text
    assert "shipped on Tuesday" not in plan.text
    made.apply()
    answered = made.values("openai_run.this")
    assert (answered["status"], answered["id"], answered["rounds"]) == ("completed", run["id"], 1)
    assert made.paid() == 2
    assert made.plan().code == 0

    # Another version of the assistant asks anew, and the plan says what is different.
    made.configure(configuration("Be brief."))
    plan = made.plan()
    assert "instructions: 1 line added, 1 line removed" in plan.text
    assert "forces replacement" in plan.text
    assert made.paid() == 2
    made.destroy()
    assert made.paid() == 2

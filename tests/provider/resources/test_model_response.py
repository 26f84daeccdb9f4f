"""`openai_model_response` from the paid call to its end, with the real terraform."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

ADDRESS = "openai_model_response.this"
SCHEMA = {
    "type": "object",
    "properties": {"oil": {"type": "string"}},
    "required": ["oil"],
    "additionalProperties": False,
}


def response(text: str, lines: str = "") -> str:
    return f"""
resource "openai_model_response" "this" {{
  model = "gpt-5.6-terra"
  input = {json.dumps(text)}
  text_format = {{
    type        = "json_schema"
    json_schema = {{ name = "answer", strict = true, schema = jsonencode({json.dumps(SCHEMA)}) }}
  }}
  {lines}
}}

output "oil" {{
  value = jsondecode(openai_model_response.this.parsed).oil
}}
"""


def test_a_life(stack: Callable[..., Stack]) -> None:
    made = stack(response("Which oil do the brakes take?"))
    plan = made.plan()
    assert "Paid call: POST /responses" in plan.text
    assert "asks gpt-5.6-terra" in plan.text
    assert made.paid() == 0
    made.apply()
    first = made.values(ADDRESS)
    assert made.paid() == 1
    assert first["output_items"][0]["type"] == "reasoning"
    assert json.loads(first["parsed"]) == {"oil": made.output()["oil"]}
    assert first["cost"] > 0
    again = made.plan()
    assert again.code == 0
    assert "Paid call" not in again.text

    made.configure(
        response("Which oil do the brakes take?", 'background = true\nmetadata = { team = "shop" }')
    )
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    made.configure(response("Which oil do the brakes take then?", "background = true"))
    assert made.changes() == {ADDRESS: ["delete", "create"]}
    made.emulator.transitions(0.2)
    made.apply()
    second = made.values(ADDRESS)
    assert (second["status"], made.paid()) == ("completed", 2)
    assert second["id"] != first["id"]
    assert made.emulator.call("GET", f"/responses/{first['id']}").status_code == 404

    made.run("state", "rm", ADDRESS)
    made.import_(ADDRESS, second["id"])
    made.apply()
    assert made.values(ADDRESS)["output_text"] == second["output_text"]
    assert made.plan().code == 0
    assert made.paid() == 2

    made.destroy()
    assert made.emulator.call("GET", f"/responses/{second['id']}").status_code == 404
    assert made.paid() == 2

"""A verdict as a gate: of training examples before their upload, and of a document before its store."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator
    from support.terraform import Terraform

GATE = """
locals {
  lines = [for line in split("\\n", trimspace(file("examples.jsonl"))) : line]
}
module "gate" {
  source          = "./modules/moderation"
  inputs          = { for number, line in local.lines : "line ${number + 1}" => { text = line } }
  fail_on_flagged = true
}
module "training" {
  source     = "./modules/files"
  file_path  = "examples.jsonl"
  purpose    = "fine-tune"
  depends_on = [module.gate]
}

module "judged" {
  source = "./modules/moderation"
  input  = file("manual.txt")
}
resource "openai_vector_store" "manuals" {
  name = "Manuals"

  lifecycle {
    precondition {
      condition     = !module.judged.flagged
      error_message = "The manual is not fit to be searched."
    }
  }
}
"""
HARMLESS, HARMFUL = "The brakes take mineral oil.", "I will kill you, said the goblin."


def examples(*answers: str) -> str:
    lines = [{"role": "user", "content": "Hello"}]
    documents: list[dict[str, Any]] = [
        {"messages": [*lines, {"role": "assistant", "content": answer}]} for answer in answers
    ]
    return "\n".join(map(json.dumps, documents)) + "\n"


def test_nothing_goes_up_behind_a_closed_gate(
    root: Callable[[str], Terraform], shared_emulator: Emulator
) -> None:
    def written() -> list[str]:
        names = ("createFile", "createVectorStore")
        return [each["operation"] for each in shared_emulator.calls() if each["operation"] in names]

    made = root(GATE)
    made.write("examples.jsonl", examples(*[HARMLESS] * 10, HARMFUL))
    made.write("manual.txt", HARMFUL)
    refused = made.apply(check=False)
    assert refused.code == 1
    assert "line 11: violence 0." in refused.text
    assert "The manual is not fit to be searched." in refused.text
    assert "goblin" not in refused.text
    assert written() == []

    made.write("examples.jsonl", examples(*[HARMLESS] * 11))
    made.write("manual.txt", HARMLESS)
    made.apply()
    assert sorted(written()) == ["createFile", "createVectorStore"]
    assert made.plan().code == 0
    assert [each["operation"] for each in shared_emulator.calls() if each["paid"]] == []

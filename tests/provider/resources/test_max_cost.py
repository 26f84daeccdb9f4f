"""`max_cost` of the provider, which has to hold for what the real terraform makes of its processes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack


def limited(most: float, *contents: str) -> str:
    """Return a configuration of completions that cost at most 0.000151 dollars each."""
    return f'provider "openai" {{\n  max_cost = {most}\n}}\n' + "".join(
        f"""
resource "openai_chat_completion" "n{number}" {{
  model                 = "gpt-6-luna"
  messages              = [{{ role = "user", content = {content} }}]
  max_completion_tokens = 300
}}
"""
        for number, content in enumerate(contents)
    )


def test_a_limit_holds_for_a_plan_and_for_what_is_known_only_after_apply(stack: Callable[..., Stack]) -> None:
    texts = [json.dumps(text) for text in ("Hi", "Ho", "He")]
    made = stack(limited(0.000302, *texts))
    refused = made.plan(codes=(1,))
    assert "would cost more than is left" in refused.text
    assert "max_cost of the provider allows 0.000302 USD" in " ".join(refused.text.replace("│", " ").split())
    assert made.paid() == 0

    made.configure(limited(0.000302, *texts[:2]))
    made.apply()
    assert made.paid() == 2
    # Terraform plans a replacement twice, in the plan and in the apply: it takes its part once in each.
    made.configure(limited(0.000302, *map(json.dumps, ("Hu", "Ha"))))
    made.apply()
    assert made.paid() == 4
    assert made.plan().code == 0

    late = 'resource "terraform_data" "late" {}\n'
    unknown = '"Hi ${substr(terraform_data.late.id, 0, 1)}"'
    made.configure(limited(0.0001, *map(json.dumps, ("Hu", "Ha")), unknown) + late)
    assert made.plan().code == 2
    failed = made.apply(codes=(1,))
    assert "would cost more than is left" in failed.text
    assert made.paid() == 4
    made.configure(limited(0.001, *map(json.dumps, ("Hu", "Ha")), unknown) + late)
    made.apply()
    assert made.paid() == 5

"""`openai_embeddings` with the real terraform: from the paid call to its end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

ADDRESS = "openai_embeddings.this"
TEXTS = ["The brakes squeak.", "The bell is too quiet."]


def embeddings(texts: list[str]) -> str:
    body = f"""texts = {json.dumps(texts)}
dimensions = 8
output_file = "out/vectors.jsonl"
"""
    return f'resource "openai_embeddings" "this" {{\n{body}}}\n'


def test_a_text_is_paid_for_once_and_a_changed_one_again(stack: Callable[..., Stack]) -> None:
    made = stack(embeddings(TEXTS))
    plan = made.plan()
    assert "Paid call: POST /embeddings" in plan.text
    assert "asks text-embedding-3-small about 2 texts" in plan.text
    assert made.paid() == 0
    made.apply()
    first = made.values(ADDRESS)
    assert made.paid() == 1
    assert (first["text_count"], first["paid_count"], first["embeddings"]) == (2, 2, None)
    again = made.plan()
    assert again.code == 0
    made.configure(embeddings([TEXTS[0], "The bell rings."]))
    assert "must be replaced" not in made.plan().text
    made.apply()
    changed = made.values(ADDRESS)
    assert made.paid() == 2
    assert (changed["text_count"], changed["paid_count"]) == (2, 1)
    assert changed["id"] == first["id"]
    assert made.plan().code == 0
    made.destroy()
    assert made.paid() == 2

"""Embeddings in the role core_ai, and the look-up that searches in their file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from support.ansible import Ansible

ROLES = ["core_ai"]


def test_a_play_embeds_once_and_searches(ansible: Ansible, emulator: Any, tmp_path: Path) -> None:
    manuals = tmp_path / "manuals"
    manuals.mkdir()
    (manuals / "brakes.md").write_text("The brakes take mineral oil. {{ 1 + 1 }}")
    (manuals / "returns.md").write_text("Goods may be sent back within a month.")
    path = tmp_path / "out" / "manuals.npy"
    items = {"manuals": {"folder": {"path": str(manuals)}, "dimensions": 256, "output_file": str(path)}}
    first = ansible.apply({"openai_embeddings": items}, roles=ROLES).results["core_ai"]
    assert [each["item"] for each in first["paid_calls"]] == ["manuals"]
    outputs = first["outputs"]["embeddings"]["manuals"]
    assert (outputs["text_count"], outputs["vector_size"], outputs["paid_count"]) == (2, 256, 2)
    again = ansible.apply({"openai_embeddings": items}, roles=ROLES)
    assert again.changed == {"core_ai": False}
    assert len(emulator.calls("createEmbedding")) == 1

    nearest = "'fjcorp.openai.nearest'"
    told = {
        "best": f"lookup({nearest}, 'Which oil for the brakes?', file='{path}', results=1).0",
        "each": f"query({nearest}, 'brakes oil', 'goods sent back', file='{path}')"
        " | map('first') | map(attribute='key')",
        "none": f"lookup({nearest}, 'brakes oil', file='{path}', at_least=1.0)",
    }
    wrong = {
        "ansible.builtin.debug": {"msg": f"{{{{ lookup({nearest}, 'oil', file='{manuals}/brakes.md') }}}}"}
    }
    rescue = [ansible.keep("ansible_failed_result.msg", "refused")]
    shown = ansible.tasks(
        [
            *(ansible.keep(expression, name) for name, expression in told.items()),
            {"block": [wrong], "rescue": rescue},
        ],
        {},
    ).results
    assert shown["best"]["key"] == "brakes.md"
    assert shown["best"]["text"] == "The brakes take mineral oil. {{ 1 + 1 }}"
    assert 0.2 < shown["best"]["score"] < 1
    assert shown["each"] == ["brakes.md", "returns.md"]
    assert shown["none"] == []
    assert "cannot be searched" in shown["refused"]
    # One call for each look-up, however many queries it has.
    assert len(emulator.calls("createEmbedding")) == 4

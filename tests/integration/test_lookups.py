"""Look-ups of people and projects by the names that people use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import join

if TYPE_CHECKING:
    from support.ansible import Ansible


def show(ansible: Ansible, expressions: dict[str, str]) -> Any:
    """Evaluate expressions and return them by name."""
    content = {name: f"{{{{ {expression} }}}}" for name, expression in expressions.items()}
    return ansible.tasks([ansible.keep("shown", "shown")], {"shown": content}).results["shown"]


@pytest.fixture
def acme(emulator: Any) -> Any:
    """An emulator with projects and people."""
    names = [{"name": "Research"}, {"name": "Twin"}, {"name": "Twin"}, {"name": "Old", "status": "archived"}]
    emulator.seed({"projects": names, "invites": [{"email": "late@example.com"}]})
    emulator.user_id = join(emulator, "Ada@example.com")
    return emulator


def test_ids_and_fields_are_found(ansible: Ansible, acme: Any) -> None:
    shown = show(
        ansible,
        {
            "user": "lookup('fjcorp.openai.user', 'ada@EXAMPLE.com')",
            "role": "lookup('fjcorp.openai.user', 'ada@example.com', field='role')",
            "project": "lookup('fjcorp.openai.project', 'Research', field='*')",
            "both": "query('fjcorp.openai.project', 'Research', 'Research', field='name')",
        },
    )
    assert shown["user"] == acme.user_id
    assert shown["role"] == "reader"
    assert shown["project"]["id"].startswith("proj_")
    assert shown["project"]["name"] == "Research"
    assert shown["both"] == ["Research", "Research"]


def test_what_is_not_found_is_told(ansible: Ansible, acme: Any) -> None:
    messages = {
        "lookup('fjcorp.openai.project', 'Twin')": "2 projects have the name",
        "lookup('fjcorp.openai.project', 'Old')": "is archived, which is final",
        "lookup('fjcorp.openai.project', 'Reserch')": "did you mean",
        "lookup('fjcorp.openai.user', 'late@example.com')": "the invite is pending",
        "lookup('fjcorp.openai.user', 'ada@example.com', field='key')": "there is no field key",
    }
    tasks = [
        {
            "block": [{"ansible.builtin.debug": {"msg": f"{{{{ {expression} }}}}"}}],
            "rescue": [ansible.keep("ansible_failed_result.msg", str(number))],
        }
        for number, expression in enumerate(messages)
    ]
    outcome = ansible.tasks(tasks, {})
    told = [outcome.results[str(number)] for number in range(len(messages))]
    assert [message in text for message, text in zip(messages.values(), told, strict=True)] == [True] * 5
    assert acme.admin_key not in outcome.text


def test_a_vector_store_answers_questions(ansible: Ansible, acme: Any) -> None:
    texts = {
        "brakes.md": "Bleed the brakes with mineral oil. {{ 6 * 7 }}",
        "returns.md": "Unused goods come back within 60 days.",
    }
    made = acme.call("POST", "/vector_stores", json={"name": "Manuals"}).json()
    ids = {}
    for name, text in texts.items():
        form = {"files": {"file": (name, text.encode())}, "data": {"purpose": "assistants"}}
        ids[name] = acme.call("POST", "/files", **form).json()["id"]
        body = {"file_id": ids[name], "attributes": {"year": 2026 if name == "brakes.md" else 2025}}
        acme.call("POST", f"/vector_stores/{made['id']}/files", json=body)
    search = "'fjcorp.openai.vector_search'"
    shown = show(
        ansible,
        {
            "best": f"lookup({search}, 'Which oil for the brakes?', store='Manuals').0",
            "each": f"query({search}, 'brakes oil', 'goods back', store='{made['id']}', max_num_results=1)"
            " | map('first') | map(attribute='filename')",
            "old": f"lookup({search}, 'brakes oil', store='Manuals',"
            " filters={'type': 'lt', 'key': 'year', 'value': 2026}) | map(attribute='filename')",
            "none": f"lookup({search}, 'brakes oil', store='Manuals', score_threshold=1.0)",
        },
    )
    best = shown["best"]
    assert (best["file_id"], best["filename"]) == (ids["brakes.md"], "brakes.md")
    assert (best["text"], best["attributes"]) == (texts["brakes.md"], {"year": 2026})
    assert shown["each"] == ["brakes.md", "returns.md"]
    assert (shown["old"], shown["none"]) == (["returns.md"], [])
    wrong = {"ansible.builtin.debug": {"msg": f"{{{{ lookup({search}, 'oil', store='Manual') }}}}"}}
    rescue = [ansible.keep("ansible_failed_result.msg", "refused")]
    outcome = ansible.tasks([{"block": [wrong], "rescue": rescue}], {})
    assert "there is no vector store" in outcome.results["refused"]
    assert "did you mean" in outcome.results["refused"]
    assert acme.api_key not in outcome.text

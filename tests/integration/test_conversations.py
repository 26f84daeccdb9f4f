"""Conversations of a play: messages in order, what is named by key, and faults with their place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from support.ansible import Ansible

ROLES = ["data_management", "advanced_features"]


def said(emulator: Any) -> list[str]:
    rows = emulator.dump()["conversation_item"]
    return [part.get("text", part["type"]) for row in rows for part in row["content"]]


def test_a_conversation_is_kept_by_plays(ansible: Ansible, emulator: Any, tmp_path: Path) -> None:
    transcript = tmp_path / "support.jsonl"
    messages = [
        {"role": "developer", "content": "{{ '{{ 6 * 7 }}' }}"},
        {"role": "user", "parts": [{"type": "input_file", "file": "handbook"}]},
    ]
    config: dict[str, Any] = {
        "openai_files": {
            "handbook": {"content": "Wear a helmet.", "filename": "handbook.md", "purpose": "user_data"}
        },
        "openai_threads": {
            "support": {"messages": messages, "transcript_jsonl_file": str(transcript)},
            "sales": {"metadata": {"team": "sales"}},
        },
        "openai_messages": {"detail": {"thread": "sales", "content": "Which bicycle for rain?"}},
    }
    outputs = ansible.apply(config, roles=ROLES).results["advanced_features"]["outputs"]
    support, sales = (outputs["threads"][name] for name in ("support", "sales"))
    assert sorted(said(emulator)) == ["Which bicycle for rain?", "input_file", "{{ 6 * 7 }}"]
    assert outputs["messages"]["detail"]["thread_id"] == sales["thread_id"]
    assert (len(support["item_ids"]), support["problems"]) == (2, [])
    assert len(transcript.read_text("utf-8").splitlines()) == 2
    assert not ansible.apply(config, roles=ROLES).changed["advanced_features"]

    messages.append({"role": "user", "content": "My brakes squeak."})
    result = ansible.apply(config, roles=ROLES).results["advanced_features"]
    assert result["outputs"]["threads"]["support"]["thread_id"] == support["thread_id"]
    rows = [json.loads(line) for line in transcript.read_text("utf-8").splitlines()]
    assert rows[2]["content"][0]["text"] == "My brakes squeak."

    # What cannot be done is said with its place, before anything is written.
    emulator.clear_calls()
    broken: dict[str, dict[str, Any]] = {
        "known are": {"openai_messages": {"detail": {"thread": "service", "content": "a"}}},
        '"thread_abc"': {"openai_messages": {"detail": {"thread": "thread_abc", "content": "a"}}},
        "at least one of content, parts, attachments": {"openai_messages": {"detail": {"thread": "sales"}}},
        "tool": {"openai_threads": {"support": {"messages": [{"role": "tool", "content": "a"}]}}},
    }
    told = ansible.refusals({words: (ROLES[1], config | items) for words, items in broken.items()})
    assert [words for words in broken if words not in told[words]] == []
    assert {call["method"] for call in emulator.calls()} <= {"GET"}

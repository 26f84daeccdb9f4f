"""A vector store of a play: a folder kept in step, files named by key, and faults said with their place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from support.ansible import Ansible

ROLES = ["data_management"]


def described(folder: Path, **more: Any) -> dict[str, Any]:
    return {
        "openai_files": {
            "handbook": {"content": "Wear a helmet.", "filename": "handbook.md", "purpose": "assistants"}
        },
        "openai_vector_stores": {
            "manuals": {
                "name": "Manuals",
                "folder": {"path": str(folder), "attributes_from": ["path"], "attributes": {"year": 2026}},
                "files": {"handbook": {"file": "handbook", "attributes": {"internal": True}}},
                **more,
            }
        },
    }


def test_a_folder_is_kept_in_step_by_plays(ansible: Ansible, emulator: Any, tmp_path: Path) -> None:
    folder = tmp_path / "manuals"
    folder.mkdir()
    (folder / "brakes.md").write_text("Bleed the brakes with mineral oil.")
    (folder / "{{ 6 * 7 }}.md").write_text("{{ lookup('env', 'HOME') }}")
    check = {"query": "Which oil?", "expect_file": "brakes.md"}
    config = described(
        folder, search_checks=[{**check, "filters": {"type": "eq", "key": "year", "value": 2026}}]
    )
    made = ansible.apply(config, roles=ROLES).results["data_management"]["outputs"]
    store, files = made["vector_store"]["manuals"], made["vector_store"]["manuals"]["store_files"]
    assert files.keys() == {"brakes.md", "handbook", "{{ 6 * 7 }}.md"}
    assert files["handbook"]["file_id"] == made["files"]["handbook"]["file_id"]
    assert json.loads(files["handbook"]["attributes"]) == {"internal": True}
    assert json.loads(files["{{ 6 * 7 }}.md"]["attributes"]) == {"path": "{{ 6 * 7 }}.md", "year": 2026}
    assert not ansible.apply(config, roles=ROLES).changed["data_management"]

    # What cannot be done is said with its place, before anything is written.
    (folder / "picture.png").write_text("x")
    emulator.clear_calls()
    unknown = described(folder, files={"talks": {"file": "talks"}})
    told = ansible.refusals({"type": (*ROLES, config), "key": (*ROLES, unknown)})
    for part in ("openai_vector_stores", "manuals", '"picture.png" is of a type', "exclude"):
        assert part in told["type"], part
    assert "known are handbook" in told["key"]
    assert {call["method"] for call in emulator.calls()} <= {"GET"}

    # A file that cannot be indexed fails the run and stays named; the others are there.
    (folder / "picture.png").rename(folder / "parts.json")
    failed = ansible.apply(config, roles=ROLES, expect=2)
    assert '"parts.json"' in failed.message
    assert "invalid_file" in failed.message
    (folder / "parts.json").write_text('{"bolt": "M6"}')
    fixed = ansible.apply(config, roles=ROLES).results["data_management"]["outputs"]
    assert fixed["vector_store"]["manuals"]["id"] == store["id"]
    assert fixed["vector_store"]["manuals"]["failed"] == []
    assert len(emulator.dump()["file"]) == 4

    # A new store of which something is wrong fails the run too, and is not made twice.
    (folder / "parts.json").write_text("{")
    other = described(folder, name="Other manuals")
    other["openai_vector_stores"]["others"] = other["openai_vector_stores"].pop("manuals")
    config["openai_vector_stores"]["manuals"]["folder"]["exclude"] = ["*.json"]
    both = {
        **config,
        "openai_vector_stores": {**config["openai_vector_stores"], **other["openai_vector_stores"]},
    }
    assert "invalid_file" in ansible.apply(both, roles=ROLES, expect=2).message
    both["openai_vector_stores"]["others"]["tolerate_failed"] = True
    ansible.apply(both, roles=ROLES)
    assert {row["name"] for row in emulator.dump()["vector_store"]} == {"Manuals", "Other manuals"}
    assert len(emulator.dump()["vector_store"]) == 2
    assert not ansible.apply(both, roles=ROLES).changed["data_management"]

"""One object from its creation to its end, under real terraform."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.conftest import Demo


def test_create_then_nothing_then_update_then_destroy(demo: Callable[..., Demo]) -> None:
    stack = demo('text = "hello"')
    stack.apply()
    first = stack.values()
    assert first["size"] == 5
    assert first["color"] == "blue"
    assert first["server_text"] == "made of first"
    assert stack.plan().code == 0
    stack.note('text = "hello you"')
    assert stack.changes() == {"demo_note.this": ["update"]}
    stack.apply()
    assert stack.values()["size"] == 9
    assert stack.values()["id"] == first["id"]
    assert stack.plan().code == 0
    stack.destroy()
    assert stack.files() == []
    assert stack.calls() == ["create", "update", "delete"]


def test_a_replacement_by_the_schema_and_one_decided_in_the_plan(demo: Callable[..., Demo]) -> None:
    stack = demo()
    stack.apply()
    first = stack.values()["id"]
    stack.note(name="second")
    assert stack.changes() == {"demo_note.this": ["delete", "create"]}
    stack.apply()
    second = stack.values()["id"]
    assert second != first
    stack.note('kind = "a"', name="second")
    assert stack.changes() == {"demo_note.this": ["update"]}, "from no kind to one is a change in place"
    stack.apply()
    stack.note('kind = "b"', name="second")
    result = stack.plan()
    assert 'kind = "a" -> "b" # forces replacement' in result.text
    stack.apply()
    assert stack.values()["id"] != second
    assert len(stack.files()) == 1


def test_drift_is_seen_and_mended(demo: Callable[..., Demo]) -> None:
    stack = demo('text = "hello"')
    stack.apply()
    (file,) = stack.files()
    file.write_text(json.dumps({**json.loads(file.read_text()), "text": "changed by hand"}))
    assert '"changed by hand" -> "hello"' in stack.plan().text
    stack.apply()
    assert json.loads(file.read_text())["text"] == "hello"
    file.unlink()
    assert stack.changes() == {"demo_note.this": ["create"]}
    stack.apply()
    assert len(stack.files()) == 1
    assert stack.plan().code == 0


def test_a_destroy_can_be_refused_while_it_is_planned(demo: Callable[..., Demo]) -> None:
    stack = demo("locked = true")
    stack.apply()
    result = stack.destroy(check=False)
    assert result.code == 1
    assert "The note is locked" in result.text
    assert "Set locked = false first." in result.text
    stack.note("locked = false")
    stack.apply()
    stack.destroy()
    assert stack.files() == []


def test_a_tainted_object_is_replaced_and_a_refused_update_leaves_the_state(
    demo: Callable[..., Demo],
) -> None:
    stack = demo('text = "one"\nfail = "partial"')
    result = stack.apply(check=False)
    assert result.code == 1
    assert "Half done" in result.text
    assert len(stack.files()) == 1, "what exists is in the state"
    assert stack.resources()["demo_note.this"]["size"] == 3
    stack.note('text = "one"')
    assert stack.changes() == {"demo_note.this": ["delete", "create"]}
    stack.apply()
    before = stack.values()
    for fault, message in (("error", "The store refuses this note."), ("fault", "demo_note: update failed")):
        stack.note(f'text = "two"\nfail = "{fault}"')
        result = stack.apply(check=False)
        assert result.code == 1
        assert message in result.text
        assert "Traceback" not in result.text
        assert stack.values() == before
    stack.note('text = "two"')
    stack.apply()
    assert stack.values()["text"] == "two"


def test_what_was_saved_before_a_failure_is_kept(demo: Callable[..., Demo]) -> None:
    stack = demo('fail = "late"')
    result = stack.apply(check=False)
    assert "failed after saving" in result.text
    assert stack.values()["status"] == "pending"
    assert [file.stem for file in stack.files()] == [stack.values()["id"]]


def test_a_state_of_an_older_schema_is_rewritten(demo: Callable[..., Demo]) -> None:
    stack = demo('text = "hello"')
    stack.apply()
    state = json.loads((stack.folder / "terraform.tfstate").read_text())
    instance = state["resources"][0]["instances"][0]
    instance["schema_version"] = 0
    instance["attributes"]["title"] = instance["attributes"].pop("name")
    (stack.folder / "terraform.tfstate").write_text(json.dumps(state))
    assert stack.plan().code == 0
    assert stack.calls() == ["create"]


def test_attributes_come_and_go_without_a_new_schema_version(demo: Callable[..., Demo]) -> None:
    stack = demo('rules = [{ role = "user" }]')
    stack.apply()
    state = json.loads((stack.folder / "terraform.tfstate").read_text())
    attributes = state["resources"][0]["instances"][0]["attributes"]
    for name in ("secret", "labels", "status", "color"):
        del attributes[name]
    del attributes["rules"][0]["key"]
    attributes["dropped_long_ago"] = "value"
    (stack.folder / "terraform.tfstate").write_text(json.dumps(state))
    assert stack.plan().code == 0


def test_private_state_travels_from_plan_to_create_to_read(demo: Callable[..., Demo]) -> None:
    stack = demo('fail = "warn"')
    assert "A warning of the plan" in stack.apply().text
    assert "created privately: b'yes'" in stack.plan().text

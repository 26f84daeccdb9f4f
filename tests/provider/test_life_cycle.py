"""One object from its creation to its end, under real terraform."""

from __future__ import annotations

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

"""The three ways of bringing an object that exists under terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.conftest import Demo

NOTE = 'resource "demo_note" "this" {\n  name = "first"\n  text = "hello"\n}\n'


@pytest.fixture
def orphan(demo: Callable[..., Demo]) -> Demo:
    """A working folder with an object that its state does not know."""
    stack = demo('text = "hello"\nsteps = [{ role = "user" }]\nplace = { x = 0.1 }')
    stack.apply()
    stack.run("state", "rm", "demo_note.this")
    return stack


def test_by_the_command(orphan: Demo) -> None:
    (file,) = orphan.files()
    orphan.import_("demo_note.this", file.stem)
    assert orphan.plan().code == 0
    assert orphan.values()["size"] == 5


def test_by_a_block(orphan: Demo) -> None:
    (file,) = orphan.files()
    main = (orphan.folder / "main.tf").read_text()
    orphan.write("main.tf", main + f'import {{\n  to = demo_note.this\n  id = "{file.stem}"\n}}\n')
    assert "1 to import, 0 to add, 0 to change, 0 to destroy" in orphan.plan().text
    orphan.apply()
    assert orphan.plan().code == 0
    assert orphan.calls() == ["create"]


def test_with_a_generated_configuration(orphan: Demo) -> None:
    (file,) = orphan.files()
    orphan.configure(f'import {{\n  to = demo_note.that\n  id = "{file.stem}"\n}}\n')
    result = orphan.plan("-generate-config-out=generated.tf")
    assert "1 to import, 0 to add, 0 to change, 0 to destroy" in result.text
    generated = (orphan.folder / "generated.tf").read_text()
    assert '"hello"' in generated
    assert "0.1" in generated
    orphan.apply()
    assert orphan.plan().code == 0
    assert orphan.calls() == ["create"]


def test_of_what_does_not_exist(orphan: Demo) -> None:
    result = orphan.import_("demo_note.this", "nothing", check=False)
    assert result.code == 1
    assert "Cannot import non-existent remote object" in result.text

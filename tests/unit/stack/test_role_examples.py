"""The example items of the roles' READMEs are what the engine takes, for every kind of item."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plugins.plugin_utils.stack.credentials import Keys
from plugins.plugin_utils.stack.settings import load_yaml
from plugins.plugin_utils.stack.validation import Part, Validation, role_modules

ROOT = Path(__file__).resolve().parents[3]
ROLES = sorted(path.name for path in (ROOT / "roles").iterdir())
EXAMPLES = {role: ROOT / "examples/roles" / f"{role}.yml" for role in ROLES}


def given() -> dict[str, dict[str, Any]]:
    """Return the items of each role by module."""
    found = {role: load_yaml(path) for role, path in EXAMPLES.items()}
    return {
        role: {module.name: found[role].pop(module.variable) for module in role_modules(role)}
        for role in ROLES
    } | {"left": {role: variables for role, variables in found.items() if variables}}


def problems(items: dict[str, dict[str, Any]]) -> list[str]:
    keys = Keys("sk-proj-x", "sk-admin-x")
    parts = [Part(role, items[role], [ROOT], keys) for role in ROLES]
    validation = Validation(parts, lambda _unused: {})
    validation.items()
    return validation.problems


def test_every_kind_of_item_has_an_example_that_is_right() -> None:
    items = given()
    assert sorted((ROOT / "examples/roles").iterdir()) == sorted(EXAMPLES.values())
    assert items.pop("left") == {}
    assert problems(items) == []


@pytest.mark.parametrize("role", ROLES)
def test_a_wrong_option_of_an_example_is_found(role: str) -> None:
    items = given()
    for module in items[role].values():
        next(iter(module.values()))["colour"] = "red"
    found = problems(items)
    assert len(found) == len(items[role])
    assert [each for each in found if "colour: unknown option" not in each] == []


@pytest.mark.parametrize("role", ROLES)
def test_the_readme_shows_the_examples_as_they_are(role: str) -> None:
    readme = (ROOT / "roles" / role / "README.md").read_text("utf-8")
    shown = "\n".join(
        readme.split("```yaml\n")[n].split("```")[0] for n in range(2, readme.count("```yaml") + 1)
    )
    assert f"---\n{shown}" == EXAMPLES[role].read_text("utf-8")

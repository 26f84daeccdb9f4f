"""The page of the playbooks' variables names each variable that a playbook reads and no role documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/playbooks.md"
PLAYBOOKS = sorted(path for path in (ROOT / "playbooks").glob("*.yml") if path.stem != "demo")
SPECIFICATIONS = "\n".join(path.read_text("utf-8") for path in ROOT.glob("roles/*/meta/argument_specs.yml"))


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=lambda path: path.stem)
def test_page_names_the_variables_of_a_playbook(playbook):
    sections = dict(
        re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    )
    told = set(re.findall(r"^\| `(openai_\w+)`", sections.get(playbook.stem, ""), re.MULTILINE))
    read = set(re.findall(r"\bopenai_[a-z_]+\b", playbook.read_text("utf-8")))
    documented = set(re.findall(r"^\s+(openai_\w+):", SPECIFICATIONS, re.MULTILINE))
    assert told == read - documented


def items_of_roles(value):
    """Yield name and keys of each `<role>_items` in a playbook: a role takes what is not there for gone."""
    if isinstance(value, dict):
        for name, each in value.items():
            if str(name).endswith("_items") and isinstance(each, dict):
                yield name, set(each)
            yield from items_of_roles(each)
    elif isinstance(value, list):
        for each in value:
            yield from items_of_roles(each)


def test_a_playbook_that_gives_a_role_its_items_leaves_none_out():
    roles = {
        f"{path.parents[1].name}_items": set(
            yaml.safe_load(path.read_text("utf-8"))[f"{path.parents[1].name}_items"]
        )
        for path in ROOT.glob("roles/*/defaults/main.yml")
    }
    given = [
        (path.stem, name, keys)
        for path in PLAYBOOKS
        for name, keys in items_of_roles(yaml.safe_load(path.read_text("utf-8")))
    ]
    assert {playbook for playbook, _name, _keys in given} == {"adopt", "rotate_keys"}
    assert [each for each in given if each[2] != roles[each[1]]] == []

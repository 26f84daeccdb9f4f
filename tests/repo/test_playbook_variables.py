"""The page of the playbooks' variables names each variable that a playbook reads and no role documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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

"""Items are added to a file of variables without touching what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.import_.items_file import ItemsFile
from plugins.plugin_utils.stack.item_keys import ItemKeys

if TYPE_CHECKING:
    from pathlib import Path

OUTPUT_PATH = """\
# Ours.
openai_projects:
  research:   # the first one
    name: Research
    note: >
      folded
      text

  # the last one
  shop: {name: "{{ shop_name }}"}
# A comment further left.
other: !vault |
  $ANSIBLE_VAULT;1.1;AES256
  6162
openai_service_accounts:
    ci:
        project: research
        name: CI
        api_keys:
            first: {}
openai_rate_limits: {}   # none yet
openai_files:
"""


def added_to(folder: Path, text: str, added: dict) -> str:
    path = folder / "items.yml"
    path.write_text(text, encoding="utf-8")
    return ItemsFile(path).with_items(added)


def test_what_is_written_stays(tmp_path: Path) -> None:
    text = added_to(
        tmp_path,
        OUTPUT_PATH,
        {
            "openai_projects": {"care": {"name": "Care"}},
            "openai_service_accounts": {
                "ci": {"api_keys": {"second": {"name": "Second"}}},
                "cd": {"name": "CD"},
            },
            "openai_rate_limits": {"one": {"rpm_limit": 5}},
            "openai_files": {"no": {"name": "no", "list": ["a", "{{ b }}"]}},
            "openai_new": {"x": {"y": 1}},
        },
    )
    for line in OUTPUT_PATH.replace("openai_rate_limits: {}   # none yet\n", "").splitlines():
        assert line in text
    assert '  shop: {name: "{{ shop_name }}"}\n  care:\n    name: Care\n# A comment further left.\n' in text
    assert "            first: {}\n            second:\n                name: Second\n" in text.replace(
        "              name: Second", "                name: Second"
    )
    assert "    cd:\n" in text
    assert "openai_rate_limits:\n  one:\n    rpm_limit: 5   # none yet\n" in text
    assert "no:\n" in text.replace("'", "")
    assert '- !unsafe "{{ b }}"' in text
    assert text.endswith("\nopenai_new:\n  x:\n    y: 1\n")
    again = tmp_path / "again.yml"
    again.write_text(text, encoding="utf-8")
    assert ItemsFile(again).variables["openai_files"] == {"no": {"name": "no", "list": ["a", "{{ b }}"]}}


def test_a_new_file_is_plain(tmp_path: Path) -> None:
    file = ItemsFile(tmp_path / "new.yml")
    text = file.with_items(
        {"openai_projects": {"a": {"name": "A"}}, "openai_invites": {"b": {"projects": []}}}
    )
    assert text == "---\n\nopenai_projects:\n  a:\n    name: A\n\nopenai_invites:\n  b:\n    projects: []\n"
    file.write(text)
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert yaml.safe_load(file.path.read_text("utf-8"))["openai_invites"] == {"b": {"projects": []}}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("openai_projects: {a: {name: A}}\n", "one item below the other"),
        ("openai_projects: [a]\n", "cannot be added to what stands there"),
        ("- a\n", "must be a map of variables"),
        ("a: [\n", "is no YAML"),
        ("$ANSIBLE_VAULT;1.1;AES256\n6162\n", "is encrypted as a whole"),
    ],
)
def test_what_cannot_be_added_to_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(StackError, match=complaint):
        added_to(tmp_path, text, {"openai_projects": {"b": {"name": "B"}}})


def test_keys_are_readable_and_never_the_same() -> None:
    keys = ItemKeys({"research_nightly"})
    assert keys.take("key_abcd1234", "research", "Nightly") == "research_nightly_1234"
    assert keys.take("key_zzzz1234", "research", "Nightly!") == "research_nightly_z1234"
    assert keys.take("key_1", "", "Übung (Straße)") == "übung_strasse"
    assert keys.take("key_2", "", "?!") == "key2"
    assert keys.take("key_2", "", "?!") == "key2_2"

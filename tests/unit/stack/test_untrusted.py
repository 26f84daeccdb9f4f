"""Texts of the API are written so that nothing evaluates them, and shown so that nothing hides."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from plugins.plugin_utils.import_.items_file import ItemsFile
from plugins.plugin_utils.untrusted import HIDDEN, JOINERS, failure, is_plain, one_line, outcome, printable

from support.hostile import hostile_texts

TEXTS = hostile_texts(Path("/nowhere/executed"))
EXISTING = "openai_projects:\n  first:\n    name: '{{ ours }}'   # as it is\n"


class Tags(yaml.SafeLoader):
    """Reads texts, each with whether it is marked as no template; numbers and the like stay what they are."""


def _unsafe(loader: Any, node: Any) -> tuple[Any, bool]:
    # As the newest ansible-core has it: what is unsafe is looked at again, as if it had no quotes.
    tag = loader.resolve(yaml.ScalarNode, node.value, (True, False))
    return (node.value if tag.endswith(":str") else f"{tag} {node.value}"), True


def _text(loader: Any, node: Any) -> tuple[str, bool]:
    return loader.construct_scalar(node), False


Tags.add_constructor("!unsafe", _unsafe)
Tags.add_constructor("tag:yaml.org,2002:str", _text)


def is_template(text: str) -> bool:
    return "{" in text or text.startswith("#")


def written(folder: Path, texts: list[str], before: str = "") -> str:
    path = folder / "items.yml"
    path.write_text(before, encoding="utf-8")
    items = {
        f"item{number}": {"name": text, "list": [text], text: "key"} for number, text in enumerate(texts)
    }
    file = ItemsFile(path)
    file.write(file.with_items({"openai_projects": items}))
    # Once more, so that the file is read as well.
    again = ItemsFile(path)
    again.write(again.with_items({"openai_projects": {"last": {"name": "x"}}}))
    return path.read_text("utf-8")


def check(text: str, texts: list[str]) -> None:
    items = dict(yaml.load(text, Tags))[("openai_projects", False)]
    for number, expected in enumerate(texts):
        item = items[(f"item{number}", False)]
        name, marked = item[("name", False)]
        assert name == expected
        assert item[("list", False)] == [(name, marked)]
        assert item[(name, marked)] == ("key", False)
        if is_template(expected):
            assert marked
    added = text.partition("item0")[2]
    assert {char for char in added if unicodedata.category(char) in HIDDEN} <= {"\n", *JOINERS}


@pytest.mark.parametrize("before", ["", EXISTING], ids=["new", "existing"])
def test_hostile_texts_are_written_as_they_are_and_as_no_templates(tmp_path: Path, before: str) -> None:
    text = written(tmp_path, TEXTS, before)
    assert text.startswith(before)
    check(text, TEXTS)


def test_a_file_with_unusual_line_separators_is_added_to(tmp_path: Path) -> None:
    first = 'openai_projects:\n  first:\n    name: "a\\u2028b"   # here'
    before = f"{first}\u2028    # and\x85    # there\n  second: {{}}\n"
    assert written(tmp_path, TEXTS, before).startswith(before)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_written_as_it_is(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    check(written(tmp_path_factory.getbasetemp(), [text]), [text])


@given(st.text())
def test_a_printed_text_hides_nothing_and_says_the_same(text: str) -> None:
    shown = one_line(text)
    assert {char for char in shown if unicodedata.category(char) in HIDDEN} <= JOINERS
    if shown == text:
        assert printable(text) == text
    assert is_plain(text) <= (shown == text)
    assert not (is_plain(text) and is_template(text))


def test_a_result_keeps_its_data_and_shows_no_control_characters() -> None:
    name = "bell\x07 \x1b[31m \u202e\x9b2J\n"
    shown = "bell\\x07 \\x1b[31m \\u202e\\x9b2J\n"
    found = outcome(
        {"msg": name, "warnings": [name], "diff": [{"before": name, "after_header": name}], "outputs": [name]}
    )
    assert (found["msg"], found["warnings"], found["outputs"]) == (shown, [shown], [name])
    assert found["diff"] == [{"before": shown, "after_header": shown}]
    assert failure(name) == {"failed": True, "msg": shown}

"""The page of all modules: each has a row."""

from __future__ import annotations

import pytest
from derivation import module_table
from derivation.module_table import MODULES, life, operations
from derivation.nouns import ROOT, nouns

NOUNS = {noun.module: noun for noun in nouns()}


def test_all_modules_are_there() -> None:
    there = {path.parent.name for path in (ROOT / "modules_tf").glob("*/versions.tf")}
    assert (len(MODULES), len(set(MODULES))) == (33, 33)
    assert there == NOUNS.keys() == set(MODULES)


def test_a_missing_module_fails() -> None:
    with pytest.raises(ValueError, match="modules that are not there: run"):
        module_table.files(noun for name, noun in NOUNS.items() if name != "run")


def test_each_row_names_a_test_that_is_there() -> None:
    rows = module_table.files(NOUNS.values())[module_table.PAGE].splitlines()
    tests = [line.split("`")[-2] for line in rows if line.startswith("| [")]
    assert len(tests) == len(NOUNS)
    assert [name for name in tests if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize(
    ("name", "lives"),
    [
        ("run", "one-shot job: paid once, then waited for"),
        ("batch", "job: the id is saved, then waited for"),
        ("chat_completion", "one-shot: made once for its inputs"),
        ("assistants", "kept in the state alone"),
        ("system_api", "secret key: told once, rotated"),
        ("invite", "managed: drift is seen"),
        ("model", "looked up"),
    ],
)
def test_lives_are_told_apart(name: str, lives: str) -> None:
    assert life(NOUNS[name]) == lives


def test_operations_are_those_of_the_docstring_each_by_itself() -> None:
    assert operations(NOUNS["run"]) == [
        "POST /responses",
        "GET /responses/{response_id}",
        "DELETE /responses/{response_id}",
        "POST /responses/{response_id}/cancel",
        "GET /vector_stores/{vector_store_id}",
    ]

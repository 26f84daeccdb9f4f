"""The page that lists which operations are served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.emulator.families import discover
from fjcorp_openai.emulator.spec import coverage
from fjcorp_openai.emulator.spec.sdk_operations import nameless, sdk_operations
from support import operations

if TYPE_CHECKING:
    from pathlib import Path


def test_the_page_is_up_to_date() -> None:
    assert coverage.main(["--check"]) == 0, "run: python -m fjcorp_openai.emulator.spec.coverage"


def test_the_page_names_every_operation_once(tmp_path: Path) -> None:
    page = tmp_path / "docs" / "coverage.md"
    assert coverage.main(["--file", str(page)]) == 0
    rows = [
        line.split(" | ") for line in page.read_text().splitlines() if line.startswith("| ") and "`" in line
    ]
    named = [row[2].strip("`") for row in rows]
    assert len(named) == len(set(named)) > 250
    served = {row[2].strip("`"): row[3].rstrip(" |") for row in rows if not row[3].startswith("–")}
    assert served == {id_: family.name for family in discover()[0] for id_ in family.operations}


def test_the_page_names_every_operation_of_the_installed_sdk() -> None:
    rows = [line.split(" | ") for line in coverage.PAGE.read_text("utf-8").splitlines() if " | `/" in line]
    named = {(row[0].strip("| "), nameless(row[1].strip("`"))) for row in rows}
    operations = sdk_operations()
    assert len(operations) > 300
    assert {("POST", "/responses"), ("DELETE", "/files/{}")} <= {each.shape for each in operations}
    assert {each.shape for each in operations} - named == set()


def test_operations_that_no_test_calls_are_told() -> None:
    served = {id_ for family in discover()[0] for id_ in family.operations}
    assert set(operations.uncalled(set())) == served
    calls = {("GET", "/v1/models"), ("POST", "/v1/files/file-1"), ("GET", "/v1/files/file-1"), ("GET", "/x")}
    assert served - set(operations.uncalled(calls)) == {"listModels", "retrieveFile"}


def test_a_page_out_of_date_is_told(tmp_path: Path) -> None:
    page = tmp_path / "coverage.md"
    page.write_text("old")
    assert coverage.main(["--check", "--file", str(page)]) == 1
    assert page.read_text() == "old"

"""The page that tells which operations are served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.emulator import coverage
from fjcorp_openai.emulator.families import discover

if TYPE_CHECKING:
    from pathlib import Path


def test_the_page_is_up_to_date() -> None:
    assert coverage.main(["--check"]) == 0, "run: python -m fjcorp_openai.emulator.coverage"


def test_the_page_names_every_operation_once(tmp_path: Path) -> None:
    page = tmp_path / "docs" / "coverage.md"
    assert coverage.main(["--file", str(page)]) == 0
    rows = [
        line.split(" | ") for line in page.read_text().splitlines() if line.startswith("| ") and "`" in line
    ]
    operations = [row[2].strip("`") for row in rows]
    assert len(operations) == len(set(operations)) > 250
    served = {row[2].strip("`"): row[3].rstrip(" |") for row in rows if not row[3].startswith("–")}
    assert served == {id_: family.name for family in discover()[0] for id_ in family.operations}


def test_a_page_out_of_date_is_told(tmp_path: Path) -> None:
    page = tmp_path / "coverage.md"
    page.write_text("old")
    assert coverage.main(["--check", "--file", str(page)]) == 1
    assert page.read_text() == "old"

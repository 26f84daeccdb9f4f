"""What the page about the emulator says is so, and all of it is said."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pytest
import yaml

from fjcorp_openai.emulator import __main__
from fjcorp_openai.emulator.families import discover
from fjcorp_openai.emulator.http import control
from fjcorp_openai.emulator.http.faults import Fault
from support.emulator import SOURCE

if TYPE_CHECKING:
    from support.emulator import Emulator

PAGE = (SOURCE.parent / "docs" / "emulator.md").read_text(encoding="utf-8")
SEED = yaml.safe_load(re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1])


def test_every_option_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        __main__.main(["--help"])
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert {option for option in options if option not in PAGE} == set()


def test_every_member_of_a_fault_is_told() -> None:
    members = {field.name for field in dataclasses.fields(Fault)} - {"operation", "id", "seen"}
    assert {name for name in members if f"`{name}`" not in PAGE} == set()


def test_every_control_is_told() -> None:
    told = set(re.findall(r"`(GET|POST|DELETE) (/\S*)`", PAGE))
    assert told == {(method, path.replace(":int", "")) for method, path, _action in control.ROUTES}


def test_the_seed_names_every_section_and_can_be_planted(shared_emulator: Emulator) -> None:
    assert set(SEED) == {name for family in discover()[0] for name in family.seeders}
    shared_emulator.seed(SEED)
    assert len(shared_emulator.dump()["project"]) == 23

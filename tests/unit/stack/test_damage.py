"""Files that a crash has damaged: each is refused or repaired, and reported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.import_.import_blocks import ImportBlocks
from plugins.plugin_utils.stack.damage import SAVED, keep_errored, note_state, read_state, repair
from plugins.plugin_utils.stack.state_outputs import expected_outputs
from plugins.plugin_utils.stack.working_directory import WorkingDirectory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STATE = json.dumps({"version": 4, "serial": 3, "lineage": "x", "resources": []}, indent=2)
RECOVER = "run once with openai_state: recover, which puts it aside and takes over the objects that exist"
TORN = {
    "empty": ("", "is empty"),
    "zeros": ("\0" * 100, "is empty"),
    "half": (STATE[:40], "is torn: it is no whole JSON"),
    "nonsense": ("not a state", "is torn: it is no whole JSON"),
    "other": ("[1]", "is no state of Terraform"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[WorkingDirectory]:
    folder = WorkingDirectory(tmp_path / "state", "acme", "core_ai")
    with folder.hold(0):
        yield folder


@pytest.mark.parametrize("backup", [None, STATE, STATE[:9]], ids=["none", "whole", "torn"])
@pytest.mark.parametrize(("content", "fault"), TORN.values(), ids=TORN)
def test_a_damaged_state_is_refused(
    content: str, fault: str, backup: str | None, folder: WorkingDirectory
) -> None:
    state = folder.path / "terraform.tfstate"
    state.write_text(STATE)
    read_state(state)
    note_state(state)
    state.write_text(content)
    kept = folder.path / "terraform.tfstate.backup"
    if backup is not None:
        kept.write_text(backup)
    with pytest.raises(StackError) as refused:
        read_state(state)
    way = f"Bring back the state before its last change: cp -p {kept} {state}; or "
    other = "Bring it back from a copy of yours, or "
    assert str(refused.value) == (
        f"the state {state} {fault}. Nothing was run. {way if backup == STATE else other}{RECOVER}"
    )


def test_a_state_that_a_killed_first_run_never_wrote_is_no_damage(folder: WorkingDirectory) -> None:
    state = folder.path / "terraform.tfstate"
    read_state(state)
    state.touch()
    read_state(state)
    note_state(state)
    assert not (folder.path / SAVED).exists()


def test_a_torn_end_of_a_journal_is_taken_off(folder: WorkingDirectory) -> None:
    journal = folder.journal / "1.creates.jsonl"
    whole = '{"entry": 1, "path": "/a"}\n'
    journal.write_text(whole + '{"entry": 2, "pa')
    assert repair(folder) == [
        f"the last line of the journal {journal} was torn and is removed; its object is looked for"
    ]
    assert journal.read_text() == whole
    assert repair(folder) == []


@pytest.mark.parametrize("line", ["{half", "\0\0\0", "[1]"])
def test_a_journal_that_is_damaged_within_is_refused(line: str, folder: WorkingDirectory) -> None:
    journal = folder.journal / "1.creates.jsonl"
    journal.write_text(f'{line}\n{{"entry": 1}}\n')
    with pytest.raises(StackError) as refused:
        repair(folder)
    assert str(refused.value) == (
        f"the journal {journal} is damaged in line 1. It tells which objects a run that was interrupted has "
        "made. Bring it back from a copy of yours; or move it away and run once with openai_state: recover, "
        "which takes over the objects that exist"
    )


@pytest.mark.parametrize("content", ["", "{half", "[1]", "\0"])
def test_what_can_be_lost_is_removed_and_told(content: str, folder: WorkingDirectory) -> None:
    pacing, note = folder.pacing / "a-projects.json", folder.journal / "ab.found.json"
    for path in (pacing, note):
        path.write_text(content)
    assert repair(folder) == [
        f"{pacing} was damaged and is removed; it held what was learned of the API's limits",
        f"{note} was damaged and is removed; it held how an object was before it was changed",
    ]
    assert repair(folder) == []


@pytest.mark.parametrize("content", ["", "{half", "[1]", '{"import": 3}', '{"import": [{"to": "a"}]}'])
def test_damaged_import_blocks_are_refused(content: str, folder: WorkingDirectory) -> None:
    imports = ImportBlocks(folder)
    imports.path.write_text(content)
    with pytest.raises(StackError) as refused:
        imports.read()
    assert str(refused.value) == (
        f"{imports.path} is torn. It tells which objects wait to be imported. Remove it, and run adopt or "
        "import_keys again, which writes it anew"
    )


@pytest.mark.parametrize("content", ["", "{half", "[1]", "{}", "3"])
def test_damaged_outputs_of_a_check_are_none(content: Any, folder: WorkingDirectory) -> None:
    folder.planned_outputs.write_text(content)
    assert expected_outputs(folder) is None


def test_a_state_that_could_not_be_saved_is_kept(folder: WorkingDirectory) -> None:
    assert keep_errored(folder) == ""
    (folder.path / "errored.tfstate").write_text(STATE[:20])
    assert keep_errored(folder) == ""
    (folder.path / "errored.tfstate").write_text(STATE)
    said = keep_errored(folder)
    [kept] = folder.path.glob("errored-*.tfstate")
    assert kept.read_text() == STATE
    assert said == (
        f"Terraform kept the state that it could not save as {kept}; this brings it back: "
        f"terraform -chdir={folder.path} state push {kept.name}"
    )

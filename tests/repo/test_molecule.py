"""The molecule scenario: apply, apply again, repair a change made by hand, ask the API for the result."""

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.repository import COLLECTIONS, environment


@pytest.fixture
def scenario_folder(tmp_path) -> Iterator[Path]:
    """Where the scenario keeps its things; an emulator that a failed run left there is stopped."""
    folder = tmp_path / "scenario"
    yield folder
    with contextlib.suppress(FileNotFoundError, ProcessLookupError, json.JSONDecodeError):
        os.kill(json.loads((folder / "emulator.json").read_text(encoding="utf-8"))["pid"], signal.SIGTERM)


@pytest.mark.timeout(600)
def test_scenario_passes(command, working_copy, scenario_folder, tmp_path):
    env = environment(
        ANSIBLE_COLLECTIONS_PATH=f"{working_copy.parents[2]}:{COLLECTIONS}",
        ANSIBLE_HOME=str(tmp_path / "ansible"),
        MOLECULE_EPHEMERAL_DIRECTORY=str(scenario_folder),
        NO_COLOR="1",
    )
    output = command("molecule", "test", cwd=working_copy / "extensions", env=env)
    for action in ("idempotence", "side_effect", "verify"):
        assert f"{action}: Executed: Successful" in output
    assert not (scenario_folder / "emulator.json").exists()

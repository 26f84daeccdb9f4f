"""The examples for Terraform users, as they stand, with the provider that `make provider` installs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.emulator import Emulator

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("example", "paid"), [("terraform", 1), ("fine_tuning", 2)])
def test_an_example_is_applied_once_and_destroyed(
    shared_emulator: Emulator, tmp_path: Path, example: str, paid: int
) -> None:
    clone = tmp_path / "clone"
    shutil.copytree(ROOT / "examples", clone / "examples")
    (clone / "modules_tf").symlink_to(ROOT / "modules_tf")
    install = [sys.executable, "-m", "fjcorp_openai.provider", "mirror", tmp_path / "provider"]
    source = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    line = subprocess.run(install, env=source, check=True, capture_output=True, text=True).stdout
    name, _separator, configuration = line.removeprefix("export ").strip().partition("=")
    env = {**os.environ, **shared_emulator.environment(), name: configuration, "CHECKPOINT_DISABLE": "1"}

    def terraform(*arguments: str) -> str:
        command = ["terraform", *arguments]
        done = subprocess.run(
            command, cwd=clone / "examples" / example, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    terraform("init", "-input=false", "-no-color")
    terraform("apply", "-auto-approve", "-input=false", "-no-color")
    assert json.loads(terraform("output", "-json"))["answer"]["value"]
    terraform("plan", "-detailed-exitcode", "-input=false", "-no-color")
    assert sum(each["paid"] for each in shared_emulator.calls()) == paid
    terraform("destroy", "-auto-approve", "-input=false", "-no-color")
    assert terraform("state", "list") == ""

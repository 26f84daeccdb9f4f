"""What the tests share that run foreign clients against the emulator."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator

HERE = Path(__file__).parent
NODE = HERE.parents[1] / ".cache" / "clients"


@pytest.fixture(scope="session")
def node_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the flows beside the packages that they import."""
    assert (NODE / "node_modules" / "openai").is_dir(), "run `make setup-test` first"
    folder = tmp_path_factory.mktemp("node")
    shutil.copy(HERE / "node" / "flows.mjs", folder)
    (folder / "node_modules").symlink_to(NODE / "node_modules")
    return folder


@pytest.fixture
def flow(shared_emulator: Emulator, node_folder: Path) -> Callable[[str], Any]:
    """Run a flow of the Node SDK and return what it saw."""

    def run(name: str) -> Any:
        done = subprocess.run(
            [str(NODE / "node_modules" / ".bin" / "node"), "flows.mjs", name],
            cwd=node_folder,
            env={"PATH": os.environ["PATH"], "TMPDIR": str(node_folder), **shared_emulator.environment()},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run

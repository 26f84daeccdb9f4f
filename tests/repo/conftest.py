"""What the tests about the repository share: a copy at a collection's path and a way to run commands."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from support.repository import COLLECTIONS, ROOT, copy_repository, environment


@pytest.fixture(scope="session")
def command() -> Callable[..., str]:
    """Run a command for its output; with an unwanted exit status (None: any is fine) the test fails."""

    def run(
        *words: str | Path, cwd: Path = ROOT, status: int | None = 0, env: dict[str, str] | None = None
    ) -> str:
        done = subprocess.run(
            [str(word) for word in words],
            cwd=cwd,
            env=environment() if env is None else env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert status in {None, done.returncode}, f"{words} gave {done.returncode}\n{done.stdout}"
        return done.stdout

    return run


@pytest.fixture(scope="session")
def working_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy at the path that Ansible's own tools ask for, with community.general beside it."""
    collections = tmp_path_factory.mktemp("copy") / "ansible_collections"
    copy = copy_repository(collections / "fjcorp" / "openai")
    (collections / "community").symlink_to(COLLECTIONS / "ansible_collections" / "community")
    return copy

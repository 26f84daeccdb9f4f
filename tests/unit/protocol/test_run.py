"""A run that holds the lock on its file goes on; whatever else is there, it has ended."""

from __future__ import annotations

import fcntl
import logging
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fjcorp_openai.provider.protocol import Provider, run
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.service import Service

if TYPE_CHECKING:
    from pathlib import Path

HOLDER = "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, 2); print(flush=True); input()"


@pytest.fixture(autouse=True)
def _at_each_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LOOK_SECONDS", 0.0)


def test_it_ends_with_the_process_that_holds_the_file(tmp_path: Path) -> None:
    path = tmp_path / "run"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        found = run.Run({run.VARIABLE: str(path)})
        service = Service(Provider("quiet"), logging.getLogger(), found)
        service.begin()
        assert not service.stopping.is_set()
        holder.kill()
        holder.wait()
        assert found.has_ended()
    with pytest.raises(ProviderError, match="The run was stopped"):
        service.begin()
    assert service.stopping.is_set()
    # Whoever takes it now is another one.
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert found.has_ended()


def test_a_run_whose_folder_is_gone_has_ended(tmp_path: Path) -> None:
    assert run.Run({run.VARIABLE: str(tmp_path / "removed" / "run")}).has_ended()


@pytest.mark.parametrize("environ", [{}, {run.VARIABLE: ""}])
def test_without_a_run_nothing_ends(environ: dict[str, str]) -> None:
    assert not run.Run(environ).has_ended()


def test_a_file_that_cannot_be_asked_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_unused: object) -> int:
        raise PermissionError(13, "not allowed")

    monkeypatch.setattr(os, "open", refuse)
    assert not run.Run({run.VARIABLE: str(tmp_path / "run")}).has_ended()


def test_it_is_looked_up_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LOOK_SECONDS", 3600.0)
    path = tmp_path / "run"
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        found = run.Run({run.VARIABLE: str(path)})
        assert not found.has_ended()
    assert not found.has_ended()

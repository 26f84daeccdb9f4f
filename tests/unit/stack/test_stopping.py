"""A run that is stopped removes its keys, and lets the signal go on to the programs it started."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from plugins.plugin_utils.stack import working_directory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@pytest.fixture
def passed_on() -> Iterator[list[int]]:
    """What the handlers of Ansible's worker were called with."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    seen: list[int] = []
    for number in SIGNALS:
        signal.signal(number, lambda number, _frame: seen.append(number))
    yield seen
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("first", SIGNALS)
@pytest.mark.parametrize("second", SIGNALS)
def test_a_second_signal_does_not_overtake_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passed_on: list[int], first: int, second: int
) -> None:
    folder = working_directory.WorkingDirectory(tmp_path / "state", "default", "core_ai")
    remove = folder._run.remove

    def interrupted() -> None:
        os.kill(os.getpid(), second)
        remove()

    monkeypatch.setattr(folder._run, "remove", interrupted)
    with folder.use(tmp_path / "modules", 5):
        run = folder._run.path
        assert run.is_dir()
        os.kill(os.getpid(), first)
        assert not run.exists()
        assert passed_on == [first]

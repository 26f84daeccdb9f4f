"""Fixtures of the tests that drive the provider in this process; a file may have others of the same name."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fjcorp_openai.api.pacing import WINDOW_VARIABLE
from support.pictures import opaque_png
from support.tuning import Tuning
from support.wire import InProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.emulator import Emulator

# The plugins' helpers are imported as `plugins.plugin_utils`, without Ansible's loader.
ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))


@pytest.fixture
def shared_emulator(local_emulator: Emulator) -> Emulator:
    """The worker's emulator in this process."""
    return local_emulator


@pytest.fixture
def legacy_emulator(local_legacy_emulator: Emulator) -> Emulator:
    """The same, which also serves assistants, threads and runs."""
    return local_legacy_emulator


@pytest.fixture(autouse=True)
def _limits_refill_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the client waits after a 429 that says no time is measured in windows of the API's limits."""
    monkeypatch.setenv(WINDOW_VARIABLE, "0.2")


@pytest.fixture(autouse=True)
def _disks_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What survives the loss of power is seen by no test; `tests/unit/test_durable.py` proves the order."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


@pytest.fixture
def start(shared_emulator: Emulator) -> Iterator[Callable[[], InProcess]]:
    """Start runs of the provider; what they wait for is over at once."""
    runs: list[InProcess] = []

    def begin() -> InProcess:
        runs.append(InProcess(shared_emulator.environment(), None, shared_emulator.clock.advance))
        return runs[-1]

    yield begin
    for each in runs:
        each.close()


@pytest.fixture
def paid(shared_emulator: Emulator) -> Callable[[], int]:
    """Count the calls of POST /responses that reached the API."""
    return lambda: len(shared_emulator.calls("createResponse"))


@pytest.fixture
def run(shared_emulator: Emulator) -> Iterator[InProcess]:
    """One run of the provider."""
    with closing(InProcess(shared_emulator.environment())) as started:
        yield started


@pytest.fixture
def asked(shared_emulator: Emulator) -> Callable[[], list[str]]:
    """Return the paid operations that were called."""
    return lambda: [call["operation"] for call in shared_emulator.calls() if call["paid"]]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture of 64x48 pixels without an alpha channel."""
    path = tmp_path / "bicycle.png"
    path.write_bytes(opaque_png(64, 48))
    return path


@pytest.fixture
def tuning(shared_emulator: Emulator, tmp_path: Path) -> Tuning:
    """A fine-tuning job over examples that are uploaded already."""
    made = Tuning(shared_emulator, tmp_path)
    shared_emulator.clear_calls()
    return made

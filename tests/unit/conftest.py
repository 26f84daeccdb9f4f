"""Fixtures of the unit tests: an emulator is in this process; a file that needs a socket says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture
def shared_emulator(local_emulator: Emulator) -> Emulator:
    """The worker's emulator in this process."""
    return local_emulator


@pytest.fixture
def legacy_emulator(local_legacy_emulator: Emulator) -> Emulator:
    """The same, which also serves assistants, threads and runs."""
    return local_legacy_emulator

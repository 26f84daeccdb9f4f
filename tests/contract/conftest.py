"""Fixtures of the tests that drive the provider in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.wire import InProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.emulator import Emulator


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

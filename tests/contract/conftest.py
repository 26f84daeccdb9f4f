"""What contract tests of paid calls begin with; a file may have another `run` of its own."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from support.pictures import opaque_png
from support.wire import InProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.emulator import Emulator


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

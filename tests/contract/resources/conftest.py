"""Fixtures of the tests that give commands of Terraform to a provider in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.stack import InProcessStack as Stack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from support.emulator import Emulator


@pytest.fixture
def stack(tmp_path: Path, shared_emulator: Emulator) -> Callable[..., Stack]:
    """Make working folders with a body of configuration each."""
    made: list[Stack] = []

    def make(body: str = "", *, env: Mapping[str, str] | None = None) -> Stack:
        folder = tmp_path / f"stack{len(made)}"
        # As `init` leaves it: the provider keeps there which key it put where.
        (folder / ".terraform").mkdir(parents=True)
        made.append(Stack(folder, shared_emulator, dict(env or {})))
        made[-1].configure(body)
        return made[-1]

    return make

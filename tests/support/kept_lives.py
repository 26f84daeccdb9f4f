"""Lives that begin where another of the same resource once stood: what led there is done once on a worker."""

from __future__ import annotations

import copy
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from campaign.subject import CREATE, UPDATE

from fjcorp_openai.emulator.state.snapshots import Snapshot
from support.leaks import leaks
from support.life import Life

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from campaign.subject import Subject

    from support.in_process import LocalEmulator

_MOST = 4
"""How many are kept: tests of one resource follow each other."""
_KEPT_SWITCHES = {"/transitions"}
"""What a subject may switch before its life: it is part of the state."""


@dataclass
class Kept:
    """A life as it once was: what it knew, what the emulator held, and its files."""

    life: Life
    snapshot: Snapshot
    switched: set[str]
    folder: Path


class KeptLives:
    """Makes lives, all in the same folder, one at a time.

    Args:
        emulator: The worker's emulator.
        folder: A folder of its own.
    """

    def __init__(self, emulator: LocalEmulator, folder: Path) -> None:
        self._emulator = emulator
        self._kept: dict[tuple[str, ...], Kept] = {}
        self._copies = folder / "kept"
        self._number = 0
        self.folder = folder / "life"

    def after(self, subject: Subject, *operations: str) -> Life:
        """Return a life in which some operations have been carried out, each in a run of its own.

        Args:
            subject: The resource.
            *operations: Create, and possibly update.
        """
        key = (subject.title, *operations)
        if key in self._kept:
            return self._again(self._kept[key])
        if operations:
            life = self.after(subject, *operations[:-1])
            life.apply({CREATE: subject.first, UPDATE: subject.second}[operations[-1]])
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir()
            self._emulator.reset()
            life = Life(subject, self._emulator, self.folder)
        if self._emulator.served.timers.mode == "immediate":
            self._emulator.settle()
        self._keep(key, life)
        return life

    def _keep(self, key: tuple[str, ...], life: Life) -> None:
        while len(self._kept) >= _MOST:
            self._forget(self._kept.pop(next(iter(self._kept))))
        switched = set(self._emulator._switched)
        assert switched <= _KEPT_SWITCHES, "it would not be switched again"
        self._number += 1
        copied = self._copies / str(self._number)
        shutil.copytree(self.folder, copied)
        self._kept[key] = Kept(_copy(life), Snapshot(self._emulator.served), switched, copied)

    def _again(self, kept: Kept) -> Life:
        shutil.rmtree(self.folder)
        shutil.copytree(kept.folder, self.folder)
        self._emulator.switch_back()
        self._emulator.served.forget()
        kept.snapshot.restore()
        self._emulator._switched |= kept.switched
        return _copy(kept.life)

    @staticmethod
    def _forget(kept: Kept) -> None:
        kept.snapshot.close()
        shutil.rmtree(kept.folder)

    def close(self) -> None:
        """Forget all."""
        for each in self._kept.values():
            self._forget(each)


def _copy(life: Life) -> Life:
    """Return a life that goes on by itself; nobody changes a state or a scene in place."""
    copied = copy.copy(life)
    copied.told = list(life.told)
    copied._others = dict(life._others)
    copied.scene = copy.copy(life.scene)
    return copied


@pytest.fixture(scope="session")
def _kept_lives(
    _local_emulator: LocalEmulator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KeptLives]:
    lives = KeptLives(_local_emulator, tmp_path_factory.mktemp("lives"))
    yield lives
    lives.close()


@pytest.fixture
def lives(_local_emulator: LocalEmulator, _kept_lives: KeptLives) -> Iterator[KeptLives]:
    """Lives at the worker's emulator in this process; no key stands in what they leave."""
    yield _kept_lives
    found = leaks(_kept_lives.folder)
    assert not found, f"keys stand in files that others may read, or in a state: {found}"

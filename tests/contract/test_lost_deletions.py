"""A deletion whose answer was lost is made good by the next run, however young the object: every kind."""

from __future__ import annotations

import shutil
import time
from contextlib import closing
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from support.every_resource import OBJECTS, STAYS, office
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.emulator import Emulator

pytestmark = pytest.mark.slow
NOT_DELETED = {"openai_chat_completion", "openai_fine_tuning_job"}
"""What is only forgotten: its result was paid for. `test_lives.py` deletes a tuned model."""
ONCE = {"OPENAI_MAX_RETRIES": "0"}
HELD_SECONDS = 1.0


class Life:
    """One object of a kind; each thing that is done to it is done in a run of its own, with one journal."""

    def __init__(self, name: str, emulator: Emulator, folder: Path) -> None:
        self.name = name
        self.emulator = emulator
        self.journal = folder / "journal"
        self.place = office(emulator, folder)
        made = self.run(lambda run: run.apply(name, OBJECTS[name](self.place)))
        assert made is not None
        self.saved: Saved = made

    def run(self, action: Callable[[InProcess], Saved | None], **settings: str) -> Saved | None:
        with closing(InProcess({**self.emulator.environment(), **settings}, self.journal)) as run:
            return action(run)

    def delete(self, *, refreshed: bool, **settings: str) -> None:
        """Delete the object, as `terraform destroy` does, or `terraform destroy -refresh=false`."""

        def action(run: InProcess) -> Saved | None:
            if refreshed:
                found = run.read(self.name, self.saved)
                if found is None:
                    return None
                self.saved = found
            return run.apply(self.name, None, self.saved)

        assert self.run(action, **settings) is None

    def is_there(self) -> bool:
        return self.run(lambda run: run.read(self.name, self.saved)) is not None


def drop(life: Life, deletion: str, *, refreshed: bool) -> None:
    life.emulator.fault(deletion, drop="after")
    with pytest.raises(RefusedError):
        life.delete(refreshed=refreshed, **ONCE)


def time_out(life: Life, deletion: str, *, refreshed: bool) -> None:
    life.emulator.fault(deletion, hold=HELD_SECONDS)
    with pytest.raises(RefusedError):
        life.delete(refreshed=refreshed, OPENAI_TIMEOUT=str(HELD_SECONDS / 2), **ONCE)


def kill(life: Life, deletion: str, *, refreshed: bool) -> None:
    """Leave the journal as it is while the API's answer is on the way."""
    before = life.emulator.dump()
    life.emulator.fault(deletion, hold=HELD_SECONDS)
    killed = Thread(target=life.delete, kwargs={"refreshed": refreshed, **ONCE})
    killed.start()
    # Of what is deleted in several calls, the others come before.
    while not (seen(life.emulator) and life.emulator.dump() != before) and killed.is_alive():
        time.sleep(0.02)
    assert seen(life.emulator)
    left = life.journal.with_name("left")
    if life.journal.exists():
        shutil.copytree(life.journal, left)
    # What is held up goes on without the fault.
    life.emulator.clear_faults()
    killed.join()
    life.journal = left


def seen(emulator: Emulator) -> int:
    """Return how many calls the fault has met."""
    return int(emulator.control("GET", "/faults")["data"][0]["seen"])


def repeat(life: Life, deletion: str, *, refreshed: bool) -> None:
    """Lose the answer, and ask again within the same run."""
    life.emulator.fault(deletion, drop="after")
    life.delete(refreshed=refreshed)


def write_of(life: Life) -> str:
    """Delete the object of a life and return the API's operation that did it."""
    life.emulator.clear_calls()
    life.delete(refreshed=False)
    return [call["operation"] for call in life.emulator.calls() if call["method"] != "GET"][-1]


@pytest.mark.parametrize("lose", [drop, time_out, kill, repeat])
@pytest.mark.parametrize("name", [name for name in OBJECTS if name not in NOT_DELETED])
def test_the_next_run_makes_good(
    shared_emulator: Emulator, tmp_path: Path, name: str, lose: Callable[..., None]
) -> None:
    deletion = write_of(Life(name, shared_emulator, tmp_path))
    for refreshed in (True, False):
        shared_emulator.reset()
        folder = tmp_path / f"refreshed-{refreshed}"
        folder.mkdir()
        life = Life(name, shared_emulator, folder)
        lose(life, deletion, refreshed=refreshed)
        if lose is not kill:
            assert seen(shared_emulator)
            shared_emulator.clear_faults()
        life.delete(refreshed=True)
        assert life.is_there() is (name in STAYS)

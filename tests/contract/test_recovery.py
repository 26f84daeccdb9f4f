"""After a lost answer the next run takes up what is ours, and leaves alone what a colleague made."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from support.every_resource import OBJECTS, Office, office
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

CREATES = {
    "openai_project": ("create-project", "project"),
    "openai_service_account": ("create-project-service-account", "service_account"),
    "openai_admin_api_key": ("admin-api-keys-create", "admin_api_key"),
    "openai_service_account_api_key": ("CreateanAPIkeyforaserviceaccount", "project_api_key"),
}
"""Kinds whose names need not be unique, and of which the audit log names the maker."""


def config(name: str, place: Office, who: str) -> dict[str, Any]:
    made = OBJECTS[name](place)
    return {**made, "secret_sink": {"file": str(place.folder / who)}} if "secret_sink" in made else made


def ids(emulator: Emulator, table: str) -> set[str]:
    """Return the ids of what is there and has not ended."""
    now = emulator.clock.now()
    return {
        row["id"]
        for row in emulator.dump().get(table, [])
        if row.get("expires_at") is None or row["expires_at"] > now + 5
    }


def apply(
    emulator: Emulator,
    environment: dict[str, str],
    journal: Path,
    name: str,
    wanted: dict[str, Any],
    *,
    stopped: bool = False,
) -> Saved:
    """Create an object in a run of its own; one that is stopped does not look for what it may have made."""
    with closing(InProcess(environment, journal, emulator.clock.advance)) as run:
        if stopped:
            run.api.stopping.set()
        saved = run.apply(name, wanted)
    assert saved is not None
    return saved


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("name", CREATES)
def test_a_colleague_s_object_stays_the_colleague_s(
    shared_emulator: Emulator, tmp_path: Path, name: str, when: str
) -> None:
    operation, table = CREATES[name]
    place = office(shared_emulator, tmp_path)
    ours = shared_emulator.environment()
    key = shared_emulator.call("POST", "/organization/admin_api_keys", admin=True, json={"name": "colleague"})
    theirs = {**ours, "OPENAI_ADMIN_KEY": key.json()["value"]}
    there = ids(shared_emulator, table)
    shared_emulator.fault(operation, times=0, drop=when)
    with pytest.raises(RefusedError):
        apply(shared_emulator, ours, tmp_path / "ours", name, config(name, place, "a"), stopped=True)
    shared_emulator.clear_faults()
    lost = ids(shared_emulator, table) - there
    assert len(lost) == (when == "after")
    beside = apply(shared_emulator, theirs, tmp_path / "theirs", name, config(name, place, "b"))
    colleague = ids(shared_emulator, table) - there - lost
    made = apply(shared_emulator, ours, tmp_path / "ours", name, config(name, place, "c"))
    own = made.state["id"].rpartition("/")[2]
    assert made.state["id"] != beside.state["id"]
    assert ids(shared_emulator, table) - there == colleague | {own}
    if lost and "secret_sink" not in made.state:
        assert lost == {own}

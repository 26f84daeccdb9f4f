"""Vector stores that a paid call searches: one that the project lacks is refused before that."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from support.runs import NAME, Desk
from support.wire import UNKNOWN, InProcess, RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

RESPONSE = "openai_model_response"


@pytest.fixture
def elsewhere(shared_emulator: Emulator) -> str:
    """Return the id of a store of another project."""
    shared_emulator.seed({"projects": [{"name": "Other"}]})
    (project,) = (each["id"] for each in shared_emulator.dump()["project"] if each["name"] == "Other")
    key = shared_emulator.create_project_key(project)["value"]
    made = shared_emulator.call("POST", "/vector_stores", json={"name": "Theirs"}, key=key)
    store: str = made.json()["id"]
    assert shared_emulator.call("GET", f"/vector_stores/{store}").status_code == 404
    return store


def config(kind: str, desk: Desk, *stores: Any) -> dict[str, Any]:
    search = {"tools": [{"file_search": {"vector_store_ids": list(stores)}}]}
    return desk.config(**search) if kind == NAME else {"model": "gpt-5.6-luna", "input": "Hi", **search}


@pytest.mark.parametrize("kind", [RESPONSE, NAME])
def test_a_store_of_another_project_is_refused_and_ones_own_asked_for_once(
    shared_emulator: Emulator, tmp_path: Path, elsewhere: str, kind: str
) -> None:
    desk = Desk(shared_emulator)
    own = shared_emulator.call("POST", "/vector_stores", json={"name": "Ours"}).json()["id"]
    shared_emulator.clear_calls()
    with closing(InProcess(shared_emulator.environment(), tmp_path / "other")) as run:
        for store in (elsewhere, "vs_absent"):
            with pytest.raises(RefusedError, match=f"There is no vector store {store} for this key") as told:
                run.plan(kind, config(kind, desk, own, store))
            assert "It is gone, or one of another project: name a store of the key's project" in str(
                told.value
            )
        # What a run has seen is not asked for again, and what is made with it is not known yet.
        run.plan(kind, config(kind, desk, own, UNKNOWN))
        asked = [call["path"].rpartition("/")[2] for call in shared_emulator.calls("getVectorStore")]
        assert asked == [own, elsewhere, "vs_absent"]
        shared_emulator.fault("getVectorStore", status=403, times=1)
        run.plan(kind, config(kind, desk, "vs_hidden"))
    assert [each for each in run.warnings if each.startswith("The vector store vs_hidden was not checked")]
    assert not [call for call in shared_emulator.calls() if call["paid"]]

"""`openai_vector_store` in process: what its files cost in calls, and what becomes of them in the end."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from campaign.faults import FAULTS

from fjcorp_openai.provider.resources.vector_store import membership
from support.manuals import BRAKES
from support.wire import RefusedError, Saved

if TYPE_CHECKING:
    from support.manuals import Manuals

NAME = "openai_vector_store"
KILLED = next(each for each in FAULTS if each.name == "kill provider")


@pytest.mark.slow
def test_a_folder_of_1000_files_costs_what_changed(manuals: Manuals) -> None:
    for number in range(997):
        manuals.write(f"{number % 10}/{number}.md", f"Part {number} of the catalog.")
    config = manuals.config()
    assert manuals.applied(config) == {
        "createVectorStore": 1, "createFile": 1000, "createVectorStoreFileBatch": 1,
    }  # fmt: skip
    assert {each["status"] for each in manuals.files.values()} == {"completed"}
    assert manuals.applied(config) == {}
    assert len(manuals.emulator.calls()) <= 12

    for number in range(3):
        manuals.write(f"{number}/{number}.md", f"Part {number} is not sold any more.")
    manuals.write("new.md", "A new part.")
    (manuals.folder / "belt.md").unlink()
    (manuals.folder / "returns.md").unlink()
    assert manuals.applied(config) == {
        "createFile": 4, "createVectorStoreFileBatch": 1, "deleteVectorStoreFile": 5, "deleteFile": 5,
    }  # fmt: skip
    assert len(manuals.files) == 999
    assert manuals.remote("file") == manuals.remote("vector_store_file") == manuals.ids()
    assert manuals.applied(config) == {}


def test_attributes_and_places_change_without_an_upload(manuals: Manuals) -> None:
    manuals.apply(manuals.config({"attributes_from": ["path", "name", "extension", "git_blob"]}))
    told = json.loads(manuals.files["brakes.md"]["attributes"])
    blob = "f0dcb49ae3cf3b1ee80a3d1c21ff5e4c8b9a6a51"
    assert {**told, "git_blob": blob} == {
        "path": "brakes.md", "name": "brakes.md", "extension": "md", "git_blob": blob,
    }  # fmt: skip
    config = manuals.config({"attributes": json.dumps({"year": 2026, "public": True, "share": 0.5})})
    assert manuals.applied(config) == {"updateVectorStoreFileAttributes": 3}
    assert manuals.is_settled(config)
    before = manuals.files["brakes.md"]
    manuals.write("service/brakes.md", (manuals.folder / "brakes.md").read_text())
    (manuals.folder / "brakes.md").unlink()
    assert manuals.applied(config) == {}
    assert manuals.files["service/brakes.md"]["file_id"] == before["file_id"]
    (manuals.folder / "service/brakes.md").rename(manuals.folder / "service/stop.md")
    assert manuals.applied(config) == {
        "createFile": 1, "createVectorStoreFileBatch": 1, "deleteVectorStoreFile": 1, "deleteFile": 1,
    }  # fmt: skip
    assert manuals.is_settled(config)
    path = f"/vector_stores/{manuals.state['id']}/files/{manuals.files['belt.md']['file_id']}"
    manuals.emulator.call("POST", path, json={"attributes": {}})
    assert manuals.applied(config) == {"updateVectorStoreFileAttributes": 1}


def test_the_former_text_answers_until_the_new_one_does(manuals: Manuals) -> None:
    config = manuals.config(timeouts={"create": "1s", "update": "1s"})
    manuals.apply(config)
    former = manuals.files["brakes.md"]["file_id"]
    manuals.emulator.transitions("manual")
    manuals.write("brakes.md", "Bleed the brakes with fresh mineral oil.")
    warned = manuals.warned(config)
    assert "1 files of the vector store" in warned
    assert '"brakes.md"' in warned
    fresh = manuals.files["brakes.md"]
    assert (fresh["status"], fresh["replaces"]) == ("in_progress", {former: True})
    assert manuals.answer("brakes oil") == BRAKES
    assert not manuals.is_settled(config)
    manuals.emulator.advance()
    assert manuals.applied(config) == {"deleteVectorStoreFile": 1, "deleteFile": 1}
    assert manuals.files["brakes.md"]["file_id"] == fresh["file_id"]
    assert manuals.answer("brakes oil") == "Bleed the brakes with fresh mineral oil."
    assert manuals.remote("file") == manuals.ids()
    assert manuals.is_settled(config)


@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize(
    "operation", ["createFile", "createVectorStoreFileBatch", "deleteVectorStoreFile", "deleteFile"]
)
def test_a_killed_run_is_taken_up(manuals: Manuals, operation: str, nth: int) -> None:
    """Also where the folder changes again before the next run."""
    config = manuals.config()
    manuals.apply(config)
    assert manuals.is_settled(config)
    manuals.write("brakes.md", "Bleed the brakes twice.")
    manuals.write("belt.md", "Wash the belt twice.")
    manuals.write("new.md", "A third text.")
    (manuals.folder / "returns.md").unlink()
    nth = 1 if operation == "createVectorStoreFileBatch" else nth
    assert manuals.strike(operation, replace(KILLED, rule={**KILLED.rule, "nth": nth}), config)
    manuals.write("belt.md", "Wash the belt three times.")
    (manuals.folder / "new.md").unlink()
    manuals.apply(config)
    assert manuals.is_settled(config)
    assert manuals.remote("file") == manuals.remote("vector_store_file") == manuals.ids()
    assert manuals.answer("belt wash") == "Wash the belt three times."


@pytest.mark.parametrize("operation", ["createVectorStore", "createFile", "createVectorStoreFileBatch"])
def test_a_killed_create_is_taken_up(manuals: Manuals, operation: str) -> None:
    config = manuals.config()
    assert manuals.strike(operation, KILLED, config)
    uploaded = len(manuals.remote("file"))
    assert manuals.applied(config)["createFile"] == 3 - uploaded
    assert manuals.is_settled(config)
    assert manuals.remote("file") == manuals.remote("vector_store_file") == manuals.ids()
    assert len(manuals.remote("vector_store")) == 1


def test_uploads_are_deleted_with_a_store_whose_run_was_killed(manuals: Manuals) -> None:
    manuals.apply(manuals.config())
    assert manuals.is_settled(manuals.config())
    manuals.write("brakes.md", "Bleed the brakes twice.")
    assert manuals.strike("createFile", KILLED, manuals.config())
    manuals.apply(None)
    assert manuals.remote("file") == set()


def test_a_file_that_cannot_be_indexed_holds_up_no_other(manuals: Manuals) -> None:
    manuals.write("parts.json", "{")
    config = manuals.config()
    warned = manuals.warned(config)
    failed = manuals.files["parts.json"]
    assert (failed["status"], manuals.state["failed"]) == ("failed", ["parts.json"])
    assert failed["last_error"].startswith("invalid_file: ")
    assert f'"parts.json" ({failed["file_id"]}) is not indexed: "invalid_file: ' in warned
    assert manuals.answer("brakes oil") == BRAKES
    with pytest.raises(RefusedError, match=r'"parts.json" \(file-\w+\) is not indexed'):
        manuals.apply(config)
    assert len(manuals.state["problems"]) == 1
    tolerant = {**config, "tolerate_failed": True}
    manuals.apply(tolerant)
    assert manuals.is_settled(tolerant)
    assert manuals.state["problems"] == []
    manuals.write("parts.json", '{"bolt": "M6"}')
    assert manuals.applied(config)["createFile"] == 1
    assert (manuals.state["failed"], len(manuals.remote("file"))) == ([], 4)

    # One that was indexed goes on answering when its next edition cannot be.
    manuals.write("parts.json", "[")
    with pytest.raises(RefusedError, match="invalid_file"):
        manuals.apply(config)
    assert manuals.answer("bolt") == "bolt: M6"
    manuals.write("parts.json", '{"bolt": "M8"}')
    manuals.apply(config)
    assert manuals.answer("bolt") == "bolt: M8"
    assert manuals.remote("file") == manuals.ids()


@pytest.mark.parametrize(("errors", "ends"), [(1, "completed"), (2, "completed"), (9, "failed")])
def test_the_server_s_own_faults_are_tried_again(manuals: Manuals, errors: int, ends: str) -> None:
    (manuals.folder / "belt.md").unlink()
    (manuals.folder / "returns.md").unlink()
    manuals.emulator.seed({"vector_store_server_errors": errors})
    assert manuals.applied(manuals.config())["createVectorStoreFileBatch"] == min(errors, 2) + 1
    assert manuals.files["brakes.md"]["status"] == ends
    manuals.emulator.seed({"vector_store_server_errors": 0})
    manuals.apply(manuals.config())
    assert manuals.files["brakes.md"]["status"] == "completed"


def test_a_file_that_is_stuck_is_put_in_again_after_an_hour(manuals: Manuals) -> None:
    config = manuals.config(timeouts={"create": "10s", "update": "10s"})
    manuals.emulator.fault("createVectorStoreFileBatch", stuck="*")
    assert "are not indexed yet" in manuals.warned(config)
    assert "are not indexed yet" in manuals.warned(config)
    assert len(manuals.remote("file")) == 3
    manuals.emulator.clock.advance(3600)
    assert manuals.applied(config) == {"createVectorStoreFileBatch": 1, "deleteVectorStoreFile": 3}
    assert {each["status"] for each in manuals.files.values()} == {"completed"}
    assert manuals.is_settled(config)


def test_an_expired_store_is_made_anew_with_the_uploaded_files(manuals: Manuals) -> None:
    config = manuals.config(expires_after={"days": 7})
    manuals.apply(config)
    before = manuals.state
    manuals.emulator.clock.advance(8 * 86_400)
    assert manuals.applied(config) == {
        "createVectorStore": 1, "deleteVectorStore": 1, "createVectorStoreFileBatch": 1,
    }  # fmt: skip
    assert manuals.state["id"] != before["id"]
    assert {each["file_id"] for each in before["store_files"].values()} == manuals.ids()
    assert manuals.remote("vector_store") == {manuals.state["id"]}
    assert manuals.answer("brakes oil") == BRAKES
    assert manuals.is_settled(config)


def test_what_somebody_took_out_comes_back(manuals: Manuals) -> None:
    manuals.apply(manuals.config())
    brakes, belt = (manuals.files[name]["file_id"] for name in ("brakes.md", "belt.md"))
    manuals.emulator.call("DELETE", f"/files/{brakes}")
    manuals.emulator.call("DELETE", f"/vector_stores/{manuals.state['id']}/files/{belt}")
    manuals.emulator.clock.advance(600)
    written = manuals.applied(manuals.config())
    assert (written["createFile"], written["createVectorStoreFileBatch"]) == (1, 1)
    assert manuals.files["belt.md"]["file_id"] == belt
    assert manuals.remote("file") == manuals.remote("vector_store_file") == manuals.ids()
    assert manuals.is_settled(manuals.config())


def test_a_file_that_is_not_shown_at_once_is_waited_for(manuals: Manuals) -> None:
    manuals.emulator.seed({"vector_store_attach_delay": 30})
    config = manuals.config()
    manuals.apply(config)
    assert manuals.is_settled(config)
    assert manuals.applied(config) == {}


def test_only_what_is_ours_is_deleted(manuals: Manuals) -> None:
    form = {"files": {"file": ("glossary.md", b"A derailleur moves the chain.")}}
    made = [
        manuals.emulator.call("POST", "/files", **form, data={"purpose": "assistants"}).json()["id"]
        for _unused in range(2)
    ]
    config = manuals.config(files={"glossary": {"file_id": made[0]}})
    manuals.apply(config)
    manuals.emulator.call("POST", f"/vector_stores/{manuals.state['id']}/files", json={"file_id": made[1]})
    with manuals.run() as run:
        manuals.refresh(run)
    assert manuals.state["other_file_ids"] == [made[1]]
    assert manuals.applied(config) == {}
    assert manuals.applied({**config, "exclusive": True}) == {"deleteVectorStoreFile": 1}
    assert manuals.applied(manuals.config()) == {"deleteVectorStoreFile": 1}
    assert set(made) < manuals.remote("file")

    (manuals.folder / "belt.md").unlink()
    kept = manuals.config(prune=False)
    assert manuals.applied(kept) == {}
    assert "belt.md" in manuals.files
    assert manuals.is_settled(kept)
    assert manuals.applied(manuals.config()) == {"deleteVectorStoreFile": 1, "deleteFile": 1}
    manuals.apply(None)
    assert manuals.remote("file") == set(made)


def test_search_checks_are_an_acceptance_test(manuals: Manuals) -> None:
    right = {"query": "Which oil for the brakes?", "expect_file": "brakes.md", "min_score": 0.1}
    wrong = {"query": "Which oil for the brakes?", "expect_file": "belt.md", "min_score": 0.99}
    bad = manuals.config(search_checks=[right, wrong])
    assert 'search_checks[1]: "Which oil for the brakes?" has to find "belt.md"' in manuals.warned(bad)
    with pytest.raises(RefusedError, match=r"with a score of 0.99; (its best score is|it is not among)"):
        manuals.apply(bad)
    assert "search_checks[0]" not in manuals.state["problems"][0]
    good = manuals.config(search_checks=[right])
    assert manuals.applied(good) == {"searchVectorStore": 1}
    assert manuals.is_settled(good)
    assert manuals.applied(good) == {}


def test_without_a_wait_the_next_apply_takes_out_what_was_replaced(manuals: Manuals) -> None:
    config = manuals.config(wait=False)
    manuals.emulator.transitions("manual")
    manuals.apply(config)
    assert {each["status"] for each in manuals.files.values()} == {"in_progress"}
    assert manuals.is_settled(config)
    manuals.emulator.advance()
    manuals.write("brakes.md", "Bleed the brakes twice.")
    assert manuals.applied(config) == {"createFile": 1, "createVectorStoreFileBatch": 1}
    assert manuals.is_settled(config)
    manuals.emulator.advance()
    assert manuals.applied(config) == {"deleteVectorStoreFile": 1, "deleteFile": 1}


def test_batches_keep_to_the_limits(manuals: Manuals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(membership, "LARGEST_BATCH", 2)
    manuals.emulator.fault("createVectorStoreFileBatch", nth=2, status=429, retry_after=1)
    manuals.apply(manuals.config())
    batches = [
        call["status"]
        for call in manuals.emulator.calls()
        if call["operation"] == "createVectorStoreFileBatch"
    ]
    assert batches == [200, 429, 200]
    assert {each["status"] for each in manuals.files.values()} == {"completed"}


def test_other_chunks_are_other_contents(manuals: Manuals) -> None:
    manuals.apply(manuals.config())
    chunks = {"max_chunk_size_tokens": 200, "chunk_overlap_tokens": 50}
    config = manuals.config({"chunking_strategy": chunks})
    assert manuals.applied(config)["createVectorStoreFileBatch"] == 1
    rows = manuals.emulator.dump()["vector_store_file"]
    assert [row["chunking_strategy"]["static"] for row in rows] == [chunks] * 3
    assert manuals.is_settled(config)


def test_a_file_that_changes_after_the_plan_is_not_uploaded(manuals: Manuals) -> None:
    """Only what was planned is done."""
    with manuals.run() as run:
        plan = run.plan

        def then_changed(*arguments: Any) -> Any:
            planned = plan(*arguments)
            manuals.write("brakes.md", "Another text.")
            return planned

        run.plan = then_changed  # type: ignore[method-assign]
        manuals.emulator.clear_calls()
        with pytest.raises(RefusedError, match=r"changed after the plan was made\n.*brakes\.md"):
            run.apply(NAME, manuals.config())
    assert manuals.written() == {}


def test_an_imported_store_takes_over_the_files_that_fit(manuals: Manuals) -> None:
    manuals.apply(manuals.config())
    before = manuals.state
    with manuals.run() as run:
        manuals.saved = run.import_(NAME, before["id"])
    manuals.write("brakes.md", f"{BRAKES} Twice.")
    written = manuals.applied(manuals.config())
    assert (written["createFile"], written["createVectorStoreFileBatch"]) == (1, 1)
    assert manuals.files["belt.md"]["file_id"] == before["store_files"]["belt.md"]["file_id"]
    assert isinstance(manuals.saved, Saved)

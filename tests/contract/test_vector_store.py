"""`openai_vector_store` in process: what its files cost in calls, and what becomes of them in the end."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from campaign.faults import FAULTS
from campaign.subject import Subject

from fjcorp_openai.provider.resources.vector_store import membership
from support.life import Life
from support.wire import RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.emulator import Emulator

Values = dict[str, Any]
NAME = "openai_vector_store"
KILLED = next(each for each in FAULTS if each.name == "kill provider")
BRAKES, BELT, RETURNS = (
    "Bleed the brakes with mineral oil.",
    "Wash the belt with water.",
    "Unused goods come back within 60 days.",
)


class Manuals(Life):
    """A store with a folder of documents."""

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        super().__init__(Subject("vector_store", {}, None, {}, "vector_store"), emulator, folder)
        self.folder = folder / "manuals"
        self.folder.mkdir()
        for name, text in (("brakes.md", BRAKES), ("belt.md", BELT), ("returns.md", RETURNS)):
            self.write(name, text)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def config(self, folder: Values | None = None, **more: Any) -> Values:
        return {"name": "Manuals", "folder": {"path": str(self.folder), **(folder or {})}, **more}

    def applied(self, config: Values | None) -> Counter[str]:
        """Refresh, plan and apply; return the operations that wrote, with how often each did."""
        self.emulator.clear_calls()
        self.apply(config)
        return self.written()

    def written(self) -> Counter[str]:
        return Counter(each["operation"] for each in self.emulator.calls() if each["method"] != "GET")

    def warned(self, config: Values) -> str:
        """Apply, and return the warnings."""
        with self.run() as run:
            self.apply_in(run, config)
            return "\n".join(run.warnings)

    @property
    def state(self) -> Values:
        assert self.saved is not None
        return self.saved.state

    @property
    def files(self) -> dict[str, Values]:
        return self.state["store_files"]

    def ids(self) -> set[str]:
        """Return the ids of all files that the state knows."""
        return {id_ for each in self.files.values() for id_ in (each["file_id"], *each["replaces"])}

    def remote(self, table: str) -> set[str]:
        return {row["id"] for row in self.emulator.dump().get(table, [])}

    def answer(self, query: str) -> str:
        body = {"query": query}
        path = f"/vector_stores/{self.state['id']}/search"
        found = self.emulator.call("POST", path, json=body).json()["data"]
        return found[0]["content"][0]["text"] if found else ""


@pytest.fixture
def manuals(shared_emulator: Emulator, tmp_path: Path) -> Manuals:
    return Manuals(shared_emulator, tmp_path)


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
    manuals.emulator.fault("createVectorStoreFileBatch", nth=2, status=429, code="rate_limit_exceeded")
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


def test_names_are_data(manuals: Manuals) -> None:
    names = ["{{ lookup('env', 'HOME') }}.md", "${path.module}.md", "a..b.md", "ä ö.md", "%{ if }.md"]
    for name in names:
        manuals.write(name, f"Text of {len(name)}.")
    manuals.write(".hidden.md", "Not this one.")
    manuals.write(".git/config.md", "Nor this one.")
    (manuals.folder / "linked.md").symlink_to("brakes.md")
    config = manuals.config({"attributes_from": ["path"]})
    manuals.apply(config)
    assert manuals.files.keys() == {*names, "brakes.md", "belt.md", "returns.md", "linked.md"}
    assert {row["filename"] for row in manuals.emulator.dump()["file"]} == manuals.files.keys()
    assert manuals.is_settled(config)


def _linked_out(folder: Path) -> None:
    (folder.parent / "outside.md").write_text("secret")
    (folder / "bad.md").symlink_to("../outside.md")


def _linked_folder(folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "bad").symlink_to("inner")


def _unreadable(folder: Path) -> None:
    (folder / "bad.md").symlink_to("bad.md")


BAD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "line break": (
        lambda at: (at / "bad\n.md").write_text("x"),
        r'"bad\\n.md" has a name that the API cannot',
    ),
    "quote": (
        lambda at: (at / 'bad".md').write_text("x"),
        r'"bad\\".md" has a name that the API cannot keep',
    ),
    "no UTF-8": (
        lambda at: (at / os.fsdecode(b"bad\xff.md")).write_text("x"),
        r"has a name that is no UTF-8",
    ),
    "empty": (lambda at: (at / "bad.md").touch(), r'"bad.md" is empty'),
    "image": (lambda at: (at / "bad.PNG").write_text("x"), r'"bad.PNG" is of a type .* \(.png\)'),
    "no extension": (
        lambda at: (at / "bad").write_text("x"),
        r'"bad" is of a type .* \(without an extension\)',
    ),
    "pipe": (lambda at: os.mkfifo(at / "bad.md"), r'"bad.md" is no file'),
    "link out": (_linked_out, r'"bad.md" is a link that leads out of the folder'),
    "link to a folder": (_linked_folder, r'"bad" is a link to a folder'),
    "link in a circle": (_unreadable, r'"bad.md" cannot be read'),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_stops_the_plan_and_is_named(manuals: Manuals, kind: str) -> None:
    make, message = BAD_FILES[kind]
    make(manuals.folder)
    manuals.emulator.clear_calls()
    with pytest.raises(RefusedError, match=message) as refused:
        manuals.apply(manuals.config())
    assert "name them in exclude" in str(refused.value)
    assert manuals.written() == {}
    manuals.apply(manuals.config({"exclude": ["**/bad*"]}))
    assert len(manuals.files) == 3


def _many(count: int) -> str:
    return json.dumps({f"key{number}": number for number in range(count)})


BAD_INPUT: dict[str, tuple[Values, str]] = {
    "no folder": ({"folder": {"path": "/nowhere"}}, "/nowhere.* does not exist"),
    "file as folder": ({"folder": {"path": "<folder>/brakes.md"}}, "is no folder"),
    "nothing left": ({"folder": {"path": "<folder>", "include": ["*.pdf"]}}, "holds no file to upload"),
    "pattern out": ({"folder": {"path": "<folder>", "include": ["../*"]}}, "leads out of the folder"),
    "17 attributes": ({"folder": {"path": "<folder>", "attributes": _many(17)}}, "there are 17"),
    "16 and one more": (
        {"folder": {"path": "<folder>", "attributes": _many(16), "attributes_from": ["path"]}},
        "attributes of .*belt.md.*there are 17",
    ),
    "list as attribute": ({"folder": {"path": "<folder>", "attributes": '{"a": []}'}}, "must be a text"),
    "long text": (
        {"files": {"a": {"file_path": "<folder>/belt.md", "attributes": json.dumps({"a": "b" * 513})}}},
        "has 513 characters",
    ),
    "overlap": (
        {
            "folder": {
                "path": "<folder>",
                "chunking_strategy": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 51},
            }
        },
        "half of max_chunk_size_tokens, 50",
    ),
    "unknown file": ({"files": {"a": {"file_id": "file-absent1"}}}, "There is no file file-absent1"),
    "no local file": ({"files": {"a": {"file_path": "/nowhere.md"}}}, "Cannot read the file"),
    "both": ({"files": {"a": {"file_path": "/a.md", "file_id": "file-1"}}}, "exactly one of"),
    "same id": ({"files": {"a": {"file_id": "file-1"}, "b": {"file_id": "file-1"}}}, "Two files .* file-1"),
    "key and path": (
        {"folder": {"path": "<folder>"}, "files": {"belt.md": {"file_path": "<folder>/belt.md"}}},
        "is a path in the folder too",
    ),
    "unknown check": (
        {"folder": {"path": "<folder>"}, "search_checks": [{"query": "oil", "expect_file": "chain.md"}]},
        r"search_checks\[0\] expects a file",
    ),
}


@pytest.mark.parametrize("kind", BAD_INPUT)
def test_bad_input_stops_the_plan(manuals: Manuals, kind: str) -> None:
    config, message = BAD_INPUT[kind]
    filled = json.loads(json.dumps(config).replace("<folder>", str(manuals.folder)))
    manuals.emulator.clear_calls()
    with pytest.raises(RefusedError, match=rf"(?s){message}"):
        manuals.apply({"name": "Manuals", **filled})
    assert manuals.written() == {}


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

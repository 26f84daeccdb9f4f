"""Files that are uploaded in parts: interrupted anywhere, they become one file, and no part is sent twice."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.resources.file import File, local_bytes
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.emulator import Emulator

NAME = "openai_file"
BYTES = bytes(range(256)) * 9
SMALL = {"multipart_threshold": 256, "part_size": 256, "parallel": 1}
ONCE = {"OPENAI_MAX_RETRIES": "0"}


@pytest.fixture
def config(tmp_path: Path) -> dict[str, Any]:
    """A file of nine parts."""
    path = tmp_path / "corpus.bin"
    path.write_bytes(BYTES)
    return {"file_path": str(path), "purpose": "assistants", **SMALL}


@pytest.fixture
def apply(shared_emulator: Emulator, tmp_path: Path) -> Callable[..., Saved]:
    """Create the file in a run of its own, whose waits take no time."""

    def create(config: dict[str, Any], *, stop: bool = False, journal: bool = True, **settings: str) -> Saved:
        environment = {**shared_emulator.environment(), **settings}
        folder = tmp_path / "journal" if journal else None
        with closing(InProcess(environment, folder, shared_emulator.clock.advance)) as run:
            if stop:
                run.stop()
            saved = run.apply(NAME, config)
        assert saved is not None
        return saved

    return create


def interrupt(emulator: Emulator, apply: Callable[..., Saved], config: dict[str, Any], **options: Any) -> str:
    """Let the network fail after part 5 of 9, and return what the user reads."""
    emulator.fault("addUploadPart", nth=6, times=0, drop="before")
    with pytest.raises(RefusedError) as refused:
        apply(config, **{**ONCE, **options})
    emulator.clear_faults()
    assert emulator.dump().get("file", []) == []
    emulator.clear_calls()
    return str(refused.value)


def counts(emulator: Emulator) -> dict[str, int]:
    """Return how often each operation of an upload was called."""
    names = ("createUpload", "addUploadPart", "completeUpload", "cancelUpload", "createFile")
    return {name: len(found) for name in names if (found := emulator.calls(name))}


def content(emulator: Emulator, saved: Saved) -> bytes:
    return (emulator.folder / "files" / saved.state["id"]).read_bytes()


def test_the_parts_become_one_file(shared_emulator: Emulator, config: dict[str, Any], apply: Any) -> None:
    saved = apply({**config, "parallel": 4, "expires_after": {"seconds": 7200, "anchor": "created_at"}})
    state = saved.state
    assert (state["bytes"], state["filename"], state["parts"], state["resumed_parts"]) == (
        len(BYTES),
        "corpus.bin",
        9,
        0,
    )
    assert state["content_sha256"] == hashlib.sha256(BYTES).hexdigest()
    assert state["expires_at"] == state["created_at"] + 7200
    assert content(shared_emulator, saved) == BYTES
    assert counts(shared_emulator) == {"createUpload": 1, "addUploadPart": 9, "completeUpload": 1}


def test_what_is_not_above_the_threshold_is_sent_in_one_piece(
    shared_emulator: Emulator, config: dict[str, Any], apply: Any
) -> None:
    saved = apply({**config, "multipart_threshold": len(BYTES)})
    assert (saved.state["parts"], counts(shared_emulator)) == (1, {"createFile": 1})
    assert content(shared_emulator, saved) == BYTES


def test_the_next_run_sends_only_the_parts_that_are_missing(
    shared_emulator: Emulator, config: dict[str, Any], apply: Any, tmp_path: Path
) -> None:
    told = interrupt(shared_emulator, apply, config)
    assert f"5 of 9 parts of {config['file_path']} are at the API: apply again before" in told
    noted = [*(tmp_path / "journal").glob("*.upload.jsonl")]
    assert [each.stat().st_mode & 0o777 for each in noted] == [0o600]
    lines = [json.loads(line) for line in noted[0].read_text().splitlines()]
    assert [each["part"] for each in lines if "id" in each] == [0, 1, 2, 3, 4]
    assert [each["part"] for each in lines if "part" in each and "id" not in each] == [0, 1, 2, 3, 4, 5]
    saved = apply(config)
    assert counts(shared_emulator) == {"addUploadPart": 4, "completeUpload": 1}
    assert (saved.state["parts"], saved.state["resumed_parts"]) == (9, 5)
    assert content(shared_emulator, saved) == BYTES
    assert len(shared_emulator.dump()["file"]) == 1
    assert [*(tmp_path / "journal").glob("*.upload.jsonl")] == []


def test_parts_that_changed_meanwhile_are_sent_again(
    shared_emulator: Emulator, config: dict[str, Any], apply: Any, tmp_path: Path
) -> None:
    interrupt(shared_emulator, apply, config)
    other = b"x" + BYTES[1:]
    (tmp_path / "corpus.bin").write_bytes(other)
    saved = apply(config)
    assert counts(shared_emulator) == {"addUploadPart": 5, "completeUpload": 1}
    assert content(shared_emulator, saved) == other


@pytest.mark.parametrize("how", ["ended", "cancelled"])
def test_an_upload_that_is_over_is_begun_anew(
    shared_emulator: Emulator, config: dict[str, Any], apply: Any, how: str
) -> None:
    interrupt(shared_emulator, apply, config)
    (pending,) = shared_emulator.dump()["upload"]
    if how == "ended":
        shared_emulator.clock.advance(3601)
    else:
        assert shared_emulator.call("POST", f"/uploads/{pending['id']}/cancel").status_code == 200
    shared_emulator.clear_calls()
    saved = apply(config)
    tried = 1 if how == "cancelled" else 0
    assert counts(shared_emulator) == {"createUpload": 1, "addUploadPart": 9 + tried, "completeUpload": 1}
    assert (saved.state["resumed_parts"], content(shared_emulator, saved)) == (0, BYTES)
    assert len(shared_emulator.dump()["file"]) == 1


@pytest.mark.parametrize(
    ("drop", "settings", "runs"),
    [("before", {}, 1), ("after", {}, 1), ("before", ONCE, 2), ("after", ONCE, 1)],
)
def test_a_lost_answer_of_the_last_call_makes_no_second_file(
    shared_emulator: Emulator,
    config: dict[str, Any],
    apply: Any,
    drop: str,
    settings: dict[str, str],
    runs: int,
) -> None:
    shared_emulator.fault("completeUpload", drop=drop)
    for _failing in range(runs - 1):
        with pytest.raises(RefusedError):
            apply(config, **settings)
    saved = apply(config, **settings)
    assert [each["id"] for each in shared_emulator.dump()["file"]] == [saved.state["id"]]
    assert counts(shared_emulator)["addUploadPart"] == 9
    assert content(shared_emulator, saved) == BYTES


def test_the_api_compares_the_md5_and_a_wrong_one_cancels_the_upload(
    shared_emulator: Emulator,
    config: dict[str, Any],
    apply: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """As when the file changes while it is sent."""
    wrong = hashlib.md5(b"other", usedforsecurity=False)
    monkeypatch.setattr("fjcorp_openai.api.upload_in_parts.hashlib.md5", lambda **_unused: wrong)
    with pytest.raises(RefusedError, match="md5"):
        apply(config)
    assert {each["status"] for each in shared_emulator.dump()["upload"]} == {"cancelled"}
    assert shared_emulator.dump().get("file", []) == []
    assert [*(tmp_path / "journal").glob("*.upload.jsonl")] == []


def test_what_the_api_refuses_is_cancelled(
    shared_emulator: Emulator, config: dict[str, Any], apply: Any
) -> None:
    shared_emulator.fault("addUploadPart", nth=3, status=400, message="no such part")
    with pytest.raises(RefusedError, match="no such part"):
        apply(config)
    assert [each["status"] for each in shared_emulator.dump()["upload"]] == ["cancelled"]


def test_without_a_journal_nothing_can_be_gone_on_with(
    shared_emulator: Emulator, config: dict[str, Any], apply: Any
) -> None:
    told = interrupt(shared_emulator, apply, config, journal=False)
    assert "the upload was cancelled" in told
    assert [each["status"] for each in shared_emulator.dump()["upload"]] == ["cancelled"]


def test_a_run_that_is_stopped_sends_no_further_part(
    shared_emulator: Emulator, config: dict[str, Any], apply: Any
) -> None:
    with pytest.raises(RefusedError, match=r"0 of 9 parts (.|\n)*The run was stopped"):
        apply(config, stop=True)
    assert counts(shared_emulator) == {"createUpload": 1}
    apply(config)
    assert counts(shared_emulator) == {"createUpload": 1, "addUploadPart": 9, "completeUpload": 1}


def test_the_limit_of_requests_is_waited_for(
    shared_emulator: Emulator, config: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FJCORP_OPENAI_PACING_WINDOW", "0.4")
    shared_emulator.throttle(4, 0.4)
    with closing(InProcess(shared_emulator.environment(), tmp_path / "journal")) as run:
        saved = run.apply(NAME, {**config, "parallel": 4})
    shared_emulator.throttle(0)
    assert saved is not None
    assert content(shared_emulator, saved) == BYTES
    statuses = [call["status"] for call in shared_emulator.calls("addUploadPart")]
    assert (statuses.count(200), set(statuses)) == (9, {200, 429})


def test_progress_lines_count_the_parts(config: dict[str, Any], apply: Any, tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    apply(config, FJCORP_OPENAI_EVENTS=str(events))
    told = [json.loads(line) for line in events.read_text().splitlines()]
    lines = [(each["resource"], each["message"]) for each in told if each["event"] == "progress"]
    assert lines[0] == ("openai_file", "corpus.bin: 0 of 9 parts")
    assert lines[-1] == ("openai_file", "corpus.bin: 9 of 9 parts")


def test_a_size_that_the_api_leaves_out_is_the_local_one() -> None:
    answer = {"id": "file-1", "filename": "a.txt", "bytes": None, "purpose": "batch", "status": "processed"}
    assert File().to_state(answer, {"bytes": 7})["bytes"] == 7
    assert File().to_state({**answer, "bytes": 8}, {"bytes": 7})["bytes"] == 8


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.JSONL", "text/jsonl"), ("a.pdf", "application/pdf"), ("a.unheard-of", "application/octet-stream")],
)
def test_the_type_of_a_file_follows_from_its_name(name: str, kind: str) -> None:
    assert local_bytes.mime_type(name, in_parts=True) == kind

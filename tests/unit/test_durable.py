"""Files that are there wholly or not at all, on a full disk too: those of `src` and of the plugins."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai import durable
from fjcorp_openai.api.journal import Journal
from fjcorp_openai.api.pacing_store import FileLedger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from plugins.plugin_utils import files  # noqa: E402

WRITERS: dict[str, Callable[[Path, str], None]] = {
    "src": lambda path, text: durable.replace(path, text.encode()),
    "plugins": files.write,
}


@pytest.fixture(params=[0, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    former = os.umask(request.param)
    yield request.param
    os.umask(former)


def _refuse(*_unused: Any, **_either: Any) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
@pytest.mark.usefixtures("umask")
def test_what_is_written_is_for_its_owner_alone(writer: Callable[[Path, str], None], tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    make = durable.make_folder if writer is WRITERS["src"] else files.make_folder
    make(path.parent)
    writer(path, "ä\n")
    assert path.read_text("utf-8") == "ä\n"
    assert [each.stat().st_mode & 0o777 for each in (path, path.parent, path.parent.parent)] == [
        0o600,
        0o700,
        0o700,
    ]


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_a_full_disk_leaves_the_former_file_and_is_named(
    writer: Callable[[Path, str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    writer(path, "before")
    monkeypatch.setattr("os.fsync", _refuse)
    with pytest.raises(OSError, match="No space left") as refused:
        writer(path, "after")
    assert refused.value.filename == str(path)
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_an_error_names_the_file_and_not_its_draft(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "file"
    with pytest.raises(FileNotFoundError) as refused:
        files.write(path, "text")
    assert refused.value.filename == str(path)


def test_an_error_about_another_file_keeps_its_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as refused, durable.replacing(tmp_path / "file"):
        (tmp_path / "source").read_bytes()
    assert refused.value.filename == str(tmp_path / "source")
    assert not list(tmp_path.iterdir())


def test_a_file_is_locked_by_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with durable.locked(path) as descriptor:
        assert descriptor is None, "there is no such file, and none is made"
    path.write_bytes(b"one\n")
    with durable.locked(path) as first, durable.locked(path) as second:
        assert first is not None
        assert second is None
        os.write(first, b"two\n")
    with durable.locked(path) as again:
        assert again is not None
    assert path.read_bytes() == b"one\ntwo\n"


def test_a_create_that_cannot_be_written_down_is_not_begun(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    first = journal.begin("/projects", "d1", "openai_project", 1.0)
    journal.answered(first, "proj_1")
    before = first.file.read_bytes()
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr("os.fsync", _refuse)
        with pytest.raises(OSError, match="No space left") as refused:
            journal.begin("/projects", "d2", "openai_project", 2.0)
        assert refused.value.filename == str(first.file)
        assert first.file.read_bytes() == before
        # An answer goes to the state, come what may.
        journal.answered(first, "proj_1")
    later = journal.begin("/projects", "d3", "openai_project", 3.0)
    os.close(journal._descriptor)
    left = Journal(tmp_path).left_behind("/projects", 4.0)
    assert [(entry.digest, entry.id) for entry in left] == [("d1", "proj_1"), (later.digest, "")]


def test_half_a_line_swallows_no_other(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    entry = journal.begin("/projects", "d1", "openai_project", 1.0)
    os.write(journal._descriptor, b'{"entry": 2, "pa')
    os.close(journal._descriptor)
    after = Journal(tmp_path)
    [left] = after.left_behind("/projects", 2.0)
    assert left.digest == entry.digest
    after.answered(left, "proj_1")
    assert Journal(tmp_path).left_behind("/projects", 2.0)[0].id == "proj_1"


def test_a_full_disk_stops_no_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = FileLedger(tmp_path / "pacing", "account")
    monkeypatch.setattr("tempfile.mkstemp", _refuse)
    with ledger.open("files") as state:
        state["budget"] = 3
    monkeypatch.setattr("os.open", _refuse)
    for budget in (4, 5):
        with ledger.open("files") as state:
            state["budget"] = budget
    with ledger.open("files") as state:
        assert state == {"budget": 5}


def test_what_a_run_took_over_and_lost_is_taken_over_again(tmp_path: Path) -> None:
    first = Journal(tmp_path)
    for number in ("1", "2"):
        first.answered(first.begin("/projects", number, "openai_project", 1.0), f"proj_{number}")
    os.close(first._descriptor)
    second = Journal(tmp_path)
    [taken, _other] = second.left_behind("/projects", 2.0)
    second.begin("/projects", "1", "openai_project", 2.0, taken.id)
    second.close_entry(taken)
    os.close(second._descriptor)
    third = Journal(tmp_path)
    assert {entry.id for entry in third.left_behind("/projects", 3.0)} == {"proj_1", "proj_2"}
    assert not third.is_settled("proj_1")


def test_what_one_run_alone_reads_waits_for_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", _refuse)
    path = tmp_path / "file"
    files.write_json(path, {"a": 1}, lasting=False)
    assert path.read_text() == '{\n  "a": 1\n}\n'
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    with pytest.raises(OSError, match="No space left"):
        files.write_json(path, {"a": 2})

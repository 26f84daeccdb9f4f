"""The journal of an upload in parts: what the next run knows, and whose it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from fjcorp_openai.api.upload_journal import SUFFIX, UploadJournal, ended

if TYPE_CHECKING:
    from pathlib import Path

WANTED = ["https://api.example/v1", {"filename": "a"}, 64]
NOW, END = 1_000.0, 4_600.0


def kept(journal: UploadJournal) -> tuple[str, float, bool, str, str]:
    """Return what a journal knows."""
    return (
        journal.upload,
        journal.expires_at,
        journal.completing,
        journal.part(0, "aa"),
        journal.part(1, "bb"),
    )


NOTHING = ("", 0.0, False, "", "")


def begun(folder: Path) -> UploadJournal:
    journal = UploadJournal(folder, WANTED, NOW)
    journal.begin("upload_1", END)
    journal.sending(0, "aa")
    journal.sent(0, "aa", "part_0")
    journal.sending(1, "bb")
    return journal


def test_the_next_run_knows_what_was_written_down(tmp_path: Path) -> None:
    folder = tmp_path / "journal"
    journal = begun(folder)
    assert kept(journal) == ("upload_1", END, False, "part_0", "")
    assert journal.part(0, "other bytes") == ""
    journal.close()
    (file,) = folder.iterdir()
    assert file.name.endswith(SUFFIX)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [json.loads(line) for line in file.read_text().splitlines()] == [
        {"upload": "upload_1", "expires_at": END},
        {"part": 0, "sha256": "aa"},
        {"part": 0, "sha256": "aa", "id": "part_0"},
        {"part": 1, "sha256": "bb"},
    ]
    again = UploadJournal(folder, WANTED, NOW)
    assert kept(again) == ("upload_1", END, False, "part_0", "")
    again.sent(1, "bb", "part_1")
    again.complete()
    again.close()
    last = UploadJournal(folder, WANTED, END - 1)
    assert kept(last) == ("upload_1", END, True, "part_0", "part_1")
    assert [*folder.iterdir()] == [file]
    last.remove()
    assert kept(last) == NOTHING
    assert [*folder.iterdir()] == []


def test_a_journal_that_a_run_holds_is_no_other_s(tmp_path: Path) -> None:
    journal = begun(tmp_path)
    other = UploadJournal(tmp_path, WANTED, NOW)
    assert kept(other) == NOTHING
    other.begin("upload_2", END)
    assert len([*tmp_path.iterdir()]) == 2
    other.remove()
    assert kept(journal) == ("upload_1", END, False, "part_0", "")
    # Nobody removes it either, even after its end.
    assert kept(UploadJournal(tmp_path, WANTED, END + 1)) == NOTHING
    assert ended(next(tmp_path.iterdir()), END + 1, remove=True) is None
    assert len([*tmp_path.iterdir()]) == 1
    journal.close()


def test_one_run_takes_one_journal_and_leaves_the_second_to_another(tmp_path: Path) -> None:
    for number in (1, 2):
        journal = UploadJournal(tmp_path, WANTED, NOW)
        if number == 2:
            journal.remove()
        journal.begin(f"upload_{number}", END)
        journal.close()
    (file,) = tmp_path.iterdir()
    (tmp_path / file.name.replace(SUFFIX, f"x{SUFFIX}")).write_text(file.read_text())
    one, two = (UploadJournal(tmp_path, WANTED, NOW) for _number in range(2))
    assert one.upload == two.upload == "upload_2"
    assert UploadJournal(tmp_path, WANTED, NOW).upload == ""
    one.close()
    two.close()


def test_another_upload_has_a_journal_of_its_own(tmp_path: Path) -> None:
    begun(tmp_path).close()
    assert kept(UploadJournal(tmp_path, [*WANTED, "more"], NOW)) == NOTHING
    assert len([*tmp_path.iterdir()]) == 1


@pytest.mark.parametrize(("now", "left"), [(END - 1, 1), (END, 0), (END + 1, 0)])
def test_the_journal_of_an_upload_that_ended_is_removed(tmp_path: Path, now: float, left: int) -> None:
    begun(tmp_path).close()
    journal = UploadJournal(tmp_path, WANTED, now)
    assert journal.upload == ("upload_1" if left else "")
    assert len([*tmp_path.iterdir()]) == left
    journal.close()


def test_who_begins_again_forgets_the_former_upload(tmp_path: Path) -> None:
    journal = begun(tmp_path)
    journal.complete()
    journal.begin("upload_2", END + 9)
    assert kept(journal) == ("upload_2", END + 9, False, "", "")
    journal.close()
    (file,) = tmp_path.iterdir()
    assert json.loads(file.read_text()) == {"upload": "upload_2", "expires_at": END + 9}
    # A line that was torn, and what is no record, are left out.
    file.write_text(file.read_text() + '[1]\n{"part": 0, "sha256": "aa", "id": "part_0"}\n{"part": 1, "sh')
    again = UploadJournal(tmp_path, WANTED, NOW)
    assert kept(again) == ("upload_2", END + 9, False, "part_0", "")
    again.close()


def test_without_a_folder_all_is_kept_in_memory(tmp_path: Path) -> None:
    journal = UploadJournal(None, WANTED, NOW)
    journal.begin("upload_1", END)
    journal.sent(0, "aa", "part_0")
    journal.complete()
    assert kept(journal) == ("upload_1", END, True, "part_0", "")
    journal.remove()
    journal.close()
    assert kept(journal) == NOTHING
    assert [*tmp_path.iterdir()] == []


def test_what_ended_is_told_and_removed_on_request(tmp_path: Path) -> None:
    begun(tmp_path).close()
    (file,) = tmp_path.iterdir()
    assert ended(file, END - 1, remove=True) is None
    assert ended(file, END) == ("upload_1", END)
    assert file.exists()
    assert ended(file, END + 1, remove=True) == ("upload_1", END)
    assert not file.exists()
    assert ended(file, END + 1) is None
    file.write_text("")
    assert ended(file, NOW) == ("", 0.0)

"""Results that were paid for, beside the state: taken up once, claimed by a state, and never half there."""

from __future__ import annotations

import json
import os
import threading
import time
from typing import TYPE_CHECKING

import pytest

from fjcorp_openai.provider.lifecycles.kept_results import KeptResult, KeptResults

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "d" * 64


def results(folder: Path) -> KeptResults:
    return KeptResults.of(folder)


def test_a_result_takes_the_place_of_its_parts_and_of_a_former_one(tmp_path: Path) -> None:
    kept = results(tmp_path).of_digest("speech", DIGEST)
    assert (kept.document(), kept.content(), kept.part("1"), kept.is_claimed) == (None, None, None, False)
    kept.keep_part("1", b"sound")
    kept.keep_part("2", b"more")
    assert (kept.part("1"), kept.part("2")) == (b"sound", b"more")
    document = kept.keep({"kind": "speech", "text": "Größe"}, b"soundmore")
    assert document["id"].startswith("speech-")
    assert len(document["id"]) == len("speech-") + 24
    assert (kept.document(), kept.content(), kept.part("1")) == (document, b"soundmore", None)
    kept.claim()
    assert kept.is_claimed
    again = kept.keep({"kind": "speech"}, None)
    assert (kept.is_claimed, again["id"] == document["id"]) == (False, False)
    kept.note({**again, "bytes": 9})
    assert results(tmp_path).of_digest("speech", DIGEST).document() == {**again, "bytes": 9}
    modes = {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*") if path.is_file()}
    assert modes == {0o600}
    kept.remove()
    assert [*(tmp_path / "results").iterdir()] == []


def test_without_a_folder_parts_last_as_long_as_the_process_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kept = KeptResults.of(None).of_digest("speech", DIGEST)
    assert kept.folder is None
    kept.keep_part("1", b"sound")
    assert kept.part("1") == b"sound"
    document = kept.keep({"kind": "speech"}, b"sound")
    kept.note(document)
    kept.claim()
    kept.remove()
    assert (kept.document(), kept.content(), kept.is_claimed) == (None, None, False)
    assert KeptResults.of(None).all() == []
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("variable", [None, "data"])
def test_without_a_journal_they_lie_where_terraform_keeps_its_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TF_DATA_DIR", raising=False)
    if variable:
        monkeypatch.setenv("TF_DATA_DIR", variable)
    (tmp_path / (variable or ".terraform")).mkdir()
    kept = KeptResults.of(None).of_digest("speech", DIGEST)
    assert kept.folder == tmp_path / (variable or ".terraform") / f"fjcorp.openai/results/speech-{DIGEST}"


@pytest.mark.parametrize("text", ["", "[]", "{", '"text"'])
def test_a_torn_result_is_none(tmp_path: Path, text: str) -> None:
    kept = results(tmp_path).of_digest("speech", DIGEST)
    kept.keep({"kind": "speech"}, b"sound")
    (tmp_path / f"results/speech-{DIGEST}/result.json").write_text(text)
    assert kept.document() is None


def test_parts_that_nobody_went_on_with_are_removed_after_a_month(tmp_path: Path) -> None:
    there = results(tmp_path)
    whole, old, young = (there.of_digest("speech", letter * 64) for letter in "abc")
    whole.keep({"kind": "speech"}, None)
    for each in (old, young):
        each.keep_part("1", b"sound")
    days = {whole: 90, old: 31, young: 29}
    for each, age in days.items():
        assert each.folder is not None
        then = time.time() - age * 24 * 3600
        os.utime(each.folder, (then, then))
    with there.entry("speech", "e" * 64):
        pass
    assert (whole.document() is None, old.part("1"), young.part("1")) == (False, None, b"sound")
    assert [each.folder for each in there.all()] == [whole.folder]


def test_threads_that_want_one_result_take_turns(tmp_path: Path) -> None:
    there, order, began = results(tmp_path), list[str](), threading.Event()

    def make() -> None:
        began.set()
        with there.entry("speech", DIGEST) as kept:
            order.append(f"second: {json.dumps(kept.document() is not None)}")

    with there.entry("speech", DIGEST) as kept:
        thread = threading.Thread(target=make)
        thread.start()
        assert began.wait(60)
        with there.entry("speech", "e" * 64):
            order.append("another digest does not wait")
        kept.keep({"kind": "speech"}, None)
        order.append("first")
    thread.join(60)
    assert order == ["another digest does not wait", "first", "second: true"]


def test_a_result_is_known_by_its_folder_alone(tmp_path: Path) -> None:
    made = KeptResult(tmp_path / "a").keep({"kind": "speech", "id": "speech-given"}, b"sound")
    assert made["id"] == "speech-given"
    assert KeptResult(tmp_path / "a").document() == made
    assert KeptResult(tmp_path / "b").document() is None

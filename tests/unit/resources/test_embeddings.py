"""Bounds of tokens, packing, files of vectors, and what ten thousand texts cost in memory and state."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fjcorp_openai.emulator.generation.answers import count_tokens
from fjcorp_openai.provider.resources.embeddings.tokens import at_least, at_most, chunks, surely_fits
from fjcorp_openai.provider.resources.embeddings.work import packed
from fjcorp_openai.vector_file import (
    Row,
    VectorFile,
    VectorFileError,
    from_numbers,
    is_one,
    names_path,
    row_sha256,
    write,
)

TESTS = Path(__file__).parents[2]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.text(
    "aA1 _-.\n\u00e9\u4e2d\U0001f6b2"
)


@given(TEXT)
def test_the_tokens_of_a_text_lie_between_the_bounds(text: str) -> None:
    assert at_least(text) <= count_tokens(text) <= at_most(text)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 0, 0),
        ("The brakes squeak.", 3, 8),
        ("1234567", 3, 3),
        ("自行车", 1, 5),
        ("🚲", 0, 4),
        ("a_b", 2, 3),
    ],
)
def test_bounds(text: str, least: int, most: int) -> None:
    assert (at_least(text), at_most(text)) == (least, most)


def test_no_text_of_few_bytes_is_too_long() -> None:
    assert surely_fits("!" * 8192, 8192)
    assert not surely_fits("!" * 8193, 8192)
    assert surely_fits("word " * 4095, 8192)


@given(TEXT, st.integers(4, 12), st.integers(0, 6))
def test_chunks_hold_every_word_and_no_more_than_they_may(text: str, most: int, overlap: int) -> None:
    parts = list(chunks(text, most, min(overlap, most // 2)))
    # A blank that was cut off changes the pieces, by one token at most.
    assert [part for part in parts if at_most(part) > most + 1] == []
    place = 0
    for part in parts:
        found = text.find(part, max(0, place - len(part)))
        assert found >= 0
        place = found + len(part)
    assert {*"".join(parts)} >= {each for each in text if not each.isspace()}


def row(number: int, text: str = "") -> Row:
    text = text or f"Text {number}"
    return Row(row_sha256("m", 2, text), str(number), "m", text)


def test_calls_are_packed_by_number_and_by_tokens() -> None:
    assert [len(group) for group in packed([row(number) for number in range(5000)])] == [2048, 2048, 904]
    # 16,000 tokens each by the bound: 18 of them are 288,000.
    long = [row(number, "brake " * 8000) for number in range(20)]
    assert at_most(long[0].text) == 16_001
    assert [len(group) for group in packed(long)] == [18, 2]
    assert list(packed([])) == []


def test_a_row_is_told_by_model_size_and_text() -> None:
    digests = {
        row_sha256(model, size, text) for model in ("m", "n") for size in (None, 2, 3) for text in ("a", "b")
    }
    assert len(digests) == 12


ROWS = [
    (row(1), from_numbers([0.25, -1])),
    (row(2), from_numbers([1e-7, 3])),
    (row(1), from_numbers([0.25, -1])),
]


@pytest.mark.parametrize(("name", "form"), [("v.jsonl", "float"), ("v.jsonl", "base64"), ("v.npy", "float")])
def test_what_is_written_is_read(tmp_path: Path, name: str, form: str) -> None:
    path = tmp_path / "new" / name
    write(path, ROWS, 3, form)
    with VectorFile(path) as file:
        assert list(file.rows()) == ROWS
        assert [file.vector(each.sha256) for each, _vector in ROWS] == [vector for _row, vector in ROWS]
        assert row(3).sha256 not in file
        assert row(2).sha256 in file
        with pytest.raises(KeyError):
            file.vector(row(3).sha256)
    assert is_one(path)


def test_an_absent_file_holds_nothing_and_may_be_written(tmp_path: Path) -> None:
    with VectorFile(tmp_path / "v.jsonl") as file:
        assert list(file.rows()) == []
    assert is_one(tmp_path / "v.npy")
    (tmp_path / "v.npy").touch()
    (tmp_path / "v.jsonl").touch()
    assert is_one(tmp_path / "v.npy")
    assert is_one(tmp_path / "v.jsonl")


def test_a_torn_line_is_left_out_and_a_torn_file_is_refused(tmp_path: Path) -> None:
    lines, numbers = tmp_path / "v.jsonl", tmp_path / "v.npy"
    for path in (lines, numbers):
        write(path, ROWS[:2], 2)
        path.write_bytes(path.read_bytes()[:-9])
    with VectorFile(lines) as file:
        assert row(1).sha256 in file
        assert row(2).sha256 not in file
    with pytest.raises(VectorFileError, match=r"v\.npy holds something else than embeddings, or not all"):
        VectorFile(numbers)
    assert not is_one(numbers)


def test_names_that_do_not_fit_are_told(tmp_path: Path) -> None:
    path = tmp_path / "v.npy"
    write(path, ROWS, 3)
    names_path(path).write_text("")
    with VectorFile(path) as file, pytest.raises(VectorFileError, match="does not fit"):
        list(file.rows())


def test_vectors_of_two_sizes_are_not_one_array(tmp_path: Path) -> None:
    path = tmp_path / "v.npy"
    with pytest.raises(VectorFileError, match="not of one size"):
        write(path, [*ROWS[:1], (row(2), from_numbers([1]))], 2)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.slow
def test_ten_thousand_texts_take_little_memory_and_state(tmp_path: Path) -> None:
    output = tmp_path / "vectors.npy"
    answer = subprocess.run(
        [sys.executable, "-m", "unit.resources.many_texts", str(output)],
        env={**os.environ, "PYTHONPATH": f"{TESTS.parent / 'src'}{os.pathsep}{TESTS}"},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(answer.stdout)
    assert told["calls"] == [2048, 2048, 2048, 2048, 1808]
    assert told["again"] == [1]
    assert told["state_bytes"] < 2_000_000
    # Of it, the numbers themselves are 61 MB.
    assert told["peak_mb"] <= 110
    assert output.stat().st_size == 128 + 10_000 * 1536 * 4 + 128 + 10_000 * 64

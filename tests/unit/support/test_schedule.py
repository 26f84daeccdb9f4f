"""The order in which tests are given to workers."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.schedule import LONGEST, dealt, ranked

TESTS_FOLDER = Path(__file__).resolve().parents[2]
TESTS = [
    "clients/test_a.py::test_one",
    "integration/test_b.py::test_long[first]",
    "repo/test_c.py::test_longer",
    "unit/test_d.py::test_one[x]",
    "repo/test_c.py::test_one",
]


def test_long_ones_come_first_and_quick_folders_last() -> None:
    ranks = ranked(TESTS, {"repo/test_c.py::test_longer": 100, "integration/test_b.py::test_long": 90})
    assert ranks == [-1.0, 90, 100, -1.0, 0.0]
    assert dealt(ranks, 1) == [2, 1, 4, 0, 3]


@pytest.mark.parametrize("test", LONGEST)
def test_the_longest_exist(test: str) -> None:
    file, _separator, name = test.partition("::")
    assert f"def {name}(" in (TESTS_FOLDER / file).read_text("utf-8")


def test_each_worker_begins_with_a_long_one() -> None:
    ranks = [0.0] * 6 + [30, 20, 10]
    order = dealt(ranks, 3)
    assert order == [6, 0, 1, 7, 2, 3, 8, 4, 5]


@pytest.mark.parametrize("workers", [1, 2, 3, 7, 40])
@pytest.mark.parametrize("long", [0, 1, 5, 20])
def test_every_test_is_given_out_once(workers: int, long: int) -> None:
    ranks = [0.0] * (20 - long) + [5.0] * long
    assert sorted(dealt(ranks, workers)) == list(range(20))

"""Names that were probably meant."""

from __future__ import annotations

import pytest

from fjcorp_openai.spelling import did_you_mean, near, nearest

NAMES = ["Research", "Web Shop", "Reserve"]


@pytest.mark.parametrize(
    ("wanted", "question"),
    [("Reserch", 'did you mean "Research"?'), ("Webshop", 'did you mean "Web Shop"?'), ("Office", "")],
)
def test_a_question_names_the_nearest(wanted: str, question: str) -> None:
    assert did_you_mean(wanted, NAMES) == question


def test_the_nearest_stands_first() -> None:
    assert near("Reserch", NAMES, 3) == ["Research", "Reserve"]
    assert near("Reserch", NAMES) == ["Research"]


def test_a_cutoff_asks_for_more_likeness() -> None:
    assert nearest("Reserch", NAMES, 0.9) == "Research"
    assert nearest("Resch", NAMES, 0.9) is None


def test_what_is_no_text_is_compared_as_text() -> None:
    assert nearest(12, [13, 120]) == "120"

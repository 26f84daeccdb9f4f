"""All pages of a list are read, in whichever envelope, and no page that the API says is not there."""

from __future__ import annotations

from typing import Any

import pytest

from fjcorp_openai.api.errors import MalformedAnswer
from fjcorp_openai.api.paging import page_size, pages

A, B = {"id": "a"}, {"id": "b"}
MORE, LAST = {"object": "list", "has_more": True}, {"object": "list", "has_more": False}


def read(*answers: dict[str, Any], **params: Any) -> tuple[list[list[dict[str, Any]]], list[dict[str, Any]]]:
    """Return the pages, and what was asked for."""
    asked: list[dict[str, Any]] = []
    left = list(answers)

    def fetch(given: Any) -> dict[str, Any]:
        asked.append(dict(given))
        return left.pop(0)

    return list(pages("/things", params, fetch)), asked


@pytest.mark.parametrize(
    ("first", "cursor"),
    [
        ({"last_id": "l", "first_id": "f"}, {"after": "l"}),
        ({}, {"after": "a"}),
        ({"next": "n", "last_id": "l"}, {"after": "n"}),
        ({"next_page": "p", "last_id": "l"}, {"page": "p"}),
    ],
)
def test_the_next_page_is_asked_for_by_the_cursor_of_its_envelope(
    first: dict[str, Any], cursor: dict[str, str]
) -> None:
    found, asked = read({**MORE, "data": [A], **first}, {**LAST, "data": [B]}, kind="x")
    assert found == [[A], [B]]
    assert asked == [{"limit": 100, "kind": "x"}, {"limit": 100, "kind": "x", **cursor}]


@pytest.mark.parametrize("cursor", ["last_id", "next", "next_page", "first_id"])
@pytest.mark.parametrize("end", [LAST, {"object": "list"}, {"object": "page", "has_more": None}])
def test_a_cursor_leads_nowhere_where_there_is_no_more(end: dict[str, Any], cursor: str) -> None:
    found, asked = read({**end, "data": [A], cursor: "c"})
    assert (found, len(asked)) == ([[A]], 1)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([{**MORE, "data": []}], "says there is more and gives no cursor: stopped after 1 pages"),
        ([{**MORE, "data": [A], "next_page": None}], "says there is more and gives no cursor"),
        (
            [{**MORE, "data": [A], "last_id": "c"}, {**MORE, "data": [B], "last_id": "c"}],
            "repeats the cursor c: stopped after 2 pages",
        ),
        (
            [{**MORE, "data": [A], "last_id": "c"}, {**MORE, "data": [A], "last_id": "d"}],
            "gives the same page again: stopped after 2 pages",
        ),
        (
            [{**MORE, "data": [A], "last_id": "c"}, {**LAST, "data": [A, B]}],
            "shows a on two of its pages: the list moved while it was read",
        ),
        ([{"data": [A]}], "answered with what is no list of the API: is base_url the API's?"),
        ([{**LAST}], "answered without a list in `data`"),
        ([{**LAST, "data": [A, "b"]}], "something that is no object in `data`"),
    ],
)
def test_a_list_that_cannot_be_right_is_refused(answers: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(MalformedAnswer) as refused:
        read(*answers)
    assert told in str(refused.value)
    assert "GET /things" in str(refused.value)


def test_an_empty_page_within_a_list_is_no_end() -> None:
    found, _asked = read(
        {**MORE, "data": [], "last_id": "c"}, {**MORE, "data": [], "last_id": "d"}, {**LAST, "data": [A]}
    )
    assert found == [[], [], [A]]


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/files", None),
        ("/models", None),
        ("/vector_stores/vs_1/files", 100),
        ("/vector_stores/vs_1/files/file-1/content", None),
        ("/organization/usage/completions", None),
        ("/organization/costs", None),
        ("/organization/groups", 1000),
        ("/organization/groups/group_1/users", 1000),
        ("/organization/projects/proj_1/users/user-1/roles", 1000),
        ("/organization/projects", 100),
    ],
)
def test_pages_are_as_large_as_the_api_gives_them(path: str, limit: int | None) -> None:
    assert page_size(path) == ({} if limit is None else {"limit": limit})

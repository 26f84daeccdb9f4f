"""The guards that provider and plugins share, with two of everything."""

from __future__ import annotations

from typing import Any

import pytest

from fjcorp_openai.organization.guards import (
    folded,
    is_address,
    is_own_key,
    key_owners,
    leaves_no_owner,
    owners,
    same_address,
)

KEY = "sk-admin-aaaabbbbccccdddd"


@pytest.mark.parametrize(
    ("redacted", "mine"),
    [
        ("sk-admin-********dddd", True),
        ("sk-admin-aaaa...dddd", True),
        ("sk-admin-aaaa…ddd", True),
        ("********dddd", True),
        ("sk-admin-...***dddd", False),
        ("sk-admin-********eeee", False),
        ("sk-proj-********dddd", False),
        ("sk-admin-********dd", False),
        ("sk-admin-********", False),
        ("sk-admin-a..dddd", False),
        (KEY, False),
        ("", False),
        (None, False),
    ],
)
def test_a_key_is_recognized_by_its_ends(redacted: str | None, mine: bool) -> None:
    assert is_own_key(redacted, KEY) is mine
    assert is_own_key(redacted, None) is False


def key(owner: str | None, end: str = "dddd") -> dict[str, Any]:
    return {"redacted_value": f"sk-admin-***{end}", "owner": owner and {"id": owner}}


def test_a_key_that_looks_like_that_of_two_people_may_be_of_either() -> None:
    assert key_owners([key("user-1"), key("user-2", "eeee")], KEY) == {"user-1"}
    assert key_owners([key("user-1"), key("user-2"), key(None)], KEY) == {"user-1", "user-2"}
    assert key_owners([], KEY) == set()


@pytest.mark.parametrize(
    ("owning", "leaving", "joining", "locked_out"),
    [
        ({"a"}, {"a"}, set(), True),
        ({"a", "b"}, {"a"}, set(), False),
        ({"a", "b"}, {"a", "b"}, set(), True),
        ({"a", "b"}, {"a", "b", "c"}, {"d"}, False),
        # Who is raised and removed at once owns nothing.
        ({"a"}, {"a", "b"}, {"b"}, True),
        # Nothing gets worse where nobody owns it, or no owner leaves.
        (set(), {"a"}, set(), False),
        ({"a"}, {"b"}, set(), False),
        ({"a"}, set(), set(), False),
    ],
)
def test_somebody_owns_the_organization(
    owning: set[str], leaving: set[str], joining: set[str], locked_out: bool
) -> None:
    assert leaves_no_owner(owning, leaving, joining) is locked_out


def test_owners_are_those_with_the_role() -> None:
    users = [{"id": "a", "role": "owner"}, {"id": "b", "role": "reader"}, {"id": "c"}]
    assert owners(users) == {"a"}


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("ada@example.com", True),
        ("ADA+x@mail.example.co", True),
        ("ada@example", False),
        ("ada", False),
        ("a b@example.com", False),
        ("ada@@example.com", False),
        ("ada@example.com\n", False),
        ("", False),
    ],
)
def test_what_an_address_is(text: str, right: bool) -> None:
    assert is_address(text) is right


def test_addresses_are_compared_in_one_letter_case() -> None:
    assert folded(" Ada@Example.COM ") == "ada@example.com"
    assert same_address("ADA@example.com", "ada@EXAMPLE.com")
    assert not same_address("ada@example.com", "da@example.com")
    assert not same_address(None, None)

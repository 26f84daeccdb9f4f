"""Look-ups by the names that people use, without a play."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from ansible.errors import AnsibleLookupError
from plugins.plugin_utils.lookup import ApiLookup, DirectoryLookup

from support.administration import join

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

KEY = "sk-admin-0123456789abcdef"


class Loaded:
    """Goes before a class of look-ups, and stands for the options that Ansible would load."""

    def __init__(self) -> None:
        self.options: dict[str, Any] = {}

    def set_options(self, var_options: Any = None, direct: Any = None) -> None:
        self.options = {"field": "id", **(var_options or {}), **direct}

    def get_options(self) -> dict[str, Any]:
        return self.options

    def get_option(self, name: str) -> Any:
        return self.options[name]


class People(Loaded, DirectoryLookup):
    """Finds people."""

    def run(self, terms: list[Any], variables: Any = None, **options: Any) -> list[Any]:
        return self.find(terms, variables, options, lambda directory, name: directory.user(name))


class Echo(Loaded, ApiLookup):
    """Asks for what it is told to."""

    def run(self, terms: list[Any], variables: Any = None, **options: Any) -> list[Any]:
        return self.ask(terms, variables, options, lambda api, term: api.get(f"/organization/users/{term}"))


@pytest.fixture
def given(shared_emulator: Emulator, tmp_path: Path) -> dict[str, Any]:
    return {
        "state_dir": str(tmp_path),
        "admin_key": shared_emulator.admin_key,
        "base_url": shared_emulator.base_url,
    }


def test_a_field_of_each_term_in_their_order(shared_emulator: Emulator, given: dict[str, Any]) -> None:
    ids = {email: join(shared_emulator, email) for email in ("ada@example.com", "bo@example.com")}
    terms = ["bo@example.com", "ADA@example.com"]
    assert People().run(terms, given) == [ids["bo@example.com"], ids["ada@example.com"]]
    assert People().run(terms, {}, **given, field="email") == ["bo@example.com", "ada@example.com"]
    whole = People().run(terms[:1], given, field="*")
    assert [(each["id"], each["email"]) for each in whole] == [(ids["bo@example.com"], "bo@example.com")]
    assert [each["email"] for each in Echo().run([ids["ada@example.com"]], given)] == ["ada@example.com"]


def test_a_field_that_is_not_there_names_those_that_are(
    shared_emulator: Emulator, given: dict[str, Any]
) -> None:
    join(shared_emulator, "ada@example.com")
    with pytest.raises(AnsibleLookupError) as caught:
        People().run(["ada@example.com"], given, field="e-mail")
    told = str(caught.value)
    assert told.startswith("field: there is no field e-mail; there are ")
    assert told.endswith(" and *")
    assert "email, " in told


@pytest.mark.parametrize(
    ("changes", "term", "told"),
    [
        ({}, "nobody@\x1bexample.com", r"nobody@\\u001bexample.com"),
        ({"admin_key": KEY}, "ada@example.com", "answered 401"),
        ({"base_url": "http://192.0.2.1/v1"}, "ada@example.com", "base_url"),
    ],
)
def test_a_refusal_is_one_message_without_a_key(
    given: dict[str, Any], changes: dict[str, Any], term: str, told: str
) -> None:
    with pytest.raises(AnsibleLookupError, match=told) as caught:
        People().run([term], given | changes)
    assert KEY not in str(caught.value)
    assert given["admin_key"] not in str(caught.value)
    assert str(caught.value).isprintable()

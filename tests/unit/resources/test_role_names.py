"""The ways to name a role."""

from __future__ import annotations

from typing import Any

import pytest

from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources.role_names import (
    are_same,
    find_role,
    is_named,
    known_role,
    project_role_id,
    word,
)

LONG = "role-api-project-member__api-project__proj_1"
SHORT = "role-api-project-member"


class Roles:
    """An API that has the roles of one project, and counts how often it is asked."""

    def __init__(self, name: str = "member", id_: str = LONG) -> None:
        self.asked = 0
        self.roles = [{"id": id_, "name": name}, {"id": "role_1", "name": "tester"}]

    def list(self, path: str) -> list[dict[str, Any]]:
        assert path == "/projects/proj_1/roles"
        self.asked += 1
        return self.roles


@pytest.mark.parametrize("id_", [LONG, SHORT])
@pytest.mark.parametrize("name", ["member", "Project Member"])
@pytest.mark.parametrize("wanted", ["member", SHORT, LONG])
def test_an_own_role_is_found_by_every_name(wanted: str, name: str, id_: str) -> None:
    roles = Roles(name, id_).roles
    found = find_role(roles, wanted)
    assert found is roles[0]
    assert not is_named(roles[1], wanted)
    assert find_role(roles, name) is roles[0]


def test_a_custom_role_has_its_name_to_itself() -> None:
    own, custom = {"id": LONG, "name": "Project Member"}, {"id": "role_2", "name": "member"}
    assert find_role([own, custom], "member") is custom
    assert find_role([own, custom], SHORT) is own


@pytest.mark.parametrize(
    ("wanted", "id_", "asked"),
    [
        ("member", SHORT, 0),
        ("owner", "role-api-project-owner", 0),
        (SHORT, SHORT, 0),
        (LONG, SHORT, 0),
        ("role_9", "role_9", 0),
        ("tester", "role_1", 1),
    ],
)
def test_only_the_name_of_a_custom_role_is_looked_up(wanted: str, id_: str, asked: int) -> None:
    api: Any = Roles()
    assert (project_role_id(api, "proj_1", wanted), api.asked) == (id_, asked)


def test_a_role_that_is_not_there() -> None:
    api: Any = Roles()
    with pytest.raises(ProviderError, match='There is no role "auditor" in project proj_1') as caught:
        known_role(api, "proj_1", "auditor")
    assert caught.value.detail == "Known are member, tester."


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("member", LONG, True),
        (SHORT, LONG, True),
        ("member", "owner", False),
        ("member", "role_1", False),
        ("tester", "role_1", True),
        ("role_1", "tester", True),
        ("tester", "auditor", False),
    ],
)
def test_two_names_of_one_role(one: str, other: str, same: bool) -> None:
    api: Any = Roles()
    assert are_same(api, "proj_1", one, other) == same


def test_words_of_ids() -> None:
    assert [word(each) for each in (LONG, SHORT, "member", "role_1")] == [
        "member",
        "member",
        "member",
        "role_1",
    ]

"""The projects of people go by key, name and id alike, whatever ran before."""

from __future__ import annotations

from typing import Any

import pytest

from fjcorp_openai.organization import Directory, OrganizationError, read_people


class Organization:
    """An API with one project and nobody."""

    def list(self, path: str, _query: Any = None) -> list[dict[str, Any]]:
        found = [{"id": "proj_1", "name": "Web Shop", "status": "active"}]
        return found if path.endswith("/projects") else []


def project_of(name: str, *, check_mode: bool = False, **known: dict[str, str]) -> str:
    people = [{"email": "ada@example.com", "projects": [{"project": name}]}]
    ids, described = known.get("ids", {}), known.get("described", {})
    (person,) = read_people(
        people, Directory(Organization()), ids, check_mode=check_mode, described=described
    )
    return next(iter(person.projects))


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("proj_1", {}),
        ("Web Shop", {}),
        # The role ran before, or its state knows.
        ("shop", {"ids": {"shop": "proj_1"}}),
        # Only the variables know.
        ("shop", {"described": {"shop": "Web Shop"}}),
        ("Web Shop", {"described": {"shop": "Web Shop"}}),
    ],
)
def test_a_project_goes_by_all_its_names(name: str, known: dict[str, Any], check_mode: bool) -> None:
    assert project_of(name, check_mode=check_mode, **known) == "proj_1"


@pytest.mark.parametrize("name", ["care", "Customer Care"])
def test_a_project_that_is_still_to_be_made(name: str) -> None:
    described = {"care": "Customer Care"}
    assert project_of(name, check_mode=True, described=described) == name
    with pytest.raises(OrganizationError, match=r"projects\[0\]: there is no project \"Customer Care\""):
        project_of(name, described=described)
    with pytest.raises(OrganizationError, match="there is no project"):
        project_of("car", check_mode=True, described=described)

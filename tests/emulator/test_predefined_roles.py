"""The service's own roles by their ids, wherever a role is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

from fjcorp_openai.emulator.families._predefined_roles import PREDEFINED

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator

WORDS = ["owner", "member", "viewer"]


class People:
    """A project, a person and a group that do not belong to it."""

    def __init__(self, client: Any, emulator: Emulator) -> None:
        self.organization = client.admin.organization
        emulator.seed({"users": [{"email": "ada@example.com"}], "groups": [{"name": "Engineers"}]})
        self.user = next(each.id for each in self.organization.users.list() if each.email[:3] == "ada")
        self.group = next(iter(self.organization.groups.list())).id
        self.project = self.organization.projects.create(name="Research").id


@pytest.fixture
def people(client: Any, shared_emulator: Emulator) -> People:
    return People(client, shared_emulator)


def _added_user(people: People, role: str) -> str:
    projects = people.organization.projects
    return projects.users.create(people.project, user_id=people.user, role=role).role


def _changed_user(people: People, role: str) -> str:
    projects = people.organization.projects
    projects.users.create(people.project, user_id=people.user, role="member")
    return projects.users.update(people.user, project_id=people.project, role=role).role


def _user_role(people: People, role: str) -> str:
    projects = people.organization.projects
    projects.users.create(people.project, user_id=people.user, role="member")
    if not role.startswith("role-api-project-member"):
        projects.users.roles.create(people.user, project_id=people.project, role_id=role)
    return projects.users.roles.retrieve(role, project_id=people.project, user_id=people.user).name


def _added_group(people: People, role: str) -> str:
    projects = people.organization.projects
    projects.groups.create(people.project, group_id=people.group, role=role)
    return next(iter(projects.groups.roles.list(people.group, project_id=people.project))).name


def _group_role(people: People, role: str) -> str:
    projects = people.organization.projects
    other = "viewer" if "member" in role else "member"
    projects.groups.create(people.project, group_id=people.group, role=f"role-api-project-{other}")
    projects.groups.roles.create(people.group, project_id=people.project, role_id=role)
    return projects.groups.roles.retrieve(role, project_id=people.project, group_id=people.group).name


def _looked_up(people: People, role: str) -> str:
    return people.organization.projects.roles.retrieve(role, project_id=people.project).name


@pytest.mark.parametrize("form", ["role-api-project-{}", "role-api-project-{}__api-project__<project>"])
@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(
    "give", [_added_user, _changed_user, _user_role, _added_group, _group_role, _looked_up]
)
def test_a_role_of_a_project_is_named_by_its_id(
    people: People, give: Callable[[People, str], str], word: str, form: str
) -> None:
    assert give(people, form.format(word).replace("<project>", people.project)) == word


@pytest.mark.parametrize(
    "form", ["role-api-organization-{}", "role-api-organization-{}__api-organization__org-emulator"]
)
@pytest.mark.parametrize("member", ["role", "role_id"])
def test_a_role_of_the_organization_is_named_by_its_id(people: People, member: str, form: str) -> None:
    users = people.organization.users
    assert users.update(people.user, **{member: form.format("owner")}).role == "owner"
    users.roles.delete(form.format("owner"), user_id=people.user)
    assert users.retrieve(people.user).role == "reader"


def test_another_project_s_role_is_none_of_this_one(people: People) -> None:
    with pytest.raises(openai.BadRequestError):
        _added_user(people, "role-api-project-member__api-project__proj_other")
    with pytest.raises(openai.NotFoundError):
        _looked_up(people, "role-api-organization-owner")


def test_the_own_roles_say_what_they_may_do(people: People) -> None:
    roles = {each.name: each for each in people.organization.roles.list()}
    assert {name: (each.description, each.permissions) for name, each in roles.items()} == PREDEFINED[
        "organization"
    ]
    assert roles["reader"].description == "Can make standard API requests and read basic organizational data"
    assert set(roles["reader"].permissions) < set(roles["owner"].permissions)
    assert "api.management.write" in set(roles["owner"].permissions) - set(roles["reader"].permissions)

"""Groups, their members and their projects, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import join, missing, opens, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture
def groups(client: Any) -> Any:
    return client.admin.organization.groups


@pytest.fixture
def projects(client: Any) -> Any:
    return client.admin.organization.projects


@pytest.fixture
def project(projects: Any) -> str:
    return projects.create(name="Research").id


def test_a_group_is_created_renamed_and_deleted(groups: Any) -> None:
    group = groups.create(name="Mechanics")
    assert (group.name, group.group_type, group.is_scim_managed) == ("Mechanics", "group", False)
    assert groups.retrieve(group.id).to_dict() == group.to_dict()
    assert groups.update(group.id, name="Fitters").name == "Fitters"
    assert groups.retrieve(group.id).name == "Fitters"
    assert groups.delete(group.id).to_dict() == {"object": "group.deleted", "id": group.id, "deleted": True}
    missing(groups.retrieve, group.id)
    missing(groups.update, group.id, name="x")
    missing(groups.delete, group.id)
    assert refusal(groups.create, name="").param == "name"


def test_five_groups_are_listed_two_by_two(groups: Any, shared_emulator: Emulator) -> None:
    made = [groups.create(name="same").id for _index in range(5)]
    shared_emulator.clear_calls()
    first = groups.list(limit=2)
    assert first.next == made[1]
    assert [group.id for group in first] == made
    assert len(shared_emulator.calls("list-groups")) == 3
    assert [group.id for group in groups.list(limit=2, order="desc")] == made[::-1]
    assert groups.list(limit=0).data == []
    assert refusal(groups.list, limit=1001).param == "limit"


def test_people_join_and_leave_a_group(groups: Any, shared_emulator: Emulator) -> None:
    ada = join(shared_emulator, "ada@example.com")
    group = groups.create(name="Mechanics").id
    assert groups.users.create(group, user_id=ada).to_dict() == {
        "object": "group.user",
        "group_id": group,
        "user_id": ada,
    }
    member = groups.users.retrieve(ada, group_id=group)
    assert (member.email, member.user_type, member.is_service_account) == ("ada@example.com", "user", False)
    assert refusal(groups.users.create, group, user_id=ada).code == "user_already_in_group"
    missing(groups.users.create, group, user_id="user-none")
    assert groups.users.delete(ada, group_id=group).deleted
    missing(groups.users.retrieve, ada, group_id=group)
    missing(groups.users.delete, ada, group_id=group)


def test_five_members_are_listed_two_by_two(groups: Any, shared_emulator: Emulator) -> None:
    group = groups.create(name="Mechanics").id
    people = [join(shared_emulator, f"p{number}@example.com") for number in range(5)]
    for user in people:
        groups.users.create(group, user_id=user)
    shared_emulator.clear_calls()
    assert [user.id for user in groups.users.list(group, limit=2)] == people[::-1]
    assert len(shared_emulator.calls("list-group-users")) == 3
    assert [user.id for user in groups.users.list(group, limit=2, order="asc")] == people


def test_a_deleted_user_leaves_the_groups(groups: Any, client: Any, shared_emulator: Emulator) -> None:
    ada = join(shared_emulator, "ada@example.com")
    group = groups.create(name="Mechanics").id
    groups.users.create(group, user_id=ada)
    client.admin.organization.users.delete(ada)
    assert list(groups.users.list(group)) == []


def test_a_group_of_the_identity_provider_is_not_edited_here(groups: Any, shared_emulator: Emulator) -> None:
    ada = join(shared_emulator, "ada@example.com")
    rows = [{"name": "Staff", "is_scim_managed": True, "members": ["ada@example.com"]}]
    shared_emulator.seed({"groups": rows})
    (group,) = groups.list()
    assert group.is_scim_managed
    assert [user.id for user in groups.users.list(group.id)] == [ada]
    for refused in (
        lambda: groups.update(group.id, name="x"),
        lambda: groups.delete(group.id),
        lambda: groups.users.delete(ada, group_id=group.id),
        lambda: groups.users.create(group.id, user_id=ada),
    ):
        assert refusal(refused).code == "scim_managed"


def test_a_group_opens_its_projects_to_its_members(
    groups: Any, projects: Any, project: str, shared_emulator: Emulator
) -> None:
    ada = join(shared_emulator, "ada@example.com")
    group = groups.create(name="Mechanics").id
    added = projects.groups.create(project, group_id=group, role="member")
    assert (added.object, added.project_id, added.group_id, added.group_name, added.group_type) == (
        "project.group",
        project,
        group,
        "Mechanics",
        "group",
    )
    groups.users.create(group, user_id=ada)
    key = shared_emulator.control("POST", "/project_keys", {"project_id": project, "user_id": ada})["value"]
    assert opens(shared_emulator, key)
    groups.users.delete(ada, group_id=group)
    assert not opens(shared_emulator, key)
    groups.users.create(group, user_id=ada)
    assert opens(shared_emulator, key)
    assert projects.groups.delete(group, project_id=project).deleted
    assert not opens(shared_emulator, key)
    projects.groups.create(project, group_id=group, role="owner")
    assert opens(shared_emulator, key)
    groups.delete(group)
    assert not opens(shared_emulator, key)
    assert list(projects.groups.list(project)) == []


def test_five_groups_of_a_project_are_listed_two_by_two(
    groups: Any, projects: Any, project: str, shared_emulator: Emulator
) -> None:
    made = [groups.create(name=f"g{number}").id for number in range(5)]
    for group in made:
        projects.groups.create(project, group_id=group, role="member")
    groups.update(made[0], name="renamed")
    shared_emulator.clear_calls()
    listed = list(projects.groups.list(project, limit=2))
    assert [group.group_id for group in listed] == made
    assert listed[0].group_name == "renamed"
    assert len(shared_emulator.calls("list-project-groups")) == 3
    assert refusal(projects.groups.list, project, limit=101).param == "limit"


def test_what_is_wrong_with_a_projects_group_is_named(groups: Any, projects: Any, project: str) -> None:
    group = groups.create(name="Mechanics").id
    assert refusal(projects.groups.create, project, group_id=group, role="king").param == "role"
    missing(projects.groups.create, project, group_id="group_none", role="member")
    missing(projects.groups.retrieve, group, project_id=project)
    missing(projects.groups.delete, group, project_id=project)
    projects.groups.create(project, group_id=group, role="member")
    assert projects.groups.retrieve(group, project_id=project).group_id == group
    missing(projects.groups.retrieve, group, project_id=project, group_type="tenant_group")
    error = refusal(projects.groups.create, project, group_id=group, role="member")
    assert error.code == "group_already_in_project"
    default = next(iter(projects.list())).id
    assert refusal(projects.groups.create, default, group_id=group, role="member").code == "default_project"
    projects.archive(project)
    assert refusal(projects.groups.list, project).code == "project_archived"


def test_only_admin_keys_reach_groups(shared_emulator: Emulator) -> None:
    wants_admin_key(shared_emulator, "POST", "/organization/groups", {"name": "g"})

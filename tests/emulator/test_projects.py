"""Projects, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture
def projects(client: Any) -> Any:
    return client.admin.organization.projects


def test_a_project_is_created_with_all_its_members(projects: Any) -> None:
    project = projects.create(name="Research", residency="EU_STORAGE_PROCESSING")
    assert project.id.startswith("proj_")
    assert (project.object, project.status, project.archived_at) == ("organization.project", "active", None)
    assert projects.retrieve(project.id).to_dict() == project.to_dict()
    assert project.to_dict()["residency"] == "EU_STORAGE_PROCESSING"


def test_names_need_not_be_unique(projects: Any) -> None:
    assert projects.create(name="Same").id != projects.create(name="Same").id


def test_five_projects_are_listed_two_by_two(projects: Any, shared_emulator: Emulator) -> None:
    made = [projects.create(name=f"P{number}").id for number in range(4)]
    shared_emulator.clear_calls()
    listed = [project.id for project in projects.list(limit=2)]
    assert len(listed) == 5
    assert listed[1:] == made
    assert len(shared_emulator.calls("list-projects")) == 3


def test_archived_projects_are_listed_only_on_demand(projects: Any) -> None:
    project = projects.create(name="Old")
    archived = projects.archive(project.id)
    assert archived.status == "archived"
    assert archived.archived_at >= project.created_at
    assert project.id not in [each.id for each in projects.list()]
    assert project.id in [each.id for each in projects.list(include_archived=True)]


def test_the_name_changes(projects: Any) -> None:
    project = projects.create(name="Before")
    assert projects.update(project.id, name="After").name == "After"
    assert projects.retrieve(project.id).name == "After"


def test_an_archived_project_is_final(projects: Any) -> None:
    project = projects.create(name="Old")
    projects.archive(project.id)
    for refused in (lambda: projects.update(project.id, name="New"), lambda: projects.archive(project.id)):
        with pytest.raises(openai.BadRequestError) as caught:
            refused()
        assert caught.value.code == "project_archived"


def test_archiving_ends_the_projects_keys(projects: Any, shared_emulator: Emulator) -> None:
    project = projects.create(name="Old")
    key = shared_emulator.create_project_key(project.id)["value"]
    assert shared_emulator.call("GET", "/models", key=key).status_code == 200
    projects.archive(project.id)
    assert shared_emulator.call("GET", "/models", key=key).status_code == 401


def test_the_default_project_cannot_be_changed(projects: Any) -> None:
    default = next(iter(projects.list()))
    for refused in (lambda: projects.update(default.id, name="New"), lambda: projects.archive(default.id)):
        with pytest.raises(openai.BadRequestError) as caught:
            refused()
        assert caught.value.code == "default_project"


def test_an_unknown_project_is_not_found(projects: Any) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        projects.retrieve("proj_none")
    assert caught.value.param == "project_id"


def test_an_empty_name_is_refused(projects: Any) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        projects.create(name=" ")
    assert caught.value.param == "name"


def test_projects_are_seeded(projects: Any, shared_emulator: Emulator) -> None:
    shared_emulator.seed("projects:\n- name: Research\n- name: Old\n  status: archived\n")
    names = {project.name: project.status for project in projects.list(include_archived=True)}
    assert names == {"Default project": "active", "Research": "active", "Old": "archived"}

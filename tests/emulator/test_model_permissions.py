"""Which models a project may use, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

from support.administration import missing, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture
def permissions(client: Any) -> Any:
    return client.admin.organization.projects.model_permissions


@pytest.fixture
def project(client: Any) -> str:
    return next(iter(client.admin.organization.projects.list())).id


def test_permissions_are_set_replaced_and_cleared(permissions: Any, project: str) -> None:
    missing(permissions.retrieve, project)
    missing(permissions.delete, project)
    made = permissions.update(project, mode="allow_list", model_ids=["gpt-5.4", "gpt-5.4", "gpt-6.1"])
    assert made.to_dict() == {
        "object": "project.model_permissions",
        "mode": "allow_list",
        "model_ids": ["gpt-5.4", "gpt-6.1"],
    }
    assert permissions.retrieve(project).to_dict() == made.to_dict()
    assert permissions.update(project, mode="deny_list", model_ids=[]).mode == "deny_list"
    assert permissions.delete(project).to_dict() == {
        "object": "project.model_permissions.deleted",
        "deleted": True,
    }
    missing(permissions.retrieve, project)


def test_forbidden_models_are_out_of_reach(permissions: Any, project: str, client: Any) -> None:
    def embed(model: str) -> Any:
        return client.embeddings.create(model=model, input="hello")

    permissions.update(project, mode="allow_list", model_ids=["text-embedding-3-small"])
    assert embed("text-embedding-3-small").data
    with pytest.raises(openai.NotFoundError) as caught:
        embed("text-embedding-3-large")
    assert caught.value.code == "model_not_found"
    assert [model.id for model in client.models.list()] == ["text-embedding-3-small"]
    permissions.update(project, mode="deny_list", model_ids=["text-embedding-3-small"])
    assert embed("text-embedding-3-large").data
    missing(embed, "text-embedding-3-small")
    permissions.delete(project)
    assert embed("text-embedding-3-small").data


def test_permissions_are_the_projects_own(permissions: Any, project: str, client: Any) -> None:
    projects = client.admin.organization.projects
    other = projects.create(name="Other").id
    permissions.update(other, mode="allow_list", model_ids=[])
    assert client.embeddings.create(model="text-embedding-3-small", input="hello").data
    projects.archive(other)
    assert refusal(permissions.retrieve, other).code == "project_archived"
    missing(permissions.retrieve, "proj_none")
    assert refusal(permissions.update, project, mode="some", model_ids=[]).param == "mode"


def test_only_admin_keys_reach_permissions(shared_emulator: Emulator) -> None:
    wants_admin_key(shared_emulator, "DELETE", "/organization/projects/p/model_permissions")

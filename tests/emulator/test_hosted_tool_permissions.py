"""Which of the service's tools a project may use, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

from support.administration import missing, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator

TOOLS = ["code_interpreter", "file_search", "image_generation", "mcp", "web_search"]


@pytest.fixture
def permissions(client: Any) -> Any:
    return client.admin.organization.projects.hosted_tool_permissions


@pytest.fixture
def project(client: Any) -> str:
    return client.admin.organization.projects.create(name="Research").id


def disabled(permissions: Any, project: str) -> list[str]:
    return [tool for tool, each in permissions.retrieve(project).to_dict().items() if not each["enabled"]]


def test_all_tools_are_on_until_turned_off_one_by_one(permissions: Any, project: str, client: Any) -> None:
    assert sorted(permissions.retrieve(project).to_dict()) == TOOLS
    assert disabled(permissions, project) == []
    changed = permissions.update(project, mcp={"enabled": False}, web_search=None)
    assert (changed.mcp.enabled, changed.web_search.enabled) == (False, True)
    permissions.update(project, web_search={"enabled": False})
    assert disabled(permissions, project) == ["mcp", "web_search"]
    permissions.update(project, mcp={"enabled": True})
    assert disabled(permissions, project) == ["web_search"]
    other = client.admin.organization.projects.create(name="Other").id
    assert disabled(permissions, other) == []


def test_what_is_wrong_is_named(
    permissions: Any, project: str, client: Any, shared_emulator: Emulator
) -> None:
    path = f"/organization/projects/{project}/hosted_tool_permissions"
    answer = shared_emulator.call("POST", path, admin=True, json={"mcp": {"enabled": "no"}})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "mcp.enabled")
    missing(permissions.retrieve, "proj_none")
    client.admin.organization.projects.archive(project)
    assert refusal(permissions.update, project, mcp={"enabled": True}).code == "project_archived"
    wants_admin_key(shared_emulator, "GET", path)


def test_a_disabled_tool_is_refused_in_its_project(permissions: Any, client: Any) -> None:
    project = next(iter(client.admin.organization.projects.list())).id

    def search() -> Any:
        return client.responses.create(
            model="gpt-5.4", input="What is new?", tools=[{"type": "web_search"}], store=False
        )

    assert search().status == "completed"
    permissions.update(project, web_search={"enabled": False})
    with pytest.raises(openai.PermissionDeniedError) as caught:
        search()
    assert caught.value.code == "hosted_tool_disabled"
    plain = {"model": "gpt-5.4", "input": "Hello", "store": False}
    assert client.responses.create(**plain).status == "completed"
    permissions.update(project, web_search={"enabled": True})
    assert search().status == "completed"

"""`openai_service_account`: made without a key, renamed and given another role in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack
    from support.emulator import Emulator


ADDRESS = "openai_service_account.this"


def project(emulator: Emulator, name: str = "Research") -> str:
    created = emulator.call("POST", "/organization/projects", admin=True, json={"name": name})
    identity: str = created.json()["id"]
    return identity


def account(project_id: str, name: str = "bot", lines: str = "") -> str:
    return (
        f'resource "openai_service_account" "this" {{\n  project_id = "{project_id}"\n'
        f'  name = "{name}"\n  {lines}\n}}\n'
    )


def remote(stack: Stack, project_id: str) -> list[dict[str, Any]]:
    path = f"/organization/projects/{project_id}/service_accounts"
    found: list[dict[str, Any]] = stack.emulator.call("GET", path, admin=True).json()["data"]
    return found


def test_import_plans_nothing_and_protection_holds(stack: Callable[..., Stack]) -> None:
    made = stack()
    project_id = project(made.emulator)
    path = f"/organization/projects/{project_id}/service_accounts"
    created = made.emulator.call("POST", path, admin=True, json={"name": "bot"}).json()
    made.configure(account(project_id))
    made.import_(ADDRESS, f"{project_id}/{created['id']}")
    assert made.plan().code == 0
    made.configure(account(project_id, lines="deletion_protection = true"))
    made.apply()
    assert 'Protected: cannot delete service account "bot"' in made.destroy(check=False).text


def test_wrong_projects_are_told_plainly(stack: Callable[..., Stack]) -> None:
    made = stack(account("proj_absent"))
    assert "There is no project proj_absent" in made.plan(check=False).text
    archived = project(made.emulator, "Gone")
    made.emulator.call("POST", f"/organization/projects/{archived}/archive", admin=True)
    made.configure(account(archived))
    assert f"Project {archived} is archived" in made.plan(check=False).text
    default = made.emulator.call("GET", "/organization/projects", admin=True).json()["data"][0]["id"]
    made.configure(account(default))
    result = made.apply(check=False)
    assert f"Project {default} is the organization's default project" in result.text
    made.configure(account(default, lines='role = "admin"'))
    assert '"admin" is none of' in made.plan(check=False).text
    assert made.resources() == {}


def test_with_an_archived_project_it_is_gone(stack: Callable[..., Stack]) -> None:
    made = stack()
    project_id = project(made.emulator)
    made.configure(account(project_id))
    made.apply()
    made.emulator.call("POST", f"/organization/projects/{project_id}/archive", admin=True)
    made.destroy(refresh=False)
    assert made.resources() == {}


def test_a_lost_answer_makes_no_second_account(stack: Callable[..., Stack]) -> None:
    made = stack()
    project_id = project(made.emulator)
    made.configure(account(project_id))
    made.emulator.fault("create-project-service-account", drop="after")
    made.apply()
    assert len(remote(made, project_id)) == 1
    assert made.plan().code == 0

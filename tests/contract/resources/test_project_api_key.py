"""`openai_project_api_key`: taken over, restricted, given an end, deleted on demand, and never made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.administration import opens

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack
    from support.emulator import Emulator


ADDRESS = "openai_project_api_key.this"


def dashboard_key(emulator: Emulator) -> tuple[str, dict[str, Any]]:
    """Return a project's id and a key that a person made there."""
    body = {"name": "Research"}
    project_id = emulator.call("POST", "/organization/projects", admin=True, json=body).json()["id"]
    return project_id, emulator.create_project_key(project_id, "laptop")


def key(project_id: str, lines: str = "") -> str:
    return f'resource "openai_project_api_key" "this" {{\n  project_id = "{project_id}"\n  {lines}\n}}\n'


def test_import_plans_nothing_and_delete_is_opt_in(stack: Callable[..., Stack]) -> None:
    made = stack()
    project_id, created = dashboard_key(made.emulator)
    made.configure(key(project_id))
    made.import_(ADDRESS, f"{project_id}:{created['id']}")
    assert made.plan().code == 0
    made.configure(key(project_id, "delete_on_destroy = true"))
    made.apply()
    made.destroy()
    assert not opens(made.emulator, created["value"])


def test_it_is_never_made(stack: Callable[..., Stack]) -> None:
    made = stack()
    project_id, _created = dashboard_key(made.emulator)
    made.written()
    for lines, message in {"": "cannot be made here", 'api_key_id = "key_absent"': "has no key"}.items():
        made.configure(key(project_id, lines))
        result = made.plan(check=False)
        assert result.code == 1
        assert message in result.text
        assert "Make it on the dashboard" in result.text
        assert "terraform import" in result.text
    assert made.written() == []


def test_a_key_of_a_service_account_is_not_deleted_alone(stack: Callable[..., Stack]) -> None:
    made = stack()
    project_id, _created = dashboard_key(made.emulator)
    path = f"/organization/projects/{project_id}/service_accounts"
    bot = made.emulator.call("POST", path, admin=True, json={"name": "bot"}).json()
    lines = f'api_key_id = "{bot["api_key"]["id"]}"\n  delete_on_destroy = true'
    made.configure(key(project_id, lines))
    made.apply()
    assert made.values(ADDRESS)["owner_id"] == bot["id"]
    result = made.destroy(check=False)
    assert result.code == 1
    assert "a service account owns it" in result.text


def test_a_key_revoked_elsewhere_leaves_the_state(stack: Callable[..., Stack]) -> None:
    made = stack()
    project_id, created = dashboard_key(made.emulator)
    made.configure(key(project_id, f'api_key_id = "{created["id"]}"'))
    made.apply()
    path = f"/organization/projects/{project_id}/api_keys/{created['id']}"
    assert made.emulator.call("DELETE", path, admin=True).status_code == 200
    assert "has no key" in made.plan(check=False).text
    made.configure("")
    assert made.plan().code == 0

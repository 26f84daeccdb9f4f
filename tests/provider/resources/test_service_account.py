"""`openai_service_account`: made without a key, renamed and given another role in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract.resources.test_service_account import ADDRESS, account, project, remote

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack


def test_it_is_created_changed_in_place_and_deleted(stack: Callable[..., Stack]) -> None:
    made = stack()
    project_id = project(made.emulator)
    made.configure(account(project_id))
    made.apply()
    values = made.values(ADDRESS)
    assert values["id"] == f"{project_id}/{values['service_account_id']}"
    assert [(each["name"], each["role"]) for each in remote(made, project_id)] == [("bot", "member")]
    keys = made.emulator.call("GET", f"/organization/projects/{project_id}/api_keys", admin=True).json()
    assert keys["data"] == [], "no key is made that nobody gets"
    assert made.plan().code == 0
    made.written()

    made.configure(account(project_id, "robot", 'role = "owner"'))
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert made.values(ADDRESS)["service_account_id"] == values["service_account_id"]
    assert [(each["name"], each["role"]) for each in remote(made, project_id)] == [("robot", "owner")]
    assert len(made.written()) == 1
    path = f"/organization/projects/{project_id}/service_accounts/{values['service_account_id']}"
    made.emulator.call("POST", path, admin=True, json={"role": "member"})
    assert made.changes() == {ADDRESS: ["update"]}

    made.configure(account(project_id, "robot", 'role = "none"'))
    assert made.changes() == {ADDRESS: ["delete", "create"]}
    made.apply()
    assert [(each["name"], each["role"]) for each in remote(made, project_id)] == [("robot", "none")]
    assert made.plan().code == 0
    made.destroy()
    assert remote(made, project_id) == []

"""`openai_project` from its creation to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract.resources.test_project import ADDRESS, project, remote

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack


def test_it_is_created_renamed_and_archived(stack: Callable[..., Stack]) -> None:
    made = stack(project(lines='residency = "EU_STORAGE_PROCESSING"'))
    made.apply()
    values = made.values(ADDRESS)
    assert values["id"].startswith("proj_")
    assert values["residency"] == "EU_STORAGE_PROCESSING"
    assert values["status"] == "active"
    assert values["created_at"] == remote(made, values["id"])["created_at"]
    assert made.plan().code == 0
    made.written()

    made.configure(project("Study", 'residency = "EU_STORAGE_PROCESSING"\nexternal_key_id = "key_1"'))
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert made.values(ADDRESS)["id"] == values["id"]
    assert remote(made, values["id"])["name"] == "Study"
    assert remote(made, values["id"])["external_key_id"] == "key_1"
    assert made.plan().code == 0
    assert made.written() == [f"POST /v1/organization/projects/{values['id']}"]

    made.destroy()
    assert remote(made, values["id"])["status"] == "archived"
    assert made.written() == [f"POST /v1/organization/projects/{values['id']}/archive"]


def test_import_in_all_three_ways_plans_nothing(stack: Callable[..., Stack]) -> None:
    made = stack(project())
    created = made.emulator.call(
        "POST", "/organization/projects", admin=True, json={"name": "Research"}
    ).json()
    made.import_(ADDRESS, created["id"])
    assert made.plan().code == 0
    assert made.values(ADDRESS)["created_at"] == created["created_at"]
    made.run("state", "rm", ADDRESS)

    block = f'import {{\n  to = {ADDRESS}\n  id = "{created["id"]}"\n}}\n'
    made.configure(project() + block)
    assert "1 to import, 0 to add, 0 to change, 0 to destroy" in made.plan().text
    made.apply()
    assert made.plan().code == 0
    made.run("state", "rm", ADDRESS)

    made.configure(block)
    made.plan("-generate-config-out=generated.tf")
    assert made.changes() == {}
    assert 'name = "Research"' in " ".join((made.folder / "generated.tf").read_text().split())


def test_wrong_keys_name_the_setting_and_leak_nothing(stack: Callable[..., Stack]) -> None:
    marker = "sk-admin-MARKER0123456789"
    made = stack(project(), env={"OPENAI_ADMIN_KEY": marker, "TF_LOG": "TRACE"})
    result = made.apply(check=False)
    assert result.code == 1
    assert "401" in result.text
    assert "is admin_key (environment variable OPENAI_ADMIN_KEY) right?" in result.text
    assert marker not in result.stdout + result.stderr
    result = made.apply(check=False, env={"OPENAI_ADMIN_KEY": made.emulator.api_key, "TF_LOG": ""})
    assert "admin key" in result.text
    assert "OPENAI_ADMIN_KEY" in result.text
    del made.env["OPENAI_ADMIN_KEY"]
    result = made.apply(check=False, env={"TF_LOG": ""})
    assert "OPENAI_ADMIN_KEY" in result.text
    assert made.resources() == {}


def test_keys_in_the_configuration_are_in_no_plan_and_no_state(stack: Callable[..., Stack]) -> None:
    made = stack()
    made.configure(
        'variable "key" {\n  sensitive = true\n}\nprovider "openai" {\n  admin_key = var.key\n}\n' + project()
    )
    del made.env["OPENAI_ADMIN_KEY"]
    secret = {"TF_VAR_key": made.emulator.admin_key}
    shown = made.plan(env=secret).stdout + made.apply(env=secret).stdout
    assert made.emulator.admin_key not in shown
    assert made.emulator.admin_key not in (made.folder / "terraform.tfstate").read_text()


def test_a_refresh_costs_pages_and_not_objects(stack: Callable[..., Stack]) -> None:
    made = stack('resource "openai_project" "many" {\n  count = 120\n  name  = "Project ${count.index}"\n}\n')
    made.apply("-parallelism=50")
    made.emulator.clear_calls()
    assert made.plan("-parallelism=50").code == 0
    assert len(made.emulator.calls()) == 2

"""`openai_project` from its creation to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

ADDRESS = "openai_project.this"


def project(name: str = "Research", lines: str = "") -> str:
    return f'resource "openai_project" "this" {{\n  name = "{name}"\n{lines}\n}}\n'


def remote(stack: Stack, identifier: str) -> dict:
    return stack.emulator.call("GET", f"/organization/projects/{identifier}", admin=True).json()


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


def test_another_residency_is_another_project(stack: Callable[..., Stack]) -> None:
    made = stack(project(lines='residency = "EU_STORAGE_PROCESSING"'))
    made.apply()
    first = made.values(ADDRESS)["id"]
    made.configure(project(lines='residency = "JP_STORAGE"'))
    assert made.changes() == {ADDRESS: ["delete", "create"]}
    made.apply()
    assert made.values(ADDRESS)["id"] != first
    assert remote(made, first)["status"] == "archived"
    made.configure(project())
    assert made.plan().code == 0, "a residency left out keeps the project"


def test_what_changed_out_of_band_is_seen(stack: Callable[..., Stack]) -> None:
    made = stack(project())
    made.apply()
    identifier = made.values(ADDRESS)["id"]
    made.emulator.call("POST", f"/organization/projects/{identifier}", admin=True, json={"name": "Other"})
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert remote(made, identifier)["name"] == "Research"
    made.emulator.call("POST", f"/organization/projects/{identifier}/archive", admin=True)
    assert made.changes() == {ADDRESS: ["create"]}
    made.apply()
    assert made.values(ADDRESS)["id"] != identifier


def test_archived_behind_our_back_is_as_good_as_destroyed(stack: Callable[..., Stack]) -> None:
    made = stack(project())
    made.apply()
    identifier = made.values(ADDRESS)["id"]
    made.emulator.call("POST", f"/organization/projects/{identifier}/archive", admin=True)
    made.destroy("-refresh=false")
    assert made.resources() == {}


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


def test_import_of_what_is_not_there(stack: Callable[..., Stack]) -> None:
    made = stack(project())
    result = made.import_(ADDRESS, "proj_absent", check=False)
    assert result.code == 1
    assert "Cannot import non-existent remote object" in result.text
    assert "proj_absent" in result.text


def test_a_protected_project_is_neither_archived_nor_replaced(stack: Callable[..., Stack]) -> None:
    made = stack(project(lines="deletion_protection = true"))
    made.apply()
    identifier = made.values(ADDRESS)["id"]
    result = made.destroy(check=False)
    assert result.code == 1
    assert f'Protected: cannot delete project "Research" ({identifier})' in result.text
    assert "deletion_protection = false" in result.text
    made.configure(project(lines='deletion_protection = false\nresidency = "JP_STORAGE"'))
    result = made.plan(check=False)
    assert result.code == 1
    assert f'Protected: cannot replace project "Research" ({identifier})' in result.text
    result = made.run("apply", "-auto-approve", "-no-color", "-replace", ADDRESS, check=False)
    assert result.code == 1
    assert remote(made, identifier)["status"] == "active"
    made.written()

    made.configure(project(lines="deletion_protection = false"))
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert made.written() == [], "protection is no matter of the API"
    made.destroy()
    assert remote(made, identifier)["status"] == "archived"


def test_the_default_project_stays(stack: Callable[..., Stack]) -> None:
    made = stack()
    default = made.emulator.call("GET", "/organization/projects", admin=True).json()["data"][0]
    made.configure(project(default["name"]))
    made.import_(ADDRESS, default["id"])
    assert made.plan().code == 0
    result = made.destroy(check=False)
    assert result.code == 1
    assert f'Cannot archive project "{default["name"]}" ({default["id"]})' in result.text
    assert "default project" in result.text
    assert "terraform state rm" in result.text
    made.configure(project("Renamed"))
    result = made.apply(check=False)
    assert f'Cannot change project "{default["name"]}"' in result.text


def test_wrong_input_is_told_at_plan(stack: Callable[..., Stack]) -> None:
    made = stack(project("  "))
    result = made.plan(check=False)
    assert result.code == 1
    assert "name" in result.text
    assert "blank" in result.text
    made.configure(project(lines='residency = "eu"'))
    assert "EU_STORAGE_PROCESSING" in made.plan(check=False).text
    assert made.written() == []


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


def test_a_lost_answer_makes_no_second_project(stack: Callable[..., Stack]) -> None:
    made = stack(project("Once"))
    made.emulator.fault("create-project", drop="after")
    made.apply()
    found = made.emulator.call("GET", "/organization/projects", admin=True).json()["data"]
    assert [each["name"] for each in found].count("Once") == 1
    assert made.plan().code == 0

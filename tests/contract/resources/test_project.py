"""`openai_project` from its creation to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack


ADDRESS = "openai_project.this"


def project(name: str = "Research", lines: str = "") -> str:
    return f'resource "openai_project" "this" {{\n  name = "{name}"\n{lines}\n}}\n'


def remote(stack: Stack, identifier: str) -> dict:
    return stack.emulator.call("GET", f"/organization/projects/{identifier}", admin=True).json()


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
    made.destroy(refresh=False)
    assert made.resources() == {}


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
    result = made.apply(replace=ADDRESS, check=False)
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


def test_a_lost_answer_makes_no_second_project(stack: Callable[..., Stack]) -> None:
    made = stack(project("Once"))
    made.emulator.fault("create-project", drop="after")
    made.apply()
    found = made.emulator.call("GET", "/organization/projects", admin=True).json()["data"]
    assert [each["name"] for each in found].count("Once") == 1
    assert made.plan().code == 0

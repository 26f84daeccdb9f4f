"""The data sources, against what the emulator holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack


def test_projects_by_id_by_name_and_all(stack: Callable[..., Stack]) -> None:
    made = stack()
    call = made.emulator.call
    ids = [
        call("POST", "/organization/projects", admin=True, json={"name": name}).json()["id"]
        for name in ("Alpha", "Beta", "Beta")
    ]
    call("POST", f"/organization/projects/{ids[2]}/archive", admin=True)
    made.configure(
        f'data "openai_project" "id" {{\n  project_id = "{ids[0]}"\n}}\n'
        'data "openai_project" "name" {\n  name = "Beta"\n}\n'
        'data "openai_projects" "active" {}\n'
        'data "openai_projects" "all" {\n  include_archived = true\n}\n'
        'output "name" {\n  value = data.openai_project.id.name\n}\n'
        'output "id" {\n  value = data.openai_project.name.id\n}\n'
        'output "active" {\n  value = data.openai_projects.active.ids\n}\n'
        'output "all" {\n  value = data.openai_projects.all.projects\n}\n'
    )
    made.apply()
    output = made.output()
    assert output["name"] == "Alpha"
    assert output["id"] == ids[1]
    assert ids[2] not in output["active"]
    assert {each["id"]: each["status"] for each in output["all"]}[ids[2]] == "archived"
    assert made.plan().code == 0
    call("POST", "/organization/projects", admin=True, json={"name": "Beta"})
    result = made.plan(check=False)
    assert 'There are 2 projects with name "Beta"' in result.text
    made.configure('data "openai_project" "this" {\n  name = "Gamma"\n}\n')
    assert 'There is no project with name "Gamma"' in made.plan(check=False).text
    made.configure('data "openai_project" "this" {}\n')
    assert "Set exactly one of project_id, name" in made.plan(check=False).text


def test_files_by_id_and_by_purpose(stack: Callable[..., Stack]) -> None:
    made = stack()
    ids = {}
    for name, purpose in (("a.txt", "user_data"), ("b.jsonl", "batch")):
        form = {"files": {"file": (name, b"text")}, "data": {"purpose": purpose}}
        ids[name] = made.emulator.call("POST", "/files", **form).json()["id"]
    made.configure(
        f'data "openai_file" "this" {{\n  file_id = "{ids["a.txt"]}"\n}}\n'
        'data "openai_files" "batch" {\n  purpose = "batch"\n}\n'
        'output "file" {\n  value = data.openai_file.this\n}\n'
        'output "batch" {\n  value = data.openai_files.batch.files\n}\n'
    )
    made.apply()
    output = made.output()
    assert output["file"]["filename"] == "a.txt"
    assert output["file"]["expires_at"] is None
    assert [each["id"] for each in output["batch"]] == [ids["b.jsonl"]]
    assert output["batch"][0]["expires_at"] > output["batch"][0]["created_at"]
    made.configure('data "openai_file" "this" {\n  file_id = "file-absent"\n}\n')
    assert 'There is no file with file_id "file-absent"' in made.plan(check=False).text


def test_models_and_when_they_are_shut(stack: Callable[..., Stack]) -> None:
    made = stack(
        'data "openai_models" "all" {}\n'
        'data "openai_model" "ending" {\n  model_id = "gpt-5.4-nano"\n}\n'
        'data "openai_model" "lasting" {\n  model_id = "gpt-5.6-terra"\n}\n'
        'output "ids" {\n  value = data.openai_models.all.ids\n}\n'
        'output "ending" {\n  value = data.openai_model.ending\n}\n'
        'output "lasting" {\n  value = data.openai_model.lasting\n}\n'
    )
    made.apply()
    output = made.output()
    assert {"gpt-5.4-nano", "gpt-5.6-terra"} <= set(output["ids"])
    assert output["ending"]["shutdown_date"] == "2027-04-01"
    assert output["lasting"]["shutdown_date"] is None
    assert output["lasting"]["id"] == "gpt-5.6-terra"
    made.emulator.clear_calls()
    assert made.plan().code == 0
    assert len(made.emulator.calls("listModels")) == 1, "three look-ups share one list"

"""`openai_rate_limit`: limits that are set are kept, others left alone, and what was found comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack


ADDRESS = "openai_rate_limit.this"


MODEL = "gpt-5.6-terra"


def project(emulator: Any, name: str = "Research") -> str:
    created = emulator.call("POST", "/organization/projects", admin=True, json={"name": name})
    return created.json()["id"]


def limit(project_id: str, lines: str = "rpm_limit = 100\n  tpm_limit = 10000", model: str = MODEL) -> str:
    return (
        f'resource "openai_rate_limit" "this" {{\n  project_id = "{project_id}"\n'
        f'  model      = "{model}"\n  {lines}\n}}\n'
    )


def row(stack: Stack, project_id: str, model: str = MODEL) -> dict[str, Any]:
    path = f"/organization/projects/{project_id}/rate_limits"
    rows = stack.emulator.call("GET", path, admin=True).json()["data"]
    return next(each for each in rows if each["model"] == model)


def lower(stack: Stack, project_id: str, **limits: int) -> None:
    path = f"/organization/projects/{project_id}/rate_limits/{row(stack, project_id)['id']}"
    assert stack.emulator.call("POST", path, admin=True, json=limits).status_code == 200


def test_a_destroy_may_leave_the_limits(stack: Callable[..., Stack]) -> None:
    made = stack()
    project_id = project(made.emulator)
    made.configure(limit(project_id, "rpm_limit = 100\n  restore_on_destroy = false"))
    made.apply()
    made.written()
    made.destroy()
    assert row(made, project_id)["max_requests_per_1_minute"] == 100
    assert made.written() == []


@pytest.mark.parametrize("name", [MODEL, f"rl-{MODEL}"])
def test_import_plans_nothing_and_destroys_nothing(stack: Callable[..., Stack], name: str) -> None:
    made = stack()
    project_id = project(made.emulator)
    lower(made, project_id, max_requests_per_1_minute=100)
    made.configure(limit(project_id, "rpm_limit = 100"))
    made.import_(ADDRESS, f"{project_id}/{name}")
    assert made.plan().code == 0
    made.configure(limit(project_id, "rpm_limit = 60"))
    made.apply()
    made.destroy()
    assert row(made, project_id)["max_requests_per_1_minute"] == 100


def test_wrong_input_is_told_before_the_first_write(stack: Callable[..., Stack]) -> None:
    made = stack()
    project_id = project(made.emulator)
    made.written()
    wrong = {
        limit(project_id, model="gpt-5.6-tera"): "has no rate limit for the model",
        limit(project_id, "max_images_per_1_minute = 3"): "has no limit max_images_per_1_minute",
        limit(project_id, "rpm_limit = -1"): "at least 0",
        limit(project_id, "rpm_limit = 1.5"): "not a whole number",
        limit(project_id, ""): "Set at least one of",
        limit("proj_absent"): "There is no project proj_absent",
    }
    for body, message in wrong.items():
        made.configure(body)
        result = made.plan(check=False)
        assert result.code == 1
        assert message in result.text
    assert f'did you mean "{MODEL}"?' in stack(next(iter(wrong))).plan(check=False).text
    made.emulator.call("POST", f"/organization/projects/{project_id}/archive", admin=True)
    made.configure(limit(project_id))
    assert f"Project {project_id} is archived" in made.plan(check=False).text
    made.emulator.clear_calls()
    assert made.written() == []


def test_a_limit_above_the_organizations_changes_nothing(stack: Callable[..., Stack]) -> None:
    made = stack()
    project_id = project(made.emulator)
    found = row(made, project_id)
    made.configure(limit(project_id, "rpm_limit = 100\n  tpm_limit = 900000000"))
    result = made.apply(check=False)
    assert result.code == 1
    assert f"tpm_limit = 900000000 is refused for {MODEL} in project {project_id}" in result.text
    assert "above the organization's limit" in result.text
    assert row(made, project_id) == found
    made.configure(limit(project_id, "rpm_limit = 100"))
    made.apply()
    made.destroy()
    assert row(made, project_id) == found


def test_a_row_or_project_that_is_gone_leaves_the_state(stack: Callable[..., Stack]) -> None:
    made = stack()
    project_id = project(made.emulator)
    made.configure(limit(project_id))
    made.apply()
    made.emulator.call("POST", f"/organization/projects/{project_id}/archive", admin=True)
    made.configure("")
    assert made.plan().code == 0
    made.destroy(refresh=False)
    assert made.resources() == {}

"""`openai_rate_limit`: limits that are set are kept, others left alone, and what was found comes back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

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


def test_only_what_is_set_is_managed_and_what_was_found_comes_back(stack: Callable[..., Stack]) -> None:
    made = stack()
    project_id = project(made.emulator)
    lower(made, project_id, max_requests_per_1_minute=500)
    found = row(made, project_id)
    made.configure(limit(project_id))
    made.written()
    made.apply()
    values = made.values(ADDRESS)
    assert values["id"] == f"{project_id}/{MODEL}"
    assert (values["rpm_limit"], values["tpm_limit"]) == (100, 10000)
    assert values["batch_1_day_max_input_tokens"] == found["batch_1_day_max_input_tokens"]
    assert values["max_images_per_1_minute"] is None
    changed = {"max_requests_per_1_minute": 100, "max_tokens_per_1_minute": 10000}
    assert row(made, project_id) == {**found, **changed}
    assert len(made.written()) == 1
    assert made.plan().code == 0

    lower(made, project_id, batch_1_day_max_input_tokens=7)
    assert made.plan().code == 0, "a limit that is not set is nobody's business"
    lower(made, project_id, max_requests_per_1_minute=50)
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert row(made, project_id)["max_requests_per_1_minute"] == 100

    made.configure(limit(project_id, "rpm_limit = 0"))
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    after = row(made, project_id)
    assert after["max_requests_per_1_minute"] == 0
    assert after["max_tokens_per_1_minute"] == found["max_tokens_per_1_minute"], "left out, put back"
    assert made.plan().code == 0
    lower(made, project_id, max_tokens_per_1_minute=9)
    assert made.plan().code == 0, "a limit given back is managed no more"

    made.destroy()
    assert row(made, project_id)["max_requests_per_1_minute"] == 500
    assert row(made, project_id)["max_tokens_per_1_minute"] == 9


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
    made.destroy("-refresh=false")
    assert made.resources() == {}


def test_a_hundred_limits_cost_one_list_a_project(stack: Callable[..., Stack]) -> None:
    made = stack()
    projects = [project(made.emulator, f"Project {number}") for number in range(10)]
    path = f"/organization/projects/{projects[0]}/rate_limits"
    rows = made.emulator.call("GET", path, admin=True, params={"limit": 100}).json()["data"]
    models = [each["model"] for each in rows[:10]]
    made.configure(
        f"locals {{\n  pairs = setproduct({json.dumps(projects)}, {json.dumps(models)})\n}}\n"
        'resource "openai_rate_limit" "many" {\n'
        '  for_each   = { for pair in local.pairs : join("/", pair) => pair }\n'
        "  project_id = each.value[0]\n  model      = each.value[1]\n  rpm_limit  = 10\n}\n"
    )
    made.emulator.clear_calls()
    made.apply("-parallelism=50")
    calls = made.emulator.calls()
    assert sum(each["method"] == "POST" for each in calls) == 100
    assert sum(each["method"] == "GET" for each in calls) <= 30
    made.emulator.clear_calls()
    assert made.plan("-parallelism=50").code == 0
    assert len(made.emulator.calls()) == 10


def test_a_run_that_ends_before_the_state_is_saved_forgets_nothing(
    stack: Callable[..., Stack], tmp_path: Any
) -> None:
    made = stack(env={"FJCORP_OPENAI_JOURNAL_DIR": str(tmp_path / "journal")})
    project_id = project(made.emulator)
    found = row(made, project_id)
    made.configure(limit(project_id))
    made.apply()
    # The state of the run is lost: the same as a kill between the answer and the saving.
    (made.folder / "terraform.tfstate").unlink()
    made.apply()
    assert made.plan().code == 0
    assert list((tmp_path / "journal").glob("*.found.json")) == []
    made.destroy()
    assert row(made, project_id) == found

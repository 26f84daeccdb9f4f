"""`openai_rate_limit`: limits that are set are kept, others left alone, and what was found comes back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contract.resources.test_rate_limit import ADDRESS, MODEL, limit, lower, project, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack


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

"""An organization of some size under the limits of the real administration API: calls, not times."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from typing import TYPE_CHECKING, Any

from support.checks import every
from support.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.ansible import Ansible
    from support.emulator import Emulator
    from support.terraform import Terraform

# Not by way of sys.path: modules of the benchmark are called as folders of tests are.
STACKS = runpy.run_path(str(ROOT / "bench" / "stacks.py"))
CALLS, WINDOW = 10, 60
HEADER = 'terraform {\n  required_providers {\n    openai = { source = "fjcorp/openai" }\n  }\n}\n'


def pace(emulator: Emulator) -> None:
    """Begin to count, with the limits that were measured on the real service."""
    emulator.throttle(CALLS, WINDOW)
    emulator.clear_calls()


def counted(emulator: Emulator) -> Counter[str]:
    """Return the number of calls by operation; none was refused."""
    calls = emulator.calls()
    assert [call for call in calls if call["status"] != 200] == []
    return Counter(call["operation"] for call in calls)


def seeded_projects(emulator: Emulator, count: int) -> dict[str, str]:
    """Make projects and return their ids by name."""
    emulator.seed({"projects": [{"name": f"Project {number}"} for number in range(count)]})
    rows = emulator.dump()["project"]
    return {row["name"]: row["id"] for row in rows if row["name"] != "Default project"}


def test_a_plan_of_a_thousand_projects_takes_ten_calls_and_no_refusal(
    terraform: Callable[..., Terraform], shared_emulator: Emulator, tmp_path: Any
) -> None:
    ids = seeded_projects(shared_emulator, 999)  # with the default project, a thousand
    env = {**shared_emulator.environment(), "FJCORP_OPENAI_PACING_DIR": str(tmp_path / "pacing")}
    stack = terraform({"main.tf": HEADER + STACKS["IMPORTED"], "ids.json": ids}, env=env)
    stack.init()
    pace(shared_emulator)
    assert "999 imported, 0 added, 0 changed, 0 destroyed" in stack.apply("-parallelism=50").text
    assert counted(shared_emulator) == {"list-projects": 10}
    pace(shared_emulator)
    assert stack.plan("-parallelism=50").code == 0
    assert counted(shared_emulator) == {"list-projects": 10}


def test_a_plan_of_a_hundred_members_and_limits_takes_a_list_of_each_kind_and_project(
    terraform: Callable[..., Terraform], shared_emulator: Emulator
) -> None:
    ids = seeded_projects(shared_emulator, 10)
    shared_emulator.seed({"users": [{"email": f"person{number}@example.com"} for number in range(10)]})
    limits = f"/organization/projects/{ids['Project 0']}/rate_limits"
    rows = shared_emulator.call("GET", limits, admin=True).json()["data"]
    models = [row["model"] for row in rows if row["max_requests_per_1_minute"] >= 7][:10]
    files = {"main.tf": HEADER + STACKS["MEMBERS_AND_LIMITS"], "ids.json": ids, "models.json": models}
    stack = terraform(files, env=shared_emulator.environment())
    stack.write("models.json", str(models).replace("'", '"'))
    stack.init()
    assert "200 added, 0 changed, 0 destroyed" in stack.apply("-parallelism=50").text
    pace(shared_emulator)
    assert stack.plan("-parallelism=50").code == 0
    calls = counted(shared_emulator)
    assert calls["list-project-users"] == calls["list-project-rate-limits"] == 10
    assert calls.total() <= 21


def test_creates_under_the_limits_all_succeed_once_and_each_wait_is_announced(
    ansible: Ansible, emulator: Emulator
) -> None:
    # A minute is 4 s here.
    emulator.throttle(5, 4)
    projects = {f"p{number}": {"name": f"Project {number}"} for number in range(12)}
    outcome = ansible.apply(
        {"openai_projects": projects}, roles=["administrative"], env={"FJCORP_OPENAI_PACING_WINDOW": "4"}
    )
    assert outcome.results["administrative"]["counts"]["add"] == 12
    names = Counter(row["name"] for row in emulator.dump()["project"])
    assert names == Counter(["Default project", *(each["name"] for each in projects.values())])
    told = r"waiting (\d+) s: /organization/projects .* \(localhost, stack default\)"
    waits = [float(seconds) for seconds in re.findall(told, outcome.text)]
    assert waits, outcome.text
    assert every(seconds > 0 for seconds in waits)
    # A report comes before what it is about: the last create is later than the last line about a wait.
    last = outcome.text.rindex("waiting ")
    assert "changed: [localhost]" in outcome.text[last:]

"""Ends of Terraform that are nobody's input, and states of another owner: a sentence with a way out."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from plugins.plugin_utils.errors import StackError, StalePlanError
from plugins.plugin_utils.stack import failures, ownership
from plugins.plugin_utils.stack.backend import Backend
from plugins.plugin_utils.stack.plan import Plan

NEXT = "run again here and it goes on: what was made until then is in the journal, and nothing is made twice"
KILLED = "terraform was ended by the signal"


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (
            {"rc": -9, "msg": "", "stdout": '{"type": "apply_start"}'},
            f"{KILLED} SIGKILL (9), as the system does when memory is short; {NEXT}",
        ),
        (
            {"msg": "Terraform plan failed with unexpected exit code -15.\nSTDOUT: \nSTDERR: \nCOMMAND: t"},
            f"{KILLED} SIGTERM (15); {NEXT}",
        ),
        ({"rc": -77}, f"{KILLED} 77; {NEXT}"),
        ({"rc": 1, "msg": "no"}, None),
        ({}, None),
    ],
)
def test_a_killed_program(result: dict[str, Any], told: str | None) -> None:
    assert failures.killed(result) == told


def test_a_state_that_could_not_be_saved() -> None:
    errors = [
        {"summary": "Failed to save state", "detail": "Error saving state: dial tcp:\n connection refused"},
        {
            "summary": "Failed to persist state to backend",
            "detail": "use the following command:\n    terraform state push errored.tfstate",
        },
    ]
    assert failures.state_not_saved(errors, "pg", Path("/s/default/core_ai")) == (
        "openai_backend.pg: the state could not be saved: dial tcp: connection refused. As soon as it can "
        f"be, {NEXT}. Until then /s/default/core_ai is the only place that knows of it"
    )
    assert failures.state_not_saved([{"summary": "Other"}], "pg", Path()) is None


@pytest.mark.parametrize("name", ["PG_CONN_STR", "PGHOST"])
def test_a_database_that_nothing_names(name: str) -> None:
    backend = Backend({"pg": {"schema_name": "{category}"}}, "acme")
    backend.check({name: "db"})
    with pytest.raises(
        StackError, match=r"nothing names the database\. Set the environment variable PG_CONN_STR"
    ):
        backend.check({name: "", "HOME": "/"})
    Backend({"s3": {"key": "{category}"}}, "acme").check({})


def entry(kind: str, actions: list[str], id_: str) -> dict[str, Any]:
    change = {"actions": actions, "before": {"id": id_}, "after": None}
    return {"address": f"{kind}.{id_}", "type": kind, "change": change}


def state(*resources: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    listed = [{"mode": "managed", "type": kind, "values": values} for kind, values in resources]
    return {"values": {"root_module": {"child_modules": [{"resources": listed}]}}}


def test_a_state_of_which_nothing_is_there() -> None:
    gone = [entry("openai_project", ["delete"], f"proj_{number}") for number in range(4)]
    told = ownership.vanished({"resource_drift": gone}, "admin key", '"acme"')
    assert told == (
        'openai_stack: the state of "acme" belongs to somebody else: not one of the 4 objects that it holds '
        "(proj_0, proj_1, proj_2, ...) is there for the admin key of this run. Nothing was changed. Use the "
        "key that the state was made with, or give this organization a state of its own with another "
        "openai_stack. "
        "If somebody has removed all of it, run once with openai_state: recover"
    )
    alone = ownership.vanished({"resource_drift": gone[:1]}, "project key", '"acme"')
    assert alone is not None
    assert ": the one object that it holds (proj_0) is not there for the project key of this run. " in alone
    owner = ("openai_state_owner", {"project": "proj_d"})
    for others in (
        {"prior_state": state(("openai_project", {"id": "proj_9"}))},
        {"prior_state": state(owner)},
    ):
        assert ownership.vanished({"resource_drift": gone, **others}, "admin key", "acme") is None
    learned = [*gone, entry("openai_state_owner", ["update"], "admin")]
    assert ownership.vanished({"resource_drift": learned, "prior_state": state(owner)}, "key", "acme")
    assert ownership.vanished({}, "key", "acme") is None


def test_an_owner_is_not_written_down_while_an_object_may_only_be_late() -> None:
    settings: Any = SimpleNamespace(stack="acme", state="present")
    late = 'openai_projects["care"]: openai_project was not refreshed: it was made 31 s ago.'
    new, known = (
        Plan({"resource_changes": [entry("openai_state_owner", [each], "admin")]})
        for each in ("create", "no-op")
    )
    ownership.check(new, ["another warning"], [], settings)
    ownership.check(known, [late], [], settings)
    with pytest.raises(StackError) as refused:
        ownership.check(new, [late], [], settings)
    assert str(refused.value) == (
        f'openai_stack: whose the state of "acme" is cannot be told yet: {late} Nothing was changed. Use the '
        "key that the state was made with, or run again after that time"
    )


def test_writing_down_the_owner_is_no_change_of_the_users() -> None:
    new = entry("openai_state_owner", ["create"], "admin")
    plan = Plan({"resource_changes": [new]})
    assert (plan.changed, plan.records_owner, plan.counts()["add"]) == (False, True, 0)
    old = entry("openai_state_owner", ["no-op"], "admin")
    assert not Plan({"resource_changes": [old]}).records_owner


def test_a_plan_that_is_stale_twice_says_that_nothing_was_done() -> None:
    assert str(StalePlanError()) == (
        "other runs changed the state between plan and apply, twice. Nothing was changed; run again when "
        "they have ended"
    )

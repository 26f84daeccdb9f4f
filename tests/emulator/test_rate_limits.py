"""Rate limits of a project, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import missing, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture
def limits(client: Any) -> Any:
    return client.admin.organization.projects.rate_limits


@pytest.fixture
def project(client: Any) -> str:
    return client.admin.organization.projects.create(name="Research").id


def by_model(limits: Any, project: str) -> dict[str, Any]:
    return {row.model: row for row in limits.list_rate_limits(project)}


def test_every_model_has_one_row(limits: Any, project: str, shared_emulator: Emulator) -> None:
    rows = by_model(limits, project)
    served = [model["id"] for model in shared_emulator.call("GET", "/models").json()["data"]]
    assert sorted(rows) == sorted(served)
    assert rows["gpt-5.4"].object == "project.rate_limit"
    assert rows["gpt-5.4"].max_images_per_1_minute is None
    assert rows["gpt-image-2"].max_images_per_1_minute == 250
    assert rows["whisper-1"].max_audio_megabytes_per_1_minute == 2000
    assert rows["text-embedding-3-small"].batch_1_day_max_input_tokens == 4_000_000_000
    assert len({row.id for row in rows.values()}) == len(rows)


def test_rows_are_listed_two_by_two(limits: Any, project: str, shared_emulator: Emulator) -> None:
    whole = [row.id for row in limits.list_rate_limits(project)]
    shared_emulator.clear_calls()
    assert [row.id for row in limits.list_rate_limits(project, limit=2)] == whole
    assert len(shared_emulator.calls("list-project-rate-limits")) == (len(whole) + 1) // 2
    assert [row.id for row in limits.list_rate_limits(project, limit=2, before=whole[4]).data] == whole[2:4]
    assert refusal(limits.list_rate_limits, project, after="rl-none").param == "after"


def test_only_what_is_named_changes_and_in_this_project_only(limits: Any, client: Any, project: str) -> None:
    other = client.admin.organization.projects.create(name="Other").id
    before = by_model(limits, project)["gpt-5.4"]
    changed = limits.update_rate_limit(before.id, project_id=project, max_requests_per_1_minute=100)
    assert changed.max_requests_per_1_minute == 100
    assert changed.max_tokens_per_1_minute == before.max_tokens_per_1_minute
    limits.update_rate_limit(before.id, project_id=project, max_tokens_per_1_minute=0)
    after = by_model(limits, project)["gpt-5.4"]
    assert (after.max_requests_per_1_minute, after.max_tokens_per_1_minute) == (100, 0)
    assert by_model(limits, other)["gpt-5.4"].to_dict() == before.to_dict()


def test_the_organizations_limit_is_the_highest(limits: Any, project: str) -> None:
    row = by_model(limits, project)["gpt-5.4"]
    highest = row.max_requests_per_1_minute

    def change(**values: int) -> Any:
        return limits.update_rate_limit(row.id, project_id=project, **values)

    assert change(max_requests_per_1_minute=highest).max_requests_per_1_minute == highest
    error = refusal(change, max_requests_per_1_minute=highest + 1)
    assert (error.code, error.param) == ("rate_limit_exceeds_organization_limit", "max_requests_per_1_minute")
    assert str(highest) in error.message
    assert refusal(change, max_images_per_1_minute=1).param == "max_images_per_1_minute"
    assert refusal(change, max_tokens_per_1_minute=-1).param == "max_tokens_per_1_minute"
    assert by_model(limits, project)["gpt-5.4"].to_dict() == row.to_dict()


def test_rows_are_fixed(limits: Any, project: str, shared_emulator: Emulator) -> None:
    missing(limits.update_rate_limit, "rl-gpt-none", project_id=project, max_requests_per_1_minute=1)
    path = f"/organization/projects/{project}/rate_limits"
    assert shared_emulator.call("POST", path, admin=True, json={"model": "x"}).status_code == 405
    assert shared_emulator.call("DELETE", f"{path}/rl-gpt-5.4", admin=True).status_code == 405


def test_the_row_of_a_model_that_ended_or_is_forbidden_vanishes(
    limits: Any, client: Any, project: str, shared_emulator: Emulator
) -> None:
    assert "gpt-4" not in by_model(limits, project)
    assert "gpt-5.4-nano" in by_model(limits, project)
    client.admin.organization.projects.model_permissions.update(
        project, mode="deny_list", model_ids=["gpt-5.4-nano"]
    )
    assert "gpt-5.4-nano" not in by_model(limits, project)
    missing(limits.update_rate_limit, "rl-gpt-5.4-nano", project_id=project, max_requests_per_1_minute=1)
    shared_emulator.clock.advance(300 * 24 * 3600)
    assert "gpt-4.1" not in by_model(limits, project)


def test_archived_and_unknown_projects_have_no_limits(limits: Any, client: Any, project: str) -> None:
    client.admin.organization.projects.archive(project)
    assert refusal(limits.list_rate_limits, project).code == "project_archived"
    missing(limits.list_rate_limits, "proj_none")


def test_only_admin_keys_reach_limits(project: str, shared_emulator: Emulator) -> None:
    path = f"/organization/projects/{project}/rate_limits"
    wants_admin_key(shared_emulator, "GET", path)
    wants_admin_key(shared_emulator, "POST", f"{path}/rl-gpt-5.4", {"max_requests_per_1_minute": 1})


def test_limits_are_seeded(limits: Any, client: Any, shared_emulator: Emulator) -> None:
    row = {"project": "Bikes", "model": "gpt-5.4", "max_requests_per_1_minute": 7}
    shared_emulator.seed({"projects": [{"name": "Bikes"}], "rate_limits": [row]})
    bikes = next(each.id for each in client.admin.organization.projects.list() if each.name == "Bikes")
    assert by_model(limits, bikes)["gpt-5.4"].max_requests_per_1_minute == 7

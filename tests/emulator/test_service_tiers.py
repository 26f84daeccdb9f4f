"""Service tiers of a project, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import missing, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture
def tiers(client: Any) -> Any:
    return client.admin.organization.projects.service_tier_settings


@pytest.fixture
def project(client: Any) -> str:
    return next(iter(client.admin.organization.projects.list())).id


def test_settings_change_one_by_one(tiers: Any, project: str, client: Any) -> None:
    assert tiers.retrieve(project).to_dict() == {
        "object": "project.service_tier_settings",
        "default": "standard",
        "enabled_tiers": "all",
    }
    assert tiers.update(project, enabled_tiers=["fast", "flex", "flex"]).enabled_tiers == ["fast", "flex"]
    changed = tiers.update(project, default="fast")
    assert (changed.default, changed.enabled_tiers) == ("fast", ["fast", "flex"])
    assert tiers.retrieve(project).to_dict() == changed.to_dict()
    other = client.admin.organization.projects.create(name="Other").id
    assert tiers.retrieve(other).enabled_tiers == "all"


def test_a_tier_that_is_not_enabled_is_refused(tiers: Any, project: str, client: Any) -> None:
    messages = [{"role": "user", "content": "Hello"}]

    def ask(tier: str) -> Any:
        return client.chat.completions.create(model="gpt-5.4", messages=messages, service_tier=tier)

    assert ask("flex").choices
    tiers.update(project, enabled_tiers=[])
    error = refusal(ask, "flex")
    assert (error.code, error.param) == ("service_tier_not_enabled", "service_tier")
    assert ask("auto").choices
    tiers.update(project, enabled_tiers=["flex"])
    assert ask("flex").choices


def test_what_is_wrong_is_named(tiers: Any, project: str, client: Any, shared_emulator: Emulator) -> None:
    assert refusal(tiers.update, project, default="slow").param == "default"
    assert refusal(tiers.update, project, enabled_tiers=["fast", "slow"]).param == "enabled_tiers[1]"
    assert refusal(tiers.update, project, default="fast", enabled_tiers=[]).param == "default"
    missing(tiers.retrieve, "proj_none")
    gone = client.admin.organization.projects.create(name="Gone").id
    client.admin.organization.projects.archive(gone)
    assert refusal(tiers.retrieve, gone).code == "project_archived"
    wants_admin_key(shared_emulator, "GET", f"/organization/projects/{project}/service_tier_settings")

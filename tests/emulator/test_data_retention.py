"""Data retention of the organization and of projects, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import missing, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture
def organization(client: Any) -> Any:
    return client.admin.organization


def test_the_organization_always_has_one(organization: Any) -> None:
    assert organization.data_retention.retrieve().to_dict() == {
        "object": "organization.data_retention",
        "type": "modified_abuse_monitoring",
    }
    changed = organization.data_retention.update(retention_type="zero_data_retention")
    assert changed.type == "zero_data_retention"
    assert organization.data_retention.retrieve().type == "zero_data_retention"
    error = refusal(organization.data_retention.update, retention_type="none")
    assert error.param == "retention_type"


def test_a_project_follows_the_organization_until_told_otherwise(organization: Any) -> None:
    retention = organization.projects.data_retention
    project = organization.projects.create(name="Research").id
    assert retention.retrieve(project).to_dict() == {
        "object": "project.data_retention",
        "type": "organization_default",
    }
    assert retention.update(project, retention_type="none").type == "none"
    assert retention.retrieve(project).type == "none"
    assert retention.update(project, retention_type="organization_default").type == "organization_default"
    assert organization.data_retention.retrieve().type == "modified_abuse_monitoring"
    organization.projects.archive(project)
    assert refusal(retention.retrieve, project).code == "project_archived"
    missing(retention.retrieve, "proj_none")


def test_only_admin_keys_reach_retention(shared_emulator: Emulator) -> None:
    wants_admin_key(shared_emulator, "GET", "/organization/data_retention")
    wants_admin_key(shared_emulator, "GET", "/organization/projects/p/data_retention")

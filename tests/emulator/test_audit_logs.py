"""The audit log, by the official client: it shows what really happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import join, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture
def organization(client: Any) -> Any:
    return client.admin.organization


def types(organization: Any, **query: Any) -> list[str]:
    """Return the types of the events, oldest first."""
    return [line.type for line in organization.audit_logs.list(**query)][::-1]


def test_what_happened_is_told_newest_first(organization: Any, shared_emulator: Emulator) -> None:
    project = organization.projects.create(name="Research").id
    organization.projects.update(project, name="Lab")
    account = organization.projects.service_accounts.create(project, name="bot")
    organization.projects.service_accounts.update(account.id, project_id=project, role="owner")
    organization.projects.service_accounts.delete(account.id, project_id=project)
    row = next(iter(organization.projects.rate_limits.list_rate_limits(project)))
    organization.projects.rate_limits.update_rate_limit(
        row.id, project_id=project, max_requests_per_1_minute=5
    )
    organization.projects.archive(project)
    ada = join(shared_emulator, "ada@example.com")
    organization.users.update(ada, role="owner")
    group = organization.groups.create(name="g").id
    organization.groups.update(group, name="h")
    role = organization.roles.create(role_name="auditor", permissions=[]).id
    organization.roles.update(role, permissions=["api.read"])
    organization.users.roles.create(ada, role_id=role)
    organization.users.roles.delete(role, user_id=ada)
    organization.roles.delete(role)
    organization.groups.delete(group)
    key = organization.admin_api_keys.create(name="k").id
    organization.admin_api_keys.delete(key)
    organization.users.delete(ada)
    assert types(organization) == [
        "project.created",
        "project.updated",
        "service_account.created",
        "api_key.created",
        "service_account.updated",
        "service_account.deleted",
        "rate_limit.updated",
        "project.archived",
        "invite.sent",
        "user.added",
        "invite.accepted",
        "user.updated",
        "group.created",
        "group.updated",
        "role.created",
        "role.updated",
        "role.assignment.created",
        "role.assignment.deleted",
        "role.deleted",
        "group.deleted",
        "api_key.created",
        "api_key.deleted",
        "user.deleted",
    ]


def test_a_line_tells_who_did_what_where(organization: Any) -> None:
    project = organization.projects.create(name="Research")
    row = next(iter(organization.projects.rate_limits.list_rate_limits(project.id)))
    organization.projects.rate_limits.update_rate_limit(
        row.id, project_id=project.id, max_requests_per_1_minute=5
    )
    line = next(iter(organization.audit_logs.list()))
    assert line.rate_limit_updated.id == row.id
    assert line.rate_limit_updated.changes_requested.max_requests_per_1_minute == 5
    assert (line.project.id, line.project.name) == (project.id, "Research")
    (key,) = organization.admin_api_keys.list()
    assert (line.actor.type, line.actor.api_key.id, line.actor.api_key.type) == ("api_key", key.id, "user")
    assert line.actor.api_key.user.email == "owner@example.com"


def test_what_was_refused_is_not_told(organization: Any) -> None:
    refusal(organization.projects.create, name=" ")
    refusal(organization.invites.create, email="nobody", role="reader")
    assert types(organization) == []


def test_five_lines_are_listed_two_by_two_both_ways(organization: Any, shared_emulator: Emulator) -> None:
    for number in range(5):
        organization.projects.create(name=f"P{number}")
    whole = [line.id for line in organization.audit_logs.list()]
    shared_emulator.clear_calls()
    assert [line.id for line in organization.audit_logs.list(limit=2)] == whole
    assert len(shared_emulator.calls()) == 3
    assert [line.id for line in organization.audit_logs.list(limit=2, before=whole[3]).data] == whole[1:3]
    assert refusal(organization.audit_logs.list, after="audit_log-none").param == "after"
    assert refusal(organization.audit_logs.list, limit=101).param == "limit"


def test_lines_are_filtered(organization: Any, shared_emulator: Emulator) -> None:
    one, two = (organization.projects.create(name=name) for name in ("One", "Two"))
    shared_emulator.clock.advance(1000)
    group = organization.groups.create(name="g")
    organization.groups.delete(group.id)

    def logged(**query: Any) -> list[str]:
        return types(organization, **query)

    assert logged(event_types=["project.created", "group.deleted"]) == [
        "project.created",
        "project.created",
        "group.deleted",
    ]
    assert logged(project_ids=[two.id]) == ["project.created"]
    assert logged(resource_ids=[one.id, group.id]) == ["project.created", "group.created", "group.deleted"]
    late = two.created_at + 500
    assert logged(effective_at={"gt": late}) == ["group.created", "group.deleted"]
    assert logged(effective_at={"lte": late, "gte": one.created_at}) == ["project.created"] * 2
    assert logged(effective_at={"lt": one.created_at}) == []
    founder = next(iter(organization.users.list()))
    (key,) = organization.admin_api_keys.list()
    for query in (
        {"actor_ids": [founder.id]},
        {"actor_ids": [key.id]},
        {"actor_emails": ["OWNER@example.com"]},
    ):
        assert len(logged(**query)) == 4
    assert logged(actor_ids=["user-none"]) == []
    assert logged(tenant_only=True) == []
    assert refusal(logged, tenant_only=True, event_types=["project.created"]).param == "event_types"
    answer = shared_emulator.call(
        "GET", "/organization/audit_logs", admin=True, params={"event_types[]": "project.exploded"}
    )
    assert answer.status_code == 400


def test_only_admin_keys_reach_the_log(shared_emulator: Emulator) -> None:
    wants_admin_key(shared_emulator, "GET", "/organization/audit_logs")

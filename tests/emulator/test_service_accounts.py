"""Service accounts and their keys, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import missing, opens, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture
def project(client: Any) -> str:
    return client.admin.organization.projects.create(name="Research").id


@pytest.fixture
def accounts(client: Any) -> Any:
    return client.admin.organization.projects.service_accounts


def test_an_account_comes_with_a_key_shown_once(
    client: Any, accounts: Any, project: str, shared_emulator: Emulator
) -> None:
    account = accounts.create(project, name="bot")
    assert (account.object, account.role, account.api_key.name) == (
        "organization.project.service_account",
        "member",
        "Secret Key",
    )
    assert account.api_key.value.startswith("sk-svcacct-")
    assert opens(shared_emulator, account.api_key.value)
    assert "value" not in str(accounts.retrieve(account.id, project_id=project).to_dict())
    (listed,) = client.admin.organization.projects.api_keys.list(project)
    assert listed.id == account.api_key.id
    assert (listed.owner.type, listed.owner.service_account.id) == ("service_account", account.id)
    assert listed.redacted_value.endswith(account.api_key.value[-4:])
    assert account.api_key.value not in str(shared_emulator.dump())


def test_an_account_may_come_without_role_and_key(accounts: Any, project: str) -> None:
    account = accounts.create(project, name="bare", create_service_account_only=True)
    assert (account.role, account.api_key) == ("none", None)
    error = refusal(
        accounts.create, project, name="bare", create_service_account_only=True, expires_in_seconds=60
    )
    assert error.param == "expires_in_seconds"


def test_five_accounts_are_listed_two_by_two(accounts: Any, project: str, shared_emulator: Emulator) -> None:
    made = [accounts.create(project, name="same").id for _index in range(5)]
    shared_emulator.clear_calls()
    assert [account.id for account in accounts.list(project, limit=2)] == made
    assert len(shared_emulator.calls("list-project-service-accounts")) == 3


def test_name_and_role_change_in_place(accounts: Any, project: str, shared_emulator: Emulator) -> None:
    account = accounts.create(project, name="old")
    changed = accounts.update(account.id, project_id=project, name="new", role="owner")
    assert (changed.id, changed.name, changed.role) == (account.id, "new", "owner")
    assert accounts.retrieve(account.id, project_id=project).to_dict() == changed.to_dict()
    assert opens(shared_emulator, account.api_key.value)
    assert refusal(accounts.update, account.id, project_id=project, role="none").param == "role"
    assert refusal(accounts.update, account.id, project_id=project, name=" ").param == "name"


def test_further_keys_overlap(client: Any, accounts: Any, project: str, shared_emulator: Emulator) -> None:
    account = accounts.create(project, name="bot")
    key = accounts.api_keys.create(account.id, project_id=project, name="next", scopes=["api.all.read"])
    assert (key.object, key.name) == ("organization.project.service_account.api_key", "next")
    assert opens(shared_emulator, key.value)
    assert opens(shared_emulator, account.api_key.value)
    assert len(list(client.admin.organization.projects.api_keys.list(project))) == 2


def test_keys_expire(accounts: Any, project: str, shared_emulator: Emulator) -> None:
    account = accounts.create(project, name="bot", expires_in_seconds=100)
    key = accounts.api_keys.create(account.id, project_id=project, expires_in_seconds=1000)
    assert account.api_key.expires_at == account.created_at + 100
    shared_emulator.clock.advance(101)
    assert not opens(shared_emulator, account.api_key.value)
    assert opens(shared_emulator, key.value)


def test_a_deleted_account_takes_its_keys_along(
    client: Any, accounts: Any, project: str, shared_emulator: Emulator
) -> None:
    account = accounts.create(project, name="bot")
    extra = accounts.api_keys.create(account.id, project_id=project)
    assert accounts.delete(account.id, project_id=project).to_dict() == {
        "object": "organization.project.service_account.deleted",
        "id": account.id,
        "deleted": True,
    }
    assert not opens(shared_emulator, account.api_key.value)
    assert not opens(shared_emulator, extra.value)
    assert not list(client.admin.organization.projects.api_keys.list(project, owner_project_access="any"))
    missing(accounts.retrieve, account.id, project_id=project)
    missing(accounts.delete, account.id, project_id=project)
    missing(accounts.update, account.id, project_id=project, name="x")
    missing(accounts.api_keys.create, account.id, project_id=project)


def test_the_default_project_and_archived_ones_refuse_accounts(
    client: Any, accounts: Any, project: str, shared_emulator: Emulator
) -> None:
    default = next(iter(client.admin.organization.projects.list())).id
    assert refusal(accounts.create, default, name="bot").code == "default_project"
    account = accounts.create(project, name="bot")
    client.admin.organization.projects.archive(project)
    assert not opens(shared_emulator, account.api_key.value)
    assert refusal(accounts.create, project, name="bot").code == "project_archived"
    assert refusal(accounts.list, project).code == "project_archived"


def test_only_admin_keys_reach_accounts(project: str, shared_emulator: Emulator) -> None:
    path = f"/organization/projects/{project}/service_accounts"
    wants_admin_key(shared_emulator, "POST", path, {"name": "bot"})


def test_accounts_are_seeded_with_keys(client: Any, accounts: Any, shared_emulator: Emulator) -> None:
    shared_emulator.seed(
        {
            "projects": [{"name": "Bikes"}],
            "service_accounts": [{"project": "Bikes", "name": "bot", "keys": 3}],
        }
    )
    bikes = next(each.id for each in client.admin.organization.projects.list() if each.name == "Bikes")
    assert [account.name for account in accounts.list(bikes)] == ["bot"]
    assert len(list(client.admin.organization.projects.api_keys.list(bikes))) == 3

"""Users of the organization, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import administers, join, missing, opens, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture
def users(client: Any) -> Any:
    return client.admin.organization.users


def test_the_founder_owns_the_organization(users: Any) -> None:
    (founder,) = users.list()
    assert (founder.role, founder.is_default, founder.email) == ("owner", True, "owner@example.com")
    assert founder.api_key_last_used_at is not None
    assert users.retrieve(founder.id).name == founder.name


def test_five_users_are_listed_two_by_two(users: Any, shared_emulator: Emulator) -> None:
    made = [join(shared_emulator, f"p{number}@example.com") for number in range(4)]
    shared_emulator.clear_calls()
    assert [user.id for user in users.list(limit=2)][1:] == made
    assert len(shared_emulator.calls("list-users")) == 3


def test_users_are_found_by_address_whatever_its_letter_case(users: Any, shared_emulator: Emulator) -> None:
    ada, _unused, bob = (join(shared_emulator, f"{name}@example.com") for name in ("Ada", "carl", "bob"))
    found = users.list(emails=["ada@EXAMPLE.com", "bob@example.com", "nobody@example.com"])
    assert [user.id for user in found] == [ada, bob]


def test_the_role_changes_by_name_and_by_id(users: Any, shared_emulator: Emulator) -> None:
    ada = join(shared_emulator, "ada@example.com")
    assert users.update(ada, role="owner").role == "owner"
    reader = "role-api-organization-reader__api-organization__org-emulator"
    assert users.update(ada, role_id=reader).role == "reader"
    assert users.retrieve(ada).role == "reader"
    assert refusal(users.update, ada, role="member").param == "role"
    assert refusal(users.update, ada, role="owner", role_id=reader).param == "role_id"
    missing(users.update, ada, role_id="role_none")


def test_what_a_person_said_about_themselves_is_kept(users: Any, shared_emulator: Emulator) -> None:
    ada = join(shared_emulator, "ada@example.com")
    users.update(ada, technical_level="expert", developer_persona="builder")
    changed = users.update(ada, technical_level=None)
    assert (changed.technical_level, changed.developer_persona, changed.role) == (None, "builder", "reader")


def test_the_last_owner_is_protected(users: Any, shared_emulator: Emulator) -> None:
    (founder,) = users.list()
    assert refusal(users.update, founder.id, role="reader").code == "last_owner"
    assert refusal(users.delete, founder.id).code == "last_owner"
    join(shared_emulator, "second@example.com", "owner")
    assert users.update(founder.id, role="reader").role == "reader"


def test_a_deleted_user_takes_memberships_and_keys_along(
    users: Any, client: Any, shared_emulator: Emulator
) -> None:
    project = client.admin.organization.projects.create(name="Research")
    ada = join(shared_emulator, "ada@example.com", projects=[{"id": project.id, "role": "member"}])
    body = {"project_id": project.id, "user_id": ada}
    key = shared_emulator.control("POST", "/project_keys", body)["value"]
    assert opens(shared_emulator, key)
    assert users.delete(ada).to_dict() == {"object": "organization.user.deleted", "id": ada, "deleted": True}
    assert not opens(shared_emulator, key)
    assert ada not in [user.id for user in client.admin.organization.projects.users.list(project.id)]
    assert not list(client.admin.organization.projects.api_keys.list(project.id, owner_project_access="any"))
    missing(users.retrieve, ada)
    missing(users.delete, ada)


def test_an_admin_key_ends_with_its_owners_role(users: Any, shared_emulator: Emulator) -> None:
    (founder,) = users.list()
    second = join(shared_emulator, "second@example.com", "owner")
    users.update(founder.id, role="reader")
    assert not administers(shared_emulator, shared_emulator.admin_key)
    dumped = {user["id"]: user["role"] for user in shared_emulator.dump()["user"]}
    assert dumped == {founder.id: "reader", second: "owner"}


def test_service_accounts_appear_among_the_users(users: Any, client: Any) -> None:
    project = client.admin.organization.projects.create(name="Research")
    account = client.admin.organization.projects.service_accounts.create(project.id, name="bot")
    (shown,) = [user for user in users.list() if user.is_service_account]
    assert (shown.id, shown.name, shown.email) == (account.id, "bot", None)
    refusal(users.delete, account.id)
    refusal(users.update, account.id, role="owner")
    client.admin.organization.projects.archive(project.id)
    assert not [user for user in users.list() if user.is_service_account]


def test_a_user_of_the_identity_provider_is_not_deleted_here(users: Any, shared_emulator: Emulator) -> None:
    shared_emulator.seed({"users": [{"email": "scim@example.com", "is_scim_managed": True}]})
    (user,) = users.list(emails=["scim@example.com"])
    assert user.is_scim_managed
    assert refusal(users.delete, user.id).code == "scim_managed"


def test_only_admin_keys_reach_users(shared_emulator: Emulator) -> None:
    wants_admin_key(shared_emulator, "GET", "/organization/users")
    wants_admin_key(shared_emulator, "DELETE", "/organization/users/user-1")

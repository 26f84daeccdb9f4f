"""API keys of a project, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import join, missing, opens, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture
def keys(client: Any) -> Any:
    return client.admin.organization.projects.api_keys


@pytest.fixture
def project(client: Any) -> str:
    return client.admin.organization.projects.create(name="Research").id


def test_a_key_made_on_the_dashboard_works(
    keys: Any, project: str, client: Any, shared_emulator: Emulator
) -> None:
    made = shared_emulator.create_project_key(project, "laptop")
    assert made["value"].startswith("sk-proj-")
    key = keys.retrieve(made["id"], project_id=project)
    assert (key.object, key.name, key.owner_project_access, key.last_used_at, key.expires_at) == (
        "organization.project.api_key",
        "laptop",
        "active",
        None,
        None,
    )
    assert (key.owner.type, key.owner.user.email, key.owner.user.role) == (
        "user",
        "owner@example.com",
        "owner",
    )
    assert key.redacted_value.endswith(made["value"][-4:])
    assert "value" not in key.to_dict()
    with shared_emulator.client(api_key=made["value"]) as other:
        assert other.files.list().data == []
    assert keys.retrieve(made["id"], project_id=project).last_used_at >= key.created_at


def test_keys_cannot_be_created_through_the_api(project: str, shared_emulator: Emulator) -> None:
    path = f"/organization/projects/{project}/api_keys"
    answer = shared_emulator.call("POST", path, admin=True, json={"name": "new"})
    assert answer.status_code == 405


def test_a_key_belongs_to_somebody_with_access(project: str, shared_emulator: Emulator) -> None:
    ada = join(shared_emulator, "ada@example.com")
    url = f"{shared_emulator.control_url}/project_keys"

    def attempt(**body: Any) -> tuple[int, str | None]:
        answer = shared_emulator.http.post(url, json={"project_id": project, **body})
        return answer.status_code, answer.json()["error"]["code"]

    assert attempt(user_id=ada) == (400, "no_project_access")
    assert attempt(email="nobody@example.com")[0] == 404
    assert attempt(project_id="proj_none")[0] == 404
    assert attempt(nonsense=1)[0] == 400


def test_five_keys_are_listed_two_by_two(keys: Any, project: str, shared_emulator: Emulator) -> None:
    made = [shared_emulator.create_project_key(project, f"k{number}")["id"] for number in range(5)]
    shared_emulator.clear_calls()
    assert [key.id for key in keys.list(project, limit=2)] == made
    assert len(shared_emulator.calls("list-project-api-keys")) == 3


def test_keys_are_chosen_by_their_owners_access(
    keys: Any, project: str, client: Any, shared_emulator: Emulator
) -> None:
    ada = join(shared_emulator, "ada@example.com", projects=[{"id": project, "role": "member"}])
    body = {"project_id": project, "email": "ADA@example.com", "name": "ada's"}
    hers = shared_emulator.control("POST", "/project_keys", body)["id"]
    mine = shared_emulator.create_project_key(project)["id"]
    client.admin.organization.projects.users.delete(ada, project_id=project)

    def listed(**query: Any) -> list[str]:
        return [key.id for key in keys.list(project, limit=1, **query)]

    assert listed() == [mine]
    assert listed(owner_project_access="active") == [mine]
    assert listed(owner_project_access="inactive") == [hers]
    assert listed(owner_project_access="any") == [hers, mine]
    assert keys.retrieve(hers, project_id=project).owner_project_access == "inactive"


def test_scopes_and_lifetime_change_in_place(keys: Any, project: str, shared_emulator: Emulator) -> None:
    made = shared_emulator.create_project_key(project)
    changed = keys.update(made["id"], project_id=project, expires_in_seconds=100, scopes=["api.all.read"])
    assert changed.expires_at >= changed.created_at + 100
    assert opens(shared_emulator, made["value"])
    shared_emulator.clock.advance(50)
    later = keys.update(made["id"], project_id=project, expires_in_seconds=100)
    assert later.expires_at >= changed.expires_at + 50
    shared_emulator.clock.advance(99)
    assert opens(shared_emulator, made["value"])
    shared_emulator.clock.advance(2)
    assert not opens(shared_emulator, made["value"])
    assert [key.id for key in keys.list(project)] == [made["id"]]
    assert refusal(keys.update, made["id"], project_id=project, scopes=[]).code == "api_key_expired"


def test_an_update_must_say_something(keys: Any, project: str, shared_emulator: Emulator) -> None:
    made = shared_emulator.create_project_key(project)["id"]
    refusal(keys.update, made, project_id=project)
    assert refusal(keys.update, made, project_id=project, expires_in_seconds=0).param == "expires_in_seconds"


def test_a_deleted_key_opens_nothing(keys: Any, project: str, shared_emulator: Emulator) -> None:
    made = shared_emulator.create_project_key(project)
    assert keys.delete(made["id"], project_id=project).to_dict() == {
        "object": "organization.project.api_key.deleted",
        "id": made["id"],
        "deleted": True,
    }
    assert not opens(shared_emulator, made["value"])
    for action in (keys.retrieve, keys.delete):
        missing(action, made["id"], project_id=project)
    missing(keys.update, made["id"], project_id=project, scopes=[])


def test_keys_of_service_accounts_are_not_deleted_here(
    keys: Any, project: str, client: Any, shared_emulator: Emulator
) -> None:
    account = client.admin.organization.projects.service_accounts.create(project, name="bot")
    error = refusal(keys.delete, account.api_key.id, project_id=project)
    assert error.code == "service_account_key"
    assert opens(shared_emulator, account.api_key.value)
    assert keys.update(account.api_key.id, project_id=project, expires_in_seconds=9).expires_at is not None


def test_a_key_is_found_in_its_own_project_only(
    keys: Any, project: str, client: Any, shared_emulator: Emulator
) -> None:
    other = client.admin.organization.projects.create(name="Other").id
    made = shared_emulator.create_project_key(project)["id"]
    missing(keys.retrieve, made, project_id=other)
    missing(keys.delete, made, project_id=other)
    missing(keys.list, "proj_none")


def test_archiving_ends_every_key(keys: Any, project: str, client: Any, shared_emulator: Emulator) -> None:
    made = shared_emulator.create_project_key(project)
    client.admin.organization.projects.archive(project)
    assert not opens(shared_emulator, made["value"])
    assert list(keys.list(project, owner_project_access="any")) == []


def test_keys_work_after_a_restart_and_expire_by_the_moved_clock(start_emulator: Any) -> None:
    emulator = start_emulator()
    project = emulator.call("POST", "/organization/projects", admin=True, json={"name": "P"}).json()["id"]
    body = {"project_id": project, "expires_in_seconds": 1000}
    key = emulator.control("POST", "/project_keys", body)["value"]
    emulator.clock.advance(900)
    emulator.stop()
    emulator.start()
    assert opens(emulator, key)
    emulator.clock.advance(101)
    assert not opens(emulator, key)


def test_only_admin_keys_reach_keys(project: str, shared_emulator: Emulator) -> None:
    wants_admin_key(shared_emulator, "GET", f"/organization/projects/{project}/api_keys")


def test_keys_are_seeded(keys: Any, client: Any, shared_emulator: Emulator) -> None:
    shared_emulator.seed(
        {"projects": [{"name": "Bikes"}], "project_keys": [{"project": "Bikes", "name": "k"}]}
    )
    bikes = next(each.id for each in client.admin.organization.projects.list() if each.name == "Bikes")
    assert [key.name for key in keys.list(bikes)] == ["k"]

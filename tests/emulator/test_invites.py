"""Invites, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import join, missing, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator

WEEK = 7 * 24 * 3600


@pytest.fixture
def invites(client: Any) -> Any:
    return client.admin.organization.invites


def test_an_invite_is_pending_until_accepted(invites: Any, client: Any, shared_emulator: Emulator) -> None:
    invite = invites.create(email="Ada@Example.com", role="owner")
    assert (invite.object, invite.status, invite.email) == (
        "organization.invite",
        "pending",
        "Ada@Example.com",
    )
    assert invite.expires_at == invite.created_at + WEEK
    assert invites.retrieve(invite.id).to_dict() == invite.to_dict()
    user = shared_emulator.accept(invite.id)
    accepted = invites.retrieve(invite.id)
    assert accepted.status == "accepted"
    assert accepted.accepted_at >= invite.created_at
    assert client.admin.organization.users.retrieve(user["id"]).role == "owner"


def test_five_invites_are_listed_two_by_two(invites: Any, shared_emulator: Emulator) -> None:
    made = [invites.create(email=f"p{number}@example.com", role="reader").id for number in range(5)]
    shared_emulator.clear_calls()
    assert [invite.id for invite in invites.list(limit=2)] == made
    assert len(shared_emulator.calls("list-invites")) == 3


def test_an_accepted_invite_can_be_neither_deleted_nor_accepted_again(
    invites: Any, shared_emulator: Emulator
) -> None:
    invite = invites.create(email="ada@example.com", role="reader")
    shared_emulator.accept(invite.id)
    assert refusal(invites.delete, invite.id).code == "invite_accepted"
    again = shared_emulator.http.post(f"{shared_emulator.control_url}/invites/{invite.id}/accept")
    assert (again.status_code, again.json()["error"]["code"]) == (400, "invite_accepted")


def test_a_pending_invite_is_deleted(invites: Any) -> None:
    invite = invites.create(email="ada@example.com", role="reader")
    assert invites.delete(invite.id).deleted
    missing(invites.retrieve, invite.id)
    missing(invites.delete, invite.id)


def test_an_invite_expires_and_is_sent_again(invites: Any, shared_emulator: Emulator) -> None:
    old = invites.create(email="ada@example.com", role="reader")
    shared_emulator.clock.advance(WEEK)
    assert invites.retrieve(old.id).status == "expired"
    assert [each.status for each in invites.list()] == ["expired"]
    late = shared_emulator.http.post(f"{shared_emulator.control_url}/invites/{old.id}/accept")
    assert (late.status_code, late.json()["error"]["code"]) == (400, "invite_expired")
    new = invites.create(email="ada@example.com", role="reader")
    assert invites.delete(old.id).deleted
    assert [(each.id, each.status) for each in invites.list()] == [(new.id, "pending")]


def test_projects_are_joined_on_acceptance(invites: Any, client: Any, shared_emulator: Emulator) -> None:
    projects = client.admin.organization.projects
    (default,) = projects.list()
    research = projects.create(name="Research")

    def members(project_id: str) -> dict[str, str]:
        return {each.email: each.role for each in projects.users.list(project_id) if each.role != "owner"} | {
            each.email: "owner" for each in projects.users.list(project_id) if each.email.startswith("boss")
        }

    plain = invites.create(email="plain@example.com", role="reader")
    assert [(each.id, each.role) for each in plain.projects] == [(default.id, "member")]
    none = invites.create(email="none@example.com", role="reader", projects=[])
    assert none.projects == []
    boss = invites.create(
        email="boss@example.com", role="reader", projects=[{"id": research.id, "role": "owner"}]
    )
    assert members(default.id) == {}
    for invite in (plain, none, boss):
        shared_emulator.accept(invite.id)
    assert members(default.id) == {"plain@example.com": "member"}
    assert members(research.id) == {"boss@example.com": "owner"}


def test_a_project_archived_in_between_is_left_out(
    invites: Any, client: Any, shared_emulator: Emulator
) -> None:
    projects = client.admin.organization.projects
    gone = projects.create(name="Gone")
    invite = invites.create(
        email="ada@example.com", role="reader", projects=[{"id": gone.id, "role": "member"}]
    )
    projects.archive(gone.id)
    shared_emulator.accept(invite.id)
    assert invites.retrieve(invite.id).status == "accepted"
    refusal(
        invites.create, email="b@example.com", role="reader", projects=[{"id": gone.id, "role": "member"}]
    )
    error = refusal(
        invites.create, email="b@example.com", role="reader", projects=[{"id": "proj_x", "role": "member"}]
    )
    assert error.param == "projects[0].id"


def test_members_are_not_invited_but_addresses_may_be_invited_twice(
    invites: Any, client: Any, shared_emulator: Emulator
) -> None:
    first = invites.create(email="ada@example.com", role="reader")
    second = invites.create(email="ADA@example.com", role="reader")
    assert first.id != second.id
    user = shared_emulator.accept(first.id)
    assert shared_emulator.accept(second.id)["id"] == user["id"]
    assert len(list(client.admin.organization.users.list())) == 2
    assert (
        refusal(invites.create, email="Ada@example.com", role="reader").code == "user_already_in_organization"
    )


def test_somebody_may_sign_in_with_another_address(
    client: Any, invites: Any, shared_emulator: Emulator
) -> None:
    invite = invites.create(email="ada@example.com", role="reader")
    body = {"email": "countess@example.com", "name": "Ada"}
    user = shared_emulator.control("POST", f"/invites/{invite.id}/accept", body)
    assert (user["email"], user["name"]) == ("countess@example.com", "Ada")
    assert not list(client.admin.organization.users.list(emails=["ada@example.com"]))


def test_what_is_wrong_with_an_invite_is_named(invites: Any, shared_emulator: Emulator) -> None:
    assert refusal(invites.create, email="nobody", role="reader").param == "email"
    assert refusal(invites.create, email="a@example.com", role="member").param == "role"
    missing(invites.retrieve, "invite-none")
    join(shared_emulator, "ada@example.com")
    wants_admin_key(shared_emulator, "POST", "/organization/invites", {"email": "a@b.c", "role": "reader"})


def test_invites_are_seeded(invites: Any, client: Any, shared_emulator: Emulator) -> None:
    rows = [{"email": "a@example.com"}, {"email": "b@example.com", "role": "owner", "accepted": True}]
    shared_emulator.seed({"invites": rows})
    assert [(each.email, each.status) for each in invites.list()] == [
        ("a@example.com", "pending"),
        ("b@example.com", "accepted"),
    ]
    assert [user.role for user in client.admin.organization.users.list(emails=["b@example.com"])] == ["owner"]

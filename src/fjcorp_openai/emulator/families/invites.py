"""Invitations into the organization. They are pending until accepted or until their time is over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.http.paging import page, public
from fjcorp_openai.emulator.state import organization
from fjcorp_openai.emulator.state.seeding import one_of

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("invites")

LIFETIME = 7 * 24 * 3600
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def show(invite: dict[str, Any], now: int) -> dict[str, Any]:
    """Return an invite with the status it has at a time."""
    if invite["status"] == "pending" and invite["expires_at"] is not None and invite["expires_at"] <= now:
        return public(invite | {"status": "expired"})
    return public(invite)


def find_invite(context: Context, invite_id: str) -> dict[str, Any]:
    """Return an invite with its present status.

    Raises:
        ApiError: 404, there is none.
    """
    invite = context.store.get("invite", invite_id)
    if invite is None:
        raise not_found("invite", invite_id, "invite_id")
    return show(invite, context.now)


def add_invite(
    context: Context,
    email: str,
    role: str,
    projects: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    """Put a new invite into the store and return it.

    Args:
        context: The emulator.
        email: Whom it goes to.
        role: ``owner`` or ``reader``.
        projects: Memberships granted on acceptance; None means the default project, an empty list none.
    """
    if projects is None:
        default = organization.default_project(context)
        projects = [{"id": default["id"], "role": "member"}] if default else []
    invite: dict[str, Any] = {
        "object": "organization.invite",
        "id": context.new_id("invite"),
        "email": email,
        "role": role,
        "status": "pending",
        "created_at": context.now,
        "expires_at": context.now + LIFETIME,
        "accepted_at": None,
        "projects": [{"id": each["id"], "role": each["role"]} for each in projects],
    }
    return context.store.insert("invite", invite["id"], invite)


@family.action("accept_invite")
def accept(context: Context, invite_id: str, *, email: str = "", name: str = "") -> dict[str, Any]:
    """Accept an invite, as the person does with the link in the mail.

    Args:
        context: The emulator.
        invite_id: The invite.
        email: Address the person signs in with, when it is another one.
        name: The person's name.

    Returns:
        The user that there is now.

    Raises:
        ApiError: 404, no such invite; 400, accepted already or expired.
    """
    invite = find_invite(context, invite_id)
    if invite["status"] != "pending":
        raise bad_request(f"The invite is {invite['status']}.", "invite_id", f"invite_{invite['status']}")
    with context.store.transaction():
        user = organization.user_by_email(context, email or invite["email"])
        if user is None:
            user = organization.add_user(context, email or invite["email"], invite["role"], name=name)
            context.emit("user.added", id=user["id"], data={"role": user["role"]})
        for project in invite["projects"]:
            found = context.store.get("project", project["id"])
            joined = context.store.get("project_user", user["id"], project["id"])
            if found is not None and found["status"] == "active" and joined is None:
                organization.add_member(context, project["id"], user, project["role"])
        context.store.update("invite", invite_id, {"status": "accepted", "accepted_at": context.now})
        context.emit("invite.accepted", id=invite_id)
    return public(user)


@family.operation("list-invites")
def list_invites(request: Request) -> dict[str, Any]:
    """GET /organization/invites."""
    return page(request, "invite", order="asc", view=lambda invite: show(invite, request.now))


@family.operation("inviteUser")
def create_invite(request: Request) -> dict[str, Any]:
    """POST /organization/invites: a second invite for the same address is a second invite."""
    body = request.body
    if not _ADDRESS.fullmatch(body["email"]):
        raise bad_request(f"Invalid email address: '{body['email']}'.", "email", "invalid_email")
    if organization.user_by_email(request, body["email"]) is not None:
        raise bad_request(
            "The user is already a member of this organization.", "email", "user_already_in_organization"
        )
    for number, each in enumerate(body.get("projects") or []):
        project = request.store.get("project", each["id"])
        if project is None:
            raise bad_request(f"No such project: {each['id']}", f"projects[{number}].id", "project_not_found")
        find_project(request, each["id"], active=True)
    invite = add_invite(request, body["email"], body["role"], body.get("projects"))
    request.emit("invite.sent", id=invite["id"], data={"email": invite["email"], "role": invite["role"]})
    return public(invite)


@family.operation("retrieve-invite")
def retrieve_invite(request: Request) -> dict[str, Any]:
    """GET /organization/invites/{invite_id}."""
    return find_invite(request, request.path["invite_id"])


@family.operation("delete-invite")
def delete_invite(request: Request) -> dict[str, Any]:
    """DELETE /organization/invites/{invite_id}, unless it has been accepted."""
    invite = find_invite(request, request.path["invite_id"])
    if invite["status"] == "accepted":
        raise bad_request(
            "The invite was already accepted and cannot be deleted.", "invite_id", "invite_accepted"
        )
    request.store.delete("invite", invite["id"])
    request.emit("invite.deleted", id=invite["id"])
    return {"object": "organization.invite.deleted", "id": invite["id"], "deleted": True}


@family.seeder("invites", after=("projects", "users"))
def seed_invites(context: Context, invites: list[dict[str, Any]]) -> None:
    """Send invites: ``[{email, role?, projects?: [{id: name or id, role?}], accepted?, expired?}]``."""
    for each in invites:
        role = one_of(each.get("role", "reader"), "role", organization.ORGANIZATION_ROLES)
        invite = add_invite(context, each["email"], role, _seeded(context, each.get("projects")))
        if each.get("accepted"):
            accept(context, invite["id"])
        elif each.get("expired"):
            created = context.now - LIFETIME
            context.store.update("invite", invite["id"], {"created_at": created, "expires_at": context.now})


def _seeded(context: Context, projects: list[dict[str, str]] | None) -> list[dict[str, str]] | None:
    """Return the memberships that a seed's invite grants, with the ids of the projects it names."""
    if projects is None:
        return None
    return [
        {
            "id": organization.project_named(context, each["id"])["id"],
            "role": one_of(each.get("role", "member"), "role", organization.PROJECT_ROLES),
        }
        for each in projects
    ]

"""Users of the organization, members of projects, and invites.

`openai_organization_user(s)`: GET /organization/users; `openai_project_user(s)`: GET
/organization/projects/{project_id}/users; `openai_invite(s)`: GET /organization/invites. They need an admin
key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.provider.data_sources.looked_up import Keys, ListData, OneData
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields

USER: Fields = {
    "id": (STRING, "Id of the person."),
    "email": (STRING, "Address of the person."),
    "name": (STRING, "Name of the person."),
    "role": (STRING, "Role in the organization."),
    "added_at": (NUMBER, "Time of joining in Unix seconds."),
    "is_scim_managed": (BOOL, "Whether an identity provider manages the person."),
    "is_service_account": (BOOL, "Whether it is a service account and no person."),
    "api_key_last_used_at": (NUMBER, "Time a key of theirs was last used, in Unix seconds."),
    "technical_level": (STRING, "What the person said of their skill."),
    "developer_persona": (STRING, "What the person said of their work."),
}
MEMBER: Fields = {
    "id": (STRING, "Id of the person."),
    "email": (STRING, "Address of the person."),
    "name": (STRING, "Name of the person."),
    "role": (STRING, "Role in the project."),
    "added_at": (NUMBER, "Time the membership began, in Unix seconds."),
}
INVITE: Fields = {
    "id": (STRING, "Id of the invite."),
    "email": (STRING, "Address it went to."),
    "role": (STRING, "Role in the organization that it gives."),
    "status": (STRING, "`pending`, `accepted` or `expired`."),
    "created_at": (NUMBER, "Time it was sent in Unix seconds."),
    "expires_at": (NUMBER, "Time it expires in Unix seconds."),
    "accepted_at": (NUMBER, "Time it was accepted in Unix seconds."),
}
PERSON: Keys = {
    "user_id": ("id", "Id of the person."),
    "email": ("email", "Address of the person, in any letter case."),
}


class OrganizationUserData(OneData):
    """One person."""

    type_name = "openai_organization_user"
    path, noun, fields, keys = "/organization/users", "user", USER, PERSON
    description = "A person of the organization."


class OrganizationUsersData(ListData):
    """All people."""

    type_name = "openai_organization_users"
    path, fields = "/organization/users", USER
    noun, nouns = "user", "users"
    description = "All people of the organization."


class ProjectUserData(OneData):
    """One member of a project."""

    type_name = "openai_project_user"
    path, noun = "/organization/projects/{project_id}/users", "member"
    fields, keys = MEMBER, PERSON
    description = "A member of a project."


class ProjectUsersData(ListData):
    """All members of a project."""

    type_name = "openai_project_users"
    path, fields = "/organization/projects/{project_id}/users", MEMBER
    noun, nouns = "member", "users"
    description = "All members of a project."


class InviteData(OneData):
    """One invite."""

    type_name = "openai_invite"
    path, noun, fields = "/organization/invites", "invite", INVITE
    keys = {  # noqa: RUF012 (ClassVar by its base)
        "invite_id": ("id", "Id of the invite."),
        "email": ("email", "Address it went to; an error when several did."),
    }
    description = "An invite into the organization."


class InvitesData(ListData):
    """All invites."""

    type_name = "openai_invites"
    path, fields = "/organization/invites", INVITE
    noun, nouns = "invite", "invites"
    description = "All invites into the organization, answered ones too."

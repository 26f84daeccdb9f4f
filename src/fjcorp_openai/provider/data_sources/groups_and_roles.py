"""Groups, their members, and roles.

`openai_group(s)`: GET /organization/groups; `openai_group_users`: GET /organization/groups/{group_id}/users;
`openai_organization_role(s)`: GET /organization/roles; `openai_project_role(s)`: GET
/projects/{project_id}/roles. They need an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.provider.data_sources.looked_up import Keys, ListData, OneData
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields

GROUP: Fields = {
    "id": (STRING, "Id of the group."),
    "name": (STRING, "Name of the group."),
    "is_scim_managed": (BOOL, "Whether an identity provider manages the group."),
    "group_type": (STRING, "`group` or `tenant_group`."),
    "created_at": (NUMBER, "Time of creation in Unix seconds."),
}
GROUP_USER: Fields = {
    "id": (STRING, "Id of the person."),
    "email": (STRING, "Address of the person."),
    "name": (STRING, "Name of the person."),
}
ROLE: Fields = {
    "id": (STRING, "Id of the role."),
    "name": (STRING, "Name of the role."),
    "description": (STRING, "What the role is for."),
    "permissions": (list_of(STRING), "What the role permits."),
    "predefined_role": (BOOL, "Whether it is one of the API's own roles."),
    "resource_type": (STRING, "What the permissions are about."),
}
GROUP_KEYS: Keys = {"group_id": ("id", "Id of the group."), "name": ("name", "Name of the group.")}
ROLE_KEYS: Keys = {"role_id": ("id", "Id of the role."), "name": ("name", "Name of the role.")}


class GroupData(OneData):
    """One group."""

    type_name = "openai_group"
    path, noun, fields, keys = "/organization/groups", "group", GROUP, GROUP_KEYS
    description = "A group of people."


class GroupsData(ListData):
    """All groups."""

    type_name = "openai_groups"
    path, fields = "/organization/groups", GROUP
    noun, nouns = "group", "groups"
    description = "All groups of people."


class GroupUsersData(ListData):
    """All members of a group."""

    type_name = "openai_group_users"
    path, fields = "/organization/groups/{group_id}/users", GROUP_USER
    noun, nouns = "member", "users"
    description = "All members of a group."


class OrganizationRoleData(OneData):
    """One role of the organization."""

    type_name = "openai_organization_role"
    path, noun, fields, keys = "/organization/roles", "role", ROLE, ROLE_KEYS
    description = "A role of the organization, the API's own ones too."


class OrganizationRolesData(ListData):
    """All roles of the organization."""

    type_name = "openai_organization_roles"
    path, fields = "/organization/roles", ROLE
    noun, nouns = "role", "roles"
    description = "All roles of the organization, the API's own ones too."


class ProjectRoleData(OneData):
    """One role of a project."""

    type_name = "openai_project_role"
    path, noun, fields, keys = "/projects/{project_id}/roles", "role", ROLE, ROLE_KEYS
    description = "A role of a project, the API's own ones too."


class ProjectRolesData(ListData):
    """All roles of a project."""

    type_name = "openai_project_roles"
    path, fields = "/projects/{project_id}/roles", ROLE
    noun, nouns = "role", "roles"
    description = "All roles of a project, the API's own ones too."

"""`openai_project_api_key` and `openai_project_api_keys`.

Operation: GET /organization/projects/{project_id}/api_keys, with the keys of service accounts and of owners
who have lost access.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.provider.data_sources.looked_up import Keys, ListData, Listed, OneData
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import one_of

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields
    from fjcorp_openai.provider.protocol.resource import Context

FIELDS: Fields = {
    "id": (STRING, "Id of the key."),
    "name": (STRING, "Name of the key."),
    "redacted_value": (STRING, "The key with its middle blotted out."),
    "created_at": (NUMBER, "Time of creation in Unix seconds."),
    "last_used_at": (NUMBER, "Time of the last use in Unix seconds, if any."),
    "expires_at": (NUMBER, "Time of its end in Unix seconds, if it has one."),
    "owner_type": (STRING, "`user` or `service_account`."),
    "owner_id": (STRING, "Id of the owner."),
    "owner_name": (STRING, "Name of the owner."),
    "owner_email": (STRING, "Address of the owner, if a person."),
    "owner_project_access": (STRING, "`active`, or `inactive` when the owner has lost access."),
}
KEYS: Keys = {
    "api_key_id": ("id", "Id of the key."),
    "name": ("name", "Name of the key; an error when several have it."),
}


class _ProjectApiKeys(Listed):
    path = "/organization/projects/{project_id}/api_keys"
    noun, fields = "project key", FIELDS
    parameters: ClassVar = {"owner_project_access": "any"}

    def shown(self, item: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return a key with its owner's details beside each other."""
        owner = item.get("owner") or {}
        who = owner.get(owner.get("type")) or {}
        details = {f"owner_{name}": who.get(name) for name in ("id", "name", "email")}
        return {**item, **details, "owner_type": owner.get("type")}


class ProjectApiKeyData(_ProjectApiKeys, OneData):
    """One key."""

    type_name = "openai_project_api_key"
    keys = KEYS
    description = "A key of a project, found by id or by name. The secret is never returned."


class ProjectApiKeysData(_ProjectApiKeys, ListData):
    """The keys of a project."""

    type_name = "openai_project_api_keys"
    nouns = "api_keys"
    options: ClassVar = {
        "owner_id": Attribute(STRING, "Only keys of this user or service account.", optional=True),
        "owner_project_access": Attribute(
            STRING,
            "Only keys whose owner has access (`active`) or lost it (`inactive`).",
            optional=True,
            validators=[one_of("active", "inactive")],
        ),
    }
    filters = ("owner_id", "owner_project_access")
    description = "The keys of a project, those of service accounts too."

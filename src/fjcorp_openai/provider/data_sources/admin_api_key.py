"""`openai_admin_api_key` and `openai_admin_api_keys`: GET /organization/admin_api_keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.data_sources.looked_up import Keys, ListData, Listed, OneData
from fjcorp_openai.provider.protocol.types import NUMBER, STRING

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
    "owner_id": (STRING, "Id of whoever made it."),
    "owner_name": (STRING, "Name of whoever made it."),
}
KEYS: Keys = {
    "key_id": ("id", "Id of the key."),
    "name": ("name", "Name of the key; an error when several have it."),
}


class _AdminApiKeys(Listed):
    path, noun, fields = "/organization/admin_api_keys", "admin key", FIELDS

    def shown(self, item: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return a key with its owner's details beside each other."""
        owner = item.get("owner") or {}
        return {**item, "owner_id": owner.get("id"), "owner_name": owner.get("name")}


class AdminApiKeyData(_AdminApiKeys, OneData):
    """One admin key."""

    type_name = "openai_admin_api_key"
    keys = KEYS
    description = "An admin key, found by id or by name. The secret is never returned."


class AdminApiKeysData(_AdminApiKeys, ListData):
    """All admin keys."""

    type_name = "openai_admin_api_keys"
    nouns = "api_keys"
    description = "The admin keys of the organization."

"""`openai_admin_api_key` and `openai_admin_api_keys`: GET /organization/admin_api_keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.data_sources.base import Fields, computed, listed, listing, only, pick
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import exactly_one_of

if TYPE_CHECKING:
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


class AdminApiKeyData(DataSource):
    """One admin key."""

    type_name = "openai_admin_api_key"
    schema = Schema(
        computed(FIELDS)
        | {
            "key_id": Attribute(STRING, "Id of the key; this or `name`.", optional=True),
            "name": Attribute(
                STRING, "Name of the key; an error when several have it.", optional=True, computed=True
            ),
        },
        description="An admin key, found by id or by name. The secret is never returned.",
        validators=[exactly_one_of("key_id", "name")],
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Find the key in the list of all."""
        field, wanted = ("id", config["key_id"]) if config["key_id"] else ("name", config["name"])
        items = [each for each in _keys(context) if each.get(field) == wanted]
        return pick(only(items, "admin key", f'with {field} "{wanted}"'), FIELDS)


class AdminApiKeysData(DataSource):
    """All admin keys."""

    type_name = "openai_admin_api_keys"
    schema = Schema(listing(FIELDS, "api_keys"), description="The admin keys of the organization.")

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """List the keys."""
        return listed(_keys(context), FIELDS, "api_keys")


def _keys(context: Context) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = context.api.list("/organization/admin_api_keys")
    return [
        {**each, "owner_id": owner.get("id"), "owner_name": owner.get("name")}
        for each in found
        for owner in [each.get("owner") or {}]
    ]

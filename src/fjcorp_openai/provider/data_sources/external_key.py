"""Keys of your own cloud, with which the API encrypts what it keeps for projects.

`openai_external_key(s)`: GET /organization/external_keys; with `validate`, POST
/organization/external_keys/{external_key_id}/validate. They need an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.organization.external_keys import FIELDS as PLACE
from fjcorp_openai.organization.external_keys import PATH
from fjcorp_openai.provider.data_sources.looked_up import Keys, ListData, OneData
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of
from fjcorp_openai.provider.protocol.validators import one_of
from fjcorp_openai.provider.resources.external_key import ExternalKey

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields
    from fjcorp_openai.provider.protocol.resource import Context

FIELDS: Fields = {
    "id": (STRING, "Id of the external key."),
    "name": (STRING, "Name of the registration."),
    "type": (STRING, "Cloud of the key: `aws`, `gcp`, `azure` or `oci`."),
    "purpose": (STRING, "`ekm` or `psp_decryption`."),
    "api_project_ids": (list_of(STRING), "Ids of the projects that use it."),
    "created_at": (NUMBER, "Time of its registration in Unix seconds."),
    **{name: (STRING, ExternalKey.schema.attributes[name].description) for name in PLACE},
}
KEYS: Keys = {
    "external_key_id": ("id", "Id of the external key."),
    "name": ("name", "Name of the registration."),
}
VALIDATE = Attribute(BOOL, "Try whether the API can use the key now; `status` says it.", optional=True)


class ExternalKeyData(OneData):
    """One external key."""

    type_name = "openai_external_key"
    path, noun, keys = PATH, "external key", KEYS
    fields = {**FIELDS, "status": (STRING, "The API's word on the key, where `validate` is true.")}  # noqa: RUF012
    options = {"validate": VALIDATE}  # noqa: RUF012
    description = "A key of your own cloud with which the API encrypts what it keeps, found by id or by name."

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Find the key, and have it tried where that is wished."""
        found = super().read(config, context)
        if config.get("validate"):
            answer = context.api.post(f"{PATH}/{quote(found['id'], safe='')}/validate", retry_unsafe=True)
            found["status"] = answer.get("status")
        return found


class ExternalKeysData(ListData):
    """All external keys."""

    type_name = "openai_external_keys"
    path, fields = PATH, FIELDS
    noun, nouns = "external key", "external_keys"
    options = {  # noqa: RUF012
        "purpose": Attribute(
            STRING,
            "Only those of a purpose: `ekm` or `psp_decryption`.",
            optional=True,
            validators=[one_of("ekm", "psp_decryption")],
        )
    }
    filters = ("purpose",)
    description = "The keys of your own clouds that are registered with the organization."

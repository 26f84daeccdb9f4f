"""Storage in your own cloud, for what the API has to keep of projects.

`openai_external_storage(s)`: GET /organization/external_storage. They need an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.organization.external_storages import FIELDS as PLACE
from fjcorp_openai.organization.external_storages import PATH, flat
from fjcorp_openai.provider.data_sources.looked_up import Keys, ListData, Listed, OneData
from fjcorp_openai.provider.protocol.schema import optional
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.resources.external_storage import ExternalStorage

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields
    from fjcorp_openai.provider.protocol.resource import Context

FIELDS: Fields = {
    "id": (STRING, "Id of the external storage."),
    "project_id": (STRING, "Id of the project."),
    **{
        name: (STRING, ExternalStorage.schema.attributes[name].description)
        for name in ("type", *PLACE, "geography", "status")
    },
    "region": (STRING, "Region of the storage."),
    "account_id": (STRING, "AWS: id of the account of the role."),
    "external_id": (STRING, "AWS: external id that OpenAI names when it assumes the role."),
    "audience": (STRING, "Google Cloud: audience of the tokens that OpenAI shows."),
    "created_at": (NUMBER, "Time of its registration in Unix seconds."),
}
KEYS: Keys = {
    "external_storage_id": ("id", "Id of the external storage."),
    "project_id": ("project_id", "Id of the project, which has one."),
}


class _Storage(Listed):
    """The list that both data sources read."""

    path, noun, fields = PATH, "external storage", FIELDS

    def shown(self, item: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return storage with what says where it is beside the rest."""
        return flat(item)


class ExternalStorageData(_Storage, OneData):
    """Storage of one project."""

    type_name = "openai_external_storage"
    keys = KEYS
    description = "Storage in your own cloud that is registered for a project, found by id or by the project."


class ExternalStoragesData(_Storage, ListData):
    """All external storage."""

    type_name = "openai_external_storages"
    nouns = "external_storages"
    options: ClassVar = {"project_id": optional(STRING, "Only that of a project.")}
    filters = ("project_id",)
    description = "The storage in your own clouds that is registered for projects."

"""`openai_file` and `openai_files`: GET /files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.data_sources.base import Fields, computed, listed, listing, only, pick
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Context

FIELDS: Fields = {
    "id": (STRING, "Id of the file."),
    "filename": (STRING, "Name of the file; need not be unique."),
    "purpose": (STRING, "What the file is for."),
    "bytes": (NUMBER, "Size in bytes."),
    "created_at": (NUMBER, "Time of the upload in Unix seconds."),
    "expires_at": (NUMBER, "Time of the deletion by the API in Unix seconds, if there is one."),
}


class FileData(DataSource):
    """One file, by id."""

    type_name = "openai_file"
    schema = Schema(
        computed(FIELDS) | {"file_id": Attribute(STRING, "Id of the file.", required=True)},
        description="An uploaded file, found by its id.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Find the file in the list of all."""
        wanted = config["file_id"]
        items = [item for item in context.api.list("/files") if item.get("id") == wanted]
        return pick(only(items, "file", f'with id "{wanted}"'), FIELDS)


class FilesData(DataSource):
    """All files, or those of one purpose."""

    type_name = "openai_files"
    schema = Schema(
        listing(FIELDS, "files")
        | {"purpose": Attribute(STRING, "Only files of this purpose.", optional=True)},
        description="The uploaded files.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """List the files."""
        return listed(context.api.list("/files", {"purpose": config["purpose"]}), FIELDS, "files")

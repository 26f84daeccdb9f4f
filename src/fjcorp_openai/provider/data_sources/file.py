"""`openai_file` and `openai_files`: GET /files."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from fjcorp_openai.provider.data_sources.looked_up import ListData, OneData
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import NUMBER, STRING

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields

FIELDS: Fields = {
    "id": (STRING, "Id of the file."),
    "filename": (STRING, "Name of the file; need not be unique."),
    "purpose": (STRING, "What the file is for."),
    "bytes": (NUMBER, "Size in bytes."),
    "created_at": (NUMBER, "Time of the upload in Unix seconds."),
    "expires_at": (NUMBER, "Time of the deletion by the API in Unix seconds, if there is one."),
}


class FileData(OneData):
    """One file, by id."""

    type_name = "openai_file"
    path, noun, fields = "/files", "file", FIELDS
    keys: ClassVar = {"file_id": ("id", "Id of the file.")}
    description = "An uploaded file, found by its id."


class FilesData(ListData):
    """All files, or those of one purpose."""

    type_name = "openai_files"
    path, fields = "/files", FIELDS
    noun, nouns = "file", "files"
    options: ClassVar = {"purpose": Attribute(STRING, "Only files of this purpose.", optional=True)}
    sent = ("purpose",)
    description = "The uploaded files."

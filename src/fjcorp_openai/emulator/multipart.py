"""Reads multipart requests; files go to disk as they come."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import FormParser, parse_options_header

from fjcorp_openai.emulator.errors import bad_request
from fjcorp_openai.emulator.family import UploadedFile
from fjcorp_openai.emulator.schemas import convert_text, merged_properties
from fjcorp_openai.emulator.specification import nested

if TYPE_CHECKING:
    from python_multipart.multipart import Field, File


class MultipartBody:
    """One multipart request.

    Args:
        content_type: The request's Content-Type with its boundary.
        folder: Where files go.

    Raises:
        ApiError: 400, it has no boundary.
    """

    def __init__(self, content_type: str, folder: Path) -> None:
        boundary = parse_options_header(content_type)[1].get(b"boundary")
        if not boundary:
            raise bad_request("Could not parse multipart form: no boundary.")
        self._pairs: list[tuple[str, Any]] = []
        self._folder = tempfile.mkdtemp(dir=folder)
        self._parser = FormParser(
            "multipart/form-data",
            self._on_field,
            self._on_file,
            boundary=boundary,
            config={
                "UPLOAD_DIR": self._folder,
                "UPLOAD_DELETE_TMP": False,
                "MAX_MEMORY_FILE_SIZE": 0,
                "MAX_BODY_SIZE": float("inf"),
            },
        )

    def _on_field(self, field: Field) -> None:
        name = (field.field_name or b"").decode("utf-8", "replace")
        self._pairs.append((name, (field.value or b"").decode("utf-8", "replace")))

    def _on_file(self, file: File) -> None:
        if file.in_memory:  # an empty file never reached the limit
            file.flush_to_disk()
        path = Path((file.actual_file_name or b"").decode())
        size = file.size
        file.close()
        upload = UploadedFile(
            path,
            (file.file_name or b"").decode("utf-8", "replace"),
            file.content_type or "application/octet-stream",
            size,
        )
        self._pairs.append(((file.field_name or b"").decode("utf-8", "replace"), upload))

    def feed(self, data: bytes) -> None:
        """Take the next bytes.

        Raises:
            ApiError: 400, they are no multipart form.
        """
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise bad_request(f"Could not parse multipart form: {error}") from error

    def finish(self, schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
        """Return the fields, converted to the schema's types.

        Raises:
            ApiError: 400, the form is cut off.
        """
        try:
            self._parser.finalize()
        except FormParserError as error:
            raise bad_request(f"Could not parse multipart form: {error}") from error
        members = merged_properties(schema, components)
        body = nested(self._pairs)
        return {
            name: convert_text(value, members[name], components)
            if name in members
            else value[0]
            if isinstance(value, list) and len(value) == 1
            else value
            for name, value in body.items()
        }

    def discard(self) -> None:
        """Remove the files that nobody kept."""
        shutil.rmtree(self._folder, ignore_errors=True)


def without_files(value: Any) -> Any:
    """Return a body with a string in every file's place, as the document describes files."""
    if isinstance(value, UploadedFile):
        return value.filename
    if isinstance(value, dict):
        return {name: without_files(each) for name, each in value.items()}
    if isinstance(value, list):
        return [without_files(each) for each in value]
    return value

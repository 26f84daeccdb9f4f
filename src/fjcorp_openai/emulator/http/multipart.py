"""Reads multipart requests; files go to disk as they come."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import FormParser, parse_options_header

from fjcorp_openai.emulator.family import UploadedFile
from fjcorp_openai.emulator.http.errors import bad_request
from fjcorp_openai.emulator.spec.schemas import convert_text, merged_properties, resolve, type_name
from fjcorp_openai.emulator.spec.specification import nested

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
        """Begin to read a form."""
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
        for name, value in body.items():
            if name in members:
                body[name] = convert_text(value, members[name], components)
                _check_files(name, body[name], wants_file=takes_file(members[name], components))
            elif isinstance(value, list) and len(value) == 1:
                body[name] = value[0]
        return body

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


def takes_file(schema: dict[str, Any], components: dict[str, Any]) -> bool:
    """Return whether a schema describes a file or a list of files."""
    schema = resolve(schema, components)
    return schema.get("format") == "binary" or ("items" in schema and takes_file(schema["items"], components))


def _check_files(name: str, value: Any, *, wants_file: bool) -> None:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, UploadedFile) != wants_file:
            expected, got = ("a file", type_name(each)) if wants_file else ("a string", "a file")
            raise bad_request(
                f"Invalid type for '{name}': expected {expected}, but got {got} instead.",
                name,
                "invalid_type",
            )

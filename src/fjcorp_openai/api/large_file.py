"""A local file that is to be uploaded, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.bodies import FilePart

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class LargeFile:
    """A local file and what becomes of it.

    Attributes:
        path: The local file.
        size: Its bytes.
        sha256: Their SHA-256 in hexadecimal.
        filename: Its name at the API.
        purpose: One of the API's purposes.
        mime_type: Its type.
        expires_after: When the API deletes it, as the API takes it; None for never.
        part_size: Bytes of each part but the last.
        parallel: Parts that are sent side by side.
    """

    path: Path
    size: int
    sha256: str
    filename: str
    purpose: str
    mime_type: str
    expires_after: Mapping[str, Any] | None
    part_size: int
    parallel: int

    @property
    def parts(self) -> list[FilePart]:
        """Its parts, in order."""
        offsets = range(0, self.size, self.part_size)
        return [FilePart(self.path, offset, min(self.part_size, self.size - offset)) for offset in offsets]

    @property
    def body(self) -> dict[str, Any]:
        """What an upload is created with."""
        body = {
            "filename": self.filename,
            "purpose": self.purpose,
            "bytes": self.size,
            "mime_type": self.mime_type,
            "expires_after": self.expires_after,
        }
        return {name: value for name, value in body.items() if value is not None}

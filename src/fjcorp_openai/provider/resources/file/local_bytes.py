"""The bytes of a file on this machine: where they are, and what they are known by."""

from __future__ import annotations

import json
import mimetypes
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles.digest import file_sha256, text_sha256
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.values import UNKNOWN
from fjcorp_openai.provider.resources.file.schema import KEPT_NAME, KEPT_NAME_IN_WORDS, LARGEST_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def kept_name(path: str) -> str:
    """Return the last part of a local path, as the name of what is uploaded.

    Raises:
        ProviderError: The API cannot keep it.
    """
    name = expanded(path).name
    # A path without a name, such as ".", is no file, which its bytes show.
    if name and not re.fullmatch(KEPT_NAME, name):
        raise ProviderError(
            "The API cannot keep the name of a file",
            f"{json.dumps(name)} is not {KEPT_NAME_IN_WORDS}.",
            ("file_path",),
        )
    return name


def mime_type(name: str, *, in_parts: bool) -> str:
    """Return the type that a file's name stands for; in one piece, as the official client sends it."""
    if in_parts and name.lower().endswith(".jsonl"):
        return "text/jsonl"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def sha256(values: Mapping[str, Any]) -> Any:
    """Return the SHA-256 of `content`, or of the file at `file_path`; UNKNOWN while that is.

    Raises:
        ProviderError: There is no such file, it cannot be read, or the API takes none of its size.
    """
    text: Any = values.get("content")
    path: Any = values.get("file_path")
    if text is UNKNOWN or path is UNKNOWN:
        return UNKNOWN
    if text is not None:
        return text_sha256(text)
    # The size first: a file that is too large is not read to say so.
    if expanded(path).is_file():
        _check_size(path, expanded(path).stat().st_size)
    return file_sha256(path, ("file_path",))


def size(values: Mapping[str, Any]) -> int:
    """Return the number of bytes of `content`, or of the file at `file_path`, which are known."""
    text: str | None = values.get("content")
    return len(text.encode()) if text is not None else expanded(values["file_path"]).stat().st_size


@contextmanager
def source(values: Mapping[str, Any]) -> Iterator[Path]:
    """Yield a file with the bytes to upload."""
    if values["content"] is None:
        yield expanded(values["file_path"])
        return
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(values["content"].encode())
        copy.flush()
        yield Path(copy.name)


def _check_size(path: str, number: int) -> None:
    if 0 < number <= LARGEST_FILE:
        return
    fault = f"has {number} bytes" if number else "is empty"
    raise ProviderError(
        f'The file "{path}" {fault}',
        f"The API takes files of 1 to {LARGEST_FILE} bytes.",
        ("file_path",),
    )

"""Digests by which changed bytes and changed questions are known."""

from __future__ import annotations

import base64
import hashlib
import json
import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles.managed import plain
from fjcorp_openai.provider.protocol.diagnostics import ProviderError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fjcorp_openai.provider.protocol.diagnostics import Path as AttributePath


def file_sha256(path: str, attribute: AttributePath) -> str:
    """Return the SHA-256 of a local file in hexadecimal, read piece by piece.

    Args:
        path: The file; `~` stands for the home folder.
        attribute: Where the configuration names it, for the error.

    Raises:
        ProviderError: The file is absent, a folder, or not readable.
    """
    try:
        with expanded(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ProviderError(
            f'Cannot read the file "{path}"',
            f"{error.strerror or error}. Paths are relative to terraform's folder, {Path.cwd()}.",
            attribute,
        ) from None


def text_sha256(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def inputs_sha256(inputs: Mapping[str, Any], files: Iterable[tuple[str, AttributePath]]) -> str:
    """Return one SHA-256 over known inputs, with names and bytes of local files in place of their paths.

    Where a file lies is no matter, so that another machine or folder finds the same digest. Inputs that are
    null leave no trace, so that an attribute added to the schema later changes none.

    Args:
        inputs: Values by name; two numbers that are equal digest alike, however they are written.
        files: Path and place in the inputs of each local file.

    Raises:
        ProviderError: A local file cannot be read.
    """
    document = plain(dict(inputs))
    for path, place in files:
        node = document
        for step in place[:-1]:
            node = node[step]
        node[place[-1]] = {"name": expanded(path).name, "sha256": file_sha256(path, place)}
    return text_sha256(json.dumps(document, sort_keys=True, ensure_ascii=False, allow_nan=False))


def base64_text(path: str) -> str:
    """Return the bytes of a local file in base64."""
    return base64.b64encode(expanded(path).read_bytes()).decode()


def data_url(path: str) -> str:
    """Return a local file as a data URL, of the type that its ending names."""
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64_text(path)}"

"""Digests by which changed bytes and changed questions are known."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources.base import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        with local(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ProviderError(
            f'Cannot read the file "{path}"',
            f"{error.strerror or error}. The path is relative to the folder that terraform runs in ({Path.cwd()}).",
            attribute,
        ) from None


def text_sha256(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def inputs_sha256(inputs: Mapping[str, Any], files: Mapping[str, str]) -> str:
    """Return one SHA-256 over known inputs and the digests of the files they name.

    Inputs that are null leave no trace, so that an attribute added to the schema later changes no digest.

    Args:
        inputs: Values by name; two numbers that are equal digest alike, however they are written.
        files: SHA-256 by path.
    """
    canonical = json.dumps(
        [plain(dict(inputs)), dict(files)], sort_keys=True, ensure_ascii=False, allow_nan=False
    )
    return text_sha256(canonical)


def local(path: str) -> Path:
    """Return the path of a local file."""
    return Path(path).expanduser()

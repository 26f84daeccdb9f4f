"""The local file that a result is written to: where it may be, whose it is, and what became of it."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

from fjcorp_openai import durable
from fjcorp_openai.home import expanded
from fjcorp_openai.provider.protocol.diagnostics import ProviderError

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

    from fjcorp_openai.provider.protocol.diagnostics import Path as AttributePath


def sha256(path: str) -> str | None:
    """Return the SHA-256 of a file in hexadecimal; None when there is none that can be read."""
    try:
        with expanded(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def check(path: Any, attribute: AttributePath, ours: Container[str], *, overwrite: bool) -> None:
    """Refuse a place that cannot be written, or that holds what somebody else wrote.

    Args:
        path: The path; anything but a text, such as null, is no place yet.
        attribute: Where the configuration names it.
        ours: Digests of what was written before.
        overwrite: Whether anything that is there may be overwritten.

    Raises:
        ProviderError: It cannot be used.
    """
    if not isinstance(path, str):
        return
    file = expanded(path)
    try:
        taken = file.exists() and not overwrite and sha256(path) not in ours
    except OSError as error:
        raise _unusable(path, error.strerror or str(error), attribute) from None
    if taken:
        raise ProviderError(
            f'"{path}" is there already, and was not written by this',
            "It would be overwritten: move it away, name another file, or set overwrite = true.",
            attribute,
        )
    if file.is_dir():
        raise _unusable(path, "it is a folder", attribute)
    if why := no_folder(file.parent):
        raise _unusable(path, why, attribute)


def no_folder(place: Path) -> str:
    """Return why no file can be made in a folder, which may be missing yet; empty when one can."""
    try:
        there = next(each for each in (place.absolute(), *place.absolute().parents) if each.exists())
    except OSError as error:
        return error.strerror or str(error)
    usable = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    return "" if usable else f"{there} is no folder in which files can be made"


def write(path: str, content: bytes) -> str:
    """Write a file, wholly or not at all, with mode 0600; return its SHA-256.

    Raises:
        OSError: It cannot be written.
    """
    durable.replace(expanded(path).absolute(), content)
    return hashlib.sha256(content).hexdigest()


def remove(path: str, digest: str | None) -> bool:
    """Remove a file when it is still what was written; return whether nothing of somebody else stays."""
    found = sha256(path)
    if found is None:
        return not expanded(path).exists()
    if found != digest:
        return False
    expanded(path).unlink(missing_ok=True)
    return True


def _unusable(path: str, why: str, attribute: AttributePath) -> ProviderError:
    return ProviderError(f'Cannot write to "{path}"', f"{why}.", attribute)

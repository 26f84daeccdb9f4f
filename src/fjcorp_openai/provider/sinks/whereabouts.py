"""Where a key that was delivered is now, as far as one can tell without opening a vault."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fjcorp_openai.organization.guards import is_own_key
from fjcorp_openai.provider.sinks.file import SinkError, read

Destination = Mapping[str, str | None]


def lost(destination: Destination | None, redacted: str | None) -> str | None:
    """Return what is wrong with the file that a key went to; None when nothing is known to be.

    Args:
        destination: The attribute `delivered_to`; None for a key of which it is not known.
        redacted: The key with its middle blotted out.
    """
    path = _path(destination)
    if path is None:
        return None
    if not path.exists():
        return f"{path} is not there"
    if destination and destination.get("file") and redacted and not _holds(path, redacted):
        return f"{path} holds something else"
    return None


def left(destination: Destination | None, redacted: str | None) -> str | None:
    """Return the name of the file that still holds a key, as far as one can tell."""
    path = _path(destination)
    if destination is None or path is None or not path.exists():
        return None
    if destination.get("file") and redacted and not _holds(path, redacted):
        return None
    variable = destination.get("vault_variable")
    return f"{path} (variable {variable})" if variable else str(path)


def _path(destination: Destination | None) -> Path | None:
    text = (destination or {}).get("file") or (destination or {}).get("vault_file")
    return Path(text) if text else None


def _holds(path: Path, redacted: str) -> bool:
    try:
        return is_own_key(redacted, read(path).strip())
    except SinkError:
        return True  # it is there, and another user's to read

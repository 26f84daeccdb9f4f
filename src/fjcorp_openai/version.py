"""The collection's version, which is written in one place: `galaxy.yml`."""

import json
import re
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]


@cache
def version() -> str:
    """Return the collection's version, such as `1.2.3`.

    A working copy holds `galaxy.yml`; an installed collection holds `MANIFEST.json` in its place.

    Raises:
        FileNotFoundError: Neither file is in the collection's root folder.
        ValueError: The file names no version.
    """
    source = _ROOT / "galaxy.yml"
    if source.exists():
        found = re.search(r"^version:\s*[\"']?([^\s\"'#]+)", source.read_text(encoding="utf-8"), re.MULTILINE)
        if found is None:
            raise ValueError(f"{source} names no version")
        return found.group(1)
    manifest = _ROOT / "MANIFEST.json"
    if not manifest.exists():
        raise FileNotFoundError(f"{_ROOT} holds neither galaxy.yml nor MANIFEST.json")
    try:
        return str(json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]["version"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"{manifest} names no version") from error

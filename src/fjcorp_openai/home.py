"""Paths that begin with the home folder."""

from __future__ import annotations

import os
from pathlib import Path


def expanded(path: str | Path) -> Path:
    """Return a path with the home folder in the place of `~` or `~user`.

    Where nobody has such a home the path stays as it is, so that whoever opens it says that it is not there.
    """
    return Path(os.path.expanduser(path))  # noqa: PTH111 (a Path raises RuntimeError where there is no home)

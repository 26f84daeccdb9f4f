# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are there wholly or not at all, for their owner alone, whatever the umask."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any


def write(path: Path, text: str) -> None:
    """Write a file that only its owner may read, durably, whole or not at all.

    Args:
        path: The file. A file that has the same text already is left alone.
        text: Its new content.

    Raises:
        OSError: It cannot be written, as on a full disk; the error names it, and the former file is there.
    """
    if path.is_file() and path.stat().st_mode & 0o777 == 0o600 and path.read_text("utf-8") == text:
        return
    draft: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        draft = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(handle)
        draft.replace(path)
        _sync(path.parent)
    except BaseException as error:
        if draft is not None:
            with contextlib.suppress(OSError):
                draft.unlink()
        if isinstance(error, OSError) and error.errno is not None:
            raise type(error)(error.errno, error.strerror, str(path)) from None
        raise


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file that only its owner may read; see :func:`write`."""
    write(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, each for its owner alone.

    Raises:
        OSError: It cannot be made.
    """
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

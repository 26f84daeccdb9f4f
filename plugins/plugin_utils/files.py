# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text and JSON files that only their owner may read, there wholly or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .package import durable

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, text: str, *, lasting: bool = True) -> None:
    """Write a file that only its owner may read, whole or not at all.

    Args:
        path: The file. A file that has the same text already is left alone.
        text: Its new content.
        lasting: Whether it must survive a power cut, for which the disk is waited for. What one run alone
            reads need not.

    Raises:
        OSError: It cannot be written, as on a full disk; the error names it, and the former file is there.
    """
    if path.is_file() and path.stat().st_mode & 0o777 == 0o600 and path.read_text("utf-8") == text:
        return
    with durable.replacing(path, durable=lasting) as stream:
        stream.write(text.encode())


def write_json(path: Path, value: Any, *, lasting: bool = True) -> None:
    """Write a JSON file that only its owner may read; see :func:`write`."""
    write(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n", lasting=lasting)


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, each for its owner alone.

    Raises:
        OSError: It cannot be made.
    """
    durable.make_folder(path)

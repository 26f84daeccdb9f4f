# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where files go that a run writes: keys, reports, variables, states.

A relative path starts from the current folder, for every plugin and playbook. A collection is no place for
them: its next installation deletes them, and building it would publish them.
"""

from __future__ import annotations

import os
from pathlib import Path

from .errors import StackError
from .package import COLLECTION, home

ROOT = "ansible_collections"
SHIPPED = (
    "changelogs",
    "docs",
    "examples",
    "meta",
    "modules_tf",
    "playbooks",
    "plugins",
    "roles",
    "src",
)
"""Folders of this repository that its collection consists of."""


def written_path(text: str) -> Path:
    """Return the absolute path of a file or folder that is to be written.

    A link at its end is not followed, because a file is replaced as a whole.

    Args:
        text: As the user wrote it; ``~`` is the home folder.

    Raises:
        StackError: It cannot be a path, or leads into a collection. The message does not name the option.
    """
    try:
        given = Path.cwd() / Path(text).expanduser()
        path = given.resolve() if given.name == ".." else given.parent.resolve() / given.name
        # Resolved, for what a link leads into; as written, for a collection that is a link itself.
        outside_collections(path)
        outside_collections(Path(os.path.normpath(given)))
    except (OSError, RuntimeError, ValueError) as error:
        raise StackError(f"cannot be written to: {getattr(error, 'strerror', None) or error}") from None
    return path


def path_of_option(option: str, text: str) -> Path:
    """Return the absolute path of what an option says is to be written.

    Args:
        option: Name of the option.
        text: As the user wrote it; ``~`` is the home folder.

    Raises:
        StackError: It leads into a collection, or begins with a home that nobody has. The message begins with
            the option.
    """
    path = home.expanded(text)
    if text.startswith("~") and not path.is_absolute():
        # It would be made in the current folder, where nobody looks for it.
        raise StackError(f"{option}: nobody has the home folder that {text} begins with")
    try:
        return outside_collections(path.absolute())
    except StackError as error:
        raise StackError(f"{option}: {error}") from None


def outside_collections(path: Path) -> Path:
    """Return an absolute path, unless it leads into a collection.

    Raises:
        StackError: It does. The message does not name the option.
    """
    collection = _collection(path) or _collection(path.resolve())
    if collection:
        raise StackError(
            f"{path} lies in the collection in {collection}, whose next installation would delete it, and "
            "which could be published with it. Relative paths start from the current folder, which is "
            f"{Path.cwd()}: run from another one, or write an absolute path"
        )
    return path


def _collection(path: Path) -> Path | None:
    """Return the collection that a path is in."""
    steps = path.parts
    # The collection's folder is two below: first its namespace, then its name.
    found = [number for number, step in enumerate(steps[:-2]) if step == ROOT]
    if found:
        return Path(*steps[: found[0] + 3])
    shipped = any(path.is_relative_to(COLLECTION / name) for name in SHIPPED)
    return COLLECTION if shipped else None

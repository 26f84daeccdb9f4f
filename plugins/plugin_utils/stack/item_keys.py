# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of items, made from the names of objects: readable, stable, and never the same twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST = 4
"""Characters of an id that distinguish two objects of one name, unless those are alike too."""


class ItemKeys:
    """Gives out keys that are free."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Begin with the keys that stand there already."""
        self._taken = set(taken)

    def take(self, id_: str, *names: str) -> str:
        """Return a free key, and keep it from being given out again.

        Args:
            id_: Id of the object, whose end distinguishes it from another of that name. The order in which
                objects come must not change, or they would swap their keys.
            names: What the object is called, such as its project and its name.
        """
        base = "_".join(filter(None, map(slug, names)))
        tail = slug(id_).replace("_", "")
        lengths = range(SHORTEST, len(tail) + 1)
        tried = [base, *("_".join(filter(None, (base, tail[-length:]))) for length in lengths)]
        key = next((each for each in tried if each and each not in self._taken), "")
        number = 2
        while not key or key in self._taken:
            key, number = f"{tried[-1]}_{number}", number + 1
        self._taken.add(key)
        return key


def slug(name: str) -> str:
    """Return a name as a key: letters and digits of any script in lower case, joined by underscores."""
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")

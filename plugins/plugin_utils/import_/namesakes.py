# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that an item knows by what they are called: of those that are called alike, the oldest."""

from __future__ import annotations

from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .import_result import ImportResult, Item

    Name = tuple[str | None, ...]

NAMELESS = "it has no name, by which an item would know it"


def age(item: Item, since: str = "created_at") -> tuple[int, str]:
    """Return what sorts objects by their age, the oldest first: the time in Unix seconds, and the id."""
    return item.get(since) or 0, item["id"]


def named(item: Item) -> Name:
    """Return the name of an object as what an item knows it by."""
    return (item["name"],)


def oldest(
    imports: ImportResult,
    kind: str,
    found: Iterable[Item],
    called: Callable[[Item], Name] = named,
    *,
    label: Callable[[Item], str | None] = itemgetter("name"),
    known_by: str = "name",
    since: str = "created_at",
) -> Iterator[Item]:
    """Yield the oldest object of each name, and say of the others why they are left out.

    Args:
        imports: The result.
        kind: What an object is called in messages.
        found: The objects.
        called: Returns what an item knows an object by.
        label: Returns what messages call one object.
        known_by: What messages call that by which an item knows an object.
        since: Member with the time at which it came, in Unix seconds.
    """
    seen: set[Name] = set()
    for each in sorted(found, key=partial(age, since=since)):
        name = called(each)
        if any(name) and name not in seen:
            seen.add(name)
            yield each
            continue
        namesake = f"another {kind} has the same {known_by}, by which an item would know it"
        imports.leave(
            kind, namesake if any(name) else NAMELESS, f"{label(each) or each['id']} ({each['id']})"
        )

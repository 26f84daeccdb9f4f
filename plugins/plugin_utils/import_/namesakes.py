# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that an item knows by what they are called: of those that are called alike, the oldest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .import_result import ImportResult, Item

    Name = tuple[str | None, ...]

NAMELESS = "it has no name, by which an item would know it"


def oldest(
    imports: ImportResult,
    kind: str,
    found: Iterable[Item],
    called: Callable[[Item], Name],
    since: str = "created_at",
) -> Iterator[Item]:
    """Yield the oldest object of each name, and say of the others why they are left out.

    Args:
        imports: The result.
        kind: What an object is called in messages.
        found: The objects.
        called: Returns the parts of an object's name.
        since: Member with the time at which it came.
    """
    seen: set[Name] = set()
    for each in sorted(found, key=lambda one: (one.get(since) or 0, one["id"])):
        name = called(each)
        if any(name) and name not in seen:
            seen.add(name)
            yield each
            continue
        namesake = f"another {kind} has the same name, by which an item would know it"
        shown = f"{'/'.join(filter(None, name)) or each['id']} ({each['id']})"
        imports.leave(kind, namesake if any(name) else NAMELESS, shown)

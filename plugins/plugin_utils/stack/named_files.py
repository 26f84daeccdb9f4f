# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that items name by key, held to what those items make of them before anything is uploaded.

A line may be right for one method of training and wrong for another, and right for a batch of one endpoint
alone: only who knows both items sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..package import file_contents
from .items import place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .description import Description, ItemsElsewhere


def problems(
    description: Description, elsewhere: ItemsElsewhere, variables: Mapping[str, str]
) -> Iterator[str]:
    """Yield a sentence for each file that cannot be what an item takes it for, with its line and the fix.

    Args:
        description: The items of a role, checked.
        elsewhere: The items of the other roles of the play.
        variables: Names of the variables that items are in, by ``category/module``.
    """
    for module in description.modules:
        for reference in module.references:
            if not reference.content:
                continue
            variable = variables.get(f"{reference.category}/{reference.module}", "")
            for key, item in description.items[module.name].items():
                named = item.get(reference.option)
                file = description.named(reference, named, elsewhere)
                if not file or not variable or not isinstance(named, str):
                    continue
                found = file_contents.problem(reference.content, item, file)
                if found:
                    where = place(module.variable, key, [reference.option])
                    yield f"{where}: {place(variable, named, [found.option])}: {found.sentence}"
